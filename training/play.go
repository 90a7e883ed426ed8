package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// silent is what is heard of somebody who does not pick up.
const silent = "响了八声，没有人接。"

// usual are the lines of parts that a case says nothing about.
var usual = map[string]string{
	Device:  "设备里已经播放：“您好，值班员在听，听到请回答。”没有听到回答。",
	Message: "短信已发出，没有回复。",
	"120":   "120：已经派车，大约十五分钟到。请安排人在路口接车，有变化随时说。",
	"119":   "119：收到，已经出动。请让老人马上离开，不要碰开关。",
	"110":   "110：收到，民警马上过去。",
}

// says is what is heard when a part is tried now: each time the next line.
func (s *Seat) says(c *Case, r *care.TrainingRun, part string, now time.Time) care.TrainingHeard {
	h := care.TrainingHeard{At: now, Who: part, Name: c.NameOf(part)}
	lines := c.Cast[part]
	tried := 0
	for _, before := range r.Heard {
		if before.Who == part && before.At.Before(now) {
			tried++
		}
	}
	switch {
	case part == "":
		h.Text = "这个号码不在案例里。训练席打不出真电话。"
	case len(lines) == 0 || lines[min(tried, len(lines)-1)].Says == "":
		if h.Text = usual[part]; h.Text == "" {
			h.Text = silent
		}
	default:
		l := lines[min(tried, len(lines)-1)]
		h.Text, h.Proof = l.Says, l.Proof
	}
	return h
}

// NameOf is what a part is called in this case, for people.
func (c *Case) NameOf(part string) string {
	h := home(part)
	if h >= len(c.Homes) {
		return ""
	}
	first := c.Homes[h].Elders[0]
	switch strings.TrimPrefix(part, second) {
	case Elder:
		return first.Name
	case KeyHolder:
		return c.Homes[h].KeyHolder
	case Contact:
		if len(first.Contacts) > 0 {
			return first.Contacts[0].Name + "（" + first.Contacts[0].Relation + "）"
		}
	case Host:
		return c.Homes[h].Host
	}
	return ""
}

// carry takes what the seat's telephone is asked to carry. It never blocks for long.
func (s *Seat) carry(n care.Notice) {
	n.DueAt = s.now()
	s.line.Lock()
	s.carried = append(s.carried, n)
	s.line.Unlock()
}

// rings is how long the other end of a call takes to pick up.
const rings = 2 * time.Second

// Step plays what is due now in every run. What fails is tried again with the next.
func (s *Seat) Step(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, _, err := s.deps.Book.TrainingRuns(ctx, care.TrainingQuery{States: []care.TrainingRunState{care.TrainingRunning}, Page: care.Page{Limit: 100}})
	if err != nil {
		return err
	}
	errs := s.connect(ctx, list)
	for _, r := range list {
		if err := s.play(ctx, r); err != nil {
			errs = errors.Join(errs, fmt.Errorf("training: run %s: %w", r.ID, err))
		}
	}
	return errs
}

// connect puts through, or lets ring out, the calls that operators asked for, and
// says of any other notice that it would have gone out.
func (s *Seat) connect(ctx context.Context, runs []care.TrainingRun) error {
	now := s.now()
	var due []care.Notice
	s.line.Lock()
	s.carried = slices.DeleteFunc(s.carried, func(n care.Notice) bool {
		if n.Kind == "connect" && now.Sub(n.DueAt) < rings {
			return false
		}
		due = append(due, n)
		return true
	})
	s.line.Unlock()
	var errs error
	for _, n := range due {
		errs = errors.Join(errs, s.played(ctx, runs, n, now))
	}
	return errs
}

func (s *Seat) played(ctx context.Context, runs []care.TrainingRun, n care.Notice, now time.Time) error {
	if n.Kind != "connect" {
		for _, r := range runs {
			if n.Incident != "" && slices.Contains(r.Incidents, n.Incident) {
				_, err := s.hear(ctx, r.ID, care.TrainingHeard{At: now, Who: "platform", Name: n.Name, Text: "平台自动通知了" + n.Name + "（训练里只是演给您看）。"})
				return err
			}
		}
		return nil
	}
	state := care.PhoneMissed
	for _, r := range runs {
		c, err := s.Case(r.Case)
		if err != nil {
			continue
		}
		part := c.part(&r, n.Phone)
		if part == "" {
			continue
		}
		heard := s.says(c, &r, part, now)
		if heard.Text != silent {
			state = care.PhoneAnswered
		}
		if _, err := s.hear(ctx, r.ID, heard); err != nil {
			return err
		}
	}
	err := s.deps.World.Ring(ctx, Told{ID: n.Key, State: state, At: now})
	if err == nil && state == care.PhoneAnswered { // what was said stands in the run; the line is free again
		err = s.deps.World.Ring(ctx, Told{ID: n.Key, State: care.PhoneEnded, At: now})
	}
	return err
}

