package assign

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// noon is a Thursday noon in the county.
var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, care.Shanghai)

const (
	village  care.RegionID = "990101001002"
	township care.RegionID = "990101001"
)

// bathAt is a bath for somebody in the village, at noon.
func bathAt(change func(*errand)) *errand {
	e := &errand{order: &care.Order{ID: "o", Service: care.Bathing, ElderID: "e", RegionID: village}, elder: care.Elder{ID: "e"},
		place: &care.Location{Lat: 33, Lon: 116}, at: noon, now: noon}
	if change != nil {
		change(e)
	}
	return e
}

// someone is a worker of the township whose station lies where the elder lives.
func someone(change func(*hand)) *hand {
	h := &hand{staff: care.Staff{ID: "w", RegionID: township}, base: &care.Location{Lat: 33, Lon: 116}}
	if change != nil {
		change(h)
	}
	return h
}

func codes(list []care.Argument) map[string]int {
	out := map[string]int{}
	for _, a := range list {
		out[a.Code] = a.Points
	}
	return out
}

// TestWhatStops has a row for each thing that must not be, and beside it what nearly is.
func TestWhatStops(t *testing.T) {
	card := func(expires string) func(*hand) {
		return func(h *hand) { h.staff.Certificates = []care.Certificate{{Name: "健康证", Expires: expires}} }
	}
	needsCard := func(e *errand) { e.offering.Certificates = []string{"健康证"} }
	meal := func(tags ...string) func(*errand) {
		return func(e *errand) { e.order.Service = care.Meal; e.elder.DietTags = tags }
	}
	emergency := func(change func(*errand)) func(*errand) {
		return func(e *errand) { e.order.Service = care.Emergency; change(e) }
	}
	relative := func(h *hand) { h.staff.Relatives = []care.ElderID{"e"} }
	refuses := func(e *errand) { e.elder.Refuses = []care.StaffID{"w"} }
	for name, c := range map[string]struct {
		order  func(*errand)
		worker func(*hand)
		policy Policy
		want   []string
	}{
		"nothing":                        {},
		"no such skill":                  {worker: func(h *hand) { h.staff.Skills = []care.Service{care.Meal} }, want: []string{"skill"}},
		"the skill among others":         {worker: func(h *hand) { h.staff.Skills = []care.Service{care.Meal, care.Bathing} }},
		"no certificate":                 {order: needsCard, want: []string{"certificate_missing"}},
		"a certificate that ended":       {order: needsCard, worker: card("2026-11-25"), want: []string{"certificate_expired"}},
		"a certificate on its last day":  {order: needsCard, worker: card("2026-11-26")},
		"a certificate for ever":         {order: needsCard, worker: card("")},
		"one that ends before the order": {order: func(e *errand) { needsCard(e); e.at = noon.AddDate(0, 0, 3) }, worker: card("2026-11-28"), want: []string{"certificate_expired"}},
		"an old one and a new one": {order: needsCard, worker: func(h *hand) {
			h.staff.Certificates = []care.Certificate{{Name: "健康证", Expires: "2027-01-01"}, {Name: "健康证", Expires: "2026-01-01"}}
		}},
		"a relative":                       {worker: relative, want: []string{"kin"}},
		"a relative, by the county's will": {worker: relative, policy: Policy{Kin: true}},
		"the elder's no":                   {order: refuses, want: []string{"refused"}},
		"a diet of its own":                {order: meal("清真"), want: []string{"diet"}},
		"a diet with its carrier":          {order: meal("清真"), worker: func(h *hand) { h.staff.Carries = []string{"清真"} }},
		"another diet":                     {order: meal("低盐")},
		"who let it go":                    {order: func(e *errand) { e.order.Declined = []care.StaffID{"w"} }, want: []string{"declined"}},
		"an emergency and a relative":      {order: emergency(func(*errand) {}), worker: relative},
		"an emergency and the elder's no":  {order: emergency(refuses)},
		"an emergency without certificate": {order: emergency(needsCard)},
		"an emergency that was let go":     {order: emergency(func(e *errand) { e.order.Declined = []care.StaffID{"w"} }), want: []string{"declined"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.policy.weigh(bathAt(c.order), someone(c.worker))
			var stops []string
			for _, s := range got.Stops {
				stops = append(stops, s.Code)
			}
			if diff := cmp.Diff(c.want, stops); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if got.Fit() != (len(c.want) == 0) {
				t.Errorf("fit: %t", got.Fit())
			}
		})
	}
}

