package hotline

import (
	"context"
	"slices"
	"strings"

	"yian/care"
)

// FirstAid returns the words for an emergency that may stand at the script of a kind of
// incident: those of 120 that somebody approved, whose day of review is not over.
// Anything else is nothing.
func (h *Hotline) FirstAid(ctx context.Context, kind string) ([]care.Article, error) {
	all, err := h.deps.Library.Articles(ctx, false)
	if err != nil {
		return nil, err
	}
	now := h.now()
	out := []care.Article{}
	for _, a := range all {
		t := a.Told
		if t == nil || a.RetiredAt != nil || !t.FirstAid || t.ApprovedAt == nil || t.Stale(now) || !slices.Contains(t.Kinds, kind) {
			continue
		}
		a.Draft = nil
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b care.Article) int { return strings.Compare(a.Told.Title, b.Told.Title) })
	return out, nil
}
