package api

import (
	"cmp"
	"context"
	"time"

	"yian/care"
	"yian/training"
)

// TrainingCase is one case of the training seat as its list shows it.
type TrainingCase struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
	Title  string `json:"title"`
	Brief  string `json:"brief"`
	Of     int    `json:"of" doc:"points that it is worth"`
	// Best is the asker's best score; null: not scored yet.
	Best *int `json:"best" nullable:"true"`
	// Runs counts the asker's scored runs.
	Runs int `json:"runs"`
}

// TrainingPart is whom a trainee may try to reach.
type TrainingPart struct {
	Part   string `json:"part"`
	Name   string `json:"name,omitempty"`
	Number string `json:"number,omitempty"`
}

// TrainingView is a run as its trainee, or a supervisor, sees it.
type TrainingView struct {
	ID         care.TrainingRunID    `json:"id"`
	CaseID     string                `json:"case_id"`
	Number     int                   `json:"number"`
	Title      string                `json:"title"`
	Brief      string                `json:"brief"`
	Staff      care.StaffID          `json:"staff_id"`
	StaffName  string                `json:"staff_name"`
	State      care.TrainingRunState `json:"state" enum:"running,scored,abandoned"`
	BeganAt    time.Time             `json:"began_at"`
	EndedAt    *time.Time            `json:"ended_at" nullable:"true"`
	Incidents  []care.IncidentID     `json:"incident_ids"`
	Rings      bool                  `json:"rings" doc:"the telephone by which it began rings"`
	Heard      []care.TrainingHeard  `json:"heard"`
	Parts      []TrainingPart        `json:"parts" doc:"whom the trainee may try to reach"`
	Sheet      *care.TrainingSheet   `json:"sheet,omitempty"`
	Right      []string              `json:"right" doc:"how it is done right, once it is over"`
	WrongTitle string                `json:"wrong_title,omitempty" doc:"what people do wrong here, once it is over"`
}

// TrainingRunPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type TrainingRunPath struct {
	ID care.TrainingRunID `path:"id" maxLength:"64"`
}

func (s *Server) training(r *routes) {
	add(r, desk, get("/training/cases", "list-training-cases", "The cases of the training seat with one's own best score"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[TrainingCase]], error) {
			items, err := s.trainingCases(ctx, by)
			return list(items, ""), err
		})
	type caseIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	add(r, desk, post("/training/cases/{id}/start", "start-training-case", "Begin a case: somebody presses or rings now"),
		func(ctx context.Context, by care.Staff, in *caseIn) (*out[TrainingView], error) {
			return s.trained(ctx, func(seat *training.Seat) (care.TrainingRun, error) { return seat.Start(ctx, by, in.ID) })
		})
	add(r, desk, get("/training/run", "get-training-run", "The run that one is in; an empty id says that one is in none"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[TrainingView], error) {
			if s.deps.Training == nil {
				return nil, care.NotFound("training")
			}
			run, err := s.deps.Training.Running(ctx, by)
			if err != nil || run == nil {
				return &out[TrainingView]{Body: TrainingView{State: care.TrainingAbandoned, Incidents: []care.IncidentID{}, Heard: []care.TrainingHeard{}, Parts: []TrainingPart{}, Right: []string{}}}, err
			}
			return s.trainingOut(ctx, *run)
		})
	type tryIn struct {
		Body struct {
			Part   string `json:"part,omitempty" maxLength:"40"`
			Number string `json:"number,omitempty" maxLength:"40"`
		}
	}
	add(r, desk, post("/training/run/try", "try-training-part", "Try to reach somebody: what is heard is added to the run"),
		func(ctx context.Context, by care.Staff, in *tryIn) (*out[TrainingView], error) {
			return s.trained(ctx, func(seat *training.Seat) (care.TrainingRun, error) {
				return seat.Try(ctx, by, in.Body.Part, in.Body.Number)
			})
		})
	type pickUpIn struct {
		Body struct {
			Seat string `json:"seat,omitempty" maxLength:"40"`
		}
	}
	add(r, desk, post("/training/run/pick-up", "pick-up-training-call", "Answer the telephone by which the case began"),
		func(ctx context.Context, by care.Staff, in *pickUpIn) (*out[TrainingView], error) {
			return s.trained(ctx, func(seat *training.Seat) (care.TrainingRun, error) { return seat.PickUp(ctx, by, in.Body.Seat) })
		})
	add(r, desk, post("/training/run/finish", "finish-training-run", "Hand in: what was done until now is scored"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[TrainingView], error) {
			return s.trained(ctx, func(seat *training.Seat) (care.TrainingRun, error) { return seat.Finish(ctx, by) })
		})
	add(r, desk, post("/training/run/abandon", "abandon-training-run", "End it without a score"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[TrainingView], error) {
			return s.trained(ctx, func(seat *training.Seat) (care.TrainingRun, error) { return seat.Abandon(ctx, by) })
		})
	type runsIn struct {
		PageIn
		StaffID care.StaffID `query:"staff_id" maxLength:"64"`
		CaseID  string       `query:"case_id" maxLength:"64"`
	}
	add(r, desk, get("/training/runs", "list-training-runs", "Scored runs, the newest first: one's own, and for a supervisor everybody's"),
		func(ctx context.Context, by care.Staff, in *runsIn) (*out[List[TrainingView]], error) {
			if s.deps.Training == nil {
				return nil, care.NotFound("training")
			}
			found, next, err := s.deps.Training.Runs(ctx, by, care.TrainingQuery{Staff: in.StaffID, Case: in.CaseID, States: []care.TrainingRunState{care.TrainingScored}, Page: in.page()})
			if err != nil {
				return nil, err
			}
			items := make([]TrainingView, 0, len(found))
			for _, run := range found {
				v, err := s.trainingView(ctx, run)
				if err != nil {
					return nil, err
				}
				items = append(items, v)
			}
			return list(items, next), nil
		})
	add(r, desk, get("/training/runs/{id}", "get-training-run-by-id", "One run with its score sheet and how it is done right"),
		func(ctx context.Context, by care.Staff, in *TrainingRunPath) (*out[TrainingView], error) {
			return s.trained(ctx, func(seat *training.Seat) (care.TrainingRun, error) { return seat.RunOf(ctx, by, in.ID) })
		})
}

