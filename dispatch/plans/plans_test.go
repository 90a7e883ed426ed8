package plans_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/plans"
	"yian/registry"
	"yian/store/records"
)

const (
	township care.RegionID = "990101001"
	village  care.RegionID = "990101001002"
)

var (
	operator = care.Staff{ID: "op", Role: care.Operator}
	manager  = care.Staff{ID: "mgr", Role: care.Manager, CenterID: "house"}
)

// world is plans over a real record, with a clock, whereabouts and a maker of orders
// that tests turn.
type world struct {
	t       *testing.T
	store   *records.Store
	people  *registry.Registry
	offered map[care.OfferingID]care.Offering

	mu    sync.Mutex // guards all below
	now   time.Time
	where map[care.ElderID]care.Whereabouts
	down  bool                       // the maker is away
	asked int                        // how often an order was made or known
	made  map[care.OrderID]time.Time // when each was made first
}

func setup(t *testing.T) *world {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	s, err := records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	w := &world{t: t, store: s, now: day("2026-11-23", "12:00"), where: map[care.ElderID]care.Whereabouts{}, made: map[care.OrderID]time.Time{},
		people: registry.New(registry.Config{}, registry.Deps{Record: s, Log: log}),
		offered: map[care.OfferingID]care.Offering{
			"meal": {ID: "meal", Service: care.Meal}, "bath": {ID: "bath", Service: care.Bathing}, "visit-at-home": {ID: "visit-at-home", Service: care.VisitService},
			"visit-by-phone": {ID: "visit-by-phone", Service: care.VisitService}, "pills": {ID: "pills", Service: care.Medical, Listed: true},
			plans.ActivityDay: {ID: plans.ActivityDay, Service: care.Companionship}, "old": {ID: "old", Service: care.Meal, Disabled: true},
		}}
	e := func(noun string) care.Entry {
		return care.Entry{At: w.now, By: care.System, What: noun + ".imported", Noun: noun}
	}
	must(t, errors.Join(
		s.CreateRegions(ctx, []care.Region{{ID: township, Kind: care.Township, Name: "柳林镇"}, {ID: village, Kind: care.Village, Name: "前进村"}}, e("region")),
		s.CreateCenters(ctx, []care.Center{{ID: "house", Kind: care.CareHome, Name: "样例院", RegionID: township}, {ID: "branch", Kind: care.Branch, Name: "样例分院", RegionID: village},
			{ID: "kitchen", Kind: care.Station, Name: "样例站", RegionID: village}}, e("center")),
		s.CreateHouseholds(ctx, []care.Household{{ID: "h1", RegionID: village}, {ID: "h2", RegionID: village}}, e("household")),
		s.CreateElders(ctx, []care.Elder{
			{ID: "zhao", Name: "赵样例", HouseholdID: "h1", RegionID: village, BirthDate: "1938-01-01"},
			{ID: "ma", Name: "马样例", HouseholdID: "h2", RegionID: village, DietTags: []string{"清真", "鸡蛋过敏"}, BirthDate: "1950-01-01"},
			{ID: "sun", Name: "孙样例", CenterID: "house", RegionID: township},
		}, e("elder")),
		s.CreateStaff(ctx, []care.Staff{{ID: "w1", Role: care.Worker, Name: "服务员样例"}}, []string{""}, e("staff")),
	))
	return w
}

func day(date, clock string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", date+" "+clock, care.Shanghai)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// process is one of several over the same record.
func (w *world) process(cfg ...plans.Config) *plans.Plans {
	w.t.Helper()
	cfg = append(cfg, plans.Config{})
	p, err := plans.New(cfg[0], plans.Deps{Book: w.store, Shelf: w.store, Kitchens: w.store, Attendance: w.store, Catalogue: w, People: w.people, Whereabouts: w,
		Orders: w, Now: func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }})
	must(w.t, err)
	return p
}

func (w *world) Offering(_ context.Context, id care.OfferingID) (care.Offering, error) {
	o, ok := w.offered[id]
	if !ok {
		return o, care.NotFound("offering")
	}
	return o, nil
}

func (w *world) Expected(_ context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, ok := w.where[id]
	if !ok {
		return care.AtHome, nil
	}
	return v.Expected(at), nil
}

