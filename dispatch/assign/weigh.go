package assign

import (
	"cmp"
	"slices"
	"time"

	"yian/care"
)

// errand is an order with all that is known about it.
type errand struct {
	order    *care.Order
	elder    care.Elder // the zero elder: nobody's, or unknown
	offering care.Offering
	place    *care.Location // nil: nobody knows
	at, now  time.Time      // when it is to be carried out
}

func (e *errand) emergency() bool { return e.order.Service == care.Emergency }

// hand is a worker with all that is known about the worker.
type hand struct {
	staff care.Staff
	facts care.WorkerFacts
	base  *care.Location // nil: nobody knows
}

// The points of each argument. An emergency is about minutes; planned work is about
// who knows the elder and who has had enough for today.
const (
	perMinute, perMinuteEmergency  = -1, -2
	mostMinutes                    = 60
	farUnknown                     = -25
	inVillage, inTownship, outside = 15, 10, -20
	perVisit, mostVisits           = 4, 20
	mostVisitsEmergency            = 4 // two minutes
	preferred, refusedInEmergency  = 20, -30
	genderRight, genderWrong       = 8, -20
	perOrderToday, mostOrders      = -3, -30
	perOrderInHand, mostInHand     = -8, -24
	offHours, offHoursEmergency    = -25, -10
	longDay, shortRest             = -15, -15
	expiringSoon, kinGoes          = -3, -5
	soonDays                       = 30
	workedLong                     = 10 * time.Hour
	wantedRest                     = 11 * time.Hour
	spotFresh                      = 2 * time.Hour
	ownKitchen                     = "清真" // a diet that needs a carrier of its own
)

// weigh says what speaks for and against sending a worker.
func (p Policy) weigh(e *errand, h *hand) care.Candidate {
	c := care.Candidate{WorkerID: h.staff.ID, Stops: p.stops(e, &h.staff), Today: h.facts.Today, Open: h.facts.Open, LastAcceptedAt: h.facts.LastAcceptedAt}
	add := func(code string, points, n int, text string) {
		c.Reasons = append(c.Reasons, care.Argument{Code: code, Points: points, N: n, Text: text})
		c.Score += points
	}
	distance(e, h, &c, add)
	zone(e, h, &c, add)
	wishes(e, h, add)
	load(e, h, add)
	rest(e, h, add)
	expiring(e, h, add)
	if kin(e, &h.staff) && len(c.Stops) == 0 {
		add("kin", kinGoes, 0, "")
	}
	slices.SortStableFunc(c.Reasons, func(a, b care.Argument) int {
		return cmp.Or(cmp.Compare(abs(b.Points), abs(a.Points)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text))
	})
	return c
}

func abs(n int) int { return max(n, -n) }

// stops are why the order must not go to this worker at all. In an emergency only what
// makes help impossible counts.
func (p Policy) stops(e *errand, w *care.Staff) []care.Argument {
	out := []care.Argument{}
	stop := func(code, text string) { out = append(out, care.Argument{Code: code, Text: text}) }
	if !w.Able(e.order.Service) {
		stop("skill", string(e.order.Service))
	}
	if slices.Contains(e.order.Declined, w.ID) {
		stop("declined", "")
	}
	if e.emergency() {
		return out
	}
	day := e.at.In(care.Shanghai).Format(time.DateOnly)
	for _, name := range e.offering.Certificates {
		switch held, ok := w.Holds(name); {
		case !ok:
			stop("certificate_missing", name)
		case !held.ValidOn(day):
			stop("certificate_expired", name)
		}
	}
	if kin(e, w) && !p.Kin {
		stop("kin", "")
	}
	if slices.Contains(e.elder.Refuses, w.ID) {
		stop("refused", "")
	}
	if e.order.Service == care.Meal && slices.Contains(e.elder.DietTags, ownKitchen) && !slices.Contains(w.Carries, ownKitchen) {
		stop("diet", ownKitchen)
	}
	return out
}

func kin(e *errand, w *care.Staff) bool {
	return e.order.ElderID != "" && slices.Contains(w.Relatives, e.order.ElderID)
}

