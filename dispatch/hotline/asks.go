package hotline

import (
	"context"
	"time"

	"yian/care"
)

// TicketBook decides about tickets. Both block until on disk; decide runs inside the
// transaction and must be quick. NewTicket is idempotent by the ticket's id.
type TicketBook interface {
	NewTicket(ctx context.Context, t care.Ticket, entries ...care.Entry) (care.Ticket, error)
	ChangeTicket(ctx context.Context, id care.TicketID, decide func(*care.Ticket) ([]care.Entry, error)) (care.Ticket, error)
}

// TicketShelf reads tickets. All block on a read.
type TicketShelf interface {
	Ticket(ctx context.Context, sc care.Scope, id care.TicketID) (care.Ticket, error)
	// LateTickets are those of which nobody has noted yet that they missed a deadline,
	// OverdueNow all that have missed one and wait, the oldest deadline first.
	LateTickets(ctx context.Context, now time.Time) ([]care.TicketID, error)
	OverdueNow(ctx context.Context, now time.Time) ([]care.Ticket, error)
}

// Library keeps the knowledge base. ChangeArticle blocks until on disk, the others on
// a read.
type Library interface {
	Article(ctx context.Context, id care.ArticleID) (care.Article, error)
	Articles(ctx context.Context, retired bool) ([]care.Article, error)
	ChangeArticle(ctx context.Context, id care.ArticleID, decide func(*care.Article) (care.Entry, error)) (care.Article, error)
}

// FollowUpBook decides about follow-ups. All block until on disk. DrawFollowUps keeps
// nothing when another process drew from the same entries first.
type FollowUpBook interface {
	DrawFollowUps(ctx context.Context, from, to int64, made []care.FollowUp, entry func(care.FollowUp) care.Entry) error
	NewFollowUp(ctx context.Context, f care.FollowUp, e care.Entry) error
	ChangeFollowUp(ctx context.Context, id care.FollowUpID, decide func(*care.FollowUp) (care.Entry, error)) (care.FollowUp, error)
}

// FollowUpShelf reads what follow-ups are drawn from, and follow-ups. All block on a
// read.
type FollowUpShelf interface {
	FollowUpDraw(ctx context.Context) (seq int64, seed string, err error)
	Ended(ctx context.Context, seq int64, limit int) ([]care.Entry, error)
	FollowUps(ctx context.Context, sc care.Scope, q care.FollowUpQuery) ([]care.FollowUp, string, error)
	FollowUp(ctx context.Context, sc care.Scope, id care.FollowUpID) (care.FollowUp, error)
}

// AuditBook draws and keeps audits, once a month whoever asks. AuditsDrawn blocks on
// a read, the others until on disk.
type AuditBook interface {
	AuditsDrawn(ctx context.Context, month string) (bool, error)
	DrawAudits(ctx context.Context, month string, from, to time.Time, draw func(answered map[care.StaffID][]care.Incident, seed string, seq int64) ([]care.Audit, []care.Entry)) error
	ChangeAudit(ctx context.Context, id care.AuditID, decide func(*care.Audit) (care.Entry, error)) (care.Audit, error)
}

// Past reads what was. Both block on a read.
type Past interface {
	IncidentsBetween(ctx context.Context, sc care.Scope, from, to time.Time, region care.RegionID) ([]care.Incident, error)
	Used(ctx context.Context, sc care.Scope, from, to, live time.Time, region care.RegionID) (map[string]int, error)
}

// Cases reads what follow-ups are about. All block on a read.
type Cases interface {
	Incident(ctx context.Context, sc care.Scope, id care.IncidentID) (care.Incident, error)
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	OrdersOf(ctx context.Context, id care.IncidentID) ([]care.Order, error)
}

// People knows where an elder lives. It blocks on a read.
type People interface {
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
}

// Posts knows sites, and who works where. All block on a read.
type Posts interface {
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
	Holders(ctx context.Context, role care.Role) ([]care.Staff, error)
}

// Whereabouts says where an elder is at an instant: nobody calls a bereaved family. It
// blocks on a read.
type Whereabouts interface {
	Expected(ctx context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error)
}

// Notices takes what is to be told to people. It blocks until on disk.
type Notices interface {
	AddNotice(ctx context.Context, n care.Notice, e care.Entry) error
}
