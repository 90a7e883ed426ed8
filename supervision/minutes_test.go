package supervision

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// midnight begins the sample day.
var midnight = time.Date(2026, 3, 2, 0, 0, 0, 0, care.Shanghai)

func clock(hour, minute int) time.Time {
	return midnight.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func ptr[T any](v T) *T { return &v }

var sampleDay = span{midnight.UnixMilli(), midnight.AddDate(0, 0, 1).UnixMilli()}

// alwaysUp is a platform that was there before and after the sample day.
func alwaysUp() []care.Uptime {
	return []care.Uptime{upFor(care.UpCalls, clock(-1, 0), clock(30, 0), ""), upFor(care.UpDesk, clock(-1, 0), clock(30, 0), "")}
}

func upFor(part care.UptimePart, from, until time.Time, ended string) care.Uptime {
	return care.Uptime{Part: part, Instance: "up", From: from, Until: until, Ended: ended}
}

func button(name string) care.Post {
	return care.Post{Device: care.DeviceID(name), Household: "h", Region: "990101001001", From: clock(-24, 0), HeardAt: ptr(clock(-24, 0))}
}

func silence(name string, doubt, from time.Time, until *time.Time, cause care.Cause) care.Silence {
	return care.Silence{Device: care.DeviceID(name), DoubtAt: doubt, From: from, Until: until, Cause: cause}
}

func TestMinutesOfADay(t *testing.T) {
	behind := button("b")
	behind.Gateway = "gw"
	fresh := button("b")
	fresh.From, fresh.HeardAt = clock(9, 0), ptr(clock(9, 30))
	taken := button("b")
	taken.Until = ptr(clock(12, 0))
	for _, c := range []struct {
		name     string
		posts    []care.Post
		silences []care.Silence
		ups      []care.Uptime // nil: always
		gone     []care.Absence
		want     care.Minutes
	}{
		{"well", []care.Post{button("b")}, nil, nil, nil, care.Minutes{Protected: 1440}},
		{"silent until it spoke", []care.Post{button("b")}, []care.Silence{silence("b", clock(2, 16), clock(2, 45), ptr(clock(3, 0)), care.CauseNetwork)}, nil, nil,
			care.Minutes{Protected: 1440 - 44, Unknown: 29, Unprotected: 15, Network: 15}},
		{"silent to this day", []care.Post{button("b")}, []care.Silence{silence("b", clock(23, 0), clock(23, 0), nil, care.CauseBattery)}, nil, nil,
			care.Minutes{Protected: 1380, Unprotected: 60, Battery: 60}},
		{"another device is there", []care.Post{button("b"), button("cord")}, []care.Silence{silence("b", clock(1, 0), clock(1, 0), nil, care.CauseBattery)}, nil, nil,
			care.Minutes{Protected: 1440}},
		{"the last to fall silent says why", []care.Post{button("b"), button("cord")}, []care.Silence{
			silence("b", clock(1, 0), clock(1, 0), nil, care.CauseBattery), silence("cord", clock(22, 0), clock(23, 0), nil, care.CauseNetwork)}, nil, nil,
			care.Minutes{Protected: 1320, Unknown: 60, Unprotected: 60, Network: 60}},
		{"its gateway is silent", []care.Post{behind}, []care.Silence{silence("gw", clock(5, 0), clock(5, 0), ptr(clock(6, 0)), care.CauseNetwork)}, nil, nil,
			care.Minutes{Protected: 1380, Unprotected: 60, Gateway: 60}},
		{"its gateway lost the mains", []care.Post{behind}, []care.Silence{silence("gw", clock(5, 0), clock(5, 0), ptr(clock(6, 0)), care.CausePower)}, nil, nil,
			care.Minutes{Protected: 1380, Unprotected: 60, Power: 60}},
		{"fitted at nine, heard half an hour later", []care.Post{fresh}, nil, nil, nil, care.Minutes{Unknown: 570, Protected: 870}},
		{"taken away at noon", []care.Post{taken}, nil, nil, nil, care.Minutes{Protected: 720, Unknown: 720}},
		{"the broker was down for ten minutes", []care.Post{button("b")}, nil, []care.Uptime{
			upFor(care.UpCalls, clock(-1, 0), clock(4, 0), care.EndedBroker), upFor(care.UpCalls, clock(4, 10), clock(30, 0), ""), upFor(care.UpDesk, clock(-1, 0), clock(30, 0), "")}, nil,
			care.Minutes{Protected: 1430, Unprotected: 10, Platform: 10, Broker: 10}},
		{"one of two processes was killed", []care.Post{button("b")}, nil, append(alwaysUp(), care.Uptime{Part: care.UpCalls, Instance: "b", From: clock(1, 0), Until: clock(2, 0)}), nil,
			care.Minutes{Protected: 1440}},
		{"nobody told the desk", []care.Post{button("b")}, nil, []care.Uptime{
			upFor(care.UpCalls, clock(-1, 0), clock(30, 0), ""), upFor(care.UpDesk, clock(-1, 0), clock(4, 0), ""), upFor(care.UpDesk, clock(4, 30), clock(30, 0), "")}, nil,
			care.Minutes{Protected: 1410, Unprotected: 30, Platform: 30}},
		{"we were down while it was silent", []care.Post{button("b")}, []care.Silence{silence("b", clock(4, 0), clock(4, 0), ptr(clock(5, 0)), care.CausePower)}, []care.Uptime{
			upFor(care.UpCalls, clock(-1, 0), clock(4, 30), ""), upFor(care.UpCalls, clock(4, 40), clock(30, 0), ""), upFor(care.UpDesk, clock(-1, 0), clock(30, 0), "")}, nil,
			care.Minutes{Protected: 1380, Unprotected: 60, Power: 50, Platform: 10}},
		{"unplugged while everybody was away", []care.Post{button("b")}, []care.Silence{silence("b", clock(4, 0), clock(4, 0), nil, care.CauseNetwork)}, nil,
			[]care.Absence{{Elder: "e1", Household: "h", From: clock(3, 0)}, {Elder: "e2", Household: "h", From: clock(6, 0), Until: ptr(clock(20, 0))}},
			care.Minutes{Protected: 240, Unprotected: 1200, Network: 360, Away: 840}},
		{"away, and the button works", []care.Post{button("b")}, nil, nil,
			[]care.Absence{{Elder: "e1", Household: "h", From: clock(3, 0)}, {Elder: "e2", Household: "h", From: clock(3, 0)}}, care.Minutes{Protected: 1440}},
		{"a sensor and no button, until nine", []care.Post{{Device: care.BarePost("h"), Household: "h", From: clock(-24, 0), Until: ptr(clock(9, 0))}, fresh}, nil, []care.Uptime{
			upFor(care.UpCalls, clock(-1, 0), clock(4, 0), ""), upFor(care.UpCalls, clock(5, 0), clock(30, 0), ""), upFor(care.UpDesk, clock(-1, 0), clock(30, 0), "")}, nil,
			care.Minutes{Unprotected: 540, Button: 540, Unknown: 30, Protected: 870}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ups := c.ups
			if ups == nil {
				ups = alwaysUp()
			}
			f := newFacts(sampleDay, ups, 0, c.silences)
			f.absent(map[care.HouseholdID][]care.ElderID{"h": {"e1", "e2"}}, c.gone)
			if diff := cmp.Diff(c.want, f.count(c.posts)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestMinutesDoNotDependOnTheOrder counts made-up days: whatever happened, and in
// whatever order it was noted, each home has its 1440 minutes, and the same.
func TestMinutesDoNotDependOnTheOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	within := func() time.Time { return clock(-3, 0).Add(time.Duration(random.Int64N(int64(30 * time.Hour)))) }
	maybe := func(from time.Time) *time.Time {
		if random.IntN(4) == 0 {
			return nil
		}
		at := from.Add(time.Duration(random.Int64N(int64(5 * time.Hour))))
		return &at
	}
	seen := care.Minutes{}
	for round := range 300 {
		var posts []care.Post
		var silences []care.Silence
		var ups []care.Uptime
		var gone []care.Absence
		for n := range 1 + random.IntN(3) {
			p := care.Post{Device: care.DeviceID(fmt.Sprint("d", n)), Household: "h", From: within()}
			p.Until, p.HeardAt = maybe(p.From), maybe(p.From)
			if random.IntN(2) == 0 {
				p.Gateway = "gw"
			}
			posts = append(posts, p)
		}
		if round%3 == 0 {
			from := within()
			posts = append(posts, care.Post{Device: care.BarePost("h"), Household: "h", From: from, Until: maybe(from)})
		}
		for range random.IntN(8) {
			from := within()
			l := silence([]string{"d0", "d1", "d2", "gw"}[random.IntN(4)], from.Add(-time.Duration(random.IntN(40))*time.Minute), from, maybe(from), care.Causes[random.IntN(4)])
			silences = append(silences, l)
		}
		if round%2 == 0 {
			ups = alwaysUp()
		}
		for range random.IntN(6) {
			from := within()
			ups = append(ups, care.Uptime{Part: []care.UptimePart{care.UpCalls, care.UpDesk}[random.IntN(2)], Instance: fmt.Sprint(random.IntN(2)), From: from,
				Until: from.Add(time.Duration(random.Int64N(int64(20 * time.Hour)))), Ended: []string{"", care.EndedBroker}[random.IntN(2)]})
		}
		for range random.IntN(3) {
			from := clock(random.IntN(12), 0)
			gone = append(gone, care.Absence{Elder: "e", Household: "h", From: from, Until: maybe(from)})
		}
		count := func() care.Minutes {
			f := newFacts(sampleDay, ups, 0, silences)
			f.absent(map[care.HouseholdID][]care.ElderID{"h": {"e"}}, gone)
			return f.count(posts)
		}
		want := count()
		if want.Total() != 1440 || want.Unprotected != want.Battery+want.Gateway+want.Power+want.Network+want.Platform+want.Away+want.Button || want.Broker > want.Platform {
			t.Fatalf("round %d: the minutes do not add up: %+v", round, want)
		}
		seen.Add(want)
		for range 5 {
			random.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
			random.Shuffle(len(silences), func(i, j int) { silences[i], silences[j] = silences[j], silences[i] })
			random.Shuffle(len(ups), func(i, j int) { ups[i], ups[j] = ups[j], ups[i] })
			random.Shuffle(len(gone), func(i, j int) { gone[i], gone[j] = gone[j], gone[i] })
			if len(silences) > 0 { // noted twice
				silences = append(silences, silences[random.IntN(len(silences))])
			}
			if diff := cmp.Diff(want, count()); diff != "" {
				t.Fatalf("round %d: in another order (-first +then)\n%s", round, diff)
			}
		}
	}
	// The days were of all kinds, or nothing was proven.
	for _, c := range care.Causes {
		if seen.By(c) == 0 {
			t.Errorf("no minute was lost to %s", c)
		}
	}
	if seen.Protected == 0 || seen.Unknown == 0 || seen.Broker == 0 {
		t.Errorf("seen only %+v", seen)
	}
}

func TestThePiecesOfAHomeFollowEachOther(t *testing.T) {
	f := newFacts(sampleDay, alwaysUp(), 0, []care.Silence{silence("b", clock(2, 0), clock(3, 0), ptr(clock(4, 0)), care.CausePower)})
	var spans []span
	f.walk([]care.Post{button("b")}, func(s span, _ condition) { spans = append(spans, s) })
	if !slices.IsSortedFunc(spans, func(a, b span) int { return int(a.from - b.from) }) || spans[0].from != sampleDay.from || spans[len(spans)-1].until != sampleDay.until {
		t.Fatalf("spans: %v", spans)
	}
	for i := 1; i < len(spans); i++ {
		if spans[i].from != spans[i-1].until {
			t.Errorf("a gap before %v", spans[i])
		}
	}
}
