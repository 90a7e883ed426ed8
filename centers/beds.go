package centers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"yian/care"
)

// Beds lists the beds of a site by floor, room and name.
func (c *Centers) Beds(ctx context.Context, sc care.Scope, center care.CenterID) ([]care.Bed, error) {
	if _, err := c.record.Center(ctx, sc, center); err != nil {
		return nil, err
	}
	return c.record.Beds(ctx, sc, center)
}

// CreateBed adds one bed. Without an id it gets one; without a state it is
// commissioned.
func (c *Centers) CreateBed(ctx context.Context, by care.Staff, b care.Bed) (care.Bed, error) {
	list, err := c.CreateBeds(ctx, by, b.CenterID, []care.Bed{b})
	if err != nil {
		return care.Bed{}, err
	}
	return list[0], nil
}

// CreateBeds adds beds of one site with one entry, all or none.
func (c *Centers) CreateBeds(ctx context.Context, by care.Staff, center care.CenterID, beds []care.Bed) ([]care.Bed, error) {
	site, err := c.record.Center(ctx, by.Scope(), center)
	if err != nil {
		return nil, err
	}
	for i := range beds {
		b := &beds[i]
		b.CenterID = center
		if b.ID == "" {
			b.ID = care.BedID(newID())
		}
		if b.State == "" {
			b.State = care.BedCommissioned
		}
		if err := checkBed(b); err != nil {
			return nil, err
		}
		if err := c.checkSensor(ctx, b); err != nil {
			return nil, err
		}
	}
	e := c.entry(by.ID, "bed", "imported", "", site.RegionID, center)
	e.Note = fmt.Sprintf("批量录入 %d 张", len(beds))
	if len(beds) == 1 {
		e = c.entry(by.ID, "bed", "created", string(beds[0].ID), site.RegionID, center)
	}
	if err := c.record.CreateBeds(ctx, site.RegionID, beds, e.At, e); err != nil {
		return nil, taken(err, "bed.exists", "床位编号、位置或床垫设备重复")
	}
	return beds, nil
}

// UpdateBed changes a bed; its id and site stay. A bed with somebody in it cannot
// leave service.
func (c *Centers) UpdateBed(ctx context.Context, by care.Staff, id care.BedID, change func(*care.Bed) error) (care.Bed, error) {
	sc := by.Scope()
	var out care.Bed
	err := c.record.ChangeBed(ctx, id, func(b *care.Bed, region care.RegionID, elder care.ElderID) (care.Entry, error) {
		if !sc.Sees(region, b.CenterID) {
			return care.Entry{}, care.NotFound("bed")
		}
		before := *b
		if err := change(b); err != nil {
			return care.Entry{}, err
		}
		b.ID, b.CenterID = before.ID, before.CenterID
		if err := checkBed(b); err != nil {
			return care.Entry{}, err
		}
		if b.State != care.BedCommissioned && elder != "" {
			return care.Entry{}, care.Conflict("bed.occupied", "床上有人，先换床或办理离院")
		}
		if b.DeviceID != before.DeviceID {
			if err := c.checkSensor(ctx, b); err != nil {
				return care.Entry{}, err
			}
		}
		out = *b
		return c.entry(by.ID, "bed", "changed", string(id), region, b.CenterID), nil
	})
	return out, taken(err, "bed.exists", "位置或床垫设备重复")
}

// checkSensor sees to it that a bed's sensor is a device of the same site, so that
// it can be told whose bed it is.
func (c *Centers) checkSensor(ctx context.Context, b *care.Bed) error {
	if b.DeviceID == "" {
		return nil
	}
	d, err := c.record.Device(ctx, care.Everything, b.DeviceID)
	switch {
	case errors.Is(err, care.ErrNotFound), err == nil && d.CenterID != b.CenterID:
		return care.Invalid("body.device_id", "bed.sensor", "本机构没有这个床垫设备，请先登记设备")
	}
	return err
}

func checkBed(b *care.Bed) error {
	switch b.State {
	case care.BedPlanned, care.BedCommissioned, care.BedBlocked:
	default:
		return care.Invalid("body.state", "bed.state", "没有这种床位状态")
	}
	if !care.ValidDeviceID(string(b.ID)) {
		return care.Invalid("body.id", "id.invalid", "编号只能用字母、数字、下划线和短横线")
	}
	if strings.TrimSpace(b.Name) == "" {
		return care.Invalid("body.name", "field.required", "此项必填")
	}
	for _, s := range []string{b.Floor, b.Room, b.Name} {
		if utf8.RuneCountInString(s) > 20 || strings.ContainsAny(s, "\t\n\r\x00") {
			return care.Invalid("body.name", "text.too_long", "楼层、房间、床号最长 20 字")
		}
	}
	if b.DeviceID != "" && !care.ValidDeviceID(string(b.DeviceID)) {
		return care.Invalid("body.device_id", "id.invalid", "设备编号不对")
	}
	return nil
}

func (c *Centers) entry(by care.StaffID, noun, verb, subject string, region care.RegionID, center care.CenterID) care.Entry {
	return care.Entry{At: c.now(), By: by, What: noun + "." + verb, Noun: noun, Subject: subject, RegionID: region, CenterID: center}
}
