package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// PhoneEntered is a call that an operator enters: on a telephone that tells the
// platform nothing, or on paper while it was away.
type PhoneEntered struct {
	Number string
	Elder  care.ElderID
	At     time.Time // zero: now
	Note   string
	// Afterwards marks an entry from paper (补录).
	Afterwards bool
	Key        string
}

// EnterPhone enters a call to the hotline by hand. The same key of the same author is
// one call. It blocks until on disk.
func (d *Desk) EnterPhone(ctx context.Context, by care.Staff, want PhoneEntered) (care.PhoneCall, error) {
	now := d.now()
	then := want.At.UTC().Truncate(time.Millisecond)
	if want.At.IsZero() {
		then = now
	}
	if then.After(now) {
		return care.PhoneCall{}, care.Invalid("body.at", "phone.future", "来电时间不能晚于现在")
	}
	number := care.PhoneDigits(want.Number)
	p := care.PhoneCall{ID: phoneID(string(by.ID) + "\x00" + cmp.Or(want.Key, newID())), Direction: care.PhoneIn, State: care.PhoneAnswered, Number: number,
		At: then, AnsweredAt: at(then), DueAt: at(now.Add(talksOut)), By: by.ID, Note: strings.TrimSpace(want.Note), Afterwards: want.Afterwards, Trial: d.deps.Trial()}
	if want.Afterwards {
		p.State, p.EndedAt, p.DueAt = care.PhoneEnded, at(then), nil
	}
	if want.Elder != "" {
		e, err := d.deps.People.Elder(ctx, by.Scope(), want.Elder)
		if err != nil {
			return p, err
		}
		p.ElderID, p.RegionID, p.CenterID = e.ID, e.RegionID, e.CenterID
	} else {
		whose(&p, d.callers(ctx, number))
	}
	p, err := d.deps.Phones.ChangePhoneCall(ctx, p.ID, number, func(c *care.PhoneCase) (care.Change, error) {
		if c.Call != nil {
			return care.Change{}, nil
		}
		entered := p
		c.Call = &entered
		verb := "entered"
		if p.Afterwards {
			verb = "entered_afterwards"
		}
		return care.Change{Entries: append([]care.Entry{phoneEntry(c.Call, now, by.ID, verb, p.Note)}, d.owe(c, now)...)}, nil
	})
	if err != nil {
		return p, fmt.Errorf("dispatch: enter phone: %w", err)
	}
	return p, nil
}

// NotePhone adds to what was said. Whoever notes first is who talked, if the
// telephone system did not say.
func (d *Desk) NotePhone(ctx context.Context, by care.Staff, id care.PhoneCallID, text string) (care.PhoneCall, error) {
	if text = strings.TrimSpace(text); text == "" {
		return care.PhoneCall{}, care.Invalid("body.text", "note.empty", "记录内容不能为空")
	}
	return d.changePhone(ctx, by, id, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
		return care.Change{Entries: []care.Entry{noted(c.Call, now, by.ID, text)}}, nil
	})
}

func noted(p *care.PhoneCall, now time.Time, by care.StaffID, text string) care.Entry {
	p.Note = strings.TrimSpace(p.Note + "\n" + text)
	talked(p, by)
	return phoneEntry(p, now, by, "noted", text)
}

// talked notes who talked, if nobody said so before.
func talked(p *care.PhoneCall, by care.StaffID) {
	if p.By == "" && p.State.Spoken() {
		p.By = by
	}
}

// NameCaller says whom a call is about, and remembers it for the next call of that
// number.
func (d *Desk) NameCaller(ctx context.Context, by care.Staff, id care.PhoneCallID, elder care.ElderID) (care.PhoneCall, error) {
	e, err := d.deps.People.Elder(ctx, by.Scope(), elder)
	if err != nil {
		return care.PhoneCall{}, err
	}
	p, err := d.changePhone(ctx, by, id, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
		return care.Change{Entries: named(c, e, by.ID, now)}, nil
	})
	if err == nil {
		d.namedBefore(ctx, by, p.Number, e)
	}
	return p, err
}

// retold bounds how many earlier calls of a number are looked through.
const retold = 100

// namedBefore links the earlier calls of a number that was nobody's, and the incidents
// that came of them, to the elder whose it turned out to be: what happened before is
// told with the next call. A number that speaks for several elders says nothing of
// earlier calls. The call itself is named whatever becomes of this.
func (d *Desk) namedBefore(ctx context.Context, by care.Staff, number string, e care.Elder) {
	if number == "" {
		return
	}
	calls, _, err := d.deps.Phones.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Number: number, Page: care.Page{Limit: retold}})
	for _, p := range calls {
		if p.Direction != care.PhoneIn || len(p.ElderIDs) > 0 || p.ElderID != "" && p.ElderID != e.ID {
			continue
		}
		only := true
		if p.ElderID == "" {
			_, failed := d.changePhone(ctx, keeper, p.ID, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
				if only = c.Known != nil && len(c.Known.ElderIDs) == 1 && c.Known.ElderIDs[0] == e.ID; !only {
					return care.Change{}, nil
				}
				return care.Change{Entries: named(c, e, by.ID, now)}, nil
			})
			err = errors.Join(err, failed)
		}
		if only && p.IncidentID != "" {
			err = errors.Join(err, d.incidentNamedLater(ctx, by, p.IncidentID, e))
		}
	}
	if err != nil {
		d.log.Error("earlier calls not linked to the elder whose number it is", "elder_id", e.ID, "err", err)
	}
}

