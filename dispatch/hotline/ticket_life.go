package hotline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// ticketAct is one act on a ticket.
type ticketAct struct {
	verb string
	text string // what was said, for the ticket's own steps
	from []care.TicketState
	// done reports that it was done already by the same hand, so that an act sent
	// twice is one.
	done func(t *care.Ticket) bool
	do   func(t *care.Ticket, now time.Time) error
}

// act carries out a on a ticket that by may see.
func (h *Hotline) act(ctx context.Context, by care.Staff, id care.TicketID, a ticketAct) (care.Ticket, error) {
	now := h.now()
	t, err := h.deps.Tickets.ChangeTicket(ctx, id, func(t *care.Ticket) ([]care.Entry, error) {
		switch {
		case !t.VisibleTo(by.Scope()):
			return nil, care.NotFound("ticket")
		case a.done != nil && a.done(t):
			return nil, nil
		case !slices.Contains(a.from, t.State):
			return nil, care.Conflict("ticket.state", "诉求现在的状态不能这样办理")
		}
		// What it was hides it from others before the act, what it is after.
		was := *t
		if err := a.do(t, now); err != nil {
			return nil, err
		}
		e := ticketStep(t, by.ID, now, a.verb, a.text)
		if was.Independent() {
			e.RegionID, e.CenterID = "", ""
		}
		return []care.Entry{e}, nil
	})
	if err != nil {
		return care.Ticket{}, fmt.Errorf("hotline: ticket %s: %w", id, err)
	}
	return t, nil
}

// underWay are the states in which a ticket has no answer yet.
var underWay = []care.TicketState{care.TicketOpen, care.TicketHandling}

// AcceptTicket takes a ticket up, by somebody who sees to it; "" is whoever accepts.
// A person whom it is about, and a site from which it must be independent, cannot.
func (h *Hotline) AcceptTicket(ctx context.Context, by care.Staff, id care.TicketID, handler care.StaffID) (care.Ticket, error) {
	who := by
	if handler != "" && handler != by.ID {
		var err error
		if who, err = h.deps.Posts.StaffMember(ctx, handler); err != nil {
			return care.Ticket{}, care.Invalid("body.handler", "ticket.handler", "没有这位经办人")
		}
	}
	return h.act(ctx, by, id, ticketAct{
		verb: "accepted", text: who.Name, from: underWay,
		done: func(t *care.Ticket) bool { return t.State == care.TicketHandling && t.Handler == who.ID },
		do: func(t *care.Ticket, now time.Time) error {
			if err := mayHandle(t, who); err != nil {
				return err
			}
			if t.State, t.Handler = care.TicketHandling, who.ID; t.AcceptedAt == nil {
				t.AcceptedAt = at(now)
			}
			return nil
		},
	})
}

// mayHandle reports why who cannot see to t.
func mayHandle(t *care.Ticket, who care.Staff) error {
	assigned := *t
	assigned.Handler = who.ID // so that what is sealed is seen by whom it is given to
	switch {
	case who.Disabled, who.Role == care.Worker, who.Role == care.Auditor:
		return care.Invalid("body.handler", "ticket.handler", "这位人员不能经办诉求")
	case !assigned.VisibleTo(who.Scope()):
		return care.Conflict("ticket.concerned", "被反映的机构和本人不能经办，请换人")
	}
	return nil
}

// NoteTicket adds a line: what was found out, who was heard.
func (h *Hotline) NoteTicket(ctx context.Context, by care.Staff, id care.TicketID, text string) (care.Ticket, error) {
	if text = strings.TrimSpace(text); text == "" {
		return care.Ticket{}, care.Invalid("body.text", "note.empty", "记录内容不能为空")
	}
	return h.act(ctx, by, id, ticketAct{verb: "noted", text: text, from: care.TicketStates, do: func(*care.Ticket, time.Time) error { return nil }})
}

