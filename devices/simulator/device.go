package simulator

import (
	"math"
	"strconv"
	"time"

	"yian/care"
)

// home is a home that lives.
type home struct {
	id       string
	devices  []*device
	lat, lon float64
	people   []*sleeper // the first lives in the home; the others are beds of a site
}

// sleeper is somebody with their bed.
type sleeper struct {
	person
	state
	bed *device // nil without a sensor
}

// device is one that the simulator speaks for.
type device struct {
	Credential
	home    *home
	speaker int     // who publishes: itself or its gateway
	gateway *device // nil when it speaks itself
	mute    bool    // never confirms: one in twenty
	battery float64 // percent
	fade    float64 // percent a day
	link    float64 // dBm, or link quality behind Zigbee
	walker  *walker // of a GPS watch
}

// said is one reading to say.
type said struct {
	metric care.Metric
	value  float64
}

// speakable reports whether the device has an account behind it.
func (d *device) speakable() bool { return d.speaker >= 0 }

// bought reports whether the device stands behind a bought-in gateway.
func (d *device) bought() bool { return d.gateway != nil && d.gateway.Kind == KindZigbee2MQTT }

// native reports whether the device speaks the platform's own protocol.
func (d *device) native() bool {
	return !d.bought() && d.Kind != KindZigbee2MQTT && d.Kind != KindGPSWatch
}

// voice is whose account the device speaks with.
func (d *device) voice() *device {
	if d.gateway != nil {
		return d.gateway
	}
	return d
}

// says reports readings, in the words of its make.
func (c *county) says(d *device, now time.Time, readings ...said) {
	if !d.speakable() || len(readings) == 0 || d.walker != nil { // a watch has words of its own
		return
	}
	u := utterance{speaker: d.speaker, sample: &sampled{d.Device, now}}
	if d.bought() {
		u.topic, u.payload = d.zigbeeTopic(), d.zigbeeState(now, "", readings)
	} else {
		u.topic, u.payload = d.topic("telemetry"), d.telemetry(now, readings)
	}
	c.out = append(c.out, u)
}

func (d *device) topic(what string) string {
	return "yian/v1/" + string(d.voice().Device) + "/" + what
}

// telemetry writes {"ts":…,"readings":{…}}, with whom it is about when that is
// not the speaker.
func (d *device) telemetry(now time.Time, readings []said) []byte {
	b := make([]byte, 0, 160)
	b = d.open(b, now)
	b = append(b, `,"readings":{`...)
	for i, r := range readings {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, r.metric...)
		b = append(b, `":`...)
		b = r.append(b)
	}
	return append(b, '}', '}')
}

// open begins a native payload.
func (d *device) open(b []byte, now time.Time) []byte {
	b = append(b, `{"ts":`...)
	b = strconv.AppendInt(b, now.UnixMilli(), 10)
	if d.gateway != nil {
		b = append(b, `,"device":"`...)
		b = append(b, d.Device...)
		b = append(b, '"')
	}
	return b
}

// append writes the value, a bool as true or false.
func (r said) append(b []byte) []byte {
	if care.Quantities[r.metric].Bool {
		return strconv.AppendBool(b, r.value != 0)
	}
	return strconv.AppendFloat(b, math.Round(r.value*10)/10, 'f', -1, 64)
}

// zigbeeTopic is where a bought-in gateway publishes the state of d. Its Address
// is the friendly name.
func (d *device) zigbeeTopic() string {
	name := d.Address
	if name == "" {
		name = string(d.Device)
	}
	return d.topic(KindZigbee2MQTT) + "/" + name
}

// zigbeeState writes a state as Zigbee2MQTT does, with last_seen.
func (d *device) zigbeeState(now time.Time, action string, readings []said) []byte {
	b := make([]byte, 0, 160)
	b = append(b, '{')
	if d.Kind == KindButton {
		b = append(b, `"action":`...)
		if action == "" {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendQuote(b, action)
		}
		b = append(b, ',')
	}
	b = append(b, `"battery":`...)
	b = strconv.AppendInt(b, int64(d.battery), 10)
	b = append(b, `,"last_seen":"`...)
	b = now.In(care.Shanghai).AppendFormat(b, "2006-01-02T15:04:05.000-07:00")
	b = append(b, `","linkquality":`...)
	b = strconv.AppendInt(b, int64(d.link), 10)
	for _, r := range readings {
		switch r.metric {
		case care.Motion:
			b = strconv.AppendBool(append(b, `,"occupancy":`...), r.value != 0)
		case care.ContactOpen:
			b = strconv.AppendBool(append(b, `,"contact":`...), r.value == 0)
		case care.Temperature, care.Humidity:
			b = append(b, ',', '"')
			b = append(b, r.metric...)
			b = r.append(append(b, '"', ':'))
		}
	}
	return append(b, '}')
}

// drain uses the battery up to an instant of the compressed day and charges it
// when low.
func (d *device) drain(days float64) {
	d.battery -= d.fade * days
	if d.battery < 12 {
		d.battery = 100
	}
}
