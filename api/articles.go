package api

import (
	"context"

	"yian/care"
	"yian/dispatch/hotline"
)

// ArticlePath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type ArticlePath struct {
	ID care.ArticleID `path:"id" maxLength:"64"`
}

// ArticleItem is an article as screens show it.
type ArticleItem struct {
	care.Article
	Excerpt      string `json:"excerpt,omitempty" doc:"the place that fits what was looked for"`
	OwnerName    string `json:"owner_name,omitempty"`
	ApprovedName string `json:"approved_name,omitempty"`
	DraftName    string `json:"draft_name,omitempty" doc:"who wrote what waits to be approved"`
	Stale        bool   `json:"stale" doc:"the day of its review is over"`
}

// ArticleIn is an article as it is written.
type ArticleIn struct {
	Title    string       `json:"title" minLength:"1" maxLength:"120"`
	Body     string       `json:"body" minLength:"1" maxLength:"20000"`
	Tags     []string     `json:"tags,omitempty" maxItems:"20"`
	Source   string       `json:"source" minLength:"1" maxLength:"300" doc:"the paper that it stands on, or who gave the words and when"`
	FirstAid bool         `json:"first_aid,omitempty" doc:"words for an emergency, which 120 approved"`
	Kinds    []string     `json:"kinds,omitempty" maxItems:"20" doc:"the kinds of incident at whose script first-aid words stand"`
	ReviewBy string       `json:"review_by" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"the day after which it must be looked at anew"`
	Owner    care.StaffID `json:"owner,omitempty" maxLength:"100" doc:"who answers for it; whoever writes unless said"`
}

func (a ArticleIn) text() care.ArticleText {
	return care.ArticleText{Title: a.Title, Body: a.Body, Tags: a.Tags, Source: a.Source, FirstAid: a.FirstAid, Kinds: a.Kinds, ReviewBy: a.ReviewBy}
}

func (v *views) articleItem(ctx context.Context, a care.Article) ArticleItem {
	item := ArticleItem{Article: a, OwnerName: v.staffName(ctx, a.Owner)}
	if a.Told != nil {
		item.ApprovedName, item.Stale = v.staffName(ctx, a.Told.ApprovedBy), a.Told.Stale(v.deps.Now())
	}
	if a.Draft != nil {
		item.DraftName = v.staffName(ctx, a.Draft.By)
	}
	return item
}

func (s *Server) articles(r *routes) {
	type listIn struct {
		Q   string `query:"q" maxLength:"100"`
		All bool   `query:"all" doc:"with drafts and with what is retired, for whoever keeps it"`
	}
	add(r, watch, get("/articles", "search-articles", "The knowledge base: what operators may tell, the best first"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[ArticleItem]], error) {
			var found []hotline.Found
			var err error
			if in.All && in.Q == "" && writes(by.Role) {
				var all []care.Article
				all, err = s.deps.Shelf.Articles(ctx, true)
				for _, a := range all {
					found = append(found, hotline.Found{Article: a})
				}
			} else {
				found, err = s.deps.Hotline.SearchArticles(ctx, in.Q)
			}
			if err != nil {
				return nil, err
			}
			items := make([]ArticleItem, len(found))
			for i, f := range found {
				items[i] = s.views.articleItem(ctx, f.Article)
				items[i].Excerpt = f.Excerpt
			}
			return list(items, ""), nil
		})
	type firstAidIn struct {
		Kind string `path:"kind" maxLength:"40"`
	}
	add(r, watch, get("/first-aid/{kind}", "first-aid", "The words of 120 for a kind of incident: approved, and not past their review; nothing else"),
		func(ctx context.Context, by care.Staff, in *firstAidIn) (*out[List[ArticleItem]], error) {
			found, err := s.deps.Hotline.FirstAid(ctx, in.Kind)
			if err != nil {
				return nil, err
			}
			items := make([]ArticleItem, len(found))
			for i, a := range found {
				items[i] = s.views.articleItem(ctx, a)
			}
			return list(items, ""), nil
		})
	type writeIn struct{ Body ArticleIn }
	add(r, desk, create("/articles", "create-article", "Write a new article; it is told once somebody else approved it"),
		func(ctx context.Context, by care.Staff, in *writeIn) (*out[ArticleItem], error) {
			return s.article(ctx)(s.deps.Hotline.WriteArticle(ctx, by, "", in.Body.text(), in.Body.Owner))
		})
	type rewriteIn struct {
		ArticlePath
		Body ArticleIn
	}
	add(r, desk, post("/articles/{id}/draft", "write-article", "Write it anew; what is told stays until the draft is approved"),
		func(ctx context.Context, by care.Staff, in *rewriteIn) (*out[ArticleItem], error) {
			return s.article(ctx)(s.deps.Hotline.WriteArticle(ctx, by, in.ID, in.Body.text(), in.Body.Owner))
		})
	add(r, roles(care.Supervisor, care.Admin), post("/articles/{id}/approve", "approve-article", "Let the draft be told; whoever wrote it cannot"),
		func(ctx context.Context, by care.Staff, in *ArticlePath) (*out[ArticleItem], error) {
			return s.article(ctx)(s.deps.Hotline.ApproveArticle(ctx, by, in.ID))
		})
	add(r, roles(care.Supervisor, care.Admin), post("/articles/{id}/retire", "retire-article", "Tell it to nobody any more"),
		func(ctx context.Context, by care.Staff, in *ArticlePath) (*out[ArticleItem], error) {
			return s.article(ctx)(s.deps.Hotline.RetireArticle(ctx, by, in.ID))
		})
}

// writes reports whether a role keeps the knowledge base.
func writes(r care.Role) bool {
	return r == care.Operator || r == care.Supervisor || r == care.Admin
}

func (s *Server) article(ctx context.Context) func(care.Article, error) (*out[ArticleItem], error) {
	return func(a care.Article, err error) (*out[ArticleItem], error) {
		if err != nil {
			return nil, err
		}
		return &out[ArticleItem]{Body: s.views.articleItem(ctx, a)}, nil
	}
}
