package centers

import (
	"context"
	"time"

	"yian/care"
)

// Today is what a manager needs of beds, stays and whereabouts on one page
// (院长今日).
type Today struct {
	CenterID  care.CenterID  `json:"center_id"`
	Name      string         `json:"name"`
	On        string         `json:"on"` // the day, 2006-01-02
	Occupancy care.Occupancy `json:"occupancy"`
	// Mismatches are beds whose sensor contradicts the register (对不上).
	Mismatches []care.OccupiedBed `json:"mismatches"`
	// Silent are beds whose sensor has not spoken for half an hour.
	Silent []care.OccupiedBed `json:"silent"`
	// DueBack are expected today; Overdue should have been back already.
	DueBack []care.OccupiedBed `json:"due_back"`
	Overdue []care.OccupiedBed `json:"overdue"`
	// Absent are all who keep a bed and are not in the house.
	Absent   []care.OccupiedBed `json:"absent"`
	Admitted []care.OccupiedBed `json:"admitted"`
	// Deceased keep their beds until somebody confirms by a discharge.
	Deceased []care.OccupiedBed `json:"deceased"`
	// Sensors is how many commissioned beds have a sensor; nothing is known of the
	// others at night.
	Sensors int `json:"sensors"`
}

// Today returns the manager's page of a site as of now.
func (c *Centers) Today(ctx context.Context, sc care.Scope, center care.CenterID) (Today, error) {
	site, err := c.record.Center(ctx, sc, center)
	if err != nil {
		return Today{}, err
	}
	now := c.now()
	beds, err := c.record.Lodged(ctx, sc, center, now)
	if err != nil {
		return Today{}, err
	}
	none := func() []care.OccupiedBed { return []care.OccupiedBed{} }
	t := Today{CenterID: center, Name: site.Name, On: dayOf(now), Mismatches: none(), Silent: none(), DueBack: none(), Overdue: none(),
		Absent: none(), Admitted: none(), Deceased: none()}
	t.Occupancy = care.Occupancy{CenterID: center, On: t.On, Beds: make([]care.OccupiedBed, len(beds))}
	for i := range beds {
		shown := &t.Occupancy.Beds[i]
		*shown = c.occupied(&beds[i], true, now)
		count(&t.Occupancy, &beds[i], shown)
		t.list(&beds[i], *shown, now)
	}
	return t, nil
}

// list puts a bed on every list where it belongs.
func (t *Today) list(b *care.LodgedBed, shown care.OccupiedBed, now time.Time) {
	if shown.State != care.BedCommissioned {
		return
	}
	if shown.DeviceID != "" {
		t.Sensors++
	}
	switch shown.Mismatch {
	case "":
	case "sensor_silent":
		t.Silent = append(t.Silent, shown)
	default:
		t.Mismatches = append(t.Mismatches, shown)
	}
	if b.Stay == nil {
		return
	}
	if dayOf(b.Stay.AdmittedAt) == t.On {
		t.Admitted = append(t.Admitted, shown)
	}
	switch {
	case shown.Whereabouts == care.Deceased:
		t.Deceased = append(t.Deceased, shown)
	case !shown.Whereabouts.Present():
		t.Absent = append(t.Absent, shown)
	}
	switch r := shown.ReturnAt; {
	case r == nil:
	case r.Before(now):
		t.Overdue = append(t.Overdue, shown)
	case dayOf(*r) == t.On:
		t.DueBack = append(t.DueBack, shown)
	}
}
