package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
	"yian/devices/simulator"
	"yian/dispatch"
	"yian/dispatch/accounts"
	"yian/dispatch/visits"
)

// Yesterday is the day before the demo begins: proven presses of most homes, a
// few incidents and a day's orders, all through a desk with the time passed in.
type Yesterday struct {
	crew *Crew
	desk *dispatch.Desk
	now  time.Time // what the desk's clock says
}

// Silent stands in for queue, gateway and devices in a day that is over: what
// would have been said then was said.
type Silent struct{}

var errOver = fmt.Errorf("demo: that day is over: %w", care.ErrUnavailable)

// Put forgets.
func (Silent) Put(context.Context, care.Order) error { return nil }

// Remove forgets.
func (Silent) Remove(context.Context, care.OrderID) error { return nil }

// Take has nothing.
func (Silent) Take(context.Context, care.RegionID, []care.Service) (care.OrderID, error) {
	return "", errOver
}

// Whole has nothing to rebuild.
func (Silent) Whole(context.Context) (bool, error) { return true, nil }

// Fill forgets.
func (Silent) Fill(context.Context, []care.Order) error { return nil }

// Lengths has none.
func (Silent) Lengths(context.Context) (map[care.Service]int, error) { return nil, errOver }

// Send reaches nobody.
func (Silent) Send(context.Context, care.Notice) (string, error) { return "", nil }

// Ways lead somewhere, so that nothing is said to be missing.
func (Silent) Ways(care.Notice) []care.Channel { return []care.Channel{care.Webhook} }

// Repeat reaches nobody.
func (Silent) Repeat(context.Context, care.DeviceID, care.CallID) error { return nil }

// LiveYesterday enters the day before now. deps are the desk's own, of which
// queue, notifier, messenger and clock are replaced. It blocks for about a second.
func LiveYesterday(ctx context.Context, crew CrewDeps, deps dispatch.Deps, told visits.Deps, money accounts.Deps, now time.Time) error {
	y := &Yesterday{crew: NewCrew(crew), now: now.Add(-24 * time.Hour)}
	told.Now = func() time.Time { return y.now }
	seen, err := visits.New(visits.Config{}, told)
	if err != nil {
		return err
	}
	y.crew.deps.Visits = seen
	money.Limits, money.Now = seen, told.Now
	if y.crew.deps.Accounts, err = accounts.New(accounts.Config{}, money); err != nil {
		return err
	}
	deps.Queue, deps.Notifier, deps.Messenger = Silent{}, Silent{}, Silent{}
	deps.Now = func() time.Time { return y.now }
	if y.desk, err = dispatch.New(dispatch.Config{}, deps); err != nil {
		return err
	}
	y.desk.Beat(ctx, y.crew.people["operator"], "1号席")
	if err := y.prove(ctx, now); err != nil {
		return err
	}
	for i := range 8 {
		at := now.Add(-23*time.Hour + time.Duration(i)*170*time.Minute)
		if err := y.incident(ctx, i, at); err != nil {
			return fmt.Errorf("demo: yesterday's incident %d: %w", i, err)
		}
	}
	if err := y.month(ctx, now); err != nil {
		return fmt.Errorf("demo: the month's visits: %w", err)
	}
	for i := range 24 {
		at := now.Add(-22*time.Hour + time.Duration(i)*52*time.Minute)
		if err := y.order(ctx, i, at); err != nil && !errors.Is(err, care.ErrConflict) {
			return fmt.Errorf("demo: yesterday's order %d: %w", i, err)
		}
	}
	if err := y.unsettled(ctx, now); err != nil {
		return fmt.Errorf("demo: the money of the days before: %w", err)
	}
	if err := y.telephone(ctx, now); err != nil {
		return fmt.Errorf("demo: yesterday's telephone: %w", err)
	}
	y.now = now
	if err := y.crew.deps.Visits.Look(ctx); err != nil { // what had its time is graded
		return fmt.Errorf("demo: yesterday's visits: %w", err)
	}
	return y.underWay(ctx, now)
}

// said is what callers wanted.
var said = []string{"问今天的午饭几点送，已告知11点半前", "血压药吃完了，请帮忙买，已约明天上午", "儿子打来问老人情况，已回电老人，一切都好", "想报名周三的剪纸活动", "电视没信号，已告知村里网络在检修"}

