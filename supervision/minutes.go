package supervision

import (
	"cmp"
	"slices"
	"time"

	"yian/care"
)

// A minute of a home is counted by how it began, from what is stored and nothing
// else, so that any order in which the same things were noted ends in the same
// figures. At an instant a home is
//
//   - unknown, when no post stands there;
//   - unprotected for want of a button, when it has devices and none to call with;
//   - unprotected by the platform, when a part of it was down: whatever the home's
//     devices did then, nobody heard;
//   - protected, when one of its posts is heard;
//   - unknown, when its posts were never heard, or one should have been heard and is
//     not found missing yet;
//   - unprotected, by the cause of the post that fell silent last: as long as another
//     was there, somebody could call. When everybody who lives there was gone, they
//     may have unplugged it, and the cause is that.

// span is a time, in ms: from, until.
type span struct{ from, until int64 }

func (s span) has(at int64) bool { return s.from <= at && at < s.until }

// ever is after every instant.
const ever = int64(1) << 62

func until(t *time.Time) int64 {
	if t == nil {
		return ever
	}
	return t.UnixMilli()
}

// minutesIn counts the minutes that begin in a time.
func minutesIn(s span) int64 {
	const minute = 60_000
	up := func(ms int64) int64 { return (ms + minute - 1) / minute }
	return max(0, up(s.until)-up(s.from))
}

// downtime is a time in which a part of the platform was down.
type downtime struct {
	span
	broker bool
}

// downtimes returns what lies between the uptimes of each part, in a time. Who asked
// at its end may be ahead of the last sign of life by as much as slack.
func downtimes(ups []care.Uptime, in span, slack int64) []downtime {
	var all []downtime
	for _, part := range []care.UptimePart{care.UpCalls, care.UpDesk} {
		all = append(all, partDown(ups, part, in, slack)...)
	}
	return all
}

func partDown(ups []care.Uptime, part care.UptimePart, in span, slack int64) []downtime {
	var of []care.Uptime
	for _, u := range ups {
		if u.Part == part {
			of = append(of, u)
		}
	}
	slices.SortFunc(of, func(a, b care.Uptime) int { return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until)) })
	var all []downtime
	at, ended := in.from, ""
	if len(of) == 0 {
		return []downtime{{span: in}}
	}
	last := int64(0)
	for _, u := range of {
		from, till := u.From.UnixMilli(), u.Until.UnixMilli()
		if u.Ended == "" && till < in.until && in.until-till <= slack {
			till = in.until // still there: its next sign of life is on its way
		}
		if from > at && at < in.until {
			all = append(all, downtime{span{at, min(from, in.until)}, ended == care.EndedBroker})
		}
		at = max(at, till)
		if till >= last {
			last, ended = till, u.Ended
		}
	}
	if at < in.until {
		all = append(all, downtime{span{at, in.until}, ended == care.EndedBroker})
	}
	return all
}

// facts are what is stored of a time, ready to be asked.
type facts struct {
	in     span
	down   []downtime
	silent map[care.DeviceID][]care.Silence
	gone   map[care.HouseholdID][]span // everybody who lives there
	steady care.Minutes                // of a home that was well all the time
}

func newFacts(in span, ups []care.Uptime, slack int64, silences []care.Silence) *facts {
	f := &facts{in: in, down: downtimes(ups, in, slack), silent: map[care.DeviceID][]care.Silence{}, gone: map[care.HouseholdID][]span{}}
	for _, l := range silences {
		f.silent[l.Device] = append(f.silent[l.Device], l)
	}
	var c counted
	f.walk(wellSince(in), c.add)
	f.steady = c.minutes
	return f
}

// wellSince are the posts of such a home.
func wellSince(in span) []care.Post {
	from := time.UnixMilli(in.from)
	return []care.Post{{From: from, HeardAt: &from}}
}

// absent notes when everybody who lives in a home was gone.
func (f *facts) absent(live map[care.HouseholdID][]care.ElderID, absences []care.Absence) {
	of := map[care.HouseholdID]map[care.ElderID][]span{}
	for _, a := range absences {
		if of[a.Household] == nil {
			of[a.Household] = map[care.ElderID][]span{}
		}
		of[a.Household][a.Elder] = append(of[a.Household][a.Elder], span{a.From.UnixMilli(), until(a.Until)})
	}
	for home, elders := range live {
		var all []span
		for i, e := range elders {
			if gone := of[home][e]; i == 0 {
				all = gone
			} else {
				all = overlap(all, gone)
			}
		}
		if len(all) > 0 {
			f.gone[home] = all
		}
	}
}

// overlap returns what lies in both lists.
func overlap(a, b []span) []span {
	var out []span
	for _, x := range a {
		for _, y := range b {
			if s := (span{max(x.from, y.from), min(x.until, y.until)}); s.from < s.until {
				out = append(out, s)
			}
		}
	}
	return out
}

// condition is how a home is at an instant; no cause is protected, or unknown.
type condition struct {
	unknown bool
	cause   care.Cause
	broker  bool
	since   int64 // as far as is known; not compared
}

func (c condition) same(other condition) bool {
	c.since, other.since = 0, 0
	return c == other
}

