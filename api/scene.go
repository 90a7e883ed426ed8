package api

import (
	"context"
	_ "image/jpeg" // what telephones make
	_ "image/png"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yian/care"
)

// sceneActs are what happens around an incident beside calls, orders and help.
func (s *Server) sceneActs(r *routes) {
	type refusedIn struct {
		IncidentPath
		Body struct {
			Said    string `json:"said" minLength:"1" maxLength:"1000" doc:"the sentence that the elder said"`
			Witness string `json:"witness" minLength:"1" maxLength:"100" doc:"who heard it"`
		}
	}
	act(s, r, "refused", "The elder wants no help: a sentence and a witness; a second call is owed in two hours", func(ctx context.Context, by care.Staff, in *refusedIn) (care.Incident, error) {
		return s.deps.Desk.Refuse(ctx, by, in.ID, in.Body.Said, in.Body.Witness)
	})
	type secondIn struct {
		IncidentPath
		Body struct {
			Result string `json:"result" enum:"well,accepts,refuses,no_answer"`
			Note   string `json:"note,omitempty" maxLength:"1000"`
		}
	}
	act(s, r, "second_call", "What came of the second call; no_answer starts the second ladder and settles nothing", func(ctx context.Context, by care.Staff, in *secondIn) (care.Incident, error) {
		return s.deps.Desk.SecondCall(ctx, by, in.ID, in.Body.Result, in.Body.Note)
	})
	type safeIn struct {
		IncidentPath
		Body struct {
			Who string `json:"who,omitempty" maxLength:"100" doc:"who at 119 said it; left out: it is not safe after all"`
		}
	}
	act(s, r, "safe", "119 says that the place may be entered; before that nobody is sent to smoke, gas or CO", func(ctx context.Context, by care.Staff, in *safeIn) (care.Incident, error) {
		return s.deps.Desk.SceneSafe(ctx, by, in.ID, in.Body.Who)
	})
	type codeIn struct {
		IncidentPath
		Body struct {
			Code string `json:"code" pattern:"^0[0-9]{2,3}$"`
		}
	}
	act(s, r, "area_code", "The area code of the place outside the county where the elder is", func(ctx context.Context, by care.Staff, in *codeIn) (care.Incident, error) {
		return s.deps.Desk.NoteAreaCode(ctx, by, in.ID, in.Body.Code)
	})
	s.searchActs(r)
	s.forcedActs(r)
	s.photos(r)
}

// searchActs are what is done for somebody who is lost.
func (s *Server) searchActs(r *routes) {
	act(s, r, "lost", "The elder is lost (走失), whatever it began as", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.Astray(ctx, by, in.ID)
	})
	type searchIn struct {
		IncidentPath
		Body struct {
			Looks   string     `json:"looks,omitempty" maxLength:"500"`
			Clothes string     `json:"clothes,omitempty" maxLength:"500"`
			Seen    string     `json:"seen,omitempty" maxLength:"300" doc:"where somebody saw them last"`
			SeenAt  *time.Time `json:"seen_at,omitempty"`
			SeenBy  string     `json:"seen_by,omitempty" maxLength:"100"`
			Usual   string     `json:"usual,omitempty" maxLength:"500" doc:"where they may have gone"`
			Police  string     `json:"police,omitempty" maxLength:"100" doc:"110's officer or number"`
			Printed bool       `json:"printed,omitempty"`
		}
	}
	act(s, r, "search", "The sheet of somebody who is lost; what is left out stays", func(ctx context.Context, by care.Staff, in *searchIn) (care.Incident, error) {
		b := in.Body
		return s.deps.Desk.Seek(ctx, by, in.ID, care.Search{Looks: b.Looks, Clothes: b.Clothes, Seen: b.Seen, SeenAt: b.SeenAt, SeenBy: b.SeenBy, Usual: b.Usual, Police: b.Police}, b.Printed)
	})
	type areaIn struct {
		IncidentPath
		Body struct {
			ID    string         `json:"id,omitempty" maxLength:"64" doc:"left out: a new one"`
			Where string         `json:"where,omitempty" maxLength:"200"`
			Who   string         `json:"who,omitempty" maxLength:"100"`
			Phone string         `json:"phone,omitempty" maxLength:"40"`
			State care.AreaState `json:"state,omitempty" enum:"searching,not_found,found"`
			Note  string         `json:"note,omitempty" maxLength:"500"`
		}
	}
	act(s, r, "area", "Who looks where, and whether the elder was found there", func(ctx context.Context, by care.Staff, in *areaIn) (care.Incident, error) {
		b := in.Body
		return s.deps.Desk.SearchArea(ctx, by, in.ID, care.Area{ID: b.ID, Where: b.Where, Who: b.Who, Phone: b.Phone, State: b.State, Note: b.Note})
	})
}

