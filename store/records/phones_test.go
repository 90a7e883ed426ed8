package records

import (
	"slices"
	"testing"
	"time"

	"yian/care"
)

// phoneCall puts a call into the record as it is.
func phoneCall(t testing.TB, s *Store, p care.PhoneCall) {
	t.Helper()
	_, err := s.ChangePhoneCall(t.Context(), p.ID, p.Number, func(c *care.PhoneCase) (care.Change, error) {
		kept := p
		c.Call = &kept
		return care.Change{Entries: []care.Entry{entry("phone", string(p.ID))}}, nil
	})
	must(t, err)
}

func ids(list []care.PhoneCall) []string {
	var out []string
	for _, p := range list {
		out = append(out, string(p.ID))
	}
	return out
}

func TestPhoneCalls(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, at := db.open(t), pressedAt
		by := func(d time.Duration) *care.CallBack { return &care.CallBack{By: at.Add(d), Missed: 1} }
		due := at.Add(10 * time.Minute)
		phoneCall(t, s, care.PhoneCall{ID: "a", State: care.PhoneEnded, Number: "1", At: at, ElderID: "e1", RegionID: "990101001001"})
		phoneCall(t, s, care.PhoneCall{ID: "b", State: care.PhoneMissed, Number: "1", At: at.Add(time.Minute), CallBack: by(20 * time.Minute), RegionID: "990101001001"})
		phoneCall(t, s, care.PhoneCall{ID: "c", State: care.PhoneBusy, Number: "2", At: at.Add(2 * time.Minute), CallBack: by(10 * time.Minute), DueAt: &due})
		phoneCall(t, s, care.PhoneCall{ID: "d", State: care.PhoneRinging, Number: "3", At: at.Add(3 * time.Minute), CenterID: "house", RegionID: "990101002"})
		for name, c := range map[string]struct {
			sc   care.Scope
			q    care.PhoneQuery
			want []string
		}{
			"all, the newest first":            {care.Everything, care.PhoneQuery{}, []string{"d", "c", "b", "a"}},
			"a page":                           {care.Everything, care.PhoneQuery{Page: care.Page{Limit: 2}}, []string{"d", "c"}},
			"owed, the first deadline first":   {care.Everything, care.PhoneQuery{Owed: true}, []string{"c", "b"}},
			"live":                             {care.Everything, care.PhoneQuery{Live: true}, []string{"d"}},
			"missed":                           {care.Everything, care.PhoneQuery{Missed: true}, []string{"c", "b"}},
			"an elder's":                       {care.Everything, care.PhoneQuery{Elder: "e1"}, []string{"a"}},
			"a number's":                       {care.Everything, care.PhoneQuery{Number: "1"}, []string{"b", "a"}},
			"a site sees its own":              {care.Scope{Role: care.Operator, Center: "house"}, care.PhoneQuery{}, []string{"d"}},
			"a township, and nobody's numbers": {care.Scope{Role: care.Operator, Region: "990101001"}, care.PhoneQuery{}, []string{"c", "b", "a"}},
			"nobody":                           {care.Scope{}, care.PhoneQuery{}, nil},
		} {
			got, next, err := s.PhoneCalls(t.Context(), c.sc, c.q)
			if err != nil || !slices.Equal(ids(got), c.want) {
				t.Errorf("%s: %v, %v", name, ids(got), err)
			}
			if c.q.Page.Limit == 2 {
				c.q.Page.Cursor = next
				if got, _, err = s.PhoneCalls(t.Context(), c.sc, c.q); err != nil || !slices.Equal(ids(got), []string{"b", "a"}) {
					t.Errorf("%s: the next %v, %v", name, ids(got), err)
				}
			}
		}
		if list, err := s.DuePhoneCalls(t.Context(), due, 10); err != nil || !slices.Equal(ids(list), []string{"c"}) || !list[0].DueAt.Equal(due) {
			t.Errorf("due: %v, %v", list, err)
		}
		if owed, overdue, err := s.OwedCalls(t.Context(), care.Everything, at.Add(15*time.Minute)); err != nil || owed != 2 || overdue != 1 {
			t.Errorf("owed %d, overdue %d, %v", owed, overdue, err)
		}
		// What else is known of a number comes along, and is written with the call.
		_, err := s.ChangePhoneCall(t.Context(), "e", "1", func(c *care.PhoneCase) (care.Change, error) {
			if len(c.Owed) != 1 || c.Owed[0].ID != "b" || c.SpokenAt == nil || !c.SpokenAt.Equal(at) || c.Known.Version != 0 {
				t.Errorf("the case: %+v", c)
			}
			c.Call = &care.PhoneCall{ID: "e", State: care.PhoneAnswered, Number: "1", At: at.Add(5 * time.Minute)}
			c.Owed[0].CallBack.Outcome = care.CallBackReached
			c.Known.ElderIDs = []care.ElderID{"e1"}
			return care.Change{Entries: []care.Entry{entry("phone", "e")}}, nil
		})
		must(t, err)
		if known, err := s.PhoneNumber(t.Context(), "1"); err != nil || !slices.Equal(known.ElderIDs, []care.ElderID{"e1"}) {
			t.Errorf("known: %+v, %v", known, err)
		}
		if owed, _, err := s.OwedCalls(t.Context(), care.Everything, at); err != nil || owed != 1 {
			t.Errorf("owed %d, %v", owed, err)
		}
	})
}

func TestIncidentsOfOneCause(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for i, id := range []string{"c1", "c2", "c3"} {
			p := pressOf(id)
			p.Place.Device, p.Place.Household, p.Place.Elder = care.DeviceID("d"+id), "", ""
			_, _, err := raise(t, s, p, []string{"i1", "i2", "i3"}[i])
			must(t, err)
		}
		for _, id := range []care.IncidentID{"i2", "i3"} {
			_, err := s.ChangeIncident(t.Context(), id, func(c *care.Case) (care.Change, error) {
				c.Incident.Cause = "i1"
				return care.Change{Entries: []care.Entry{entry("incident", string(id))}}, nil
			})
			must(t, err)
		}
		for id, want := range map[care.IncidentID][]care.IncidentID{"i1": {"i2", "i3"}, "i2": {"i1", "i3"}} {
			in, err := s.Incident(t.Context(), care.Everything, id)
			must(t, err)
			list, err := s.SameCause(t.Context(), care.Everything, in)
			var got []care.IncidentID
			for _, o := range list {
				got = append(got, o.ID)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, %v", id, got, err)
			}
		}
	})
}
