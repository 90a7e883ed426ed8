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

// Phones keeps telephone calls. All block; what writes returns once it is on disk,
// and decide, which runs inside, must be quick.
type Phones interface {
	// ChangePhoneCall writes what decide changes, if decide returns an entry for it.
	ChangePhoneCall(ctx context.Context, id care.PhoneCallID, number string, decide func(*care.PhoneCase) (care.Change, error)) (care.PhoneCall, error)
	// Intake is idempotent by key: known is true for a repeat.
	Intake(ctx context.Context, key care.CallID, phone care.PhoneCallID, place care.Place, decide func(*care.PhoneCase) (care.Change, error)) (c care.Case, known bool, err error)
	PhoneCall(ctx context.Context, sc care.Scope, id care.PhoneCallID) (care.PhoneCall, error)
	PhoneCalls(ctx context.Context, sc care.Scope, q care.PhoneQuery) ([]care.PhoneCall, string, error)
	DuePhoneCalls(ctx context.Context, now time.Time, limit int) ([]care.PhoneCall, error)
}

// Callers knows whose a telephone number may be. It blocks on a read.
type Callers interface {
	Callers(ctx context.Context, number string) ([]care.Caller, error)
}

// PhoneTold is what the telephone system tells of a call.
type PhoneTold struct {
	ID        string // the telephone system's, or ours for a call that we asked for
	State     care.PhoneState
	From, To  string
	At        time.Time // of this state; zero: now
	Seat      string
	Recording string
}

// ringsOut is how long a call may ring without a further word before it is taken for
// abandoned: a telephone system that stops telling must not lose a caller.
const ringsOut = 3 * time.Minute

// wordsLate is how late a word of a call may come; what is older was told by a clock that
// is wrong, and would be taken for called back long since.
const wordsLate = 24 * time.Hour

// talksOut is how long a call may last without a further word before it is taken to
// have ended, and asksOut how long one that we asked for.
const (
	talksOut = 2 * time.Hour
	asksOut  = 10 * time.Minute
)

// connectKey begins the key of the notice by which we ask for a call, and so the id
// by which the telephone system may tell of it.
const connectKey = "connect/"

// phoneID is our id of the telephone system's call: one of its own may hold a number
// or the name of a host, and ids stand in addresses.
func phoneID(theirs string) care.PhoneCallID {
	sum := sha256.Sum256([]byte("phone\x00" + theirs))
	return care.PhoneCallID(hex.EncodeToString(sum[:16]))
}

