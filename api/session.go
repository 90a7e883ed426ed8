package api

import (
	"context"
	"net/http"
	"time"

	"yian/care"
)

// SessionView is who is signed in.
type SessionView struct {
	Staff      care.Staff `json:"staff"`
	ServerTime time.Time  `json:"server_time"`
	Demo       *Demo      `json:"demo,omitempty"`
	// Training reports whether this is a training seat, where nothing is real.
	Training    bool       `json:"training,omitempty"`
	TrainingURL string     `json:"training_url,omitempty" doc:"where the training seat is"`
	Version     string     `json:"version"`
	LiveAt      *time.Time `json:"live_at" nullable:"true"`
}

// SignedIn is the answer to a sign-in.
type SignedIn struct {
	Token      string     `json:"token"`
	Staff      care.Staff `json:"staff"`
	MustChange bool       `json:"must_change"`
}

func (s *Server) session(r *routes) {
	type signIn struct {
		Body struct {
			Username string `json:"username" maxLength:"100"`
			Password string `json:"password" maxLength:"200"`
		}
	}
	type signedIn struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
		Body      SignedIn
	}
	add(r, anyone, post("/session", "sign-in", "Sign in; sets the cookie and returns a bearer token"),
		func(ctx context.Context, _ care.Staff, in *signIn) (*signedIn, error) {
			ses, err := s.deps.Registry.SignIn(ctx, in.Body.Username, in.Body.Password, addressOf(ctx))
			if err != nil {
				return nil, err
			}
			return &signedIn{SetCookie: s.cookie(ses.Token, 0), Body: SignedIn{ses.Token, ses.Staff, ses.Staff.MustChange}}, nil
		})
	add(r, signedInRule, get("/session", "get-session", "Who is signed in"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[SessionView], error) {
			live, err := s.deps.Registry.LiveAt(ctx)
			if err != nil {
				return nil, err
			}
			return &out[SessionView]{Body: SessionView{Staff: by, ServerTime: s.deps.Now().UTC(), Demo: s.demo(), Training: s.deps.Training != nil, TrainingURL: s.deps.TrainingURL,
				Version: s.deps.Version, LiveAt: live}}, nil
		})
	type signedOut struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
	}
	add(r, signedInRule, del("/session", "sign-out", "Sign out"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*signedOut, error) {
			if err := s.deps.Registry.SignOut(ctx, tokenFrom(ctx)); err != nil {
				return nil, err
			}
			s.deps.Desk.Leave(ctx, by.ID)
			return &signedOut{SetCookie: s.cookie("", -1)}, nil
		})
	type passwordIn struct {
		Body struct {
			Old string `json:"old" maxLength:"200"`
			New string `json:"new" maxLength:"200"`
		}
	}
	add(r, signedInRule, post("/session/password", "change-password", "Change one's own password; every other session ends"),
		func(ctx context.Context, by care.Staff, in *passwordIn) (*out[care.Staff], error) {
			if err := s.deps.Registry.ChangePassword(ctx, by, in.Body.Old, in.Body.New, tokenFrom(ctx)); err != nil {
				return nil, err
			}
			by.MustChange = false
			return &out[care.Staff]{Body: by}, nil
		})
}

func (s *Server) cookie(token string, age int) http.Cookie {
	return http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.cfg.SecureCookie, MaxAge: age}
}
