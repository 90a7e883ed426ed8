package demo

import (
	"context"
	"fmt"
	"time"

	"yian/care"
	"yian/centers"
	"yian/devices/simulator"
)

// enterBeds enters the demonstration homes with their beds, sensors and residents,
// smaller ones for the other townships, and the rehabilitation centre, which is
// built but not open.
func (b *builder) enterBeds(ctx context.Context) error {
	boards := make([][]care.Bed, len(b.houses))
	var sensors []care.Device
	for i, house := range b.houses {
		size, smart := demonstration[i]
		if !smart {
			size.beds = 12 + b.chance.IntN(9)
		}
		boards[i] = bedsOf(house.ID, size.beds, size.planned, size.blocked)
		if smart {
			sensors = append(sensors, b.sensorsOf(boards[i])...)
		}
	}
	var err error
	b.county.Sites, err = b.enterDevices(ctx, behindGateways(sensors), func(d *care.Device) string { return string(d.CenterID) })
	if err != nil {
		return err
	}
	residents, built := 0, b.Built
	if built == nil {
		built = b.Centers
	}
	for i := range b.houses {
		if _, err := built.CreateBeds(ctx, author, b.houses[i].ID, boards[i]); err != nil {
			return err
		}
		n, err := b.enterResidents(ctx, &b.houses[i], boards[i], residents)
		if err != nil {
			return err
		}
		residents += n
	}
	if _, err := b.Centers.CreateBeds(ctx, author, "rehab", bedsOf("rehab", 0, 500, 0)); err != nil {
		return err
	}
	b.emptyBeds()
	return b.Registry.Load(ctx) // the sensors know by now whose beds they are under
}

// emptyBeds tells the sensors under nobody: free beds, and those of residents who
// are away. One stays used all the same, as somebody always lies down in the wrong
// bed, for the manager to find.
func (b *builder) emptyBeds() {
	for _, site := range b.county.Sites {
		wrong := true
		for i := range site.Devices {
			d := &site.Devices[i]
			if d.Kind != simulator.KindBed || b.lying[d.Device] {
				continue
			}
			d.Empty, wrong = !wrong, false
		}
	}
}

// sensorsOf puts a sensor under every commissioned bed.
func (b *builder) sensorsOf(beds []care.Bed) []care.Device {
	var out []care.Device
	for i := range beds {
		bed := &beds[i]
		if bed.State != care.BedCommissioned {
			continue
		}
		bed.DeviceID = care.DeviceID(string(bed.ID) + "-sensor")
		out = append(out, care.Device{ID: bed.DeviceID, Kind: simulator.KindBed, CenterID: bed.CenterID, Power: care.Mains,
			Location: bed.Room + "室" + bed.Name, CreatedAt: b.opts.Now.AddDate(0, -13, 0)})
	}
	return out
}

// behindGateways puts the sensors of each site behind a gateway of the site.
func behindGateways(sensors []care.Device) []care.Device {
	var out []care.Device
	made := map[care.CenterID]care.DeviceID{}
	for _, s := range sensors {
		if _, ok := made[s.CenterID]; !ok {
			id := care.DeviceID(string(s.CenterID) + "-gateway")
			made[s.CenterID] = id
			out = append(out, care.Device{ID: id, Kind: simulator.KindPanel, CenterID: s.CenterID, Power: care.Mains, Location: "值班室", CreatedAt: s.CreatedAt})
		}
		s.GatewayID = made[s.CenterID]
		out = append(out, s)
	}
	return out
}

// bedsOf furnishes rooms of two beds, twelve rooms to a floor.
func bedsOf(center care.CenterID, commissioned, planned, blocked int) []care.Bed {
	beds := make([]care.Bed, 0, commissioned+planned+blocked)
	for i := range cap(beds) {
		room := i / 2
		bed := care.Bed{ID: care.BedID(fmt.Sprintf("%s-bed-%03d", center, i+1)), CenterID: center, Floor: fmt.Sprintf("%d楼", room/12+1),
			Room: fmt.Sprintf("%d%02d", room/12+1, room%12+1), Name: string(rune('A' + i%2)), State: care.BedCommissioned}
		switch {
		case i >= commissioned+blocked:
			bed.State = care.BedPlanned
		case i >= commissioned:
			bed.State = care.BedBlocked
		}
		beds = append(beds, bed)
	}
	return beds
}

// enterResidents fills about 85 % of the commissioned beds, and sends some of the
// residents on leave or to hospital.
func (b *builder) enterResidents(ctx context.Context, house *care.Center, beds []care.Bed, from int) (int, error) {
	var elders []care.Elder
	var admissions []centers.Admission
	for _, bed := range beds {
		if bed.State != care.BedCommissioned || !b.likely(0.85) {
			continue
		}
		n := from + len(elders)
		e := b.person(fmt.Sprintf("resident-%04d", n+1), pick(b, surnames), b.likely(0.5), house.RegionID)
		e.Reach, e.ReachNotes, e.CenterID = care.ReachDevice, "床头对讲", house.ID
		elders = append(elders, e)
		admitted := b.opts.Now.Add(-time.Duration(5+b.chance.IntN(360*24)) * time.Hour)
		admissions = append(admissions, centers.Admission{ElderID: e.ID, BedID: bed.ID, At: admitted})
	}
	if _, err := b.Registry.CreateElders(ctx, author, elders); err != nil {
		return 0, err
	}
	stays, err := b.Centers.AdmitAll(ctx, author, house.ID, admissions)
	if err != nil {
		return 0, err
	}
	for i := range stays {
		away, err := b.enterLeave(ctx, &stays[i])
		if err != nil {
			return 0, err
		}
		b.lying[care.DeviceID(string(stays[i].BedID)+"-sensor")] = !away
	}
	return len(elders), nil
}

// enterLeave sends some residents away and reports whether it did.
func (b *builder) enterLeave(ctx context.Context, s *care.Stay) (bool, error) {
	dice := b.chance.Float64()
	if dice > 0.07 || b.opts.Now.Sub(s.AdmittedAt) < 5*24*time.Hour {
		return false, nil
	}
	back := b.opts.Now.Add(time.Duration(2+b.chance.IntN(120)) * time.Hour)
	away := centers.Away{From: b.opts.Now.Add(-time.Duration(3+b.chance.IntN(70)) * time.Hour), Until: &back, Place: "儿子家（样例）", Phone: b.phone()}
	if dice < 0.025 {
		away.Hospital, away.Place = true, "样例县人民医院"
	}
	_, err := b.Centers.Leave(ctx, author, s.ID, away)
	return true, err
}
