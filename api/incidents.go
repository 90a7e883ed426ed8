package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yian/care"
)

// IncidentPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type IncidentPath struct {
	ID care.IncidentID `path:"id" maxLength:"64"`
}

func (s *Server) incidents(r *routes) {
	type listIn struct {
		PageIn
		State   string       `query:"state" doc:"comma list of exact states"`
		ElderID care.ElderID `query:"elder_id"`
		Order   string       `query:"order" enum:"urgent,newest" default:"urgent"`
		Since   time.Time    `query:"since" doc:"opened at or after"`
		// Afterwards chooses what was entered from paper.
		Afterwards bool `query:"afterwards" doc:"only what was entered from paper"`
		// Owing chooses forced doors that nobody has paid for.
		Owing bool `query:"owing" doc:"only with a forced door whose damage is not paid"`
	}
	add(r, watch, get("/incidents", "list-incidents", "The queue, most urgent first, then the oldest press"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[IncidentItem]], error) {
			states, err := statesOf[care.IncidentState](in.State, "open", "answered", "dispatched", "arrived", "closed")
			if err != nil {
				return nil, err
			}
			incidents, next, err := s.deps.Shelf.Incidents(ctx, by.Scope(), care.IncidentQuery{States: states, Elder: in.ElderID, Since: in.Since, Afterwards: in.Afterwards, Owing: in.Owing,
				Newest: in.Order == "newest", Page: in.page()})
			if err != nil {
				return nil, err
			}
			items, err := s.views.incidentItems(ctx, incidents)
			return list(items, next), err
		})
	add(r, watch, get("/incidents/{id}", "get-incident", "One incident with everything for a decision"),
		func(ctx context.Context, by care.Staff, in *IncidentPath) (*out[IncidentDetail], error) {
			return s.incident(ctx, by, in.ID)
		})
	add(r, watch, get("/incidents/{id}/responders", "list-responders", "Who can go, the nearest first"),
		func(ctx context.Context, by care.Staff, in *IncidentPath) (*out[List[Responder]], error) {
			inc, err := s.deps.Shelf.Incident(ctx, by.Scope(), in.ID)
			if err != nil {
				return nil, err
			}
			items, err := s.views.responders(ctx, by, inc)
			return list(items, ""), err
		})
	s.incidentActs(r)
}

