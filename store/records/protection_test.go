package records

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func ptrTo[T any](v T) *T { return &v }

// samplePost is a button that has stood in a home since the sample instant.
func samplePost(device, home string, region care.RegionID) care.Post {
	return care.Post{Device: care.DeviceID(device), Household: care.HouseholdID(home), Region: region, Station: "station", From: alertsBegan, HeardAt: ptrTo(alertsBegan)}
}

func TestPostsAreChosenByTimeAndPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		hour := func(n int) time.Time { return alertsBegan.Add(time.Duration(n) * time.Hour) }
		behind := samplePost("behind", "h3", "990101002001")
		behind.Gateway = "gw"
		unheard := samplePost("unheard", "h4", "990101002001")
		unheard.HeardAt = nil
		ended := samplePost("ended", "h5", "990101001001")
		ended.Until = ptrTo(hour(3))
		posts := []care.Post{samplePost("well", "h1", "990101001001"), samplePost("silent", "h2", "990101001001"), samplePost("second", "h2", "990101001001"), behind, unheard, ended}
		must(t, s.KeepPosts(ctx, posts))
		must(t, s.KeepPosts(ctx, append(posts, posts...))) // again changes nothing
		must(t, s.KeepSilences(ctx, []care.Silence{
			{Device: "silent", DoubtAt: hour(4), From: hour(5), Cause: care.CauseBattery},
			{Device: "gw", DoubtAt: hour(4), From: hour(4), Until: ptrTo(hour(5)), Cause: care.CauseNetwork},
			{Device: "well", DoubtAt: hour(1), From: hour(1), Until: ptrTo(hour(2)), Cause: care.CauseNetwork},
		}))
		names := func(sc care.Scope, q care.PostQuery) (out []string) {
			t.Helper()
			list, err := s.Posts(ctx, sc, q)
			must(t, err)
			for _, p := range list {
				out = append(out, string(p.Device))
			}
			return out
		}
		for _, c := range []struct {
			name string
			sc   care.Scope
			q    care.PostQuery
			want []string
		}{
			{"all", care.Everything, care.PostQuery{From: hour(0), To: hour(9)}, []string{"well", "second", "silent", "behind", "unheard", "ended"}},
			{"before any", care.Everything, care.PostQuery{From: hour(-2), To: hour(-1)}, nil},
			{"after one has ended", care.Everything, care.PostQuery{From: hour(3), To: hour(9)}, []string{"well", "second", "silent", "behind", "unheard"}},
			{"restless, the home whole", care.Everything, care.PostQuery{From: hour(6), To: hour(7), Restless: true}, []string{"second", "silent", "unheard"}},
			{"restless while the gateway was silent", care.Everything, care.PostQuery{From: hour(4), To: hour(5), Restless: true}, []string{"second", "silent", "behind", "unheard"}},
			{"restless while one ended", care.Everything, care.PostQuery{From: hour(2), To: hour(4), Restless: true}, []string{"unheard", "ended"}},
			{"one home", care.Everything, care.PostQuery{From: hour(0), To: hour(9), Household: "h2"}, []string{"second", "silent"}},
			{"one township", care.Everything, care.PostQuery{From: hour(0), To: hour(9), Region: "990101002"}, []string{"behind", "unheard"}},
			{"seen by a township", care.Scope{Role: care.Manager, Region: "990101002"}, care.PostQuery{From: hour(0), To: hour(9)}, []string{"behind", "unheard"}},
			{"seen by another house", care.Scope{Role: care.Manager, Center: "other"}, care.PostQuery{From: hour(0), To: hour(9)}, nil},
			{"seen by nobody", care.Scope{}, care.PostQuery{From: hour(0), To: hour(9)}, nil},
		} {
			if diff := cmp.Diff(c.want, names(c.sc, c.q)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", c.name, diff)
			}
		}
		counts, err := s.PostedHomes(ctx, care.Everything, care.PostQuery{From: hour(0), To: hour(9)})
		must(t, err)
		if diff := cmp.Diff([]care.PostCount{{Region: "990101001001", Station: "station", Homes: 3}, {Region: "990101002001", Station: "station", Homes: 2}}, counts); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		open, err := s.OpenPosts(ctx)
		must(t, err)
		if diff := cmp.Diff(behind, open[0]); diff != "" || len(open) != 5 {
			t.Errorf("%d open (-want +got)\n%s", len(open), diff)
		}
		if first, err := s.FirstPost(ctx); err != nil || !first.Equal(alertsBegan) {
			t.Errorf("first post: %v, %v", first, err)
		}
	})
}