// at says how a home with these posts is.
func (f *facts) at(posts []care.Post, at int64) condition {
	standing := func(p care.Post) bool { return stands(&p, at) }
	first := slices.IndexFunc(posts, standing)
	switch {
	case first < 0:
		return condition{unknown: true}
	case !slices.ContainsFunc(posts, func(p care.Post) bool { return standing(p) && !p.Bare() }):
		return condition{cause: care.CauseButton, since: posts[first].From.UnixMilli()}
	}
	if c := f.platform(at); c.cause != "" {
		return c
	}
	return f.byDevices(posts, at)
}

// platform says whether we were down.
func (f *facts) platform(at int64) condition {
	var c condition
	for _, d := range f.down {
		if !d.has(at) {
			continue
		}
		if c.cause == "" || d.from < c.since {
			c.since = d.from
		}
		c.cause, c.broker = care.CausePlatform, c.broker || d.broker
	}
	return c
}

func (f *facts) byDevices(posts []care.Post, at int64) condition {
	unheard := condition{unknown: true, since: ever}
	var lost condition // by the post that fell silent last
	doubted := int64(-1)
	for i := range posts {
		p := &posts[i]
		if !stands(p, at) || p.Bare() {
			continue
		}
		if until(p.HeardAt) > at { // never heard yet
			unheard.since = min(unheard.since, p.From.UnixMilli())
			continue
		}
		cause, since, doubt := f.silence(p, at)
		switch {
		case doubt:
			doubted = max(doubted, since)
		case cause == "":
			return condition{}
		case lost.cause == "" || since > lost.since || since == lost.since && cause < lost.cause:
			lost = condition{cause: cause, since: since}
		}
	}
	switch {
	case doubted >= 0:
		return condition{unknown: true, since: doubted}
	case lost.cause == "":
		return unheard
	}
	for _, s := range f.gone[posts[0].Household] {
		if s.has(at) {
			lost.cause, lost.since = care.CauseAway, max(lost.since, s.from)
		}
	}
	return lost
}

func stands(p *care.Post, at int64) bool { return p.From.UnixMilli() <= at && at < until(p.Until) }

// silence says why a post is not heard at an instant and since when, whichever is
// silent, the device or its gateway; doubt is that it should have been heard.
func (f *facts) silence(p *care.Post, at int64) (cause care.Cause, since int64, doubt bool) {
	doubted := int64(-1)
	for _, device := range []care.DeviceID{p.Device, p.Gateway} {
		for i := range f.silent[device] {
			l := &f.silent[device][i]
			from := l.From.UnixMilli()
			switch {
			case at < l.DoubtAt.UnixMilli() || at >= until(l.Until):
			case at < from:
				doubted = l.DoubtAt.UnixMilli()
			case cause == "" || from < since:
				if cause, since = l.Cause, from; device != p.Device && cause != care.CausePower {
					cause = care.CauseGateway
				}
			}
		}
	}
	if cause == "" && doubted >= 0 {
		return "", doubted, true
	}
	return cause, since, false
}

// walk tells how a home was, piece by piece in order; equal pieces are not joined.
func (f *facts) walk(posts []care.Post, tell func(span, condition)) {
	cuts := []int64{f.in.from, f.in.until}
	cut := func(at ...int64) {
		for _, ms := range at {
			if f.in.from < ms && ms < f.in.until {
				cuts = append(cuts, ms)
			}
		}
	}
	for i := range posts {
		p := &posts[i]
		cut(p.From.UnixMilli(), until(p.Until), until(p.HeardAt))
		for _, device := range []care.DeviceID{p.Device, p.Gateway} {
			for _, l := range f.silent[device] {
				cut(l.DoubtAt.UnixMilli(), l.From.UnixMilli(), until(l.Until))
			}
		}
	}
	for _, d := range f.down {
		cut(d.from, d.until)
	}
	if len(posts) > 0 {
		for _, s := range f.gone[posts[0].Household] {
			cut(s.from, s.until)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i := 1; i < len(cuts); i++ {
		tell(span{cuts[i-1], cuts[i]}, f.at(posts, cuts[i-1]))
	}
}

// count returns the minutes of a home.
func (f *facts) count(posts []care.Post) care.Minutes {
	var c counted
	f.walk(posts, c.add)
	return c.minutes
}

// counted adds up pieces.
type counted struct{ minutes care.Minutes }

func (c *counted) add(s span, how condition) {
	n := minutesIn(s)
	switch {
	case how.unknown:
		c.minutes.Unknown += n
	case how.cause == "":
		c.minutes.Protected += n
	default:
		c.minutes.Lost(how.cause, n)
		if how.broker {
			c.minutes.Broker += n
		}
	}
}

// times adds a home's minutes n times.
func times(m care.Minutes, n int) care.Minutes {
	k := int64(n)
	return care.Minutes{Protected: m.Protected * k, Unprotected: m.Unprotected * k, Unknown: m.Unknown * k, Battery: m.Battery * k, Gateway: m.Gateway * k,
		Power: m.Power * k, Network: m.Network * k, Platform: m.Platform * k, Broker: m.Broker * k, Away: m.Away * k, Button: m.Button * k}
}
