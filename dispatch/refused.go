package dispatch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// Who wanted no help two hours ago may need it now. A refusal therefore owes a second
// call: until it is made the incident cannot be closed, and at its time it rings for
// whoever is on duty, like a call that nobody acted on.

const (
	secondCallAfter = 2 * time.Hour
	secondCallLate  = 10 * time.Minute // then the supervisor is told
	secondCallEarly = 30 * time.Minute // so much before its time counts as the call
)

// Refuse notes that the elder wants no help: the sentence that was said, and who heard
// it. Noted again it is put right, and its time stays. Blocks until on disk.
func (d *Desk) Refuse(ctx context.Context, by care.Staff, id care.IncidentID, said, witness string) (care.Incident, error) {
	said, witness = strings.TrimSpace(said), strings.TrimSpace(witness)
	switch {
	case said == "":
		return care.Incident{}, care.Invalid("body.said", "refusal.said", "请写下老人拒绝时说的话")
	case witness == "":
		return care.Incident{}, care.Invalid("body.witness", "refusal.witness", "请写明见证人是谁")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		r := care.RefusedHelp{At: now, CallBy: now.Add(secondCallAfter)}
		if in.Refused.Owed() {
			if r = *in.Refused; r.Said == said && r.Witness == witness {
				return care.Change{}, nil
			}
		}
		r.Said, r.Witness, r.By = said, witness, by.ID
		in.Refused = &r
		in.Second.NextAt = nil // the elder spoke
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "refused", said+" （见证："+witness+"）")}}, nil
	})
}

// SecondCall notes what came of the call that a refusal owes. "no_answer" settles
// nothing: it starts the second ladder. Idempotent; blocks until on disk.
func (d *Desk) SecondCall(ctx context.Context, by care.Staff, id care.IncidentID, result, note string) (care.Incident, error) {
	note = strings.TrimSpace(note)
	how := care.SecondResult(result)
	switch how {
	case care.SecondWell, care.SecondAccepts, care.SecondRefuses, "no_answer":
	default:
		return care.Incident{}, care.Invalid("body.result", "second_call.result", "请选择：平安、愿意接受、仍然拒绝或没人接")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		switch {
		case in.Refused == nil:
			return care.Change{}, care.Conflict("second_call.none", "这件没有记录拒绝救助")
		case !in.Refused.Owed() && in.Refused.Result == how:
			return care.Change{}, nil
		case !in.Refused.Owed():
			return care.Change{}, care.Conflict("second_call.done", "第二次联系已经记过了")
		}
		tried(in, "call")
		if result == "no_answer" {
			in.Refused.Tries++
			in.Contact = nil
			if in.Second.NextAt == nil {
				in.Second = care.Ladder{NextAt: at(now)}
			}
		} else {
			settleRefusal(in, how, now, by.ID)
			in.Refused.Note = note
			contacted(in, care.Contacted{How: "heard", At: now, By: by.ID, Note: "第二次联系"})
		}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "second_call", strings.TrimSpace("second_"+result+" "+note))}}, nil
	})
}

func settleRefusal(in *care.Incident, how care.SecondResult, now time.Time, by care.StaffID) {
	in.Refused.DoneAt, in.Refused.DoneBy, in.Refused.Result = at(now), by, how
}

// reachedAgain settles a refusal whose elder was reached another way: handed over, or
// heard or seen when the second call was due or had found nobody. Whoever saw the elder
// refuse has not.
func reachedAgain(in *care.Incident, c *care.Contacted) {
	r := in.Refused
	if r.Owed() && (c.How == "handed_over" || r.Tries > 0 || !c.At.Before(r.CallBy.Add(-secondCallEarly))) {
		settleRefusal(in, care.SecondReached, c.At, c.By)
	}
}

// refusalPatience is by when the incident rings for a refusal, given what its state
// alone would ask for. In the desk's hands it waits for the second call; what is late
// rings again and again.
func (d *Desk) refusalPatience(in *care.Incident, other *time.Time, untaken bool, now time.Time) *time.Time {
	if !in.Refused.Owed() {
		return other
	}
	by := in.Refused.CallBy
	if !by.After(now) {
		by = now.Add(d.cfg.Act)
	}
	if other == nil || in.State == care.IncidentAnswered && !untaken || by.Before(*other) {
		return &by
	}
	return other
}

// secondCallDue makes what rings say why, and tells the supervisors once when the call
// is late.
func (d *Desk) secondCallDue(in *care.Incident, supervisors []receiver, now time.Time) (verb string, notices []care.Notice) {
	r := in.Refused
	if !r.Owed() || r.CallBy.After(now) {
		return "nobody_acted", nil
	}
	if r.LateAt != nil || now.Sub(r.CallBy) < secondCallLate {
		return "second_call_due", nil
	}
	r.LateAt = at(now)
	for i, to := range eachOnce(supervisors) {
		notices = append(notices, care.Notice{
			Key: fmt.Sprintf("%s/refused-%d/%s/%d", in.ID, in.Version, to.Role, i), Kind: "ring",
			Receiver: to.Role, Name: to.Name, Phone: to.Phone, Incident: in.ID, DueAt: now,
			Text: "颐安平台：求助件 " + in.Number + " 的第二次联系已经超时，请立即处理或回拨 " + d.cfg.Hotline + "。",
		})
	}
	return "second_call_late", notices
}