// Make makes orders as the desk does: the same id is the same order.
func (w *world) Make(ctx context.Context, v plans.Wanted) (care.Order, error) {
	w.mu.Lock()
	down, now := w.down, w.now
	if w.asked++; w.made[v.ID].IsZero() && !down {
		w.made[v.ID] = now
	}
	w.mu.Unlock()
	if down {
		return care.Order{}, care.ErrUnavailable
	}
	region, center := v.Place.Region, v.Place.Center
	if region == "" {
		region = village
	}
	c, _, err := w.store.NewOrder(ctx, v.ID, "", func(c *care.Case) (care.Change, error) {
		c.Orders = append(c.Orders, &care.Order{ID: v.ID, Service: w.offered[v.Offering].Service, State: care.OrderQueued, ElderID: v.Elder, RegionID: region, CenterID: center,
			PlanID: v.Plan, OfferingID: v.Offering, DueAt: &v.DueAt, CreatedAt: now, Note: v.Note, WorkerID: v.Worker})
		return care.Change{Entries: []care.Entry{{At: now, By: care.System, What: "order.created", Noun: "order", Subject: string(v.ID)}}}, nil
	})
	if err != nil {
		return care.Order{}, err
	}
	if o := c.Order(v.ID); o.State == care.OrderCancelled && o.CalledOff != "" {
		if c, err = w.takeUp(ctx, v.ID); err != nil {
			return care.Order{}, err
		}
	}
	return *c.Order(v.ID), nil
}

// takeUp takes up again what no person called off, once.
func (w *world) takeUp(ctx context.Context, id care.OrderID) (care.Case, error) {
	return w.store.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
		o := c.Order(id)
		if o.State != care.OrderCancelled || o.CalledOff == "" {
			return care.Change{}, nil
		}
		o.State, o.CalledOff, o.Reason = care.OrderQueued, "", ""
		return care.Change{Entries: []care.Entry{{At: w.now, By: care.System, What: "order.taken_up", Noun: "order", Subject: string(id)}}}, nil
	})
}

func (w *world) CallOff(ctx context.Context, by care.Staff, id care.OrderID, why string) error {
	return w.cancel(ctx, id, care.CalledOffByPlan, why)
}

func (w *world) Amend(ctx context.Context, _ care.Staff, id care.OrderID, note string, kitchen care.CenterID) error {
	_, err := w.store.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
		c.Order(id).Note, c.Order(id).CenterID = note, kitchen
		return care.Change{Entries: []care.Entry{{At: w.now, By: care.System, What: "order.amended", Noun: "order", Subject: string(id)}}}, nil
	})
	return err
}

// cancel calls an order off, for a plan, an absence, or "" for a person.
func (w *world) cancel(ctx context.Context, id care.OrderID, because care.CalledOff, why string) error {
	_, err := w.store.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
		c.Order(id).State, c.Order(id).Reason, c.Order(id).CalledOff = care.OrderCancelled, why, because
		return care.Change{Entries: []care.Entry{{At: w.now, By: care.System, What: "order.cancelled", Noun: "order", Subject: string(id)}}}, nil
	})
	return err
}

// entries counts the entries of a kind about the orders of a day.
func (w *world) entries(what string) (n int) {
	w.t.Helper()
	list, err := w.store.EntriesAfter(w.t.Context(), 0, 1000)
	must(w.t, err)
	for _, e := range list {
		if e.What == what {
			n++
		}
	}
	return n
}

// at sets the clock and lets what is due be made.
func (w *world) at(date, clock string, by ...*plans.Plans) {
	w.t.Helper()
	w.mu.Lock()
	w.now = day(date, clock)
	w.mu.Unlock()
	if len(by) == 0 {
		by = append(by, w.process())
	}
	for _, p := range by {
		must(w.t, p.Pass(w.t.Context()))
	}
}

// orders are the instants of the orders that a plan made and that stand, in order.
func (w *world) orders(id care.PlanID) []string {
	w.t.Helper()
	list, err := w.store.PlannedOrders(w.t.Context(), care.Everything, id, "", time.Time{}, time.Time{})
	must(w.t, err)
	out := []string{}
	for _, o := range list {
		if o.State != care.OrderCancelled {
			out = append(out, o.DueAt.In(care.Shanghai).Format("01-02 15:04"))
		}
	}
	return out
}

// gaps are the instants without an order and why, in order.
func (w *world) gaps(id care.PlanID) []string {
	w.t.Helper()
	list, err := w.store.PlanGaps(w.t.Context(), care.Everything, care.GapQuery{Plan: id, Page: care.Page{Limit: 500}})
	must(w.t, err)
	out := []string{}
	for _, g := range slices.Backward(list) {
		out = append(out, g.At.In(care.Shanghai).Format("01-02 15:04")+" "+string(g.Why))
	}
	return out
}

