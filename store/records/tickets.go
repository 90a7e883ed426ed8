package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// NewTicket writes a ticket with its entries and gives it its number. A ticket whose
// id is known already is left as it is and returned. A number elsewhere that another
// ticket has is a conflict that names it. Blocks until on disk.
func (s *Store) NewTicket(ctx context.Context, t care.Ticket, entries ...care.Entry) (care.Ticket, error) {
	var out care.Ticket
	err := s.write(ctx, func(tx *Tx) error {
		known, err := load[care.Ticket](tx, "tickets", "ticket", string(t.ID))
		if err == nil {
			out = *known
			return nil
		}
		if !isNotFound(err) {
			return err
		}
		made := t
		if err := tx.saveTicket(&made); err != nil {
			return err
		}
		out = made
		return tx.record(entries...)
	})
	return out, err
}

// ChangeTicket loads a ticket, lets decide change it, and writes it with the entries
// that decide returns; without any, nothing. Blocks until on disk.
func (s *Store) ChangeTicket(ctx context.Context, id care.TicketID, decide func(*care.Ticket) ([]care.Entry, error)) (care.Ticket, error) {
	var out care.Ticket
	err := s.write(ctx, func(tx *Tx) error {
		t, err := load[care.Ticket](tx, "tickets", "ticket", string(id))
		if err != nil {
			return err
		}
		entries, err := decide(t)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			if err := tx.saveTicket(t); err != nil {
				return err
			}
		}
		out = *t
		return tx.record(entries...)
	})
	return out, err
}

// saveTicket inserts or updates t and raises its version.
func (tx *Tx) saveTicket(t *care.Ticket) error {
	fresh := t.Version == 0
	t.Version++
	var day string
	var no int
	if fresh {
		var err error
		if day, no, err = tx.nextNumber("tickets", t.OpenedAt); err != nil {
			return err
		}
		t.Number = fmt.Sprintf("SQ%s-%03d", day, no)
	}
	if err := tx.saveRefs(t); err != nil {
		return err
	}
	doc, err := toJSON(t)
	if err != nil {
		return err
	}
	due := t.DueAt()
	urge := due
	if due != nil && t.OverdueAt != nil && t.OverdueAt.Equal(*due) {
		urge = nil
	}
	row := []any{string(t.Kind), string(t.State), flag(t.Independent()), flag(t.Sealed != ""), string(t.Handler), string(t.AboutStaff),
		string(t.ElderID), string(t.RegionID), string(t.CenterID), millisOrNil(due), millisOrNil(urge), ticketText(t), t.Version, doc}
	if fresh {
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO tickets
			(kind, state, independent, sealed, handler, about_staff, elder_id, region_id, center_id, due_at, urge_at, search, version, doc, id, by, day, day_no, opened_at)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)`,
			append(row, string(t.ID), string(t.By), day, no, millis(t.OpenedAt))...)
	} else {
		err = tx.updateOne(`UPDATE tickets SET kind=$1, state=$2, independent=$3, sealed=$4, handler=$5, about_staff=$6, elder_id=$7, region_id=$8,
			center_id=$9, due_at=$10, urge_at=$11, search=$12, version=$13, doc=$14 WHERE id=$15 AND version=$16`,
			append(row, string(t.ID), t.Version-1)...)
	}
	if err != nil {
		return fmt.Errorf("records: save ticket %s: %w", t.ID, translate(err))
	}
	return nil
}

// saveRefs keeps the numbers that t has elsewhere. One that is another ticket's is a
// conflict that says which.
func (tx *Tx) saveRefs(t *care.Ticket) error {
	for _, r := range t.Refs {
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO ticket_refs (system, number, ticket_id) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`,
			r.System, r.Number, string(t.ID)); err != nil {
			return fmt.Errorf("records: ticket number: %w", err)
		}
		var owner, number string
		err := tx.QueryRowContext(tx.ctx, `SELECT r.ticket_id, COALESCE(t.doc, '') FROM ticket_refs r LEFT JOIN tickets t ON t.id = r.ticket_id
			WHERE r.system = $1 AND r.number = $2`, r.System, r.Number).Scan(&owner, &number)
		if err != nil {
			return fmt.Errorf("records: ticket number: %w", err)
		}
		if owner == string(t.ID) {
			continue
		}
		var other care.Ticket
		if err := fromJSON(number, &other); err != nil {
			return err
		}
		return care.Conflict("ticket.known", "这个编号已经登记，就是诉求 "+other.Number)
	}
	return nil
}

