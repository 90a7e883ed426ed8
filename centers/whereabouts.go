package centers

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yian/care"
)

// Whereabouts returns where an elder is now, for rooms that obey it: unknown once
// the expected return is over. It takes no scope and blocks for a read. An elder
// whom nobody knows is [care.Unknown], with [care.ErrNotFound].
func (c *Centers) Whereabouts(ctx context.Context, elder care.ElderID) (care.WhereaboutsState, error) {
	return c.Expected(ctx, elder, c.now())
}

// Expected returns where an elder is to be at an instant from now on, like
// [Centers.Whereabouts].
func (c *Centers) Expected(ctx context.Context, elder care.ElderID, at time.Time) (care.WhereaboutsState, error) {
	w, err := c.record.WhereaboutsAt(ctx, care.Everything, elder, c.now())
	if err != nil {
		return care.Unknown, err
	}
	return w.Expected(at), nil
}

// WhereaboutsAt returns where an elder was at an instant (zero: now), or
// [care.ErrNotFound].
func (c *Centers) WhereaboutsAt(ctx context.Context, sc care.Scope, elder care.ElderID, at time.Time) (care.Whereabouts, error) {
	if at.IsZero() {
		at = c.now()
	}
	return c.record.WhereaboutsAt(ctx, sc, elder, at)
}

// WhereaboutsHistory returns the newest 200 whereabouts of an elder, newest first.
func (c *Centers) WhereaboutsHistory(ctx context.Context, sc care.Scope, elder care.ElderID) ([]care.Whereabouts, error) {
	return c.record.WhereaboutsSince(ctx, sc, elder)
}

// SetWhereabouts enters where an elder is from w.Since on (zero: now), until
// something else is entered. Whoever has a bed leaves and comes back through the
// stay. A death is entered here; it frees the bed only by the discharge.
func (c *Centers) SetWhereabouts(ctx context.Context, sc care.Scope, by care.StaffID, w care.Whereabouts) (care.Whereabouts, error) {
	w.By = by
	if err := checkWhereabouts(&w); err != nil {
		return care.Whereabouts{}, err
	}
	err := c.record.Lodge(ctx, []care.LodgingKey{{Elder: w.ElderID}}, func(ls []*care.Lodging) ([]care.Entry, error) {
		l := ls[0]
		if !sc.Sees(l.Elder.RegionID, l.Elder.CenterID) {
			return nil, care.NotFound("elder")
		}
		if err := fits(w.State, l.Stay != nil); err != nil {
			return nil, err
		}
		at, err := c.since(w.Since, l.Whereabouts)
		if err != nil {
			return nil, err
		}
		if w.ReturnAt != nil && !w.ReturnAt.After(at) {
			return nil, care.Invalid("body.return_at", "whereabouts.return", "返回时间要晚于开始时间")
		}
		w.Since = at
		l.At, l.Whereabouts = at, w
		e := c.entry(by, "whereabouts", string(w.State), string(w.ElderID), l.Elder.RegionID, l.Elder.CenterID)
		e.Related = "elder:" + string(w.ElderID)
		return []care.Entry{e}, nil
	})
	if err != nil {
		return care.Whereabouts{}, err
	}
	return w, nil
}

// fits says whether a state suits somebody with or without a bed.
func fits(state care.WhereaboutsState, lodged bool) error {
	switch state {
	case care.InCenter, care.OnLeave:
		if !lodged {
			return care.Conflict("whereabouts.no_stay", "没有入住，请先办理入住")
		}
	case care.AtHome, care.AtDayCare:
		if lodged {
			return care.Conflict("whereabouts.has_stay", "老人在院，请办理请假或离院")
		}
	}
	return nil
}

func checkWhereabouts(w *care.Whereabouts) error {
	switch w.State {
	case care.AtHome, care.Out, care.Staying, care.AtDayCare, care.InHospital, care.InCenter, care.OnLeave, care.Lost, care.Deceased, care.Unknown:
	default:
		return care.Invalid("body.state", "whereabouts.state", "没有这种去向")
	}
	if utf8.RuneCountInString(w.Place) > 100 || strings.ContainsRune(w.Place, 0) {
		return care.Invalid("body.place", "text.too_long", "内容太长了")
	}
	if len(w.Phone) > 32 || strings.Trim(w.Phone, "0123456789-+ #") != "" {
		return care.Invalid("body.phone", "phone.invalid", "电话号码只能有数字、空格和 + - #")
	}
	if w.AreaCode != "" && !care.AreaCode(w.AreaCode) {
		return care.Invalid("body.area_code", "area_code.invalid", "区号是 0 开头的 3 到 4 位数字，如 0551")
	}
	return nil
}

// since is when something holds from: now, or an instant that people name, which
// lies after the present whereabouts began and not in the future. Instants are
// whole milliseconds, and two in a row never coincide.
func (c *Centers) since(at time.Time, present care.Whereabouts) (time.Time, error) {
	named := !at.IsZero()
	if !named {
		at = c.now()
	}
	at = at.UTC().Truncate(time.Millisecond)
	last := present.Since.UTC().Truncate(time.Millisecond) // an elder's registration is finer
	switch {
	case named && at.After(c.now()):
		return at, care.Invalid("body.since", "whereabouts.future", "时间不能在将来")
	case at.After(last):
		return at, nil
	case named && at.Before(last):
		return at, care.Invalid("body.since", "whereabouts.order", "时间早于上一次登记")
	}
	return last.Add(time.Millisecond), nil
}
