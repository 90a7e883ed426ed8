package api

import (
	"context"
	"strings"
	"time"

	"yian/care"
	"yian/dispatch/hotline"
)

// TicketPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type TicketPath struct {
	ID care.TicketID `path:"id" maxLength:"64"`
}

// HotlineShelf reads what the hotline keeps. All block on a read.
type HotlineShelf interface {
	Ticket(ctx context.Context, sc care.Scope, id care.TicketID) (care.Ticket, error)
	Tickets(ctx context.Context, sc care.Scope, q care.TicketQuery) ([]care.Ticket, string, error)
	OverdueTickets(ctx context.Context, sc care.Scope, now time.Time) (int, error)
	Article(ctx context.Context, id care.ArticleID) (care.Article, error)
	Articles(ctx context.Context, retired bool) ([]care.Article, error)
	FollowUp(ctx context.Context, sc care.Scope, id care.FollowUpID) (care.FollowUp, error)
	FollowUps(ctx context.Context, sc care.Scope, q care.FollowUpQuery) ([]care.FollowUp, string, error)
	LateFollowUps(ctx context.Context, sc care.Scope, now time.Time) (int, error)
	Audit(ctx context.Context, sc care.Scope, id care.AuditID) (care.Audit, error)
	Audits(ctx context.Context, sc care.Scope, q care.AuditQuery) ([]care.Audit, string, error)
}

// handle is whoever may see to a ticket: the desk, the bureau, and for what is no
// complaint the site. What each of them sees is decided ticket by ticket.
var handle = roles(care.Operator, care.Supervisor, care.Manager, care.Leader, care.Admin)

func (s *Server) tickets(r *routes) {
	type listIn struct {
		PageIn
		Q       string       `query:"q" maxLength:"100" doc:"in the number, the numbers elsewhere, the caller's name and telephone"`
		Kind    string       `query:"kind" doc:"comma list"`
		State   string       `query:"state" doc:"comma list of exact states"`
		ElderID care.ElderID `query:"elder_id" maxLength:"64"`
		Handler care.StaffID `query:"handler" maxLength:"100"`
		Overdue bool         `query:"overdue" doc:"only what has missed its deadline"`
	}
	add(r, watch, get("/tickets", "list-tickets", "Tickets, newest first; nobody sees what is about themselves, no site what is independent of it"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[TicketItem]], error) {
			kinds, err := statesOf(in.Kind, care.TicketKinds...)
			if err != nil {
				return nil, err
			}
			states, err := statesOf(in.State, care.TicketStates...)
			if err != nil {
				return nil, err
			}
			q := care.TicketQuery{Kinds: kinds, States: states, Elder: in.ElderID, Handler: in.Handler, Text: in.Q, Page: in.page()}
			if in.Overdue {
				q.Overdue = s.deps.Now()
			}
			found, next, err := s.deps.Shelf.Tickets(ctx, by.Scope(), q)
			if err != nil {
				return nil, err
			}
			items, err := s.views.ticketItems(ctx, found)
			return list(items, next), err
		})
	add(r, watch, get("/tickets/{id}", "get-ticket", "One ticket with its history"),
		func(ctx context.Context, by care.Staff, in *TicketPath) (*out[TicketDetail], error) {
			return s.ticket(ctx, by, in.ID)
		})
	s.ticketTaken(r)
	s.ticketActs(r)
}

