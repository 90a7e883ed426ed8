package roster_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/roster"
	"yian/registry"
	"yian/store/records"
)

const (
	county   care.RegionID = "990101"
	township care.RegionID = "990101001"
	other    care.RegionID = "990101002"
)

var (
	supervisor = care.Staff{ID: "sup", Username: "sup", Name: "值班长样例", Role: care.Supervisor, Phone: "13900000001"}
	second     = care.Staff{ID: "sup2", Username: "sup2", Name: "值班长样例二", Role: care.Supervisor, Phone: "13900000002"}
	operator   = care.Staff{ID: "op", Username: "op", Name: "话务员样例", Role: care.Operator, Phone: "13900000003"}
	ofTownship = care.Staff{ID: "sup-t", Username: "sup-t", Name: "镇值班长样例", Role: care.Supervisor, RegionID: township, Phone: "13900000004"}
	mute       = care.Staff{ID: "mute", Username: "mute", Name: "无号样例", Role: care.Operator}
	author     = care.Staff{ID: care.System, Role: care.Admin}
)

// world is a roster over a real record, with a clock that tests turn.
type world struct {
	t      *testing.T
	store  *records.Store
	people *registry.Registry
	at     time.Time
	roster *roster.Roster
}

func setup(t *testing.T) *world {
	t.Helper()
	// Thursday, noon in Shanghai.
	w := &world{t: t, at: time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)}
	quiet := slog.New(slog.DiscardHandler)
	var err error
	w.store, err = records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), quiet)
	must(t, err)
	t.Cleanup(func() { _ = w.store.Close() })
	e := care.Entry{At: w.at, By: care.System, What: "sample.imported", Noun: "sample"}
	must(t, w.store.CreateRegions(t.Context(), []care.Region{
		{ID: county, Kind: care.County, Name: "样例县", DutyName: "县值班", DutyPhone: "0990-100"},
		{ID: township, Kind: care.Township, Name: "柳林镇", DutyName: "镇值班", DutyPhone: "0990-200"},
		{ID: other, Kind: care.Township, Name: "石桥镇"},
		{ID: "990101001002", Kind: care.Village, Name: "前进村"},
	}, e))
	must(t, w.store.CreateCenters(t.Context(), []care.Center{
		{ID: "s1", Kind: care.Station, Name: "前进站", RegionID: "990101001002", KeeperPhone: "13900000009"},
		{ID: "s2", Kind: care.Station, Name: "后进站", RegionID: "990101001002"},
	}, e))
	must(t, w.store.CreateElders(t.Context(), []care.Elder{
		{ID: "wang", Name: "王样例", RegionID: "990101001002", Contacts: []care.Contact{{Name: "儿子样例", Phone: "13900000005"}}},
		{ID: "zhao", Name: "赵样例", RegionID: "990101001002"},
	}, e))
	staff := []care.Staff{supervisor, second, operator, ofTownship, mute}
	must(t, w.store.CreateStaff(t.Context(), staff, make([]string, len(staff)), e))
	w.people = registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: quiet})
	w.roster = w.another()
	return w
}

