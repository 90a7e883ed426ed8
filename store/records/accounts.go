package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yian/care"
)

// ChangeAccount loads the account of an order, an empty one of version 0 where there is
// none, lets decide change it, and writes it with its entry; a zero entry writes
// nothing. A receipt without a number gets the next one of its day. Blocks until on disk.
func (s *Store) ChangeAccount(ctx context.Context, id care.OrderID, decide func(*care.OrderAccount) (care.Entry, error)) (care.OrderAccount, error) {
	var out care.OrderAccount
	err := s.write(ctx, func(tx *Tx) error {
		list, err := collectOnce(tx.ctx, tx.Tx, document[care.OrderAccount], `SELECT doc FROM accounts WHERE order_id = $1`, string(id))
		a, err := one(list, err, "account")
		if errors.Is(err, care.ErrNotFound) {
			a, err = care.OrderAccount{OrderID: id}, nil
		}
		if err != nil {
			return err
		}
		e, err := decide(&a)
		if err != nil {
			return err
		}
		if out = a; e.What == "" {
			return nil
		}
		for i := range a.Receipts {
			if a.Receipts[i].Number == "" {
				if err := tx.numberReceipt(&a, &a.Receipts[i]); err != nil {
					return err
				}
			}
		}
		if err := tx.saveAccount(&a); err != nil {
			return err
		}
		out = a
		return tx.record(e)
	})
	return out, err
}

// numberReceipt gives a receipt the next number of the day on which the sum was paid.
func (tx *Tx) numberReceipt(a *care.OrderAccount, r *care.Receipt) error {
	day, no, err := tx.nextNumber("receipts", r.At)
	if err != nil {
		return err
	}
	r.Number = fmt.Sprintf("R%s-%04d", day, no)
	if _, err := tx.ExecContext(tx.ctx, `INSERT INTO receipts (day, day_no, order_id, at, fen) VALUES ($1,$2,$3,$4,$5)`, day, no, string(a.OrderID), millis(r.At), r.Fen); err != nil {
		return fmt.Errorf("records: receipt: %w", translate(err))
	}
	return nil
}

func (tx *Tx) saveAccount(a *care.OrderAccount) error {
	a.Version++
	doc, err := toJSON(a)
	if err != nil {
		return err
	}
	done, err := tx.ExecContext(tx.ctx, `INSERT INTO accounts (order_id, elder_id, worker_id, region_id, center_id, net_fen, advance_fen, open_since, version, doc)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (order_id) DO UPDATE SET elder_id=excluded.elder_id, worker_id=excluded.worker_id,
		region_id=excluded.region_id, center_id=excluded.center_id, net_fen=excluded.net_fen, advance_fen=excluded.advance_fen,
		open_since=excluded.open_since, version=excluded.version, doc=excluded.doc WHERE accounts.version = excluded.version - 1`,
		string(a.OrderID), string(a.ElderID), string(a.WorkerID), string(a.RegionID), string(a.CenterID), a.NetFen(), a.OpenFen(), millisOrNil(a.OpenSince()), a.Version, doc)
	if err != nil {
		return fmt.Errorf("records: save account %s: %w", a.OrderID, translate(err))
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("records: save account %s: %w", a.OrderID, care.ErrConflict), err)
	}
	return nil
}

// Account returns the account of one order that sc sees.
func (s *Store) Account(ctx context.Context, sc care.Scope, id care.OrderID) (care.OrderAccount, error) {
	args := []any{string(id)}
	list, err := collect(ctx, s, document[care.OrderAccount], `SELECT doc FROM accounts WHERE order_id = $1`+visitScope(sc, &args), args...)
	return one(list, err, "account")
}

// AccountsOf returns the accounts of many orders; those of which no money changed hands
// are left out.
func (s *Store) AccountsOf(ctx context.Context, ids []care.OrderID) (map[care.OrderID]care.OrderAccount, error) {
	out := map[care.OrderID]care.OrderAccount{}
	for len(ids) > 0 {
		some := ids[:min(len(ids), 500)]
		ids = ids[len(some):]
		var args []any
		list, err := collect(ctx, s, document[care.OrderAccount], `SELECT doc FROM accounts WHERE order_id IN (`+in(&args, some)+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out[a.OrderID] = a
		}
	}
	return out, nil
}

// OpenAccounts lists what sc sees of which something may be left to settle: an advance,
// or what was collected for an order that was not carried out; the longest open first.
func (s *Store) OpenAccounts(ctx context.Context, sc care.Scope, limit int) ([]care.OpenAccount, error) {
	args := []any{}
	where := visitScope(sc, &args)
	args = append(args, limit)
	return collect(ctx, s, func(r *sql.Rows) (a care.OpenAccount, err error) {
		var doc string
		if err := r.Scan(&doc, (*string)(&a.State)); err != nil {
			return a, err
		}
		return a, fromJSON(doc, &a.OrderAccount)
	}, `SELECT a.doc, o.state FROM (SELECT * FROM accounts WHERE open_since IS NOT NULL`+where+`) a JOIN orders o ON o.id = a.order_id
		WHERE a.advance_fen > 0 OR o.state IN ('cancelled','failed')`+fmt.Sprintf(` ORDER BY a.open_since, a.order_id LIMIT $%d`, len(args)), args...)
}

// SettleAccounts takes off that list of what may be left to settle whatever is not: the
// order was carried out and no advance is open, or all was given back. It changes no
// account, so it has no entry.
func (s *Store) SettleAccounts(ctx context.Context) error {
	return s.note(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `UPDATE accounts SET open_since = NULL WHERE open_since IS NOT NULL AND advance_fen = 0
			AND EXISTS (SELECT 1 FROM orders o WHERE o.id = accounts.order_id AND (o.state = 'completed' OR accounts.net_fen = 0))`)
		if err != nil {
			return fmt.Errorf("records: settle accounts: %w", err)
		}
		return nil
	})
}
