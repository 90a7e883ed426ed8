package demo

import (
	"context"
	"fmt"
	"time"

	"yian/care"
	"yian/devices/simulator"
)

// enterHomes enters the demonstration households, who lives there, and what
// stands there.
func (b *builder) enterHomes(ctx context.Context) error {
	var households []care.Household
	var elders []care.Elder
	var furniture []care.Device
	var fenced []care.Elder
	for i := range b.opts.Homes {
		h, lives := b.home(i)
		if wanders(i) {
			furniture = append(furniture, b.watch(i, &lives[0]))
			fenced = append(fenced, lives[0])
		}
		households = append(households, h)
		elders = append(elders, lives...)
		for _, w := range simulator.Furnish(b.opts.Seed, string(h.ID)) {
			furniture = append(furniture, b.device(w, &h, lives))
		}
	}
	if len(households) == 0 {
		return nil
	}
	if _, err := b.Registry.CreateHouseholds(ctx, author, households); err != nil {
		return err
	}
	if _, err := b.Registry.CreateElders(ctx, author, elders); err != nil {
		return err
	}
	var err error
	b.county.Homes, err = b.enterDevices(ctx, furniture, func(d *care.Device) string { return string(d.HouseholdID) })
	if err != nil {
		return err
	}
	at := map[care.HouseholdID]*care.Household{}
	for i := range households {
		at[households[i].ID] = &households[i]
	}
	for i := range b.county.Homes {
		if h := at[care.HouseholdID(b.county.Homes[i].ID)]; h != nil {
			b.county.Homes[i].Lat, b.county.Homes[i].Lon = *h.Lat, *h.Lon
		}
	}
	for i := range fenced {
		if err := b.fence(ctx, fenced[i], at[fenced[i].HouseholdID], i); err != nil {
			return err
		}
	}
	if err := b.enterKeys(ctx, households, elders); err != nil {
		return err
	}
	return b.enterAbsences(ctx, elders)
}

// wanders says in which homes somebody lives who gets lost: six in two hundred.
func wanders(home int) bool { return home%33 == 4 }

// watch is a GPS watch of an elder with dementia.
func (b *builder) watch(home int, who *care.Elder) care.Device {
	who.Conditions, who.ReachNotes = "阿尔茨海默病，出门会走失（样例）", "失智，叫小名有反应"
	return care.Device{ID: care.DeviceID(string(who.HouseholdID) + "-gps"), Kind: care.GPSWatch, Model: "样例定位手表", Address: fmt.Sprintf("88%08d", home+1),
		Power: care.Battery, HouseholdID: who.HouseholdID, ElderID: who.ID, CreatedAt: b.opts.Now.AddDate(0, -3, 0)}
}

// fence draws a circle around the home of somebody with a watch, and around every
// second one's a narrower one for the night.
func (b *builder) fence(ctx context.Context, who care.Elder, home *care.Household, n int) error {
	if b.Fences == nil {
		return nil
	}
	day := care.Fence{Name: "家和村部", Lat: *home.Lat, Lon: *home.Lon, Radius: 300}
	if _, err := b.Fences.SetFence(ctx, author.ID, who, day); err != nil {
		return err
	}
	if n%2 == 0 {
		return nil
	}
	_, err := b.Fences.SetFence(ctx, author.ID, who, care.Fence{Name: "夜间", Lat: *home.Lat, Lon: *home.Lon, Radius: 150, From: "20:00", Until: "06:00"})
	return err
}

// home makes one household with one elder, or in four of ten a couple. Homes are
// spread over the villages.
func (b *builder) home(i int) (care.Household, []care.Elder) {
	// 7 and 160 share no divisor, so that neighbours in the list are not neighbours
	// in the county.
	at := i * 7 % len(b.villages)
	village, station := b.villages[at], b.stations[at]
	h := care.Household{ID: care.HouseholdID(fmt.Sprintf("home-%04d", i+1)), RegionID: village.ID, Group: fmt.Sprintf("%d组", 1+b.chance.IntN(9)),
		Directions: b.directions(), StationID: station.ID, Phone: b.phone()}
	h.Address = fmt.Sprintf("%s%s%s%d号", b.townships[at/len(villageNames)].Name, village.Name, h.Group, 1+b.chance.IntN(90))
	h.Lat, h.Lon = b.near(station.Lat, station.Lon, 0.8)
	switch i % 10 {
	case 2:
		h.Hazards = []care.Hazard{care.Riverside}
	case 6:
		h.Hazards = []care.Hazard{care.LowLying}
	}
	if b.likely(0.7) {
		h.KeyHolderName, h.KeyHolderPhone = fullName(b, b.likely(0.5))+"（样例，邻居）", b.phone()
	}
	woman := b.likely(0.6)
	lives := []care.Elder{b.person(fmt.Sprintf("elder-%04d-1", i+1), pick(b, surnames), woman, village.ID)}
	if b.likely(0.4) {
		lives = append(lives, b.person(fmt.Sprintf("elder-%04d-2", i+1), pick(b, surnames), !woman, village.ID))
	}
	for k := range lives {
		lives[k].HouseholdID = h.ID
	}
	b.known(i, &h, lives)
	return h, lives
}