func (w *world) want(what string, want, got []string) {
	w.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func (w *world) save(p care.Plan) care.Plan {
	w.t.Helper()
	if p.Rule == "" {
		p.Rule = "FREQ=DAILY"
	}
	if len(p.Times) == 0 {
		p.Times = []string{"11:30"}
	}
	saved, err := w.process().Save(w.t.Context(), operator, p)
	must(w.t, err)
	return saved
}

func lunch(w *world) care.Plan {
	return w.save(care.Plan{OfferingID: "meal", ElderID: "zhao", AheadMinutes: 18 * 60, CutOffMinutes: 120})
}

func TestOrdersAreMadeAheadAndOnceHoweverManyProcesses(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	w.at("2026-11-23", "17:00")
	w.want("too early", []string{}, w.orders(p.ID))
	w.now = day("2026-11-23", "17:30")
	var g sync.WaitGroup
	for range 6 {
		one := w.process()
		g.Go(func() { must(t, one.Pass(context.Background())) })
	}
	g.Wait()
	w.want("the evening before", []string{"11-24 11:30"}, w.orders(p.ID))
	w.at("2026-11-24", "17:30")
	w.at("2026-11-25", "17:30")
	w.want("three days", []string{"11-24 11:30", "11-25 11:30", "11-26 11:30"}, w.orders(p.ID))
	w.want("gaps", []string{}, w.gaps(p.ID))
}

// TestAfterAnOutageOnlyWhatCanStillBeDoneIsMade and the rest is noted.
func TestAfterAnOutageOnlyWhatCanStillBeDoneIsMade(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	bath := w.save(care.Plan{OfferingID: "bath", ElderID: "zhao", Rule: "FREQ=WEEKLY;BYDAY=TU,TH", Times: []string{"15:00"}})
	w.at("2026-11-27", "09:00") // Friday
	w.want("lunch", []string{"11-27 11:30"}, w.orders(p.ID))
	w.want("lunches missed", []string{"11-24 11:30 missed", "11-25 11:30 missed", "11-26 11:30 missed"}, w.gaps(p.ID))
	w.want("baths missed", []string{"11-24 15:00 missed", "11-26 15:00 missed"}, w.gaps(bath.ID))
	// The kitchen has begun: lunch of the day cannot be ordered any more.
	w2 := setup(t)
	p = lunch(w2)
	w2.at("2026-11-24", "09:31")
	w2.want("after the cut-off", []string{}, w2.orders(p.ID))
	w2.want("noted", []string{"11-24 11:30 missed"}, w2.gaps(p.ID))
}

func TestAMakerThatIsAwayLosesNothing(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	w.now, w.down = day("2026-11-23", "18:00"), true
	if err := w.process().Pass(t.Context()); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	w.down = false
	w.at("2026-11-23", "18:05")
	w.want("made later", []string{"11-24 11:30"}, w.orders(p.ID))
}

// TestAHomeThatIsLeftForASiteGetsNothing until its elder is back; what the site gives the
// resident goes on.
func TestAHomeThatIsLeftForASiteGetsNothing(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	lives := func(site care.CenterID, where care.WhereaboutsState) {
		t.Helper()
		must(t, w.store.ChangeElder(ctx, "zhao", func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
			e.CenterID = site
			return care.Entry{At: w.now, By: "admin", What: "elder.changed", Noun: "elder", Subject: "zhao"}, nil
		}))
		w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: where}
	}
	meal := w.save(care.Plan{OfferingID: "meal", ElderID: "zhao", CenterID: "house", AheadMinutes: 18 * 60, CutOffMinutes: 120})
	look := w.save(care.Plan{OfferingID: "visit-at-home", ElderID: "zhao", Times: []string{"15:00"}})
	lives("house", care.InCenter)
	bath := w.save(care.Plan{OfferingID: "bath", ElderID: "zhao", Times: []string{"15:00"}})
	for _, clock := range []string{"12:00", "17:30", "23:00"} {
		w.at("2026-11-23", clock)
	}
	w.at("2026-11-24", "09:30")
	w.at("2026-11-24", "15:00")
	w.want("lunch at the empty home", []string{"11-24 11:30 center"}, w.gaps(meal.ID))
	w.want("visits of the empty home", []string{"11-23 15:00 center", "11-24 15:00 center"}, w.gaps(look.ID))
	w.want("baths in the site", []string{}, w.gaps(bath.ID))
	lives("", care.AtHome)
	w.at("2026-11-24", "17:31")
	w.want("home again", []string{"11-25 11:30"}, w.orders(meal.ID))
}