// another is the roster of another process over the same record.
func (w *world) another() *roster.Roster {
	r, err := roster.New(roster.Config{}, roster.Deps{Book: w.store, Checks: w.store, Numbers: w.store, Posts: w.people, Contacts: w.store,
		Channels: func(string) []string { return []string{"webhook"} }, Now: func() time.Time { return w.at }})
	must(w.t, err)
	return r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var every = []int{1, 2, 3, 4, 5, 6, 7}

func (w *world) enter(n roster.NewDuty) []care.Duty {
	w.t.Helper()
	made, err := w.roster.Enter(w.t.Context(), supervisor, n)
	must(w.t, err)
	return made
}

// at is an instant in Shanghai.
func at(text string) time.Time {
	v, err := time.ParseInLocation("2006-01-02 15:04", text, care.Shanghai)
	if err != nil {
		panic(err)
	}
	return v
}

// on are the names of those on a post, and whether it is planned.
func (w *world) on(post care.DutyPost, region care.RegionID, when string) ([]string, bool) {
	w.t.Helper()
	list, planned, err := w.roster.OnPost(w.t.Context(), post, region, "", at(when))
	must(w.t, err)
	var names []string
	for _, h := range list {
		names = append(names, h.Name+" "+h.Phone)
	}
	return names, planned
}

func TestWhoIsOnDuty(t *testing.T) {
	w := setup(t)
	w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup", From: "08:00", To: "20:00", Weekdays: every})
	w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup2", From: "20:00", To: "08:00", Weekdays: []int{4}})
	w.enter(roster.NewDuty{Post: care.TownshipPost, Region: township, Name: "周样例", Phone: "0990-201", From: "00:00", To: "00:00", Days: []string{"2026-11-27"}})
	for _, c := range []struct {
		post    care.DutyPost
		region  care.RegionID
		when    string
		want    []string
		planned bool
	}{
		{care.SupervisorPost, township, "2026-11-26 12:00", []string{"值班长样例 13900000001"}, true},
		{care.SupervisorPost, "", "2026-11-26 08:00", []string{"值班长样例 13900000001"}, true},
		{care.SupervisorPost, township, "2026-11-26 20:00", []string{"值班长样例二 13900000002"}, true},
		{care.SupervisorPost, township, "2026-11-27 07:59", []string{"值班长样例二 13900000002"}, true}, // Thursday's night
		{care.SupervisorPost, township, "2026-11-27 20:00", nil, true},                            // nobody on Friday's
		{care.TownshipPost, township, "2026-11-26 12:00", nil, false},                             // it begins tomorrow
		{care.TownshipPost, township, "2026-11-27 23:59", []string{"周样例 0990-201"}, true},
		{care.TownshipPost, other, "2026-11-27 12:00", nil, false},
		{care.CountyPost, county, "2026-11-26 12:00", nil, false},
	} {
		got, planned := w.on(c.post, c.region, c.when)
		if diff := cmp.Diff(c.want, got); diff != "" || planned != c.planned {
			t.Errorf("%s of %s at %s: planned %v, want %v (-want +got)\n%s", c.post, c.region, c.when, planned, c.planned, diff)
		}
	}
}

// A line that begins next week is no reason to leave this one empty.
func TestALineThatBeginsLaterIsNotTheSame(t *testing.T) {
	w := setup(t)
	line := roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup", From: "08:00", To: "20:00", Weekdays: every, Since: "2026-12-07"}
	w.enter(line)
	line.Since = ""
	w.enter(line)
	if got, _ := w.on(care.SupervisorPost, county, "2026-11-27 12:00"); len(got) != 1 {
		t.Errorf("on duty: %q", got)
	}
}

func TestLeaveSwapAndEnd(t *testing.T) {
	w := setup(t)
	made := w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup", From: "08:00", To: "20:00", Weekdays: every})
	thursday := made[3].ID
	if again := w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup", From: "08:00", To: "20:00", Weekdays: every}); len(again) != 0 {
		t.Errorf("entered twice: %d lines more", len(again))
	}
	must(t, w.roster.Off(t.Context(), supervisor, thursday, "2026-12-03", &roster.NewDuty{Staff: "sup2"}))
	must(t, w.roster.Off(t.Context(), supervisor, thursday, "2026-12-10", nil))
	for when, want := range map[string][]string{
		"2026-11-26 12:00": {"值班长样例 13900000001"},
		"2026-12-03 12:00": {"值班长样例二 13900000002"},
		"2026-12-10 12:00": nil,
		"2026-12-17 12:00": {"值班长样例 13900000001"},
	} {
		if got, _ := w.on(care.SupervisorPost, county, when); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	var f *care.Fault
	if err := w.roster.Off(t.Context(), supervisor, thursday, "2026-12-10", nil); !errors.As(err, &f) || f.Code != "duty.not_on" {
		t.Errorf("off twice: %v", err)
	}
	w.at = at("2026-11-26 21:00")
	if err := w.roster.Off(t.Context(), supervisor, thursday, "2026-11-26", nil); !errors.As(err, &f) || f.Code != "duty.over" {
		t.Errorf("off what was served: %v", err)
	}
	must(t, w.roster.End(t.Context(), supervisor, thursday, "2026-12-17"))
	if got, _ := w.on(care.SupervisorPost, county, "2026-12-17 12:00"); got != nil {
		t.Errorf("after the end: %v", got)
	}
	if got, _ := w.on(care.SupervisorPost, county, "2026-11-26 12:00"); len(got) != 1 {
		t.Errorf("what was served is gone: %v", got)
	}
	// An account that is closed is nobody.
	_, err := w.people.UpdateStaff(t.Context(), author, "sup", func(s *care.Staff) error { s.Disabled = true; return nil })
	must(t, err)
	if got, planned := w.on(care.SupervisorPost, county, "2026-11-27 12:00"); got != nil || !planned {
		t.Errorf("a closed account is on duty: %v", got)
	}
}

func TestOnlyWhoSeesAPlaceArrangesIt(t *testing.T) {
	w := setup(t)
	n := roster.NewDuty{Post: care.TownshipPost, Region: township, Name: "周样例", Phone: "0990-201", From: "08:00", To: "08:00", Weekdays: every}
	_, err := w.roster.Enter(t.Context(), ofTownship, n)
	must(t, err)
	n.Region = other
	if _, err := w.roster.Enter(t.Context(), ofTownship, n); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another township's: %v", err)
	}
	n.Post, n.Region = care.SupervisorPost, county
	if _, err := w.roster.Enter(t.Context(), ofTownship, n); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("the county's: %v", err)
	}
	if _, err := w.roster.Week(t.Context(), ofTownship, other, ""); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("sees another township's: %v", err)
	}
	if _, err := w.roster.Week(t.Context(), ofTownship, county, ""); err != nil {
		t.Errorf("does not see whom it can ring at the county: %v", err)
	}
	for name, change := range map[string]func(*roster.NewDuty){
		"no post":          func(n *roster.NewDuty) { n.Post = "cook" },
		"no day":           func(n *roster.NewDuty) { n.Weekdays = nil },
		"no such weekday":  func(n *roster.NewDuty) { n.Weekdays = []int{8} },
		"no such day":      func(n *roster.NewDuty) { n.Days = []string{"2026-02-30"} },
		"no time":          func(n *roster.NewDuty) { n.From = "8:00" },
		"nobody":           func(n *roster.NewDuty) { n.Name, n.Phone = "", "" },
		"no number":        func(n *roster.NewDuty) { n.Phone = "-" },
		"no such account":  func(n *roster.NewDuty) { n.Staff = "none" },
		"ends before":      func(n *roster.NewDuty) { n.Since, n.Until = "2026-12-02", "2026-12-01" },
		"of a county":      func(n *roster.NewDuty) { n.Region = county },
		"keeper, no place": func(n *roster.NewDuty) { n.Post = care.KeeperPost },
	} {
		n := roster.NewDuty{Post: care.TownshipPost, Region: township, Name: "周样例", Phone: "0990-201", From: "08:00", To: "08:00", Weekdays: every}
		change(&n)
		if _, err := w.roster.Enter(t.Context(), supervisor, n); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whoever belongs to a station reads who is on duty where it lies, and the numbers that
// are theirs to ring: not those of people at the desk.
func TestACentresOwnReadWhereItLies(t *testing.T) {
	w := setup(t)
	keeper := care.Staff{ID: "mgr", Role: care.Manager, CenterID: "s1"}
	w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup", From: "08:00", To: "20:00", Weekdays: every})
	w.enter(roster.NewDuty{Post: care.CountyPost, Region: county, Name: "郑样例", Phone: "0990-101", From: "08:00", To: "20:00", Weekdays: every})
	w.enter(roster.NewDuty{Post: care.TownshipPost, Region: township, Name: "周样例", Phone: "0990-201", From: "08:00", To: "08:00", Weekdays: every})
	for _, s := range []care.CenterID{"s1", "s2"} {
		w.enter(roster.NewDuty{Post: care.KeeperPost, Region: township, Center: s, Name: "站长样例", Phone: "13900000009", From: "08:00", To: "20:00", Weekdays: []int{4}})
	}
	seen := func(region care.RegionID) (out []string) {
		t.Helper()
		week, err := w.roster.Week(t.Context(), keeper, region, "2026-11-26")
		must(t, err)
		for _, s := range week.Shifts {
			if s.Day == "2026-11-26" {
				out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Post, s.CenterID, s.Phone)))
			}
			if s.NumberHidden != (s.Phone == "") {
				t.Errorf("%s %s: hidden is %v", s.Post, s.Phone, s.NumberHidden)
			}
		}
		slices.Sort(out)
		return out
	}
	for region, want := range map[care.RegionID][]string{
		county:   {"county_desk  0990-101", "supervisor"},
		township: {"station_keeper s1 13900000009", "station_keeper s2", "township_duty  0990-201"},
	} {
		if diff := cmp.Diff(want, seen(region)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", region, diff)
		}
	}
	if _, err := w.roster.Week(t.Context(), keeper, other, ""); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another township's: %v", err)
	}
	must(t, w.roster.Look(t.Context()))
	c, err := w.roster.Chain(t.Context(), keeper, w.at)
	must(t, err)
	if len(c.Places) != 2 || c.Places[0].RegionID != county || c.Places[1].RegionID != township || len(c.Checks) != 0 {
		t.Fatalf("the chain: %+v", c)
	}
	if h := link(c, county, care.SupervisorPost).Holders[0]; h.Phone != "" || !h.NumberHidden || h.Problem != "" || h.Name != supervisor.Name {
		t.Errorf("the supervisor: %+v", h)
	}
	if h := link(c, township, care.TownshipPost).Holders[0]; h.Phone != "0990-201" || h.NumberHidden {
		t.Errorf("the township: %+v", h)
	}
	// To read is not to change.
	if _, err := w.roster.Enter(t.Context(), keeper, roster.NewDuty{Post: care.TownshipPost, Region: township, Name: "周样例", Phone: "0990-202", From: "08:00", To: "08:00", Weekdays: every}); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("changed: %v", err)
	}
}

