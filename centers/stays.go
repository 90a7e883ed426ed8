package centers

import (
	"context"
	"time"

	"yian/care"
)

// Admission is an elder who moves into a bed.
type Admission struct {
	ElderID care.ElderID
	BedID   care.BedID
	At      time.Time // zero: now
}

// Away is an elder who leaves the site for a while and keeps the bed.
type Away struct {
	Hospital bool       // in hospital, else on leave
	Until    *time.Time // expected back
	Place    string     // with whom, which hospital
	Phone    string
	From     time.Time // zero: now
}

// Stay returns one stay, or [care.ErrNotFound].
func (c *Centers) Stay(ctx context.Context, sc care.Scope, id care.StayID) (care.Stay, error) {
	return c.record.Stay(ctx, sc, id)
}

// Admit moves an elder into a commissioned, empty bed of center. The elder belongs
// to the site from then on. Two at once: one wins, the other is [care.ErrConflict].
func (c *Centers) Admit(ctx context.Context, by care.Staff, center care.CenterID, a Admission) (care.Stay, error) {
	list, err := c.AdmitAll(ctx, by, center, []Admission{a})
	if err != nil {
		return care.Stay{}, err
	}
	return list[0], nil
}

// AdmitAll moves several elders in, all or none. Each has an entry.
func (c *Centers) AdmitAll(ctx context.Context, by care.Staff, center care.CenterID, all []Admission) ([]care.Stay, error) {
	if _, err := c.record.Center(ctx, by.Scope(), center); err != nil {
		return nil, err
	}
	keys, out := make([]care.LodgingKey, len(all)), make([]care.Stay, len(all))
	for i, a := range all {
		keys[i] = care.LodgingKey{Elder: a.ElderID, Bed: a.BedID}
	}
	err := c.record.Lodge(ctx, keys, func(ls []*care.Lodging) ([]care.Entry, error) {
		entries := make([]care.Entry, len(ls))
		for i, l := range ls {
			if err := c.admit(by, center, all[i].At, l); err != nil {
				return nil, err
			}
			out[i] = *l.Stay
			entries[i] = c.stayEntry(by.ID, "admitted", l)
		}
		return entries, nil
	})
	if err != nil {
		return nil, taken(err, "bed.occupied", "床位刚刚被占用，或这位老人已在别的床位")
	}
	for i := range out {
		out[i].Version++
	}
	return out, nil
}

func (c *Centers) admit(by care.Staff, center care.CenterID, at time.Time, l *care.Lodging) error {
	sc := by.Scope()
	if !sc.Sees(l.Elder.RegionID, l.Elder.CenterID) {
		return care.NotFound("elder")
	}
	if l.Bed == nil || l.Bed.CenterID != center {
		return care.NotFound("bed")
	}
	switch {
	case l.Stay != nil:
		return care.Conflict("elder.admitted", "这位老人已在院，先办理离院或换床")
	case l.Whereabouts.State == care.Deceased:
		return care.Conflict("elder.deceased", "这位老人已登记为已故")
	}
	if err := free(l); err != nil {
		return err
	}
	at, err := c.since(at, l.Whereabouts)
	if err != nil {
		return err
	}
	c.step(l, by.ID, "admitted", at)
	l.Stay = &care.Stay{ID: care.StayID(newID()), ElderID: l.Elder.ID, CenterID: center, BedID: l.Bed.ID, AdmittedAt: at}
	l.Elder.CenterID = center
	l.Whereabouts = care.Whereabouts{ElderID: l.Elder.ID, State: care.InCenter, Since: at, By: by.ID}
	return nil
}

// free says why somebody cannot move into the bed.
func free(l *care.Lodging) error {
	switch {
	case l.Bed.State != care.BedCommissioned:
		return care.Conflict("bed.not_commissioned", "床位没有启用")
	case l.Occupied:
		return care.Conflict("bed.occupied", "床上有人")
	}
	return nil
}

// Leave notes that an elder left the site for a while. The bed is kept.
func (c *Centers) Leave(ctx context.Context, by care.Staff, id care.StayID, a Away) (care.Stay, error) {
	return c.change(ctx, by, care.LodgingKey{Stay: id}, func(l *care.Lodging) (string, error) {
		at, err := c.since(a.From, l.Whereabouts)
		if err != nil {
			return "", err
		}
		if a.Until != nil && !a.Until.After(at) {
			return "", care.Invalid("body.until", "leave.until", "返回时间要晚于离开时间")
		}
		w := care.Whereabouts{ElderID: l.Elder.ID, State: care.OnLeave, Since: at, ReturnAt: a.Until, Place: a.Place, Phone: a.Phone, By: by.ID}
		verb := "left"
		if a.Hospital {
			w.State, verb = care.InHospital, "hospitalised"
		}
		if err := checkWhereabouts(&w); err != nil {
			return "", err
		}
		if l.Whereabouts.State == care.Deceased {
			return "", care.Conflict("elder.deceased", "这位老人已登记为已故")
		}
		c.step(l, by.ID, verb, at)
		l.Whereabouts = w
		return verb, nil
	})
}

// Return notes that an elder is back in the site.
func (c *Centers) Return(ctx context.Context, by care.Staff, id care.StayID) (care.Stay, error) {
	return c.change(ctx, by, care.LodgingKey{Stay: id}, func(l *care.Lodging) (string, error) {
		switch l.Whereabouts.State {
		case care.InCenter:
			return "", care.Conflict("stay.present", "这位老人已经在院")
		case care.Deceased: // a false notice is taken back as such, not by a bed
			return "", care.Conflict("elder.deceased", "这位老人已登记为已故；登记有误请先更正去向")
		}
		at, err := c.since(time.Time{}, l.Whereabouts)
		if err != nil {
			return "", err
		}
		c.step(l, by.ID, "returned", at)
		l.Whereabouts = care.Whereabouts{ElderID: l.Elder.ID, State: care.InCenter, Since: at, By: by.ID}
		return "returned", nil
	})
}

