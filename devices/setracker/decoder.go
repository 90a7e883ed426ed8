package setracker

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"
	"time"

	"yian/care"
	"yian/devices"
)

// What watches measure beside the catalogue; stored, not judged by built-in rules.
const (
	// Signal is that of the telephone network in %.
	Signal care.Metric = "gsm_signal"
	// FenceLeft and FenceEntered are alarms of a fence set in the watch itself, not
	// here.
	FenceLeft    care.Metric = "watch_fence_left"
	FenceEntered care.Metric = "watch_fence_entered"
)

// The bits of the status: the low half says how it is, the high half what the
// alarm is about. Bit 22 is a fall on some makes and an abnormal heart rate on
// others.
const (
	bitLow, bitOutside, bitInside, bitOff = 0, 1, 2, 3
	bitPowerCut                           = 14
	bitSOS, bitLowAlarm                   = 16, 17
	bitLeft, bitEntered                   = 18, 19
	bitRemoved, bitFall, bitFall2         = 20, 21, 22
)

const (
	// maxAhead is how far the clock of a watch may run ahead of ours.
	maxAhead = 5 * time.Minute
	// maxBehind is how old a report can be. A watch without network keeps its last
	// few; one that says it is older never had the time.
	maxBehind = 7 * 24 * time.Hour
)

// Decoder turns the frames of one watch into words. It remembers which alarms
// stood in the last report, since a press is the edge of a bit that stays: make
// one per connection. It is for one goroutine.
type Decoder struct {
	device care.DeviceID
	status uint32
}

// NewDecoder returns the decoder of a watch that was not heard before.
func NewDecoder(device care.DeviceID) *Decoder { return &Decoder{device: device} }

// Decode appends to said what f says. It never fails: what cannot be used is
// refused in said. A frame of which only the arrival counts says nothing.
func (d *Decoder) Decode(f *Frame, received time.Time, said *devices.Said) {
	if f.Cut {
		refuse(said, care.TooLarge, "报文过长（语音、照片不接收）")
		if f.Alarm() { // it will be answered: of what it says only that is left
			d.report(f, f.Word(), parsePosition(nil), received, said)
		}
		return
	}
	word, args := f.Word(), f.Args()
	switch {
	case strings.HasPrefix(word, "AL"), strings.HasPrefix(word, "UD"), strings.HasPrefix(word, "WT"):
		d.report(f, word, parsePosition(args), received, said)
	case word == "LK" && len(args) >= 3:
		s := sample(received)
		add(&s, said, care.Steps, number(args[0]))
		add(&s, said, care.BatteryMetric, number(args[2]))
		keep(said, s)
	case measures[word] != nil:
		s := sample(received)
		measures[word](args, func(m care.Metric, text string) {
			// Watches write 0 for what they could not measure.
			if v := number(text); v != 0 {
				add(&s, said, m, v)
			}
		})
		keep(said, s)
	case word == "LK", known[word]:
	default:
		refuse(said, care.UnknownKind, "没有这种手表报文")
	}
}

// measures read the reports of one measurement, which come without a time.
var measures = map[string]func(args []string, add func(care.Metric, string)){
	"HEART": func(a []string, add func(care.Metric, string)) { add(care.HeartRate, field(a, 0)) },
	"PULSE": func(a []string, add func(care.Metric, string)) { add(care.HeartRate, field(a, 0)) },
	"BLOOD": pressure,
	"BPHRT": pressure,
	"OXYGEN": func(a []string, add func(care.Metric, string)) {
		add(care.SpO2, field(a, 1)) // behind who asked for it
	},
	"TEMP": func(a []string, add func(care.Metric, string)) { add(care.BodyTemperature, field(a, 0)) },
	"BTEMP2": func(a []string, add func(care.Metric, string)) {
		if v := field(a, 1); number(v) > 1 { // 0 and 1: could not be measured
			add(care.BodyTemperature, v)
		}
	},
}

func pressure(a []string, add func(care.Metric, string)) {
	add(care.Systolic, field(a, 0))
	add(care.Diastolic, field(a, 1))
	if len(a) > 2 {
		add(care.HeartRate, a[2])
	}
}

// known are words of which only the arrival counts: questions that nobody here
// answers, and what watches say after a command.
var known = words(`INIT CONFIG TKQ TKQ2 TK IMG JXTK PP PPR WEATHER WG RG RAD RYIMEI ICCID WIFISEARCH WIFISET WIFIDEL WIFICUR WIFIINFOUP
	CR FIND UPLOAD RESET CALL CENTER SOS SOS1 SOS2 SOS3 MESSAGE VERNO TS IP APN PW LZ MONITOR REMOVE REMOVESMS FALLDOWN LSSET LOWBAT
	SOSSMS POWEROFF FACTORY PHB PHB2 PHBX PHBX2 DPHBX PROFILE WHITELIST1 WHITELIST2 HRTSTART HEALTHAUTOSET BODYTEMP BODYTEMP2
	WALKTIME SLEEPTIME SILENCETIME SILENCETIME2 REMIND FLOWER TAKEPILLS ACALL APPLOCK DEVREFUSEPHONESWITCH`)

func words(text string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(text) {
		m[w] = true
	}
	return m
}