// TestSilencesEndTheSameInAnyOrder writes the same things in many orders.
func TestSilencesEndTheSameInAnyOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		random := rand.New(rand.NewPCG(3, 4))
		minute := func(n int) time.Time { return alertsBegan.Add(time.Duration(n) * time.Minute) }
		said := []care.Silence{
			{Device: "a", DoubtAt: minute(1), From: minute(5), Cause: care.CauseNetwork},
			{Device: "a", DoubtAt: minute(1), From: minute(5), Until: ptrTo(minute(9)), Cause: care.CauseNetwork},
			{Device: "a", DoubtAt: minute(20), From: minute(20), Cause: care.CausePower},
			{Device: "b", DoubtAt: minute(2), From: minute(2), Until: ptrTo(minute(3)), Cause: care.CauseGateway},
		}
		var want []care.Silence
		s := db.open(t)
		for range 6 {
			_, err := s.pen.db.ExecContext(t.Context(), `DELETE FROM silences`)
			must(t, err)
			random.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
			for _, l := range said {
				must(t, s.KeepSilences(t.Context(), []care.Silence{l}))
			}
			got, err := s.Silences(t.Context(), nil, minute(0), minute(30))
			must(t, err)
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" || len(got) != 3 || got[0].Until == nil || got[1].Until != nil {
				t.Fatalf("in the order %+v: %+v (-first +now)\n%s", said, got, diff)
			}
		}
		if one, err := s.Silences(t.Context(), []care.DeviceID{"b"}, minute(0), minute(30)); err != nil || len(one) != 1 {
			t.Errorf("of one device: %+v, %v", one, err)
		}
		if open, err := s.OpenSilences(t.Context()); err != nil || len(open) != 1 || open[0].Cause != care.CausePower {
			t.Errorf("open: %+v, %v", open, err)
		}
	})
}

func TestUptimesAndDaysAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		minute := func(n int) time.Time { return alertsBegan.Add(time.Duration(n) * time.Minute) }
		up := func(from, until int, ended string) care.Uptime {
			return care.Uptime{Part: care.UpCalls, Instance: "up", From: minute(from), Until: minute(until), Ended: ended}
		}
		must(t, s.KeepUptime(ctx, up(0, 1, "")))
		must(t, s.KeepUptime(ctx, up(0, 2, "")))
		must(t, s.KeepUptime(ctx, up(3, 4, care.EndedBroker)))
		must(t, s.KeepUptime(ctx, up(8, 9, "")))
		got, err := s.Uptimes(ctx, minute(5), minute(20))
		must(t, err)
		if diff := cmp.Diff([]care.Uptime{up(3, 4, care.EndedBroker), up(8, 9, "")}, got); diff != "" {
			t.Errorf("with the last before (-want +got)\n%s", diff)
		}
		days := []care.ProtectedDay{
			{Day: "2026-03-01", Region: "990101001001", Station: "a", Homes: 2, Minutes: care.Minutes{Protected: 2880}},
			{Day: "2026-03-02", Region: "990101001001", Station: "a", Homes: 2, Minutes: care.Minutes{Protected: 2870, Unprotected: 10, Platform: 10}},
			{Day: "2026-03-02", Region: "990101002001", Station: "b", Homes: 1, Minutes: care.Minutes{Protected: 1440}},
		}
		must(t, s.KeepProtectedDays(ctx, days))
		must(t, s.KeepProtectedDays(ctx, days))
		all, err := s.ProtectedDays(ctx, care.Everything, "", "2026-03-01", "2026-03-31")
		must(t, err)
		if diff := cmp.Diff(days, all); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if some, err := s.ProtectedDays(ctx, care.Scope{Role: care.Manager, Center: "b"}, "", "2026-03-01", "2026-03-31"); err != nil || len(some) != 1 {
			t.Errorf("of a station: %+v, %v", some, err)
		}
		if last, err := s.LastProtectedDay(ctx); err != nil || last != "2026-03-02" {
			t.Errorf("last: %q, %v", last, err)
		}
	})
}