// forcedActs are what is owed for a door that was forced.
func (s *Server) forcedActs(r *routes) {
	type forcedIn struct {
		IncidentPath
		Body struct {
			First   string `json:"first,omitempty" maxLength:"100"`
			Second  string `json:"second,omitempty" maxLength:"100"`
			Damage  string `json:"damage,omitempty" maxLength:"1000"`
			Whole   bool   `json:"whole,omitempty" doc:"nothing broke"`
			CostFen *int64 `json:"cost_fen,omitempty" minimum:"0" maximum:"100000000"`
		}
	}
	act(s, r, "forced", "The door was forced, by two persons by name or with 110; and what it broke", func(ctx context.Context, by care.Staff, in *forcedIn) (care.Incident, error) {
		b := in.Body
		return s.deps.Desk.ForceEntry(ctx, by, in.ID, care.ForcedEntry{First: b.First, Second: b.Second, Damage: b.Damage, Whole: b.Whole, CostFen: b.CostFen})
	})
	type paidIn struct {
		IncidentPath
		Body struct {
			Payer   string    `json:"payer" minLength:"1" maxLength:"100"`
			CostFen int64     `json:"cost_fen" minimum:"0" maximum:"100000000"`
			PaidAt  time.Time `json:"paid_at,omitempty" doc:"now, unless said"`
		}
	}
	act(s, r, "damage_paid", "Who paid for a forced door, how much and when", func(ctx context.Context, by care.Staff, in *paidIn) (care.Incident, error) {
		return s.deps.Desk.PayDamage(ctx, by, in.ID, in.Body.Payer, in.Body.CostFen, in.Body.PaidAt)
	})
	act(s, r, "mend", "Make the order that mends a forced door; asked again it is the same", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.MendDoor(ctx, by, in.ID)
	})
}

func (s *Server) photos(r *routes) {
	type photoIn struct {
		IncidentPath
		Kind    string `query:"kind" required:"true" enum:"lost,before,after"`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	op := create("/incidents/{id}/photos", "keep-incident-photo", "A photo of who is lost, or of a forced door, JPEG or PNG of at most 700 KiB; the same twice is one")
	op.MaxBodyBytes = 1 << 20
	add(r, desk, op, func(ctx context.Context, by care.Staff, in *photoIn) (*out[care.SceneFile], error) {
		f, err := s.deps.Desk.KeepPhoto(ctx, by, in.ID, in.Kind, in.RawBody)
		return &out[care.SceneFile]{Body: f}, err
	})
	r.raw(seePlaces, http.MethodGet, "/api/v1/incidents/:id/photos/:file", func(c *fiber.Ctx) error {
		by := staffOf(c.UserContext())
		id, file := care.IncidentID(strings.Clone(c.Params("id"))), strings.Clone(c.Params("file"))
		f, body, err := s.deps.Desk.Photo(c.UserContext(), by, id, file)
		if err != nil {
			return sendProblem(c, problemOf(err, s.deps.Log))
		}
		s.deps.Registry.Viewed(by.ID, "incident_photo", file)
		return sendPicture(c, f.Mime, body)
	})
}