func TestAWeekShowsHolesAndIsCopied(t *testing.T) {
	w := setup(t)
	w.enter(roster.NewDuty{Post: care.TownshipPost, Region: township, Name: "周样例", Phone: "0990-201", From: "08:00", To: "08:00", Days: []string{"2026-11-26", "2026-11-27"}})
	week, err := w.roster.Week(t.Context(), supervisor, township, "2026-11-26")
	must(t, err)
	var holes []string
	for _, h := range week.Holes {
		holes = append(holes, h.From.In(care.Shanghai).Format("02 15:04")+"-"+h.To.In(care.Shanghai).Format("02 15:04"))
	}
	want := []string{"23 00:00-24 00:00", "24 00:00-25 00:00", "25 00:00-26 00:00", "26 00:00-26 08:00", "28 08:00-29 00:00", "29 00:00-30 00:00"}
	if diff := cmp.Diff(want, holes); diff != "" || week.Monday != "2026-11-23" || len(week.Shifts) != 2 {
		t.Errorf("monday %s, %d shifts, holes (-want +got)\n%s", week.Monday, len(week.Shifts), diff)
	}
	for range 2 { // the second time there is nothing left to copy
		_, err = w.roster.CopyWeek(t.Context(), supervisor, township, "2026-11-30")
		must(t, err)
	}
	week, err = w.roster.Week(t.Context(), supervisor, township, "2026-12-04")
	must(t, err)
	if len(week.Shifts) != 2 || week.Shifts[0].Day != "2026-12-03" || week.Shifts[0].Name != "周样例" || week.Shifts[0].Clock != "08:00–08:00" {
		t.Errorf("copied: %+v", week.Shifts)
	}
}

