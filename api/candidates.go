package api

import (
	"context"

	"yian/care"
	"yian/dispatch/assign"
	"yian/dispatch/rounds"
)

// Places keeps where workers' phones were last. It blocks until noted.
type Places interface {
	SaveSpot(ctx context.Context, spot care.WorkerSpot) error
}

// Assignment is what says whom to send and lays days out.
type Assignment struct {
	Assigner *assign.Assigner
	Rounds   *rounds.Planner
	Places   Places
}

// CandidateItem is a worker an order could be sent to.
type CandidateItem struct {
	care.Candidate
	Name     string `json:"name"`
	Phone    string `json:"phone,omitempty"`
	Township string `json:"township,omitempty"`
	Fit      bool   `json:"fit" doc:"nothing stops the order from going there"`
}

// CandidateList is whom an order could go to, the best first.
type CandidateList struct {
	Items       []CandidateItem `json:"items"`
	NeedsSecond bool            `json:"needs_second" doc:"nobody may go alone"`
	Fit         int             `json:"fit" doc:"how many may go"`
	Total       int             `json:"total" doc:"how many were weighed"`
}

func (s *Server) candidates(r *routes) {
	type candidatesIn struct {
		OrderPath
		Limit int `query:"limit" minimum:"1" maximum:"200" default:"8"`
	}
	add(r, keep, get("/orders/{id}/candidates", "list-candidates", "Whom an order could go to, the best first, with what speaks for and against each"),
		func(ctx context.Context, by care.Staff, in *candidatesIn) (*out[CandidateList], error) {
			advice, err := s.deps.Assigner.Candidates(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			return &out[CandidateList]{Body: s.views.candidates(ctx, advice, in.Limit)}, nil
		})
}

func (v *views) candidates(ctx context.Context, advice assign.Advice, limit int) CandidateList {
	l := CandidateList{Items: []CandidateItem{}, NeedsSecond: advice.NeedsSecond, Total: len(advice.Candidates)}
	for i, c := range advice.Candidates {
		if c.Fit() {
			l.Fit++
		}
		if i >= limit {
			continue
		}
		item := CandidateItem{Candidate: c, Name: v.staffName(ctx, c.WorkerID), Fit: c.Fit()}
		if w, err := v.deps.Names.StaffMember(ctx, c.WorkerID); err == nil {
			item.Phone = w.Phone
			item.Township, _ = v.places(ctx, w.RegionID)
		}
		l.Items = append(l.Items, item)
	}
	return l
}
