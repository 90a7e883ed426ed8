package dispatch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// An order that comes back again and again, or that nobody takes for a day, would
// only go round in the queue. It is set aside: it waits for a decision, with the
// reason on it, and whoever decides sends it to somebody, puts it back or cancels
// it. Emergencies are never set aside.

// orAside sets an order that just came back aside when it did so too often; why is
// what was said the last time.
func (d *Desk) orAside(by care.StaffID, why string) func(*care.Order, *care.Change, time.Time) {
	return func(o *care.Order, change *care.Change, now time.Time) {
		if o.State != care.OrderQueued || o.Priority <= 0 || o.Returns < d.cfg.Returns {
			return
		}
		aside(o, change, now, by, fmt.Sprintf("%d 次派出都退了回来，最近一次：%s", o.Returns, strings.TrimSpace(why)))
	}
}

func aside(o *care.Order, change *care.Change, now time.Time, by care.StaffID, why string) {
	o.State, o.Aside = care.OrderRequested, why
	change.Entries = append(change.Entries, orderEntry(o, now, by, "set_aside", why))
}

// setAside sets aside what nobody has taken for a day.
func (d *Desk) setAside(ctx context.Context, now time.Time) error {
	before := now.Add(-d.cfg.Unclaimed)
	ids, err := d.deps.Due.UnclaimedOrders(ctx, before)
	if err != nil {
		return err
	}
	var errs error
	for _, id := range ids {
		_, err := d.deps.Book.ChangeOrder(ctx, id, func(c *care.Case) (change care.Change, _ error) {
			o := c.Order(id)
			since := o.CreatedAt
			if o.DueAt != nil {
				since = *o.DueAt
			}
			if o.State != care.OrderQueued || o.Priority <= 0 || since.After(before) {
				return care.Change{}, nil
			}
			aside(o, &change, now, care.System, fmt.Sprintf("等了 %d 小时没有人接", int(now.Sub(since).Hours())))
			return change, nil
		})
		if err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		d.hurry(id)
	}
	return errs
}