// TestWhereaboutsAreObeyedUntilTheCutOff: who comes home in time gets lunch.
func TestWhereaboutsAreObeyedUntilTheCutOff(t *testing.T) {
	for name, c := range map[string]struct {
		where  care.WhereaboutsState
		back   string // when the whereabouts end
		orders []string
		gaps   []string
	}{
		"in hospital":               {care.InHospital, "", []string{}, []string{"11-24 11:30 hospital"}},
		"back before the cut-off":   {care.InHospital, "08:00", []string{"11-24 11:30"}, []string{}},
		"back after the cut-off":    {care.InHospital, "10:30", []string{}, []string{"11-24 11:30 hospital"}},
		"with relatives":            {care.Staying, "", []string{}, []string{"11-24 11:30 staying"}},
		"dead":                      {care.Deceased, "", []string{}, []string{"11-24 11:30 deceased"}},
		"lost":                      {care.Lost, "", []string{}, []string{"11-24 11:30 lost"}},
		"at day care, lunch there":  {care.AtDayCare, "", []string{}, []string{"11-24 11:30 day_care"}},
		"out, back the same day":    {care.Out, "", []string{"11-24 11:30"}, []string{}},
		"nobody knows: lunch comes": {care.Unknown, "", []string{"11-24 11:30"}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			p := lunch(w)
			w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: c.where}
			w.at("2026-11-23", "17:30")
			w.at("2026-11-24", "07:00")
			for _, clock := range []string{"08:05", "09:29", "09:30", "10:30", "11:40"} {
				if c.back != "" && clock >= c.back {
					w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: care.AtHome}
				}
				w.at("2026-11-24", clock)
			}
			w.want("orders", c.orders, w.orders(p.ID))
			w.want("gaps", c.gaps, w.gaps(p.ID))
			w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: care.AtHome}
			w.at("2026-11-24", "18:00") // whatever it was: it goes on
			w.want("the next day", append(slices.Clone(c.orders), "11-25 11:30"), w.orders(p.ID))
		})
	}
}

// TestAnExpectedReturnIsBelieved: lunch of the day of return is made the evening
// before, and an outage while somebody was away makes nothing in the past.
func TestAnExpectedReturnIsBelieved(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	back := day("2026-11-25", "08:00")
	w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: care.InHospital, ReturnAt: &back}
	w.at("2026-11-23", "18:00")
	w.at("2026-11-24", "18:00") // nothing ran over the cut-off
	w.want("made", []string{"11-25 11:30"}, w.orders(p.ID))
	w.want("not made", []string{"11-24 11:30 hospital"}, w.gaps(p.ID))
}

func TestPausesHolidaysAndTheEnd(t *testing.T) {
	w := setup(t)
	p := w.save(care.Plan{OfferingID: "meal", ElderID: "zhao", SkipHolidays: true, Times: []string{"17:30", "11:30"}, Until: "2026-11-28"})
	made := w.process(plans.Config{Holidays: []string{"2026-11-25", "+2026-11-27"}})
	w.at("2026-11-23", "18:00", made)
	w.want("first", []string{"11-24 11:30"}, w.orders(p.ID))
	// Paused: what is made and not begun is called off.
	p, err := made.Pause(t.Context(), operator, p.ID, care.Pause{From: "2026-11-24", Until: "2026-11-24", Why: "女儿来"})
	must(t, err)
	for _, clock := range []string{"11-24 08:00", "11-24 18:00", "11-25 18:00", "11-26 08:00", "11-26 18:00", "11-27 08:00", "11-27 18:00", "11-28 08:00", "11-30 18:00"} {
		w.at("2026-"+clock[:5], clock[6:], made)
	}
	w.want("orders", []string{"11-26 11:30", "11-26 17:30", "11-27 11:30", "11-27 17:30", "11-28 11:30", "11-28 17:30"}, w.orders(p.ID))
	w.want("gaps", []string{"11-23 17:30 missed", "11-24 11:30 paused", "11-24 17:30 paused", "11-25 11:30 holiday", "11-25 17:30 holiday"}, w.gaps(p.ID))
	if again, err := w.store.Plan(t.Context(), care.Everything, p.ID); err != nil || again.NextAt != nil {
		t.Errorf("after its last day: %+v, %v", again, err)
	}
}

