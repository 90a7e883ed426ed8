package demo

import (
	"context"
	"fmt"
	"time"

	"yian/care"
	"yian/dispatch"
)

// wished are services that somebody telephones for, meals the most.
var wished = []care.Service{care.Meal, care.Meal, care.Cleaning, care.Bathing, care.Medical, care.Meal, care.Shopping, care.Companionship, care.VisitService, care.Appointment}

// ringing is a wish on the telephone.
type ringing struct {
	id     string
	number string
	elder  care.Elder
	began  time.Time
	spoken time.Time // zero: it rings
}

// telephone lets a wish come in by telephone every few minutes. The crew answers
// while no person is on duty; a person has no telephone to answer in the demo, so the
// caller gives up and waits to be called back.
func (c *Crew) telephone(ctx context.Context, now time.Time) error {
	if c.call != nil {
		return c.talk(ctx, now)
	}
	if now.Before(c.wishes) || len(c.deps.County.Homes) == 0 {
		return nil
	}
	c.wish++
	id := fmt.Sprint("wish", c.wish)
	c.wishes = now.Add(c.road(time.Minute + time.Duration(c.share(id, "pause")*float64(4*time.Minute))))
	home := c.deps.County.Homes[int(c.share(id, "home")*float64(len(c.deps.County.Homes)))]
	elders, err := c.deps.Registry.EldersOf(ctx, care.HouseholdID(home.ID))
	if err != nil || len(elders) == 0 {
		return err
	}
	call := ringing{id: fmt.Sprint("demo/", now.Unix(), "/", id), number: c.callsFrom(id, elders[0]), elder: elders[0], began: now}
	told := dispatch.PhoneTold{ID: call.id, State: care.PhoneRinging, From: call.number, To: "7012349", At: now}
	if c.call = &call; !c.attended() {
		told.Seat = crewSeat
	}
	return c.deps.Desk.Phone(ctx, told)
}

// callsFrom is the number from which somebody calls: mostly the own, sometimes a
// relative's, and now and then one that nobody knows.
func (c *Crew) callsFrom(id string, e care.Elder) string {
	switch dice := c.share(id, "from"); {
	case dice < 0.15 || e.Phone == "" && len(e.Contacts) == 0:
		return fmt.Sprintf("1990001%04d", int(c.share(id, "number")*10_000))
	case (dice < 0.4 || e.Phone == "") && len(e.Contacts) > 0:
		return e.Contacts[0].Phone
	}
	return e.Phone
}

func (c *Crew) talk(ctx context.Context, now time.Time) error {
	call, operator := c.call, c.people[crewOperator]
	tell := func(state care.PhoneState, seat string) error {
		return c.deps.Desk.Phone(ctx, dispatch.PhoneTold{ID: call.id, State: state, From: call.number, To: "7012349", At: now, Seat: seat})
	}
	switch {
	case !call.spoken.IsZero():
		if !c.waited(call.id, "talk", &call.spoken, now, 30*time.Second, 90*time.Second) {
			return nil
		}
		c.call = nil
		return tell(care.PhoneEnded, crewSeat)
	case c.attended():
		if !c.waited(call.id, "gives up", &call.began, now, 25*time.Second, 45*time.Second) {
			return nil
		}
		c.call = nil
		return tell(care.PhoneAbandoned, "")
	case !c.waited(call.id, "answer", &call.began, now, 4*time.Second, 12*time.Second):
		return nil
	}
	call.spoken = now
	if err := tell(care.PhoneAnswered, crewSeat); err != nil {
		return err
	}
	live, _, err := c.deps.Book.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Live: true, Page: care.Page{Limit: 50}})
	if err != nil {
		return err
	}
	for _, p := range live {
		if p.State != care.PhoneAnswered || p.Number != care.PhoneDigits(call.number) {
			continue
		}
		service := wished[int(c.share(call.id, "service")*float64(len(wished)))]
		due := now.Add(2 * time.Hour).Truncate(30 * time.Minute)
		_, err := c.deps.Desk.OrderFromPhone(ctx, operator, p.ID, dispatch.NewOrder{Service: service, Elder: call.elder.ID, DueAt: &due})
		return err
	}
	return nil
}

// callBack calls back whom nobody answered, some minutes before the deadline.
func (c *Crew) callBack(ctx context.Context, now time.Time) error {
	owed, _, err := c.deps.Book.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Owed: true, Page: care.Page{Limit: 20}})
	if err != nil || c.attended() {
		return err
	}
	for _, p := range owed {
		if c.waited(string(p.ID), "call back", &p.At, now, 5*time.Minute, 12*time.Minute) {
			_, err := c.deps.Desk.SettleCallBack(ctx, c.people[crewOperator], p.ID, care.CalledBack, "已回拨，老人没事，只是想问送餐时间（样例）")
			return err
		}
	}
	return nil
}
