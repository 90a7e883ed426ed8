package api

import (
	"context"

	"yian/care"
)

func (s *Server) journal(r *routes) {
	type listIn struct {
		PageIn
		Noun    string       `query:"noun" maxLength:"40"`
		Subject string       `query:"subject" maxLength:"128"`
		By      care.StaffID `query:"by" maxLength:"100"`
	}
	add(r, audit, get("/journal", "list-journal", "Who did what to which, when, why; newest first"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[care.Entry]], error) {
			items, next, err := s.deps.Shelf.Entries(ctx, by.Scope(), care.EntryQuery{Noun: in.Noun, Subject: in.Subject, By: in.By, Page: in.page()})
			return list(items, next), err
		})
}
