package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"time"

	"yian/care"
	"yian/dispatch/visits"
)

// offered are rows of the catalogue that somebody orders, meals the most.
var offered = []care.OfferingID{"meal-delivery", "meal-delivery", "cleaning", "companionship", "nurse-visit", "meal-delivery", "shopping", "visit-at-home", "meal-delivery", "laundry"}

// The shares of visits for which something is missing or wrong; all others are proven as
// they should be.
const (
	unsignedShare = 0.07
	farShare      = 0.02
	hastyShare    = 0.04
	noCodeShare   = 0.25
)

// stay is between what and what a visit lasts, by what the catalogue says is usual.
func (c *Crew) stay(ctx context.Context, o care.Order) (least, most time.Duration) {
	if c.deps.Visits == nil || o.Service == care.Emergency {
		return 2 * time.Minute, 15 * time.Minute
	}
	f, err := c.deps.Visits.Offering(ctx, &o)
	if err != nil || f.Minutes == 0 {
		return 2 * time.Minute, 15 * time.Minute
	}
	usual := time.Duration(f.Minutes) * time.Minute
	if c.share(string(o.ID), "hasty") < hastyShare {
		return usual / 8, usual / 5
	}
	return usual * 6 / 10, usual * 11 / 10
}

// took is how long a visit that is over lasted.
func (c *Crew) took(ctx context.Context, o care.Order) time.Duration {
	least, most := c.stay(ctx, o)
	return (least + time.Duration(c.share(string(o.ID), "took")*float64(most-least))).Truncate(time.Second)
}

// tellArrival tells where the worker's telephone was and what the code at the door said.
func (c *Crew) tellArrival(ctx context.Context, worker care.Staff, o care.Order, now time.Time) error {
	if c.deps.Visits == nil {
		return nil
	}
	id := string(o.ID)
	told := visits.Told{At: now, Accuracy: math.Round(8 + 40*c.share(id, "accuracy"))}
	if o.HouseholdID != "" {
		h, err := c.deps.Registry.Household(ctx, care.Everything, o.HouseholdID)
		if err == nil && h.Lat != nil && h.Lon != nil {
			off := 0.0004
			if c.share(id, "far") < farShare {
				off = 0.06
			}
			lat, lon := *h.Lat+off*(c.share(id, "lat")*2-1), *h.Lon+off
			told.Lat, told.Lon = &lat, &lon
		}
		if c.share(id, "code") >= noCodeShare {
			if told.Door, err = c.deps.Visits.DoorCode(ctx, author, o.HouseholdID, false); err != nil {
				return err
			}
		}
	}
	_, err := c.deps.Visits.Arrived(ctx, worker, o.ID, told)
	return err
}

// tellWork tells what was done, with a photo, and who confirmed it.
func (c *Crew) tellWork(ctx context.Context, worker care.Staff, o care.Order, now time.Time) error {
	if c.deps.Visits == nil || o.ElderID == "" {
		return nil
	}
	id := string(o.ID)
	f, err := c.deps.Visits.Offering(ctx, &o)
	if err != nil {
		return err
	}
	told := visits.Told{At: now, Done: f.Checklist, Values: map[string]float64{}}
	for _, check := range f.PreChecks {
		if v, ok := soundly[check.Code]; ok {
			told.Values[check.Code] = math.Round(v + 4*c.share(id, check.Code))
		}
	}
	errs := c.picture(ctx, worker, o, "photo", now)
	var paid int64
	if f.Receipt {
		paid = int64(1000 + 100*math.Round(90*c.share(id, "paid")))
		told.PaidFen = &paid
		errs = errors.Join(errs, c.picture(ctx, worker, o, "receipt", now))
	}
	if c.share(id, "unsigned") >= unsignedShare && o.Service != care.Emergency {
		told.Signature = &care.Signature{How: "hand"}
		errs = errors.Join(errs, c.picture(ctx, worker, o, "signature", now))
	}
	_, err = c.deps.Visits.Tell(ctx, worker, o.ID, told)
	return errors.Join(errs, err, c.tellMoney(ctx, worker, o, paid, now))
}

