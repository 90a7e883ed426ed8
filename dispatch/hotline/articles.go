package hotline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// WriteArticle writes the draft of an article, of a new one when id is "". What is
// told stays as it is until somebody else approves the draft. Blocks until on disk.
func (h *Hotline) WriteArticle(ctx context.Context, by care.Staff, id care.ArticleID, text care.ArticleText, owner care.StaffID) (care.Article, error) {
	now := h.now()
	text.Title, text.Body, text.Source = strings.TrimSpace(text.Title), strings.TrimSpace(text.Body), strings.TrimSpace(text.Source)
	if text.Title == "" || text.Body == "" || text.Source == "" {
		return care.Article{}, care.Invalid("body", "article.empty", "标题、正文和依据都要填写")
	}
	if day, err := time.Parse(time.DateOnly, text.ReviewBy); err != nil || day.Before(now) {
		return care.Article{}, care.Invalid("body.review_by", "article.review_by", "复核日期应是今天以后的日子")
	}
	if owner != "" {
		if _, err := h.deps.Posts.StaffMember(ctx, owner); err != nil {
			return care.Article{}, care.Invalid("body.owner", "article.owner", "没有这位责任人")
		}
	}
	text.By, text.At, text.ApprovedBy, text.ApprovedAt = by.ID, now, "", nil
	fresh := id == ""
	if fresh {
		id = care.ArticleID(newID())
	}
	return h.changeArticle(ctx, by, id, fresh, "written", func(a *care.Article) error {
		if owner != "" || a.Owner == "" {
			a.Owner = owner
		}
		if a.Owner == "" {
			a.Owner = by.ID
		}
		a.Draft, a.RetiredAt = &text, nil
		return nil
	})
}

// ApproveArticle lets the draft be told from now on. Whoever wrote it cannot: words
// that hundreds will be told are read by two.
func (h *Hotline) ApproveArticle(ctx context.Context, by care.Staff, id care.ArticleID) (care.Article, error) {
	now := h.now()
	return h.changeArticle(ctx, by, id, false, "approved", func(a *care.Article) error {
		switch {
		case a.Draft == nil:
			return care.Conflict("article.no_draft", "没有待审的稿子")
		case a.Draft.By == by.ID:
			return care.Conflict("article.own", "自己写的要由别人审")
		}
		a.Draft.ApprovedBy, a.Draft.ApprovedAt = by.ID, at(now)
		a.Told, a.Draft = a.Draft, nil
		return nil
	})
}

// RetireArticle tells it to nobody any more. Idempotent.
func (h *Hotline) RetireArticle(ctx context.Context, by care.Staff, id care.ArticleID) (care.Article, error) {
	return h.changeArticle(ctx, by, id, false, "retired", func(a *care.Article) error {
		if a.RetiredAt == nil {
			a.RetiredAt = at(h.now())
		}
		return nil
	})
}

func (h *Hotline) changeArticle(ctx context.Context, by care.Staff, id care.ArticleID, fresh bool, verb string, do func(*care.Article) error) (care.Article, error) {
	now := h.now()
	a, err := h.deps.Library.ChangeArticle(ctx, id, func(a *care.Article) (care.Entry, error) {
		if a.Version == 0 && !fresh {
			return care.Entry{}, care.NotFound("article")
		}
		if err := do(a); err != nil {
			return care.Entry{}, err
		}
		a.UpdatedAt = now
		title := ""
		if a.Told != nil {
			title = a.Told.Title
		}
		if a.Draft != nil {
			title = a.Draft.Title
		}
		return care.Entry{At: now, By: by.ID, What: "article." + verb, Noun: "article", Subject: string(id), Note: title}, nil
	})
	if err != nil {
		return care.Article{}, fmt.Errorf("hotline: article %s: %w", id, err)
	}
	return a, nil
}

// Found is an article that a search found, with how well it fits.
type Found struct {
	care.Article
	Score int `json:"-"`
	// Excerpt is the place in the text that fits best.
	Excerpt string `json:"excerpt,omitempty"`
}

// SearchArticles returns what operators may tell, the best first; all of it, by
// title, for an empty text. A county's few hundred articles are read whole, so that
// both databases find the same, in Chinese as well, without an index to keep.
func (h *Hotline) SearchArticles(ctx context.Context, text string) ([]Found, error) {
	all, err := h.deps.Library.Articles(ctx, false)
	if err != nil {
		return nil, err
	}
	found := []Found{}
	parts := pieces(text)
	for _, a := range all {
		if a.Told == nil {
			continue
		}
		f := Found{Article: a}
		if f.Draft = nil; len(parts) > 0 {
			if f.Score = score(a.Told, parts); f.Score == 0 {
				continue
			}
			f.Excerpt = excerpt(a.Told.Body, parts)
		}
		found = append(found, f)
	}
	slices.SortStableFunc(found, func(a, b Found) int {
		if a.Score != b.Score {
			return b.Score - a.Score
		}
		return strings.Compare(a.Told.Title, b.Told.Title)
	})
	return found, nil
}

// pieces cuts what somebody typed: words of letters and digits whole, Chinese into
// every two characters that stand together, since nothing says where a word ends.
func pieces(text string) []string {
	var out []string
	add := func(p string) {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	var word, han []rune
	end := func() {
		add(string(word))
		if len(han) == 1 {
			add(string(han))
		}
		for i := range len(han) - 1 {
			add(string(han[i : i+2]))
		}
		word, han = nil, nil
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 0x3400 && r <= 0x9fff:
			if len(word) > 0 {
				end()
			}
			han = append(han, r)
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if len(han) > 0 {
				end()
			}
			word = append(word, r)
		default:
			end()
		}
	}
	end()
	return out
}

// score is how well a text fits: at least half of the pieces must be there, and those
// in the title and the tags weigh more. 0 does not fit.
func score(a *care.ArticleText, parts []string) int {
	title, tags, body := strings.ToLower(a.Title), strings.ToLower(strings.Join(a.Tags, "\n")), strings.ToLower(a.Body+"\n"+a.Source)
	sum, hits := 0, 0
	for _, p := range parts {
		n := 0
		if strings.Contains(title, p) {
			n += 8
		}
		if strings.Contains(tags, p) {
			n += 6
		}
		n += min(strings.Count(body, p), 3)
		if sum += n; n > 0 {
			hits++
		}
	}
	if hits*2 < len(parts) {
		return 0
	}
	return sum*hits/len(parts) + 1
}

// excerptLength is how many characters around a hit are shown.
const excerptLength = 60

// excerpt is the line around the first piece that the body holds.
func excerpt(body string, parts []string) string {
	text := []rune(strings.Join(strings.Fields(body), " "))
	low := strings.ToLower(string(text))
	from := 0
	for _, p := range parts {
		if i := strings.Index(low, p); i >= 0 {
			from = max(len([]rune(low[:i]))-excerptLength/3, 0)
			break
		}
	}
	to := min(from+excerptLength, len(text))
	if from > len(text) { // lower case may be longer than what it was made of
		return string(text[:min(excerptLength, len(text))])
	}
	out := string(text[from:to])
	if from > 0 {
		out = "…" + out
	}
	if to < len(text) {
		out += "…"
	}
	return out
}
