package demo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/accounts"
	"yian/dispatch/outreach"
)

// The shares of orders whose own part is paid at once, and of advances that the worker
// forgets to account for.
const (
	paidShare    = 0.85
	forgetsShare = 0.12
)

// tellMoney tells what changed hands at the door: the own part, and the money for what
// was bought.
func (c *Crew) tellMoney(ctx context.Context, worker care.Staff, o care.Order, spent int64, now time.Time) error {
	if c.deps.Accounts == nil {
		return nil
	}
	id := string(o.ID)
	if own := o.PriceFen - o.SubsidyFen; own > 0 && c.share(id, "pays") < paidShare {
		p := accounts.Payment{Given: accounts.Given{Key: "demo", Fen: own, At: now}, How: care.PaidCash}
		switch n := c.share(id, "how"); {
		case n < 0.15:
			p.How, p.Payer = care.PaidByFamily, "女儿（样例）"
		case n < 0.5:
			p.How = care.PaidTransfer
		}
		if _, err := c.deps.Accounts.Collect(ctx, worker, o.ID, p); err != nil && !errors.Is(err, care.ErrConflict) {
			return err
		}
	}
	if spent <= 0 || o.Service != care.Shopping {
		return nil
	}
	handed := int64(math.Ceil(float64(spent)/2000)) * 2000
	return c.shop(ctx, worker, o.ID, handed, spent, c.share(id, "forgets") >= forgetsShare, now)
}

// shop lets an elder hand over money, of which some is spent; the rest is given back
// unless the worker forgets.
func (c *Crew) shop(ctx context.Context, worker care.Staff, id care.OrderID, handed, spent int64, backs bool, now time.Time) error {
	given := func(key string, fen int64) accounts.Given {
		return accounts.Given{Key: "demo " + key, Fen: fen, At: now}
	}
	_, err := c.deps.Accounts.HandOver(ctx, worker, id, accounts.HandedOver{Given: given("ahead", handed), Kind: care.AdvanceAhead, From: "elder", Witness: "邻居（样例）", Relation: "neighbour"})
	if errors.Is(err, care.ErrConflict) { // more than may be
		return nil
	}
	if err == nil {
		_, err = c.deps.Accounts.AccountFor(ctx, worker, id, accounts.Accounted{Given: given("spent", spent), What: "spent"})
	}
	if err == nil && backs && handed > spent {
		_, err = c.deps.Accounts.AccountFor(ctx, worker, id, accounts.Accounted{Given: given("back", handed-spent), What: "returned", To: "本人（样例）"})
	}
	return err
}

// unsettled leaves an advance that nobody accounted for since the day before yesterday,
// a sum for an order that was called off, and a refund to which the supervisor agreed.
func (y *Yesterday) unsettled(ctx context.Context, now time.Time) error {
	if y.crew.deps.Accounts == nil {
		return nil
	}
	o, worker, err := y.accepted(ctx, "shopping", 91, now.Add(-50*time.Hour))
	if err != nil || o.ID == "" {
		return err
	}
	if err := y.crew.shop(ctx, worker, o.ID, 10000, 6350, false, y.now); err != nil {
		return err
	}
	if _, err := y.desk.Arrive(ctx, worker, o.ID, nil); err != nil {
		return err
	}
	y.now = y.now.Add(time.Hour)
	if _, err := y.desk.Complete(ctx, worker, o.ID, "买好了，找零下次带来（样例）"); err != nil {
		return err
	}
	pay := func(o care.Order, worker care.Staff) error {
		_, err := y.crew.deps.Accounts.Collect(ctx, worker, o.ID, accounts.Payment{Given: accounts.Given{Key: "demo", Fen: o.PriceFen - o.SubsidyFen}, How: care.PaidCash})
		return err
	}
	if o, worker, err = y.accepted(ctx, "companionship", 92, now.Add(-26*time.Hour)); err != nil || o.ID == "" {
		return err
	}
	if err := pay(o, worker); err != nil {
		return err
	}
	if _, err := y.desk.Cancel(ctx, y.crew.people["operator"], o.ID, "老人改了主意（样例）"); err != nil {
		return err
	}
	if o, worker, err = y.accepted(ctx, "cleaning", 93, now.Add(-28*time.Hour)); err != nil || o.ID == "" {
		return err
	}
	if err := pay(o, worker); err != nil {
		return err
	}
	if _, err := y.desk.Arrive(ctx, worker, o.ID, nil); err != nil {
		return err
	}
	y.now = y.now.Add(time.Hour)
	if _, err := y.desk.Complete(ctx, worker, o.ID, "卧室没有做完（样例）"); err != nil {
		return err
	}
	_, err = y.crew.deps.Accounts.Refund(ctx, y.crew.people["supervisor"], o.ID, accounts.Return{Given: accounts.Given{Key: "demo", Fen: (o.PriceFen - o.SubsidyFen) / 2}, How: care.PaidCash,
		To: "本人（样例）", Reason: "卧室没有做完，退一半（样例）"})
	return err
}

