package hotline

import (
	"testing"
	"time"

	"yian/care"
)

// TestFirstAidWords: only what 120's words, approved by a second person and not past
// their review, say for this very kind.
func TestFirstAidWords(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	text := care.ArticleText{Title: "摔倒了先别扶", Body: "样例", Source: "样例120 2026-03-01", FirstAid: true, Kinds: []string{"fall"}, ReviewBy: w.at.AddDate(0, 1, 0).Format(time.DateOnly)}
	found := func(kind string) int {
		t.Helper()
		list, err := h.FirstAid(ctx, kind)
		must(t, err)
		return len(list)
	}
	a, err := h.WriteArticle(ctx, operator, "", text, "")
	must(t, err)
	if found("fall") != 0 {
		t.Error("a draft is read out")
	}
	_, err = h.ApproveArticle(ctx, supervisor, a.ID)
	must(t, err)
	if found("fall") != 1 || found("smoke") != 0 {
		t.Errorf("approved: %d for a fall, %d for smoke", found("fall"), found("smoke"))
	}
	plain := text
	plain.FirstAid, plain.Title = false, "不是急救"
	b, err := h.WriteArticle(ctx, operator, "", plain, "")
	must(t, err)
	_, err = h.ApproveArticle(ctx, supervisor, b.ID)
	must(t, err)
	if found("fall") != 1 {
		t.Error("what 120 did not give is read out")
	}
	w.pass(40 * 24 * time.Hour)
	if found("fall") != 0 {
		t.Error("past its review it is read out")
	}
}
