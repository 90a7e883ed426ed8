package api

import (
	"context"

	"yian/care"
)

// AuditPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type AuditPath struct {
	ID care.AuditID `path:"id" maxLength:"64"`
}

// AuditDetail is an audit with the call that it is about.
type AuditDetail struct {
	AuditItem
	Incident *IncidentItem `json:"incident,omitempty"`
}

func (s *Server) audits(r *routes) {
	see := roles(care.Operator, care.Supervisor, care.Leader, care.Admin, care.Auditor)
	type listIn struct {
		PageIn
		Month    string       `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"2026-10; every month unless said"`
		Operator care.StaffID `query:"operator" maxLength:"100"`
		State    string       `query:"state" doc:"comma list of exact states"`
	}
	add(r, see, get("/audits", "list-audits", "Calls drawn to be looked at, the newest month first; an operator sees the own ones"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[AuditItem]], error) {
			states, err := statesOf(in.State, care.AuditStates...)
			if err != nil {
				return nil, err
			}
			found, next, err := s.deps.Shelf.Audits(ctx, by.Scope(), care.AuditQuery{Month: in.Month, Operator: in.Operator, States: states, Page: in.page()})
			if err != nil {
				return nil, err
			}
			items := make([]AuditItem, len(found))
			for i, a := range found {
				items[i] = s.views.auditItem(ctx, a)
			}
			return list(items, next), nil
		})
	add(r, see, get("/audits/{id}", "get-audit", "One audit with its call"),
		func(ctx context.Context, by care.Staff, in *AuditPath) (*out[AuditDetail], error) {
			return s.audit(ctx, by, in.ID)
		})
	type fillIn struct {
		AuditPath
		Body struct {
			Checks  []care.AuditCheck `json:"checks" minItems:"1" maxItems:"20"`
			Fatal   bool              `json:"fatal,omitempty" doc:"a mistake that put somebody in danger"`
			Comment string            `json:"comment,omitempty" maxLength:"2000"`
		}
	}
	add(r, roles(care.Supervisor, care.Admin, care.Auditor), post("/audits/{id}/fill", "fill-audit", "Fill in the form; nobody audits the own call"),
		func(ctx context.Context, by care.Staff, in *fillIn) (*out[AuditDetail], error) {
			a, err := s.deps.Hotline.FillAudit(ctx, by, in.ID, in.Body.Checks, in.Body.Fatal, in.Body.Comment)
			if err != nil {
				return nil, err
			}
			return s.audit(ctx, by, a.ID)
		})
	type replyIn struct {
		AuditPath
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"2000"`
		}
	}
	add(r, desk, post("/audits/{id}/reply", "reply-audit", "The operator's own word on it"),
		func(ctx context.Context, by care.Staff, in *replyIn) (*out[AuditDetail], error) {
			a, err := s.deps.Hotline.ReplyAudit(ctx, by, in.ID, in.Body.Text)
			if err != nil {
				return nil, err
			}
			return s.audit(ctx, by, a.ID)
		})
}

func (s *Server) audit(ctx context.Context, by care.Staff, id care.AuditID) (*out[AuditDetail], error) {
	a, err := s.deps.Shelf.Audit(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	d := AuditDetail{AuditItem: s.views.auditItem(ctx, a)}
	d.Incident, err = oneItem(ctx, string(a.IncidentID), func(id care.IncidentID) (care.Incident, error) {
		return s.deps.Shelf.Incident(ctx, by.Scope(), id)
	}, s.views.incidentItems)
	s.deps.Registry.Viewed(by.ID, "audit", string(id))
	return &out[AuditDetail]{Body: d}, err
}
