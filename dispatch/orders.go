package dispatch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// NewOrder is what is needed to make an [care.Order].
type NewOrder struct {
	Service  care.Service
	Elder    care.ElderID
	Incident care.IncidentID
	DueAt    *time.Time
	Note     string
	Source   string
	// Worker is who is sent at once; "" leaves it in the queue.
	Worker care.StaffID
	// Key makes the order idempotent: the same key of the same author is one order.
	Key string
	// ID is the order's own where what it is for gives it one, whoever asks.
	ID care.OrderID
	// Place is what the order is about when it is a home or a device, not a person.
	Place care.Place
	Alert care.AlertID
	// Offering is the row of the catalogue; "" wants the service alone.
	Offering care.OfferingID
	// Plan is the plan that makes the order.
	Plan care.PlanID
	// spot is where the elder is, away from home.
	spot *care.Location
}

// elderly are services that are about the elder in person, so that an absent
// elder needs none.
var elderly = []care.Service{care.Meal, care.Bathing, care.Cleaning, care.Medical, care.Companionship, care.VisitService}

// MakeOrder is the one maker of orders: for operators, home panels, alerts and
// plans alike. The order waits in the queue, or as a request to be decided on
// when the elder is away. It blocks until on disk.
func (d *Desk) MakeOrder(ctx context.Context, by care.Staff, want NewOrder) (care.Order, error) {
	price, err := d.priced(ctx, &want)
	if err != nil {
		return care.Order{}, err
	}
	if _, known := care.ParseService(string(want.Service)); !known {
		return care.Order{}, care.Invalid("body.service", "service.unknown", "没有这种服务")
	}
	if want.Elder == "" && want.Incident == "" && want.Place == (care.Place{}) {
		return care.Order{}, care.Invalid("body.elder_id", "order.for_whom", "请选择服务对象")
	}
	var elder care.Elder
	if want.Elder != "" {
		if elder, err = d.deps.People.Elder(ctx, by.Scope(), want.Elder); err != nil {
			return care.Order{}, err
		}
	}
	if want.Worker != "" { // before anything is made: a name mistyped leaves no order behind
		w, err := d.workerFor(ctx, by, want.Worker)
		if err != nil {
			return care.Order{}, err
		}
		if !able(w, want.Service) {
			return care.Order{}, unskilled()
		}
		if err := d.mayMake(ctx, want, elder, w); err != nil {
			return care.Order{}, err
		}
	}
	where, err := d.whereabouts(ctx, want)
	if err != nil {
		return care.Order{}, err
	}
	id := cmp.Or(want.ID, care.OrderID(newID()))
	if want.Key != "" {
		sum := sha256.Sum256([]byte(string(by.ID) + "\x00" + want.Key))
		id = care.OrderID(hex.EncodeToString(sum[:16]))
	}
	d.whereTo(ctx, by, &want)
	now := d.now()
	c, _, err := d.deps.Book.NewOrder(ctx, id, want.Incident, func(c *care.Case) (care.Change, error) {
		if c.Incident != nil && !by.Scope().Sees(c.Incident.RegionID, c.Incident.CenterID) {
			return care.Change{}, care.NotFound("incident")
		}
		if c.Incident != nil && c.Incident.State == care.IncidentClosed && want.Service == care.Emergency {
			return care.Change{}, care.Conflict("incident.closed", "这件已经结案")
		}
		if err := barred(c.Incident); err != nil {
			return care.Change{}, err
		}
		o := d.draft(id, want, elder, c.Incident, now)
		o.PriceFen, o.SubsidyFen = price.Fen, price.SubsidyFen
		if !where.Present() && slices.Contains(elderly, want.Service) {
			o.State = care.OrderRequested
			o.Note = strings.TrimSpace(o.Note + " " + absent + where.Word() + "，请先核实）")
		}
		c.Orders = append(c.Orders, o)
		if c.Incident != nil {
			d.expect(c, now)
		}
		return care.Change{Entries: []care.Entry{orderEntry(o, now, by.ID, "created", string(o.Service))}}, nil
	})
	if err != nil {
		return care.Order{}, fmt.Errorf("dispatch: make order: %w", err)
	}
	o := *c.Order(id)
	d.hurry(id)
	if want.Worker != "" && o.State == care.OrderQueued {
		return d.Assign(ctx, by, id, want.Worker)
	}
	return o, nil
}

// workerFor finds a worker whom by may send: a site sends its own, or the county's.
func (d *Desk) workerFor(ctx context.Context, by care.Staff, id care.StaffID) (care.Staff, error) {
	w, err := d.deps.Posts.StaffMember(ctx, id)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return care.Staff{}, fmt.Errorf("dispatch: worker: %w", err)
	}
	if err != nil || w.Role != care.Worker || w.Disabled || by.CenterID != "" && w.CenterID != "" && w.CenterID != by.CenterID {
		return care.Staff{}, care.Invalid("body.worker_id", "worker.unknown", "没有这位服务人员")
	}
	return w, nil
}

func able(w care.Staff, s care.Service) bool {
	return len(w.Skills) == 0 || slices.Contains(w.Skills, s)
}