// notices are what went to whom, and how many.
func (w *world) notices() []care.Notice {
	w.t.Helper()
	list, _, err := w.store.Notices(w.t.Context(), care.Everything, care.Page{})
	must(w.t, err)
	return list
}

// Gaps are told two hours before the shift, once however many processes look, and
// again when a new one comes up.
func TestGapsAreToldBeforeTheShift(t *testing.T) {
	w := setup(t)
	w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup", From: "08:00", To: "20:00", Weekdays: every})
	night := w.enter(roster.NewDuty{Post: care.SupervisorPost, Region: county, Staff: "sup2", From: "20:00", To: "08:00", Weekdays: []int{4, 5}})
	w.enter(roster.NewDuty{Post: care.SeatPost, Region: county, Staff: "op", From: "08:00", To: "20:00", Weekdays: every})
	for _, number := range []string{"13900000001", "13900000002", "13900000003", "0990-100", "0990-200"} {
		must(t, w.store.NumberReached(t.Context(), care.PhoneDigits(number), "sup", w.at, care.Entry{At: w.at, By: "sup", What: "number.verified", Noun: "number"}))
	}
	w.at = at("2026-11-26 17:59")
	must(t, w.roster.Look(t.Context()))
	if got := w.notices(); len(got) != 0 {
		t.Fatalf("too early: %+v", got)
	}
	// Counted all the same: a township without a telephone, then the seat of the night too.
	if got, looked := w.roster.Gaps(); !looked || got != (roster.Gaps{Now: 1, Next: 2}) {
		t.Errorf("gaps: %+v, looked %v", got, looked)
	}
	w.at = at("2026-11-26 18:00")
	other := w.another()
	for range 3 {
		must(t, w.roster.Look(t.Context()))
		must(t, other.Look(t.Context()))
	}
	got := w.notices()
	if len(got) != 1 || got[0].Phone != supervisor.Phone || got[0].Kind != "message" || got[0].Receiver != "supervisor" {
		t.Fatalf("told: %+v", got)
	}
	// The seat of the night and a township without a telephone.
	if want := "11月26日 20:00 换班的值班链条有问题：岗位无人 2 处。"; !strings.Contains(got[0].Text, want) {
		t.Errorf("told %q, want %q in it", got[0].Text, want)
	}
	ahead, looked := w.roster.Upcoming()
	if !looked || ahead.Gaps != 2 || ahead.Shift == nil || !ahead.Shift.Equal(at("2026-11-26 20:00")) {
		t.Errorf("ahead: %+v", ahead)
	}
	w.at = at("2026-11-26 18:30")
	must(t, w.roster.Off(t.Context(), supervisor, night[0].ID, "2026-11-26", nil))
	must(t, w.roster.Look(t.Context()))
	if got := w.notices(); len(got) != 2 || !strings.Contains(got[0].Text, "岗位无人 3 处") {
		t.Errorf("after a leave: %+v", got)
	}
	c, err := w.roster.Chain(t.Context(), supervisor, w.at)
	must(t, err)
	if len(c.Checks) != 1 || c.Checks[0].Version != 2 || len(c.Checks[0].Problems) != 3 || c.Checks[0].Places != 3 {
		t.Errorf("on record: %+v", c.Checks)
	}
}