func TestAChangeTakesBackWhatDoesNotFit(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	w.at("2026-11-23", "18:00")
	p.Times = []string{"12:00"}
	p, err := w.process().Save(t.Context(), operator, p)
	must(t, err)
	w.at("2026-11-23", "18:01")
	w.want("moved", []string{"11-24 12:00"}, w.orders(p.ID))
	p.Note = "放门口"
	p, err = w.process().Save(t.Context(), operator, p)
	must(t, err)
	w.at("2026-11-23", "18:02")
	w.want("a note moves nothing", []string{"11-24 12:00"}, w.orders(p.ID))
	if _, err := w.process().End(t.Context(), operator, p.ID, "不要了"); err != nil {
		t.Fatal(err)
	}
	w.at("2026-11-24", "18:00")
	w.want("ended", []string{}, w.orders(p.ID))
	if _, err := w.process().End(t.Context(), operator, p.ID, "不要了"); !errors.Is(err, care.ErrConflict) {
		t.Errorf("ended twice: %v", err)
	}
	p.Version--
	if _, err := w.process().Save(t.Context(), operator, p); !errors.Is(err, care.ErrConflict) {
		t.Errorf("an old version: %v", err)
	}
}

func TestWhatAPersonCalledOffIsNotMadeAgain(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	w.at("2026-11-23", "18:00")
	must(t, w.cancel(t.Context(), care.PlannedOf(p.ID, day("2026-11-24", "11:30")), "", "不想吃"))
	p.Note = "改一下" // the plan looks at that instant once more
	p, err := w.process().Save(t.Context(), operator, p)
	must(t, err)
	w.at("2026-11-23", "18:10")
	w.want("orders", []string{}, w.orders(p.ID))
	w.want("gaps", []string{"11-24 11:30 called_off"}, w.gaps(p.ID))
}

func TestDietsAreHardStops(t *testing.T) {
	w := setup(t)
	p := w.process()
	ma := care.Plan{OfferingID: "meal", ElderID: "ma", Rule: "FREQ=DAILY", Times: []string{"11:30"}, CenterID: "kitchen"}
	if _, err := p.Save(t.Context(), operator, ma); !errors.Is(err, care.ErrConflict) {
		t.Errorf("a kitchen that nobody knows about: %v", err)
	}
	k := care.Kitchen{CenterID: "kitchen", Diets: []care.Diet{care.DietHalal, care.DietAllergy}}
	if _, err := p.SaveKitchen(t.Context(), operator, k); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("halal without a kitchen of its own: %v", err)
	}
	k.HalalKitchen, k.HalalBoxes = true, true
	k, err := p.SaveKitchen(t.Context(), operator, k)
	must(t, err)
	plan := w.save(ma)
	w.at("2026-11-23", "18:00")
	w.want("made", []string{"11-24 11:30"}, w.orders(plan.ID))
	meals, err := p.Meals(t.Context(), care.Everything, "kitchen", "2026-11-24")
	must(t, err)
	if len(meals) != 1 || meals[0].Stop || !slices.Equal(meals[0].Diets, []care.Diet{care.DietAllergy, care.DietHalal}) {
		t.Errorf("the kitchen's list: %+v", meals)
	}
	// The halal stove is out of order: what was made is stopped on the list, and nothing
	// more is made.
	k.Diets = []care.Diet{care.DietAllergy}
	_, err = p.SaveKitchen(t.Context(), operator, k)
	must(t, err)
	if meals, err = p.Meals(t.Context(), care.Everything, "kitchen", "2026-11-24"); err != nil || !meals[0].Stop {
		t.Errorf("%+v, %v", meals, err)
	}
	w.at("2026-11-24", "18:00")
	w.want("not made", []string{"11-25 11:30 diet"}, w.gaps(plan.ID))
}

