package supervision

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"yian/care"
)

// Posts reads which devices stood where, and who lived there. All block on a read.
type Posts interface {
	Posts(ctx context.Context, sc care.Scope, q care.PostQuery) ([]care.Post, error)
	PostedHomes(ctx context.Context, sc care.Scope, q care.PostQuery) ([]care.PostCount, error)
	Absences(ctx context.Context, homes []care.HouseholdID, from, to time.Time) (map[care.HouseholdID][]care.ElderID, []care.Absence, error)
}

// PostBook keeps posts. All block; KeepPosts is idempotent.
type PostBook interface {
	OpenPosts(ctx context.Context) ([]care.Post, error)
	FirstPost(ctx context.Context) (*time.Time, error)
	KeepPosts(ctx context.Context, posts []care.Post) error
}

// Outages reads when devices were silent and when we were up. Both block on a read;
// no devices are all devices.
type Outages interface {
	Silences(ctx context.Context, devices []care.DeviceID, from, to time.Time) ([]care.Silence, error)
	Uptimes(ctx context.Context, from, to time.Time) ([]care.Uptime, error)
}

// Days keeps days that are over. All block; KeepProtectedDays is idempotent.
type Days interface {
	KeepProtectedDays(ctx context.Context, days []care.ProtectedDay) error
	ProtectedDays(ctx context.Context, sc care.Scope, region care.RegionID, from, to string) ([]care.ProtectedDay, error)
	LastProtectedDay(ctx context.Context) (string, error)
}

// Proofs reads presses with how far they came. Both block on a read.
type Proofs interface {
	Proofs(ctx context.Context, sc care.Scope, q care.ProofQuery, p care.Page) ([]care.Proof, string, error)
	EachProof(ctx context.Context, sc care.Scope, q care.ProofQuery, do func(care.Proof)) error
}

// Census lists who stands where. Both block on a read.
type Census interface {
	Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, p care.Page) ([]care.Device, string, error)
	Households(ctx context.Context, sc care.Scope, q care.HouseholdQuery, p care.Page) ([]care.Household, string, error)
}

// LedgerDeps are what the ledger asks of the others.
type LedgerDeps struct {
	Posts   Posts
	Outages Outages
	Days    Days
	Proofs  Proofs
	// Book, Census and Alive are needed to keep the ledger, not to read it.
	Book   PostBook
	Census Census
	Alive  func(care.DeviceID) (care.Liveness, bool)
	Now    func() time.Time
	Log    *slog.Logger
}

// Ledger says for every minute of every home whether somebody could have called
// from there, from what is stored and never from how things are today. Any number
// of processes may read it; one of a site, the one that hears devices, keeps it by
// Run.
type Ledger struct {
	deps    LedgerDeps
	changed chan struct{} // rung when devices or homes were changed

	// Only Run's goroutine touches these.
	readAt time.Time // when devices and homes were read
	closed string    // the newest day known to be closed

	mu    sync.Mutex // guards all below
	posts map[care.DeviceID]*care.Post
	dirty map[care.DeviceID]bool
	ended []care.Post // that no longer stand, and are not written yet
}

