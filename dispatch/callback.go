package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// callBackTries is after how many calls back that nobody answers a call back ends.
const callBackTries = 3

// owe settles what a call that changed means for what is owed to its number: that
// somebody spoke ends it, that nobody answered makes or takes over one.
func (d *Desk) owe(c *care.PhoneCase, now time.Time) []care.Entry {
	p := c.Call
	if p.State.Spoken() {
		return settle(c, care.CallBackReached, now, p.By)
	}
	if p.Direction != care.PhoneIn || !p.State.Over() || p.CallBack != nil {
		return nil
	}
	back := &care.CallBack{By: p.At.Add(d.cfg.CallBack), Missed: 1}
	p.CallBack = back
	switch {
	case p.Number == "":
		end(p, care.CallBackNoNumber, now, care.System)
		return nil
	case c.SpokenAt != nil && c.SpokenAt.After(p.At): // the word came late
		end(p, care.CallBackReached, now, care.System)
		return nil
	}
	var entries []care.Entry
	for _, o := range c.Owed { // the deadline is the first call's
		if o.CallBack.By.Before(back.By) {
			back.By = o.CallBack.By
		}
		back.Missed += o.CallBack.Missed
		back.Tries = max(back.Tries, o.CallBack.Tries)
		if back.OverdueAt == nil {
			back.OverdueAt = o.CallBack.OverdueAt
		}
		end(o, care.CallBackAgain, now, care.System)
		entries = append(entries, phoneEntry(o, now, care.System, "called_again", ""))
	}
	due := back.By
	if back.OverdueAt != nil { // the supervisor has been rung for it
		due = now.Add(d.cfg.CallBack)
	}
	p.DueAt = &due
	return entries
}

// settle ends everything that is owed to the number of a call; one that is entered from
// paper ends only what was owed before it.
func settle(c *care.PhoneCase, how care.CallBackOutcome, now time.Time, by care.StaffID) []care.Entry {
	var entries []care.Entry
	if by == "" {
		by = care.System
	}
	for _, o := range append([]*care.PhoneCall{c.Call}, c.Owed...) {
		if o.Owed() && !(c.Call.Afterwards && o.At.After(c.Call.At)) {
			end(o, how, now, by)
			entries = append(entries, phoneEntry(o, now, by, "settled", string(how)))
		}
	}
	return entries
}

func end(p *care.PhoneCall, how care.CallBackOutcome, now time.Time, by care.StaffID) {
	p.CallBack.Outcome, p.CallBack.EndedAt, p.CallBack.EndedBy = how, at(now), by
	p.DueAt = nil
}

// watchPhones looks at every telephone call that is due: one that rang without a
// further word is taken for abandoned, and for one that nobody called back in time
// the supervisor is rung, again and again until it ends.
func (d *Desk) watchPhones(ctx context.Context, now time.Time) error {
	list, err := d.deps.Phones.DuePhoneCalls(ctx, now, 200)
	if err != nil {
		return err
	}
	var errs error
	for _, p := range list {
		supervisors := d.overseers(ctx, p.RegionID, p.CenterID)
		_, err := d.deps.Phones.ChangePhoneCall(ctx, p.ID, p.Number, func(c *care.PhoneCase) (care.Change, error) {
			return d.phoneDue(c, supervisors, now), nil
		})
		errs = errors.Join(errs, err)
	}
	if len(list) > 0 {
		d.noticeDue.Ring()
	}
	return errs
}

func (d *Desk) phoneDue(c *care.PhoneCase, supervisors []receiver, now time.Time) care.Change {
	p := c.Call
	if p == nil || p.DueAt == nil || p.DueAt.After(now) { // another process was first
		return care.Change{}
	}
	switch {
	case p.State == care.PhoneRinging && p.Direction == care.PhoneIn:
		p.State, p.EndedAt, p.DueAt = care.PhoneAbandoned, at(now), nil
		return care.Change{Entries: append([]care.Entry{phoneEntry(p, now, care.System, "silent", "")}, d.owe(c, now)...)}
	case p.Owed():
		return d.callBackOverdue(p, supervisors, now)
	case p.State == care.PhoneAnswered:
		p.State, p.EndedAt = care.PhoneEnded, at(now)
	case p.State == care.PhoneRequested:
		p.State, p.EndedAt = care.PhoneFailed, at(now)
	}
	p.DueAt = nil
	return care.Change{Entries: []care.Entry{phoneEntry(p, now, care.System, "silent", "")}}
}

func (d *Desk) callBackOverdue(p *care.PhoneCall, supervisors []receiver, now time.Time) care.Change {
	if p.CallBack.OverdueAt == nil {
		p.CallBack.OverdueAt = at(now)
	}
	p.DueAt = at(now.Add(d.cfg.CallBack))
	change := care.Change{Entries: []care.Entry{phoneEntry(p, now, care.System, "overdue", "")}}
	for i, to := range eachOnce(supervisors) {
		change.Notices = append(change.Notices, care.Notice{
			Key: fmt.Sprintf("phone/%s-%d/%s/%d", p.ID, p.Version, to.Role, i), Kind: "ring",
			Receiver: to.Role, Name: to.Name, Phone: to.Phone, DueAt: now,
			Text: "颐安平台：有未接来电到时没有回拨，请到值守台处理或回拨 " + d.cfg.Hotline + "。",
		})
	}
	return change
}

// SettleCallBack ends what is owed to a caller by hand: called back from another
// telephone, reached otherwise, not reached after so many tries, or a nuisance.
// Idempotent.
func (d *Desk) SettleCallBack(ctx context.Context, by care.Staff, id care.PhoneCallID, how care.CallBackOutcome, note string) (care.PhoneCall, error) {
	switch how {
	case care.CalledBack, care.CallBackReached, care.CallBackNoAnswer, care.CallBackNuisance:
	default:
		return care.PhoneCall{}, care.Invalid("body.how", "callback.how", "请选择：已回拨、已联系上、多次无人接或骚扰")
	}
	if how == care.CallBackNuisance && by.Role == care.Operator {
		return care.PhoneCall{}, &care.Fault{Kind: care.ErrForbidden, Code: "callback.supervisor", Detail: "当作骚扰不回拨，要值班长决定"}
	}
	return d.changePhone(ctx, by, id, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
		if !c.Call.Owed() {
			return care.Change{}, nil
		}
		entries := settle(c, how, now, by.ID)
		if note != "" {
			entries = append(entries, noted(c.Call, now, by.ID, note))
		}
		return care.Change{Entries: entries}, nil
	})
}

// changePhone decides on a call that by may see.
func (d *Desk) changePhone(ctx context.Context, by care.Staff, id care.PhoneCallID, decide func(c *care.PhoneCase, now time.Time) (care.Change, error)) (care.PhoneCall, error) {
	now := d.now()
	p, err := d.deps.Phones.ChangePhoneCall(ctx, id, "", func(c *care.PhoneCase) (care.Change, error) {
		if c.Call == nil || !by.Scope().Sees(c.Call.RegionID, c.Call.CenterID) {
			return care.Change{}, care.NotFound("phone")
		}
		return decide(c, now)
	})
	if err != nil {
		return care.PhoneCall{}, fmt.Errorf("dispatch: phone %s: %w", id, err)
	}
	d.noticeDue.Ring()
	return p, nil
}
