package accounts_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/accounts"
	"yian/registry"
	"yian/store/records"
)

const village care.RegionID = "990101001002"

var (
	noon       = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	worker     = care.Staff{ID: "w1", Role: care.Worker, RegionID: "990101001"}
	other      = care.Staff{ID: "w2", Role: care.Worker, RegionID: "990101001"}
	operator   = care.Staff{ID: "op", Role: care.Operator}
	supervisor = care.Staff{ID: "sup", Role: care.Supervisor}
	kin        = care.Staff{ID: "kin", Role: care.Supervisor, Relatives: []care.ElderID{"wang"}}
)

// world is accounts over a real record, with a clock and a limit that a test sets.
type world struct {
	*accounts.Accounts
	t     testing.TB
	store *records.Store
	deps  accounts.Deps
	at    time.Time
	limit int64
}

func setup(t testing.TB) *world {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	s, err := records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	e := care.Entry{At: noon, By: care.System, What: "sample.imported", Noun: "sample"}
	staff := []care.Staff{worker, other, operator, supervisor, kin}
	_, err = s.SaveProvider(ctx, care.Provider{ID: "sunny", Name: "样例服务社", WorkerIDs: []care.StaffID{worker.ID}}, e)
	must(t, errors.Join(err, s.CreateRegions(ctx, []care.Region{{ID: "990101001", Kind: care.Township, Name: "柳林镇"}, {ID: village, Kind: care.Village, Name: "前进村"}}, e),
		s.CreateStaff(ctx, staff, make([]string, len(staff)), e)))
	people := registry.New(registry.Config{}, registry.Deps{Record: s, Log: log})
	w := &world{t: t, store: s, at: noon, limit: 20000}
	w.deps = accounts.Deps{Book: s, Shelf: s, Orders: s, Limits: w, Contracts: s, Posts: people, Now: func() time.Time { return w.at }, Log: log}
	w.Accounts, err = accounts.New(accounts.Config{}, w.deps)
	must(t, err)
	return w
}

// Offering is what the catalogue says.
func (w *world) Offering(context.Context, *care.Order) (care.Offering, error) {
	return care.Offering{AdvanceFen: w.limit}, nil
}

// order puts an order with an own part of 20 yuan into the record.
func (w *world) order(id care.OrderID, change ...func(*care.Order)) {
	w.t.Helper()
	_, _, err := w.store.NewOrder(context.Background(), id, "", func(c *care.Case) (care.Change, error) {
		o := &care.Order{ID: id, Service: care.Shopping, State: care.OrderArrived, ElderID: "wang", RegionID: village, WorkerID: worker.ID, CreatedAt: w.at, PriceFen: 6000, SubsidyFen: 4000}
		for _, ch := range change {
			ch(o)
		}
		c.Orders = append(c.Orders, o)
		return care.Change{Entries: []care.Entry{{At: w.at, By: care.System, What: "order.created", Noun: "order", Subject: string(id)}}}, nil
	})
	must(w.t, err)
}

func (w *world) becomes(id care.OrderID, s care.OrderState) {
	w.t.Helper()
	_, err := w.store.ChangeOrder(context.Background(), id, func(c *care.Case) (care.Change, error) {
		c.Order(id).State = s
		return care.Change{Entries: []care.Entry{{At: w.at, By: care.System, What: "order." + string(s), Noun: "order", Subject: string(id)}}}, nil
	})
	must(w.t, err)
}

func (w *world) account(id care.OrderID) care.OrderAccount {
	w.t.Helper()
	a, _, err := w.Account(context.Background(), operator, id)
	must(w.t, err)
	return a
}

func given(key string, fen int64) accounts.Given { return accounts.Given{Key: key, Fen: fen} }

func cash(key string, fen int64) accounts.Payment {
	return accounts.Payment{Given: given(key, fen), How: care.PaidCash}
}

func back(key string, fen int64) accounts.Return {
	return accounts.Return{Given: given(key, fen), How: care.PaidCash, To: "王样例", Reason: "没有做完"}
}

func ahead(key string, fen int64) accounts.HandedOver {
	return accounts.HandedOver{Given: given(key, fen), Kind: care.AdvanceAhead, From: "elder", Witness: "邻居样例", Relation: "neighbour"}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
