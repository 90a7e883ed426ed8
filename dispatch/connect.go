package dispatch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// Connect is a wish to be put through to somebody: the telephone system rings the
// seat and then the number.
type Connect struct {
	Number   string
	Elder    care.ElderID
	Incident care.IncidentID
	Seat     string
	// Key makes it idempotent: the same key of the same author is one call.
	Key string
}

// connectKind is the kind of the notice by which we ask for a call.
const connectKind = "connect"

// connectWithin is how long after it was asked for a call is still put through: the
// operator has turned to something else by then.
const connectWithin = 30 * time.Second

// Connect asks the telephone system for a call and returns it. Without a telephone
// system the operator dials, and says what became of it. It blocks until on disk.
func (d *Desk) Connect(ctx context.Context, by care.Staff, want Connect) (care.PhoneCall, error) {
	number := care.PhoneDigits(want.Number)
	if number == "" {
		return care.PhoneCall{}, care.Invalid("body.number", "phone.number", "没有可以拨打的号码")
	}
	p := care.PhoneCall{ID: care.PhoneCallID(newID()), Direction: care.PhoneOut, State: care.PhoneRequested, Number: number, Seat: want.Seat,
		At: d.now(), DueAt: at(d.now().Add(asksOut)), By: by.ID, ElderID: want.Elder, IncidentID: want.Incident, ByHand: len(d.deps.Notifier.Ways(care.Notice{Kind: connectKind, Phone: number})) == 0, Trial: d.deps.Trial()}
	if want.Key != "" {
		sum := sha256.Sum256([]byte(string(by.ID) + "\x00connect\x00" + want.Key))
		p.ID = care.PhoneCallID(hex.EncodeToString(sum[:16]))
	}
	if err := d.whom(ctx, by, &p); err != nil {
		return p, err
	}
	p, err := d.deps.Phones.ChangePhoneCall(ctx, p.ID, number, func(c *care.PhoneCase) (care.Change, error) {
		if c.Call != nil {
			return care.Change{}, nil // asked for already
		}
		asked := p
		c.Call = &asked
		change := care.Change{Entries: []care.Entry{phoneEntry(c.Call, p.At, by.ID, "requested", "")}}
		if !p.ByHand {
			change.Notices = []care.Notice{{Key: connectKey + string(p.ID), Kind: connectKind, Receiver: string(by.Role), Name: by.Name,
				Phone: number, Seat: want.Seat, SeatPhone: by.Phone, DueAt: p.At}}
		}
		return change, nil
	})
	if err != nil {
		return p, fmt.Errorf("dispatch: connect: %w", err)
	}
	d.noticeDue.Ring()
	return p, nil
}

// whom notes about whom a call out is, and where.
func (d *Desk) whom(ctx context.Context, by care.Staff, p *care.PhoneCall) error {
	if p.ElderID == "" && p.IncidentID == "" {
		whose(p, d.callers(ctx, p.Number))
		return nil
	}
	if p.IncidentID != "" {
		in, err := d.deps.Shelf.Incident(ctx, by.Scope(), p.IncidentID)
		if err != nil {
			return err
		}
		p.ElderID = cmp.Or(p.ElderID, in.ElderID)
		p.RegionID, p.CenterID = in.RegionID, in.CenterID
	}
	if p.ElderID == "" {
		return nil
	}
	e, err := d.deps.People.Elder(ctx, by.Scope(), p.ElderID)
	if err != nil {
		return err
	}
	if p.IncidentID == "" {
		p.RegionID, p.CenterID = e.RegionID, e.CenterID
		return nil
	}
	p.Attempt = care.SameNumber(e.Phone, p.Number)
	if !p.Attempt && e.HouseholdID != "" {
		h, err := d.deps.People.Household(ctx, care.Everything, e.HouseholdID)
		p.Attempt = err == nil && care.SameNumber(h.Phone, p.Number)
	}
	return nil
}

// connectStates are what a telephone system says of a call that we asked for, in the
// words of a call out. That it rings is no news.
var connectStates = map[care.PhoneState]care.PhoneState{care.PhoneAnswered: care.PhoneAnswered, care.PhoneEnded: care.PhoneEnded,
	care.PhoneMissed: care.PhoneNoAnswer, care.PhoneBusy: care.PhoneBusy, care.PhoneAbandoned: care.PhoneFailed}