// Discharge ends a stay and frees the bed. The elder is at home from then on,
// unless known to be in hospital, with relatives, lost or dead.
func (c *Centers) Discharge(ctx context.Context, by care.Staff, id care.StayID, reason string) (care.Stay, error) {
	return c.change(ctx, by, care.LodgingKey{Stay: id}, func(l *care.Lodging) (string, error) {
		if len(reason) > 600 {
			return "", care.Invalid("body.reason", "text.too_long", "内容太长了")
		}
		at, err := c.since(time.Time{}, l.Whereabouts)
		if err != nil {
			return "", err
		}
		c.step(l, by.ID, "discharged", at)
		l.Stay.DischargedAt, l.Stay.Reason = &at, reason
		l.Elder.CenterID = ""
		w := l.Whereabouts
		w.Since, w.By = at, by.ID
		switch w.State {
		case care.InHospital, care.Staying, care.Lost, care.Deceased:
		default:
			w = care.Whereabouts{ElderID: l.Elder.ID, State: care.AtHome, Since: at, By: by.ID}
		}
		l.Whereabouts = w
		return "discharged", nil
	})
}

// Move puts an elder into another bed of the same site. Another site is a
// discharge and an admission.
func (c *Centers) Move(ctx context.Context, by care.Staff, id care.StayID, bed care.BedID) (care.Stay, error) {
	return c.change(ctx, by, care.LodgingKey{Stay: id, Bed: bed}, func(l *care.Lodging) (string, error) {
		if l.Bed == nil || l.Bed.CenterID != l.Stay.CenterID {
			return "", care.NotFound("bed")
		}
		if l.Bed.ID == l.Stay.BedID {
			return "", care.Conflict("stay.same_bed", "已经在这张床上")
		}
		if err := free(l); err != nil {
			return "", err
		}
		c.step(l, by.ID, "moved", c.now())
		l.Stay.BedID = l.Bed.ID
		return "moved", nil
	})
}

// Undo takes back the last step of a stay within ten minutes, as if it had not
// been; the journal keeps both. It fails with [care.ErrConflict] when there is
// none, when the time is over, when whereabouts were entered since, or when the
// bed was given away meanwhile.
func (c *Centers) Undo(ctx context.Context, by care.Staff, id care.StayID) (care.Stay, error) {
	sc := by.Scope()
	var out care.Stay
	err := c.record.Lodge(ctx, []care.LodgingKey{{Stay: id}}, func(ls []*care.Lodging) ([]care.Entry, error) {
		l := ls[0]
		if !sc.Sees(l.Center.RegionID, l.Stay.CenterID) {
			return nil, care.NotFound("stay")
		}
		step := l.Step
		switch {
		case step == nil:
			return nil, care.Conflict("stay.nothing_to_undo", "没有可以撤销的操作")
		case c.now().Sub(step.At) > c.cfg.UndoFor:
			return nil, care.Conflict("stay.undo_over", "超过 10 分钟，不能撤销了，请重新办理")
		case step.What != "moved" && !l.Whereabouts.Since.Equal(step.From):
			return nil, care.Conflict("stay.changed_since", "去向后来又有登记，不能撤销")
		}
		out = *l.Stay
		e := c.stayEntry(by.ID, "undone", l)
		e.Note = step.What
		version := l.Stay.Version
		if l.Stay = step.Stay; l.Stay != nil {
			l.Stay.Version = version
			out = *l.Stay
		}
		l.At, l.Elder.CenterID, l.Step = step.From, step.CenterID, nil
		if step.What != "moved" {
			l.Whereabouts = step.Whereabouts
		}
		return []care.Entry{e}, nil
	})
	out.Version++
	return out, taken(err, "bed.occupied", "床位已被别人占用，不能撤销")
}

// change is what every step of a stay that goes on has in common.
func (c *Centers) change(ctx context.Context, by care.Staff, key care.LodgingKey, do func(*care.Lodging) (verb string, err error)) (care.Stay, error) {
	sc := by.Scope()
	var out care.Stay
	err := c.record.Lodge(ctx, []care.LodgingKey{key}, func(ls []*care.Lodging) ([]care.Entry, error) {
		l := ls[0]
		if !sc.Sees(l.Center.RegionID, l.Stay.CenterID) {
			return nil, care.NotFound("stay")
		}
		if l.Stay.DischargedAt != nil {
			return nil, care.Conflict("stay.over", "这位老人已经离院")
		}
		verb, err := do(l)
		if err != nil {
			return nil, err
		}
		out = *l.Stay
		return []care.Entry{c.stayEntry(by.ID, verb, l)}, nil
	})
	if err != nil {
		return care.Stay{}, taken(err, "bed.occupied", "床位刚刚被占用")
	}
	out.Version++
	return out, nil
}

// step remembers how things were before what is about to change.
func (c *Centers) step(l *care.Lodging, by care.StaffID, what string, from time.Time) {
	s := &care.StayStep{At: c.now(), By: by, What: what, CenterID: l.Elder.CenterID, Whereabouts: l.Whereabouts, From: from}
	if l.Stay != nil {
		copied := *l.Stay
		s.Stay = &copied
	}
	l.Step, l.At = s, from
}

func (c *Centers) stayEntry(by care.StaffID, verb string, l *care.Lodging) care.Entry {
	e := c.entry(by, "stay", verb, string(l.Stay.ID), l.Center.RegionID, l.Stay.CenterID)
	e.Related = "elder:" + string(l.Elder.ID)
	return e
}
