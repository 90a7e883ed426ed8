package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// change runs decide on an incident that by may see, and wakes whoever has
// something to send.
func (d *Desk) change(ctx context.Context, by care.Staff, id care.IncidentID, decide func(c *care.Case, now time.Time) (care.Change, error)) (care.Incident, error) {
	return d.changeIn(ctx, d.deps.Book.ChangeIncident, by, id, decide)
}

// changeIncident is a way into the book.
type changeIncident func(ctx context.Context, id care.IncidentID, decide func(*care.Case) (care.Change, error)) (care.Case, error)

func (d *Desk) changeIn(ctx context.Context, book changeIncident, by care.Staff, id care.IncidentID, decide func(c *care.Case, now time.Time) (care.Change, error)) (care.Incident, error) {
	now := d.now()
	c, err := book(ctx, id, func(c *care.Case) (care.Change, error) {
		if !by.Scope().Sees(c.Incident.RegionID, c.Incident.CenterID) {
			return care.Change{}, care.NotFound("incident")
		}
		change, err := decide(c, now)
		if err == nil && len(change.Entries) > 0 {
			d.expect(c, now)
		}
		return change, err
	})
	if err != nil {
		return care.Incident{}, fmt.Errorf("dispatch: incident %s: %w", id, err)
	}
	d.noticeDue.Ring()
	return *c.Incident, nil
}

// Answer takes an incident that rings. Two answers at once have one winner; the
// other gets a conflict that names the winner. Answering one's own again is no
// error. A press after the answer rings at its owner's desk first and may be
// taken over by others after a while.
func (d *Desk) Answer(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	var back []care.OrderID
	in, err := d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		switch {
		case in.State == care.IncidentClosed:
			return care.Change{}, care.Conflict("incident.closed", "这件已经结案")
		case in.AnsweredBy == "":
			change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "answered", "")}}
			if in.State == care.IncidentOpen { // otherwise somebody is on the way already, who matters more to the senior
				in.State = care.IncidentAnswered
				change.Feedback = []care.StepMade{{Step: care.StepAnswered, By: by.Name}}
			}
			in.AnsweredAt, in.AnsweredBy = at(now), by.ID
			quiet(in)
			resumed(in, now)
			back = takeBackOffers(c, by.ID, now, answeredWhy, &change)
			return change, nil
		case in.AnsweredBy == by.ID:
			if !in.Ringing {
				return care.Change{}, nil
			}
			quiet(in)
			resumed(in, now)
			return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "answered_again", "")}}, nil
		case in.Ringing && in.RingingAt != nil && now.Sub(*in.RingingAt) >= d.cfg.Rejoin:
			in.AnsweredBy = by.ID
			quiet(in)
			resumed(in, now)
			change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "taken_over", "")}}
			if in.State == care.IncidentAnswered {
				change.Feedback = []care.StepMade{{Step: care.StepAnswered, By: by.Name}}
			}
			return change, nil
		}
		return care.Change{}, &care.Fault{Kind: care.ErrConflict, Code: "incident.taken", Detail: "已由 " + d.nameOf(ctx, in.AnsweredBy) + " 接听", Winner: in.AnsweredBy}
	})
	if err != nil {
		return in, err
	}
	if len(back) > 0 {
		d.hurry(back...)
	}
	if err := d.Awake(ctx, by); err != nil { // whoever answers is
		d.log.Warn("not noted that somebody is awake", "err", err)
	}
	return in, nil
}

// quiet stops the ringing and its ladder.
func quiet(in *care.Incident) {
	in.Ringing, in.RingingAt = false, nil
	in.Ladder.NextAt = nil
}

// Note adds a line to the timeline.
func (d *Desk) Note(ctx context.Context, by care.Staff, id care.IncidentID, text string) (care.Incident, error) {
	if text = strings.TrimSpace(text); text == "" {
		return care.Incident{}, care.Invalid("body.text", "note.empty", "记录内容不能为空")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		return care.Change{Entries: []care.Entry{incidentEntry(c.Incident, now, by.ID, "noted", text)}}, nil
	})
}

