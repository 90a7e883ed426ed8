package hotline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// NewTicket is what is needed to take a [care.Ticket] down.
type NewTicket struct {
	Kind        care.TicketKind
	Channel     string
	Caller      string
	Phone       string
	Anonymous   bool
	Elder       care.ElderID
	Region      care.RegionID
	AboutCenter care.CenterID
	AboutStaff  care.StaffID
	About       string
	Sealed      string
	Text        string
	Articles    []care.ArticleID
	Incident    care.IncidentID
	FollowUp    care.FollowUpID
	Refs        []care.TicketRef
	// Answer is what the caller was told at once; the ticket is then answered.
	Answer string
	// OpenedAt is when it came in, for what comes on paper or from elsewhere; zero
	// means now. The deadlines count from it.
	OpenedAt time.Time
	// Key makes it idempotent: the same key of the same author is one ticket.
	Key string
}

// Take takes a ticket down. The same key is one ticket; a number elsewhere that is
// known already is a conflict that names the ticket. Blocks until on disk.
func (h *Hotline) Take(ctx context.Context, by care.Staff, want NewTicket) (care.Ticket, error) {
	t, err := h.draft(ctx, by, want)
	if err != nil {
		return care.Ticket{}, err
	}
	now := h.now()
	entries := []care.Entry{h.step(&t, by, now, "taken", t.Text)}
	if want.Answer = strings.TrimSpace(want.Answer); want.Answer != "" {
		if !answersAtOnce(t.Kind) {
			return care.Ticket{}, care.Invalid("body.answer", "ticket.answer_later", "投诉和举报要先核实，不能当场答复")
		}
		t.AcceptedAt, t.Handler = at(now), by.ID
		answer(&t, by, want.Answer, told(t.Channel), now)
		entries = append(entries, h.step(&t, by, now, "answered", want.Answer))
	}
	t, err = h.deps.Tickets.NewTicket(ctx, t, entries...)
	if err != nil {
		return care.Ticket{}, fmt.Errorf("hotline: take ticket: %w", err)
	}
	return t, nil
}

// answersAtOnce: what accuses somebody is looked into first.
func answersAtOnce(k care.TicketKind) bool { return k != care.Complaint && k != care.Report }

// told is how an answer reaches whoever asked, unless it is said.
func told(channel string) string {
	if channel == "follow_up" {
		return "phone"
	}
	return channel
}

func (h *Hotline) draft(ctx context.Context, by care.Staff, want NewTicket) (care.Ticket, error) {
	t := care.Ticket{
		ID: care.TicketID(newID()), Kind: want.Kind, State: care.TicketOpen, Channel: cmp.Or(want.Channel, "phone"), Caller: strings.TrimSpace(want.Caller),
		Phone: strings.TrimSpace(want.Phone), Anonymous: want.Anonymous, ElderID: want.Elder, RegionID: want.Region, AboutCenter: want.AboutCenter,
		AboutStaff: want.AboutStaff, About: strings.TrimSpace(want.About), Sealed: want.Sealed, Text: strings.TrimSpace(want.Text), Articles: want.Articles,
		IncidentID: want.Incident, FollowUpID: want.FollowUp, By: by.ID, OpenedAt: h.now(), Trial: h.deps.Trial(),
	}
	if want.Key != "" {
		sum := sha256.Sum256([]byte("ticket\x00" + string(by.ID) + "\x00" + want.Key))
		t.ID = care.TicketID(hex.EncodeToString(sum[:16]))
	}
	if !slices.Contains(care.TicketKinds, t.Kind) {
		return t, care.Invalid("body.kind", "ticket.kind", "请选择：咨询、投诉、建议、表扬或举报")
	}
	if t.Text == "" {
		return t, care.Invalid("body.text", "ticket.text", "请写下说了什么")
	}
	if !want.OpenedAt.IsZero() {
		if want.OpenedAt.After(t.OpenedAt) {
			return t, care.Invalid("body.opened_at", "ticket.opened_at", "来件时间不能在将来")
		}
		t.OpenedAt = want.OpenedAt.UTC().Truncate(time.Millisecond)
	}
	if t.Anonymous {
		t.Caller, t.Phone = "", ""
	}
	for _, r := range want.Refs {
		t.Refs = append(t.Refs, care.TicketRef{System: r.System, Number: strings.TrimSpace(r.Number), Way: cmp.Or(r.Way, "in"), At: h.now()})
	}
	if err := h.place(ctx, by, &t); err != nil {
		return t, err
	}
	h.deadlines(&t, t.OpenedAt)
	return t, nil
}

