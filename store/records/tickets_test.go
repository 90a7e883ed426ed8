package records

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
)

func ticketEntry(verb string) care.Entry {
	return care.Entry{At: pressedAt, By: "op", What: "ticket." + verb, Noun: "ticket"}
}

// everybody are scopes that differ in what they may see.
var everybody = []care.Scope{
	{}, care.Everything, {Staff: "op", Role: care.Operator}, {Staff: "op2", Role: care.Operator}, {Staff: "op3", Role: care.Operator, Region: "990101002"},
	{Staff: "opb", Role: care.Operator, Center: "house"}, {Staff: "sup", Role: care.Supervisor}, {Staff: "mgr", Role: care.Manager, Center: "house"},
	{Staff: "mgr2", Role: care.Manager, Region: "990101"}, {Staff: "w", Role: care.Worker, Region: "990101"}, {Staff: "lead", Role: care.Leader},
	{Staff: "aud", Role: care.Auditor}, {Staff: "admin", Role: care.Admin},
}

// The statement and the word of care say the same about every ticket for everybody.
func TestTicketsAreSeenByWhomTheyMay(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		var all []care.Ticket
		for _, kind := range care.TicketKinds {
			for _, sealed := range []string{"", "abuse"} {
				for _, about := range []care.StaffID{"", "op", "admin", "aud"} {
					for _, place := range []struct {
						region care.RegionID
						center care.CenterID
					}{{"", ""}, {"990101001", ""}, {"990101002", "house"}} {
						n := len(all)
						made, err := s.NewTicket(ctx, care.Ticket{ID: care.TicketID(fmt.Sprint("t", n)), Kind: kind, State: care.TicketOpen, Sealed: sealed, AboutStaff: about,
							RegionID: place.region, CenterID: place.center, By: []care.StaffID{"op", "op2"}[n%2], Handler: []care.StaffID{"", "lead", "sup"}[n%3],
							OpenedAt: pressedAt.Add(time.Duration(n) * time.Second)}, ticketEntry("taken"))
						must(t, err)
						all = append(all, made)
					}
				}
			}
		}
		for _, sc := range everybody {
			list, _, err := s.Tickets(ctx, sc, care.TicketQuery{Page: care.Page{Limit: 500}})
			must(t, err)
			var got, want []care.TicketID
			for _, v := range list {
				got = append(got, v.ID)
			}
			for n, v := range all {
				if v.VisibleTo(sc) {
					want = append(want, v.ID)
				}
				if n%7 == 0 {
					if _, err := s.Ticket(ctx, sc, v.ID); (err == nil) != v.VisibleTo(sc) {
						t.Errorf("%+v alone by %+v: %v", v, sc, err)
					}
				}
			}
			slices.Reverse(want)
			if !slices.Equal(got, want) {
				t.Errorf("%+v sees %v, want %v", sc, got, want)
			}
		}
	})
}

func TestANumberElsewhereIsOneTickets(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		ref := care.TicketRef{System: "12345", Number: "Z2026-77", Way: "in", At: pressedAt}
		first, err := s.NewTicket(ctx, care.Ticket{ID: "a", Kind: care.Complaint, State: care.TicketOpen, OpenedAt: pressedAt, Refs: []care.TicketRef{ref}}, ticketEntry("taken"))
		must(t, err)
		if first.Number != "SQ20231115-001" {
			t.Errorf("numbered %s", first.Number)
		}
		again, err := s.NewTicket(ctx, care.Ticket{ID: "a", Text: "other"}, ticketEntry("taken"))
		if err != nil || again.Kind != care.Complaint || again.Version != 1 {
			t.Errorf("the same id again: %+v, %v", again, err)
		}
		_, err = s.NewTicket(ctx, care.Ticket{ID: "b", Kind: care.Complaint, State: care.TicketOpen, OpenedAt: pressedAt, Refs: []care.TicketRef{ref}}, ticketEntry("taken"))
		var f *care.Fault
		if !errors.As(err, &f) || f.Code != "ticket.known" || f.Detail != "这个编号已经登记，就是诉求 SQ20231115-001" {
			t.Errorf("another ticket of the same number: %v", err)
		}
		if _, err := s.Ticket(ctx, care.Everything, "b"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("it is there all the same: %v", err)
		}
		found, _, err := s.Tickets(ctx, care.Everything, care.TicketQuery{Text: "z2026-7"})
		if err != nil || len(found) != 1 {
			t.Errorf("looked for by it: %v, %v", found, err)
		}
		if entries, _, err := s.Entries(ctx, care.Everything, care.EntryQuery{Noun: "ticket"}); err != nil || len(entries) != 1 {
			t.Errorf("%d entries, want 1, %v", len(entries), err)
		}
	})
}

