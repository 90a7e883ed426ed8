package api

import (
	"context"

	"yian/care"
)

func (s *Server) notices(r *routes) {
	who := roles(care.Admin, care.Supervisor, care.Operator, care.Auditor)
	add(r, who, get("/notices", "list-notices", "The newest messages and telephone calls that went out, or did not"),
		func(ctx context.Context, by care.Staff, in *PageIn) (*out[List[care.Notice]], error) {
			items, next, err := s.deps.Shelf.Notices(ctx, by.Scope(), in.page())
			return list(items, next), err
		})
}