func TestMedicineOnlyByADatedList(t *testing.T) {
	w := setup(t)
	p := w.process()
	pills := care.Plan{OfferingID: "pills", ElderID: "zhao", Rule: "FREQ=DAILY", Times: []string{"08:00", "20:00"}}
	list := func(date, source string, lines ...string) *care.WrittenList {
		return &care.WrittenList{Date: date, Source: source, Lines: lines}
	}
	for name, l := range map[string]*care.WrittenList{
		"none": nil, "no source": list("2026-11-20", " ", "降压药 早一片"), "nothing on it": list("2026-11-20", "县医院", " "),
		"of tomorrow": list("2026-11-24", "县医院", "降压药"), "too old": list("2026-05-01", "县医院", "降压药"), "no day": list("", "县医院", "降压药"),
	} {
		pills.List = l
		if _, err := p.Save(t.Context(), operator, pills); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	pills.List = list("2026-05-29", "县医院 门诊 1102", "降压药 早一片 晚半片")
	plan := w.save(pills)
	w.at("2026-11-23", "21:00")
	o, err := w.store.Order(t.Context(), care.Everything, care.PlannedOf(plan.ID, day("2026-11-24", "08:00")))
	must(t, err)
	if want := "按 2026-05-29 的药单（县医院 门诊 1102）念：\n降压药 早一片 晚半片"; o.Note != want {
		t.Errorf("note %q", o.Note)
	}
	w.at("2026-11-26", "21:00") // 180 days are over with the 25th
	if got := w.gaps(plan.ID); len(got) == 0 || got[len(got)-1] != "11-27 20:00 out_of_date" {
		t.Errorf("gaps: %v", got)
	}
	if _, err := p.Save(t.Context(), operator, care.Plan{OfferingID: "meal", ElderID: "zhao", Rule: "FREQ=DAILY", Times: []string{"11:30"}, List: pills.List}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a meal with a list: %v", err)
	}
}

// TestANewListIsReadOutTomorrow: the orders of the days ahead are made already, and what
// they say is the paper that is no longer true.
func TestANewListIsReadOutTomorrow(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	p := w.save(care.Plan{OfferingID: "pills", ElderID: "zhao", Times: []string{"08:00"}, AheadMinutes: 3 * 24 * 60,
		List: &care.WrittenList{Date: "2026-11-01", Source: "县医院处方 1 号", Lines: []string{"样例药甲 一日一次 每次一片"}}})
	w.at("2026-11-23", "12:10")
	of := func(date string) care.OrderID { return care.PlannedOf(p.ID, day(date, "08:00")) }
	must(t, w.cancel(ctx, of("2026-11-25"), care.CalledOffAway, "老人不在：hospital"))
	must(t, w.cancel(ctx, of("2026-11-26"), "", "那天女儿在"))
	p.List = &care.WrittenList{Date: "2026-11-23", Source: "县医院处方 2 号", Lines: []string{"样例药乙 一日两次 每次半片"}}
	p = w.save(p)
	must(t, w.process().Back(ctx))
	for date, want := range map[string]string{"2026-11-24": "样例药乙", "2026-11-25": "样例药乙", "2026-11-26": "样例药甲"} {
		o, err := w.store.Order(ctx, care.Everything, of(date))
		must(t, err)
		if !strings.Contains(o.Note, want) {
			t.Errorf("%s, %s: %s", date, o.State, o.Note)
		}
	}
	before := w.entries("order.amended")
	w.save(p)
	if n := w.entries("order.amended"); n != before {
		t.Errorf("nothing changed, and %d orders were written", n-before)
	}
}

// TestAnotherKitchenCooksTomorrow: who must not eat what the old one cooks gets lunch from
// the new one from the next lunch on that it can still cook.
func TestAnotherKitchenCooksTomorrow(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	p := w.save(care.Plan{OfferingID: "meal", ElderID: "zhao", CenterID: "kitchen", AheadMinutes: 48 * 60, CutOffMinutes: 120})
	w.at("2026-11-23", "12:10")
	w.at("2026-11-24", "10:00") // today's is on the stove
	p.CenterID = "branch"
	w.save(p)
	for date, want := range map[string]care.CenterID{"2026-11-24": "kitchen", "2026-11-25": "branch"} {
		o, err := w.store.Order(ctx, care.Everything, care.PlannedOf(p.ID, day(date, "11:30")))
		must(t, err)
		if o.CenterID != want {
			t.Errorf("%s: %s cooks", date, o.CenterID)
		}
	}
}

// TestAChangeAfterTheCutOffMissesNothing: the lunch that is on the stove was made.
func TestAChangeAfterTheCutOffMissesNothing(t *testing.T) {
	w := setup(t)
	p := lunch(w)
	w.at("2026-11-23", "17:30")
	w.now = day("2026-11-24", "10:00")
	p.Note = "放在窗台上"
	w.save(p)
	w.at("2026-11-24", "10:01")
	w.want("made", []string{"11-24 11:30"}, w.orders(p.ID))
	w.want("gaps", []string{}, w.gaps(p.ID))
	// One that a person called off is called off, not missed.
	must(t, w.cancel(t.Context(), care.PlannedOf(p.ID, day("2026-11-24", "11:30")), "", "出门吃"))
	_, err := w.process().Pause(t.Context(), operator, p.ID, care.Pause{From: "2026-11-28", Until: "2026-11-28", Why: "女儿来"})
	must(t, err)
	w.at("2026-11-24", "10:02")
	w.want("called off", []string{"11-24 11:30 called_off"}, w.gaps(p.ID))
}

func TestRulesThatCannotStand(t *testing.T) {
	w := setup(t)
	for _, rule := range []string{"", "FREQ=HOURLY", "FREQ=MINUTELY;INTERVAL=1", "FREQ=DAILY;BYHOUR=1,2,3", "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY", "often",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;UNTIL=20200101T000000Z"} {
		p := care.Plan{OfferingID: "meal", ElderID: "zhao", Rule: rule, Times: []string{"11:30"}}
		began := time.Now()
		if _, err := w.process().Save(t.Context(), operator, p); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%q: got %v", rule, err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%q took %v to refuse", rule, took)
		}
	}
	for _, times := range [][]string{nil, {"25:00"}, {"noon"}, {"1", "2", "3", "4", "5", "6", "7"}} {
		if _, err := w.process().Save(t.Context(), operator, care.Plan{OfferingID: "meal", ElderID: "zhao", Rule: "FREQ=DAILY", Times: times}); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%v: got %v", times, err)
		}
	}
	for name, c := range map[string]struct {
		by   care.Staff
		plan care.Plan
		kind error
	}{
		"not in the catalogue":  {operator, care.Plan{OfferingID: "none", ElderID: "zhao"}, care.ErrInvalid},
		"not offered any more":  {operator, care.Plan{OfferingID: "old", ElderID: "zhao"}, care.ErrConflict},
		"for nobody":            {operator, care.Plan{OfferingID: "meal"}, care.ErrInvalid},
		"a bath of a site":      {operator, care.Plan{OfferingID: "bath", CenterID: "house"}, care.ErrInvalid},
		"not of the own people": {manager, care.Plan{OfferingID: "bath", ElderID: "zhao"}, care.ErrNotFound},
		"no such worker":        {operator, care.Plan{OfferingID: "bath", ElderID: "zhao", WorkerID: "nobody"}, care.ErrInvalid},
	} {
		c.plan.Rule, c.plan.Times = "FREQ=DAILY", []string{"11:30"}
		if _, err := w.process().Save(t.Context(), c.by, c.plan); !errors.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestFarDaysOfAMonth: the 31st is skipped where there is none, the last Tuesday is
// found, and leap days come.
// TestASitePlansItsOwnWorkers and the county's, as it sends them; what the county decided
// before stays.
func TestASitePlansItsOwnWorkers(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	must(t, w.store.CreateStaff(ctx, []care.Staff{{ID: "theirs", Role: care.Worker, Name: "他院样例", CenterID: "branch"}, {ID: "ours", Role: care.Worker, Name: "本院样例", CenterID: "house"}},
		[]string{"", ""}, care.Entry{At: w.now, By: care.System, What: "staff.created", Noun: "staff"}))
	p := care.Plan{OfferingID: "bath", ElderID: "sun", Rule: "FREQ=WEEKLY;BYDAY=TU", Times: []string{"09:00"}}
	for worker, may := range map[care.StaffID]bool{"theirs": false, "ours": true, "w1": true} {
		p.WorkerID = worker
		if _, err := w.process().Save(ctx, manager, p); (err == nil) != may || !may && !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", worker, err)
		}
	}
	p.WorkerID = "theirs"
	p, err := w.process().Save(ctx, operator, p)
	must(t, err)
	p.Note = "带扶手"
	if _, err = w.process().Save(ctx, manager, p); err != nil {
		t.Errorf("as the county decided: %v", err)
	}
}

