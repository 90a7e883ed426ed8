package simulator

import (
	"hash/fnv"
	"math/rand/v2"
	"time"

	"yian/care"
)

const (
	// mainsBeat and batteryBeat are how often devices show that they are alive. A
	// platform counts these in true time, so no speed compresses them.
	mainsBeat   = 15 * time.Minute
	batteryBeat = time.Hour
	// wearableBeat and bedBeat are habits; even at high speed a device says no more
	// than one thing in fastestBeat.
	wearableBeat = 10 * time.Minute
	bedBeat      = 5 * time.Minute
	fastestBeat  = 10 * time.Second
	// firstBeat is how soon after the start every device has spoken once.
	firstBeat = 20 * time.Second
	// muteShare: one device in so many never confirms.
	muteShare = 20
)

// settle makes a home live: everybody where they would be at the start, and every
// device at a beat of its own.
func (c *county) settle(h Home, speakers map[string]int) *home {
	live := &home{id: h.ID, lat: h.Lat, lon: h.Lon}
	byID := map[care.DeviceID]*device{}
	for _, credential := range h.Devices {
		d := c.device(live, credential, speakers)
		byID[d.Device] = d
		live.devices = append(live.devices, d)
	}
	for _, d := range live.devices {
		if gateway := byID[d.Gateway]; d.Username == "" && gateway != nil {
			d.gateway, d.speaker = gateway, gateway.speaker
		}
	}
	c.people(live)
	for _, d := range live.devices {
		switch {
		case d.Kind == KindGPSWatch:
			c.wears(d)
		case d.speakable():
			c.beat(d)
		}
	}
	return live
}

func (c *county) device(h *home, credential Credential, speakers map[string]int) *device {
	id := string(credential.Device)
	r := source(c.cfg.Seed, "device", id)
	d := &device{Credential: credential, home: h, speaker: -1, mute: mute(c.cfg.Seed, id),
		battery: 30 + r.Float64()*70, fade: 0.1 + r.Float64()*0.2, link: -45 - r.Float64()*35}
	switch {
	case credential.Kind == KindWearable:
		d.fade = 25
	case credential.Address != "":
		d.link = 20 + r.Float64()*180
	}
	if credential.Username != "" {
		d.speaker = speakers[credential.Username]
	}
	if i, ok := speakers[watchKey(credential)]; ok && credential.Kind == KindGPSWatch {
		d.speaker, d.fade = i, 55
	}
	return d
}

// watchKey is under what a watch stands among the speakers: it has no account.
func watchKey(c Credential) string { return "watch/" + c.Address }

// mute decides by the seed who never confirms.
func mute(seed uint64, id string) bool {
	h := fnv.New64a()
	h.Write([]byte(id))
	return (h.Sum64()^seed)%muteShare == 0
}

// people moves into a home: one person, and one more for every further bed.
func (c *county) people(h *home) {
	h.people = []*sleeper{{}}
	beds := 0
	for _, d := range h.devices {
		if d.Kind != KindBed || d.Empty {
			continue
		}
		if beds++; beds > 1 {
			h.people = append(h.people, &sleeper{})
		}
		h.people[beds-1].bed = d
	}
	for i, p := range h.people {
		name := h.id
		if i > 0 {
			name += "/" + string(p.bed.Device)
		}
		p.person = newPerson(c.cfg.Seed, name, c.cfg.Presses > 0)
		c.diary(h, p)
	}
}

// beat starts what a device says by the clock.
func (c *county) beat(d *device) {
	r := source(c.cfg.Seed, "beat", string(d.Device))
	p := &pulse{device: d, r: r, person: d.home.people[0], every: batteryBeat}
	for _, other := range d.home.people {
		if other.bed == d {
			p.person = other
		}
	}
	switch d.Kind {
	case KindPanel, KindGas, KindZigbee2MQTT:
		p.every = mainsBeat
	case KindWearable:
		p.every = max(fastestBeat, time.Duration(float64(wearableBeat)/c.cfg.Speed))
	case KindBed:
		p.every = max(fastestBeat, time.Duration(float64(bedBeat)/c.cfg.Speed))
	}
	if c.cfg.Rate > 0 && (d.Kind == KindWearable || d.Kind == KindBed) {
		return // spread evenly instead
	}
	p.last = c.start
	c.at(c.start.Add(time.Duration(r.Float64()*float64(firstBeat))), p)
}