// NewLedger returns a ledger that keeps nothing before Run.
func NewLedger(deps LedgerDeps) (*Ledger, error) {
	switch {
	case deps.Posts == nil || deps.Outages == nil || deps.Days == nil || deps.Proofs == nil:
		return nil, errors.New("supervision: a ledger needs posts, outages, days and proofs")
	case deps.Now == nil:
		return nil, errors.New("supervision: no clock")
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	deps.Log = deps.Log.With("room", "supervision")
	return &Ledger{deps: deps, changed: make(chan struct{}, 1), posts: map[care.DeviceID]*care.Post{}, dirty: map[care.DeviceID]bool{}}, nil
}

// place is what figures are grouped by.
type place struct {
	region  care.RegionID
	station care.CenterID
}

// group is homes of one place with their minutes.
type group struct {
	homes   int
	minutes care.Minutes
}

// slack is how long after its last sign of life the platform is taken to be there.
const slack = 90 * time.Second

// whole is the time of a query as the facts take it, and how far the last sign of
// life may lag behind its end.
func (l *Ledger) whole(q care.PostQuery) (in span, lag int64) {
	in = span{q.From.UnixMilli(), q.To.UnixMilli()}
	if l.deps.Now().Sub(q.To) < time.Second {
		lag = slack.Milliseconds()
	}
	return in, lag
}

// read gathers the facts of a time together with the posts of the homes that have
// more to tell than that all was well; all gives every home.
func (l *Ledger) read(ctx context.Context, sc care.Scope, q care.PostQuery, all bool) (*facts, [][]care.Post, error) {
	q.Restless = !all
	posts, err := l.deps.Posts.Posts(ctx, sc, q)
	if err != nil {
		return nil, nil, fmt.Errorf("supervision: posts: %w", err)
	}
	var devices []care.DeviceID
	if q.Household != "" {
		for i := range posts {
			devices = append(devices, posts[i].Device)
			if posts[i].Gateway != "" {
				devices = append(devices, posts[i].Gateway)
			}
		}
		slices.Sort(devices)
		devices = slices.Compact(devices)
	}
	ups, err := l.deps.Outages.Uptimes(ctx, q.From, q.To)
	if err != nil {
		return nil, nil, fmt.Errorf("supervision: uptimes: %w", err)
	}
	silences, err := l.deps.Outages.Silences(ctx, devices, q.From, q.To)
	if err != nil {
		return nil, nil, fmt.Errorf("supervision: silences: %w", err)
	}
	in, lag := l.whole(q)
	f := newFacts(in, ups, lag, silences)
	homes := byHome(posts)
	if err := l.away(ctx, f, homes, q); err != nil {
		return nil, nil, err
	}
	return f, homes, nil
}

// away adds who was gone from homes that lost minutes: nobody else needs it.
func (l *Ledger) away(ctx context.Context, f *facts, homes [][]care.Post, q care.PostQuery) error {
	var ids []care.HouseholdID
	for _, posts := range homes {
		for i := range posts {
			if len(f.silent[posts[i].Device])+len(f.silent[posts[i].Gateway]) > 0 {
				ids = append(ids, posts[i].Household)
				break
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	live, absences, err := l.deps.Posts.Absences(ctx, ids, q.From, q.To)
	if err != nil {
		return fmt.Errorf("supervision: absences: %w", err)
	}
	f.absent(live, absences)
	return nil
}

// byHome splits posts in order of home.
func byHome(posts []care.Post) [][]care.Post {
	var homes [][]care.Post
	for len(posts) > 0 {
		n := 1
		for n < len(posts) && posts[n].Household == posts[0].Household {
			n++
		}
		homes = append(homes, posts[:n])
		posts = posts[n:]
	}
	return homes
}

// placeOf is where a home is counted: where it was last.
func placeOf(posts []care.Post) place {
	last := slices.MaxFunc(posts, func(a, b care.Post) int { return a.From.Compare(b.From) })
	return place{last.Region, last.Station}
}

// sum counts the minutes of a time by place.
func (l *Ledger) sum(ctx context.Context, sc care.Scope, q care.PostQuery) (map[place]group, error) {
	counts, err := l.deps.Posts.PostedHomes(ctx, sc, q)
	if err != nil {
		return nil, fmt.Errorf("supervision: posted homes: %w", err)
	}
	f, homes, err := l.read(ctx, sc, q, false)
	if err != nil {
		return nil, err
	}
	steady := map[place]int{}
	for _, c := range counts {
		steady[place{c.Region, c.Station}] += c.Homes
	}
	groups := map[place]group{}
	add := func(p place, n int, m care.Minutes) {
		g := groups[p]
		g.homes += n
		g.minutes.Add(m)
		groups[p] = g
	}
	for _, posts := range homes {
		seen := map[place]bool{} // it was counted at each place where it stood
		for i := range posts {
			seen[place{posts[i].Region, posts[i].Station}] = true
		}
		for p := range seen {
			steady[p]--
		}
		add(placeOf(posts), 1, f.count(posts))
	}
	for p, n := range steady {
		if n > 0 {
			add(p, n, times(f.steady, n))
		}
	}
	return groups, nil
}

// day is the day in Shanghai of an instant; from is when it begins.
func day(at time.Time) string { return at.In(care.Shanghai).Format(time.DateOnly) }

func beginOf(day string) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, day, care.Shanghai)
	if err != nil {
		return at, care.Invalid("query.day", "day.invalid", "日期应为 2006-01-02 的样子")
	}
	return at, nil
}

func next(day string) string {
	at, err := beginOf(day)
	if err != nil {
		return ""
	}
	return at.AddDate(0, 0, 1).Format(time.DateOnly)
}

// ProtectedMonth is the minutes of a month, or of as much of it as is over.
type ProtectedMonth struct {
	Month string    `json:"month"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"` // the end of the month, or now
	// ClosedThrough is the last day that is closed; what comes after may still change.
	ClosedThrough string           `json:"closed_through"`
	Places        []ProtectedPlace `json:"places"`
	Total         care.Minutes     `json:"total"`
	Homes         int              `json:"homes"`
}

// ProtectedPlace is the homes of one village.
type ProtectedPlace struct {
	RegionID care.RegionID `json:"region_id"`
	Homes    int           `json:"homes"` // on the last day counted
	HomeDays int           `json:"home_days"`
	Minutes  care.Minutes  `json:"minutes"`
}

// bounds returns the beginning of a month (2006-01) and its end, or now if that is
// sooner; the present month for "".
func (l *Ledger) bounds(month string) (from, to time.Time, err error) {
	now := l.deps.Now()
	if month == "" {
		month = now.In(care.Shanghai).Format("2006-01")
	}
	from, err = time.ParseInLocation("2006-01", month, care.Shanghai)
	if err != nil {
		return from, to, care.Invalid("query.month", "month.invalid", "月份应为 2006-01 的样子")
	}
	if from.After(now) {
		return from, to, care.Invalid("query.month", "month.future", "这个月还没有开始")
	}
	if to = from.AddDate(0, 1, 0); to.After(now) {
		to = now
	}
	return from, to, nil
}

// Month counts the minutes of a month by village, of a region and what lies in it.
// It blocks on the record.
func (l *Ledger) Month(ctx context.Context, sc care.Scope, month string, region care.RegionID) (ProtectedMonth, error) {
	from, to, err := l.bounds(month)
	if err != nil {
		return ProtectedMonth{}, err
	}
	m := ProtectedMonth{Month: from.Format("2006-01"), From: from.UTC(), To: to.UTC()}
	if m.ClosedThrough, err = l.deps.Days.LastProtectedDay(ctx); err != nil {
		return m, err
	}
	first, last := day(from), day(to.Add(-time.Millisecond))
	rows, err := l.deps.Days.ProtectedDays(ctx, sc, region, first, last)
	if err != nil {
		return m, err
	}
	for open := max(first, next(m.ClosedThrough)); open <= last; open = next(open) {
		live, err := l.liveDay(ctx, sc, region, open, to)
		if err != nil {
			return m, err
		}
		rows = append(rows, live...)
	}
	m.Places = perVillage(rows, last)
	for _, p := range m.Places {
		m.Total.Add(p.Minutes)
		m.Homes += p.Homes
	}
	return m, nil
}

// liveDay counts a day that is not closed, up to an instant.
func (l *Ledger) liveDay(ctx context.Context, sc care.Scope, region care.RegionID, of string, to time.Time) ([]care.ProtectedDay, error) {
	from, err := beginOf(of)
	if err != nil {
		return nil, err
	}
	if end := from.AddDate(0, 0, 1); end.Before(to) {
		to = end
	}
	groups, err := l.sum(ctx, sc, care.PostQuery{From: from, To: to, Region: region})
	if err != nil {
		return nil, err
	}
	rows := make([]care.ProtectedDay, 0, len(groups))
	for p, g := range groups {
		rows = append(rows, care.ProtectedDay{Day: of, Region: p.region, Station: p.station, Homes: g.homes, Minutes: g.minutes})
	}
	return rows, nil
}

func perVillage(rows []care.ProtectedDay, last string) []ProtectedPlace {
	at := map[care.RegionID]int{}
	places := []ProtectedPlace{}
	for i := range rows {
		r := &rows[i]
		n, known := at[r.Region]
		if !known {
			n = len(places)
			at[r.Region] = n
			places = append(places, ProtectedPlace{RegionID: r.Region})
		}
		p := &places[n]
		p.HomeDays += r.Homes
		p.Minutes.Add(r.Minutes)
		if r.Day == last {
			p.Homes += r.Homes
		}
	}
	slices.SortFunc(places, func(a, b ProtectedPlace) int { return strings.Compare(string(a.RegionID), string(b.RegionID)) })
	return places
}
