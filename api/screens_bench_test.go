package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/store/records"
	"yian/store/records/postgrestest"
)

const (
	// screenWithin is how long a screen's question may take, in 95 of a hundred cases.
	screenWithin = 200 * time.Millisecond
	// exportWithin is the same for a file of the whole county.
	exportWithin = time.Second
	// askEach is how often each role asks each question.
	askEach = 5
)

// TestScreensAtTheSizeOfACounty asks every question that the API's document has, as
// every role that may ask it, over a record with as many homes, elders, devices and
// open orders as YIAN_BENCH says and a thousand workers, and prints how long the
// slowest took. Curves come from InfluxDB and are not part of it. It runs by `make
// bench-screens`.
func TestScreensAtTheSizeOfACounty(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("YIAN_BENCH"))
	if err != nil {
		t.Skip("a benchmark: make bench-screens")
	}
	for name, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite://" + filepath.Join(t.TempDir(), "yian.db") },
		"postgres": func() string { return postgrestest.Durable(t).Address("postgres") },
	} {
		t.Run(name, func(t *testing.T) {
			store, err := records.Open(t.Context(), address(), slog.New(slog.DiscardHandler))
			must(t, err)
			t.Cleanup(func() { _ = store.Close() })
			must(t, populate(store))
			c := county{t: t, store: store, n: n, now: time.Now()}
			c.furnish()
			s := startOn(t, store, nil)
			c.happen(s)
			c.ask(s)
		})
	}
}

// county is a record of a county's size.
type county struct {
	t     *testing.T
	store *records.Store
	n     int
	now   time.Time
}

func (c *county) entry(noun string) care.Entry {
	return care.Entry{At: c.now, By: care.System, What: noun + ".imported", Noun: noun}
}

func (c *county) village(i int) care.RegionID {
	return care.RegionID(fmt.Sprintf("990101%03d%03d", 100+i%20, i/20%20))
}

// furnish enters people, homes and devices as an import does.
func (c *county) furnish() {
	ctx := c.t.Context()
	var regions []care.Region
	for i := range 20 {
		town := care.RegionID(fmt.Sprintf("990101%03d", 100+i))
		regions = append(regions, care.Region{ID: town, Kind: care.Township, Name: fmt.Sprint("样例镇", i)})
	}
	var stations []care.Center
	for i := range 400 {
		regions = append(regions, care.Region{ID: c.village(i), Kind: care.Village, Name: fmt.Sprint("样例村", i)})
		if i < 35 {
			stations = append(stations, care.Center{ID: care.CenterID(fmt.Sprint("station-", i)), Kind: care.Station, Name: fmt.Sprint("样例站", i), RegionID: c.village(i)})
		}
	}
	must(c.t, c.store.CreateRegions(ctx, regions, c.entry("region")))
	must(c.t, c.store.CreateCenters(ctx, stations, c.entry("center")))
	var homes []care.Household
	var elders []care.Elder
	var devices []care.Device
	var posts []care.Post
	began := c.now.AddDate(0, 0, -40)
	for i := range c.n {
		h := care.Household{ID: care.HouseholdID(fmt.Sprintf("h%05d", i)), RegionID: c.village(i), Address: fmt.Sprintf("样例路%d号", i), StationID: care.CenterID(fmt.Sprint("station-", i%35))}
		e := care.Elder{ID: care.ElderID(fmt.Sprintf("e%05d", i)), Name: fmt.Sprintf("%s样例%d", []string{"王", "李", "张", "赵"}[i%4], i), HouseholdID: h.ID, RegionID: h.RegionID, BirthDate: "1940-01-01", Phone: fmt.Sprintf("139%08d", i)}
		d := care.Device{ID: care.DeviceID(fmt.Sprintf("d%05d", i)), Kind: "sos_button", Model: "SB-1", HouseholdID: h.ID, ElderID: e.ID, RegionID: h.RegionID}
		homes, elders, devices = append(homes, h), append(elders, e), append(devices, d)
		posts = append(posts, care.Post{Device: d.ID, Household: h.ID, Region: h.RegionID, Station: h.StationID, From: began, HeardAt: &began})
	}
	must(c.t, c.store.CreateHouseholds(ctx, homes, c.entry("household")))
	must(c.t, c.store.CreateElders(ctx, elders, c.entry("elder")))
	must(c.t, c.store.CreateDevices(ctx, devices, make([]care.DeviceKey, c.n), c.entry("device")))
	must(c.t, c.store.KeepPosts(ctx, posts))
	var silences []care.Silence
	for i := 0; i < c.n; i += 3 {
		from := began.Add(time.Duration(i) * time.Minute)
		until := from.Add(3 * time.Hour)
		silences = append(silences, care.Silence{Device: devices[i].ID, From: from, Until: &until})
	}
	must(c.t, c.store.KeepSilences(ctx, silences))
	var days []care.ProtectedDay
	for d := 39; d > 0; d-- { // as the ledger keeps each day that is over
		for v := range 400 {
			days = append(days, care.ProtectedDay{Day: c.now.AddDate(0, 0, -d).In(care.Shanghai).Format(time.DateOnly), Region: c.village(v),
				Station: care.CenterID(fmt.Sprint("station-", v%35)), Homes: c.n / 400, Minutes: care.Minutes{Protected: int64(c.n / 400 * 1440)}})
		}
	}
	must(c.t, c.store.KeepProtectedDays(ctx, days))
	must(c.t, c.store.KeepUptime(ctx, care.Uptime{Part: "ingest", From: began, Until: c.now}))
	var staff []care.Staff
	for i := range 1000 {
		staff = append(staff, care.Staff{ID: care.StaffID(fmt.Sprintf("w%04d", i)), Username: fmt.Sprintf("w%04d", i), Name: fmt.Sprint("样例工", i), Role: care.Worker,
			RegionID: c.village(i)[:9], Skills: []care.Service{care.Services[i%8], care.Services[(i+3)%8]}, CreatedAt: c.now})
	}
	must(c.t, c.store.CreateStaff(ctx, staff, make([]string, len(staff)), c.entry("staff")))
}