// connectReceipts are the same in the words of a receipt.
var connectReceipts = map[care.NoticeReceipt]care.PhoneState{care.ReceiptAnswered: care.PhoneAnswered, care.ReceiptAccepted: care.PhoneAnswered,
	care.ReceiptDeclined: care.PhoneNoAnswer, care.ReceiptNoAnswer: care.PhoneNoAnswer, care.ReceiptBusy: care.PhoneBusy, care.ReceiptFailed: care.PhoneFailed}

// connectTold takes the telephone system's word of a call that we asked for.
func (d *Desk) connectTold(ctx context.Context, id care.PhoneCallID, told PhoneTold, at time.Time) error {
	state, news := connectStates[told.State]
	if !news {
		return nil
	}
	_, err := d.connected(ctx, keeper, id, state, told.Recording, at)
	return err
}

// Result says what became of a call out that no telephone system tells of.
// Idempotent.
func (d *Desk) Result(ctx context.Context, by care.Staff, id care.PhoneCallID, state care.PhoneState) (care.PhoneCall, error) {
	switch state {
	case care.PhoneAnswered, care.PhoneNoAnswer, care.PhoneBusy, care.PhoneFailed:
	default:
		return care.PhoneCall{}, care.Invalid("body.result", "phone.result", "请选择：接通、无人接、占线或没打通")
	}
	return d.connected(ctx, by, id, state, "", d.now())
}

// connected notes what became of a call out. The first result is an attempt to reach
// the elder on the timeline of its incident, and counts for what is owed to the
// number. A call that was answered may still end.
func (d *Desk) connected(ctx context.Context, by care.Staff, id care.PhoneCallID, state care.PhoneState, recording string, then time.Time) (care.PhoneCall, error) {
	return d.changePhone(ctx, by, id, func(c *care.PhoneCase, now time.Time) (care.Change, error) {
		p := c.Call
		if p.Direction != care.PhoneOut {
			return care.Change{}, care.Conflict("phone.not_out", "这不是打出去的电话")
		}
		news := recording != "" && p.Recording == ""
		if news {
			p.Recording = recording
		}
		first := p.State == care.PhoneRequested
		state := state
		late := p.State == care.PhoneNoAnswer && state == care.PhoneAnswered // told behind its end
		switch {
		case first && state == care.PhoneEnded:
			state = care.PhoneNoAnswer // nobody has told that it was answered
		case late:
			state = care.PhoneEnded
		}
		if !first && !late && (p.State != care.PhoneAnswered || state != care.PhoneEnded) {
			if news {
				return care.Change{Entries: []care.Entry{phoneEntry(p, now, care.System, "told", "")}}, nil
			}
			return care.Change{}, nil
		}
		p.State, p.DueAt = state, nil
		if state == care.PhoneAnswered {
			p.DueAt = at(now.Add(talksOut))
		}
		if state.Spoken() && p.AnsweredAt == nil {
			p.AnsweredAt = at(then)
		}
		if state.Over() && !late {
			p.EndedAt = at(then)
		}
		change := care.Change{Entries: []care.Entry{phoneEntry(p, now, by.ID, string(state), "")}}
		if first || late {
			change.Entries = append(change.Entries, d.attempted(c, now)...)
		}
		return change, nil
	})
}

// attempted notes a call out that came to its first result.
func (d *Desk) attempted(c *care.PhoneCase, now time.Time) []care.Entry {
	p := c.Call
	var entries []care.Entry
	if in := c.Case.Incident; in != nil && p.Attempt && in.State != care.IncidentClosed && p.State != care.PhoneFailed {
		result := "no_answer"
		if p.State.Spoken() {
			result = "answered"
		}
		tried(in, "call")
		entries = append(entries, incidentEntry(in, now, p.By, "attempted", "call "+result))
		d.expect(&c.Case, now)
	}
	switch {
	case p.State.Spoken():
		entries = append(entries, settle(c, care.CalledBack, now, p.By)...)
	case p.State != care.PhoneFailed:
		for _, o := range c.Owed {
			o.CallBack.Tries++
			entries = append(entries, phoneEntry(o, now, p.By, "tried", string(p.State)))
			if o.CallBack.Tries >= callBackTries {
				end(o, care.CallBackNoAnswer, now, p.By)
				entries = append(entries, phoneEntry(o, now, p.By, "settled", string(care.CallBackNoAnswer)))
			}
		}
	}
	return entries
}

// connectFailed notes that the telephone system could not be asked.
func (d *Desk) connectFailed(ctx context.Context, n care.Notice) error {
	_, err := d.connected(ctx, keeper, care.PhoneCallID(strings.TrimPrefix(n.Key, connectKey)), care.PhoneFailed, "", d.now())
	return err
}
