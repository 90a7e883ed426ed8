package visits

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yian/care"
)

// Told is what a worker tells of a visit, at once or, without signal, hours later. Only
// what is set is told.
type Told struct {
	// At is when it happened, by the worker's telephone; zero: now.
	At time.Time
	// Lat, Lon and Accuracy are where the telephone was.
	Lat, Lon *float64
	Accuracy float64
	// Door is what the code at the door said.
	Door string
	// Values are what was measured before, by the code of the check.
	Values map[string]float64
	// Done are the points of the checklist that were ticked; nil: not told.
	Done      []string
	Note      string
	PaidFen   *int64
	Signature *care.Signature
}

// Arrived notes when and where the worker arrived. Idempotent: what was told first
// stays. It blocks until on disk.
func (r *Visits) Arrived(ctx context.Context, by care.Staff, id care.OrderID, t Told) (care.Visit, error) {
	return r.tell(ctx, by, id, "arrived", t, func(v *care.Visit, o *care.Order, when time.Time) {
		if v.StartAt == nil {
			v.StartAt = &when
		}
	})
}

// Ended notes when the visit ended, and how the order stands. Idempotent.
func (r *Visits) Ended(ctx context.Context, by care.Staff, id care.OrderID, t Told) (care.Visit, error) {
	return r.tell(ctx, by, id, "ended", t, func(v *care.Visit, o *care.Order, when time.Time) {
		if v.EndAt == nil {
			v.EndAt = &when
		}
	})
}

// Tell adds evidence to a visit, also after its end: it is graded again then.
func (r *Visits) Tell(ctx context.Context, by care.Staff, id care.OrderID, t Told) (care.Visit, error) {
	return r.tell(ctx, by, id, "told", t, func(*care.Visit, *care.Order, time.Time) {})
}

func (r *Visits) tell(ctx context.Context, by care.Staff, id care.OrderID, verb string, t Told, more func(*care.Visit, *care.Order, time.Time)) (care.Visit, error) {
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.Visit{}, err
	}
	var door care.DoorCheck
	if t.Door != "" {
		if door, err = r.door(ctx, &o, t.Door); err != nil {
			return care.Visit{}, err
		}
	}
	if err := checkSignature(t.Signature); err != nil {
		return care.Visit{}, err
	}
	spot, err := r.spot(ctx, &o, t)
	if err != nil {
		return care.Visit{}, err
	}
	checks, err := r.checked(ctx, &o, t.Values)
	if err != nil {
		return care.Visit{}, err
	}
	now := r.now()
	when := happened(t.At, &o, now)
	v, err := r.deps.Book.ChangeVisit(ctx, id, func(v *care.Visit) (bool, []care.Entry, error) {
		r.begin(v, &o, by, now)
		if spot != nil && v.Spot == nil {
			v.Spot = spot
		}
		if door != "" && v.Door != care.DoorMatch { // the wrong door may have been the first
			v.Door = door
		}
		if checks != nil {
			v.Checks = checks
		}
		if t.Done != nil {
			v.Done = t.Done
		}
		if note := strings.TrimSpace(t.Note); note != "" {
			v.Note = note
		}
		if t.PaidFen != nil {
			v.PaidFen = *t.PaidFen
		}
		if t.Signature != nil {
			v.Signature = t.Signature
			v.Signature.At = when
		}
		more(v, &o, when)
		r.regrade(v, &o, now)
		return true, []care.Entry{entry(v, now, by.ID, verb, "")}, nil
	})
	if err != nil {
		return care.Visit{}, fmt.Errorf("visits: %s: %w", id, err)
	}
	if forbids(v.Checks) {
		err = r.notBegun(ctx, by, &o, now)
	}
	return v, err
}

// mine returns the order whose visit by may tell of: a worker's own, or one in sight
// that is entered for the worker.
func (r *Visits) mine(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	o, err := r.deps.Orders.Order(ctx, by.Scope(), id)
	if err != nil {
		return o, err
	}
	if by.Role == care.Worker && o.WorkerID != by.ID {
		return o, care.NotFound("order")
	}
	if o.WorkerID == "" {
		return o, care.Conflict("visit.nobody", "这张工单还没有人去")
	}
	return o, nil
}

// begin fills in what the order says. A visit follows its order as long as it is open.
func (r *Visits) begin(v *care.Visit, o *care.Order, by care.Staff, now time.Time) {
	v.Number, v.Service, v.OfferingID, v.ElderID, v.HouseholdID = o.Number, o.Service, o.OfferingID, o.ElderID, o.HouseholdID
	v.CenterID, v.RegionID, v.WorkerID, v.SecondID, v.Trial = o.CenterID, o.RegionID, o.WorkerID, o.SecondID, o.Trial
	v.PriceFen, v.SubsidyFen = o.PriceFen, o.SubsidyFen
	v.UploadedAt = now
	if by.ID != care.System && by.ID != o.WorkerID {
		v.OnBehalf = by.ID
	}
	switch o.State {
	case care.OrderCompleted:
		v.State = care.VisitDone
	case care.OrderFailed, care.OrderCancelled:
		v.State = care.VisitFailed
	default:
		v.State = care.VisitOpen
	}
	if v.StartAt == nil && o.ArrivedAt != nil && v.State != care.VisitOpen {
		v.StartAt = o.ArrivedAt
	}
	if v.EndAt == nil && o.CompletedAt != nil {
		v.EndAt = o.CompletedAt
	}
}

// regrade asks for a grade of a visit that is over: at once, and once the home's
// readings are in.
func (r *Visits) regrade(v *care.Visit, o *care.Order, now time.Time) {
	if v.State == care.VisitDone {
		v.GradeAt = at(now)
	}
}