// AnswerTicket notes what the caller was told, and how.
func (h *Hotline) AnswerTicket(ctx context.Context, by care.Staff, id care.TicketID, text, how string, articles []care.ArticleID) (care.Ticket, error) {
	if text = strings.TrimSpace(text); text == "" {
		return care.Ticket{}, care.Invalid("body.text", "ticket.answer", "请写下怎么答复的")
	}
	return h.act(ctx, by, id, ticketAct{
		verb: "answered", text: text, from: underWay,
		done: func(t *care.Ticket) bool { return t.AnsweredBy == by.ID && t.Answer == text && t.AnsweredAt != nil },
		do: func(t *care.Ticket, now time.Time) error {
			if err := mayHandle(t, by); err != nil {
				return err
			}
			if t.AcceptedAt == nil {
				t.AcceptedAt = at(now)
			}
			t.Handler = cmp.Or(t.Handler, by.ID)
			if len(articles) > 0 {
				t.Articles = articles
			}
			answer(t, by, text, cmp.Or(how, told(t.Channel)), now)
			return nil
		},
	})
}

func answer(t *care.Ticket, by care.Staff, text, how string, now time.Time) {
	t.State, t.Answer, t.AnsweredAt, t.AnsweredBy, t.ToldHow = care.TicketAnswered, text, at(now), by.ID, how
}

// CloseTicket ends an answered ticket, or praise that needs no answer.
func (h *Hotline) CloseTicket(ctx context.Context, by care.Staff, id care.TicketID, note string) (care.Ticket, error) {
	return h.act(ctx, by, id, ticketAct{
		verb: "closed", text: strings.TrimSpace(note), from: []care.TicketState{care.TicketOpen, care.TicketHandling, care.TicketAnswered},
		done: func(t *care.Ticket) bool { return t.State == care.TicketClosed },
		do: func(t *care.Ticket, now time.Time) error {
			if t.AnsweredAt == nil && t.Kind != care.Praise {
				return care.Conflict("ticket.not_answered", "还没有答复，不能办结")
			}
			if t.AcceptedAt == nil {
				t.AcceptedAt = at(now)
			}
			t.State, t.ClosedAt, t.ClosedBy = care.TicketClosed, at(now), by.ID
			return nil
		},
	})
}

// ReopenTicket takes an answered or closed ticket up again, with a reason; it keeps
// its number, and its deadlines begin anew.
func (h *Hotline) ReopenTicket(ctx context.Context, by care.Staff, id care.TicketID, why string) (care.Ticket, error) {
	if why = strings.TrimSpace(why); why == "" {
		return care.Ticket{}, care.Invalid("body.reason", "reason.empty", "请写明为什么")
	}
	return h.act(ctx, by, id, ticketAct{
		verb: "reopened", text: why, from: []care.TicketState{care.TicketAnswered, care.TicketClosed},
		do: func(t *care.Ticket, now time.Time) error {
			t.State, t.Handler = care.TicketOpen, ""
			t.AcceptedAt, t.AnsweredAt, t.AnsweredBy, t.Answer, t.ToldHow, t.ClosedAt, t.ClosedBy = nil, nil, "", "", "", nil, ""
			t.Reopened++
			h.deadlines(t, now)
			return nil
		},
	})
}

// moreTimes is how often there may be more time.
const moreTimes = 1

// ExtendTicket gives more time for the answer, once, with the reason that the caller
// is told. by must be somebody else than whoever handles it.
func (h *Hotline) ExtendTicket(ctx context.Context, by care.Staff, id care.TicketID, days int, why string) (care.Ticket, error) {
	if why = strings.TrimSpace(why); why == "" {
		return care.Ticket{}, care.Invalid("body.reason", "reason.empty", "请写明为什么")
	}
	if days < 1 || days > 15 {
		return care.Ticket{}, care.Invalid("body.days", "ticket.days", "一次最多延长 15 个工作日")
	}
	return h.act(ctx, by, id, ticketAct{
		verb: "extended", text: why, from: underWay,
		do: func(t *care.Ticket, _ time.Time) error {
			switch {
			case t.AnswerBy == nil:
				return care.Conflict("ticket.no_deadline", "这件诉求没有答复期限")
			case t.Extended >= moreTimes:
				return care.Conflict("ticket.extended", "已经延长过一次，不能再延长")
			case t.Handler == by.ID:
				return care.Conflict("ticket.own_extension", "延期要由经办人以外的人批准")
			}
			t.AnswerBy = at(h.days.after(t.AnswerBy.Add(-time.Minute), days))
			t.Extended++
			return nil
		},
	})
}