// telephone lets a few people have called, of whom two still wait to be called back.
func (y *Yesterday) telephone(ctx context.Context, now time.Time) error {
	homes, operator := y.crew.deps.County.Homes, y.crew.people["operator"]
	for i := range 7 {
		elders, err := y.crew.deps.Registry.EldersOf(ctx, care.HouseholdID(homes[(i*29+3)%len(homes)].ID))
		if err != nil || len(elders) == 0 {
			return err
		}
		y.now = now.Add(-20*time.Hour + time.Duration(i)*3*time.Hour)
		if i >= 5 {
			y.now = now.Add(-time.Duration(i-4) * 4 * time.Minute)
		}
		id := fmt.Sprint("yesterday/", i)
		told := dispatch.PhoneTold{ID: id, State: care.PhoneRinging, From: y.crew.callsFrom(id, elders[0]), To: "7012349", At: y.now}
		if err := y.desk.Phone(ctx, told); err != nil {
			return err
		}
		if i >= 5 {
			told.State, told.At = care.PhoneAbandoned, y.now.Add(20*time.Second)
			if err := y.desk.Phone(ctx, told); err != nil {
				return err
			}
			continue
		}
		y.now = y.now.Add(8 * time.Second)
		y.desk.Beat(ctx, operator, "1号席")
		told.State, told.Seat, told.At = care.PhoneAnswered, "1号席", y.now
		if err := y.desk.Phone(ctx, told); err != nil {
			return err
		}
		live, _, err := y.crew.deps.Book.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Live: true})
		if err != nil || len(live) == 0 {
			return err
		}
		if _, err := y.desk.NotePhone(ctx, operator, live[0].ID, said[i]); err != nil {
			return err
		}
		told.State, told.At = care.PhoneEnded, y.now.Add(70*time.Second)
		if err := y.desk.Phone(ctx, told); err != nil {
			return err
		}
	}
	return nil
}

// underWay leaves something in everybody's hands, so that no screen is empty at
// the first look: an emergency with a worker on the road, and for the account
// "worker" an order accepted and one that waits.
func (y *Yesterday) underWay(ctx context.Context, now time.Time) error {
	operator, person := y.crew.people[crewOperator], y.crew.people[personWorker]
	homes := y.crew.deps.County.Homes
	place, err := y.placeOf(ctx, homes[len(homes)/3])
	if err != nil {
		return err
	}
	y.now = now.Add(-4 * time.Minute)
	y.desk.Beat(ctx, operator, "演示席")
	if err := y.desk.Raise(ctx, care.Call{ID: "under-way", Kind: care.Fall, PressedAt: y.now, ReceivedAt: y.now.Add(70 * time.Millisecond), Place: place}); err != nil {
		return err
	}
	open, _, err := y.crew.deps.Book.Incidents(ctx, care.Everything, care.IncidentQuery{States: []care.IncidentState{care.IncidentOpen}})
	if err != nil || len(open) == 0 {
		return err
	}
	y.now = y.now.Add(9 * time.Second)
	if _, err := y.desk.Answer(ctx, operator, open[0].ID); err != nil {
		return err
	}
	o, err := y.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Elder: open[0].ElderID, Incident: open[0].ID, Note: "请尽快上门查看", Key: "crew/" + string(open[0].ID)})
	if err != nil {
		return err
	}
	if who, found := y.crew.free(ctx, o); found {
		y.now = y.now.Add(20 * time.Second)
		if _, err := y.desk.Accept(ctx, y.crew.people[who], o.ID, 8*60); err != nil {
			return err
		}
	}
	y.now = now.Add(-time.Minute)
	given := 0
	for _, h := range homes {
		place, err := y.placeOf(ctx, h)
		if err != nil || !person.RegionID.Contains(place.Region) || place.Elder == "" && place.Household == "" {
			continue
		}
		elders, err := y.crew.deps.Registry.EldersOf(ctx, place.Household)
		if err != nil || len(elders) == 0 {
			continue
		}
		due := now.Add(time.Hour).Truncate(15 * time.Minute)
		o, err := y.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: []care.Service{care.Meal, care.Cleaning}[given], Elder: elders[0].ID, DueAt: &due, Source: "operator"})
		if err != nil {
			return err
		}
		if given == 0 && o.State == care.OrderQueued {
			if _, err := y.desk.Accept(ctx, person, o.ID, 20*60); err != nil {
				return err
			}
		}
		if given++; given == 2 {
			return nil
		}
	}
	return nil
}

// prove lets most homes have pressed for a trial within the last weeks, some too
// long ago.
func (y *Yesterday) prove(ctx context.Context, now time.Time) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(64) // they share commits
	for _, h := range y.crew.deps.County.Homes {
		if y.crew.share(h.ID, "proven") > 0.93 {
			continue
		}
		place, err := y.placeOf(ctx, h)
		if err != nil {
			return err
		}
		at := now.Add(-time.Duration(y.crew.share(h.ID, "when") * float64(34*24*time.Hour))).Truncate(time.Millisecond)
		g.Go(func() error {
			call := care.Call{ID: care.CallID("trial-" + h.ID), Kind: care.Test, PressedAt: at, ReceivedAt: at.Add(80 * time.Millisecond), Place: place}
			if err := y.desk.Raise(ctx, call); err != nil {
				return err
			}
			return y.crew.deps.Messenger.Confirm(ctx, care.Confirmation{Device: place.Device, Call: call.ID, Step: care.StepReceived, At: at.Add(900 * time.Millisecond)})
		})
	}
	return g.Wait()
}

func (y *Yesterday) placeOf(ctx context.Context, h simulator.Home) (care.Place, error) {
	return y.crew.deps.Registry.Place(ctx, h.Devices[0].Device)
}