// Attempt notes that somebody tried to reach the elder.
func (d *Desk) Attempt(ctx context.Context, by care.Staff, id care.IncidentID, way, result string) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		tried(c.Incident, way)
		return care.Change{Entries: []care.Entry{incidentEntry(c.Incident, now, by.ID, "attempted", way+" "+result)}}, nil
	})
}

// Contact notes that the elder was heard, seen by a named person, or handed
// over, which ends the second ladder and allows closing.
func (d *Desk) Contact(ctx context.Context, by care.Staff, id care.IncidentID, how, who, note string) (care.Incident, error) {
	if !slices.Contains([]string{"heard", "seen", "handed_over"}, how) {
		return care.Incident{}, care.Invalid("body.how", "contact.how", "请选择：听到、见到或已交接")
	}
	if how != "heard" && strings.TrimSpace(who) == "" {
		return care.Incident{}, care.Invalid("body.who", "contact.who", "请写明谁见到了老人，或交给了谁")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		contacted(in, care.Contacted{How: how, Who: strings.TrimSpace(who), At: now, By: by.ID, Note: note})
		if how != "heard" { // who is heard may not know where they are
			found(in, by.ID, now)
		}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "contacted", strings.TrimSpace(how+" "+who+" "+note))}}, nil
	})
}

func contacted(in *care.Incident, by care.Contacted) {
	in.Contact = &by
	in.Second.NextAt = nil
	reachedAgain(in, &by)
}

// NoAnswer starts the second ladder: the elder does not answer. Idempotent.
func (d *Desk) NoAnswer(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		if in.Second.NextAt != nil {
			return care.Change{}, nil
		}
		in.Contact = nil
		in.Second = care.Ladder{NextAt: at(now)}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "no_answer", "")}}, nil
	})
}

// onTheWay are the kinds of help that, once noted, mean that somebody goes.
var onTheWay = map[string]string{"120": "120 急救", "119": "119 消防", "110": "110 民警", "key_holder": "钥匙人", "contact": "联系人", "station_keeper": "站长", "village_committee": "村委会"}

// Help notes that help without an order was asked for and is on the way: 120,
// 119, 110, the key holder, a contact, the station keeper. The senior is told.
func (d *Desk) Help(ctx context.Context, by care.Staff, id care.IncidentID, what, note string) (care.Incident, error) {
	name, known := onTheWay[what]
	if !known {
		return care.Incident{}, care.Invalid("body.what", "help.what", "只能记录 120、119、110、钥匙人、站长或联系人")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		if !slices.Contains(in.Help, what) {
			in.Help = append(in.Help, what)
		}
		change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "help", strings.TrimSpace(what+" "+note))}}
		if in.State == care.IncidentAnswered {
			dispatched(in, &change, now, by.ID, goer{name: name, spoken: name})
		}
		return change, nil
	})
}

// HelpFailed notes that help without an order does not come after all: with
// nobody else on the way the incident is back in the desk's hands, and a desk other
// than the author's rings. Idempotent.
func (d *Desk) HelpFailed(ctx context.Context, by care.Staff, id care.IncidentID, what, note string) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		i := slices.Index(in.Help, what)
		if i < 0 {
			return care.Change{}, nil
		}
		in.Help = slices.Delete(in.Help, i, i+1)
		change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "help_failed", strings.TrimSpace(what+" "+note))}}
		if fallBack(c, nil, &change, now, by.ID) && in.AnsweredBy != by.ID && !in.Ringing {
			d.ring(in, now)
		}
		return change, nil
	})
}

