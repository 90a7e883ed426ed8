package api

import (
	"context"
	"time"

	"yian/care"
)

// SystemView is the platform's own state.
type SystemView struct {
	Dependencies []Dependency         `json:"dependencies"`
	Queues       map[care.Service]int `json:"queues"`
	QueueKnown   bool                 `json:"queue_known" doc:"false: the queue does not answer, and the lengths are unknown"`
	Streams      int                  `json:"streams"`
	Version      string               `json:"version"`
	StartedAt    time.Time            `json:"started_at"`
	ServerTime   time.Time            `json:"server_time"`
}

func (s *Server) system(r *routes) {
	add(r, signedInRule, get("/system", "get-system", "How the parts of the platform are"),
		func(ctx context.Context, _ care.Staff, _ *struct{}) (*out[SystemView], error) {
			v := SystemView{Dependencies: s.deps.Health.Dependencies(), Streams: s.hub.Clients(), Version: s.deps.Version, StartedAt: s.since, ServerTime: s.deps.Now().UTC()}
			lengths, err := s.deps.Queue.Lengths(ctx)
			v.Queues, v.QueueKnown = lengths, err == nil
			if v.Queues == nil {
				v.Queues = map[care.Service]int{}
			}
			return &out[SystemView]{Body: v}, nil
		})
	if s.deps.StaffAct == nil {
		return
	}
	type actIn struct {
		Body struct {
			On bool `json:"on"`
		}
	}
	add(r, roles(care.Operator, care.Supervisor, care.Admin), post("/demo/staff", "demo-staff", "Let the demo's own staff answer and work, or rest"),
		func(_ context.Context, _ care.Staff, in *actIn) (*struct{}, error) {
			s.deps.StaffAct(in.Body.On)
			s.staffRests.Store(!in.Body.On)
			return nil, nil
		})
}

// demo says what this demonstration is like now; nil when it is the real county.
func (s *Server) demo() *Demo {
	if s.deps.Demo == nil {
		return nil
	}
	d := *s.deps.Demo
	d.Staff = !s.staffRests.Load()
	return &d
}
