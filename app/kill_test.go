package app_test

import (
	"context"
	"database/sql"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"yian/app/embedded"
	"yian/care"
	"yian/devices/simulator"
	"yian/store/readings"
)

type callKey struct {
	device care.DeviceID
	call   care.CallID
}

type readingKey struct {
	device care.DeviceID
	at     int64
}

// witness remembers by identity what devices were told.
type witness struct {
	mu             sync.Mutex // guards all
	acked          map[readingKey]bool
	pressed, heard map[callKey]bool
}

// TestNothingAcknowledgedIsLost lets presses and readings flow while the process
// is killed with -9 at random instants. Every reading that was acknowledged on the
// wire is in the readings, every call whose device heard "received" is in the
// record, and no call counts twice. YIAN_KILLS says how often it is killed,
// YIAN_SEED repeats a run.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	kills := number(t, "YIAN_KILLS", 3)
	seed := uint64(number(t, "YIAN_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("%d kills, YIAN_SEED=%d", kills, seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	p := newProcess(t)
	p.start()
	p.signIn()
	homes := []simulator.Home{}
	for _, c := range p.register(40, "wearable") {
		homes = append(homes, simulator.Home{ID: string(c.Device), Devices: []simulator.Credential{c}})
	}
	w := &witness{acked: map[readingKey]bool{}, pressed: map[callKey]bool{}, heard: map[callKey]bool{}}
	sim, err := simulator.New(simulator.Config{URL: "tcp://" + p.mqtt, Homes: len(homes), Seed: seed, Rate: 200, Presses: 240, Grace: 40 * time.Second,
		For:   time.Duration(kills)*4*time.Second + 6*time.Second,
		Acked: func(d care.DeviceID, at time.Time) { w.note(func() { w.acked[readingKey{d, at.UnixMilli()}] = true }) },
		Pressed: func(d care.DeviceID, c care.CallID, _ care.CallKind, _ time.Time) {
			w.note(func() { w.pressed[callKey{d, c}] = true })
		},
		Heard: func(d care.DeviceID, c care.CallID, _ time.Time) { w.note(func() { w.heard[callKey{d, c}] = true }) },
	}, homes)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(context.Background()) }()
	for range kills {
		<-time.After(time.Second + time.Duration(chance.Int64N(int64(2500*time.Millisecond))))
		p.kill()
		killed := time.Now()
		p.start()
		t.Logf("killed at %s, ready again after %v", killed.Format("05.000"), time.Since(killed).Round(time.Millisecond))
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	p.drained()
	p.stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	t.Logf("acknowledged readings %d, presses %d, heard %d", len(w.acked), len(w.pressed), len(w.heard))
	if len(w.acked) < 100*kills || len(w.pressed) < 5*kills {
		t.Fatal("too little flowed to prove anything")
	}
	checkCalls(t, p.dir, w)
	checkReadings(t, p.dir, w)
}

func (w *witness) note(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func number(t testing.TB, name string, otherwise int) int {
	v := os.Getenv(name)
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// checkCalls compares the record with what devices heard, by device and call id.
func checkCalls(t *testing.T, dir string, w *witness) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "yian.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	checkCallsIn(t, db, w, `SELECT COUNT(*) FROM incidents i WHERE json_extract(i.doc, '$.calls') <>
		(SELECT COUNT(*) FROM calls c WHERE c.incident_id = i.id AND c.id NOT LIKE 'alert/%')`)
}

// checkCallsIn compares a record with what devices heard. miscounted counts the
// incidents whose number of calls is not that of the distinct calls in them.
func checkCallsIn(t *testing.T, db *sql.DB, w *witness, miscounted string) {
	rows, err := db.Query(`SELECT device_id, id FROM calls WHERE id NOT LIKE 'alert/%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	kept := map[callKey]bool{}
	for rows.Next() {
		var k callKey
		if err := rows.Scan(&k.device, &k.call); err != nil {
			t.Fatal(err)
		}
		if kept[k] {
			t.Errorf("call %v is in the record twice", k)
		}
		kept[k] = true
	}
	for k := range w.heard {
		if !kept[k] {
			t.Errorf("call %v was told received and is not in the record", k)
		}
	}
	for k := range w.pressed {
		if !w.heard[k] {
			t.Errorf("call %v never heard back", k)
		}
	}
	for k := range kept {
		if !w.pressed[k] {
			t.Errorf("call %v was never made", k)
		}
	}
	// An incident's count is of distinct calls, each in one incident only.
	var wrong int
	err = db.QueryRow(miscounted).Scan(&wrong)
	if err != nil || wrong != 0 {
		t.Errorf("%d incidents count their calls wrongly, %v", wrong, err)
	}
}

// checkReadings compares the readings with what the broker acknowledged, by
// device and instant.
func checkReadings(t *testing.T, dir string, w *witness) {
	influx, err := embedded.StartInflux(t.Context(), filepath.Join(dir, "influx"))
	if err != nil {
		t.Fatal(err)
	}
	defer influx.Close()
	store := readings.Open(readings.Config{URL: influx.URL(), Log: slog.New(slog.DiscardHandler)})
	defer store.Close()
	checkReadingsIn(t, store, w, nil)
}

// checkReadingsIn compares a store with what was acknowledged. excused, when there
// is one, says what may be missing, which is counted all the same.
func checkReadingsIn(t *testing.T, store *readings.Store, w *witness, excused func(readingKey) bool) {
	kept := map[readingKey]bool{}
	err := store.Since(t.Context(), time.Now().Add(-time.Hour), func(r care.Reading) error {
		kept[readingKey{r.Device, r.At.UnixMilli()}] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	lost, allowed := 0, 0
	for k := range w.acked {
		switch {
		case kept[k]:
		case excused != nil && excused(k):
			allowed++
		default:
			if lost++; lost <= 20 {
				t.Logf("lost: %s at %s", k.device, time.UnixMilli(k.at).Format("05.000"))
			}
		}
	}
	if allowed > 0 {
		t.Logf("%d readings acknowledged within the second before a kill of the broker are lost", allowed)
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged readings are lost", lost, len(w.acked))
	}
}