// happened is when something was, by the worker's telephone: never before its order
// and never in the future, however wrong that clock is.
func happened(told time.Time, o *care.Order, now time.Time) time.Time {
	told = told.UTC().Truncate(time.Millisecond)
	if told.IsZero() || told.After(now) || told.Before(o.CreatedAt) {
		return now
	}
	return told
}

// spot says how far the telephone was from where the service is given: the home, the
// station or the care home.
func (r *Visits) spot(ctx context.Context, o *care.Order, t Told) (*care.VisitSpot, error) {
	if t.Lat == nil || t.Lon == nil {
		return nil, nil
	}
	s := &care.VisitSpot{Lat: *t.Lat, Lon: *t.Lon, Accuracy: t.Accuracy}
	lat, lon, err := r.mapPoint(ctx, o)
	if lat != nil && lon != nil {
		d := math.Round(metres(*lat, *lon, s.Lat, s.Lon))
		s.Distance = &d
	}
	return s, err
}

// mapPoint is where the service of an order is given, nil where nobody entered it.
func (r *Visits) mapPoint(ctx context.Context, o *care.Order) (lat, lon *float64, err error) {
	site := o.CenterID
	if o.HouseholdID != "" {
		h, err := r.deps.People.Household(ctx, care.Everything, o.HouseholdID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, nil, fmt.Errorf("visits: home: %w", err)
		}
		f, err := r.Offering(ctx, o)
		if err != nil {
			return nil, nil, err
		}
		switch f.Given {
		case care.GivenAtSite:
			site = h.StationID
		case care.GivenByPhone:
			return nil, nil, nil
		default:
			return h.Lat, h.Lon, nil
		}
	}
	if site == "" {
		return nil, nil, nil
	}
	c, err := r.deps.Posts.Center(ctx, care.Everything, site)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return nil, nil, fmt.Errorf("visits: site: %w", err)
	}
	return c.Lat, c.Lon, nil
}

// elsewhere reports whether nobody comes to the home for it, so that nothing there can
// tell of it.
func elsewhere(f *care.Offering) bool {
	return f.Given == care.GivenAtSite || f.Given == care.GivenByPhone
}

// metres is the distance of two points that are not far apart.
func metres(lat1, lon1, lat2, lon2 float64) float64 {
	const earth, rad = 6_371_000, math.Pi / 180
	x := (lon2 - lon1) * rad * math.Cos((lat1+lat2)/2*rad)
	y := (lat2 - lat1) * rad
	return earth * math.Hypot(x, y)
}

func checkSignature(s *care.Signature) error {
	if s == nil || s.How != "witness" {
		return nil
	}
	if name := strings.TrimSpace(s.Name); name == "" || utf8.RuneCountInString(name) > 40 || s.Relation == "" {
		return care.Invalid("body.signature", "visit.witness", "请写明见证人的姓名和与老人的关系")
	}
	return nil
}

// checked compares what was measured with what the catalogue says must hold.
func (r *Visits) checked(ctx context.Context, o *care.Order, values map[string]float64) ([]care.Checked, error) {
	if len(values) == 0 {
		return nil, nil
	}
	offering, err := r.Offering(ctx, o)
	if err != nil {
		return nil, err
	}
	out := []care.Checked{}
	for _, c := range offering.PreChecks {
		if v, told := values[c.Code]; told {
			out = append(out, care.Checked{Code: c.Code, Name: c.Name, Unit: c.Unit, Value: v, Min: c.Min, Max: c.Max,
				OK: (c.Min == nil || v >= *c.Min) && (c.Max == nil || v <= *c.Max)})
		}
	}
	return out, nil
}

// forbids reports whether what was measured forbids to begin.
func forbids(checks []care.Checked) bool {
	for _, c := range checks {
		if !c.OK {
			return true
		}
	}
	return false
}

// Offering is the row of the catalogue of an order; of a service alone what all its rows
// have in common. An empty row where there is none.
func (r *Visits) Offering(ctx context.Context, o *care.Order) (care.Offering, error) {
	if r.deps.Catalogue == nil {
		return care.Offering{}, nil
	}
	all, err := r.deps.Catalogue.Offerings(ctx)
	if err != nil {
		return care.Offering{}, fmt.Errorf("visits: catalogue: %w", err)
	}
	var of []care.Offering
	for _, f := range all {
		if f.ID == o.OfferingID && o.OfferingID != "" {
			return f, nil
		}
		if f.Service == o.Service && !f.Disabled {
			of = append(of, f)
		}
	}
	if o.OfferingID != "" || len(of) == 0 {
		return care.Offering{}, nil
	}
	return common(of), nil
}

// common is what every row of a service asks for.
func common(of []care.Offering) care.Offering {
	out := of[0]
	out.ID, out.Name, out.Prices = "", "", nil
	if slices.ContainsFunc(of, func(f care.Offering) bool { return !elsewhere(&f) }) {
		out.Given = care.GivenAtHome
	}
	out.Checklist = slices.Clone(out.Checklist)
	for _, f := range of[1:] {
		out.Minutes = min(out.Minutes, f.Minutes)
		out.Receipt = out.Receipt && f.Receipt
		out.AdvanceFen = min(out.AdvanceFen, f.AdvanceFen)
		out.TwoPersons = out.TwoPersons && f.TwoPersons
		out.Checklist = slices.DeleteFunc(out.Checklist, func(line string) bool { return !slices.Contains(f.Checklist, line) })
		if len(f.PreChecks) == 0 {
			out.PreChecks = nil
		}
	}
	return out
}