// happen lets orders, presses, alerts and complaints come in.
func (c *county) happen(s *site) {
	ctx := c.t.Context()
	c.each(c.n, func(i int) error {
		o := care.Order{ID: care.OrderID(fmt.Sprintf("o%05d", i)), Service: care.Services[i%8], State: care.OrderQueued, ElderID: care.ElderID(fmt.Sprintf("e%05d", i)),
			HouseholdID: care.HouseholdID(fmt.Sprintf("h%05d", i)), RegionID: c.village(i), Priority: 2, Source: "operator", CreatedAt: c.now.Add(-time.Duration(i) * time.Minute)}
		if i%4 == 0 {
			o.State, o.WorkerID = care.OrderAccepted, care.StaffID(fmt.Sprintf("w%04d", i%1000))
		}
		_, _, err := c.store.NewOrder(ctx, o.ID, "", func(k *care.Case) (care.Change, error) {
			own := o // an order may be decided on twice
			k.Orders = []*care.Order{&own}
			return care.Change{Entries: []care.Entry{{At: o.CreatedAt, By: "operator", What: "order.created", Noun: "order", Subject: string(o.ID), RegionID: o.RegionID}}}, nil
		})
		return err
	})
	c.each(c.n/50, func(i int) error {
		return s.desk.Raise(ctx, care.Call{ID: care.CallID(fmt.Sprint("press-", i)), Kind: care.SOS, PressedAt: c.now, ReceivedAt: c.now,
			Place: care.Place{Device: care.DeviceID(fmt.Sprintf("d%05d", i)), Elder: care.ElderID(fmt.Sprintf("e%05d", i)), Household: care.HouseholdID(fmt.Sprintf("h%05d", i)), Region: c.village(i)}})
	})
	c.each(c.n/5, func(i int) error {
		a := care.Alert{ID: care.AlertID(fmt.Sprint("a", i)), Rule: "battery", Title: "电量低", Severity: care.Warning, DeviceID: care.DeviceID(fmt.Sprintf("d%05d", i)), Technical: i%2 == 0,
			ElderID: care.ElderID(fmt.Sprintf("e%05d", i)), HouseholdID: care.HouseholdID(fmt.Sprintf("h%05d", i)), RegionID: c.village(i), Readings: []care.Reading{}, RaisedAt: c.now, Version: 1}
		return c.store.RaiseAlert(ctx, a, care.Entry{At: c.now, By: care.System, What: "alert.raised", Noun: "alert", Subject: string(a.ID), RegionID: a.RegionID})
	})
}