func TestFarDaysOfAMonth(t *testing.T) {
	w := setup(t)
	last := w.save(care.Plan{OfferingID: "bath", ElderID: "zhao", Rule: "FREQ=MONTHLY;BYDAY=-1TU"})
	end := w.save(care.Plan{OfferingID: "bath", ElderID: "zhao", Rule: "FREQ=MONTHLY;BYMONTHDAY=31", From: "2026-10-31"})
	want := map[care.PlanID][]string{last.ID: {"11-24 11:30", "12-29 11:30", "01-26 11:30"}, end.ID: {"12-31 11:30", "01-31 11:30"}}
	for d := range 75 {
		w.now = day("2026-11-23", "12:00").AddDate(0, 0, d)
		must(t, w.process().Pass(t.Context()))
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got := w.orders(id); !slices.Equal(got[:len(want[id])], want[id]) {
			t.Errorf("got %v, want %v", got, want[id])
		}
	}
}

func TestEverybodyAtHomeIsVisitedByRisk(t *testing.T) {
	w := setup(t)
	p := w.process()
	got, err := p.VisitAll(t.Context(), operator, "", "")
	must(t, err)
	// Zhao, 88, lives alone: every week. Ma lives alone: every month. Sun is in a home.
	if got.Already != 0 || got.Made[care.RiskHigh] != 1 || got.Made[care.RiskMiddle] != 1 || len(got.Made) != 2 {
		t.Errorf("%+v", got)
	}
	again, err := p.VisitAll(t.Context(), operator, "", "")
	must(t, err)
	if again.Already != 2 || len(again.Made) != 0 {
		t.Errorf("a second time: %+v", again)
	}
	for d := range 56 {
		w.now = day("2026-11-23", "08:00").AddDate(0, 0, d)
		must(t, p.Pass(t.Context()))
	}
	list, _, err := w.store.Plans(t.Context(), care.Everything, care.PlanQuery{})
	must(t, err)
	for _, plan := range list {
		// A month's day may fall outside of the eight weeks.
		n := len(w.orders(plan.ID))
		if weekly := plan.ElderID == "zhao"; weekly && n != 8 || !weekly && n != 1 && n != 2 {
			t.Errorf("%s (%s) is visited %d times in eight weeks", plan.ElderID, plan.Rule, n)
		}
	}
}