// Phone takes the telephone system's word of a call. Words may come twice, late and
// in any order: idempotent by id and state; blocks until on disk.
func (d *Desk) Phone(ctx context.Context, told PhoneTold) error {
	now := d.now()
	at := told.At.UTC().Truncate(time.Millisecond)
	if told.At.IsZero() || at.Sub(now) > 5*time.Minute || now.Sub(at) > wordsLate {
		at = now
	}
	if id, ours := strings.CutPrefix(told.ID, connectKey); ours {
		return d.connectTold(ctx, care.PhoneCallID(id), told, at)
	}
	number := care.PhoneDigits(told.From)
	callers := d.callers(ctx, number)
	_, err := d.deps.Phones.ChangePhoneCall(ctx, phoneID(told.ID), number, func(c *care.PhoneCase) (care.Change, error) {
		if c.Call == nil {
			c.Call = &care.PhoneCall{ID: phoneID(told.ID), Direction: care.PhoneIn, Number: number, Line: told.To, At: at, Trial: d.deps.Trial()}
			whose(c.Call, callers)
		}
		p := c.Call
		was := p.State
		if !d.advance(p, told, at, now) {
			return care.Change{}, nil
		}
		change := care.Change{}
		if p.State != was {
			change.Entries = append(change.Entries, phoneEntry(p, now, cmp.Or(p.By, care.System), string(p.State), ""))
			change.Entries = append(change.Entries, d.owe(c, now)...)
		}
		if len(change.Entries) == 0 { // a recording, a seat
			change.Entries = append(change.Entries, phoneEntry(p, now, care.System, "told", ""))
		}
		return change, nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: phone: %w", err)
	}
	return nil
}

// callers are those whose number it may be. Who calls is a courtesy; the call is not
// lost for it.
func (d *Desk) callers(ctx context.Context, number string) []care.Caller {
	if number == "" {
		return nil
	}
	callers, err := d.deps.Callers.Callers(ctx, number)
	if err != nil {
		d.log.Warn("callers not read", "err", err)
	}
	return callers
}

// whose notes whose number it is when it is one person's, and where when it is one
// place. What is certain of nobody is everybody's at the desk.
func whose(p *care.PhoneCall, callers []care.Caller) {
	if len(callers) == 0 {
		return
	}
	first := callers[0].Elder
	for _, c := range callers {
		p.ElderIDs = append(p.ElderIDs, c.Elder.ID)
	}
	for _, c := range callers {
		if c.Elder.RegionID != first.RegionID || c.Elder.CenterID != first.CenterID {
			return
		}
	}
	p.RegionID, p.CenterID = first.RegionID, first.CenterID
	if len(callers) == 1 {
		p.ElderID = first.ID
	}
}

// advance moves a call to what was told of it, and reports whether anything is new.
func (d *Desk) advance(p *care.PhoneCall, told PhoneTold, at, now time.Time) bool {
	news := false
	if told.Seat != "" && p.Seat == "" {
		p.Seat, news = told.Seat, true
	}
	if told.Recording != "" && p.Recording == "" {
		p.Recording, news = told.Recording, true
	}
	if p.At.After(at) && p.Direction == care.PhoneIn {
		p.At, news = at, true // an earlier word that came late
	}
	next := told.State
	switch {
	case next == care.PhoneEnded && p.AnsweredAt == nil && told.Seat == "":
		next = care.PhoneAbandoned // nobody has told that it was answered
	case next == care.PhoneAnswered && p.State == care.PhoneEnded:
		next = care.PhoneEnded // told late
	}
	if next.Spoken() && p.AnsweredAt == nil {
		p.AnsweredAt, news = &at, true
		p.By = cmp.Or(p.By, d.seatedAt(cmp.Or(p.Seat, told.Seat)))
	}
	if next == p.State || phoneRank[next] <= phoneRank[p.State] {
		return news
	}
	p.State, p.DueAt = next, nil
	if within, goesOn := map[care.PhoneState]time.Duration{care.PhoneRinging: ringsOut, care.PhoneAnswered: talksOut}[next]; goesOn {
		due := now.Add(within)
		p.DueAt = &due
	}
	if next.Over() {
		p.EndedAt = &at
	}
	return true
}

// phoneRank orders the states of a call in: of two words the one further on holds,
// and that it was answered holds against that nobody did.
var phoneRank = map[care.PhoneState]int{care.PhoneRinging: 1, care.PhoneMissed: 2, care.PhoneAbandoned: 2, care.PhoneBusy: 2, care.PhoneAnswered: 3, care.PhoneEnded: 4}

// seatedAt is who is on duty at a seat now; "" for nobody.
func (d *Desk) seatedAt(seat string) care.StaffID {
	if seat == "" {
		return ""
	}
	for _, o := range d.Duty() {
		if o.Seat == seat {
			return o.ID
		}
	}
	return ""
}

// phoneEntry is a line of the journal about p. It holds no number.
func phoneEntry(p *care.PhoneCall, now time.Time, by care.StaffID, verb, note string) care.Entry {
	e := care.Entry{At: now, By: by, What: "phone." + verb, Noun: "phone", Subject: string(p.ID), RegionID: p.RegionID, CenterID: p.CenterID, Note: note}
	if p.IncidentID != "" && !p.Attempt { // an attempt has its own line there
		e.Related = "incident:" + string(p.IncidentID)
	}
	return e
}
