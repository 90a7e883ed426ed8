package registry

import (
	"context"

	"yian/care"
)

// Centers lists the sites in order of id; an empty kind lists all. next is the
// cursor of the next page, empty at the end.
func (r *Registry) Centers(ctx context.Context, sc care.Scope, kind care.CenterKind, p care.Page) (list []care.Center, next string, err error) {
	return r.record.Centers(ctx, sc, kind, p)
}

// Center returns one site, or [care.ErrNotFound].
func (r *Registry) Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error) {
	return r.record.Center(ctx, sc, id)
}

// CreateCenter adds one site. Without an id it gets one.
func (r *Registry) CreateCenter(ctx context.Context, by care.Staff, v care.Center) (care.Center, error) {
	list, err := r.CreateCenters(ctx, by, []care.Center{v})
	if err != nil {
		return care.Center{}, err
	}
	return list[0], nil
}

// CreateCenters adds sites with one entry, all or none.
func (r *Registry) CreateCenters(ctx context.Context, by care.Staff, centers []care.Center) ([]care.Center, error) {
	known, err := r.regionNames(ctx)
	if err != nil {
		return nil, err
	}
	for i := range centers {
		v := &centers[i]
		if v.RegionID, err = placeRegion(known, v.RegionID, by); err != nil {
			return nil, err
		}
		if v.ID == "" {
			v.ID = care.CenterID(newID())
		}
		if err := checkCenter(v); err != nil {
			return nil, err
		}
		if sc := by.Scope(); !sc.Sees(v.RegionID, v.ID) {
			return nil, forbidden("center")
		}
	}
	e := r.many(by.ID, "center", len(centers))
	if len(centers) == 1 {
		e = r.centerEntry(by.ID, "created", &centers[0])
	}
	if err := r.record.CreateCenters(ctx, centers, e); err != nil {
		return nil, taken(err, "center", "这个机构编号已经有了")
	}
	return centers, nil
}

// UpdateCenter changes a site; its id and region stay.
func (r *Registry) UpdateCenter(ctx context.Context, by care.Staff, id care.CenterID, change func(*care.Center) error) (care.Center, error) {
	var out care.Center
	err := r.record.ChangeCenter(ctx, id, func(v *care.Center) (care.Entry, error) {
		if sc := by.Scope(); !sc.Sees(v.RegionID, v.ID) {
			return care.Entry{}, care.NotFound("center")
		}
		region := v.RegionID
		if err := change(v); err != nil {
			return care.Entry{}, err
		}
		v.ID, v.RegionID = id, region
		if err := checkCenter(v); err != nil {
			return care.Entry{}, err
		}
		out = *v
		return r.centerEntry(by.ID, "changed", v), nil
	})
	return out, err
}

func (r *Registry) centerEntry(by care.StaffID, verb string, v *care.Center) care.Entry {
	e := r.entry(by, "center", verb, string(v.ID))
	e.RegionID, e.CenterID = v.RegionID, v.ID
	return e
}

func checkCenter(v *care.Center) error {
	switch v.Kind {
	case care.Guidance, care.CareHome, care.DayCare, care.Branch, care.Station, care.Rehab:
	default:
		return care.Invalid("body.kind", "center.kind", "没有这种机构类型")
	}
	for _, d := range v.Designations {
		if err := required("body.designations", d, 20); err != nil {
			return err
		}
	}
	return first(identifier("body.id", string(v.ID)), required("body.name", v.Name, 60), text("body.address", v.Address, 200),
		text("body.keeper_name", v.KeeperName, 50), phone("body.keeper_phone", v.KeeperPhone), point(v.Lat, v.Lon))
}
