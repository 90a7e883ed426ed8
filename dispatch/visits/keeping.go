package visits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// eraseAtOnce is how many visits one step of the daily pass looks at.
const eraseAtOnce = 200

// erase erases the bytes of photos and proofs whose time is over. What they were, their
// digests and who took them stay, and the screen says 已到期删除. Idempotent: any process
// may do it, and again.
func (r *Visits) erase(ctx context.Context, now time.Time) error {
	photos, proofs := keptSince(now, r.cfg.PhotosFor), keptSince(now, r.cfg.ProofsFor)
	for {
		aged, err := r.deps.Shelf.AgedVisits(ctx, photos, proofs, eraseAtOnce)
		if err != nil || len(aged) == 0 {
			return err
		}
		var errs error
		for i := range aged {
			errs = errors.Join(errs, r.eraseOf(ctx, aged[i].ID, photos, proofs, now))
		}
		if errs != nil { // or it would be looked at for ever
			return errs
		}
	}
}

// keptSince is from when on pictures are kept.
func keptSince(now time.Time, keep time.Duration) time.Time {
	if keep < 0 {
		return time.UnixMilli(-1).UTC() // nothing is as old
	}
	return now.Add(-keep)
}

func (r *Visits) eraseOf(ctx context.Context, id care.OrderID, photos, proofs, now time.Time) error {
	err := r.deps.Book.EraseVisitFiles(ctx, id, func(v *care.Visit) (erase []string, entries []care.Entry, err error) {
		for i := range v.Files {
			f := &v.Files[i]
			since := photos
			if f.Proof() {
				since = proofs
			}
			if f.ErasedAt == nil && f.At.Before(since) {
				f.ErasedAt = at(now)
				erase = append(erase, f.ID)
			}
		}
		if len(erase) > 0 {
			entries = []care.Entry{entry(v, now, care.System, "files_erased", fmt.Sprint(len(erase)))}
		}
		return erase, entries, nil
	})
	if err != nil {
		return fmt.Errorf("visits: erase files of %s: %w", id, err)
	}
	return nil
}
