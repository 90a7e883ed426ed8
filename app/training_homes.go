package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
	"yian/centers"
	"yian/devices/simulator"
	"yian/dispatch"
	"yian/registry"
	"yian/training"
)

// trainingRoom is what a training seat's homes are entered through.
type trainingRoom struct {
	Registry *registry.Registry
	Centers  *centers.Centers
	Now      func() time.Time
}

// trainer enters what belongs to the seat: the platform itself.
var trainer = care.Staff{ID: care.System, Role: care.Admin}

// trainingKinds are the devices that the cases name: what they are, and where.
var trainingKinds = map[string]struct {
	kind, location string
	power          care.Power
	worn           bool
}{
	"panel": {simulator.KindPanel, "客厅", care.Mains, false},
	"watch": {simulator.KindWearable, "", care.Battery, true},
	"smoke": {simulator.KindSmoke, "厨房", care.Battery, false},
	"gas":   {simulator.KindGas, "厨房", care.Mains, false},
	"cord":  {simulator.KindPullCord, "卫生间", care.Battery, false},
}

// enter enters the homes of the cases that are not there yet, through registry and
// centres, one village after the other. It blocks until on disk.
func (r *trainingRoom) enter(ctx context.Context, cases []training.Case) error {
	regions, err := r.Registry.Regions(ctx, care.Everything)
	if err != nil {
		return err
	}
	stations, _, err := r.Registry.Centers(ctx, care.Everything, care.Station, care.Page{Limit: 500})
	if err != nil {
		return err
	}
	var villages []care.Region
	for _, g := range regions {
		if len(g.ID) == len("990101100200") {
			villages = append(villages, g)
		}
	}
	if len(villages) == 0 {
		return fmt.Errorf("app: training: the sample county has no village: %w", care.ErrNotFound)
	}
	for i := range cases {
		for h := range cases[i].Homes {
			village := villages[(i*7+h*3)%len(villages)]
			if err := r.enterHome(ctx, &cases[i], h, village, stations); err != nil {
				return fmt.Errorf("app: training: home %s: %w", cases[i].HouseholdID(h), err)
			}
		}
	}
	return nil
}

func (r *trainingRoom) enterHome(ctx context.Context, c *training.Case, n int, village care.Region, stations []care.Center) error {
	id := c.HouseholdID(n)
	_, err := r.Registry.Household(ctx, care.Everything, id)
	if err == nil || !errors.Is(err, care.ErrNotFound) {
		return err
	}
	home := c.Homes[n]
	part := func(name string) string {
		if n > 0 {
			name = "second_" + name
		}
		return c.NumberOf(name)
	}
	house := care.Household{ID: id, RegionID: village.ID, Address: fmt.Sprintf("%s样例路%d号（训练）", village.Name, c.Number), Directions: home.Directions,
		Group: "训练组", KeyHolderName: home.KeyHolder}
	if home.KeyHolder != "" {
		house.KeyHolderPhone = part(training.KeyHolder)
	}
	for _, s := range stations {
		if s.RegionID == village.ID {
			house.StationID, house.Lat, house.Lon = s.ID, s.Lat, s.Lon
		}
	}
	if _, err := r.Registry.CreateHousehold(ctx, trainer, house); err != nil {
		return err
	}
	var elders []care.Elder
	for k, p := range home.Elders {
		e := care.Elder{ID: c.ElderID(n, k), Name: p.Name + "（样例）", Gender: p.Gender, BirthDate: p.Born, HouseholdID: id, RegionID: village.ID,
			Reach: p.Reach, ReachNotes: p.Notes, Vital: p.Vital, Conditions: p.Conditions}
		if k == 0 {
			e.Phone = part(training.Elder)
		}
		for _, one := range p.Contacts {
			e.Contacts = append(e.Contacts, care.Contact{Name: one.Name + "（样例）", Relation: one.Relation, Phone: part(training.Contact), MayKnow: true, MayDecide: true})
		}
		elders = append(elders, e)
	}
	if _, err := r.Registry.CreateElders(ctx, trainer, elders); err != nil {
		return err
	}
	if home.Host != "" {
		back := r.Now().AddDate(5, 0, 0)
		if _, err := r.Centers.SetWhereabouts(ctx, trainer.Scope(), trainer.ID, care.Whereabouts{ElderID: elders[0].ID, State: care.Staying, Since: r.Now(),
			ReturnAt: &back, Place: home.Host + "（样例）", Phone: c.NumberOf(training.Host)}); err != nil {
			return err
		}
	}
	return r.furnish(ctx, c, n, elders[0].ID)
}

