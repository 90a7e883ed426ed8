package api

import (
	"context"

	"yian/care"
)

func (s *Server) regions(r *routes) {
	add(r, signedInRule, get("/regions", "list-regions", "The tree county → township → village"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[care.Region]], error) {
			items, err := s.deps.Registry.Regions(ctx, by.Scope())
			return list(items, ""), err
		})
	type createIn struct {
		Body struct {
			ID        string          `json:"id" minLength:"6" maxLength:"12" pattern:"^([0-9]{6}|[0-9]{9}|[0-9]{12})$" doc:"division code: 6 digits county, 9 township, 12 village"`
			Kind      care.RegionKind `json:"kind,omitempty" enum:"county,township,village,"`
			Name      string          `json:"name" minLength:"1" maxLength:"100"`
			DutyName  string          `json:"duty_name,omitempty" maxLength:"100"`
			DutyPhone string          `json:"duty_phone,omitempty" maxLength:"40"`
		}
	}
	add(r, admin, create("/regions", "create-region", "Enter a region"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Region], error) {
			b := in.Body
			v, err := s.deps.Registry.CreateRegion(ctx, by, care.Region{ID: care.RegionID(b.ID), Kind: b.Kind, Name: b.Name, DutyName: b.DutyName, DutyPhone: b.DutyPhone})
			return &out[care.Region]{Body: v}, err
		})
	type patchIn struct {
		ID   care.RegionID `path:"id" maxLength:"12"`
		Body struct {
			Name      *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
			DutyName  *string `json:"duty_name,omitempty" maxLength:"100"`
			DutyPhone *string `json:"duty_phone,omitempty" maxLength:"40"`
		}
	}
	add(r, admin, patch("/regions/{id}", "update-region", "Change a region's name or duty contact"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[care.Region], error) {
			v, err := s.deps.Registry.UpdateRegion(ctx, by, in.ID, func(g *care.Region) error {
				set(&g.Name, in.Body.Name)
				set(&g.DutyName, in.Body.DutyName)
				set(&g.DutyPhone, in.Body.DutyPhone)
				return nil
			})
			return &out[care.Region]{Body: v}, err
		})
}

// set copies what was sent.
func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