// place looks up where t belongs and which site may see it.
func (h *Hotline) place(ctx context.Context, by care.Staff, t *care.Ticket) error {
	site := care.CenterID("")
	if t.ElderID != "" {
		e, err := h.deps.People.Elder(ctx, by.Scope(), t.ElderID)
		if err != nil {
			return err
		}
		t.RegionID, site = e.RegionID, e.CenterID
	}
	if t.AboutCenter != "" {
		c, err := h.deps.Posts.Center(ctx, care.Everything, t.AboutCenter)
		if err != nil {
			return err
		}
		t.RegionID, site = cmp.Or(t.RegionID, c.RegionID), c.ID
	}
	if t.AboutStaff != "" {
		if _, err := h.deps.Posts.StaffMember(ctx, t.AboutStaff); err != nil {
			return err
		}
		if t.AboutStaff == by.ID && t.Independent() {
			return care.Conflict("ticket.own", "这件诉求说的是您本人，请交给同事登记")
		}
	}
	if t.CenterID = site; t.Independent() {
		t.CenterID = ""
	}
	return nil
}

// deadlines counts both from the instant at which t came in, or came back.
func (h *Hotline) deadlines(t *care.Ticket, from time.Time) {
	t.AcceptBy, t.AnswerBy, t.OverdueAt = at(h.days.after(from, h.cfg.Accept)), nil, nil
	switch t.Kind {
	case care.Consultation:
		t.AnswerBy = at(h.days.after(from, h.cfg.Consult))
	case care.Complaint, care.Report, care.Suggestion:
		t.AnswerBy = at(h.days.after(from, h.cfg.Answer))
	}
}

// step adds a line to t and returns its entry. The journal is read by people who may
// not see t, so it gets a digest of the words: enough to prove them unchanged.
func (h *Hotline) step(t *care.Ticket, by care.Staff, now time.Time, verb, text string) care.Entry {
	return ticketStep(t, by.ID, now, verb, text)
}

func ticketStep(t *care.Ticket, by care.StaffID, now time.Time, verb, text string) care.Entry {
	t.Steps = append(t.Steps, care.TicketStep{At: now, By: by, What: verb, Text: text})
	e := care.Entry{At: now, By: by, What: "ticket." + verb, Noun: "ticket", Subject: string(t.ID)}
	if !t.Independent() {
		e.RegionID, e.CenterID = t.RegionID, t.CenterID
	}
	if text != "" {
		sum := sha256.Sum256([]byte(text))
		e.Note = "sha256 " + hex.EncodeToString(sum[:8])
	}
	return e
}

// noteLate notes once for each deadline that it was missed, and tells the supervisors.
func (h *Hotline) noteLate(ctx context.Context, now time.Time) error {
	ids, err := h.deps.TicketShelf.LateTickets(ctx, now)
	for _, id := range ids {
		_, failed := h.deps.Tickets.ChangeTicket(ctx, id, func(t *care.Ticket) ([]care.Entry, error) {
			due := t.DueAt()
			if due == nil || !due.Before(now) || t.OverdueAt != nil && t.OverdueAt.Equal(*due) {
				return nil, nil
			}
			t.OverdueAt = due
			return []care.Entry{ticketStep(t, care.System, now, "overdue", "")}, nil
		})
		err = errors.Join(err, failed)
	}
	return errors.Join(err, h.tellLate(ctx, now))
}
