package visits

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

var quiet = slog.New(slog.DiscardHandler)

const (
	township care.RegionID = "990101001"
	village  care.RegionID = "990101001002"
)

var (
	operator = care.Staff{ID: "op", Role: care.Operator}
	worker   = care.Staff{ID: "w1", Role: care.Worker, RegionID: township}
	other    = care.Staff{ID: "w2", Role: care.Worker, RegionID: township}
	admin    = care.Staff{ID: "admin", Role: care.Admin}
)

// world is visits over a real record, with a clock and a home that says what a test
// lets it.
type world struct {
	*Visits
	t     *testing.T
	store *records.Store
	deps  Deps
	at    time.Time
	asked []string // follow-ups
	says  []care.Reading
	away  error // of the readings
	goods []care.Offering
	cfg   Config
}

// sample is a record with the sample people in it, made once.
var sample = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yian-visits-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "yian.db")
	s, err := records.Open(context.Background(), "sqlite://"+path, quiet)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	e := care.Entry{At: noon, By: care.System, What: "sample.imported", Noun: "sample"}
	lat, lon := 33.3, 116.8
	staff := []care.Staff{operator, worker, other, admin, {ID: "sup", Role: care.Supervisor, Name: "值班长样例", Phone: "13900000001"},
		{ID: "kin", Role: care.Worker, RegionID: township, Relatives: []care.ElderID{"wang"}}}
	err = errors.Join(
		s.CreateRegions(ctx, []care.Region{{ID: "990101", Kind: care.County, Name: "样例县"}, {ID: township, Kind: care.Township, Name: "柳林镇"}, {ID: village, Kind: care.Village, Name: "前进村"}}, e),
		s.CreateStaff(ctx, staff, make([]string, len(staff)), e),
		s.CreateHouseholds(ctx, []care.Household{{ID: "home", RegionID: village, Address: "样例路1号", Lat: &lat, Lon: &lon}, {ID: "next", RegionID: village, Address: "样例路2号"}}, e),
		s.CreateElders(ctx, []care.Elder{{ID: "wang", Name: "王样例", HouseholdID: "home", RegionID: village, Phone: "13900000002",
			Contacts: []care.Contact{{Name: "女儿样例", Phone: "13900000003", MayKnow: true}, {Name: "侄子样例", Phone: "13900000004"}}},
			{ID: "li", Name: "李样例", HouseholdID: "next", RegionID: village}}, e),
		s.CreateDevices(ctx, []care.Device{{ID: "door", Kind: "door_contact", HouseholdID: "home", RegionID: village}}, []care.DeviceKey{{}}, e),
		s.Close())
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func setup(t *testing.T) *world {
	t.Helper()
	b, err := sample()
	must(t, err)
	path := filepath.Join(t.TempDir(), "yian.db")
	must(t, os.WriteFile(path, b, 0o600))
	w := &world{t: t, at: noon}
	w.store, err = records.Open(context.Background(), "sqlite://"+path, quiet)
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	people := registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: quiet})
	w.deps = Deps{Book: w.store, Shelf: w.store, Orders: w.store, Doors: w.store, Contracts: w.store, Misses: w.store, Notices: w.store, Accounts: w.store, Readings: w, People: people, Posts: people,
		Devices: people, FollowUps: w, Catalogue: w, Now: func() time.Time { return w.at }, Log: quiet}
	w.Visits = w.process()
	must(t, w.Look(t.Context())) // where the journal ends now is where it begins to gather
	return w
}

// process is one of those that run over the record; each may die at any moment.
func (w *world) process() *Visits {
	w.t.Helper()
	r, err := New(w.cfg, w.deps)
	must(w.t, err)
	return r
}

// Between is what the home says.
func (w *world) Between(context.Context, []care.DeviceID, time.Time, time.Time) ([]care.Reading, error) {
	return w.says, w.away
}

// AskFollowUp remembers that somebody is to be called.
func (w *world) AskFollowUp(_ context.Context, _ care.Staff, noun, subject, _ string) (care.FollowUp, error) {
	w.asked = append(w.asked, noun+" "+subject)
	return care.FollowUp{}, nil
}

// Offerings is the catalogue.
func (w *world) Offerings(context.Context) ([]care.Offering, error) { return w.goods, nil }

// order puts an order into the record as a test needs it.
func (w *world) order(id care.OrderID, change ...func(*care.Order)) {
	w.t.Helper()
	_, _, err := w.store.NewOrder(context.Background(), id, "", func(c *care.Case) (care.Change, error) {
		o := &care.Order{ID: id, Service: care.Cleaning, State: care.OrderArrived, ElderID: "wang", HouseholdID: "home", RegionID: village, WorkerID: worker.ID, CreatedAt: w.at,
			PriceFen: 6000, SubsidyFen: 4000}
		for _, ch := range change {
			ch(o)
		}
		c.Orders = append(c.Orders, o)
		return care.Change{Entries: []care.Entry{{At: w.at, By: care.System, What: "order.created", Noun: "order", Subject: string(id)}}}, nil
	})
	must(w.t, err)
}

// becomes moves an order on, as the desk would.
func (w *world) becomes(id care.OrderID, s care.OrderState) {
	w.t.Helper()
	_, err := w.store.ChangeOrder(context.Background(), id, func(c *care.Case) (care.Change, error) {
		o := c.Order(id)
		if o.State = s; s == care.OrderCompleted {
			o.CompletedAt = at(w.at)
		}
		return care.Change{Entries: []care.Entry{{At: w.at, By: o.WorkerID, What: "order." + string(s), Noun: "order", Subject: string(id)}}}, nil
	})
	must(w.t, err)
}

// done lets a worker tell everything of a visit of an hour that ends now.
func (w *world) done(id care.OrderID, by care.Staff) {
	w.t.Helper()
	ctx := context.Background()
	lat, lon := 33.3001, 116.8001
	code, err := w.DoorCode(ctx, admin, "home", false)
	must(w.t, err)
	_, err = w.Arrived(ctx, by, id, Told{At: w.at, Lat: &lat, Lon: &lon, Accuracy: 15})
	must(w.t, err)
	w.at = w.at.Add(time.Hour)
	_, err = w.Tell(ctx, by, id, Told{At: w.at.Add(-59 * time.Minute), Door: code})
	must(w.t, err)
	_, err = w.KeepFile(ctx, by, id, "signature", w.at, photo(1))
	must(w.t, err)
	_, err = w.Tell(ctx, by, id, Told{At: w.at, Signature: &care.Signature{How: "hand"}})
	must(w.t, err)
	w.becomes(id, care.OrderCompleted)
	_, err = w.Ended(ctx, by, id, Told{At: w.at})
	must(w.t, err)
}

func (w *world) visit(id care.OrderID) care.Visit {
	w.t.Helper()
	v, err := w.store.Visit(context.Background(), care.Everything, id)
	must(w.t, err)
	return v
}

func (w *world) look() {
	w.t.Helper()
	must(w.t, w.Look(context.Background()))
}

// photo is a small picture, another one for each n.
func photo(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 8+n, 8))
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 95})
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
