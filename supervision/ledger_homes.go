package supervision

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// ProtectionNow is how homes are at an instant.
type ProtectionNow struct {
	AsOf        time.Time `json:"as_of"`
	Homes       int       `json:"homes"`
	Protected   int       `json:"protected"`
	Unprotected int       `json:"unprotected"`
	Unknown     int       `json:"unknown"`
	// PlatformSince is since when the platform itself is down, and with it every home.
	PlatformSince *time.Time   `json:"platform_since" nullable:"true"`
	Causes        []CauseCount `json:"causes"`
	// List holds the homes that are not protected, those without protection first and
	// of these the longest; at most 500, and none while the platform is down.
	List []UnprotectedHome `json:"list"`
}

// CauseCount is how many homes are unprotected for one cause.
type CauseCount struct {
	Cause care.Cause `json:"cause" enum:"battery,gateway,power,network,platform,away,button"`
	Homes int        `json:"homes"`
}

// UnprotectedHome is a home from which nobody can call, or of which nobody knows.
type UnprotectedHome struct {
	HouseholdID care.HouseholdID `json:"household_id"`
	RegionID    care.RegionID    `json:"region_id"`
	Unknown     bool             `json:"unknown"`
	Cause       care.Cause       `json:"cause" enum:"battery,gateway,power,network,platform,away,button,"`
	Since       time.Time        `json:"since"`
}

// mostShown bounds a list of homes.
const mostShown = 500

// lookBack is how far back the beginning of our own downtime is looked for.
const lookBack = 31 * 24 * time.Hour

// Now says how homes are. It blocks on the record.
func (l *Ledger) Now(ctx context.Context, sc care.Scope, region care.RegionID) (ProtectionNow, error) {
	now := l.deps.Now()
	n := ProtectionNow{AsOf: now.UTC(), Causes: []CauseCount{}, List: []UnprotectedHome{}}
	q := care.PostQuery{From: now, To: now.Add(time.Millisecond), Region: region}
	counts, err := l.deps.Posts.PostedHomes(ctx, sc, q)
	if err != nil {
		return n, fmt.Errorf("supervision: posted homes: %w", err)
	}
	for _, c := range counts {
		n.Homes += c.Homes
	}
	f, homes, err := l.read(ctx, sc, q, false)
	if err != nil {
		return n, err
	}
	ups, err := l.deps.Outages.Uptimes(ctx, now.Add(-lookBack), q.To)
	if err != nil {
		return n, fmt.Errorf("supervision: uptimes: %w", err)
	}
	at := now.UnixMilli()
	f.down = downtimes(ups, span{now.Add(-lookBack).UnixMilli(), at + 1}, slack.Milliseconds())
	if c := f.platform(at); c.cause != "" && n.Homes > 0 {
		since := time.UnixMilli(c.since).UTC()
		n.PlatformSince, n.Unprotected, n.Causes = &since, n.Homes, []CauseCount{{care.CausePlatform, n.Homes}}
		return n, nil
	}
	n.add(f, homes, at)
	return n, nil
}

func (n *ProtectionNow) add(f *facts, homes [][]care.Post, at int64) {
	by := map[care.Cause]int{}
	for _, posts := range homes {
		c := f.at(posts, at)
		switch {
		case c.unknown:
			n.Unknown++
		case c.cause == "":
			continue
		default:
			n.Unprotected++
			by[c.cause]++
		}
		n.List = append(n.List, UnprotectedHome{HouseholdID: posts[0].Household, RegionID: placeOf(posts).region, Unknown: c.unknown, Cause: c.cause,
			Since: time.UnixMilli(min(c.since, at)).UTC()})
	}
	n.Protected = n.Homes - n.Unprotected - n.Unknown
	for _, c := range care.Causes {
		if by[c] > 0 {
			n.Causes = append(n.Causes, CauseCount{c, by[c]})
		}
	}
	slices.SortFunc(n.List, func(a, b UnprotectedHome) int {
		if a.Unknown != b.Unknown {
			if a.Unknown {
				return 1
			}
			return -1
		}
		return cmp.Or(a.Since.Compare(b.Since), strings.Compare(string(a.HouseholdID), string(b.HouseholdID)))
	})
	n.List = n.List[:min(len(n.List), mostShown)]
}

// HomeMinutes is a home with its minutes.
type HomeMinutes struct {
	HouseholdID care.HouseholdID `json:"household_id"`
	RegionID    care.RegionID    `json:"region_id"`
	Minutes     care.Minutes     `json:"minutes"`
}

