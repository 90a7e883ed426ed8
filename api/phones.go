package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch"
)

// PhonePath names one in an address. It is exported because huma looks into exported
// embedded structs only.
type PhonePath struct {
	ID care.PhoneCallID `path:"id" maxLength:"64"`
}

func (s *Server) phones(r *routes) {
	type phoneListIn struct {
		PageIn
		Which      string          `query:"which" enum:"all,owed,live,missed" default:"all" doc:"owed: to whom a call back is owed, the earliest deadline first; live: what rings or is spoken"`
		ElderID    care.ElderID    `query:"elder_id" maxLength:"64"`
		IncidentID care.IncidentID `query:"incident_id" maxLength:"64"`
	}
	add(r, desk, get("/phone/calls", "list-phone-calls", "Telephone calls to and from the hotline, newest first"),
		func(ctx context.Context, by care.Staff, in *phoneListIn) (*out[List[PhoneItem]], error) {
			var since time.Time
			if in.Which == "live" {
				since = s.deps.Now().Add(-24 * time.Hour)
			}
			found, next, err := s.deps.Shelf.PhoneCalls(ctx, by.Scope(), care.PhoneQuery{Since: since, Owed: in.Which == "owed", Live: in.Which == "live",
				Missed: in.Which == "missed", Elder: in.ElderID, Incident: in.IncidentID, Page: in.page()})
			if err != nil {
				return nil, err
			}
			items, err := s.views.phoneItems(ctx, by.Scope(), found)
			return list(items, next), err
		})
	add(r, desk, get("/phone/calls/{id}", "get-phone-call", "One call, who it may be, and what was talked about before; each view is recorded"),
		func(ctx context.Context, by care.Staff, in *PhonePath) (*out[PhoneDetail], error) {
			return s.phone(ctx, by, in.ID)
		})
	type phoneEnterIn struct {
		Key  string `header:"Idempotency-Key" maxLength:"200"`
		Body struct {
			Number     string     `json:"number,omitempty" maxLength:"40"`
			ElderID    string     `json:"elder_id,omitempty" maxLength:"64"`
			At         *time.Time `json:"at,omitempty"`
			Note       string     `json:"note,omitempty" maxLength:"4000"`
			Afterwards bool       `json:"afterwards,omitempty" doc:"entered later, from paper: its time is true, and it is counted apart"`
		}
	}
	add(r, desk, create("/phone/calls", "enter-phone-call", "Enter a call that no telephone system told of; the same Idempotency-Key is one call"),
		func(ctx context.Context, by care.Staff, in *phoneEnterIn) (*out[PhoneDetail], error) {
			want := dispatch.PhoneEntered{Number: in.Body.Number, Elder: care.ElderID(in.Body.ElderID), Note: in.Body.Note, Afterwards: in.Body.Afterwards, Key: in.Key}
			if in.Body.At != nil {
				want.At = *in.Body.At
			}
			p, err := s.deps.Desk.EnterPhone(ctx, by, want)
			if err != nil {
				return nil, err
			}
			return s.phone(ctx, by, p.ID)
		})
	type phoneConnectIn struct {
		Key  string `header:"Idempotency-Key" maxLength:"200"`
		Body struct {
			Number     string `json:"number" minLength:"1" maxLength:"40"`
			ElderID    string `json:"elder_id,omitempty" maxLength:"64"`
			IncidentID string `json:"incident_id,omitempty" maxLength:"64"`
			Seat       string `json:"seat,omitempty" maxLength:"40"`
		}
	}
	add(r, desk, create("/phone/connect", "connect-phone", "Ring the seat and then the number; by_hand says that the operator has to dial"),
		func(ctx context.Context, by care.Staff, in *phoneConnectIn) (*out[PhoneDetail], error) {
			p, err := s.deps.Desk.Connect(ctx, by, dispatch.Connect{Number: in.Body.Number, Elder: care.ElderID(in.Body.ElderID),
				Incident: care.IncidentID(in.Body.IncidentID), Seat: in.Body.Seat, Key: in.Key})
			if err != nil {
				return nil, err
			}
			return s.phone(ctx, by, p.ID)
		})
	s.phoneActs(r)
	s.nuisances(r)
}

