package accounts

import (
	"context"
	"time"

	"yian/care"
)

// Book decides about accounts. ChangeAccount blocks until on disk; decide gets an empty
// account of version 0 where there is none, runs inside the transaction and must be
// quick; a zero entry writes nothing. A new receipt gets its number there.
type Book interface {
	ChangeAccount(ctx context.Context, id care.OrderID, decide func(*care.OrderAccount) (care.Entry, error)) (care.OrderAccount, error)
	// SettleAccounts takes those off the list of which nothing is left to settle; it is
	// idempotent.
	SettleAccounts(ctx context.Context) error
}

// Shelf reads accounts. Both block on a read.
type Shelf interface {
	Account(ctx context.Context, sc care.Scope, id care.OrderID) (care.OrderAccount, error)
	// OpenAccounts may have something left to settle, the longest open first.
	OpenAccounts(ctx context.Context, sc care.Scope, limit int) ([]care.OpenAccount, error)
}

// Orders reads orders. Blocks on a read.
type Orders interface {
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
}

// Limits knows what the catalogue says of an order. Blocks on a read.
type Limits interface {
	Offering(ctx context.Context, o *care.Order) (care.Offering, error)
}

// Contracts knows providers. Blocks on a read.
type Contracts interface {
	Providers(ctx context.Context) ([]care.Provider, error)
}

// Posts knows staff. Blocks on a read.
type Posts interface {
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
}

// Given is what everybody who tells of money tells: how much, when, and a key by which
// the same told twice is one.
type Given struct {
	Key string
	Fen int64
	// At is when it changed hands, where it is told later; zero: now.
	At time.Time
}