// Homes counts the minutes of a month home by home, those that lost most first;
// all names also the homes that were well all the time. It blocks on the record.
func (l *Ledger) Homes(ctx context.Context, sc care.Scope, month string, region care.RegionID, all bool) ([]HomeMinutes, error) {
	from, to, err := l.bounds(month)
	if err != nil {
		return nil, err
	}
	f, homes, err := l.read(ctx, sc, care.PostQuery{From: from, To: to, Region: region}, all)
	if err != nil {
		return nil, err
	}
	list := make([]HomeMinutes, 0, len(homes))
	for _, posts := range homes {
		list = append(list, HomeMinutes{posts[0].Household, placeOf(posts).region, f.countDays(posts)})
	}
	slices.SortFunc(list, func(a, b HomeMinutes) int {
		return cmp.Or(cmp.Compare(b.Minutes.Unprotected, a.Minutes.Unprotected), cmp.Compare(b.Minutes.Unknown, a.Minutes.Unknown),
			strings.Compare(string(a.HouseholdID), string(b.HouseholdID)))
	})
	return list, nil
}

// HomeMonth is a month of one home: each day and what happened.
type HomeMonth struct {
	HouseholdID care.HouseholdID `json:"household_id"`
	RegionID    care.RegionID    `json:"region_id"`
	Month       string           `json:"month"`
	From        time.Time        `json:"from"`
	To          time.Time        `json:"to"`
	Days        []HomeDay        `json:"days"`
	// Pieces are the times in which it was not protected, oldest first.
	Pieces []Piece      `json:"pieces"`
	Total  care.Minutes `json:"total"`
}

// HomeDay is one day of a home.
type HomeDay struct {
	Day     string       `json:"day"`
	Minutes care.Minutes `json:"minutes"`
}

// Piece is a time in which a home was one way.
type Piece struct {
	From    time.Time  `json:"from"`
	Until   time.Time  `json:"until"`
	Unknown bool       `json:"unknown"`
	Cause   care.Cause `json:"cause" enum:"battery,gateway,power,network,platform,away,button,"`
	Broker  bool       `json:"broker,omitempty"`
}

// Home tells a month of one home. A home that sc does not see, or that had no device
// in that month, is [care.ErrNotFound]. It blocks on the record.
func (l *Ledger) Home(ctx context.Context, sc care.Scope, home care.HouseholdID, month string) (HomeMonth, error) {
	from, to, err := l.bounds(month)
	if err != nil {
		return HomeMonth{}, err
	}
	f, homes, err := l.read(ctx, sc, care.PostQuery{From: from, To: to, Household: home}, true)
	if err != nil {
		return HomeMonth{}, err
	}
	if len(homes) == 0 {
		return HomeMonth{}, care.NotFound("home")
	}
	m := HomeMonth{HouseholdID: home, RegionID: placeOf(homes[0]).region, Month: from.Format("2006-01"), From: from.UTC(), To: to.UTC(), Days: []HomeDay{}, Pieces: []Piece{}}
	posts := homes[0]
	f.eachDay(posts, func(of string, minutes care.Minutes) {
		m.Days = append(m.Days, HomeDay{of, minutes})
		m.Total.Add(minutes)
	})
	begun := slices.MinFunc(posts, func(a, b care.Post) int { return a.From.Compare(b.From) }).From.UnixMilli()
	var last condition
	f.walk(posts, func(s span, c condition) {
		if !c.unknown && c.cause == "" || s.until <= begun {
			return
		}
		if n := len(m.Pieces); n > 0 && m.Pieces[n-1].Until.UnixMilli() == s.from && last.same(c) {
			m.Pieces[n-1].Until = time.UnixMilli(s.until).UTC()
			return
		}
		last = c
		m.Pieces = append(m.Pieces, Piece{time.UnixMilli(s.from).UTC(), time.UnixMilli(s.until).UTC(), c.unknown, c.cause, c.broker})
	})
	return m, nil
}

// eachDay tells the minutes of each day on which the home had a post.
func (f *facts) eachDay(posts []care.Post, tell func(string, care.Minutes)) {
	in := f.in
	defer func() { f.in = in }()
	for from := in.from; from < in.until; {
		of := day(time.UnixMilli(from))
		end := min(in.until, from+24*time.Hour.Milliseconds())
		if slices.ContainsFunc(posts, func(p care.Post) bool { return p.From.UnixMilli() < end && until(p.Until) > from }) {
			f.in = span{from, end}
			tell(of, f.count(posts))
		}
		from = end
	}
}

// countDays counts the minutes of the days on which the home had a post.
func (f *facts) countDays(posts []care.Post) care.Minutes {
	first := slices.MinFunc(posts, func(a, b care.Post) int { return a.From.Compare(b.From) })
	if until(first.Until) >= f.in.until { // each day from its first on
		const day = 24 * 60 * 60 * 1000
		in := f.in
		defer func() { f.in = in }()
		if from := first.From.UnixMilli(); from > in.from {
			f.in.from += (from - in.from) / day * day
		}
		return f.count(posts)
	}
	var m care.Minutes
	f.eachDay(posts, func(_ string, of care.Minutes) { m.Add(of) })
	return m
}
