package registry

import (
	"context"
	"errors"
	"slices"
	"time"

	"yian/care"
)

// longAgo is how long ago something may have been that a phone tells when it has a
// signal again.
const longAgo = 72 * time.Hour

// errTold ends a change that was made before: a phone tells twice what it does not know
// to have arrived.
var errTold = errors.New("told already")

// ActOnKeyAtWork is what a worker may do with a key without the desk: take one for an
// own order that is under way, break its seal for it beside a second person, and give
// back what was lent to the worker. at is when it was. The same told twice is one act.
func (r *Registry) ActOnKeyAtWork(ctx context.Context, by care.Staff, o care.Order, id care.KeyID, d KeyDeed, at time.Time) (care.Key, error) {
	seen, err := r.record.Key(ctx, care.Everything, id)
	if err != nil {
		return care.Key{}, err
	}
	if d.What != care.KeyCameBack && !atWork(&o, by.ID, &seen) {
		return care.Key{}, care.Conflict("key.order", "这一单不在您手里，不能为它取钥匙；钥匙已经在您身上的，请打电话告诉值守台")
	}
	d.Staff, d.To, d.Phone, d.Order, d.Incident, d.Until = by.ID, by.Name, by.Phone, o.ID, o.IncidentID, time.Time{}
	if now := r.now(); at.IsZero() || at.After(now) || at.Before(now.Add(-longAgo)) {
		at = now
	}
	k, err := r.actOnKey(ctx, by, seen.HouseholdID, id, d, at, func(k *care.Key) error { return ownAct(k, by.ID, d.What) })
	if errors.Is(err, errTold) {
		return r.record.Key(ctx, care.Everything, id)
	}
	return k, err
}

// atWork reports whether an order sends a worker to the door of a key, now.
func atWork(o *care.Order, worker care.StaffID, k *care.Key) bool {
	under := []care.OrderState{care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}
	return o.WorkerID == worker && slices.Contains(under, o.State) && o.HouseholdID != "" && o.HouseholdID == k.HouseholdID
}

// ownAct says what of a key is the worker's own: errTold for what is so already.
func ownAct(k *care.Key, worker care.StaffID, what care.KeyVerb) error {
	mine := k.Loan != nil && k.Loan.StaffID == worker
	told := len(k.History) > 0 && k.History[len(k.History)-1].What == what && k.History[len(k.History)-1].By == worker
	switch {
	case what == care.KeyLentOut && mine, told && !mine:
		return errTold
	case what == care.KeyCameBack && !mine:
		return care.Conflict("key.not_yours", "这把钥匙不是借给您的")
	case what != care.KeyLentOut && what != care.KeyOpened && what != care.KeyCameBack:
		return care.Invalid("body.what", "key.what", "这件事请找值守台登记")
	}
	return nil
}

// KeysLentTo lists the keys that were lent to somebody and are not back.
func (r *Registry) KeysLentTo(ctx context.Context, who care.StaffID) ([]care.Key, error) {
	var own []care.Key
	for cursor, more := "", true; more; more = cursor != "" {
		list, next, err := r.record.Keys(ctx, care.Everything, care.KeyQuery{States: []care.KeyState{care.KeyLent}}, care.Page{Limit: 500, Cursor: cursor})
		if err != nil {
			return nil, err
		}
		for _, k := range list {
			if k.Loan != nil && k.Loan.StaffID == who {
				own = append(own, k)
			}
		}
		cursor = next
	}
	return own, nil
}
