package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch/hotline"
)

// FollowUpPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type FollowUpPath struct {
	ID care.FollowUpID `path:"id" maxLength:"64"`
}

func (s *Server) followUps(r *routes) {
	type listIn struct {
		PageIn
		State string `query:"state" doc:"comma list of exact states" default:"open"`
	}
	add(r, desk, get("/follow-ups", "list-follow-ups", "Our own calls afterwards, those due first"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[FollowUpItem]], error) {
			states, err := statesOf(in.State, care.FollowUpStates...)
			if err != nil {
				return nil, err
			}
			found, next, err := s.deps.Shelf.FollowUps(ctx, by.Scope(), care.FollowUpQuery{States: states, Page: in.page()})
			if err != nil {
				return nil, err
			}
			items, err := s.views.followUpItems(ctx, by, found)
			return list(items, next), err
		})
	add(r, desk, get("/follow-ups/{id}", "get-follow-up", "One with what it is about and whom to ring"),
		func(ctx context.Context, by care.Staff, in *FollowUpPath) (*out[FollowUpDetail], error) {
			return s.followUp(ctx, by, in.ID)
		})
	type askIn struct {
		Body struct {
			Noun    string `json:"noun" enum:"incident,order,ticket"`
			Subject string `json:"subject" minLength:"1" maxLength:"64"`
			Why     string `json:"why" minLength:"1" maxLength:"500"`
		}
	}
	add(r, desk, create("/follow-ups", "ask-follow-up", "Ask for one that neither rule nor lot drew"),
		func(ctx context.Context, by care.Staff, in *askIn) (*out[FollowUpDetail], error) {
			f, err := s.deps.Hotline.AskFollowUp(ctx, by, in.Body.Noun, in.Body.Subject, in.Body.Why)
			if err != nil {
				return nil, err
			}
			return s.followUp(ctx, by, f.ID)
		})
	type calledIn struct {
		FollowUpPath
		Body struct {
			Result    string `json:"result" enum:"reached,no_answer,refused"`
			SpokeTo   string `json:"spoke_to,omitempty" enum:"elder,family,caller"`
			Satisfied string `json:"satisfied,omitempty" enum:"satisfied,fair,dissatisfied" doc:"left out: the question was not answered"`
			Note      string `json:"note,omitempty" maxLength:"2000"`
		}
	}
	add(r, desk, post("/follow-ups/{id}/called", "call-follow-up", "What came of a try; nobody calls who had a part in it or is kin"),
		func(ctx context.Context, by care.Staff, in *calledIn) (*out[FollowUpDetail], error) {
			b := in.Body
			if b.Result != "reached" {
				b.SpokeTo, b.Satisfied = "", ""
			}
			f, err := s.deps.Hotline.CallFollowUp(ctx, by, in.ID, hotline.Called{Result: b.Result, SpokeTo: b.SpokeTo, Satisfied: b.Satisfied, Note: b.Note})
			if err != nil {
				return nil, err
			}
			return s.followUp(ctx, by, f.ID)
		})
	add(r, roles(care.Operator, care.Supervisor, care.Leader, care.Admin, care.Auditor), get("/opinions", "get-opinions", "What was said in follow-ups, each share with its denominator"),
		func(ctx context.Context, by care.Staff, in *PeriodIn) (*out[hotline.OpinionReport], error) {
			from, to, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			report, err := s.deps.Hotline.Opinions(ctx, by, from, to)
			return &out[hotline.OpinionReport]{Body: report}, err
		})
}

func (s *Server) followUp(ctx context.Context, by care.Staff, id care.FollowUpID) (*out[FollowUpDetail], error) {
	d, err := s.views.followUpDetail(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return &out[FollowUpDetail]{Body: *d}, nil
}

// PeriodIn is a period of figures.
type PeriodIn struct {
	From time.Time `query:"from" doc:"the beginning; 30 days before the end unless said"`
	To   time.Time `query:"to" doc:"the end, itself outside; now unless said"`
}

// longestPeriod is what figures are made of at once.
const longestPeriod = 400 * 24 * time.Hour

func (p PeriodIn) period(now time.Time) (from, to time.Time, err error) {
	if to = p.To; to.IsZero() {
		to = now
	}
	if from = p.From; from.IsZero() {
		from = to.AddDate(0, 0, -30)
	}
	if !from.Before(to) || to.Sub(from) > longestPeriod {
		return from, to, care.Invalid("query.from", "period.invalid", "请选择不超过一年的时间范围")
	}
	return from, to, nil
}
