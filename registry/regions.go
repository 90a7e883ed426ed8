package registry

import (
	"context"
	"fmt"
	"strings"

	"yian/care"
)

// Regions lists the tree, parents first.
func (r *Registry) Regions(ctx context.Context, sc care.Scope) ([]care.Region, error) {
	return r.record.Regions(ctx, sc)
}

// Region returns one region, or [care.ErrNotFound].
func (r *Registry) Region(ctx context.Context, id care.RegionID) (care.Region, error) {
	return r.record.Region(ctx, id)
}

// CreateRegion adds one region.
func (r *Registry) CreateRegion(ctx context.Context, by care.Staff, v care.Region) (care.Region, error) {
	list, err := r.CreateRegions(ctx, by, []care.Region{v})
	if err != nil {
		return care.Region{}, err
	}
	return list[0], nil
}

// CreateRegions adds regions with one entry, all or none.
func (r *Registry) CreateRegions(ctx context.Context, by care.Staff, regions []care.Region) ([]care.Region, error) {
	known, err := r.regionNames(ctx)
	if err != nil {
		return nil, err
	}
	for i := range regions {
		if err := fillRegion(&regions[i], known); err != nil {
			return nil, err
		}
		if sc := by.Scope(); !sc.Sees(regions[i].ID, "") {
			return nil, forbidden("region")
		}
		known[regions[i].ID] = regions[i].Name
	}
	e := r.many(by.ID, "region", len(regions))
	if len(regions) == 1 {
		e = r.entry(by.ID, "region", "created", string(regions[0].ID))
		e.RegionID = regions[0].ID
	}
	if err := r.record.CreateRegions(ctx, regions, e); err != nil {
		return nil, taken(err, "region", "这个区划代码已经有了")
	}
	return regions, nil
}

// UpdateRegion changes the name or the duty contact of a region; its code and its
// place in the tree never change.
func (r *Registry) UpdateRegion(ctx context.Context, by care.Staff, id care.RegionID, change func(*care.Region) error) (care.Region, error) {
	var out care.Region
	err := r.record.ChangeRegion(ctx, id, func(v *care.Region) (care.Entry, error) {
		if sc := by.Scope(); !sc.Sees(id, "") {
			return care.Entry{}, care.NotFound("region")
		}
		before := *v
		if err := change(v); err != nil {
			return care.Entry{}, err
		}
		v.ID, v.ParentID, v.Kind = before.ID, before.ParentID, before.Kind
		if err := first(required("body.name", v.Name, 50), text("body.duty_name", v.DutyName, 50), phone("body.duty_phone", v.DutyPhone)); err != nil {
			return care.Entry{}, err
		}
		out = *v
		e := r.entry(by.ID, "region", "changed", string(id))
		e.RegionID = id
		return e, nil
	})
	return out, err
}

func fillRegion(v *care.Region, known map[care.RegionID]string) error {
	kinds := map[int]care.RegionKind{6: care.County, 9: care.Township, 12: care.Village}
	kind, ok := kinds[len(v.ID)]
	if !ok || strings.Trim(string(v.ID), "0123456789") != "" {
		return care.Invalid("body.id", "region.code", "区划代码是 6 位（县）、9 位（乡镇）或 12 位（村）数字")
	}
	if v.Kind != "" && v.Kind != kind {
		return care.Invalid("body.kind", "region.kind", "级别与代码位数不一致")
	}
	v.Kind = kind
	if kind != care.County {
		v.ParentID = v.ID[:len(v.ID)-3]
		if _, ok := known[v.ParentID]; !ok {
			return care.Invalid("body.id", "region.parent", "请先录入上一级区划")
		}
	}
	return first(required("body.name", v.Name, 50), text("body.duty_name", v.DutyName, 50), phone("body.duty_phone", v.DutyPhone))
}

func (r *Registry) regionNames(ctx context.Context) (map[care.RegionID]string, error) {
	list, err := r.record.Regions(ctx, care.Everything)
	if err != nil {
		return nil, err
	}
	out := make(map[care.RegionID]string, len(list))
	for _, v := range list {
		out[v.ID] = v.Name
	}
	return out, nil
}

// many is the one entry of bulk work.
func (r *Registry) many(by care.StaffID, noun string, n int) care.Entry {
	e := r.entry(by, noun, "imported", "")
	e.Note = fmt.Sprintf("批量录入 %d 条", n)
	return e
}

// placeRegion checks a region that somebody chose, or finds the one meant: the
// author's own, else the county.
func placeRegion(known map[care.RegionID]string, chosen care.RegionID, by care.Staff) (care.RegionID, error) {
	if chosen != "" {
		if _, ok := known[chosen]; !ok {
			return "", care.Invalid("body.region_id", "region.unknown", "没有这个区划")
		}
		return chosen, nil
	}
	if by.RegionID != "" {
		return by.RegionID, nil
	}
	for id := range known {
		if len(id) == 6 {
			return id, nil
		}
	}
	return "", nil
}
