package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// roster is who is on duty, as a test says.
type roster struct {
	on      map[care.DutyPost][]care.OnPost
	planned map[care.DutyPost]bool
	err     error
	asked   []time.Time
}

func (r *roster) OnPost(_ context.Context, post care.DutyPost, _ care.RegionID, _ care.CenterID, at time.Time) ([]care.OnPost, bool, error) {
	r.asked = append(r.asked, at)
	return r.on[post], r.planned[post] || len(r.on[post]) > 0, r.err
}

func (r *roster) County(context.Context) care.RegionID { return county }

// plan puts one person on a post; without a number, nobody.
func (r *roster) plan(post care.DutyPost, phones ...string) {
	if r.on == nil {
		r.on, r.planned = map[care.DutyPost][]care.OnPost{}, map[care.DutyPost]bool{}
	}
	r.planned[post] = true
	for _, p := range phones {
		r.on[post] = append(r.on[post], care.OnPost{Post: post, Name: "值班样例", Phone: p})
	}
}

// phones are the numbers that were rung so far, in order of the alphabet.
func (w *world) phones() []string {
	w.rung.mu.Lock()
	defer w.rung.mu.Unlock()
	var out []string
	for _, n := range w.rung.sent {
		out = append(out, n.Receiver+" "+n.Phone)
	}
	w.rung.sent, w.rung.at = nil, nil
	slices.Sort(out)
	return out
}

func TestTheLadderRingsWhoIsOnDuty(t *testing.T) {
	w := setup(t)
	w.roster.plan(care.SupervisorPost, "13911110001")
	w.roster.plan(care.TownshipPost, "13911110002")
	w.roster.plan(care.CountyPost, "13911110003")
	w.press(wangsPendant, "a")
	for _, c := range []struct {
		after time.Duration
		want  []string
	}{
		{30 * time.Second, []string{"supervisor 13911110001"}},
		{30 * time.Second, []string{"contact 13900000005", "station_keeper 13900000002", "township_duty 13911110002"}},
		{2 * time.Minute, []string{"county_desk 13911110003"}},
	} {
		for range int(c.after / time.Second) {
			w.attend()
			w.pass(time.Second)
		}
		if diff := cmp.Diff(c.want, w.phones()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	if last := w.roster.asked[len(w.roster.asked)-1]; !last.Equal(w.clock.now()) {
		t.Errorf("asked who is on at %v, want now", last)
	}
}

// A post that nobody holds is skipped; the office's telephone and the county's desk
// are rung in any case.
func TestAPostThatNobodyHoldsIsSkipped(t *testing.T) {
	w := setup(t)
	for _, post := range []care.DutyPost{care.SupervisorPost, care.TownshipPost, care.CountyPost} {
		w.roster.plan(post)
	}
	w.press(zhaosButton, "a")
	for range 30 {
		w.attend()
		w.pass(time.Second)
	}
	if diff := cmp.Diff([]string{"township_duty 0990-200"}, w.phones()); diff != "" {
		t.Errorf("when the supervisor's time came (-want +got)\n%s", diff)
	}
	for range 150 {
		w.attend()
		w.pass(time.Second)
	}
	if diff := cmp.Diff([]string{"county_desk 0990-100"}, w.phones()); diff != "" {
		t.Errorf("at the end (-want +got)\n%s", diff)
	}
}

func TestWithoutARosterStandingPostsAreRung(t *testing.T) {
	for name, c := range map[string]func(*roster){
		"nothing entered":     func(*roster) {},
		"it cannot be read":   func(r *roster) { r.err = errors.New("away") },
		"nobody has a number": func(r *roster) { r.plan(care.SupervisorPost, "") },
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			c(w.roster)
			w.press(wangsPendant, "a")
			for range 30 {
				w.attend()
				w.pass(time.Second)
			}
			if diff := cmp.Diff([]string{"supervisor 13900000001"}, w.phones()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// While no console is alive those who should sit there are rung as well.
func TestNobodyAtTheDeskRingsWhoShouldSitThere(t *testing.T) {
	w := setup(t)
	w.roster.plan(care.NightPost, "13911110009")
	w.desk.Leave(t.Context(), operator.ID)
	w.press(wangsPendant, "a")
	w.pass(time.Second)
	if diff := cmp.Diff([]string{"county_desk 0990-100", "seat 13911110009", "supervisor 13900000001"}, w.phones()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReinforcementRingsWhoIsOnDuty(t *testing.T) {
	w := setup(t)
	w.roster.plan(care.SupervisorPost, "13911110001")
	w.roster.plan(care.CountyPost, "13911110003")
	must(t, w.desk.Reinforce(t.Context(), operator))
	w.pass(time.Second)
	if diff := cmp.Diff([]string{"county_desk 13911110003", "supervisor 13911110001"}, w.phones()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// An elder with nobody to ring has the village committee; a contact of whom only the name
// is known is nobody to ring.
func TestWithoutContactsTheVillageIsRung(t *testing.T) {
	for _, known := range [][]care.Contact{nil, {{Name: "女儿样例"}}} {
		w := setup(t)
		_, err := w.people.UpdateRegion(t.Context(), care.Staff{ID: care.System, Role: care.Admin}, village, func(g *care.Region) error {
			g.DutyName, g.DutyPhone = "村委会样例", "0990-300"
			return nil
		})
		must(t, err)
		w.contacts("zhao", known...)
		w.press(panel, "a")
		for range 60 {
			w.attend()
			w.pass(time.Second)
		}
		if got := w.phones(); !slices.Contains(got, "village_committee 0990-300") || !slices.Contains(got, "township_duty 0990-200") {
			t.Errorf("with contacts %v rung: %v", known, got)
		}
	}
}
