package hotline

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// followUpWithin is how long after the end somebody is to be called.
const followUpWithin = 3 * 24 * time.Hour

// drawAtOnce is how many ends one pass looks at.
const drawAtOnce = 200

// drawFollowUps draws among what has ended since the last pass. The journal says what
// has, so nothing is missed by a restart; the record says how far the draw has come,
// so nothing is drawn twice.
func (h *Hotline) drawFollowUps(ctx context.Context, now time.Time) error {
	for {
		from, seed, err := h.deps.FollowUpShelf.FollowUpDraw(ctx)
		if err != nil {
			return err
		}
		ended, err := h.deps.FollowUpShelf.Ended(ctx, from, drawAtOnce)
		if err != nil || len(ended) == 0 {
			return err
		}
		var made []care.FollowUp
		for _, e := range ended {
			f, drawn, err := h.drawn(ctx, e, seed, now)
			if errors.Is(err, care.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if drawn {
				made = append(made, f)
			}
		}
		if err := h.deps.FollowUps.DrawFollowUps(ctx, from, ended[len(ended)-1].Seq, made, drawnEntry); err != nil {
			return err
		}
	}
}

func drawnEntry(f care.FollowUp) care.Entry {
	return care.Entry{At: f.DrawnAt, By: care.System, What: "follow_up.drawn", Noun: "follow_up", Subject: string(f.ID), Note: f.Why}
}

// drawn makes the follow-up of what an entry ended, if the rule or the lot says so.
func (h *Hotline) drawn(ctx context.Context, e care.Entry, seed string, now time.Time) (care.FollowUp, bool, error) {
	f, err := h.about(ctx, e.Noun, e.Subject)
	if err != nil || f.Why == "" {
		return f, false, err
	}
	if f.Why == "lot" && !lot(seed, e.Subject, h.cfg.FollowUpPercent) {
		return f, false, nil
	}
	if gone, err := h.bereaved(ctx, f.ElderID, now); err != nil || gone {
		return f, false, err
	}
	f.ID, f.State, f.DrawnAt, f.DueAt, f.Tries = care.FollowUpID(newID()), care.FollowUpOpen, now, e.At.Add(followUpWithin), []care.FollowUpTry{}
	return f, true, nil
}

// lot draws percent of all subjects. Nobody who does not know the seed can tell
// beforehand whom it draws.
func lot(seed, subject string, percent int) bool {
	sum := sha256.Sum256([]byte(seed + "\x00" + subject))
	return binary.BigEndian.Uint64(sum[:])%100 < uint64(percent)
}

// bereaved reports whether an elder has died: no survey to the family.
func (h *Hotline) bereaved(ctx context.Context, elder care.ElderID, now time.Time) (bool, error) {
	if elder == "" {
		return false, nil
	}
	where, err := h.deps.Whereabouts.Expected(ctx, elder, now)
	if errors.Is(err, care.ErrNotFound) {
		return false, nil
	}
	return where == care.Deceased, err
}

// about begins a follow-up of a subject as it stands now. An empty why means that
// there is nothing to ask about it.
func (h *Hotline) about(ctx context.Context, noun, subject string) (care.FollowUp, error) {
	switch noun {
	case "incident":
		return h.aboutIncident(ctx, care.IncidentID(subject))
	case "order":
		return h.aboutOrder(ctx, care.OrderID(subject))
	case "ticket":
		return h.aboutTicket(ctx, care.TicketID(subject))
	}
	return care.FollowUp{}, care.NotFound("follow_up")
}

// unasked are outcomes after which nobody is called: nobody was in need, or there is
// nobody to ask.
var unasked = []care.Outcome{care.OutcomeTest, "drill", care.OutcomeNuisance, "deceased", ""}

func (h *Hotline) aboutIncident(ctx context.Context, id care.IncidentID) (care.FollowUp, error) {
	in, err := h.deps.Cases.Incident(ctx, care.Everything, id)
	if err != nil {
		return care.FollowUp{}, err
	}
	f := care.FollowUp{Noun: "incident", Subject: string(id), Number: in.Number, About: string(in.Outcome), ElderID: in.ElderID, RegionID: in.RegionID,
		CenterID: in.CenterID, Trial: in.Trial}
	if in.State != care.IncidentClosed || in.ElderID == "" || slices.Contains(unasked, in.Outcome) {
		return f, nil
	}
	if f.Why = "lot"; strings.HasPrefix(string(in.Outcome), "emergency_") {
		f.Why = "emergency"
	}
	orders, err := h.deps.Cases.OrdersOf(ctx, id)
	for _, o := range orders {
		f.Concerned = append(f.Concerned, o.WorkerID)
	}
	f.Concerned = people(append(f.Concerned, in.AnsweredBy, in.ClosedBy)...)
	return f, err
}

func (h *Hotline) aboutOrder(ctx context.Context, id care.OrderID) (care.FollowUp, error) {
	o, err := h.deps.Cases.Order(ctx, care.Everything, id)
	if err != nil {
		return care.FollowUp{}, err
	}
	f := care.FollowUp{Noun: "order", Subject: string(id), Number: o.Number, About: string(o.Service), ElderID: o.ElderID, RegionID: o.RegionID,
		CenterID: o.CenterID, Concerned: people(o.WorkerID, o.OnBehalf), Trial: o.Trial}
	switch {
	case o.ElderID == "", o.IncidentID != "", o.Service == care.Drill: // an incident's orders are asked about with it
	case o.State == care.OrderFailed:
		f.Why = "failed"
	case o.State == care.OrderCompleted && o.Service == care.Emergency:
		f.Why = "emergency"
	case o.State == care.OrderCompleted:
		f.Why = "lot"
	}
	return f, nil
}

func (h *Hotline) aboutTicket(ctx context.Context, id care.TicketID) (care.FollowUp, error) {
	t, err := h.deps.TicketShelf.Ticket(ctx, care.Everything, id)
	if err != nil {
		return care.FollowUp{}, err
	}
	f := care.FollowUp{Noun: "ticket", Subject: string(id), Number: t.Number, About: string(t.Kind), ElderID: t.ElderID, Phone: t.Phone, RegionID: t.RegionID,
		CenterID: t.CenterID, Concerned: people(t.Handler, t.AnsweredBy, t.AboutStaff), HiddenFrom: t.AboutStaff, Trial: t.Trial}
	switch {
	case t.State != care.TicketClosed, t.Sealed != "", t.Anonymous, t.Phone == "" && t.ElderID == "": // a call could betray whoever spoke
	case t.Independent():
		f.Why = "complaint"
	default:
		f.Why = "lot"
	}
	return f, nil
}

// people are those of ids who are somebody, each once.
func people(ids ...care.StaffID) []care.StaffID {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id care.StaffID) bool { return id == "" || id == care.System })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// AskFollowUp asks for a follow-up that neither rule nor lot drew, as when evidence
// contradicts itself. An open one of the same subject is a conflict.
func (h *Hotline) AskFollowUp(ctx context.Context, by care.Staff, noun, subject, why string) (care.FollowUp, error) {
	f, err := h.about(ctx, noun, subject)
	if err != nil {
		return care.FollowUp{}, err
	}
	now := h.now()
	if !f.VisibleTo(by.Scope()) {
		return care.FollowUp{}, care.NotFound("follow_up")
	}
	if f.Why == "" {
		return care.FollowUp{}, care.Conflict("follow_up.nobody", "这一件还没有结束，或没有可以回访的人")
	}
	gone, err := h.bereaved(ctx, f.ElderID, now)
	if err != nil {
		return care.FollowUp{}, fmt.Errorf("hotline: follow-up: %w", err)
	}
	if gone {
		return care.FollowUp{}, errBereaved()
	}
	f.ID, f.Why, f.Note, f.State, f.DrawnAt, f.DueAt, f.Tries = care.FollowUpID(newID()), "asked", strings.TrimSpace(why), care.FollowUpOpen, now, now.Add(followUpWithin), []care.FollowUpTry{}
	f.Version = 1
	err = h.deps.FollowUps.NewFollowUp(ctx, f, care.Entry{At: now, By: by.ID, What: "follow_up.asked", Noun: "follow_up", Subject: string(f.ID)})
	if err != nil {
		return care.FollowUp{}, fmt.Errorf("hotline: follow-up: %w", err)
	}
	return f, nil
}

