package api

import (
	"context"
	"time"

	"yian/care"
)

// WakeShelf reads the wake-checks of the night. It blocks on a read.
type WakeShelf interface {
	Wakes(ctx context.Context, from, to time.Time) ([]care.WakeCheck, error)
}

// WakeItem is a wake-check as supervisors read it.
type WakeItem struct {
	care.WakeCheck
	Name         string `json:"name"`
	AfterSeconds *int   `json:"after_seconds" nullable:"true" doc:"from the question to the key; null: no key was pressed"`
}

func (s *Server) wakes(r *routes) {
	type wakesIn struct {
		Days int `query:"days" default:"7" minimum:"1" maximum:"31" doc:"how far back"`
	}
	add(r, roles(care.Supervisor, care.Leader, care.Admin, care.Auditor),
		get("/roster/wakes", "list-wakes", "Whether whoever sat alone at night answered, and what followed when they did not; the newest first"),
		func(ctx context.Context, by care.Staff, in *wakesIn) (*out[List[WakeItem]], error) {
			now := s.deps.Now()
			found, err := s.deps.Shelf.Wakes(ctx, now.AddDate(0, 0, -in.Days), now)
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "roster", "wakes")
			items := make([]WakeItem, len(found))
			for i, w := range found {
				items[i] = s.views.wake(ctx, w)
			}
			return list(items, ""), nil
		})
}

func (v *views) wake(ctx context.Context, w care.WakeCheck) WakeItem {
	item := WakeItem{WakeCheck: w, Name: v.staffName(ctx, w.StaffID)}
	if w.AnsweredAt != nil {
		after := int(w.AnsweredAt.Sub(w.AskedAt).Round(time.Second) / time.Second)
		item.AfterSeconds = &after
	}
	return item
}