// Reclassify is what may be corrected about a ticket.
type Reclassify struct {
	Kind        care.TicketKind
	AboutCenter care.CenterID
	AboutStaff  care.StaffID
	About       string
	Sealed      string
}

// ReclassifyTicket corrects what a ticket is and whom it is about, with a reason. What
// becomes a complaint leaves the site's sight at once; a handler who may not see to it
// any more loses it. Unsealing is the supervisor's.
func (h *Hotline) ReclassifyTicket(ctx context.Context, by care.Staff, id care.TicketID, to Reclassify, why string) (care.Ticket, error) {
	if why = strings.TrimSpace(why); why == "" {
		return care.Ticket{}, care.Invalid("body.reason", "reason.empty", "请写明为什么")
	}
	if !slices.Contains(care.TicketKinds, to.Kind) {
		return care.Ticket{}, care.Invalid("body.kind", "ticket.kind", "请选择：咨询、投诉、建议、表扬或举报")
	}
	// Where it belongs is looked up before the decision, which must be quick.
	t, err := h.deps.TicketShelf.Ticket(ctx, by.Scope(), id)
	if err != nil {
		return care.Ticket{}, err
	}
	t.Kind, t.AboutCenter, t.AboutStaff, t.About, t.Sealed = to.Kind, to.AboutCenter, to.AboutStaff, strings.TrimSpace(to.About), to.Sealed
	if err := h.place(ctx, by, &t); err != nil {
		return care.Ticket{}, err
	}
	var handler care.Staff
	if t.Handler != "" {
		if handler, err = h.deps.Posts.StaffMember(ctx, t.Handler); err != nil {
			return care.Ticket{}, fmt.Errorf("hotline: handler: %w", err)
		}
	}
	return h.act(ctx, by, id, ticketAct{
		verb: "reclassified", text: why, from: care.TicketStates,
		do: func(now *care.Ticket, _ time.Time) error {
			if now.Sealed != "" && to.Sealed == "" && by.Role != care.Supervisor && by.Role != care.Admin {
				return care.Conflict("ticket.unseal", "封闭诉求只能由值班长或管理员解除")
			}
			was := now.Kind
			now.Kind, now.AboutCenter, now.AboutStaff, now.About, now.Sealed = t.Kind, t.AboutCenter, t.AboutStaff, t.About, t.Sealed
			now.RegionID, now.CenterID = t.RegionID, t.CenterID
			if was != now.Kind {
				accept := now.AcceptBy
				h.deadlines(now, cameIn(now))
				now.AcceptBy = accept
			}
			if now.Handler != "" && mayHandle(now, handler) != nil {
				if now.Handler = ""; now.State == care.TicketHandling {
					now.State = care.TicketOpen
				}
			}
			return nil
		},
	})
}

// cameIn is when a ticket came in, or came back.
func cameIn(t *care.Ticket) time.Time {
	for _, s := range slices.Backward(t.Steps) {
		if s.What == "reopened" {
			return s.At
		}
	}
	return t.OpenedAt
}

// ReferTicket notes the number that a ticket has elsewhere: it came from there, or was
// sent there. The same again changes nothing.
func (h *Hotline) ReferTicket(ctx context.Context, by care.Staff, id care.TicketID, ref care.TicketRef) (care.Ticket, error) {
	if ref.Number = strings.TrimSpace(ref.Number); ref.Number == "" {
		return care.Ticket{}, care.Invalid("body.number", "ticket.number", "请填写对方的编号")
	}
	same := func(r care.TicketRef) bool { return r.System == ref.System && r.Number == ref.Number }
	return h.act(ctx, by, id, ticketAct{
		verb: "referred", text: ref.System + " " + ref.Number, from: care.TicketStates,
		done: func(t *care.Ticket) bool { return slices.ContainsFunc(t.Refs, same) },
		do: func(t *care.Ticket, now time.Time) error {
			ref.Way, ref.At = cmp.Or(ref.Way, "out"), now
			t.Refs = append(t.Refs, ref)
			return nil
		},
	})
}