// furnish fits the devices of a home: the panel first, which speaks for the others.
func (r *trainingRoom) furnish(ctx context.Context, c *training.Case, n int, elder care.ElderID) error {
	at := r.Now().AddDate(-1, 0, 0)
	panel := c.DeviceID(n, "panel")
	list := []care.Device{{ID: panel, Kind: simulator.KindPanel}}
	for _, name := range c.Homes[n].Devices {
		kind, known := trainingKinds[name]
		if !known {
			return fmt.Errorf("device %q: %w", name, care.ErrInvalid)
		}
		if name == "panel" {
			continue
		}
		d := care.Device{ID: c.DeviceID(n, name), Kind: kind.kind, GatewayID: panel, Location: kind.location, Power: kind.power}
		if kind.worn {
			d.ElderID = elder
		}
		list = append(list, d)
	}
	list[0].Power, list[0].Location = care.Mains, "客厅"
	for i := range list {
		list[i].HouseholdID, list[i].CreatedAt, list[i].InstalledAt, list[i].State = c.HouseholdID(n), at, &at, care.DeviceInService
	}
	_, _, err := r.Registry.CreateDevices(ctx, trainer, list)
	return err
}

// speakers are the homes with fresh credentials: nobody keeps the old ones.
func (r *trainingRoom) speakers(ctx context.Context, cases []training.Case) ([]simulator.Home, error) {
	var homes []simulator.Home
	for i := range cases {
		c := &cases[i]
		for n := range c.Homes {
			panel := simulator.Credential{Device: c.DeviceID(n, "panel"), Kind: simulator.KindPanel, Location: "客厅"}
			var err error
			if panel.Username, panel.Password, err = r.Registry.IssueCredential(ctx, trainer, panel.Device); err != nil {
				return nil, fmt.Errorf("app: training: device %s: %w", panel.Device, err)
			}
			home := simulator.Home{ID: string(c.HouseholdID(n)), Devices: []simulator.Credential{panel}}
			for _, name := range c.Homes[n].Devices {
				if name != "panel" {
					home.Devices = append(home.Devices, simulator.Credential{Device: c.DeviceID(n, name), Kind: trainingKinds[name].kind, Gateway: panel.Device, Location: trainingKinds[name].location})
				}
			}
			homes = append(homes, home)
		}
	}
	return homes, nil
}

// knock has the elder's nearest sample worker, on a visit, find the door closed.
func knock(ctx context.Context, desk *dispatch.Desk, people *registry.Registry, elder care.ElderID, key string) error {
	e, err := people.Elder(ctx, care.Everything, elder)
	if err != nil {
		return err
	}
	workers, err := people.Workers(ctx)
	if err != nil {
		return err
	}
	for _, w := range workers {
		if !w.RegionID.Contains(e.RegionID) || !w.Able(care.VisitService) {
			continue
		}
		o, err := desk.MakeOrder(ctx, trainer, dispatch.NewOrder{Service: care.VisitService, Elder: elder, Note: "训练：例行探访", Key: "training/" + key})
		if err != nil {
			return err
		}
		if o.State == care.OrderQueued {
			if o, err = desk.Assign(ctx, trainer, o.ID, w.ID); err != nil {
				return err
			}
		}
		if _, err = desk.Accept(ctx, w, o.ID, 300); err != nil {
			return err
		}
		if _, err = desk.Arrive(ctx, w, o.ID, nil); err != nil {
			return err
		}
		_, err = desk.NobodyOpened(ctx, w, o.ID, "敲门无人应，屋里亮着灯（训练）")
		return err
	}
	return fmt.Errorf("app: training: no worker near: %w", care.ErrNotFound)
}