func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// ticketText is what a person may look for.
func ticketText(t *care.Ticket) string {
	parts := []string{t.Number, t.Caller, t.Phone}
	for _, r := range t.Refs {
		parts = append(parts, r.Number)
	}
	return searchable(parts...)
}

// ticketScope says the same as [care.Ticket.VisibleTo].
func ticketScope(sc care.Scope, args *[]any) string {
	if sc.Role == care.Worker {
		return " AND 1=0"
	}
	where := scopeSQL(sc, args)
	if sc.Center != "" || sc.Role == care.Manager {
		where += ` AND independent = 0`
	}
	*args = append(*args, string(sc.Staff))
	me := fmt.Sprintf("$%d", len(*args))
	where += ` AND (about_staff = '' OR about_staff <> ` + me + `)`
	switch sc.Role {
	case care.Supervisor, care.Admin, care.Auditor:
	default:
		where += ` AND (sealed = 0 OR by = ` + me + ` OR handler = ` + me + `)`
	}
	return where
}

// Ticket returns one ticket that sc sees.
func (s *Store) Ticket(ctx context.Context, sc care.Scope, id care.TicketID) (care.Ticket, error) {
	args := []any{string(id)}
	list, err := collect(ctx, s, document[care.Ticket], `SELECT doc FROM tickets WHERE id = $1`+ticketScope(sc, &args), args...)
	return one(list, err, "ticket")
}

// Tickets lists tickets, newest first.
func (s *Store) Tickets(ctx context.Context, sc care.Scope, q care.TicketQuery) ([]care.Ticket, string, error) {
	c := &conditions{}
	c.sql = ` WHERE 1=1` + ticketScope(sc, &c.args)
	ticketsAsked(c, q)
	return newest(ctx, s, document[care.Ticket], `SELECT doc FROM tickets`, "opened_at", c, q.Page, func(last *care.Ticket) (time.Time, string) { return last.OpenedAt, string(last.ID) })
}

func ticketsAsked(c *conditions, q care.TicketQuery) {
	if len(q.Kinds) > 0 {
		c.sql += ` AND kind IN (` + in(&c.args, q.Kinds) + `)`
	}
	if len(q.States) > 0 {
		c.sql += ` AND state IN (` + in(&c.args, q.States) + `)`
	}
	c.add("elder_id = ?", string(q.Elder))
	c.add("handler = ?", string(q.Handler))
	if strings.TrimSpace(q.Text) != "" {
		c.add(`search LIKE ? ESCAPE '\'`, like(q.Text))
	}
	c.at("due_at < ?", q.Overdue)
	c.at("opened_at >= ?", q.Since)
	c.at("opened_at < ?", q.Until)
}

// at adds a condition with one mark for an instant, unless it is none.
func (c *conditions) at(condition string, t time.Time) {
	if t.IsZero() {
		return
	}
	c.args = append(c.args, millis(t))
	c.sql += " AND " + strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(c.args)))
}

// LateTickets returns the tickets that have missed a deadline which nobody has noted
// yet.
func (s *Store) LateTickets(ctx context.Context, now time.Time) ([]care.TicketID, error) {
	return collect(ctx, s, func(r *sql.Rows) (id care.TicketID, err error) {
		err = r.Scan((*string)(&id))
		return id, err
	}, `SELECT id FROM tickets WHERE urge_at < $1 ORDER BY urge_at LIMIT 500`, millis(now))
}

// OverdueNow returns the tickets that have missed a deadline and wait, the oldest
// deadline first.
func (s *Store) OverdueNow(ctx context.Context, now time.Time) ([]care.Ticket, error) {
	return collect(ctx, s, document[care.Ticket], `SELECT doc FROM tickets WHERE due_at < $1 ORDER BY due_at, id`, millis(now))
}

// OverdueTickets counts what sc sees that has missed its deadline.
func (s *Store) OverdueTickets(ctx context.Context, sc care.Scope, now time.Time) (int, error) {
	args := []any{millis(now)}
	return value[int](ctx, s, `SELECT COUNT(*) FROM tickets WHERE due_at < $1`+ticketScope(sc, &args), args...)
}

// TicketCounts counts the tickets that are not answered yet, and those among them that
// have missed a deadline.
func (s *Store) TicketCounts(ctx context.Context, now time.Time) (open, overdue int, err error) {
	if open, err = value[int](ctx, s, `SELECT COUNT(*) FROM tickets WHERE state IN ('open','handling')`); err != nil {
		return 0, 0, err
	}
	overdue, err = s.OverdueTickets(ctx, care.Everything, now)
	return open, overdue, err
}