// trained does something at the seat and shows the run as it then stands.
func (s *Server) trained(ctx context.Context, do func(*training.Seat) (care.TrainingRun, error)) (*out[TrainingView], error) {
	if s.deps.Training == nil {
		return nil, care.NotFound("training")
	}
	run, err := do(s.deps.Training)
	if err != nil {
		return nil, err
	}
	return s.trainingOut(ctx, run)
}

func (s *Server) trainingOut(ctx context.Context, run care.TrainingRun) (*out[TrainingView], error) {
	v, err := s.trainingView(ctx, run)
	return &out[TrainingView]{Body: v}, err
}

func (s *Server) trainingView(ctx context.Context, run care.TrainingRun) (TrainingView, error) {
	c, err := s.deps.Training.Case(run.Case)
	if err != nil {
		return TrainingView{}, err
	}
	v := TrainingView{ID: run.ID, CaseID: c.ID, Number: c.Number, Title: c.Title, Brief: c.Brief, Staff: run.Staff, StaffName: string(run.Staff), State: run.State,
		BeganAt: run.BeganAt, EndedAt: run.EndedAt, Incidents: run.Incidents, Rings: run.Rings, Heard: run.Heard, Parts: []TrainingPart{}, Sheet: run.Sheet, Right: []string{}}
	if who, err := s.deps.Names.StaffMember(ctx, run.Staff); err == nil {
		v.StaffName = cmp.Or(who.Name, v.StaffName)
	}
	for _, part := range c.Tries() {
		v.Parts = append(v.Parts, TrainingPart{Part: part, Name: c.NameOf(part), Number: c.NumberIn(&run, part)})
	}
	if run.State != care.TrainingRunning { // before, it would be no test
		for _, act := range c.Right {
			v.Right = append(v.Right, act.Say)
		}
		v.WrongTitle = c.Wrong.Name
	}
	return v, nil
}

func (s *Server) trainingCases(ctx context.Context, by care.Staff) ([]TrainingCase, error) {
	if s.deps.Training == nil {
		return nil, care.NotFound("training")
	}
	best, runs, err := s.deps.Training.Best(ctx, by)
	if err != nil {
		return nil, err
	}
	items := []TrainingCase{}
	for _, c := range s.deps.Training.Cases() {
		item := TrainingCase{ID: c.ID, Number: c.Number, Title: c.Title, Brief: c.Brief, Of: c.Points(), Runs: runs[c.ID]}
		if points, scored := best[c.ID]; scored {
			item.Best = &points
		}
		items = append(items, item)
	}
	return items, nil
}