// TestWhatWeighs changes one thing at a time about a worker who has 10 points for the
// township and 0 minutes to go.
func TestWhatWeighs(t *testing.T) {
	ago := func(h float64) *time.Time { at := noon.Add(-time.Duration(h * float64(time.Hour))); return &at }
	stretch := func(began, ended float64) func(*hand) {
		return func(h *hand) { h.facts.BeganAt, h.facts.EndedAt = ago(began), ago(ended) }
	}
	emergency := func(e *errand) { e.order.Service = care.Emergency }
	for name, c := range map[string]struct {
		order  func(*errand)
		worker func(*hand)
		want   map[string]int // beside township 10 and distance 0
	}{
		"as usual":                         {},
		"the village is a zone":            {worker: func(h *hand) { h.staff.Zones = []care.RegionID{"990101009", village} }, want: map[string]int{"township": 0, "village": 15}},
		"outside of the zones":             {worker: func(h *hand) { h.staff.Zones = []care.RegionID{"990101009"} }, want: map[string]int{"township": 0, "outside": -20}},
		"ten kilometres":                   {worker: func(h *hand) { h.base = &care.Location{Lat: 33.09, Lon: 116} }, want: map[string]int{"distance": -31}},
		"ten kilometres to an emergency":   {order: emergency, worker: func(h *hand) { h.base = &care.Location{Lat: 33.09, Lon: 116} }, want: map[string]int{"township": 0, "distance": -62}},
		"the end of the world":             {worker: func(h *hand) { h.base = &care.Location{Lat: 40, Lon: 116} }, want: map[string]int{"distance": -60}},
		"nobody knows where":               {worker: func(h *hand) { h.base = nil }, want: map[string]int{"distance": 1, "distance_unknown": -25}},
		"they know each other a little":    {worker: func(h *hand) { h.facts.WithElder = 2 }, want: map[string]int{"continuity": 8}},
		"they know each other well":        {worker: func(h *hand) { h.facts.WithElder = 90 }, want: map[string]int{"continuity": 20}},
		"the elder's wish":                 {order: func(e *errand) { e.elder.Prefers = []care.StaffID{"w"} }, want: map[string]int{"preferred": 20}},
		"a woman is wished for, and is":    {order: func(e *errand) { e.elder.WorkerGender = "female" }, worker: func(h *hand) { h.staff.Gender = "female" }, want: map[string]int{"gender": 8}},
		"a woman is wished for, and isn't": {order: func(e *errand) { e.elder.WorkerGender = "female" }, worker: func(h *hand) { h.staff.Gender = "male" }, want: map[string]int{"gender": -20}},
		"four orders today":                {worker: func(h *hand) { h.facts.Today = 4 }, want: map[string]int{"today": -12}},
		"a full day":                       {worker: func(h *hand) { h.facts.Today = 40 }, want: map[string]int{"today": -30}},
		"one in hand":                      {worker: func(h *hand) { h.facts.Open = 1 }, want: map[string]int{"in_hand": -8}},
		"one in hand, for tomorrow":        {order: func(e *errand) { e.at = noon.AddDate(0, 0, 1) }, worker: func(h *hand) { h.facts.Open = 1 }},
		"in the evening":                   {order: func(e *errand) { e.at = noon.Add(7 * time.Hour) }, want: map[string]int{"off_hours": -25}},
		"in the evening, an emergency":     {order: func(e *errand) { emergency(e); e.at, e.now = noon.Add(7*time.Hour), noon.Add(7*time.Hour) }, want: map[string]int{"township": 0, "off_hours": -10}},
		"after ten hours":                  {worker: stretch(10, 1), want: map[string]int{"long_day": -15}},
		"after nine hours":                 {worker: stretch(9, 1)},
		"seven hours of rest":              {worker: stretch(20, 7), want: map[string]int{"short_rest": -15}},
		"a night's rest":                   {worker: stretch(20, 11)},
		"a certificate that ends in March": {order: func(e *errand) { e.offering.Certificates = []string{"健康证"} }, worker: func(h *hand) { h.staff.Certificates = []care.Certificate{{Name: "健康证", Expires: "2027-03-01"}} }},
		"a certificate that ends soon":     {order: func(e *errand) { e.offering.Certificates = []string{"健康证"} }, worker: func(h *hand) { h.staff.Certificates = []care.Certificate{{Name: "健康证", Expires: "2026-12-20"}} }, want: map[string]int{"expiring": -3}},
		"an emergency in spite of a no":    {order: func(e *errand) { emergency(e); e.elder.Refuses = []care.StaffID{"w"} }, want: map[string]int{"township": 0, "refused": -30}},
		"outside of the zones, emergency":  {order: emergency, worker: func(h *hand) { h.staff.Zones = []care.RegionID{"990101009"} }, want: map[string]int{"township": 0}},
		"an emergency, nobody knows where": {order: emergency, worker: func(h *hand) { h.base = nil }, want: map[string]int{"distance": 1, "distance_unknown": -25}},
		"old friends in an emergency":      {order: func(e *errand) { emergency(e); e.elder.Prefers = []care.StaffID{"w"} }, worker: func(h *hand) { h.facts.WithElder = 90 }, want: map[string]int{"township": 0, "continuity": 4, "preferred": 4}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Policy{}.weigh(bathAt(c.order), someone(c.worker))
			want := map[string]int{"township": 10, "distance": 0}
			for code, points := range c.want {
				want[code] = points
			}
			if want["township"] == 0 {
				delete(want, "township")
			}
			if want["distance"] == 1 { // there is none
				delete(want, "distance")
			}
			sum := 0
			for _, points := range want {
				sum += points
			}
			if diff := cmp.Diff(want, codes(got.Reasons)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if got.Score != sum {
				t.Errorf("%d points, want %d", got.Score, sum)
			}
		})
	}
}