// dispatched moves in on: somebody accepted, or help is noted as on the way.
func dispatched(in *care.Incident, change *care.Change, now time.Time, by care.StaffID, who goer) {
	said := care.StepMade{Step: care.StepDispatched, By: who.spoken, ETASeconds: who.eta}
	if in.State != care.IncidentDispatched && in.Coming != nil { // whoever was to come does not
		said.Said = care.SayReplaced
	}
	in.State, in.Coming = care.IncidentDispatched, who.coming(now)
	if in.DispatchedAt == nil {
		in.DispatchedAt = at(now)
	}
	change.Entries = append(change.Entries, incidentEntry(in, now, by, "dispatched", who.name))
	change.Feedback = append(change.Feedback, said)
}

// Escalate takes the next step of the first ladder at once.
func (d *Desk) Escalate(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	in, err := d.deps.Shelf.Incident(ctx, by.Scope(), id)
	if err != nil {
		return care.Incident{}, err
	}
	if in.State == care.IncidentClosed {
		return care.Incident{}, care.Conflict("incident.closed", "这件已经结案")
	}
	return d.climb(ctx, by.ID, in, d.now())
}

// NameElder says whose incident it is, for a shared button or an unknown caller.
func (d *Desk) NameElder(ctx context.Context, by care.Staff, id care.IncidentID, elder care.ElderID) (care.Incident, error) {
	e, err := d.deps.People.Elder(ctx, by.Scope(), elder)
	if err != nil {
		return care.Incident{}, err
	}
	in, err := d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		return isOf(c, e, by.ID, now, "elder_named"), nil
	})
	if err == nil {
		d.phoneNamed(ctx, by, id, e)
	}
	return in, err
}

// isOf says whose incident it is.
func isOf(c *care.Case, e care.Elder, by care.StaffID, now time.Time, verb string) care.Change {
	in := c.Incident
	was := in.ElderID
	in.ElderID = e.ID
	// Of a caller on the telephone the elder alone says where it is: who was taken for
	// another lives behind another door.
	moved := was != "" && was != e.ID && in.DeviceID == "" && in.Calls <= 1
	if moved {
		in.HouseholdID, in.RegionID, in.CenterID = e.HouseholdID, e.RegionID, e.CenterID
		in.ElderIDs = slices.DeleteFunc(in.ElderIDs, func(id care.ElderID) bool { return id == was })
	}
	if !slices.Contains(in.ElderIDs, e.ID) {
		in.ElderIDs = append(in.ElderIDs, e.ID)
	}
	if in.HouseholdID == "" {
		in.HouseholdID = e.HouseholdID
	}
	if in.RegionID == "" {
		in.RegionID, in.CenterID = e.RegionID, e.CenterID
	}
	if in.Disappeared.Gone() {
		d := *in.Disappeared
		d.DueAt, in.Disappeared = at(now), &d
	}
	change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by, verb, string(e.ID))}}
	// Whoever is on the way must know at whose door to knock.
	for _, o := range c.Orders {
		if o.State.Over() || o.ElderID != was || o.ElderID == e.ID {
			continue
		}
		o.ElderID = e.ID
		if o.HouseholdID == "" || moved {
			o.HouseholdID = in.HouseholdID
		}
		if o.RegionID == "" || moved {
			o.RegionID, o.CenterID = in.RegionID, in.CenterID
		}
		change.Entries = append(change.Entries, orderEntry(o, now, by, "elder_named", string(e.ID)))
	}
	return change
}

// reopenWithin is how long a closed incident keeps its number (work of the desk).
const reopenWithin = 24 * time.Hour

// Reopen takes up a closed incident again under its number, within 24 hours.
func (d *Desk) Reopen(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if in.State != care.IncidentClosed {
			return care.Change{}, nil
		}
		if in.ClosedAt != nil && now.Sub(*in.ClosedAt) > reopenWithin {
			return care.Change{}, care.Conflict("incident.too_old", "结案已超过24小时，请新建一件")
		}
		in.State, in.AnsweredBy, in.Outcome, in.Contact, in.ClosedAt, in.ClosedBy = care.IncidentAnswered, by.ID, "", nil, nil, ""
		in.Help, in.Tried, in.Second, in.Ladder, in.Coming = nil, nil, care.Ladder{}, care.Ladder{}, nil
		in.Reopened++
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "reopened", "")}}, nil
	})
}

