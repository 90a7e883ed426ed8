package care

import "time"

// ArticleID names an [Article].
type ArticleID string

// Article is a page of the knowledge base (知识库): what operators may tell callers,
// approved and dated. What is being written never stands beside what is told.
type Article struct {
	ID ArticleID `json:"id"`
	// Owner answers for it being true.
	Owner StaffID `json:"owner"`
	// Told is what operators read; nil until somebody approved it.
	Told *ArticleText `json:"told,omitempty"`
	// Draft is what was written since; nil when there is nothing to approve.
	Draft     *ArticleText `json:"draft,omitempty"`
	RetiredAt *time.Time   `json:"retired_at" nullable:"true"` // told to nobody any more
	UpdatedAt time.Time    `json:"updated_at"`
	Version   int64        `json:"version"`
}

// ArticleText is one wording of an [Article].
type ArticleText struct {
	Title string   `json:"title"`
	Body  string   `json:"body"`
	Tags  []string `json:"tags,omitempty"`
	// Source is the paper that it stands on: number and name of a document, or who
	// gave the script and when. First aid has none but 120's.
	Source string `json:"source"`
	// FirstAid marks words for an emergency, which 120 approved.
	FirstAid bool `json:"first_aid,omitempty"`
	// Kinds are the kinds of incident at whose script first-aid words stand.
	Kinds []string `json:"kinds,omitempty"`
	// ReviewBy is the day (2006-01-02) after which it must be looked at anew.
	ReviewBy   string     `json:"review_by"`
	By         StaffID    `json:"by"`
	At         time.Time  `json:"at"`
	ApprovedBy StaffID    `json:"approved_by,omitempty"`
	ApprovedAt *time.Time `json:"approved_at,omitempty"`
}

// Stale reports whether the day of its review is over.
func (a *ArticleText) Stale(now time.Time) bool {
	return a.ReviewBy < now.In(Shanghai).Format(time.DateOnly)
}