func (s *Server) phoneActs(r *routes) {
	type phoneNoteIn struct {
		PhonePath
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"4000"`
		}
	}
	talk(s, r, "note", "Add to what was said", func(ctx context.Context, by care.Staff, in *phoneNoteIn) (care.PhoneCall, error) {
		return s.deps.Desk.NotePhone(ctx, by, in.ID, in.Body.Text)
	})
	type phoneElderIn struct {
		PhonePath
		Body struct {
			ElderID string `json:"elder_id" minLength:"1" maxLength:"64"`
		}
	}
	talk(s, r, "elder", "Whom the call is about; the number is remembered", func(ctx context.Context, by care.Staff, in *phoneElderIn) (care.PhoneCall, error) {
		return s.deps.Desk.NameCaller(ctx, by, in.ID, care.ElderID(in.Body.ElderID))
	})
	type phoneResultIn struct {
		PhonePath
		Body struct {
			Result care.PhoneState `json:"result" enum:"answered,no_answer,busy,failed"`
		}
	}
	talk(s, r, "result", "What became of a call out that the operator dialled", func(ctx context.Context, by care.Staff, in *phoneResultIn) (care.PhoneCall, error) {
		return s.deps.Desk.Result(ctx, by, in.ID, in.Body.Result)
	})
	type phoneSettleIn struct {
		PhonePath
		Body struct {
			How  care.CallBackOutcome `json:"how" enum:"called_back,reached,no_answer,nuisance" doc:"a nuisance is for a supervisor to say"`
			Note string               `json:"note,omitempty" maxLength:"2000"`
		}
	}
	talk(s, r, "settle", "The call back that was owed is done with", func(ctx context.Context, by care.Staff, in *phoneSettleIn) (care.PhoneCall, error) {
		return s.deps.Desk.SettleCallBack(ctx, by, in.ID, in.Body.How, in.Body.Note)
	})
	type phoneNuisanceIn struct {
		PhonePath
		Body struct {
			On   bool   `json:"on"`
			Note string `json:"note,omitempty" maxLength:"500"`
		}
	}
	talk(s, r, "nuisance", "Mark the number as a nuisance, or take the mark back; nothing is blocked for it", func(ctx context.Context, by care.Staff, in *phoneNuisanceIn) (care.PhoneCall, error) {
		return s.deps.Desk.MarkNuisance(ctx, by, in.ID, in.Body.On, in.Body.Note)
	})
	type phoneOrderIn struct {
		PhonePath
		Body struct {
			Service    string     `json:"service" maxLength:"40"`
			OfferingID string     `json:"offering_id,omitempty" maxLength:"40" doc:"row of the catalogue, whose price is then told"`
			ElderID    string     `json:"elder_id,omitempty" maxLength:"64"`
			DueAt      *time.Time `json:"due_at,omitempty"`
			Note       string     `json:"note,omitempty" maxLength:"2000"`
		}
	}
	add(r, desk, create("/phone/calls/{id}/order", "order-from-phone-call", "Make the order that the caller asks for, one a service"),
		func(ctx context.Context, by care.Staff, in *phoneOrderIn) (*out[OrderDetail], error) {
			o, err := s.deps.Desk.OrderFromPhone(ctx, by, in.ID, dispatch.NewOrder{Service: care.Service(in.Body.Service),
				Offering: care.OfferingID(in.Body.OfferingID), Elder: care.ElderID(in.Body.ElderID), DueAt: in.Body.DueAt, Note: in.Body.Note})
			if err != nil {
				return nil, err
			}
			return s.order(ctx, by, o.ID)
		})
	type intakeIn struct {
		Key  string `header:"Idempotency-Key" maxLength:"200"`
		Body struct {
			PhoneID    string     `json:"phone_id,omitempty" maxLength:"64" doc:"the call in which it was said"`
			ElderID    string     `json:"elder_id,omitempty" maxLength:"64" doc:"left out: who and where is asked first"`
			Urgent     bool       `json:"urgent,omitempty"`
			Note       string     `json:"note,omitempty" maxLength:"4000"`
			At         *time.Time `json:"at,omitempty"`
			Afterwards bool       `json:"afterwards,omitempty" doc:"entered later, from paper: its time is true, and it is counted apart"`
		}
	}
	add(r, desk, create("/incidents", "create-incident", "What was said on the telephone becomes an incident of kind phone, or joins the elder's open one; it is its author's at once"),
		func(ctx context.Context, by care.Staff, in *intakeIn) (*out[IncidentDetail], error) {
			want := dispatch.NewIncident{Phone: care.PhoneCallID(in.Body.PhoneID), Elder: care.ElderID(in.Body.ElderID), Urgent: in.Body.Urgent,
				Note: in.Body.Note, Afterwards: in.Body.Afterwards, Key: in.Key}
			if in.Body.At != nil {
				want.At = *in.Body.At
			}
			inc, err := s.deps.Desk.Intake(ctx, by, want)
			if err != nil {
				return nil, err
			}
			return s.incident(ctx, by, inc.ID)
		})
}

// talk registers POST /phone/calls/{id}/<verb>, which answers with the call as it
// then stands.
func talk[I any](s *Server, r *routes, verb, summary string, do func(ctx context.Context, by care.Staff, in *I) (care.PhoneCall, error)) {
	add(r, desk, post("/phone/calls/{id}/"+verb, verb+"-phone-call", summary),
		func(ctx context.Context, by care.Staff, in *I) (*out[PhoneDetail], error) {
			p, err := do(ctx, by, in)
			if err != nil {
				return nil, err
			}
			return s.phone(ctx, by, p.ID)
		})
}

func (s *Server) phone(ctx context.Context, by care.Staff, id care.PhoneCallID) (*out[PhoneDetail], error) {
	d, err := s.views.phoneDetail(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return &out[PhoneDetail]{Body: *d}, nil
}

// NuisanceItem is a number that somebody marked, with its calls, as the police asks
// for them.
type NuisanceItem struct {
	care.PhoneNumber
	ByName string           `json:"by_name,omitempty"`
	Calls  []care.PhoneCall `json:"calls"`
}

func (s *Server) nuisances(r *routes) {
	who := roles(care.Operator, care.Supervisor, care.Admin, care.Auditor)
	add(r, who, get("/phone/nuisances", "list-nuisances", "Numbers marked as a nuisance, with their calls of the last 90 days"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[NuisanceItem]], error) {
			numbers, err := s.deps.Shelf.Nuisances(ctx)
			if err != nil {
				return nil, err
			}
			items := make([]NuisanceItem, len(numbers))
			for i, n := range numbers {
				items[i] = NuisanceItem{PhoneNumber: n, ByName: s.views.staffName(ctx, n.Nuisance.By)}
				items[i].Calls, _, err = s.deps.Shelf.PhoneCalls(ctx, by.Scope(), care.PhoneQuery{Number: n.Number, Since: s.deps.Now().AddDate(0, 0, -90), Page: care.Page{Limit: 100}})
				if err != nil {
					return nil, err
				}
			}
			s.deps.Registry.Viewed(by.ID, "phone", "nuisances")
			return list(items, ""), nil
		})
}