// report reads where and how the watch is, and what it alarms about.
func (d *Decoder) report(f *Frame, word string, p position, received time.Time, said *devices.Said) {
	alarm, backlog := f.Alarm(), strings.HasPrefix(word, "UD2")
	at, own, skewed := instantOf(p.clock, received)
	if !p.statused && !alarm {
		refuse(said, care.WrongType, "定位报文字段不全，请核对手表固件")
		return
	}
	for _, kind := range d.alarms(alarm, p) {
		said.Calls = append(said.Calls, devices.SaidCall{Kind: kind, At: at, Skewed: skewed, Location: p.fix,
			ID: d.callID(f, kind, at, own, received)})
	}
	if p.statused {
		d.status = p.status
	}
	if backlog && !own {
		// Nobody knows when this was; taken as now it would move the elder.
		refuse(said, care.WrongType, "补报的定位没有可信的时间，未保存")
		return
	}
	s := devices.Sample{At: at, Skewed: skewed}
	if p.fix != nil {
		add(&s, said, care.Latitude, p.fix.Lat)
		add(&s, said, care.Longitude, p.fix.Lon)
		if p.fix.Accuracy > 0 {
			add(&s, said, care.Accuracy, p.fix.Accuracy)
		}
	}
	addKnown(&s, said, care.BatteryMetric, p.battery)
	addKnown(&s, said, Signal, p.signal)
	addKnown(&s, said, care.Steps, p.steps)
	if p.statused {
		// 0 is also what a watch without that sensor says.
		add(&s, said, care.NotWorn, truth(p.is(bitOff) || p.is(bitRemoved)))
		add(&s, said, care.BatteryLow, truth(p.is(bitLow) || p.is(bitLowAlarm)))
		if p.is(bitLeft) {
			add(&s, said, FenceLeft, 1)
		}
		if p.is(bitEntered) {
			add(&s, said, FenceEntered, 1)
		}
	}
	keep(said, s)
}

func (p *position) is(bit int) bool { return p.status>>bit&1 == 1 }

// alarms lists the calls in a report, the gravest first. In an alarm every bit
// counts and one that names nothing known is a call for help all the same; in
// another report only SOS and fall, and only when they were not there before.
func (d *Decoder) alarms(alarm bool, p position) []care.CallKind {
	var kinds []care.CallKind
	edge := func(bit int) bool { return p.is(bit) && (alarm || d.status>>bit&1 == 0) }
	if edge(bitSOS) {
		kinds = append(kinds, care.SOS)
	}
	if edge(bitFall) || edge(bitFall2) {
		kinds = append(kinds, care.Fall)
	}
	if alarm && (p.is(bitRemoved) || len(kinds) == 0 && p.is(bitOff)) {
		kinds = append(kinds, care.Removed)
	}
	if alarm && len(kinds) == 0 && !p.technical() {
		kinds = append(kinds, care.SOS)
	}
	return kinds
}

// technical reports whether an alarm is about battery or fence only, which are
// readings.
func (p *position) technical() bool {
	const about = 1<<bitLow | 1<<bitOutside | 1<<bitInside | 1<<bitPowerCut | 1<<bitLowAlarm | 1<<bitLeft | 1<<bitEntered
	const unknown = ^uint32(0xFFFF | about)
	return p.status&about != 0 && p.status&unknown == 0
}

// callID names a press, which the watch repeats until it is answered, by its
// device, instant and kind. A watch without the time is taken at its digits within
// an hour of ours, or a press after a second start would be one from before.
func (d *Decoder) callID(f *Frame, kind care.CallKind, at time.Time, own bool, received time.Time) care.CallID {
	if own {
		return devices.DeriveCallID(d.device, at, kind)
	}
	args := f.Args()
	h := sha256.New()
	for _, part := range []string{string(d.device), field(args, atDate), field(args, atTime), string(kind), received.UTC().Format("2006010215")} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return care.CallID("w-" + hex.EncodeToString(h.Sum(nil)[:12]))
}

// instantOf is when something happened, as far as the clock of the watch can be
// trusted; own says that it can.
func instantOf(clock, received time.Time) (at time.Time, own, skewed bool) {
	switch {
	case clock.IsZero(), received.Sub(clock) > maxBehind:
		return received, false, false
	case clock.Sub(received) > maxAhead:
		return received, false, true
	}
	return clock, true, false
}

func sample(at time.Time) devices.Sample { return devices.Sample{At: at} }

// keep adds a sample; an empty one would be a sign of life, which the frame is
// anyway.
func keep(said *devices.Said, s devices.Sample) {
	if len(s.Readings) == 0 {
		return
	}
	for i := range s.Readings {
		s.Readings[i].At = s.At
	}
	said.Samples = append(said.Samples, s)
}

// addKnown adds a value that older makes leave out.
func addKnown(s *devices.Sample, said *devices.Said, m care.Metric, v float64) {
	if !math.IsNaN(v) {
		add(s, said, m, v)
	}
}

func add(s *devices.Sample, said *devices.Said, m care.Metric, v float64) {
	q, catalogued := care.Quantities[m]
	switch {
	case math.IsNaN(v):
		refuse(said, care.WrongType, string(m)+" 应为数字")
	case catalogued && (v < q.Min || v > q.Max):
		refuse(said, care.OutOfRange, string(m)+" 不在合理范围，请检查手表佩戴")
	default:
		s.Readings = append(s.Readings, care.Reading{Metric: m, Value: v})
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func refuse(said *devices.Said, reason care.Reason, detail string) {
	said.Refused = append(said.Refused, devices.SaidRefusal{Reason: reason, Detail: detail})
}
