package api

import (
	"context"

	"yian/care"
	"yian/dispatch/outreach"
	"yian/dispatch/plans"
)

// Planning is what makes work ahead of time, and what asks after everybody at once.
type Planning struct {
	Plans         *plans.Plans
	PlanShelf     PlanShelf
	Outreaches    *outreach.Outreaches
	OutreachShelf OutreachShelf
}

// PlanShelf reads plans as they are kept. All block on a read.
type PlanShelf interface {
	plans.Shelf
	Kitchens(ctx context.Context, sc care.Scope) ([]care.Kitchen, error)
}
