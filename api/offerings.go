package api

import (
	"context"

	"yian/care"
)

// OfferingPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type OfferingPath struct {
	ID care.OfferingID `path:"id" maxLength:"40"`
}

// OfferingItem is a row of the catalogue with the price of today.
type OfferingItem struct {
	care.Offering
	Price  *care.Price `json:"price,omitempty" doc:"as told today; absent: none is entered"`
	OwnFen int64       `json:"own_fen" doc:"the elder's own part of it"`
}

func (v *views) offeringItem(o care.Offering) OfferingItem {
	item := OfferingItem{Offering: o}
	if p, ok := o.PriceOn(v.deps.Now()); ok {
		item.Price, item.OwnFen = &p, p.OwnFen()
	}
	return item
}

func (s *Server) offerings(r *routes) {
	add(r, signedInRule, get("/offerings", "list-offerings", "The service catalogue: what can be ordered and what it costs"),
		func(ctx context.Context, _ care.Staff, _ *struct{}) (*out[List[OfferingItem]], error) {
			all, err := s.deps.Catalogue.Offerings(ctx)
			if err != nil {
				return nil, err
			}
			items := make([]OfferingItem, len(all))
			for i, o := range all {
				items[i] = s.views.offeringItem(o)
			}
			return list(items, ""), nil
		})
	type offeringIn struct {
		OfferingPath
		Body struct {
			Service      care.Service    `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
			Name         string          `json:"name" minLength:"1" maxLength:"60"`
			Minutes      int             `json:"minutes" minimum:"1" maximum:"1440"`
			Given        string          `json:"given,omitempty" enum:"home,site,phone" doc:"where it is given; absent: as the row begins, else at home"`
			Certificates []string        `json:"certificates,omitempty" maxItems:"10"`
			TwoPersons   bool            `json:"two_persons,omitempty"`
			Consent      bool            `json:"consent,omitempty"`
			PreChecks    []care.PreCheck `json:"pre_checks,omitempty" maxItems:"20"`
			Checklist    []string        `json:"checklist,omitempty" maxItems:"40"`
			Prices       []care.Price    `json:"prices,omitempty" maxItems:"100" doc:"a price that has begun cannot be changed: add one"`
			Receipt      bool            `json:"receipt,omitempty"`
			AdvanceFen   int64           `json:"advance_fen,omitempty" minimum:"0" maximum:"1000000"`
			Listed       bool            `json:"listed,omitempty" doc:"by a dated written list only"`
			Disabled     bool            `json:"disabled,omitempty"`
			Version      int64           `json:"version" minimum:"0" doc:"of the row as it was read; 0 for a new one"`
		}
	}
	add(r, admin, put("/offerings/{id}", "save-offering", "Enter a row of the catalogue, or a new one"),
		func(ctx context.Context, by care.Staff, in *offeringIn) (*out[OfferingItem], error) {
			b := in.Body
			o, err := s.deps.Catalogue.Save(ctx, by, care.Offering{ID: in.ID, Service: b.Service, Name: b.Name, Minutes: b.Minutes, Given: care.Given(b.Given), Certificates: b.Certificates,
				TwoPersons: b.TwoPersons, Consent: b.Consent, PreChecks: b.PreChecks, Checklist: b.Checklist, Prices: b.Prices, Receipt: b.Receipt,
				AdvanceFen: b.AdvanceFen, Listed: b.Listed, Disabled: b.Disabled, Version: b.Version})
			if err != nil {
				return nil, err
			}
			return &out[OfferingItem]{Body: s.views.offeringItem(o)}, nil
		})
}