func unskilled() error {
	return care.Conflict("worker.unskilled", "这位服务人员没有登记这项服务的资质")
}

func (d *Desk) draft(id care.OrderID, want NewOrder, elder care.Elder, in *care.Incident, now time.Time) *care.Order {
	o := &care.Order{
		ID: id, Service: want.Service, State: care.OrderQueued, ElderID: elder.ID, HouseholdID: elder.HouseholdID,
		CenterID: elder.CenterID, RegionID: elder.RegionID, IncidentID: want.Incident, Priority: priorityOf(want.Service),
		Note: strings.TrimSpace(want.Note), Source: want.Source, DueAt: want.DueAt, CreatedAt: now, Trial: d.deps.Trial(),
		AlertID: want.Alert, DeviceID: want.Place.Device, OfferingID: want.Offering, PlanID: want.Plan, Spot: want.spot,
	}
	if p := want.Place; p != (care.Place{}) {
		o.ElderID, o.HouseholdID, o.CenterID, o.RegionID = p.Elder, p.Household, p.Center, p.Region
	}
	if in != nil {
		if o.ElderID == "" {
			o.ElderID = in.ElderID
		}
		if o.HouseholdID == "" {
			o.HouseholdID = in.HouseholdID
		}
		if o.RegionID == "" {
			o.RegionID, o.CenterID = in.RegionID, in.CenterID
		}
		if o.Source == "" {
			o.Source = sourceOffer
		}
	}
	return o
}

func priorityOf(s care.Service) int {
	switch s {
	case care.Emergency:
		return 0
	case care.Medical:
		return 1
	}
	return 2
}

// when is the instant at which an order finds its elder.
func (d *Desk) when(due *time.Time) time.Time {
	now := d.now()
	if due != nil && due.After(now) {
		return *due
	}
	return now
}

func (d *Desk) whereabouts(ctx context.Context, want NewOrder) (care.WhereaboutsState, error) {
	if want.Elder == "" || want.Service == care.Emergency {
		return care.AtHome, nil
	}
	where, err := d.deps.Whereabouts.Expected(ctx, want.Elder, d.when(want.DueAt))
	if err != nil {
		return "", fmt.Errorf("dispatch: whereabouts: %w", err)
	}
	if where == care.Deceased && slices.Contains(elderly, want.Service) {
		return "", care.Conflict("order.deceased", "老人已登记去世，不能再安排上门服务")
	}
	return where, nil
}

// repressed is how long a second press of the green key for the same service is
// taken as impatience rather than a second wish.
const repressed = 30 * time.Minute

// Request makes an order of a wish that came from a home panel's green key.
// Idempotent by device and request id; blocks until on disk. An error of kind
// conflict or invalid is final. Who asks for help in an emergency (助急) by that key calls
// for help: an order that waits would ring nobody.
func (d *Desk) Request(ctx context.Context, r care.Request) error {
	if r.Service == care.Emergency {
		now := d.now()
		pressed := r.At
		if pressed.After(now) {
			pressed = now
		}
		return d.Raise(ctx, care.Call{ID: "request/" + r.ID, Kind: care.SOS, PressedAt: pressed, ReceivedAt: now, Place: r.Place})
	}
	together, err := d.together(ctx, r.Place)
	if err != nil {
		return fmt.Errorf("dispatch: request: %w", err)
	}
	elder, err := d.wisher(ctx, together)
	if err != nil {
		return err
	}
	open, err := d.deps.Shelf.OpenOrdersOf(ctx, elder)
	if err != nil {
		return fmt.Errorf("dispatch: request: %w", err)
	}
	now := d.now() // by our clock: the panel's may be wrong
	for _, o := range open {
		if o.Service == r.Service && (o.State == care.OrderOnTheWay || o.State == care.OrderArrived) {
			return d.keyed(ctx, o.ID)
		}
		if o.Service == r.Service && o.Source == "panel" && now.Sub(o.CreatedAt) < repressed {
			return nil
		}
	}
	want := NewOrder{Service: r.Service, Elder: elder, Source: "panel", Key: string(r.Place.Device) + "/" + string(r.ID)}
	if len(together) > 1 {
		want.Note = "共用面板，请核实是哪位老人需要"
	}
	_, err = d.MakeOrder(ctx, care.Staff{ID: care.System, Role: care.Admin, Name: "绿键"}, want)
	return err
}

// wisher is who most likely pressed the green key of a shared panel: the first
// who is there, else the first who lives.
func (d *Desk) wisher(ctx context.Context, together []care.ElderID) (care.ElderID, error) {
	if len(together) == 0 {
		return "", care.Invalid("device", "request.nobody", "设备没有登记到住户或老人，无法生成工单")
	}
	var alive care.ElderID
	for _, id := range together {
		where, err := d.deps.Whereabouts.Expected(ctx, id, d.now())
		if err != nil {
			return "", fmt.Errorf("dispatch: whereabouts: %w", err)
		}
		if where.Present() {
			return id, nil
		}
		if alive == "" && where != care.Deceased {
			alive = id
		}
	}
	return cmp.Or(alive, together[0]), nil
}