// TestAWidowLivesAlone: whoever has died, or lives in a site now, looks after nobody; and
// nobody visits the dead.
func TestAWidowLivesAlone(t *testing.T) {
	for name, other := range map[string]care.Elder{
		"died":      {ID: "old", Name: "钱样例", HouseholdID: "h1", RegionID: village, BirthDate: "1936-01-01"},
		"in a site": {ID: "old", Name: "钱样例", HouseholdID: "h1", CenterID: "house", RegionID: village, BirthDate: "1936-01-01"},
	} {
		w := setup(t)
		must(t, w.store.CreateElders(t.Context(), []care.Elder{other}, care.Entry{At: w.now, By: care.System, What: "elder.imported", Noun: "elder"}))
		if other.CenterID == "" {
			w.where["old"] = care.Whereabouts{ElderID: "old", State: care.Deceased}
		}
		got, err := w.process().VisitAll(t.Context(), operator, "", "")
		must(t, err)
		if got.Made[care.RiskHigh] != 1 || got.Made[care.RiskMiddle] != 1 || len(got.Made) != 2 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAnActivityDayAMonthAtEachSite(t *testing.T) {
	w := setup(t)
	p := w.process()
	plan := w.save(care.Plan{OfferingID: plans.ActivityDay, CenterID: "house", Rule: "FREQ=MONTHLY;BYDAY=-1WE", Times: []string{"14:30"}})
	w.at("2026-11-23", "12:01")
	months, err := p.Activities(t.Context(), operator, "2026-11")
	must(t, err)
	if len(months) != 2 || len(months[0].Days) != 1 || months[0].Flagged || months[1].Flagged {
		t.Fatalf("before the 25th: %+v", months)
	}
	id := care.PlannedOf(plan.ID, day("2026-11-25", "14:30"))
	if err := p.SignIn(t.Context(), operator, id, map[care.ElderID]bool{"sun": true}); !errors.Is(err, care.ErrConflict) {
		t.Errorf("before its day: %v", err)
	}
	w.at("2026-11-25", "15:00")
	if months, err = p.Activities(t.Context(), operator, "2026-11"); err != nil || !months[0].Flagged || !months[1].Flagged {
		t.Errorf("on the 25th nobody has signed in yet: %+v, %v", months, err)
	}
	_, guests, err := p.Guests(t.Context(), manager, id)
	if err != nil || len(guests) != 1 || guests[0].Elder.ID != "sun" || guests[0].Came != nil {
		t.Errorf("guests: %+v, %v", guests, err)
	}
	must(t, p.SignIn(t.Context(), manager, id, map[care.ElderID]bool{"sun": true, "zhao": false}))
	must(t, p.SignIn(t.Context(), manager, id, map[care.ElderID]bool{"zhao": true}))
	months, err = p.Activities(t.Context(), operator, "2026-11")
	must(t, err)
	if a := months[0]; a.Flagged || a.Days[0].Came != 2 || a.Days[0].Invited != 2 || !months[1].Flagged {
		t.Errorf("held: %+v", months)
	}
	if _, _, err := p.Guests(t.Context(), care.Staff{ID: "x", Role: care.Manager, CenterID: "branch"}, id); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another's: %v", err)
	}
	lunch := lunch(w)
	w.at("2026-11-25", "18:00")
	if err := p.SignIn(t.Context(), operator, care.PlannedOf(lunch.ID, day("2026-11-26", "11:30")), nil); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a lunch: %v", err)
	}
}
