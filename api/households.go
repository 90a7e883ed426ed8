package api

import (
	"context"

	"yian/care"
)

// HouseholdBody is what is entered of a home.
type HouseholdBody struct {
	RegionID       string   `json:"region_id,omitempty" maxLength:"12"`
	Address        string   `json:"address" minLength:"1" maxLength:"300"`
	Directions     string   `json:"directions,omitempty" maxLength:"500"`
	Group          string   `json:"group,omitempty" maxLength:"100"`
	Lat            *float64 `json:"lat,omitempty" minimum:"-90" maximum:"90"`
	Lon            *float64 `json:"lon,omitempty" minimum:"-180" maximum:"180"`
	StationID      string   `json:"station_id,omitempty" maxLength:"64"`
	Phone          string   `json:"phone,omitempty" maxLength:"40"`
	KeyHolderName  string   `json:"key_holder_name,omitempty" maxLength:"100"`
	KeyHolderPhone string   `json:"key_holder_phone,omitempty" maxLength:"40"`
	Hazards        []string `json:"hazards,omitempty" maxItems:"5" enum:"riverside,low_lying"`
}

func (b *HouseholdBody) onto(h *care.Household) {
	h.RegionID, h.Address, h.Directions, h.Group, h.Lat, h.Lon = care.RegionID(b.RegionID), b.Address, b.Directions, b.Group, b.Lat, b.Lon
	h.StationID, h.Phone, h.KeyHolderName, h.KeyHolderPhone = care.CenterID(b.StationID), b.Phone, b.KeyHolderName, b.KeyHolderPhone
	h.Hazards = hazardsOf(b.Hazards)
}

// HouseholdPatch is what changes of a home; what is left out stays.
type HouseholdPatch struct {
	RegionID       *string   `json:"region_id,omitempty" maxLength:"12"`
	Address        *string   `json:"address,omitempty" minLength:"1" maxLength:"300"`
	Directions     *string   `json:"directions,omitempty" maxLength:"500"`
	Group          *string   `json:"group,omitempty" maxLength:"100"`
	Lat            *float64  `json:"lat,omitempty" minimum:"-90" maximum:"90"`
	Lon            *float64  `json:"lon,omitempty" minimum:"-180" maximum:"180"`
	StationID      *string   `json:"station_id,omitempty" maxLength:"64"`
	Phone          *string   `json:"phone,omitempty" maxLength:"40"`
	KeyHolderName  *string   `json:"key_holder_name,omitempty" maxLength:"100"`
	KeyHolderPhone *string   `json:"key_holder_phone,omitempty" maxLength:"40"`
	Hazards        *[]string `json:"hazards,omitempty" maxItems:"5" enum:"riverside,low_lying"`
}

func hazardsOf(list []string) []care.Hazard {
	out := make([]care.Hazard, len(list))
	for i, z := range list {
		out[i] = care.Hazard(z)
	}
	return out
}

func (p *HouseholdPatch) onto(h *care.Household) {
	set(&h.RegionID, (*care.RegionID)(p.RegionID))
	set(&h.Address, p.Address)
	set(&h.Directions, p.Directions)
	set(&h.Group, p.Group)
	if p.Lat != nil {
		h.Lat = p.Lat
	}
	if p.Lon != nil {
		h.Lon = p.Lon
	}
	set(&h.StationID, (*care.CenterID)(p.StationID))
	set(&h.Phone, p.Phone)
	set(&h.KeyHolderName, p.KeyHolderName)
	set(&h.KeyHolderPhone, p.KeyHolderPhone)
	if p.Hazards != nil {
		h.Hazards = hazardsOf(*p.Hazards)
	}
}

func (s *Server) households(r *routes) {
	type listIn struct {
		PageIn
		Text      string        `query:"q" maxLength:"100"`
		RegionID  care.RegionID `query:"region_id"`
		StationID care.CenterID `query:"station_id"`
	}
	add(r, watch, get("/households", "list-households", "Homes"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[care.Household]], error) {
			items, next, err := s.deps.Registry.Households(ctx, by.Scope(), care.HouseholdQuery{Text: in.Text, RegionID: in.RegionID, StationID: in.StationID}, in.page())
			return list(items, next), err
		})
	type Path struct {
		ID care.HouseholdID `path:"id" maxLength:"64"`
	}
	add(r, watch, get("/households/{id}", "get-household", "One home"),
		func(ctx context.Context, by care.Staff, in *Path) (*out[care.Household], error) {
			h, err := s.deps.Registry.Household(ctx, by.Scope(), in.ID)
			return &out[care.Household]{Body: h}, err
		})
	type createIn struct{ Body HouseholdBody }
	add(r, keep, create("/households", "create-household", "Enter a home"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Household], error) {
			var h care.Household
			in.Body.onto(&h)
			h, err := s.deps.Registry.CreateHousehold(ctx, by, h)
			return &out[care.Household]{Body: h}, err
		})
	type patchIn struct {
		Path
		Body HouseholdPatch
	}
	add(r, keep, patch("/households/{id}", "update-household", "Change a home; what is left out stays"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[care.Household], error) {
			h, err := s.deps.Registry.UpdateHousehold(ctx, by, in.ID, func(h *care.Household) error {
				in.Body.onto(h)
				return nil
			})
			return &out[care.Household]{Body: h}, err
		})
}
