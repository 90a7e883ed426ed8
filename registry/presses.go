package registry

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// PressAsked starts the press that comes next: from now on, for [care.PressWithin],
// a press may be called the installer's own. Asking again starts anew.
func (r *Registry) PressAsked(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	return r.fit(ctx, by, id, "press_asked", func(f *care.Fitting) error {
		switch p := (&care.Press{AskedAt: r.now()}); f.Installation.Step() {
		case care.FitPress:
			f.Installation.First = p
		case care.FitAlone:
			f.Installation.Alone = p
		default:
			return care.Conflict("installation.order", "现在还不到试按这一步")
		}
		return nil
	})
}

// PressNow returns the press that an installation waits for as far as it came by
// now, and all presses of its device since it was asked for. It blocks on a read.
func (r *Registry) PressNow(ctx context.Context, i *care.Installation) (*care.Press, []care.Press, error) {
	p := i.Waiting()
	if p == nil {
		return nil, nil, nil
	}
	all, err := r.record.Presses(ctx, i.DeviceID, p.AskedAt)
	if err != nil || len(all) == 0 {
		return p, nil, err
	}
	confirms := r.Confirms(i.DeviceID)
	// The one that came furthest counts: an impatient thumb presses twice.
	best := all[0]
	for _, one := range all {
		if one.ReceivedAt.Sub(p.AskedAt) <= care.PressWithin && (one.Complete(confirms) || !best.Complete(confirms) && one.ConfirmedAt != nil) {
			best = one
			break
		}
	}
	best.AskedAt = p.AskedAt
	return &best, all, nil
}

// Confirms reports whether a device tells what it showed or spoke. What stands
// behind a bought-in gateway cannot.
func (r *Registry) Confirms(id care.DeviceID) bool {
	p, ok := r.devices.place(id)
	return !ok || p.Gateway == "" || !care.IsBoughtIn(r.Kind(p.Gateway))
}

// PressOurs takes the press that came as the installer's own: that was us. Only a
// press within two minutes of being asked for, which went through the whole chain,
// can be. The last one puts the device into service. heard is when the device was
// last heard, which must do for one without a key.
func (r *Registry) PressOurs(ctx context.Context, by care.Staff, id care.InstallationID, heard time.Time) (care.Installation, []care.Press, error) {
	known, err := r.Installation(ctx, by, id)
	if err != nil {
		return known, nil, err
	}
	if known.DeviceID != "" && known.Presses == 0 {
		i, err := r.heardInstead(ctx, by, &known, heard)
		return i, nil, err
	}
	p, all, err := r.PressNow(ctx, &known)
	if err != nil {
		return known, nil, err
	}
	confirms := r.Confirms(known.DeviceID)
	switch {
	case p == nil:
		return known, nil, care.Conflict("installation.order", "请先点“开始试按”")
	case p.ReceivedAt == nil:
		return known, nil, care.Conflict("press.none", "平台还没有收到这台设备的呼叫")
	case p.ReceivedAt.Sub(p.AskedAt) > care.PressWithin:
		return known, nil, care.Conflict("press.late", "这次按键不在试按的两分钟内，按真实呼叫处理。请重新开始试按")
	case !p.Complete(confirms):
		return known, nil, care.Conflict("press.unproven", "设备还没有回执，请再等等，或检查设备的声音和灯光")
	}
	now := r.now()
	p.OursAt = &now
	i, err := r.fit(ctx, by, id, "press_ours", func(f *care.Fitting) error {
		switch f.Installation.Step() {
		case care.FitPress:
			f.Installation.First = p
		case care.FitAlone:
			f.Installation.Alone = p
			finish(f, now)
		}
		return nil
	})
	return i, all, err
}

// heardInstead proves a device without a key by its own signs of life since it was
// claimed, at the step where others are pressed.
func (r *Registry) heardInstead(ctx context.Context, by care.Staff, known *care.Installation, heard time.Time) (care.Installation, error) {
	if heard.Before(known.ClaimedAt) {
		return *known, care.Conflict("device.unheard", "认领之后还没有收到这台设备的数据，请通电并等它上线")
	}
	now := r.now()
	return r.fit(ctx, by, known.ID, "heard", func(f *care.Fitting) error {
		f.Installation.First = &care.Press{AskedAt: known.ClaimedAt, ReceivedAt: &heard, OursAt: &now}
		return nil
	})
}

// WaitingPresses lists the installations that wait for a press now.
func (r *Registry) WaitingPresses(ctx context.Context) ([]care.Installation, error) {
	list, _, err := r.record.Installations(ctx, care.Everything, care.InstallationQuery{State: care.InstallationRunning}, care.Page{Limit: 500})
	if err != nil {
		return nil, err
	}
	limit := r.now().Add(-5 * care.PressWithin)
	return slices.DeleteFunc(list, func(i care.Installation) bool {
		p := i.Waiting()
		return p == nil || p.AskedAt.Before(limit)
	}), nil
}