func (s *Server) ticket(ctx context.Context, by care.Staff, id care.TicketID) (*out[TicketDetail], error) {
	d, err := s.views.ticketDetail(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return &out[TicketDetail]{Body: *d}, nil
}

// RefIn is a number elsewhere as it is entered.
type RefIn struct {
	System string `json:"system" enum:"12345,petition,other"`
	Number string `json:"number" minLength:"1" maxLength:"60"`
	Way    string `json:"way,omitempty" enum:"in,out"`
}

func (r RefIn) ref() care.TicketRef {
	return care.TicketRef{System: r.System, Number: r.Number, Way: r.Way}
}

func (s *Server) ticketTaken(r *routes) {
	type createIn struct {
		Key  string `header:"Idempotency-Key" maxLength:"200"`
		Body struct {
			Kind        care.TicketKind  `json:"kind" enum:"consultation,complaint,suggestion,praise,report"`
			Channel     string           `json:"channel,omitempty" enum:"phone,visit,letter,12345,petition,follow_up"`
			Caller      string           `json:"caller,omitempty" maxLength:"60"`
			Phone       string           `json:"phone,omitempty" maxLength:"32"`
			Anonymous   bool             `json:"anonymous,omitempty"`
			ElderID     string           `json:"elder_id,omitempty" maxLength:"64"`
			RegionID    string           `json:"region_id,omitempty" maxLength:"12"`
			AboutCenter string           `json:"about_center_id,omitempty" maxLength:"64"`
			AboutStaff  string           `json:"about_staff_id,omitempty" maxLength:"100"`
			About       string           `json:"about,omitempty" maxLength:"200"`
			Sealed      string           `json:"sealed,omitempty" enum:"abuse,suicide" doc:"suspected abuse, danger of suicide: closed to whoever need not know"`
			Text        string           `json:"text" minLength:"1" maxLength:"4000"`
			Answer      string           `json:"answer,omitempty" maxLength:"4000" doc:"what the caller was told at once"`
			Articles    []care.ArticleID `json:"articles,omitempty" maxItems:"10"`
			IncidentID  string           `json:"incident_id,omitempty" maxLength:"64"`
			FollowUpID  string           `json:"follow_up_id,omitempty" maxLength:"64"`
			Refs        []RefIn          `json:"refs,omitempty" maxItems:"5"`
			OpenedAt    time.Time        `json:"opened_at,omitzero" doc:"when it came in, for what comes on paper or from elsewhere"`
		}
	}
	add(r, desk, create("/tickets", "create-ticket", "Take a ticket down; the same Idempotency-Key is one ticket"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[TicketDetail], error) {
			b := in.Body
			want := hotline.NewTicket{Kind: b.Kind, Channel: b.Channel, Caller: b.Caller, Phone: b.Phone, Anonymous: b.Anonymous, Elder: care.ElderID(b.ElderID),
				Region: care.RegionID(b.RegionID), AboutCenter: care.CenterID(b.AboutCenter), AboutStaff: care.StaffID(b.AboutStaff), About: b.About, Sealed: b.Sealed,
				Text: b.Text, Answer: b.Answer, Articles: b.Articles, Incident: care.IncidentID(b.IncidentID), FollowUp: care.FollowUpID(b.FollowUpID),
				OpenedAt: b.OpenedAt, Key: in.Key}
			for _, ref := range b.Refs {
				want.Refs = append(want.Refs, ref.ref())
			}
			t, err := s.deps.Hotline.Take(ctx, by, want)
			if err != nil {
				return nil, err
			}
			if t.FollowUpID != "" {
				if _, err := s.deps.Hotline.FollowUpSaid(ctx, by, t.FollowUpID, t.ID); err != nil {
					return nil, err
				}
			}
			return s.ticket(ctx, by, t.ID)
		})
}

func (s *Server) ticketActs(r *routes) {
	type acceptIn struct {
		TicketPath
		Body *struct {
			Handler care.StaffID `json:"handler,omitempty" maxLength:"100" doc:"who sees to it; whoever accepts unless said"`
		}
	}
	ticketAct(s, r, desk, "accept", "Take it up, or give it to somebody who sees to it", func(ctx context.Context, by care.Staff, in *acceptIn) (care.Ticket, error) {
		handler := care.StaffID("")
		if in.Body != nil {
			handler = in.Body.Handler
		}
		return s.deps.Hotline.AcceptTicket(ctx, by, in.ID, handler)
	})
	type noteIn struct {
		TicketPath
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"4000"`
		}
	}
	ticketAct(s, r, handle, "note", "Add a line: what was found out, who was heard", func(ctx context.Context, by care.Staff, in *noteIn) (care.Ticket, error) {
		return s.deps.Hotline.NoteTicket(ctx, by, in.ID, in.Body.Text)
	})
	type answerIn struct {
		TicketPath
		Body struct {
			Text     string           `json:"text" minLength:"1" maxLength:"4000"`
			How      string           `json:"how,omitempty" enum:"phone,visit,letter,12345,petition,nobody"`
			Articles []care.ArticleID `json:"articles,omitempty" maxItems:"10"`
		}
	}
	ticketAct(s, r, handle, "answer", "What the caller was told, and how", func(ctx context.Context, by care.Staff, in *answerIn) (care.Ticket, error) {
		return s.deps.Hotline.AnswerTicket(ctx, by, in.ID, in.Body.Text, in.Body.How, in.Body.Articles)
	})
	type closeIn struct {
		TicketPath
		Body *struct {
			Note string `json:"note,omitempty" maxLength:"2000"`
		}
	}
	ticketAct(s, r, desk, "close", "End it; it needs an answer, unless it is praise", func(ctx context.Context, by care.Staff, in *closeIn) (care.Ticket, error) {
		note := ""
		if in.Body != nil {
			note = in.Body.Note
		}
		return s.deps.Hotline.CloseTicket(ctx, by, in.ID, note)
	})
	type reasonIn struct {
		TicketPath
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
	ticketAct(s, r, desk, "reopen", "Take it up again; it keeps its number, its deadlines begin anew", func(ctx context.Context, by care.Staff, in *reasonIn) (care.Ticket, error) {
		return s.deps.Hotline.ReopenTicket(ctx, by, in.ID, in.Body.Reason)
	})
	type extendIn struct {
		TicketPath
		Body struct {
			Days   int    `json:"days" minimum:"1" maximum:"15"`
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
	ticketAct(s, r, roles(care.Supervisor, care.Admin), "extend", "More time for the answer, once", func(ctx context.Context, by care.Staff, in *extendIn) (care.Ticket, error) {
		return s.deps.Hotline.ExtendTicket(ctx, by, in.ID, in.Body.Days, in.Body.Reason)
	})
	type kindIn struct {
		TicketPath
		Body struct {
			Kind        care.TicketKind `json:"kind" enum:"consultation,complaint,suggestion,praise,report"`
			AboutCenter care.CenterID   `json:"about_center_id,omitempty" maxLength:"64"`
			AboutStaff  care.StaffID    `json:"about_staff_id,omitempty" maxLength:"100"`
			About       string          `json:"about,omitempty" maxLength:"200"`
			Sealed      string          `json:"sealed,omitempty" enum:"abuse,suicide"`
			Reason      string          `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
	ticketAct(s, r, desk, "reclassify", "Correct what it is and whom it is about", func(ctx context.Context, by care.Staff, in *kindIn) (care.Ticket, error) {
		b := in.Body
		return s.deps.Hotline.ReclassifyTicket(ctx, by, in.ID, hotline.Reclassify{Kind: b.Kind, AboutCenter: b.AboutCenter, AboutStaff: b.AboutStaff,
			About: b.About, Sealed: b.Sealed}, b.Reason)
	})
	type referIn struct {
		TicketPath
		Body RefIn
	}
	ticketAct(s, r, desk, "refer", "Its number elsewhere: 12345 or petitions", func(ctx context.Context, by care.Staff, in *referIn) (care.Ticket, error) {
		return s.deps.Hotline.ReferTicket(ctx, by, in.ID, in.Body.ref())
	})
}

// TicketAfter is a ticket as an act left it; nothing of it to whom it is then closed.
type TicketAfter struct {
	ID      care.TicketID `json:"id"`
	Visible bool          `json:"visible" doc:"false: whoever acted may not see it any more"`
	Ticket  *TicketDetail `json:"ticket,omitempty"`
}

// ticketAct registers POST /tickets/{id}/<verb>, which answers with the ticket as it
// then stands. Who made a complaint of it, or sealed it, may not see it any more.
func ticketAct[I any](s *Server, r *routes, rule access, verb, summary string, do func(ctx context.Context, by care.Staff, in *I) (care.Ticket, error)) {
	add(r, rule, post("/tickets/{id}/"+verb, strings.ReplaceAll(verb, "_", "-")+"-ticket", summary),
		func(ctx context.Context, by care.Staff, in *I) (*out[TicketAfter], error) {
			t, err := do(ctx, by, in)
			if err != nil {
				return nil, err
			}
			after := TicketAfter{ID: t.ID}
			if after.Visible = t.VisibleTo(by.Scope()); after.Visible {
				if after.Ticket, err = s.views.ticketDetail(ctx, by, t.ID); err != nil {
					return nil, err
				}
			}
			return &out[TicketAfter]{Body: after}, nil
		})
}
