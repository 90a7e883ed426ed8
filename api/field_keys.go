package api

import (
	"context"
	"errors"
	"time"

	"yian/care"
	"yian/registry"
)

// ownKeys are the keys that a worker has.
func (s *Server) ownKeys(r *routes) {
	add(r, roles(care.Worker), get("/keys/mine", "list-own-keys", "Keys that were lent to the worker and are not back"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[KeyItem]], error) {
			found, err := s.deps.Registry.KeysLentTo(ctx, by.ID)
			if err != nil {
				return nil, err
			}
			items, err := s.views.keyItems(ctx, by, found)
			return list(forWorker(items, by.ID), ""), err
		})
}

// workerActsOnKey lets a worker take a key for an own order, and give it back.
func (s *Server) workerActsOnKey(ctx context.Context, by care.Staff, id care.KeyID, d registry.KeyDeed, at time.Time) (*out[KeyItem], error) {
	var o care.Order
	if d.What != care.KeyCameBack && d.Order != "" {
		var err error
		if o, err = s.deps.Shelf.Order(ctx, by.Scope(), d.Order); err != nil && !errors.Is(err, care.ErrNotFound) { // another's: refused below
			return nil, err
		}
	}
	if d.What == care.KeyOpened { // the worker is one of the two
		d.Names = append([]string{by.Name}, d.Names...)
	}
	k, err := s.deps.Registry.ActOnKeyAtWork(ctx, by, o, id, d, at)
	if err != nil {
		return nil, err
	}
	items, err := s.views.keyItems(ctx, by, []care.Key{k})
	if err != nil {
		return nil, err
	}
	return &out[KeyItem]{Body: forWorker(items, by.ID)[0]}, nil
}

// keysForWorker are the keys that the worker of an order may ask for. What cannot be
// read keeps nobody from the door.
func (v *views) keysForWorker(ctx context.Context, by care.Staff, keys []care.Key) []KeyItem {
	if by.Role != care.Worker {
		return nil
	}
	var hand []care.Key
	for _, k := range keys {
		if k.InHand() {
			hand = append(hand, k)
		}
	}
	if len(hand) == 0 {
		return nil
	}
	items, err := v.keyItems(ctx, by, hand)
	if err != nil {
		return nil
	}
	return forWorker(items, by.ID)
}

// forWorker leaves of keys what a worker needs: not what became of them, and of
// another's loan only who has the key, and until when.
func forWorker(items []KeyItem, worker care.StaffID) []KeyItem {
	for i := range items {
		item := &items[i]
		item.History, item.ElderID, item.ByName = []care.KeyAct{}, "", ""
		if l := item.Loan; l != nil && l.StaffID != worker {
			item.Loan = &care.KeyLoan{To: l.To, At: l.At, Until: l.Until}
		}
	}
	return items
}
