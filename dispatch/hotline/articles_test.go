package hotline

import (
	"errors"
	"slices"
	"testing"

	"yian/care"
)

func TestAnArticleIsReadByTwoBeforeItIsTold(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	text := care.ArticleText{Title: "高龄津贴怎么申请", Body: "年满八十周岁的老人，带身份证和银行卡到村委会填表。每月十五日前报送。", Tags: []string{"补贴", "80岁"}, Source: "县民政局〔2026〕3号", ReviewBy: "2027-01-01"}
	a, err := h.WriteArticle(ctx, operator, "", text, "")
	must(t, err)
	found := func(q string) []string {
		list, err := h.SearchArticles(ctx, q)
		must(t, err)
		out := []string{}
		for _, f := range list {
			out = append(out, f.Told.Title)
		}
		return out
	}
	if got := found(""); len(got) != 0 {
		t.Errorf("told before it was approved: %v", got)
	}
	_, err = h.ApproveArticle(ctx, operator, a.ID)
	conflict(t, err, "article.own")
	_, err = h.ApproveArticle(ctx, supervisor, a.ID)
	must(t, err)
	other := care.ArticleText{Title: "家庭病床", Body: "行动不便的老人可以申请医生上门，不是津贴。", Source: "县卫健委", ReviewBy: "2027-01-01"}
	b, err := h.WriteArticle(ctx, supervisor, "", other, operator.ID)
	must(t, err)
	_, err = h.ApproveArticle(ctx, care.Staff{ID: "admin", Role: care.Admin}, b.ID)
	must(t, err)
	for q, want := range map[string][]string{
		"津贴":     {"高龄津贴怎么申请", "家庭病床"},
		"老年津贴办理": {}, // too little of it is anywhere
		"医生 上门":  {"家庭病床"},
		"80岁":    {"高龄津贴怎么申请"},
		"卫健委":    {"家庭病床"},
		"":       {"家庭病床", "高龄津贴怎么申请"},
		"残疾证":    {},
	} {
		if got := found(q); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", q, got, want)
		}
	}
	// What is written anew is told once it is approved.
	text.Title = "高龄津贴（新）"
	_, err = h.WriteArticle(ctx, operator, a.ID, text, "")
	must(t, err)
	if got := found("高龄"); !slices.Equal(got, []string{"高龄津贴怎么申请"}) {
		t.Errorf("a draft is told: %v", got)
	}
	_, err = h.RetireArticle(ctx, supervisor, a.ID)
	must(t, err)
	if got := found("高龄"); len(got) != 0 {
		t.Errorf("retired, and told: %v", got)
	}
	if _, err := h.ApproveArticle(ctx, supervisor, "none"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("an article that is not: %v", err)
	}
}