// pulse is what one device says again and again.
type pulse struct {
	device *device
	person *sleeper
	r      *rand.Rand
	every  time.Duration
	last   time.Time
	beats  bool // the first is over, and with it the rush in which all have spoken
}

func (p *pulse) happen(c *county, now time.Time) time.Time {
	p.device.drain(now.Sub(p.last).Hours() / 24 * c.cfg.Speed)
	p.last = now
	if p.device.Kind == KindZigbee2MQTT {
		c.bridgeAlive(p.device)
	} else {
		c.says(p.device, now, p.readings(c, now)...)
	}
	if !p.beats {
		p.beats = true
		return now.Add(time.Duration(p.r.Float64() * float64(p.every)))
	}
	// A little off the beat, as clocks are, but never late enough to be missed.
	return now.Add(time.Duration(float64(p.every) * (0.97 + p.r.Float64()*0.03)))
}

// bridgeAlive says what a bought-in gateway says of itself.
func (c *county) bridgeAlive(gateway *device) {
	c.out = append(c.out, utterance{speaker: gateway.speaker, retained: true,
		topic: gateway.topic(KindZigbee2MQTT) + "/bridge/state", payload: []byte(`{"state":"online"}`)})
}

// readings is what the device measures now.
func (p *pulse) readings(c *county, now time.Time) []said {
	minute := minutes(c.habit(now))
	d, who := p.device, p.person
	switch d.Kind {
	case KindPanel:
		return []said{{care.Temperature, 19 + 4*dayCurve(minute) + p.r.NormFloat64()*0.3},
			{care.Humidity, within(62-9*dayCurve(minute)+p.r.NormFloat64()*2, 20, 95)}, {care.RSSI, d.link}}
	case KindWearable:
		if who.out {
			who.steps += who.walk * p.every.Minutes() * c.cfg.Speed
		}
		return []said{{care.HeartRate, who.heartRate(p.r, &who.state, minute)}, {care.SpO2, who.spo2(p.r, &who.state)},
			{care.Steps, float64(int(who.steps))}, {care.BatteryMetric, float64(int(d.battery))}}
	case KindBed:
		if !who.inBed || who.bed != d {
			return []said{{care.BedOccupied, 0}}
		}
		return []said{{care.BedOccupied, 1}, {care.HeartRate, who.heartRate(p.r, &who.state, minute)},
			{care.Respiration, who.respiration(p.r, &who.state)}}
	case KindGas:
		return []said{{care.GasMetric, 0}, {care.RSSI, d.link}}
	case KindSmoke:
		return []said{{care.SmokeMetric, 0}, {care.BatteryMetric, float64(int(d.battery))}}
	}
	return []said{{care.BatteryMetric, float64(int(d.battery))}, {care.RSSI, d.link}}
}

// dayCurve is -1 before dawn and 1 in the afternoon.
func dayCurve(minute float64) float64 {
	x := (minute - 540) / 360
	switch {
	case x < -1:
		return -1
	case x > 1:
		return max(-1, 1-(x-1)*1.5)
	}
	return x
}

// spreading replaces the beats of those who measure by an even stream of
// cfg.Rate readings a second.
func (c *county) spreading() {
	if c.cfg.Rate <= 0 {
		return
	}
	s := &stream{}
	for _, h := range c.homes {
		for _, d := range h.devices {
			if d.speakable() && (d.Kind == KindWearable || d.Kind == KindBed) {
				p := &pulse{device: d, person: h.people[0], r: source(c.cfg.Seed, "beat", string(d.Device)), last: c.start}
				for _, other := range h.people {
					if other.bed == d {
						p.person = other
					}
				}
				s.pulses = append(s.pulses, p)
			}
		}
	}
	if len(s.pulses) > 0 {
		c.at(c.start, s)
	}
}

// stream lets many pulses beat in turn.
type stream struct {
	pulses []*pulse
	turn   int
}

func (s *stream) happen(c *county, now time.Time) time.Time {
	p := s.pulses[s.turn%len(s.pulses)]
	s.turn++
	p.every = now.Sub(p.last)
	p.device.drain(p.every.Hours() / 24 * c.cfg.Speed)
	p.last = now
	readings := p.readings(c, now)
	c.says(p.device, now, readings...)
	return now.Add(time.Duration(float64(len(readings)) / c.cfg.Rate * float64(time.Second)))
}
