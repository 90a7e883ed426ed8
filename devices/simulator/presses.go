package simulator

import (
	"math"
	"strconv"
	"time"

	"yian/care"
	"yian/devices"
)

const (
	// repeatEvery is how often a call is said again until it was received.
	repeatEvery = 5 * time.Second
	// alarmStands is how long a detector or a fall stays on.
	alarmStands = 3 * time.Minute
)

// ringing is a press on its way to being heard. Its times are those of the wire.
type ringing struct {
	device   *device
	id       care.CallID
	kind     care.CallKind
	pressed  time.Time // by the device's clock
	received bool      // the platform's "received" was seen
	sent     time.Time
	heard    time.Time
	steps    map[care.Step]bool // confirmed
	frame    []byte             // of a watch, said again as it is
}

// pressing starts the presses of the whole county, at random.
func (c *county) pressing() {
	if c.cfg.Presses <= 0 {
		return
	}
	p := &presses{}
	for _, h := range c.homes {
		var b buttons
		for _, d := range h.devices {
			b.take(d)
		}
		if len(b.keys) > 0 {
			p.homes = append(p.homes, b)
		}
	}
	if len(p.homes) > 0 {
		c.at(c.start.Add(c.pause()), p)
	}
}

// pause is how long the county is quiet.
func (c *county) pause() time.Duration {
	return time.Duration(c.chance.ExpFloat64() / c.cfg.Presses * float64(time.Minute))
}

// buttons is what can call in one home.
type buttons struct {
	keys      []*device // somebody presses or pulls
	panel     *device
	wearable  *device
	watch     *device
	detectors []*device
}

func (b *buttons) take(d *device) {
	if !d.speakable() {
		return
	}
	switch d.Kind {
	case KindPanel:
		b.panel = d
		b.keys = append(b.keys, d)
	case KindWearable:
		b.wearable = d
		b.keys = append(b.keys, d)
	case KindGPSWatch:
		b.watch = d
		b.keys = append(b.keys, d)
	case KindButton, KindPullCord:
		b.keys = append(b.keys, d)
	case KindSmoke, KindGas:
		b.detectors = append(b.detectors, d)
	}
}

// presses lets somebody press, somewhere.
type presses struct{ homes []buttons }

func (p *presses) happen(c *county, now time.Time) time.Time {
	b := p.homes[c.chance.IntN(len(p.homes))]
	dice, which := c.chance.Float64(), c.chance.Uint64()
	key := b.keys[which%uint64(len(b.keys))]
	switch {
	case dice < 0.10 && b.wearable != nil:
		c.alarm(b.wearable, now, care.Fall, care.FallMetric)
	case dice < 0.13 && len(b.detectors) > 0:
		d := b.detectors[which%uint64(len(b.detectors))]
		if d.Kind == KindSmoke {
			c.alarm(d, now, care.Smoke, care.SmokeMetric)
		} else {
			c.alarm(d, now, care.Gas, care.GasMetric)
		}
	case dice < 0.18 && b.watch != nil:
		c.press(b.watch, now, []care.CallKind{care.Fall, care.Removed}[which%2])
	case dice < 0.18 && b.panel != nil:
		c.press(b.panel, now, care.Test)
	case key.Kind == KindPullCord:
		c.press(key, now, care.PullCord)
	default:
		c.press(key, now, care.SOS)
	}
	return now.Add(c.pause())
}

// alarm is a call that a sensor makes: its state turns on, and off again.
func (c *county) alarm(d *device, now time.Time, kind care.CallKind, metric care.Metric) {
	c.press(d, now, kind)
	c.says(d, now, said{metric, 1})
	c.at(now.Add(alarmStands), once(func(now time.Time) { c.says(d, now, said{metric, 0}) }))
}

// press makes a call.
func (c *county) press(d *device, now time.Time, kind care.CallKind) *ringing {
	r := &ringing{device: d, kind: kind, pressed: now, steps: map[care.Step]bool{}}
	switch {
	case d.bought():
		c.pressBought(r, now)
		return r
	case d.walker != nil:
		c.pressWatch(r, now)
		return r
	}
	// Ids are unique for ever: they hold the start, since the same seed may run
	// again against the same record.
	r.id = care.CallID(strconv.FormatInt(c.start.UnixMilli(), 36) + "-" + strconv.Itoa(len(c.presses)+1))
	c.remember(r)
	c.at(now, r)
	return r
}

func (c *county) remember(r *ringing) {
	c.calls[r.id] = r
	c.presses = append(c.presses, r)
}

