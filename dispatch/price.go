package dispatch

import (
	"context"
	"errors"
	"fmt"

	"yian/care"
)

// Catalogue knows what can be ordered. It blocks on a read.
type Catalogue interface {
	// Offering is [care.ErrNotFound] for a row that is not there.
	Offering(ctx context.Context, id care.OfferingID) (care.Offering, error)
}

// priced reads the row of the catalogue that is wanted, completes want by it, and
// returns the price that is told now; nothing when the service alone is wanted, or
// when no price is entered.
func (d *Desk) priced(ctx context.Context, want *NewOrder) (care.Price, error) {
	if want.Offering == "" {
		return care.Price{}, nil
	}
	unknown := care.Invalid("body.offering_id", "offering.unknown", "服务目录里没有这一项")
	if d.deps.Catalogue == nil {
		return care.Price{}, unknown
	}
	o, err := d.deps.Catalogue.Offering(ctx, want.Offering)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return care.Price{}, unknown
	case err != nil:
		return care.Price{}, fmt.Errorf("dispatch: offering: %w", err)
	case o.Disabled:
		return care.Price{}, care.Conflict("offering.disabled", "这一项服务已经停办")
	case want.Service != "" && want.Service != o.Service:
		return care.Price{}, care.Invalid("body.offering_id", "offering.service", "目录里的这一项是另一种服务")
	}
	want.Service = o.Service
	p, _ := o.PriceOn(d.when(want.DueAt))
	return p, nil
}