func (y *Yesterday) incident(ctx context.Context, i int, at time.Time) error {
	return y.incidentBy(ctx, "operator", i, at, 0)
}

// incidentBy is an incident that somebody answered, later than usual by late.
func (y *Yesterday) incidentBy(ctx context.Context, who care.StaffID, i int, at time.Time, late time.Duration) error {
	homes := y.crew.deps.County.Homes
	h := homes[(i*37+11)%len(homes)]
	place, err := y.placeOf(ctx, h)
	if err != nil {
		return err
	}
	operator := y.crew.people[who]
	y.now = at
	y.desk.Beat(ctx, operator, "1号席")
	kind := []care.CallKind{care.SOS, care.SOS, care.Fall, care.PullCord}[i%4]
	call := care.Call{ID: care.CallID(fmt.Sprint("yesterday-", i)), Kind: kind, PressedAt: at, ReceivedAt: at.Add(90 * time.Millisecond), Place: place}
	if err := y.desk.Raise(ctx, call); err != nil {
		return err
	}
	open, _, err := y.crew.deps.Book.Incidents(ctx, care.Everything, care.IncidentQuery{States: []care.IncidentState{care.IncidentOpen}})
	if err != nil || len(open) == 0 {
		return err
	}
	in := open[0]
	step := func(after time.Duration, do func() error) {
		if err == nil {
			y.now = y.now.Add(after)
			err = do()
		}
	}
	step(late+time.Duration(4+i%8*2)*time.Second, func() error { _, err := y.desk.Answer(ctx, operator, in.ID); return err })
	confirm := func(s care.Step) func() error {
		return func() error {
			return y.crew.deps.Messenger.Confirm(ctx, care.Confirmation{Device: place.Device, Call: call.ID, Step: s, At: y.now})
		}
	}
	step(time.Second, confirm(care.StepReceived))
	step(time.Second, confirm(care.StepAnswered))
	how, seenBy := "heard", ""
	if y.crew.speechless(ctx, in) { // a neighbour goes and looks
		how, seenBy = "seen", "样例邻居"
	}
	step(25*time.Second, func() error { _, err := y.desk.Contact(ctx, operator, in.ID, how, seenBy, ""); return err })
	outcome := []care.Outcome{care.OutcomeByMistake, "help", "emergency_fall", care.OutcomeChild}[i%4]
	step(40*time.Second, func() error { _, err := y.desk.Close(ctx, operator, in.ID, outcome, "样例"); return err })
	step(time.Second, confirm(care.StepClosed))
	return err
}

func (y *Yesterday) order(ctx context.Context, i int, at time.Time) error {
	homes := y.crew.deps.County.Homes
	elders, err := y.crew.deps.Registry.EldersOf(ctx, care.HouseholdID(homes[(i*53+7)%len(homes)].ID))
	if err != nil || len(elders) == 0 {
		return err
	}
	y.now = at
	o, err := y.desk.MakeOrder(ctx, y.crew.people["operator"], dispatch.NewOrder{Offering: offered[i%len(offered)], Elder: elders[0].ID, Source: "operator", Key: fmt.Sprint("yesterday/", at.Unix(), "/", i)})
	if err != nil {
		return err
	}
	who, found := y.crew.free(ctx, o)
	if o.State != care.OrderQueued || !found {
		return y.decide(ctx, o)
	}
	worker := y.crew.people[who]
	for _, step := range []struct {
		after time.Duration
		do    func() error
	}{
		{3 * time.Minute, func() error { _, err := y.desk.Accept(ctx, worker, o.ID, 900); return err }},
		{6 * time.Minute, func() error { _, err := y.desk.Depart(ctx, worker, o.ID); return err }},
		{14 * time.Minute, func() error {
			if _, err := y.desk.Arrive(ctx, worker, o.ID, nil); err != nil {
				return err
			}
			return y.crew.tellArrival(ctx, worker, o, y.now)
		}},
		{y.crew.took(ctx, o), func() error {
			if err := y.crew.tellWork(ctx, worker, o, y.now); err != nil {
				return err
			}
			if _, err := y.desk.Complete(ctx, worker, o.ID, "已完成（样例）"); err != nil {
				return err
			}
			_, err := y.crew.deps.Visits.Ended(ctx, worker, o.ID, visits.Told{At: y.now})
			return err
		}},
	} {
		y.now = y.now.Add(step.after)
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

// decide ends, within the hour, an order that nobody can go to: no hotline leaves a meal
// of last week among what is to be done.
func (y *Yesterday) decide(ctx context.Context, o care.Order) error {
	y.now = y.now.Add(20 * time.Minute)
	reason := "当天没有合适的人，已和老人改约（样例）"
	if o.State == care.OrderRequested {
		reason = "已打电话核实，老人不在家（样例）"
	}
	_, err := y.desk.Cancel(ctx, y.crew.people["operator"], o.ID, reason)
	return err
}