// happen says the call, again and again until it was received.
func (r *ringing) happen(c *county, now time.Time) time.Time {
	if r.received {
		return time.Time{}
	}
	if r.frame != nil {
		c.out = append(c.out, utterance{speaker: r.device.speaker, payload: r.frame, call: r})
		r.device.walker.alarms = append(r.device.walker.alarms, r)
		return now.Add(repeatEvery)
	}
	b := r.device.open(make([]byte, 0, 128), r.pressed)
	b = append(b, `,"id":"`...)
	b = append(b, r.id...)
	b = append(b, `","kind":"`...)
	b = append(b, r.kind...)
	b = append(b, '"', '}')
	c.out = append(c.out, utterance{speaker: r.device.speaker, topic: r.device.topic("call"), payload: b, call: r})
	return now.Add(repeatEvery)
}

// pressBought presses a button behind a bought-in gateway. It knows no ids and
// repeats nothing; the platform derives the id, which the simulator learns by
// reading its own message.
func (c *county) pressBought(r *ringing, now time.Time) {
	d := r.device
	payload := d.zigbeeState(now, "emergency", nil)
	_, _, rest, _ := devices.ParseTopic(d.zigbeeTopic())
	var heard devices.Said
	c.zigbee.Decode(d.gateway.Device, rest, payload, now, &heard)
	if len(heard.Calls) == 1 {
		r.id = heard.Calls[0].ID
		c.remember(r)
	}
	c.out = append(c.out, utterance{speaker: d.speaker, topic: d.zigbeeTopic(), payload: payload, call: r})
	c.at(now.Add(250*time.Millisecond), once(func(now time.Time) {
		c.out = append(c.out, utterance{speaker: d.speaker, topic: d.zigbeeTopic(), payload: d.zigbeeState(now, "", nil)})
	}))
}

// feedback is what the platform told a speaker.
type feedback struct {
	speaker *Credential
	device  care.DeviceID // whom it is for, when not the speaker
	call    care.CallID
	step    care.Step
	at      time.Time
	// text is the sentence to speak, audio its recording, show what to do beside.
	text, audio string
	show        []string
}

// hear takes feedback: the call stops ringing, and after a moment of speaking the
// device confirms, also what it was told twice.
func (c *county) hear(f feedback) {
	r := c.calls[f.call]
	if r != nil && !r.received {
		r.received, r.heard = true, f.at
	}
	d := c.deviceOf(r, f)
	if d == nil || d.mute || !d.native() {
		return
	}
	speaks := time.Duration(200+c.manner.ExpFloat64()*400) * time.Millisecond
	c.at(f.at.Add(min(speaks, 3*time.Second)), once(func(time.Time) {
		if r != nil {
			r.steps[f.step] = true
		}
		if c.cfg.Spoken != nil {
			c.cfg.Spoken(d.Device, Spoken{Step: f.step, Text: f.text, Audio: f.audio, Show: f.show})
		}
		c.confirm(d, f)
	}))
}

// deviceOf finds who was told: the caller, or after a restart whoever is named.
func (c *county) deviceOf(r *ringing, f feedback) *device {
	if r != nil {
		return r.device
	}
	return c.named(f.device, f.speaker)
}

// named finds a device, or the speaker itself when none is named.
func (c *county) named(id care.DeviceID, speaker *Credential) *device {
	for _, h := range c.homes {
		for _, d := range h.devices {
			if d.Device == id || id == "" && d.Username == speaker.Username {
				return d
			}
		}
	}
	return nil
}

func (c *county) confirm(d *device, f feedback) {
	b := append(make([]byte, 0, 128), `{"call":`...)
	b = strconv.AppendQuote(b, string(f.call))
	b = append(b, `,"state":"`...)
	b = append(b, f.step...)
	b = append(b, '"')
	if d.gateway != nil {
		b = append(b, `,"device":"`...)
		b = append(b, d.Device...)
		b = append(b, '"')
	}
	c.out = append(c.out, utterance{speaker: d.speaker, topic: d.topic("confirm"), payload: append(b, '}')})
}

// asks presses the green key of a home.
func (c *county) asks(h *home, now time.Time, service care.Service) {
	for _, d := range h.devices {
		if d.Kind != KindPanel || !d.speakable() {
			continue
		}
		b := d.open(make([]byte, 0, 128), now)
		b = append(b, `,"id":"r-`...)
		b = strconv.AppendInt(b, now.UnixMilli(), 36)
		b = append(b, `","service":"`...)
		b = append(b, service...)
		c.out = append(c.out, utterance{speaker: d.speaker, topic: d.topic("request"), payload: append(b, '"', '}')})
		return
	}
}

// waiting counts the presses that were sent and not yet received.
func (c *county) waiting() int {
	n := 0
	for _, r := range c.presses {
		if !r.sent.IsZero() && !r.received {
			n++
		}
	}
	return n
}

// percentile returns the p-th share of sorted durations, or 0 of none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	i := int(math.Ceil(p*float64(len(sorted)))) - 1
	return sorted[max(0, min(i, len(sorted)-1))]
}