// accepted is an order that a worker accepted at an instant; an empty one where nobody
// may go.
func (y *Yesterday) accepted(ctx context.Context, what care.OfferingID, i int, at time.Time) (care.Order, care.Staff, error) {
	homes := y.crew.deps.County.Homes
	elders, err := y.crew.deps.Registry.EldersOf(ctx, care.HouseholdID(homes[(i*53+7)%len(homes)].ID))
	if err != nil || len(elders) == 0 {
		return care.Order{}, care.Staff{}, err
	}
	y.now = at
	o, err := y.desk.MakeOrder(ctx, y.crew.people["operator"], dispatch.NewOrder{Offering: what, Elder: elders[0].ID, Source: "operator", Key: fmt.Sprint("money/", i)})
	if err != nil {
		return care.Order{}, care.Staff{}, err
	}
	who, found := y.crew.free(ctx, o)
	if o.State != care.OrderQueued || !found {
		return care.Order{}, care.Staff{}, y.decide(ctx, o)
	}
	worker := y.crew.people[who]
	y.now = y.now.Add(3 * time.Minute)
	o, err = y.desk.Accept(ctx, worker, o.ID, 900)
	if errors.Is(err, care.ErrConflict) {
		return care.Order{}, care.Staff{}, nil
	}
	return o, worker, err
}

// BeginOutreach lets an outreach have begun two hours ago that is still under way: most
// are safe, some were not reached and somebody goes there. desk is the desk's own, of
// which queue, notifier, messenger and clock are replaced.
func BeginOutreach(ctx context.Context, crew CrewDeps, desk dispatch.Deps, deps outreach.Deps, join func(*dispatch.Desk) outreach.Visits, now time.Time) error {
	c := NewCrew(crew)
	clock := now.Add(-2 * time.Hour)
	desk.Queue, desk.Notifier, desk.Messenger = Silent{}, Silent{}, Silent{}
	desk.Now = func() time.Time { return clock }
	d, err := dispatch.New(dispatch.Config{}, desk)
	if err != nil {
		return fmt.Errorf("demo: outreach: %w", err)
	}
	deps.Visits, deps.Now = join(d), desk.Now
	room, err := outreach.New(deps)
	if err != nil {
		return fmt.Errorf("demo: outreach: %w", err)
	}
	by, filter := c.people["supervisor"], care.OutreachFilter{Hazards: care.Hazards}
	list, err := room.Chosen(ctx, by, filter)
	if err != nil || len(list) == 0 {
		return err
	}
	out, err := room.Begin(ctx, by, care.OutreachFlood, "连日降雨，临水低洼住户走访（样例）", filter)
	if err != nil {
		return fmt.Errorf("demo: outreach: %w", err)
	}
	for _, e := range list {
		n := c.share(string(e.ID), "outreach")
		clock = now.Add(-2*time.Hour + time.Duration(c.share(string(e.ID), "outreach when")*float64(110*time.Minute)).Truncate(time.Second))
		word, note := care.OutreachSafe, "人在家，路好走（样例）"
		switch {
		case n < 0.3:
			continue // nobody has asked yet
		case n < 0.38:
			word, note = care.OutreachUnreached, "没有人接"
		case n < 0.43:
			word, note = care.OutreachVisit, "屋里进水，腿脚不便"
		case n < 0.48:
			word, note = care.OutreachMoved, "已到村部，村干部照看（样例）"
		}
		if _, err := room.Note(ctx, by, out.ID, e.ID, word, note); err != nil {
			return fmt.Errorf("demo: outreach: %w", err)
		}
	}
	return nil
}