// Close ends an incident with a coded outcome. The elder must have been heard,
// seen by a named person, or handed over; what is missing is said.
func (d *Desk) Close(ctx context.Context, by care.Staff, id care.IncidentID, outcome care.Outcome, note string) (care.Incident, error) {
	if !slices.Contains(care.Outcomes, outcome) {
		return care.Incident{}, care.Invalid("body.outcome", "outcome.unknown", "请选择处置结果")
	}
	var stopped []care.OrderID
	reach, lesson := d.reachOf(ctx, by, id), d.toTeach(ctx, by, id, outcome)
	in, err := d.changeIn(ctx, d.knowing(&lesson), by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if in.State == care.IncidentClosed {
			if in.Outcome == outcome {
				return care.Change{}, nil
			}
			return care.Change{}, care.Conflict("incident.closed", "这件已经结案")
		}
		if outcome == care.OutcomeDeceased && in.Refused.Owed() { // nobody can be called a second time
			settleRefusal(in, care.SecondDeceased, now, by.ID)
		}
		if missing := Missing(in); len(missing) > 0 {
			return care.Change{}, care.Conflict("incident."+missing[0], missingText[missing[0]])
		}
		if !slices.Contains(exempt, outcome) && Untried(in, reach) {
			return care.Change{}, untried(reach)
		}
		in.State, in.Outcome, in.ClosedAt, in.ClosedBy = care.IncidentClosed, outcome, at(now), by.ID
		quiet(in)
		in.Second.NextAt = nil
		if outcome != care.OutcomeDeceased { // the death is entered in the register by who confirms it
			found(in, by.ID, now)
		}
		change := care.Change{
			Entries:  []care.Entry{incidentEntry(in, now, by.ID, "closed", strings.TrimSpace(string(outcome)+" "+note))},
			Feedback: []care.StepMade{{Step: care.StepClosed, By: by.Name}},
		}
		// Nobody keeps driving to a closed emergency.
		for _, o := range c.Orders {
			if o.Service == care.Emergency && !o.State.Over() {
				if o.State == care.OrderArrived {
					finish(o, care.OrderCompleted, now, &o.CompletedAt)
				} else {
					o.Reason = "求助件已结案"
					finish(o, care.OrderCancelled, now, nil)
				}
				change.Entries = append(change.Entries, orderEntry(o, now, by.ID, string(o.State), o.Reason))
				stopped = append(stopped, o.ID)
			}
		}
		if visit := d.teach(c, &lesson, now, &change); visit != "" {
			stopped = append(stopped, visit)
		}
		return change, nil
	})
	if err == nil {
		d.hurry(stopped...)
	}
	return in, err
}

var missingText = map[string]string{
	"not_answered":  "还没有人接听",
	"ringing":       "又在响铃，请先接听",
	"not_contacted": "还没有人见到或听到老人",
	"second_call":   "老人拒绝了救助，还欠一次第二次联系",
}

// Missing says, as codes, what keeps an incident from being closed; empty when it
// can be.
func Missing(in *care.Incident) []string {
	var codes []string
	if in.State == care.IncidentOpen {
		codes = append(codes, "not_answered")
	} else if in.Ringing {
		codes = append(codes, "ringing")
	}
	if in.Contact == nil {
		codes = append(codes, "not_contacted")
	}
	if in.Refused.Owed() {
		codes = append(codes, "second_call")
	}
	return codes
}

func answered(in *care.Incident) error {
	switch in.State {
	case care.IncidentOpen:
		return care.Conflict("incident.not_answered", "请先接听")
	case care.IncidentClosed:
		return care.Conflict("incident.closed", "这件已经结案")
	}
	return nil
}