func (c *county) each(n int, do func(i int) error) {
	c.t.Helper()
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for i := w; i < n; i += 64 {
				if err := do(i); err != nil {
					c.t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// Beside what the document names, the questions that the screens ask in other words.
var moreQuestions = []string{
	"/orders?limit=200&state=requested,queued,assigned,accepted,on_the_way,arrived", "/orders?limit=200&state=requested", "/orders?limit=200&state=completed,cancelled,failed",
	"/orders?limit=200&state=queued,assigned,accepted,on_the_way,arrived", "/orders?service=meal&limit=200", "/orders?elder_id=e00001",
	"/incidents?state=open,answered,dispatched,arrived&limit=200", "/incidents?state=closed",
	"/elders?q=%E7%8E%8B", "/elders?q=wang", "/elders?q=13900000", "/households?q=%E6%A0%B7%E4%BE%8B%E8%B7%AF99", "/devices?q=d001", "/devices?limit=500",
	"/alerts?limit=200", "/workers?region_id=990101100", "/journal?noun=order", "/homes?limit=500", "/protection/homes?limit=100",
}

// ask times every question as everybody who may ask.
func (c *county) ask(s *site) {
	c.t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			Roles      []care.Role                `json:"x-roles"`
			Responses  map[string]json.RawMessage `json:"responses"`
			Parameters []struct {
				Name, In string
				Required bool
			} `json:"parameters"`
		} `json:"paths"`
	}
	s.ask("admin", "GET", "/api/openapi.json", nil).into(c.t, &doc)
	type took struct {
		path                 string
		asked, status, bytes int
		p50, p95             time.Duration
	}
	var all []took
	empty := map[string]bool{}
	for path, ops := range doc.Paths {
		op, ok := ops["get"]
		if !ok || path == "/api/v1/events" || len(op.Roles) == 0 { // what is open to everybody is no screen
			continue
		}
		asked := strings.TrimPrefix(path, "/api/v1")
		if before, _, ok := strings.Cut(asked, "{id}"); ok {
			id := c.one(s, strings.TrimSuffix(before, "/"))
			if id == "" {
				empty[asked] = true
				continue
			}
			asked = strings.Replace(asked, "{id}", url.PathEscape(id), 1)
		}
		if strings.Contains(asked, "{") {
			empty[asked] = true
			continue
		}
		values := url.Values{}
		for _, p := range op.Parameters {
			if p.In == "query" && p.Required {
				values.Set(p.Name, map[string]string{"region_id": "990101100", "due": "sim", "metric": "hr", "month": c.now.Format("2006-01"), "provider_id": "house-a"}[p.Name])
			}
		}
		questions := []string{asked + "?" + values.Encode()}
		for _, q := range moreQuestions {
			if before, _, _ := strings.Cut(q, "?"); before == asked {
				questions = append(questions, q)
			}
		}
		for _, q := range questions {
			one := took{path: strings.TrimSuffix(q, "?")}
			var times []time.Duration
			for _, role := range op.Roles {
				for n := range 1 + askEach {
					began := time.Now()
					a := s.ask(string(role), "GET", "/api/v1"+q, nil)
					if n > 0 { // the first prepares statements
						times = append(times, time.Since(began))
					}
					if one.status = a.StatusCode; one.status >= 500 {
						c.t.Errorf("%s as %s: %d %s", q, role, one.status, a.body)
					}
					one.bytes = max(one.bytes, len(a.body))
				}
			}
			if one.status == 400 || one.status == 422 { // it asks for more than the document says
				empty[one.path] = true
				continue
			}
			slices.Sort(times)
			one.asked, one.p50, one.p95 = len(times), times[len(times)/2], times[(len(times)*95-1)/100]
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b took) int { return cmp.Compare(b.p95, a.p95) })
	c.t.Logf("%d questions by all who may ask; nothing to show for %v", len(all), sortedKeys(empty))
	c.t.Log("| question | asked | p50 ms | p95 ms | KB |")
	for i, one := range all {
		within := screenWithin
		if strings.HasPrefix(one.path, "/export/") {
			within = exportWithin
		}
		slow := one.p95 > within
		if i < 15 || slow {
			c.t.Logf("| %s | %d | %.1f | %.1f | %d |", one.path, one.asked, ms(one.p50), ms(one.p95), one.bytes>>10)
		}
		if slow {
			c.t.Errorf("%s: %s at the 95th in a hundred", one.path, one.p95)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func sortedKeys(m map[string]bool) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// one is the id of some member of a list, "" where there is none.
func (c *county) one(s *site, list string) string {
	for plain, id := range map[string]string{"/centers": "station-1", "/protection/homes": "h00003"} {
		if list == plain {
			return id
		}
	}
	var page struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	a := s.ask("admin", "GET", "/api/v1"+list, nil)
	if json.Unmarshal(a.body, &page) != nil || len(page.Items) == 0 {
		return ""
	}
	return page.Items[0].ID
}