// soundly is what is measured of somebody who is well.
var soundly = map[string]float64{"bp_systolic": 126, "bp_diastolic": 74, "room_temperature": 25}

// picture keeps a drawn picture: nobody is on it.
func (c *Crew) picture(ctx context.Context, worker care.Staff, o care.Order, kind string, now time.Time) error {
	_, err := c.deps.Visits.KeepFile(ctx, worker, o.ID, kind, now, c.drawn(string(o.ID), kind))
	return err
}

func (c *Crew) drawn(id, kind string) []byte {
	var b bytes.Buffer
	if kind == "signature" {
		img := image.NewGray(image.Rect(0, 0, 240, 100))
		for i := range img.Pix {
			img.Pix[i] = 255
		}
		swing := 2 + 4*c.share(id, "swing")
		for x := 20.0; x < 220; x += 0.2 {
			y := 50 + 28*math.Sin(x/25*swing/3)*math.Cos(x/41*swing/2)
			for d := range 3 {
				img.SetGray(int(x), int(y)+d, color.Gray{Y: 30})
			}
		}
		_ = png.Encode(&b, img)
		return b.Bytes()
	}
	img := image.NewRGBA(image.Rect(0, 0, 160, 120))
	base := uint8(90 + 120*c.share(id, kind))
	for y := range 120 {
		for x := range 160 {
			wall := color.RGBA{R: base, G: base - 12, B: base - 34, A: 255}
			if y > 78 { // a table below a wall
				wall = color.RGBA{R: 120, G: 84, B: 52, A: 255}
			}
			if kind == "receipt" && x > 50 && x < 110 && y > 12 {
				wall = color.RGBA{R: 250, G: 250, B: 246, A: 255}
				if y%9 < 2 && x > 58 && x < 100 {
					wall = color.RGBA{R: 70, G: 70, B: 70, A: 255}
				}
			}
			img.SetRGBA(x, y, wall)
		}
	}
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

// month lets a few visits of each of the days before have been, and enters those for
// whom the workers went: what is owed to them has something to add up.
func (y *Yesterday) month(ctx context.Context, now time.Time) error {
	y.now = now.AddDate(0, 0, -20)
	for i, name := range []string{"和顺居家服务社", "同心养老服务中心"} {
		p := care.Provider{ID: care.ProviderID(fmt.Sprint("provider-", i+1)), Name: name + "（样例）", Contract: fmt.Sprintf("YA-2026-%02d", i+1), From: "2026-01-01",
			CenterIDs: []care.CenterID{}, WorkerIDs: []care.StaffID{}, ManagerIDs: []care.StaffID{}}
		if i == 0 {
			p.ManagerIDs = append(p.ManagerIDs, "manager")
		}
		for n, s := range y.crew.deps.County.Staff {
			if s.Role == care.Worker && n%2 == i {
				p.WorkerIDs = append(p.WorkerIDs, s.ID)
			}
		}
		if _, err := y.crew.deps.Visits.SaveProvider(ctx, author, p); err != nil {
			return err
		}
	}
	for day := 12; day >= 2; day-- {
		for i := range 4 {
			at := now.AddDate(0, 0, -day).Truncate(24 * time.Hour).Add(time.Duration(i) * 97 * time.Minute) // from eight o'clock in Shanghai
			if err := y.order(ctx, day*4+i, at); err != nil && !errors.Is(err, care.ErrConflict) {
				return err
			}
		}
	}
	return y.calledOff(ctx)
}

// calledOff ends what nobody was free for: no desk lets a wish lie for days.
func (y *Yesterday) calledOff(ctx context.Context) error {
	left, _, err := y.crew.deps.Book.Orders(ctx, care.Everything, care.OrderQuery{States: openStates, Source: "operator", Page: care.Page{Limit: 500}})
	if err != nil {
		return err
	}
	for i := range left {
		y.now = left[i].CreatedAt.Add(5 * time.Hour)
		if _, err := y.desk.Cancel(ctx, y.crew.people[crewOperator], left[i].ID, "家里人已经陪着办好（样例）"); err != nil && !errors.Is(err, care.ErrConflict) {
			return err
		}
	}
	return nil
}
