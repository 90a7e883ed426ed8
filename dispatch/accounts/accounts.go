package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"yian/care"
)

// Config holds times. Zero means the default.
type Config struct {
	// Within is how long an advance may be open before it is overdue (default 24 h).
	Within time.Duration
}

// Deps are what accounts ask of others. All are required but Now and Log.
type Deps struct {
	Book      Book
	Shelf     Shelf
	Orders    Orders
	Limits    Limits
	Contracts Contracts
	Posts     Posts
	Now       func() time.Time
	Log       *slog.Logger
}

// Accounts is what people tell of money through. It is safe for concurrent use, and any
// number of processes may run it over one record.
type Accounts struct {
	cfg  Config
	deps Deps
	log  *slog.Logger
}

// New returns accounts. Nothing runs yet.
func New(cfg Config, deps Deps) (*Accounts, error) {
	if deps.Book == nil || deps.Shelf == nil || deps.Orders == nil || deps.Limits == nil || deps.Contracts == nil || deps.Posts == nil {
		return nil, fmt.Errorf("accounts: a dependency is missing: %w", care.ErrInvalid)
	}
	if cfg.Within <= 0 {
		cfg.Within = 24 * time.Hour
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Accounts{cfg: cfg, deps: deps, log: deps.Log.With("room", "accounts")}, nil
}

// settleEvery is how often what was settled leaves the list.
const settleEvery = time.Minute

// Run takes off the list what has been settled, until ctx ends.
func (r *Accounts) Run(ctx context.Context) error {
	return care.Every(ctx, settleEvery, r.deps.Book.SettleAccounts, func(err error) { r.log.Warn("accounts not settled, will try again", "err", err) })
}

func (r *Accounts) now() time.Time { return r.deps.Now().UTC().Truncate(time.Millisecond) }

// Account is the account of an order that by sees; an empty one where no money changed
// hands.
func (r *Accounts) Account(ctx context.Context, by care.Staff, id care.OrderID) (care.OrderAccount, care.Order, error) {
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.OrderAccount{}, o, err
	}
	a, err := r.deps.Shelf.Account(ctx, care.Everything, id) // whoever sees the order sees its money
	if errors.Is(err, care.ErrNotFound) {
		a, err = care.OrderAccount{}, nil
		fill(&a, &o)
	}
	if err != nil {
		return a, o, fmt.Errorf("accounts: %s: %w", id, err)
	}
	return a, o, nil
}

// mine is an order about whose money by may tell: a worker's own, or one in sight.
func (r *Accounts) mine(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	o, err := r.deps.Orders.Order(ctx, by.Scope(), id)
	if err == nil && by.Role == care.Worker && o.WorkerID != by.ID {
		err = care.NotFound("order")
	}
	return o, err
}

// fill makes an account agree with its order.
func fill(a *care.OrderAccount, o *care.Order) {
	a.OrderID, a.Number, a.Service, a.ElderID, a.WorkerID = o.ID, o.Number, o.Service, o.ElderID, o.WorkerID
	a.RegionID, a.CenterID, a.OwnFen, a.Trial = o.RegionID, o.CenterID, o.PriceFen-o.SubsidyFen, o.Trial
	if a.Receipts == nil {
		a.Receipts, a.Refunds, a.Advances = []care.Receipt{}, []care.Refund{}, []care.Advance{}
	}
}

// change lets do tell of something that happened to the money of an order. What do finds
// known already is written once; id names it and at says when it was.
func (r *Accounts) change(ctx context.Context, by care.Staff, o *care.Order, g Given, verb string, do func(a *care.OrderAccount, id string, at time.Time) (note string, known bool, err error)) (care.OrderAccount, error) {
	if g.Fen <= 0 || g.Fen > mostFen {
		return care.OrderAccount{}, care.Invalid("body.fen", "account.fen", "请填写金额，要大于零")
	}
	now := r.now()
	id, at := idOf(by, o, verb, g.Key), happened(g.At, o, now)
	a, err := r.deps.Book.ChangeAccount(ctx, o.ID, func(a *care.OrderAccount) (care.Entry, error) {
		fill(a, o)
		note, known, err := do(a, id, at)
		if err != nil || known {
			return care.Entry{}, err
		}
		return care.Entry{At: now, By: by.ID, What: "order." + verb, Noun: "order", Subject: string(o.ID), RegionID: o.RegionID, CenterID: o.CenterID, Worker: o.WorkerID,
			Note: strings.TrimSpace(note + " ¥" + yuan(g.Fen))}, nil
	})
	if err != nil {
		return care.OrderAccount{}, fmt.Errorf("accounts: %s: %w", o.ID, err)
	}
	return a, nil
}

// mostFen bounds what is typed by mistake: ten thousand yuan.
const mostFen = 1_000_000

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// idOf names what was told: by its key, so that it is one however often it is sent.
func idOf(by care.Staff, o *care.Order, verb, key string) string {
	if key == "" {
		return uuid.Must(uuid.NewV7()).String()
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{string(by.ID), string(o.ID), verb, key}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// happened is when something was, by a telephone: never before its order and never in
// the future.
func happened(told time.Time, o *care.Order, now time.Time) time.Time {
	told = told.UTC().Truncate(time.Millisecond)
	if told.IsZero() || told.After(now) || told.Before(o.CreatedAt) {
		return now
	}
	return told
}

// name tidies the name of somebody and reports whether there is one.
func name(s *string) bool {
	*s = strings.TrimSpace(*s)
	return *s != "" && utf8.RuneCountInString(*s) <= 40
}