func errBereaved() error {
	return care.Conflict("follow_up.deceased", "老人已登记去世，不再回访")
}

// MayCall reports why by may not make the call f: a part in it, or kinship.
func MayCall(by care.Staff, f *care.FollowUp) error {
	switch {
	case slices.Contains(f.Concerned, by.ID):
		return care.Conflict("follow_up.concerned", "您经办过这一件，请由别人回访")
	case f.ElderID != "" && slices.Contains(by.Relatives, f.ElderID):
		return care.Conflict("follow_up.relative", "您是老人的亲属，请由别人回访")
	}
	return nil
}

// Called is what came of a try.
type Called struct {
	Result    string // reached, no_answer, refused
	SpokeTo   string
	Satisfied string // empty: the question was not answered
	Note      string
}

// CallFollowUp notes a try to reach somebody. Reached or refused is the end of it, and
// so is the last try that nobody answers.
func (h *Hotline) CallFollowUp(ctx context.Context, by care.Staff, id care.FollowUpID, c Called) (care.FollowUp, error) {
	now := h.now()
	seen, err := h.deps.FollowUpShelf.FollowUp(ctx, by.Scope(), id)
	if err != nil {
		return care.FollowUp{}, err
	}
	gone, err := h.bereaved(ctx, seen.ElderID, now)
	if err != nil {
		return care.FollowUp{}, fmt.Errorf("hotline: follow-up: %w", err)
	}
	if gone {
		_, err := h.cancelFollowUp(ctx, care.System, id, "deceased")
		return care.FollowUp{}, errors.Join(errBereaved(), err)
	}
	if now, err := h.about(ctx, seen.Noun, seen.Subject); err == nil && now.Why == "" {
		return care.FollowUp{}, care.Conflict("follow_up.goes_on", "这一件又在办理中，办结后再回访")
	}
	return h.changeFollowUp(ctx, by, id, func(f *care.FollowUp) (string, error) {
		if err := MayCall(by, f); err != nil {
			return "", err
		}
		f.Tries = append(f.Tries, care.FollowUpTry{At: now, By: by.ID, Result: c.Result})
		switch {
		case c.Result == "reached":
			f.State, f.SpokeTo, f.Satisfied = care.FollowUpDone, c.SpokeTo, c.Satisfied
		case c.Result == "refused":
			f.State = care.FollowUpDone
		case len(f.Tries) >= care.FollowUpTries:
			f.State = care.FollowUpUnreached
		}
		if note := strings.TrimSpace(c.Note); note != "" {
			f.Note = strings.TrimSpace(f.Note + "\n" + note)
		}
		if f.State != care.FollowUpOpen {
			f.EndedAt, f.EndedBy = at(now), by.ID
		}
		return "called", nil
	})
}

