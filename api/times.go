package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch/hotline"
)

// TimesView is how quickly incidents were answered and reached, with names.
type TimesView struct {
	hotline.TimesReport
	Names map[string]string `json:"names" doc:"of the townships"`
}

// LateAnswer is an incident that was answered after the limit and still needs a
// written reason.
type LateAnswer struct {
	ID           care.IncidentID `json:"id"`
	Number       string          `json:"number"`
	Kind         string          `json:"kind"`
	Township     string          `json:"township,omitempty"`
	Village      string          `json:"village,omitempty"`
	OpenedAt     time.Time       `json:"opened_at"`
	WaitedS      int             `json:"waited_s"`
	AnsweredName string          `json:"answered_name,omitempty"`
}

// FunctionsView counts what the hotline was used for.
type FunctionsView struct {
	From      time.Time          `json:"from"`
	To        time.Time          `json:"to"`
	AsOf      time.Time          `json:"as_of"`
	Functions []hotline.Function `json:"functions"`
}

func (s *Server) times(r *routes) {
	type timesIn struct {
		PeriodIn
		RegionID care.RegionID `query:"region_id" maxLength:"12"`
		Step     string        `query:"step" enum:"day,week,month" default:"day"`
	}
	add(r, watch, get("/times", "get-times", "Answered, accepted, on scene against the county's targets, from the record, each n of N"),
		func(ctx context.Context, by care.Staff, in *timesIn) (*out[TimesView], error) {
			from, to, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			report, err := s.deps.Hotline.Times(ctx, by, from, to, in.RegionID, in.Step)
			if err != nil {
				return nil, err
			}
			v := TimesView{TimesReport: report, Names: map[string]string{}}
			for _, row := range report.Townships {
				v.Names[row.Key], _ = s.views.places(ctx, care.RegionID(row.Key))
			}
			return &out[TimesView]{Body: v}, nil
		})
	add(r, watch, get("/times/unexplained", "list-unexplained", "Answered after 180 s and without a written reason, oldest first"),
		func(ctx context.Context, by care.Staff, in *PeriodIn) (*out[List[LateAnswer]], error) {
			from, to, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			late, err := s.deps.Hotline.Unexplained(ctx, by, from, to)
			if err != nil {
				return nil, err
			}
			items := make([]LateAnswer, len(late))
			for i, l := range late {
				items[i] = LateAnswer{ID: l.ID, Number: l.Number, Kind: l.Kind, OpenedAt: l.OpenedAt, WaitedS: int(l.AnsweredAt.Sub(l.OpenedAt).Seconds()),
					AnsweredName: s.views.staffName(ctx, l.AnsweredBy)}
				items[i].Township, items[i].Village = s.views.places(ctx, l.RegionID)
			}
			return list(items, ""), nil
		})
	type explainIn struct {
		IncidentPath
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
	act(s, r, "explain", "Why it was answered after 180 s, in writing", func(ctx context.Context, by care.Staff, in *explainIn) (care.Incident, error) {
		return s.deps.Desk.Explain(ctx, by, in.ID, in.Body.Reason)
	})
	type functionsIn struct {
		PeriodIn
		RegionID care.RegionID `query:"region_id" maxLength:"12"`
	}
	add(r, roles(care.Operator, care.Supervisor, care.Leader, care.Admin, care.Auditor), get("/functions", "get-functions", "How often each of the hotline's nine functions was used"),
		func(ctx context.Context, by care.Staff, in *functionsIn) (*out[FunctionsView], error) {
			from, to, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			live, err := s.deps.Registry.LiveAt(ctx)
			if err != nil {
				return nil, err
			}
			since := time.Time{}
			if live != nil {
				since = *live
			}
			used, err := s.deps.Hotline.Functions(ctx, by, from, to, since, in.RegionID)
			return &out[FunctionsView]{Body: FunctionsView{From: from.UTC(), To: to.UTC(), AsOf: s.deps.Now().UTC(), Functions: used}}, err
		})
}
