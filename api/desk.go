package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/roster"
)

// DeskView is the strip above the desk.
type DeskView struct {
	ServerTime      time.Time         `json:"server_time"`
	Waiting         int               `json:"waiting"`
	Mine            int               `json:"mine"`
	Late            int               `json:"late"`
	ElderUnaware    int               `json:"elder_unaware"`
	MissedCalls     int               `json:"missed_calls" doc:"callers to whom a call back is owed"`
	MissedOverdue   int               `json:"missed_overdue" doc:"those of them whose deadline has gone by"`
	Missing         int               `json:"missing" doc:"services that will be missed unless somebody acts, or were not begun"`
	ToDecide        int               `json:"to_decide" doc:"orders set aside, that wait for somebody's decision"`
	TicketsOverdue  int               `json:"tickets_overdue" doc:"have missed a deadline"`
	FollowUpsLate   int               `json:"follow_ups_late" doc:"should have been called by now"`
	OldestPressedAt *time.Time        `json:"oldest_pressed_at" nullable:"true"`
	OnDuty          []dispatch.OnDuty `json:"on_duty"`
	Unattended      bool              `json:"unattended"`
	Lamps           []Dependency      `json:"lamps"`
	Wake            *dispatch.Wake    `json:"wake,omitempty" doc:"who asks sits alone at night, and is asked for a key then"`
	Chain           *roster.Ahead     `json:"chain,omitempty" doc:"what is wrong with the chain now and until the next change of shift; absent: not looked at yet"`
	Substitutes     string            `json:"substitute_phones,omitempty" doc:"telephones that are answered while the telephone system or the network is away"`
}

func (s *Server) desk(r *routes) {
	add(r, watch, get("/desk", "get-desk", "Counts, who is on duty, and the lamps"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[DeskView], error) {
			v, err := s.deskView(ctx, by)
			if err != nil {
				return nil, err
			}
			return &out[DeskView]{Body: v}, nil
		})
	type dutyIn struct {
		Body struct {
			On   bool   `json:"on"`
			Seat string `json:"seat,omitempty" maxLength:"40"`
		}
	}
	add(r, desk, post("/desk/duty", "set-duty", "Begin, keep up or end one's duty; a console beats every 20 s"),
		func(ctx context.Context, by care.Staff, in *dutyIn) (*out[DeskView], error) {
			if in.Body.On {
				s.deps.Desk.Beat(ctx, by, in.Body.Seat)
			} else {
				s.deps.Desk.Leave(ctx, by.ID)
			}
			v, err := s.deskView(ctx, by)
			return &out[DeskView]{Body: v}, err
		})
	add(r, desk, post("/desk/awake", "awake", "A key was pressed: whoever sits alone at night is awake"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[DeskView], error) {
			if err := s.deps.Desk.Awake(ctx, by); err != nil {
				return nil, err
			}
			v, err := s.deskView(ctx, by)
			return &out[DeskView]{Body: v}, err
		})
	add(r, desk, post("/desk/reinforce", "reinforce", "Ring supervisors and the county desk: help is needed"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*struct{}, error) {
			return nil, s.deps.Desk.Reinforce(ctx, by)
		})
}

func (s *Server) deskView(ctx context.Context, by care.Staff) (DeskView, error) {
	open, _, err := s.deps.Shelf.Incidents(ctx, by.Scope(), care.IncidentQuery{
		States: []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}, Page: care.Page{Limit: 500}})
	if err != nil {
		return DeskView{}, err
	}
	v := DeskView{ServerTime: s.deps.Now().UTC(), OnDuty: s.deps.Desk.Duty(), Unattended: !s.deps.Desk.Attended(), Lamps: s.deps.Health.Dependencies(), Substitutes: s.cfg.SubstitutePhones}
	v.Wake = s.deps.Desk.WakeOf(by.ID)
	if ahead, looked := s.deps.Roster.Upcoming(); looked {
		v.Chain = &ahead
	}
	ids := make([]care.IncidentID, 0, len(open))
	for _, in := range open {
		ids = append(ids, in.ID)
		if in.Ringing {
			v.Waiting++
			if v.OldestPressedAt == nil || in.PressedAt.Before(*v.OldestPressedAt) {
				v.OldestPressedAt = &in.PressedAt
			}
		}
		if in.AnsweredBy == by.ID {
			v.Mine++
		}
		if in.LateSeconds > 0 {
			v.Late++
		}
	}
	unaware, err := s.deps.Shelf.Unaware(ctx, ids)
	if err != nil {
		return v, err
	}
	v.ElderUnaware = len(unaware)
	v.MissedCalls, v.MissedOverdue, err = s.deps.Shelf.OwedCalls(ctx, by.Scope(), s.deps.Now())
	if err != nil {
		return v, err
	}
	if v.Missing, err = s.deps.Shelf.MissCount(ctx, by.Scope()); err != nil {
		return v, err
	}
	if v.ToDecide, err = s.deps.Shelf.OrdersToDecide(ctx, by.Scope()); err != nil {
		return v, err
	}
	if v.TicketsOverdue, err = s.deps.Shelf.OverdueTickets(ctx, by.Scope(), v.ServerTime); err != nil {
		return v, err
	}
	v.FollowUpsLate, err = s.deps.Shelf.LateFollowUps(ctx, by.Scope(), v.ServerTime)
	return v, err
}