// TestWhereThePhoneWas counts while it is fresh and the order is for soon.
func TestWhereThePhoneWas(t *testing.T) {
	far := care.Location{Lat: 33.09, Lon: 116}
	spot := func(ago time.Duration) func(*hand) {
		return func(h *hand) { h.facts.Spot = &care.WorkerSpot{Location: far, At: noon.Add(-ago)} }
	}
	for name, c := range map[string]struct {
		order  func(*errand)
		worker func(*hand)
		from   string
		far    bool
	}{
		"an hour ago":             {nil, spot(time.Hour), "place", true},
		"three hours ago":         {nil, spot(3 * time.Hour), "zone", false},
		"an hour ago, for later":  {func(e *errand) { e.at = noon.Add(5 * time.Hour) }, spot(time.Hour), "zone", false},
		"an elder without a home": {func(e *errand) { e.place = nil }, spot(time.Hour), "", false},
	} {
		got := Policy{}.weigh(bathAt(c.order), someone(c.worker))
		if got.From != c.from || (got.Minutes != nil && *got.Minutes > 10) != c.far || (got.SpotAt != nil) != (c.from == "place") {
			t.Errorf("%s: from %q, %v min, %v", name, got.From, got.Minutes, got.SpotAt)
		}
	}
}

// TestTheSameFactsGiveTheSameOrder, whichever way round they come.
func TestTheSameFactsGiveTheSameOrder(t *testing.T) {
	hands := []*hand{
		someone(func(h *hand) {
			h.staff.ID = "stopped"
			h.staff.Skills = []care.Service{care.Meal}
			h.facts.WithElder = 5
		}),
		someone(func(h *hand) { h.staff.ID = "knows"; h.facts.WithElder = 5 }),
		someone(func(h *hand) { h.staff.ID = "b" }), someone(func(h *hand) { h.staff.ID = "a" }),
		someone(func(h *hand) { h.staff.ID = "far"; h.base = &care.Location{Lat: 33.09, Lon: 116} }),
	}
	want := []care.StaffID{"knows", "a", "b", "far", "stopped"}
	for range 4 {
		var list []care.Candidate
		for _, h := range hands {
			list = append(list, Policy{}.weigh(bathAt(nil), h))
		}
		slices.SortFunc(list, before)
		var got []care.StaffID
		for _, c := range list {
			got = append(got, c.WorkerID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		hands = append(hands[1:], hands[0])
	}
}