// play lets happen what is due in one run, and scores it when all is closed.
func (s *Seat) play(ctx context.Context, r care.TrainingRun) error {
	c, err := s.Case(r.Case)
	if err != nil {
		return err
	}
	now := s.now()
	record, err := s.record(ctx, r)
	if err != nil {
		return err
	}
	var ids []care.IncidentID
	for _, seen := range record.Seen {
		if seen.ID != "" {
			ids = append(ids, seen.ID)
		}
	}
	if len(ids) > len(r.Incidents) {
		if _, err := s.deps.Book.ChangeTrainingRun(ctx, r.ID, func(r *care.TrainingRun) ([]care.Entry, error) {
			r.Incidents = ids
			return nil, nil
		}); err != nil {
			return err
		}
	}
	for i, t := range c.Then {
		if err := s.once(ctx, &r, fmt.Sprintf("then/%d", i), r.BeganAt.Add(t.After), now, func() (*care.TrainingHeard, error) {
			if t.Press != "" {
				return nil, s.deps.World.Press(ctx, c.DeviceID(t.Home, t.Press), t.Kind, now)
			}
			return &care.TrainingHeard{At: now, Who: t.Who, Name: c.NameOf(t.Who), Text: t.Says, Proof: t.Proof}, nil
		}); err != nil {
			return err
		}
	}
	if err := s.arrivals(ctx, c, &r, record, now); err != nil {
		return err
	}
	for i := range record.Seen {
		if err := s.work(ctx, c, &r, &record.Seen[i], now); err != nil {
			return err
		}
	}
	if over(c, record, now) || now.Sub(r.BeganAt) > longest {
		_, err = s.score(ctx, c, r)
	}
	return err
}

// grace is how long after the end something may still be added: a ticket, a repair.
const grace = 15 * time.Second

// over reports whether every home's incident was opened and is done with for a while.
func over(c *Case, record *Record, now time.Time) bool {
	for i := range c.Homes {
		at, done := ended(&record.Seen[i].Incident)
		if !done || now.Sub(at) < grace {
			return false
		}
	}
	return true
}

// ended is when nothing was left to do: it was closed, or waits two hours for the
// second call that a refusal owes.
func ended(in *care.Incident) (at time.Time, done bool) {
	switch {
	case in.State == care.IncidentClosed && in.ClosedAt != nil:
		return *in.ClosedAt, true
	case in.Refused.Owed():
		return in.Refused.At, true
	}
	return at, false
}

// once lets something happen when it is due, and not again.
func (s *Seat) once(ctx context.Context, r *care.TrainingRun, key string, due, now time.Time, do func() (*care.TrainingHeard, error)) error {
	if _, done := r.Played[key]; done || now.Before(due) {
		return nil
	}
	heard, err := do()
	if err != nil {
		return err
	}
	changed, err := s.deps.Book.ChangeTrainingRun(ctx, r.ID, func(r *care.TrainingRun) ([]care.Entry, error) {
		if r.Played == nil {
			r.Played = map[string]time.Time{}
		}
		r.Played[key] = now
		if heard != nil {
			r.Heard = append(r.Heard, *heard)
		}
		return nil, nil
	})
	if err == nil {
		*r = changed
	}
	return err
}

