package registry

import (
	"context"

	"yian/care"
)

// Households lists homes in order of id.
func (r *Registry) Households(ctx context.Context, sc care.Scope, q care.HouseholdQuery, p care.Page) (list []care.Household, next string, err error) {
	return r.record.Households(ctx, sc, q, p)
}

// Household returns one home, or [care.ErrNotFound].
func (r *Registry) Household(ctx context.Context, sc care.Scope, id care.HouseholdID) (care.Household, error) {
	return r.record.Household(ctx, sc, id)
}

// CreateHousehold adds one home. Without an id it gets one.
func (r *Registry) CreateHousehold(ctx context.Context, by care.Staff, v care.Household) (care.Household, error) {
	list, err := r.CreateHouseholds(ctx, by, []care.Household{v})
	if err != nil {
		return care.Household{}, err
	}
	return list[0], nil
}

// CreateHouseholds adds homes with one entry, all or none.
func (r *Registry) CreateHouseholds(ctx context.Context, by care.Staff, households []care.Household) ([]care.Household, error) {
	known, err := r.regionNames(ctx)
	if err != nil {
		return nil, err
	}
	look := r.look(ctx)
	for i := range households {
		v := &households[i]
		if v.RegionID, err = placeRegion(known, v.RegionID, by); err != nil {
			return nil, err
		}
		if v.ID == "" {
			v.ID = care.HouseholdID(newID())
		}
		if err := r.checkHousehold(look, v); err != nil {
			return nil, err
		}
		if sc := by.Scope(); !sc.Sees(v.RegionID, "") {
			return nil, forbidden("household")
		}
	}
	e := r.many(by.ID, "household", len(households))
	if len(households) == 1 {
		e = r.entry(by.ID, "household", "created", string(households[0].ID))
		e.RegionID = households[0].RegionID
	}
	if err := r.record.CreateHouseholds(ctx, households, e); err != nil {
		return nil, taken(err, "household", "这个户编号已经有了")
	}
	return households, nil
}

// UpdateHousehold changes a home. When its region changes, whoever lives and
// whatever stands in it moves along.
func (r *Registry) UpdateHousehold(ctx context.Context, by care.Staff, id care.HouseholdID, change func(*care.Household) error) (care.Household, error) {
	known, err := r.regionNames(ctx)
	if err != nil {
		return care.Household{}, err
	}
	look := r.look(ctx)
	var out care.Household
	var touched []care.Device
	sc := by.Scope()
	err = r.record.ChangeHousehold(ctx, id, func(h *care.Household, elders []*care.Elder, devices []*care.Device) (care.Entry, error) {
		if !sc.Sees(h.RegionID, "") {
			return care.Entry{}, care.NotFound("household")
		}
		before := *h
		if err := change(h); err != nil {
			return care.Entry{}, err
		}
		h.ID, h.Version = id, before.Version
		if _, ok := known[h.RegionID]; !ok && h.RegionID != "" {
			return care.Entry{}, care.Invalid("body.region_id", "region.unknown", "没有这个区划")
		}
		if !sc.Sees(h.RegionID, "") {
			return care.Entry{}, forbidden("household")
		}
		if err := r.checkHousehold(look, h); err != nil {
			return care.Entry{}, err
		}
		for _, e := range elders {
			if e.RegionID == before.RegionID {
				e.RegionID = h.RegionID
			}
		}
		for _, d := range devices {
			if d.CenterID == "" {
				d.RegionID = h.RegionID
			}
			touched = append(touched, *d)
		}
		out = *h
		e := r.entry(by.ID, "household", "changed", string(id))
		e.RegionID = h.RegionID
		return e, nil
	})
	if err != nil {
		return care.Household{}, err
	}
	out.Version++
	r.devices.move(touched)
	return out, nil
}

func (r *Registry) checkHousehold(look *lookup, v *care.Household) error {
	if v.StationID != "" {
		if _, err := look.center(v.StationID); err != nil {
			return care.Invalid("body.station_id", "center.unknown", "没有这个服务站")
		}
	}
	return first(identifier("body.id", string(v.ID)), required("body.address", v.Address, 200), text("body.directions", v.Directions, 300),
		text("body.group", v.Group, 50), phone("body.phone", v.Phone), text("body.key_holder_name", v.KeyHolderName, 50),
		phone("body.key_holder_phone", v.KeyHolderPhone), point(v.Lat, v.Lon))
}