type adder func(code string, points, n int, text string)

// distance estimates the way from where the phone was last, when that is fresh and the
// order is for soon, else from where the worker usually sets out.
func distance(e *errand, h *hand, c *care.Candidate, add adder) {
	from, soon := h.base, e.at.Sub(e.now) < spotFresh
	if from != nil {
		c.From = "zone"
	}
	if s := h.facts.Spot; s != nil && soon && e.now.Sub(s.At) < spotFresh {
		from, c.From, c.SpotAt = &s.Location, "place", &s.At
	}
	if from == nil || e.place == nil {
		c.From, c.SpotAt = "", nil
		add("distance_unknown", farUnknown, 0, "")
		return
	}
	metres, minutes := care.Road(*from, *e.place)
	c.DistanceM, c.Minutes = &metres, &minutes
	points := perMinute
	if e.emergency() {
		points = perMinuteEmergency
	}
	add("distance", points*min(minutes, mostMinutes), minutes, "")
}

// zone says whose area it is. In an emergency the minutes say it all, where they are known.
func zone(e *errand, h *hand, c *care.Candidate, add adder) {
	if e.emergency() && c.Minutes != nil {
		return
	}
	switch n := h.staff.Covers(e.order.RegionID); {
	case e.order.RegionID == "":
	case n >= 12:
		add("village", inVillage, 0, "")
	case n >= 9:
		add("township", inTownship, 0, "")
	case n == 0:
		add("outside", outside, 0, "")
	}
}

// wishes are the elder's, and that they know each other.
func wishes(e *errand, h *hand, add adder) {
	most := mostVisits
	if e.emergency() {
		most = mostVisitsEmergency
	}
	if n := h.facts.WithElder; n > 0 {
		add("continuity", min(n*perVisit, most), n, "")
	}
	if slices.Contains(e.elder.Prefers, h.staff.ID) {
		add("preferred", min(preferred, most), 0, "")
	}
	if e.emergency() {
		if slices.Contains(e.elder.Refuses, h.staff.ID) {
			add("refused", refusedInEmergency, 0, "")
		}
		return
	}
	switch e.elder.WorkerGender {
	case "":
	case h.staff.Gender:
		add("gender", genderRight, 0, h.staff.Gender)
	default:
		add("gender", genderWrong, 0, h.staff.Gender)
	}
}

func load(e *errand, h *hand, add adder) {
	if n := h.facts.Today; n > 0 && !e.emergency() {
		add("today", max(n*perOrderToday, mostOrders), n, "")
	}
	if n := h.facts.Open; n > 0 && e.at.Sub(e.now) < spotFresh {
		add("in_hand", max(n*perOrderInHand, mostInHand), n, "")
	}
}

// rest asks whether the worker is at work at that hour and has rested.
func rest(e *errand, h *hand, add adder) {
	if !h.staff.Worked().Cover(e.at) {
		points := offHours
		if e.emergency() {
			points = offHoursEmergency
		}
		add("off_hours", points, 0, "")
	}
	began, ended := h.facts.BeganAt, h.facts.EndedAt
	if began == nil || ended == nil || e.at.Before(*ended) {
		return
	}
	switch paused := e.at.Sub(*ended); {
	case paused < care.Rest: // still in the same stretch
		if worked := e.at.Sub(*began); worked >= workedLong {
			add("long_day", longDay, int(worked.Hours()), "")
		}
	case paused < wantedRest:
		add("short_rest", shortRest, int(paused.Hours()), "")
	}
}

// expiring warns before a certificate that is needed ends.
func expiring(e *errand, h *hand, add adder) {
	day := e.at.In(care.Shanghai)
	today, soon := day.Format(time.DateOnly), day.AddDate(0, 0, soonDays).Format(time.DateOnly)
	for _, name := range e.offering.Certificates {
		if held, ok := h.staff.Holds(name); ok && held.ValidOn(today) && !held.ValidOn(soon) {
			add("expiring", expiringSoon, 0, name)
		}
	}
}