func (s *Server) incidentActs(r *routes) {
	act(s, r, "answer", "Take it; two answers at once have one winner", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.Answer(ctx, by, in.ID)
	})
	type noteIn struct {
		IncidentPath
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"4000"`
		}
	}
	act(s, r, "note", "Add a line to the timeline", func(ctx context.Context, by care.Staff, in *noteIn) (care.Incident, error) {
		return s.deps.Desk.Note(ctx, by, in.ID, in.Body.Text)
	})
	act(s, r, "escalate", "Ring the next in the chain at once", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.Escalate(ctx, by, in.ID)
	})
	type closeIn struct {
		IncidentPath
		Body struct {
			Outcome care.Outcome `json:"outcome" maxLength:"40"`
			Note    string       `json:"note,omitempty" maxLength:"4000"`
			// Without it the incident closes all the same and stands on a list.
			LateReason string `json:"late_reason,omitempty" maxLength:"2000" doc:"why it was answered after 180 s"`
		}
	}
	act(s, r, "close", "End it with a coded outcome; the elder was heard, seen or handed over", func(ctx context.Context, by care.Staff, in *closeIn) (care.Incident, error) {
		if in.Body.LateReason != "" {
			if _, err := s.deps.Desk.Explain(ctx, by, in.ID, in.Body.LateReason); err != nil {
				return care.Incident{}, err
			}
		}
		return s.deps.Desk.Close(ctx, by, in.ID, in.Body.Outcome, in.Body.Note)
	})
	type contactIn struct {
		IncidentPath
		Body struct {
			How  string `json:"how" enum:"heard,seen,handed_over"`
			Who  string `json:"who,omitempty" maxLength:"200"`
			Note string `json:"note,omitempty" maxLength:"2000"`
		}
	}
	act(s, r, "contact", "The elder was heard, seen by a named person, or handed over", func(ctx context.Context, by care.Staff, in *contactIn) (care.Incident, error) {
		return s.deps.Desk.Contact(ctx, by, in.ID, in.Body.How, in.Body.Who, in.Body.Note)
	})
	type attemptIn struct {
		IncidentPath
		Body struct {
			Way    string `json:"way" enum:"call,device,message"`
			Result string `json:"result" enum:"answered,no_answer"`
		}
	}
	act(s, r, "attempt", "An attempt to reach the elder", func(ctx context.Context, by care.Staff, in *attemptIn) (care.Incident, error) {
		return s.deps.Desk.Attempt(ctx, by, in.ID, in.Body.Way, in.Body.Result)
	})
	act(s, r, "no_answer", "The elder does not answer: start the second ladder", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.NoAnswer(ctx, by, in.ID)
	})
	type helpIn struct {
		IncidentPath
		Body struct {
			What   string `json:"what" enum:"120,119,110,key_holder,contact,station_keeper"`
			Note   string `json:"note,omitempty" maxLength:"2000"`
			Failed bool   `json:"failed,omitempty" doc:"it does not come after all"`
		}
	}
	act(s, r, "help", "Help without an order is on the way, or does not come after all", func(ctx context.Context, by care.Staff, in *helpIn) (care.Incident, error) {
		if in.Body.Failed {
			return s.deps.Desk.HelpFailed(ctx, by, in.ID, in.Body.What, in.Body.Note)
		}
		return s.deps.Desk.Help(ctx, by, in.ID, in.Body.What, in.Body.Note)
	})
	type elderIn struct {
		IncidentPath
		Body struct {
			ElderID string `json:"elder_id" minLength:"1" maxLength:"64"`
		}
	}
	act(s, r, "elder", "Whose incident it is", func(ctx context.Context, by care.Staff, in *elderIn) (care.Incident, error) {
		return s.deps.Desk.NameElder(ctx, by, in.ID, care.ElderID(in.Body.ElderID))
	})
	type askedIn struct {
		IncidentPath
		Body struct {
			Question string `json:"question" minLength:"1" maxLength:"40"`
			Answer   string `json:"answer" enum:"yes,no,unknown"`
		}
	}
	act(s, r, "asked", "Keep the answer to a scripted question", func(ctx context.Context, by care.Staff, in *askedIn) (care.Incident, error) {
		return s.deps.Desk.AnswerQuestion(ctx, by, in.ID, in.Body.Question, in.Body.Answer)
	})
	type linkIn struct {
		IncidentPath
		Body struct {
			To string `json:"to,omitempty" maxLength:"64" doc:"an incident with the same cause; left out: none after all"`
		}
	}
	act(s, r, "link", "It has the same cause as another", func(ctx context.Context, by care.Staff, in *linkIn) (care.Incident, error) {
		if in.Body.To == "" {
			return s.deps.Desk.Unlink(ctx, by, in.ID)
		}
		return s.deps.Desk.Link(ctx, by, in.ID, care.IncidentID(in.Body.To))
	})
	type ambulanceIn struct {
		IncidentPath
		Body struct {
			CalledAt *time.Time `json:"called_at,omitempty"`
			CaseNo   string     `json:"case_no,omitempty" maxLength:"60"`
			Meets    string     `json:"meets,omitempty" maxLength:"100"`
			Junction string     `json:"junction,omitempty" maxLength:"200"`
			Escort   string     `json:"escort,omitempty" maxLength:"100"`
			Hospital string     `json:"hospital,omitempty" maxLength:"100"`
			Outcome  string     `json:"outcome,omitempty" maxLength:"500"`
			Printed  bool       `json:"printed,omitempty"`
		}
	}
	act(s, r, "ambulance", "The sheet that goes with the elder to 120; what is left out stays", func(ctx context.Context, by care.Staff, in *ambulanceIn) (care.Incident, error) {
		b := in.Body
		said := care.Ambulance{CaseNo: b.CaseNo, Meets: b.Meets, Junction: b.Junction, Escort: b.Escort, Hospital: b.Hospital, Outcome: b.Outcome}
		if b.CalledAt != nil {
			said.CalledAt = *b.CalledAt
		}
		return s.deps.Desk.HandOver(ctx, by, in.ID, said, b.Printed)
	})
	act(s, r, "reopen", "Take it up again within 24 hours, under its number", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.Reopen(ctx, by, in.ID)
	})
	s.sceneActs(r)
}

// act registers POST /incidents/{id}/<verb>, which answers with the incident as
// it then stands.
func act[I any](s *Server, r *routes, verb, summary string, do func(ctx context.Context, by care.Staff, in *I) (care.Incident, error)) {
	add(r, desk, post("/incidents/{id}/"+verb, strings.ReplaceAll(verb, "_", "-")+"-incident", summary),
		func(ctx context.Context, by care.Staff, in *I) (*out[IncidentDetail], error) {
			inc, err := do(ctx, by, in)
			if err != nil {
				return nil, err
			}
			return s.incident(ctx, by, inc.ID)
		})
}

func (s *Server) incident(ctx context.Context, by care.Staff, id care.IncidentID) (*out[IncidentDetail], error) {
	d, err := s.views.incidentDetail(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return &out[IncidentDetail]{Body: *d}, nil
}

// statesOf reads a comma list of exact states.
func statesOf[T ~string](text string, known ...T) ([]T, error) {
	if text == "" {
		return nil, nil
	}
	var states []T
	for word := range strings.SplitSeq(text, ",") {
		found := false
		for _, k := range known {
			if string(k) == strings.TrimSpace(word) {
				states, found = append(states, k), true
			}
		}
		if !found {
			return nil, care.Invalid("query.state", "state.unknown", "没有这种状态")
		}
	}
	return states, nil
}

func get(path, id, summary string) huma.Operation {
	return huma.Operation{Method: http.MethodGet, Path: "/api/v1" + path, OperationID: id, Summary: summary}
}

func post(path, id, summary string) huma.Operation {
	return huma.Operation{Method: http.MethodPost, Path: "/api/v1" + path, OperationID: id, Summary: summary}
}

func patch(path, id, summary string) huma.Operation {
	return huma.Operation{Method: http.MethodPatch, Path: "/api/v1" + path, OperationID: id, Summary: summary}
}

func put(path, id, summary string) huma.Operation {
	return huma.Operation{Method: http.MethodPut, Path: "/api/v1" + path, OperationID: id, Summary: summary}
}

func del(path, id, summary string) huma.Operation {
	return huma.Operation{Method: http.MethodDelete, Path: "/api/v1" + path, OperationID: id, Summary: summary, DefaultStatus: http.StatusNoContent}
}

// create is a POST that makes a new noun.
func create(path, id, summary string) huma.Operation {
	op := post(path, id, summary)
	op.DefaultStatus = http.StatusCreated
	return op
}
