package simulator

import (
	"encoding/json"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// order is what the platform asks of a speaker.
type order struct {
	speaker *Credential
	device  care.DeviceID // who is asked, when not the speaker
	id      care.CommandID
	name    string
	level   int
	expires time.Time // zero: never
	at      time.Time
}

// parseOrder reads {"id":…,"name":…,"args":{…},"expires_ts":…,"device":…}.
func parseOrder(payload []byte, to *Credential) (order, bool) {
	at := time.Now()
	v, err := fastjson.ParseBytes(payload)
	if err != nil {
		return order{}, false
	}
	o := order{speaker: to, at: at, id: care.CommandID(v.GetStringBytes("id")), name: string(v.GetStringBytes("name")),
		device: care.DeviceID(v.GetStringBytes("device")), level: v.GetInt("args", "level")}
	if ts := v.GetInt64("expires_ts"); ts > 0 {
		o.expires = time.UnixMilli(ts)
	}
	return o, o.id != "" && o.name != ""
}

// answer is a device's answer to an order, as the platform reads it.
type answer struct {
	ID     care.CommandID `json:"id"`
	Device care.DeviceID  `json:"device,omitempty"`
	OK     bool           `json:"ok"`
	Reason string         `json:"reason,omitempty"`
	Value  map[string]any `json:"value,omitempty"`
}

// obey lets a device do what it is asked, once, and answer, as often as it is asked.
// What it has no part for it says it cannot; the mute never answer.
func (c *county) obey(o order) {
	d := c.named(o.device, o.speaker)
	if d == nil || d.mute || !d.native() || !o.expires.IsZero() && o.at.After(o.expires) {
		return
	}
	takes := time.Duration(150+c.manner.ExpFloat64()*300) * time.Millisecond
	c.at(o.at.Add(min(takes, 2*time.Second)), once(func(now time.Time) {
		a, done := c.answers[o.id]
		if !done {
			a = c.carryOut(d, o, now)
			c.answers[o.id] = a
		}
		payload, err := json.Marshal(a)
		if err != nil {
			return // never: it holds words and numbers
		}
		c.out = append(c.out, utterance{speaker: d.speaker, topic: d.topic("result"), payload: payload})
	}))
}

func (c *county) carryOut(d *device, o order, now time.Time) answer {
	a := answer{ID: o.id, OK: true}
	if d.gateway != nil {
		a.Device = d.Device
	}
	switch {
	case o.name == "identify" && d.audible():
	case o.name == "volume" && d.speaks():
		a.Value = map[string]any{"level": o.level}
	case o.name == "test" && d.presses():
		a.Value = map[string]any{"call": c.press(d, now, care.Test).id}
	default:
		a.OK, a.Reason = false, "unsupported"
	}
	return a
}

// speaks reports whether the device has a voice, audible whether it makes itself
// heard at all, and presses whether it has a button or a cord.
func (d *device) speaks() bool { return d.Kind == KindPanel || d.Kind == KindWearable }

func (d *device) audible() bool { return d.speaks() || d.Kind == KindSmoke || d.Kind == KindGas }

func (d *device) presses() bool { return d.speaks() || d.Kind == KindPullCord || d.Kind == KindButton }