// arrivals says what is found by those who come without an order, a while after they
// were tried or noted as on the way.
func (s *Seat) arrivals(ctx context.Context, c *Case, r *care.TrainingRun, record *Record, now time.Time) error {
	for part, lines := range c.Cast {
		l := lines[len(lines)-1]
		if l.Finds == "" || part == Worker {
			continue
		}
		since, tried := triedAt(part, r, record)
		if !tried {
			continue
		}
		if err := s.once(ctx, r, "arrives/"+part, since.Add(l.Arrives), now, func() (*care.TrainingHeard, error) {
			return &care.TrainingHeard{At: now, Who: part, Name: c.NameOf(part), Text: l.Finds, Proof: l.Proves}, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// triedAt is when a part was first asked to come: tried, or noted at the desk.
func triedAt(part string, r *care.TrainingRun, record *Record) (at time.Time, ok bool) {
	for _, h := range r.Heard {
		if h.Who == part {
			at, ok = h.At, true
			break
		}
	}
	if n := home(part); n < len(record.Seen) {
		if noted, helped := record.Seen[n].helped(strings.TrimPrefix(part, second)); helped && (!ok || noted.Before(at)) {
			at, ok = noted, true
		}
	}
	return at, ok
}

// How long a sample worker takes to say yes, and to be there.
const (
	saysYes = 4 * time.Second
	onRoad  = 25 * time.Second
)

// work lets the workers who were sent go.
func (s *Seat) work(ctx context.Context, c *Case, r *care.TrainingRun, seen *Seen, now time.Time) error {
	for _, o := range seen.Orders {
		if o.IncidentID != seen.ID || o.WorkerID == "" || o.State.Over() {
			continue
		}
		w, err := s.deps.Staff.StaffMember(ctx, o.WorkerID)
		if err != nil {
			return err
		}
		switch o.State {
		case care.OrderAssigned:
			if now.Sub(assigned(seen, o.ID)) >= saysYes {
				_, err = s.deps.Desk.Accept(ctx, w, o.ID, 8*60)
			}
		case care.OrderAccepted:
			_, err = s.deps.Desk.Depart(ctx, w, o.ID)
		case care.OrderOnTheWay:
			if o.DepartedAt != nil && now.Sub(*o.DepartedAt) >= onRoad {
				err = s.arrive(ctx, c, r, w, o, now)
			}
		}
		if err != nil && !errors.Is(err, care.ErrConflict) {
			return err
		}
	}
	return nil
}

// assigned is when an order was last given to somebody.
func assigned(seen *Seen, id care.OrderID) (at time.Time) {
	for _, e := range seen.Timeline {
		if e.Noun == "order" && e.Subject == string(id) && (e.What == "order.assigned" || e.What == "order.created") {
			at = e.At
		}
	}
	return at
}

func (s *Seat) arrive(ctx context.Context, c *Case, r *care.TrainingRun, w care.Staff, o care.Order, now time.Time) error {
	if _, err := s.deps.Desk.Arrive(ctx, w, o.ID, nil); err != nil {
		return err
	}
	found := care.TrainingHeard{At: now, Who: Worker, Name: w.Name, Text: "到了，老人在家，我看着。", Proof: "seen"}
	if lines := c.Cast[Worker]; len(lines) > 0 {
		found.Text, found.Proof = lines[0].Finds, lines[0].Proves
	}
	return s.once(ctx, r, "worker/"+string(o.ID), now, now, func() (*care.TrainingHeard, error) { return &found, nil })
}

// lists is how much of anything a run is looked for in.
const lists = 200

// record reads what is known of a run.
func (s *Seat) record(ctx context.Context, r care.TrainingRun) (*Record, error) {
	c, err := s.Case(r.Case)
	if err != nil {
		return nil, err
	}
	out := &Record{Run: r, Seen: make([]Seen, len(c.Homes))}
	page := care.Page{Limit: lists}
	if r.Phone != "" {
		number := care.PhoneDigits(c.NumberIn(&r, c.Opens.Phone))
		calls, _, err := s.deps.Shelf.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Number: number, Since: r.BeganAt, Page: page})
		if err != nil {
			return nil, err
		}
		out.Calls = slices.DeleteFunc(calls, func(p care.PhoneCall) bool { return p.Direction != care.PhoneIn })
	}
	found, _, err := s.deps.Shelf.Incidents(ctx, care.Everything, care.IncidentQuery{Since: r.BeganAt, Newest: true, Page: page})
	if err != nil {
		return nil, err
	}
	slices.Reverse(found) // the first of a home is the one
	for _, in := range found {
		at := s.homeOf(c, out, &in)
		if at < 0 || out.Seen[at].ID != "" {
			continue
		}
		if err := s.look(ctx, &out.Seen[at], in, r.BeganAt); err != nil {
			return nil, err
		}
		out.Seen[at].Home = at
	}
	out.Tickets, _, err = s.deps.Shelf.Tickets(ctx, care.Everything, care.TicketQuery{Since: r.BeganAt, Page: page})
	return out, err
}

// homeOf says to which home of a case an incident belongs; -1: to none.
func (s *Seat) homeOf(c *Case, r *Record, in *care.Incident) int {
	for i := range c.Homes {
		if in.HouseholdID == c.HouseholdID(i) {
			return i
		}
	}
	if _, told := r.call(in.ID); told {
		return 0
	}
	return -1
}

func (s *Seat) look(ctx context.Context, seen *Seen, in care.Incident, since time.Time) error {
	timeline, err := s.deps.Shelf.Timeline(ctx, "incident", string(in.ID))
	if err != nil {
		return err
	}
	orders, err := s.deps.Shelf.OrdersOf(ctx, in.ID)
	if err != nil {
		return err
	}
	if in.ElderID != "" {
		others, _, err := s.deps.Shelf.Orders(ctx, care.Everything, care.OrderQuery{Elder: in.ElderID, Since: since, Page: care.Page{Limit: lists}})
		if err != nil {
			return err
		}
		for _, o := range others {
			if !slices.ContainsFunc(orders, func(known care.Order) bool { return known.ID == o.ID }) {
				orders = append(orders, o)
			}
		}
	}
	*seen = Seen{Incident: in, Timeline: timeline, Orders: orders}
	return nil
}