func TestTicketsFallDue(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		accept, answer := pressedAt.Add(time.Hour), pressedAt.Add(5*time.Hour)
		_, err := s.NewTicket(ctx, care.Ticket{ID: "a", Kind: care.Suggestion, State: care.TicketOpen, OpenedAt: pressedAt, AcceptBy: &accept, AnswerBy: &answer}, ticketEntry("taken"))
		must(t, err)
		late := func(at time.Time) (noted, overdue int) {
			ids, err := s.LateTickets(ctx, at)
			must(t, err)
			list, _, err := s.Tickets(ctx, care.Everything, care.TicketQuery{Overdue: at})
			must(t, err)
			n, err := s.OverdueTickets(ctx, care.Everything, at)
			must(t, err)
			if n != len(list) {
				t.Errorf("%d counted, %d listed", n, len(list))
			}
			return len(ids), n
		}
		change := func(do func(*care.Ticket)) {
			_, err := s.ChangeTicket(ctx, "a", func(t *care.Ticket) ([]care.Entry, error) { do(t); return []care.Entry{ticketEntry("changed")}, nil })
			must(t, err)
		}
		for _, c := range []struct {
			what           string
			do             func(*care.Ticket)
			at             time.Time
			noted, overdue int
		}{
			{"in time", nil, accept, 0, 0},
			{"late", nil, accept.Add(1), 0, 0}, // the record keeps milliseconds
			{"late by more", nil, accept.Add(time.Second), 1, 1},
			{"noted", func(t *care.Ticket) { t.OverdueAt = t.AcceptBy }, accept.Add(time.Second), 0, 1},
			{"accepted", func(t *care.Ticket) { t.State = care.TicketHandling }, accept.Add(time.Second), 0, 0},
			{"the answer is late", nil, answer.Add(time.Second), 1, 1},
			{"answered", func(t *care.Ticket) { t.State = care.TicketAnswered }, answer.Add(time.Second), 0, 0},
		} {
			if c.do != nil {
				change(c.do)
			}
			if noted, overdue := late(c.at); noted != c.noted || overdue != c.overdue {
				t.Errorf("%s: %d to be noted, %d overdue; want %d, %d", c.what, noted, overdue, c.noted, c.overdue)
			}
		}
	})
}

// Two processes draw from the same entries: one of them does.
func TestWhatEndedIsDrawnOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		must(t, s.SetSetting(ctx, "x", "1", care.Entry{At: pressedAt, What: "incident.closed", Noun: "incident", Subject: "before"}))
		from, seed, err := s.FollowUpDraw(ctx)
		if err != nil || from != 1 || seed == "" {
			t.Fatalf("begins at %d with %q, %v", from, seed, err)
		}
		must(t, s.SetSetting(ctx, "x", "2", care.Entry{At: pressedAt, What: "incident.noted", Noun: "incident", Subject: "i"}))
		must(t, s.SetSetting(ctx, "x", "3", care.Entry{At: pressedAt, What: "incident.closed", Noun: "incident", Subject: "i"}))
		ended, err := s.Ended(ctx, from, 10)
		if err != nil || len(ended) != 1 || ended[0].Subject != "i" || ended[0].Seq != 3 {
			t.Fatalf("ended %+v, %v", ended, err)
		}
		f := care.FollowUp{ID: "f", Noun: "incident", Subject: "i", State: care.FollowUpOpen, HiddenFrom: "op2", DrawnAt: pressedAt, DueAt: pressedAt.Add(time.Hour)}
		twin := f
		twin.ID = "twin" // the incident was closed twice since
		entry := func(f care.FollowUp) care.Entry {
			return care.Entry{At: f.DrawnAt, What: "follow_up.drawn", Noun: "follow_up", Subject: string(f.ID)}
		}
		for range 2 {
			must(t, s.DrawFollowUps(ctx, from, 3, []care.FollowUp{f, twin}, entry))
		}
		if at, again, err := s.FollowUpDraw(ctx); err != nil || at != 3 || again != seed {
			t.Errorf("drawn up to %d with %q, %v", at, again, err)
		}
		if list, _, err := s.Entries(ctx, care.Everything, care.EntryQuery{Noun: "follow_up"}); err != nil || len(list) != 1 {
			t.Errorf("%d entries, %v", len(list), err)
		}
		if err := s.NewFollowUp(ctx, twin, entry(twin)); !errors.Is(err, care.ErrConflict) {
			t.Errorf("another beside an open one: %v", err)
		}
		for _, sc := range everybody {
			list, _, err := s.FollowUps(ctx, sc, care.FollowUpQuery{States: []care.FollowUpState{care.FollowUpOpen}})
			must(t, err)
			if (len(list) == 1) != f.VisibleTo(sc) {
				t.Errorf("%+v sees %d", sc, len(list))
			}
		}
		if n, err := s.LateFollowUps(ctx, care.Everything, pressedAt.Add(2*time.Hour)); err != nil || n != 1 {
			t.Errorf("%d late, %v", n, err)
		}
		_, err = s.ChangeFollowUp(ctx, "f", func(f *care.FollowUp) (care.Entry, error) {
			if f.HiddenFrom != "op2" {
				t.Errorf("hidden from %q", f.HiddenFrom)
			}
			f.State = care.FollowUpDone
			return entry(*f), nil
		})
		must(t, err)
		must(t, s.NewFollowUp(ctx, twin, entry(twin))) // the first is over
	})
}

func TestAuditsAreDrawnOnceAMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		furnish(t, s)
		_, err := s.ChangeIncident(ctx, "i1", func(c *care.Case) (care.Change, error) {
			c.Incident.State = care.IncidentClosed
			return care.Change{Entries: []care.Entry{entry("incident", "i1")}}, nil
		})
		must(t, err)
		calls := 0
		from, to := pressedAt.Add(-time.Hour), pressedAt.Add(time.Hour)
		_, err = s.pen.db.ExecContext(ctx, `DELETE FROM audits`) // furnish drew the same call
		must(t, err)
		for range 2 {
			must(t, s.DrawAudits(ctx, "2026-11", from, to, func(answered map[care.StaffID][]care.Incident, seed string, seq int64) ([]care.Audit, []care.Entry) {
				calls++
				if len(answered) != 1 || len(answered["op"]) != 1 || len(seed) != 64 || seq == 0 {
					t.Errorf("answered %+v, seed %q at %d", answered, seed, seq)
				}
				return []care.Audit{{ID: "a", Month: "2026-11", Operator: "op", IncidentID: "i1", State: care.AuditDrawn}}, []care.Entry{entry("audit", "")}
			}))
		}
		if drawn, err := s.AuditsDrawn(ctx, "2026-11"); calls != 1 || !drawn || err != nil {
			t.Errorf("drawn %d times: %v, %v", calls, drawn, err)
		}
		for _, state := range []care.AuditState{care.AuditDrawn, care.AuditDone} {
			a, err := s.ChangeAudit(ctx, "a", func(a *care.Audit) (care.Entry, error) { a.State = state; return entry("audit", "a"), nil })
			must(t, err)
			for _, sc := range everybody {
				list, _, err := s.Audits(ctx, sc, care.AuditQuery{})
				must(t, err)
				if (len(list) == 1) != a.VisibleTo(sc) {
					t.Errorf("%s: %+v sees %d", state, sc, len(list))
				}
			}
		}
	})
}

func TestTheHotlinesFunctionsAreCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		furnish(t, s) // an order, an incident, elders
		_, err := s.NewTicket(ctx, care.Ticket{ID: "a", Kind: care.Consultation, State: care.TicketOpen, RegionID: "990101001", OpenedAt: pressedAt}, ticketEntry("taken"))
		must(t, err)
		_, err = s.ChangeIncident(ctx, "i1", func(c *care.Case) (care.Change, error) {
			c.Incident.State, c.Incident.Outcome = care.IncidentClosed, "emergency_fall"
			return care.Change{Entries: []care.Entry{{At: pressedAt, What: "incident.attempted", Noun: "incident", Subject: "i1"}}}, nil
		})
		must(t, err)
		count := func(sc care.Scope, from time.Time, region care.RegionID) map[string]int {
			used, err := s.Used(ctx, sc, from, from.Add(time.Hour), time.Time{}, region)
			must(t, err)
			return used
		}
		at := pressedAt.Add(-time.Minute)
		used := count(care.Everything, at, "")
		nothing := func(used map[string]int) bool {
			for _, n := range used {
				if n != 0 {
					return false
				}
			}
			return true
		}
		for word, want := range map[string]int{"order.emergency": 1, "incident.emergency": 1, "ticket.consultation": 1, "incident.attempted": 1, "incident.noted": 0} {
			if used[word] != want {
				t.Errorf("%s: %d, want %d of %v", word, used[word], want, used)
			}
		}
		if got := count(care.Everything, at, "990102"); !nothing(got) {
			t.Errorf("elsewhere: %v", got)
		}
		if used["ticket.complaint"] != 1 { // of furnish
			t.Errorf("complaints: %v", used)
		}
		if got := count(care.Everything, pressedAt.Add(time.Hour), ""); !nothing(got) {
			t.Errorf("later: %v", got)
		}
		list, err := s.IncidentsBetween(ctx, care.Everything, at, pressedAt.Add(time.Minute), "")
		if err != nil || len(list) != 1 {
			t.Errorf("%d incidents, %v", len(list), err)
		}
	})
}