// device registers a piece of furniture: what is worn is the first elder's, and so
// is everything in a home where only one lives; the rest is shared.
func (b *builder) device(w simulator.Wanted, h *care.Household, lives []care.Elder) care.Device {
	d := care.Device{ID: w.ID, Kind: w.Kind, GatewayID: w.Gateway, Address: w.Address, Power: w.Power, Location: w.Location, HouseholdID: h.ID,
		CreatedAt: b.opts.Now.AddDate(0, -13, 0)}
	b.installed(&d)
	if w.Worn || len(lives) == 1 && w.Gateway != "" {
		d.ElderID = lives[0].ID
	}
	return d
}

// installed has a device fitted for a year. A few need somebody: without them the
// lists would have nothing to show.
func (b *builder) installed(d *care.Device) {
	at := d.CreatedAt.AddDate(0, 0, 20)
	d.State, d.InstalledAt = care.DeviceInService, &at
	b.fitted[""]++
	b.fitted[d.Kind]++
	n := b.fitted[d.Kind]
	day := func(days int) string { return b.opts.Now.AddDate(0, 0, days).Format(time.DateOnly) }
	switch d.Kind {
	case "wearable", "home_panel":
		d.SIM, d.SIMExpires = fmt.Sprintf("8986000000%d%07d", len(d.Kind), n), day(180+n%150)
		d.SIMArrears = n%60 == 31
		if n%25 == 3 {
			d.SIMExpires = day(n%35 - 6)
		}
	case "smoke_detector", "gas_detector":
		if d.EndOfLife = day(900 + n); n%20 == 7 {
			d.EndOfLife = day(n % 28)
		}
	}
	switch b.fitted[""] % 150 {
	case 11:
		d.State, d.InstalledAt = care.DeviceRegistered, nil
	case 71:
		moved := b.opts.Now.Add(-26 * time.Hour)
		d.State, d.MovedAt = care.DeviceSuspended, &moved
	}
}

// enterDevices registers devices and returns, by home or site in the order in
// which they were first named, what the simulator needs.
func (b *builder) enterDevices(ctx context.Context, list []care.Device, owner func(*care.Device) string) ([]simulator.Home, error) {
	list, issued, err := b.Registry.CreateDevices(ctx, author, list)
	if err != nil {
		return nil, err
	}
	var homes []simulator.Home
	at := map[string]int{}
	for i := range list {
		d := &list[i]
		id := owner(d)
		if _, ok := at[id]; !ok {
			at[id] = len(homes)
			homes = append(homes, simulator.Home{ID: id})
		}
		h := &homes[at[id]]
		h.Devices = append(h.Devices, simulator.Credential{Device: d.ID, Kind: d.Kind, Gateway: d.GatewayID, Address: d.Address, Location: d.Location,
			Username: issued[i].Username, Password: issued[i].Password})
	}
	return homes, nil
}

// enterAbsences sends a few elders to relatives and one in a hundred to hospital,
// so that rules have somebody to obey.
func (b *builder) enterAbsences(ctx context.Context, elders []care.Elder) error {
	for i := range elders {
		w := care.Whereabouts{ElderID: elders[i].ID, Since: b.opts.Now.Add(-time.Duration(1+b.chance.IntN(72)) * time.Hour)}
		back := b.opts.Now.AddDate(0, 0, 1+b.chance.IntN(9))
		w.ReturnAt = &back
		switch dice := b.chance.Float64(); {
		case dice < 0.02:
			w.State, w.Place, w.Phone = care.Staying, "女儿家（样例）", b.phone()
		case dice < 0.03:
			w.State, w.Place = care.InHospital, "样例县人民医院"
		default:
			continue
		}
		if _, err := b.Centers.SetWhereabouts(ctx, author.Scope(), author.ID, w); err != nil {
			return err
		}
	}
	return nil
}