// link finds one link of a chain.
func link(c roster.Chain, region care.RegionID, post care.DutyPost) roster.Link {
	for _, p := range c.Places {
		for _, l := range p.Links {
			if p.RegionID == region && l.Post == post {
				return l
			}
		}
	}
	return roster.Link{}
}

func TestTheChainSaysWhoIsRungAndWhetherTheNumberIsProven(t *testing.T) {
	w := setup(t)
	w.enter(roster.NewDuty{Post: care.SeatPost, Region: county, Staff: "mute", From: "08:00", To: "20:00", Weekdays: every})
	chain := func() roster.Chain {
		c, err := w.roster.Chain(t.Context(), supervisor, w.at)
		must(t, err)
		return c
	}
	c := chain()
	if len(c.Places) != 3 || c.Places[0].RegionID != county || c.Next == nil || !c.Next.Equal(at("2026-11-26 20:00")) {
		t.Fatalf("%d places, next change %v", len(c.Places), c.Next)
	}
	if p := c.Places[0]; p.Keepers != (roster.Count{N: 1, Of: 2}) || p.Elders != (care.ContactCount{None: 1, Of: 2}) {
		t.Errorf("keepers %+v, elders %+v", p.Keepers, p.Elders)
	}
	if l := link(c, county, care.SeatPost); l.State != "rostered" || l.Holders[0].Problem != "no_number" {
		t.Errorf("the seat: %+v", l)
	}
	if l := link(c, county, care.SupervisorPost); l.State != "standing" || len(l.Holders) != 2 || l.Holders[0].Problem != "unverified" || l.Holders[0].Channels[0] != "webhook" {
		t.Errorf("the supervisors: %+v", l)
	}
	if l := link(c, other, care.TownshipPost); l.State != "unfilled" || len(l.Holders) != 0 {
		t.Errorf("a township without a telephone: %+v", l)
	}

	// A call that was accepted proves the number, one that was not answered unproves it.
	desk := func() roster.Holder { return link(chain(), county, care.CountyPost).Holders[0] }
	key, err := w.roster.Verify(t.Context(), supervisor, "0990-100")
	must(t, err)
	receipt := func(r care.NoticeReceipt) {
		t.Helper()
		w.at = w.at.Add(time.Minute)
		must(t, w.store.NoticeReceived(t.Context(), key, care.Webhook, r, w.at, care.Entry{At: w.at, By: care.System, What: "notice." + string(r), Noun: "notice"}))
	}
	receipt(care.ReceiptAnswered)
	if h := desk(); h.Problem != "" || h.Reached == nil || !h.Reached.ReachedAt.Equal(w.at) {
		t.Errorf("after an answer: %+v", h)
	}
	receipt(care.ReceiptNoAnswer)
	if h := desk(); h.Problem != "not_reached" {
		t.Errorf("after no answer: %+v", h)
	}
	w.at = w.at.Add(time.Minute)
	must(t, w.roster.Verified(t.Context(), supervisor, "0990-100"))
	if h := desk(); h.Problem != "" || h.Reached.By != "sup" {
		t.Errorf("after a call by hand: %+v", h)
	}
	w.at = w.at.Add(31*24*time.Hour + time.Minute)
	if h := desk(); h.Problem != "unverified" {
		t.Errorf("after 31 days: %+v", h)
	}
	// Nobody outside the chain is rung.
	if _, err := w.roster.Verify(t.Context(), supervisor, "13912345678"); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a number that nobody has: %v", err)
	}
	if _, err := w.roster.Verify(t.Context(), ofTownship, "13900000003"); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a number of another place: %v", err)
	}
}

// A record that is away is an error of the look, not the end of it.
func TestARecordThatIsAwayIsTriedAgain(t *testing.T) {
	w := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.roster.Look(ctx); err == nil {
		t.Error("looked without a record")
	}
	if _, looked := w.roster.Upcoming(); looked {
		t.Error("says what it did not see")
	}
	must(t, w.roster.Look(t.Context()))
	if _, looked := w.roster.Upcoming(); !looked {
		t.Error("does not look again")
	}
}
