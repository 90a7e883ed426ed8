package ingest

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"yian/care"
	"yian/devices"
	"yian/devices/setracker"
)

const (
	// placeFor is how long a watch may take to find out where it is.
	placeFor = 10 * time.Minute
	// searchFor is how long it looks for the satellites; a report without a place
	// after that is its answer.
	searchFor = 3 * time.Minute
)

// Command asks something of a watch that is connected. It blocks until the network
// has it, for 5 s a frame at most; [care.ErrUnavailable] when the watch is not
// connected. What no watch can do is answered in its place.
func (w *Watches) Command(ctx context.Context, c care.Command) error {
	v := w.voice(c.Device)
	if v == nil {
		return errAwayWatch
	}
	all, ok := setracker.Orders(c.Name, c.Args)
	if !ok {
		v.report(time.Now(), devices.SaidResult{ID: c.ID, Reason: "unsupported"})
		return nil
	}
	v.ask(c.ID, all, time.Now())
	for _, o := range all {
		if err := v.tell(ctx, o.Content); err != nil {
			return err
		}
	}
	return nil
}

// ask notes what is to be answered. A command that goes out again is answered once.
func (v *voice) ask(id care.CommandID, all []setracker.Order, now time.Time) {
	if v.asked.pending(id, now) {
		return
	}
	one := &order{id: id, left: len(all)}
	for _, o := range all {
		until := now.Add(askedFor)
		if o.Answer == setracker.Place {
			until = now.Add(placeFor)
		}
		v.asked.add(o.Answer, question{at: now, until: until, order: one})
	}
}

// settle takes a frame as the answer to what was asked.
func (v *voice) settle(f *setracker.Frame, said *devices.Said, now time.Time) {
	word := f.Word()
	if strings.HasPrefix(word, "UD") && !strings.HasPrefix(word, "UD2") || f.Alarm() {
		v.settlePlace(said, now)
		return
	}
	q, whole, ok := v.asked.take(word, now)
	switch {
	case !ok:
	case q.call != "":
		x := v.word(word, now)
		x.said.Confirms = []devices.SaidConfirm{{Call: q.call, Step: q.step}}
		v.link.watches.in.calls.queue(x)
	case whole && q.order != nil:
		v.report(now, devices.SaidResult{ID: q.order.id, OK: true})
	}
}

// settlePlace takes a report as the answer to where the watch is: a place, or that
// it found none.
func (v *voice) settlePlace(said *devices.Said, now time.Time) {
	asked, ok := v.asked.oldest(setracker.Place, now)
	if !ok {
		return
	}
	where := placeIn(said, asked)
	if where == nil && now.Sub(asked) < searchFor {
		return
	}
	q, _, ok := v.asked.take(setracker.Place, now)
	switch {
	case !ok || q.order == nil:
	case where == nil:
		v.report(now, devices.SaidResult{ID: q.order.id, Reason: "no_fix"})
	default:
		v.report(now, devices.SaidResult{ID: q.order.id, OK: true, Value: where})
	}
}

// placeIn returns the place in a report that was made since, as other devices
// answer; nil when there is none.
func placeIn(said *devices.Said, since time.Time) json.RawMessage {
	for _, s := range said.Samples {
		place := map[string]any{"ts": s.At.UnixMilli()}
		for _, r := range s.Readings {
			name, ok := map[care.Metric]string{care.Latitude: "lat", care.Longitude: "lon", care.Accuracy: "accuracy"}[r.Metric]
			if ok {
				place[name] = r.Value
			}
		}
		// The watch's clock may be a little behind ours.
		if place["lat"] == nil || place["lon"] == nil || s.At.Before(since.Add(-time.Minute)) {
			continue
		}
		if b, err := json.Marshal(place); err == nil {
			return b
		}
	}
	return nil
}

// report brings the answer to a command into the record.
func (v *voice) report(now time.Time, r devices.SaidResult) {
	x := v.word("result", now)
	x.said.Results = []devices.SaidResult{r}
	v.link.watches.in.calls.queue(x)
}

// word is something of this watch's for the lane of calls, that waits for no
// acknowledgement.
func (v *voice) word(name string, now time.Time) *word {
	return &word{device: v.device, received: now, topic: "gps_watch/" + name, messages: []message{frameMessage{answer: func() {}}}}
}