// incidentNamedLater says whose an incident was that is still nobody's.
func (d *Desk) incidentNamedLater(ctx context.Context, by care.Staff, id care.IncidentID, e care.Elder) error {
	now := d.now()
	_, err := d.deps.Book.ChangeIncident(ctx, id, func(c *care.Case) (care.Change, error) {
		if c.Incident.ElderID != "" || len(c.Incident.ElderIDs) > 0 {
			return care.Change{}, nil
		}
		return isOf(c, e, by.ID, now, "elder_named_later"), nil
	})
	return err
}

// named links a call and its number to an elder.
func named(c *care.PhoneCase, e care.Elder, by care.StaffID, now time.Time) []care.Entry {
	p := c.Call
	if p.ElderID == e.ID {
		return nil
	}
	p.ElderID, p.RegionID, p.CenterID = e.ID, e.RegionID, e.CenterID
	talked(p, by)
	if c.Known != nil && !slices.Contains(c.Known.ElderIDs, e.ID) {
		c.Known.ElderIDs = append(c.Known.ElderIDs, e.ID)
	}
	return []care.Entry{phoneEntry(p, now, by, "elder_named", string(e.ID))}
}

// phoneNamed links the calls of an incident to the elder whose it turned out to be. The
// incident is named whatever becomes of it.
func (d *Desk) phoneNamed(ctx context.Context, by care.Staff, id care.IncidentID, e care.Elder) {
	calls, _, err := d.deps.Phones.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Incident: id})
	for _, p := range calls {
		if p.ElderID == "" && p.Direction == care.PhoneIn {
			_, failed := d.changePhone(ctx, keeper, p.ID, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
				return care.Change{Entries: named(c, e, by.ID, now)}, nil
			})
			err = errors.Join(err, failed)
		}
	}
	if err != nil {
		d.log.Error("telephone calls not linked to the elder of their incident", "incident_id", id, "err", err)
	}
	for _, p := range calls {
		if p.Direction == care.PhoneIn {
			d.namedBefore(ctx, by, p.Number, e)
		}
	}
}

// MarkNuisance marks the number of a call as a nuisance (骚扰), or takes the mark
// back. Nothing is blocked for it: the number rings like any other. Idempotent.
func (d *Desk) MarkNuisance(ctx context.Context, by care.Staff, id care.PhoneCallID, on bool, note string) (care.PhoneCall, error) {
	return d.changePhone(ctx, by, id, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
		switch {
		case c.Known == nil:
			return care.Change{}, care.Conflict("phone.withheld", "对方没有显示号码，无法标记")
		case on == (c.Known.Nuisance != nil):
			return care.Change{}, nil
		case on:
			c.Known.Nuisance = &care.NuisanceMark{At: now, By: by.ID, Note: strings.TrimSpace(note)}
			return care.Change{Entries: []care.Entry{phoneEntry(c.Call, now, by.ID, "nuisance", note)}}, nil
		}
		c.Known.Nuisance = nil
		return care.Change{Entries: []care.Entry{phoneEntry(c.Call, now, by.ID, "no_nuisance", note)}}, nil
	})
}

// OrderFromPhone makes the order that a caller asked for; one a call and row of the
// catalogue, or service.
func (d *Desk) OrderFromPhone(ctx context.Context, by care.Staff, id care.PhoneCallID, want NewOrder) (care.Order, error) {
	p, err := d.deps.Phones.PhoneCall(ctx, by.Scope(), id)
	if err != nil {
		return care.Order{}, err
	}
	want.Elder = cmp.Or(want.Elder, p.ElderID)
	want.Source, want.Key, want.Incident = "operator", strings.TrimSuffix("phone/"+string(id)+"/"+string(want.Service)+"/"+string(want.Offering), "/"), p.IncidentID
	o, err := d.MakeOrder(ctx, by, want)
	if err != nil {
		return o, err
	}
	elder, err := d.deps.People.Elder(ctx, by.Scope(), o.ElderID)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return o, err
	}
	_, err = d.changePhone(ctx, by, id, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
		if slices.Contains(c.Call.OrderIDs, o.ID) {
			return care.Change{}, nil
		}
		c.Call.OrderIDs = append(c.Call.OrderIDs, o.ID)
		var entries []care.Entry
		if elder.ID != "" {
			entries = named(c, elder, by.ID, now)
		}
		return care.Change{Entries: append(entries, phoneEntry(c.Call, now, by.ID, "order_made", string(o.Service)))}, nil
	})
	return o, err
}
