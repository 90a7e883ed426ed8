package app

import (
	"context"
	"time"

	"yian/api"
	"yian/care"
	"yian/centers"
	"yian/centers/medicine"
	"yian/centers/samples"
	"yian/registry"
	"yian/store/records"
)

// What goes round in a house and what its kitchen keeps, pinned when it is compiled.
var (
	_ medicine.Book      = (*records.Store)(nil)
	_ medicine.Due       = (*records.Store)(nil)
	_ medicine.Shelf     = (*records.Store)(nil)
	_ medicine.Residents = (*centers.Centers)(nil)
	_ medicine.People    = (*registry.Registry)(nil)

	_ samples.Book   = (*records.Store)(nil)
	_ samples.Shelf  = (*records.Store)(nil)
	_ samples.Sites  = (*registry.Registry)(nil)
	_ samples.Tables = tables{}
)

// carehome is what every process has of houses.
type carehome struct{ api.Carehome }

func (c *core) buildCarehome() (err error) {
	if c.Medicines, err = medicine.New(medicine.Config{}, c.medicineDeps()); err != nil {
		return err
	}
	c.Samples, err = samples.New(c.sampleDeps())
	return err
}

func (c *core) medicineDeps() medicine.Deps {
	return medicine.Deps{Book: c.Records, Due: c.Records, Shelf: c.Records, Residents: c.Centers, People: c.Registry, Now: c.clock.Now, Log: c.log}
}

func (c *core) sampleDeps() samples.Deps {
	return samples.Deps{Book: c.Records, Shelf: c.Records, Sites: c.Registry, Tables: tables{c.Centers, c.Records}, Now: c.clock.Now}
}

// tables says for how many a site cooks: its residents eat three times a day, and plans
// order the rest.
type tables struct {
	beds   *centers.Centers
	orders *records.Store
}

// Served blocks on two reads.
func (t tables) Served(ctx context.Context, center care.CenterID, day string) (map[care.MealTime]care.Served, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, care.Shanghai)
	if err != nil {
		return nil, err
	}
	beds, err := t.beds.Residents(ctx, care.Everything, center, begin.Add(18*time.Hour))
	if err != nil {
		return nil, err
	}
	here := 0
	for _, b := range beds {
		if b.Whereabouts.State.Present() {
			here++
		}
	}
	sc := care.Scope{Staff: care.System, Role: care.Manager, Center: center}
	orders, err := t.orders.PlannedOrders(ctx, sc, "", care.Meal, begin, begin.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	out := map[care.MealTime]care.Served{}
	for _, meal := range care.MealTimes {
		out[meal] = care.Served{Residents: here}
	}
	for _, o := range orders {
		if o.DueAt == nil || o.State == care.OrderCancelled || o.State == care.OrderFailed {
			continue
		}
		m := out[care.MealTimeOf(*o.DueAt)]
		m.Orders++
		out[care.MealTimeOf(*o.DueAt)] = m
	}
	return out, nil
}

// longAgo is the room when the sample's houses were built.
func (c *core) longAgo() *centers.Centers {
	return centers.New(centers.Config{}, centers.Deps{Record: c.Records, Now: func() time.Time { return c.clock.Now().AddDate(-2, 0, 0) }, Log: c.log})
}