func TestAbsencesAreOfWhoIsGoneForLong(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		hour := func(n int) time.Time { return alertsBegan.Add(time.Duration(n) * time.Hour) }
		must(t, s.CreateHouseholds(ctx, []care.Household{{ID: "h1"}, {ID: "h2"}}, care.Entry{}))
		must(t, s.CreateElders(ctx, []care.Elder{{ID: "e1", HouseholdID: "h1"}, {ID: "e2", HouseholdID: "h1"}, {ID: "e3", HouseholdID: "h2"}}, care.Entry{}))
		where := func(elder care.ElderID, state care.WhereaboutsState, since time.Time, back *time.Time) {
			must(t, s.write(ctx, func(tx *Tx) error {
				return tx.saveWhereabouts(&care.Whereabouts{ElderID: elder, State: state, Since: since, ReturnAt: back})
			}))
		}
		where("e1", care.InHospital, hour(1), ptrTo(hour(4)))
		where("e2", care.Out, hour(1), nil)
		where("e3", care.Staying, hour(1), nil)
		where("e3", care.AtHome, hour(3), nil)
		live, gone, err := s.Absences(ctx, []care.HouseholdID{"h1", "h2"}, hour(0), hour(9))
		must(t, err)
		if diff := cmp.Diff(map[care.HouseholdID][]care.ElderID{"h1": {"e1", "e2"}, "h2": {"e3"}}, live); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		want := []care.Absence{{Elder: "e1", Household: "h1", From: hour(1), Until: ptrTo(hour(4))}, {Elder: "e3", Household: "h2", From: hour(1), Until: ptrTo(hour(3))}}
		if diff := cmp.Diff(want, gone); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestAProofNamesItsStages follows one press, and one that nobody confirmed.
func TestAProofNamesItsStages(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		must(t, s.CreateHouseholds(ctx, []care.Household{{ID: "h1", RegionID: "990101001001", StationID: "station"}}, care.Entry{}))
		must(t, s.CreateDevices(ctx, []care.Device{{ID: "d1", Kind: "sos_button", Model: "SB-1", HouseholdID: "h1"}}, make([]care.DeviceKey, 1), care.Entry{}))
		for n, id := range []care.CallID{"lost", "good"} {
			at := alertsBegan.Add(time.Duration(n) * time.Hour)
			press(t, s, care.Call{ID: id, Kind: care.Test, PressedAt: at.Add(-time.Second), ReceivedAt: at, Place: care.Place{Device: "d1", Household: "h1"}}, false)
			told := at.Add(50 * time.Millisecond)
			must(t, s.FeedbackSent(ctx, []care.Feedback{{Device: "d1", Call: id, Step: care.StepReceived, At: at, SentAt: &told}}))
		}
		received := alertsBegan.Add(time.Hour)
		_, err := s.ConfirmFeedback(ctx, care.Confirmation{Device: "d1", Call: "good", Step: care.StepReceived, At: received.Add(time.Second)})
		must(t, err)
		got, next, err := s.Proofs(ctx, care.Scope{Role: care.Manager, Center: "station"}, care.ProofQuery{}, care.Page{Limit: 1})
		must(t, err)
		if len(got) != 1 || got[0].RecordedAt == nil || next == "" {
			t.Fatalf("got %+v, next %q", got, next)
		}
		want := care.Proof{Device: "d1", Model: "SB-1", Household: "h1", Region: "990101001001", Call: "good", Kind: care.Test, Test: true,
			PressedAt: received.Add(-time.Second), ReceivedAt: received, RecordedAt: got[0].RecordedAt, ToldAt: ptrTo(received.Add(50 * time.Millisecond)),
			ConfirmedAt: ptrTo(received.Add(time.Second)), First: true}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		got, next, err = s.Proofs(ctx, care.Everything, care.ProofQuery{}, care.Page{Limit: 1, Cursor: next})
		if err != nil || next != "" || len(got) != 1 || got[0].Call != "lost" || got[0].ConfirmedAt != nil || got[0].First {
			t.Errorf("the other: %+v, next %q, %v", got, next, err)
		}
		if other, _, err := s.Proofs(ctx, care.Scope{Role: care.Manager, Center: "other"}, care.ProofQuery{}, care.Page{}); err != nil || len(other) != 0 {
			t.Errorf("another house sees %+v, %v", other, err)
		}
		n := 0
		must(t, s.EachProof(ctx, care.Everything, care.ProofQuery{From: received}, func(care.Proof) { n++ }))
		if n != 1 {
			t.Errorf("%d presses since the second", n)
		}
	})
}
