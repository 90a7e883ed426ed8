package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/accounts"
)

// TestWhatIsCollectedHasAReceipt with a number that no other has, and never more than
// was told is collected.
func TestWhatIsCollectedHasAReceipt(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.order("o1")
	w.order("o2", func(o *care.Order) { o.WorkerID = other.ID })
	for range 3 { // a telephone that heard no answer sends again
		_, err := w.Collect(ctx, worker, "o1", cash("k1", 1500))
		must(t, err)
	}
	_, err := w.Collect(ctx, operator, "o2", accounts.Payment{Given: given("k1", 2000), How: care.PaidByFamily, Payer: "女儿样例"})
	must(t, err)
	a, b := w.account("o1"), w.account("o2")
	if len(a.Receipts) != 1 || a.CollectedFen() != 1500 || a.OwnFen != 2000 || a.Receipts[0].Number != "R20261123-0001" || a.Receipts[0].Provider != "样例服务社" || a.ProviderID != "sunny" {
		t.Errorf("the first: %+v", a)
	}
	if len(b.Receipts) != 1 || b.Receipts[0].Number != "R20261123-0002" || b.Receipts[0].Payer != "女儿样例" || b.ProviderID != "" {
		t.Errorf("the second: %+v", b)
	}
	w.order("free", func(o *care.Order) { o.PriceFen, o.SubsidyFen = 5000, 5000 })
	w.order("off", func(o *care.Order) { o.State = care.OrderCancelled })
	for name, c := range map[string]struct {
		by   care.Staff
		id   care.OrderID
		pay  accounts.Payment
		want error
	}{
		"more than is left":        {worker, "o1", cash("k2", 501), care.ErrConflict},
		"nothing":                  {worker, "o1", cash("k2", 0), care.ErrInvalid},
		"less than nothing":        {worker, "o1", cash("k2", -5), care.ErrInvalid},
		"in no way":                {worker, "o1", accounts.Payment{Given: given("k2", 5)}, care.ErrInvalid},
		"by a family without name": {worker, "o1", accounts.Payment{Given: given("k2", 5), How: care.PaidByFamily, Payer: " "}, care.ErrInvalid},
		"another's order":          {other, "o1", cash("k2", 5), care.ErrNotFound},
		"no own part":              {worker, "free", cash("k2", 5), care.ErrConflict},
		"not carried out":          {worker, "off", cash("k2", 5), care.ErrConflict},
		"no such order":            {worker, "none", cash("k2", 5), care.ErrNotFound},
	} {
		if _, err := w.Collect(ctx, c.by, c.id, c.pay); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got := w.account("o1"); got.Version != a.Version {
		t.Errorf("what was refused changed it: %+v", got)
	}
	entries, err := w.store.EntriesAfter(ctx, 0, 100)
	must(t, err)
	if text := fmt.Sprint(entries); strings.Contains(text, "样例 ") || strings.Contains(text, "女儿") {
		t.Errorf("a name is in the journal: %s", text)
	}
}

// TestReceiptsOfManyTellersHaveNumbersOfTheirOwn also when they come at once.
func TestReceiptsOfManyTellersHaveNumbersOfTheirOwn(t *testing.T) {
	w := setup(t)
	const n = 24
	for i := range n {
		w.order(care.OrderID(fmt.Sprint("o", i)))
	}
	var g sync.WaitGroup
	for i := range n {
		g.Go(func() {
			_, err := w.Collect(context.Background(), operator, care.OrderID(fmt.Sprint("o", i)), cash("k", 100))
			if err != nil {
				t.Error(err)
			}
		})
	}
	g.Wait()
	seen := map[string]bool{}
	for i := range n {
		seen[w.account(care.OrderID(fmt.Sprint("o", i))).Receipts[0].Number] = true
	}
	for i := range n {
		if number := fmt.Sprintf("R20261123-%04d", i+1); !seen[number] {
			t.Errorf("nobody holds %s", number)
		}
	}
}

// TestARefundIsAgreedToBySomebodyElse and is never more than was paid.
func TestARefundIsAgreedToBySomebodyElse(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.order("o1")
	w.order("mine")
	_, err := w.Collect(ctx, worker, "o1", cash("k1", 2000))
	must(t, err)
	_, err = w.Collect(ctx, supervisor, "mine", cash("k1", 2000))
	must(t, err)
	for name, c := range map[string]struct {
		by   care.Staff
		id   care.OrderID
		back accounts.Return
		want error
	}{
		"the worker":           {worker, "o1", back("r", 100), care.ErrForbidden},
		"an operator":          {operator, "o1", back("r", 100), care.ErrForbidden},
		"who took the money":   {supervisor, "mine", back("r", 100), care.ErrConflict},
		"a relative":           {kin, "o1", back("r", 100), care.ErrConflict},
		"more than was paid":   {supervisor, "o1", back("r", 2001), care.ErrConflict},
		"for no reason":        {supervisor, "o1", accounts.Return{Given: given("r", 100), How: care.PaidCash, To: "王样例", Reason: " "}, care.ErrInvalid},
		"to nobody":            {supervisor, "o1", accounts.Return{Given: given("r", 100), How: care.PaidCash, Reason: "x"}, care.ErrInvalid},
		"where nothing is due": {supervisor, "none", back("r", 100), care.ErrNotFound},
	} {
		if _, err := w.Refund(ctx, c.by, c.id, c.back); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for range 2 {
		_, err = w.Refund(ctx, supervisor, "o1", back("r", 1500))
		must(t, err)
	}
	_, err = w.Refund(ctx, supervisor, "o1", back("r2", 501))
	if !errors.Is(err, care.ErrConflict) {
		t.Errorf("the rest and a fen: %v", err)
	}
	if a := w.account("o1"); a.NetFen() != 500 || len(a.Refunds) != 1 || a.Refunds[0].AgreedBy != supervisor.ID || a.Refunds[0].Reason != "没有做完" {
		t.Errorf("got %+v", a)
	}
}

// TestAnAdvanceStaysWithinItsLimit, is witnessed by no relative, and is accounted for.
func TestAnAdvanceStaysWithinItsLimit(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.order("o1")
	relative, nobody := ahead("x", 100), ahead("x", 100)
	relative.Relation, nobody.Witness = "relative", ""
	family := ahead("x", 100)
	family.From = "family"
	for name, h := range map[string]accounts.HandedOver{"a relative saw it": relative, "nobody saw it": nobody, "a family without a name": family, "of no kind": {Given: given("x", 100)}} {
		if _, err := w.HandOver(ctx, worker, "o1", h); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := w.HandOver(ctx, worker, "o1", ahead("a", 20001)); !errors.Is(err, care.ErrConflict) {
		t.Errorf("above the limit: %v", err)
	}
	for range 2 {
		_, err := w.HandOver(ctx, worker, "o1", ahead("a", 10000))
		must(t, err)
	}
	laid := accounts.HandedOver{Given: given("b", 10001), Kind: care.AdvanceLaidOut}
	if _, err := w.HandOver(ctx, worker, "o1", laid); !errors.Is(err, care.ErrConflict) {
		t.Errorf("together above the limit: %v", err)
	}
	laid.Fen = 3000
	_, err := w.HandOver(ctx, worker, "o1", laid)
	must(t, err)
	move := func(key, what string, fen int64) error {
		_, err := w.AccountFor(ctx, worker, "o1", accounts.Accounted{Given: given(key, fen), What: what, To: "王样例"})
		return err
	}
	if err := move("c", "spent", 10001); !errors.Is(err, care.ErrConflict) {
		t.Errorf("spent more than there is: %v", err)
	}
	must(t, move("c", "spent", 8000))
	must(t, move("c", "spent", 8000)) // sent again
	must(t, move("d", "returned", 2000))
	must(t, move("e", "returned", 1000)) // of what the worker laid out
	a := w.account("o1")
	if x := a.Advances[0]; x.SpentFen() != 8000 || x.ReturnedFen() != 2000 || x.OpenFen() != 0 {
		t.Errorf("the advance: %+v", x)
	}
	if x := a.Advances[1]; x.From != "worker" || x.OpenFen() != 2000 || a.OpenFen() != 2000 {
		t.Errorf("what was laid out: %+v", x)
	}
	w.limit = 0
	w.order("bath")
	if _, err := w.HandOver(ctx, worker, "bath", ahead("a", 100)); !errors.Is(err, care.ErrConflict) {
		t.Errorf("a service without a limit: %v", err)
	}
}

// TestWhatIsNotSettledStandsOnAList until it is: an advance, and what was collected for
// an order that was not carried out.
func TestWhatIsNotSettledStandsOnAList(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	for _, id := range []care.OrderID{"advance", "done", "off", "running"} {
		w.order(id)
	}
	_, err := w.HandOver(ctx, worker, "advance", ahead("a", 5000))
	must(t, err)
	for _, id := range []care.OrderID{"done", "off", "running"} {
		_, err := w.Collect(ctx, worker, id, cash("k", 2000))
		must(t, err)
	}
	w.becomes("advance", care.OrderCompleted)
	w.becomes("done", care.OrderCompleted)
	w.becomes("off", care.OrderCancelled)
	list := func(by care.Staff) string {
		t.Helper()
		must(t, w.store.SettleAccounts(ctx))
		found, err := w.Unsettled(ctx, by)
		must(t, err)
		var out []string
		for _, u := range found {
			out = append(out, fmt.Sprint(u.OrderID, " ", u.OpenFen, " ", u.RefundDueFen, " ", u.Overdue))
		}
		return strings.Join(out, ", ")
	}
	if got, want := list(supervisor), "advance 5000 0 false, off 0 2000 false"; got != want {
		t.Errorf("at once: %s, want %s", got, want)
	}
	w.at = w.at.Add(24 * time.Hour)
	if got, want := list(supervisor), "advance 5000 0 true, off 0 2000 true"; got != want {
		t.Errorf("a day later: %s, want %s", got, want)
	}
	// Summed up for the gauges, by how long it has been so.
	began := w.at.Add(-24 * time.Hour)
	for age, at := range map[accounts.Age]time.Duration{accounts.Day: 23 * time.Hour, accounts.Week: 24 * time.Hour, accounts.Older: 7 * 24 * time.Hour} {
		w.at = began.Add(at)
		sums, err := w.Sums(ctx)
		must(t, err)
		if want := (accounts.Sum{Accounts: 2, OpenFen: 5000, RefundsFen: 2000}); len(sums) != 1 || sums[age] != want {
			t.Errorf("after %v: %+v, want %s %+v", at, sums, age, want)
		}
	}
	w.at = began.Add(24 * time.Hour)
	if got := list(care.Staff{ID: "m", Role: care.Manager, CenterID: "elsewhere"}); got != "" {
		t.Errorf("another site's manager sees %s", got)
	}
	_, err = w.AccountFor(ctx, worker, "advance", accounts.Accounted{Given: given("b", 4200), What: "spent"})
	must(t, err)
	if got, want := list(supervisor), "advance 800 0 true, off 0 2000 true"; got != want {
		t.Errorf("spent: %s, want %s", got, want)
	}
	_, err = w.AccountFor(ctx, worker, "advance", accounts.Accounted{Given: given("c", 800), What: "returned", To: "王样例"})
	must(t, err)
	_, err = w.Refund(ctx, supervisor, "off", back("r", 2000))
	must(t, err)
	if got := list(supervisor); got != "" {
		t.Errorf("settled: %s", got)
	}
	// An order that fails after it was paid for comes onto the list by itself.
	w.becomes("running", care.OrderFailed)
	if got, want := list(supervisor), "running 0 2000 true"; got != want {
		t.Errorf("failed: %s, want %s", got, want)
	}
}

// TestTheSumsClose whatever is told, in any order and any number of times: what was paid
// less what was given back is what is kept, never below nothing and never above the own
// part; each advance is what was spent, returned and is open, never above the limit; and
// what is refused changes nothing.
func TestTheSumsClose(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	chance := rand.New(rand.NewPCG(1, 2))
	const orders, acts = 4, 300
	for i := range orders {
		w.order(care.OrderID(fmt.Sprint("o", i)))
	}
	paid, given2, taken := map[care.OrderID]int64{}, map[care.OrderID]int64{}, 0
	told := map[string]bool{}
	for range acts {
		id := care.OrderID(fmt.Sprint("o", chance.IntN(orders)))
		key, fen := fmt.Sprint("k", chance.IntN(40)), chance.Int64N(1200)-100
		if chance.IntN(4) == 0 {
			fen = chance.Int64N(30000)
		}
		before, kind := w.account(id), chance.IntN(5)
		var err error
		switch kind {
		case 0:
			_, err = w.Collect(ctx, worker, id, cash(key, fen))
		case 1:
			_, err = w.Refund(ctx, supervisor, id, back(key, fen))
		case 2:
			_, err = w.HandOver(ctx, worker, id, ahead(key, fen))
		case 3:
			_, err = w.AccountFor(ctx, worker, id, accounts.Accounted{Given: given(key, fen), What: "spent"})
		case 4:
			_, err = w.AccountFor(ctx, worker, id, accounts.Accounted{Given: given(key, fen), What: "returned", To: "王样例"})
		}
		after := w.account(id)
		name := fmt.Sprint(id, kind, key)
		switch {
		case err != nil && !errors.Is(err, care.ErrConflict) && !errors.Is(err, care.ErrInvalid):
			t.Fatal(err)
		case err != nil && after.Version != before.Version:
			t.Fatalf("refused (%v), and changed: %+v", err, after)
		case err == nil && told[name] && after.Version != before.Version:
			t.Fatalf("%s told twice counts twice", name)
		case err == nil && !told[name]:
			told[name] = true
			taken++
			switch kind {
			case 0:
				paid[id] += fen
			case 1:
				given2[id] += fen
			}
		}
		if after.CollectedFen() != paid[id] || after.RefundedFen() != given2[id] || after.NetFen() != paid[id]-given2[id] || after.NetFen() < 0 || after.NetFen() > after.OwnFen {
			t.Fatalf("%s: own %d, collected %d, refunded %d, want %d and %d", id, after.OwnFen, after.CollectedFen(), after.RefundedFen(), paid[id], given2[id])
		}
		for i := range after.Advances {
			v := &after.Advances[i]
			if v.SpentFen()+v.ReturnedFen()+v.OpenFen() != v.Fen || v.OpenFen() < 0 || v.SpentFen() < 0 || v.ReturnedFen() < 0 {
				t.Fatalf("%s: advance %+v", id, v)
			}
		}
		if after.AdvancedFen() > w.limit {
			t.Fatalf("%s: %d above the limit", id, after.AdvancedFen())
		}
	}
	if taken < 40 {
		t.Errorf("only %d of %d acts were taken: this proves little", taken, acts)
	}
}
