package records

import (
	"context"
	"errors"
	"fmt"

	"yian/care"
)

// ChangeArticle loads an article, or an empty one of that id when there is none,
// lets decide change it, and writes it with its entry; a zero entry writes nothing.
// Blocks until on disk.
func (s *Store) ChangeArticle(ctx context.Context, id care.ArticleID, decide func(*care.Article) (care.Entry, error)) (care.Article, error) {
	var out care.Article
	err := s.write(ctx, func(tx *Tx) error {
		a, err := load[care.Article](tx, "articles", "article", string(id))
		if errors.Is(err, care.ErrNotFound) {
			a, err = &care.Article{ID: id}, nil
		}
		if err != nil {
			return err
		}
		e, err := decide(a)
		if err != nil {
			return err
		}
		if out = *a; e.What == "" {
			return nil
		}
		a.Version++
		out = *a
		doc, err := toJSON(a)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO articles (id, retired_at, version, doc) VALUES ($1,$2,$3,$4)
			ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at, version = excluded.version, doc = excluded.doc`,
			string(a.ID), millisOrNil(a.RetiredAt), a.Version, doc); err != nil {
			return fmt.Errorf("records: save article: %w", err)
		}
		return tx.record(e)
	})
	return out, err
}

// mostArticles bounds what a search reads: a county has a few hundred.
const mostArticles = 5000

// Articles returns the whole knowledge base, without what is retired unless asked.
func (s *Store) Articles(ctx context.Context, retired bool) ([]care.Article, error) {
	query := `SELECT doc FROM articles WHERE retired_at IS NULL ORDER BY id LIMIT $1`
	if retired {
		query = `SELECT doc FROM articles ORDER BY id LIMIT $1`
	}
	return collect(ctx, s, document[care.Article], query, mostArticles)
}

// Article returns one article, or [care.ErrNotFound].
func (s *Store) Article(ctx context.Context, id care.ArticleID) (care.Article, error) {
	list, err := collect(ctx, s, document[care.Article], `SELECT doc FROM articles WHERE id = $1`, string(id))
	return one(list, err, "article")
}