// OpenFollowUps are the first of those that by may see, those due first.
func (h *Hotline) OpenFollowUps(ctx context.Context, by care.Staff) ([]care.FollowUp, error) {
	list, _, err := h.deps.FollowUpShelf.FollowUps(ctx, by.Scope(), care.FollowUpQuery{States: []care.FollowUpState{care.FollowUpOpen}})
	return list, err
}

// FollowUpSaid notes the ticket that was made of what somebody said in the call.
func (h *Hotline) FollowUpSaid(ctx context.Context, by care.Staff, id care.FollowUpID, ticket care.TicketID) (care.FollowUp, error) {
	return h.changeFollowUp(ctx, by, id, func(f *care.FollowUp) (string, error) {
		f.TicketID = ticket
		return "said", nil
	})
}

// changeFollowUp carries out do on a follow-up that by may see. All but said need an
// open one.
func (h *Hotline) changeFollowUp(ctx context.Context, by care.Staff, id care.FollowUpID, do func(*care.FollowUp) (string, error)) (care.FollowUp, error) {
	now := h.now()
	f, err := h.deps.FollowUps.ChangeFollowUp(ctx, id, func(f *care.FollowUp) (care.Entry, error) {
		if !f.VisibleTo(by.Scope()) {
			return care.Entry{}, care.NotFound("follow_up")
		}
		was := f.State
		verb, err := do(f)
		if err == nil && verb != "said" && was != care.FollowUpOpen {
			err = care.Conflict("follow_up.over", "这一件已经回访过了")
		}
		if err != nil {
			return care.Entry{}, err
		}
		return care.Entry{At: now, By: by.ID, What: "follow_up." + verb, Noun: "follow_up", Subject: string(id)}, nil
	})
	if err != nil {
		return care.FollowUp{}, fmt.Errorf("hotline: follow-up %s: %w", id, err)
	}
	return f, nil
}

func (h *Hotline) cancelFollowUp(ctx context.Context, by care.StaffID, id care.FollowUpID, why string) (care.FollowUp, error) {
	now := h.now()
	return h.deps.FollowUps.ChangeFollowUp(ctx, id, func(f *care.FollowUp) (care.Entry, error) {
		if f.State != care.FollowUpOpen {
			return care.Entry{}, nil
		}
		f.State, f.EndedAt, f.EndedBy = care.FollowUpCancelled, at(now), by
		return care.Entry{At: now, By: by, What: "follow_up.cancelled", Noun: "follow_up", Subject: string(id), Note: why}, nil
	})
}

// spareTheBereaved cancels the calls to families whose elder has died since.
func (h *Hotline) spareTheBereaved(ctx context.Context, now time.Time) error {
	page := care.Page{Limit: 500}
	for {
		open, next, err := h.deps.FollowUpShelf.FollowUps(ctx, care.Everything, care.FollowUpQuery{States: []care.FollowUpState{care.FollowUpOpen}, Page: page})
		if err != nil {
			return err
		}
		for _, f := range open {
			gone, err := h.bereaved(ctx, f.ElderID, now)
			if err == nil && gone {
				_, err = h.cancelFollowUp(ctx, care.System, f.ID, "deceased")
			}
			if err != nil {
				return err
			}
		}
		if page.Cursor = next; next == "" {
			return nil
		}
	}
}
