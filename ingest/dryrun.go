package ingest

import (
	"context"
	"slices"
	"time"

	"yian/care"
	"yian/devices"
)

// DryRun says what a message on topic would be if src read it now, by the same steps
// as the lanes and with a decoder that remembers nothing. Nothing is stored, raised
// or counted.
func DryRun(ctx context.Context, registry Registry, src *care.Source, topic string, payload []byte, now time.Time) (care.DryRun, error) {
	d := dryRun{ctx: ctx, out: care.DryRun{Readings: []care.DryReading{}, Calls: []care.DryCall{}, Others: []care.DryOther{}, Refused: []care.DryRefusal{}, Devices: []care.DryDevice{}}}
	if d.out.Matches = src.Matches(topic); !d.out.Matches {
		return d.out, nil
	}
	d.out.Rest = src.Rest(topic)
	who := devices.NewSources().Decode(src, topic, payload, now, &d.said)
	d.out.Speaker = who.Shown()
	d.who = speaker{registry, care.Place{}, false}
	if !who.Stranger {
		var err error
		if d.who, err = speakerOf(ctx, registry, who.Device); err != nil {
			return d.out, err
		}
	}
	d.out.Known = d.who.known
	for _, r := range d.said.Refused {
		d.refuse(r.Reason, r.Detail)
	}
	err := d.tell(&d.said)
	return d.out, err
}

// dryRun gathers the answer.
type dryRun struct {
	ctx  context.Context // of the one call
	who  speaker
	said devices.Said
	out  care.DryRun
}

func (d *dryRun) refuse(reason care.Reason, detail string) {
	if r := (care.DryRefusal{Reason: reason, Detail: detail}); !slices.Contains(d.out.Refused, r) {
		d.out.Refused = append(d.out.Refused, r)
	}
}

// child finds whoever a part is about, and notes the name.
func (d *dryRun) child(name string) (care.Place, care.Reason, error) {
	place, reason, err := d.who.child(d.ctx, &d.said, name)
	if err != nil {
		return place, reason, err
	}
	if name == "" {
		name = string(d.out.Speaker)
	}
	if !slices.ContainsFunc(d.out.Devices, func(o care.DryDevice) bool { return o.Name == name }) && name != "" {
		who := care.DryDevice{Name: name, Known: reason == "", Reason: reason}
		if reason == "" {
			who.Device = place.Device
		}
		d.out.Devices = append(d.out.Devices, who)
	}
	return place, reason, nil
}

func (d *dryRun) tell(said *devices.Said) error {
	for _, s := range said.Samples {
		place, reason, err := d.child(s.Child)
		if err != nil {
			return err
		}
		device := d.meant(place, reason)
		for _, r := range s.Readings {
			d.out.Readings = append(d.out.Readings, care.DryReading{Device: device, Name: s.Child, Metric: r.Metric, Value: r.Value,
				Unit: care.Quantities[r.Metric].Unit, At: s.At})
		}
		if len(s.Readings) == 0 {
			d.other(device, s.Child, "heartbeat")
		}
	}
	for _, c := range said.Calls {
		place, reason, err := d.child(c.Child)
		if err != nil {
			return err
		}
		// As the lane does: a call of nobody is raised, another gateway's is not.
		foreign := reason == care.ForeignChild
		if foreign {
			d.refuse(reason, detail(reason))
		}
		call := care.DryCall{Device: place.Device, Name: c.Child, Kind: c.Kind, At: c.At, Orphan: reason != "", Raised: !foreign}
		d.out.Calls = append(d.out.Calls, call)
	}
	return d.tellOthers(said)
}

func (d *dryRun) tellOthers(said *devices.Said) error {
	type part struct{ child, what string }
	var parts []part
	for _, r := range said.Requests {
		parts = append(parts, part{r.Child, "request"})
	}
	for _, c := range said.Confirms {
		parts = append(parts, part{c.Child, "confirm"})
	}
	for _, r := range said.Results {
		parts = append(parts, part{r.Child, "result"})
	}
	for _, s := range said.Statuses {
		what := "offline"
		if s.Online {
			what = "online"
		}
		parts = append(parts, part{s.Child, what})
	}
	for _, p := range parts {
		place, reason, err := d.child(p.child)
		if err != nil {
			return err
		}
		d.other(d.meant(place, reason), p.child, p.what)
	}
	return nil
}

// meant is the device of a part that is not a call: nobody unless it is known, which
// is refused.
func (d *dryRun) meant(place care.Place, reason care.Reason) care.DeviceID {
	if reason == "" {
		return place.Device
	}
	d.refuse(reason, detail(reason))
	return ""
}

func (d *dryRun) other(device care.DeviceID, name, what string) {
	d.out.Others = append(d.out.Others, care.DryOther{Device: device, Name: name, What: what})
}
