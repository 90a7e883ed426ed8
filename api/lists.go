package api

import "yian/care"

// List is a page of any noun.
type List[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" nullable:"true" doc:"cursor of the next page, null at the end"`
}

func list[T any](items []T, next string) *out[List[T]] {
	if items == nil {
		items = []T{}
	}
	l := List[T]{Items: items}
	if next != "" {
		l.Next = &next
	}
	return &out[List[T]]{Body: l}
}

// PageIn are the query parameters that every list takes.
type PageIn struct {
	Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
	Cursor string `query:"cursor" maxLength:"500"`
}

func (p PageIn) page() care.Page { return care.Page{Limit: p.Limit, Cursor: p.Cursor} }
