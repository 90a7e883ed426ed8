package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const (
	// snapshotVersion is written into each snapshot; another one is not read.
	snapshotVersion = 1
	// snapshotBatch bounds one write, so that a call never waits long behind it.
	snapshotBatch = 250
	// watermark is the key of the row that says until when everything is in the
	// snapshots. No device has an empty id.
	watermark care.DeviceID = ""
	// overlap is how much of the past before the watermark is read again:
	// than any reading takes from receipt to judgement.
	overlap = time.Minute
	// recallLimit bounds how long the past may take; the present waits for it.
	recallLimit = 20 * time.Second
)

// snapshot is what is written of one device.
type snapshot struct {
	Version int            `json:"v"`
	Place   care.Place     `json:"place"`
	Latest  []care.Reading `json:"latest,omitempty"`
	States  []*state       `json:"states,omitempty"`
	Fences  []*fenceState  `json:"fences,omitempty"`
	Fix     *fix           `json:"fix,omitempty"`
	Outbox  []event        `json:"outbox,omitempty"`
}

// mark is what is written under the watermark.
type mark struct {
	Received time.Time `json:"received"`
}

// remember writes what has changed every few seconds, and a last time at the end.
func (e *Engine) remember(ctx context.Context) {
	tick := time.NewTicker(e.cfg.SnapshotEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			e.rememberOnce(last)
			return
		case <-tick.C:
			e.rememberOnce(ctx)
		}
	}
}

// markBeginning writes the watermark of a first start, so that a second one knows from
// when on to look.
func (e *Engine) markBeginning(ctx context.Context) {
	data, _ := json.Marshal(mark{e.deps.Now()})
	if err := e.deps.Memory.SaveMemory(ctx, map[care.DeviceID][]byte{watermark: data}); err != nil {
		e.deps.Log.Error("watermark not written", "err", err)
	}
}

func (e *Engine) rememberOnce(ctx context.Context) {
	begun := e.deps.Now()
	batch := map[care.DeviceID][]byte{}
	wrote := false
	flush := func() bool {
		if err := e.deps.Memory.SaveMemory(ctx, batch); err != nil {
			e.deps.Log.Error("rule memory not written", "devices", len(batch), "err", err)
			e.stain(batch)
			return false
		}
		clear(batch)
		wrote = true
		return true
	}
	for _, id := range e.everyone() {
		data := e.snapshot(id)
		if data == nil {
			continue
		}
		batch[id] = data
		if len(batch) == snapshotBatch && !flush() {
			return
		}
	}
	if len(batch) == 0 && !wrote {
		return
	}
	// The watermark comes with the last batch: only then is everything that was
	// judged before the round in the snapshots.
	batch[watermark], _ = json.Marshal(mark{begun})
	flush()
}

// snapshot returns what is to be written of a device, or nil.
func (e *Engine) snapshot(id care.DeviceID) []byte {
	d := e.peek(id)
	if d == nil {
		return nil
	}
	defer d.mu.Unlock()
	if !d.dirty {
		return nil
	}
	data, err := json.Marshal(snapshot{snapshotVersion, d.place, d.latest, d.states, d.fences, d.fix, d.outbox})
	if err != nil {
		e.deps.Log.Error("rule memory not encoded", "device_id", id, "err", err)
		return nil
	}
	d.dirty = false
	return data
}

// stain has a failed batch written again in the next round.
func (e *Engine) stain(batch map[care.DeviceID][]byte) {
	for id := range batch {
		if d := e.peek(id); d != nil {
			d.dirty = true
			d.mu.Unlock()
		}
	}
}

// recall loads the snapshots and returns the instant of receipt up to which they
// hold everything; zero before the first start, which has no past. A snapshot that
// cannot be read is passed over: the device begins anew.
func (e *Engine) recall(ctx context.Context) (time.Time, error) {
	var (
		devices int
		since   mark
	)
	err := e.deps.Memory.LoadMemory(ctx, func(id care.DeviceID, data []byte) error {
		if id == watermark {
			return json.Unmarshal(data, &since)
		}
		var s snapshot
		if err := json.Unmarshal(data, &s); err != nil || s.Version != snapshotVersion {
			e.deps.Log.Warn("rule memory not readable, the device begins anew", "device_id", id, "err", err)
			return nil
		}
		d := e.lock(id)
		d.place, d.latest, d.states, d.outbox = s.Place, s.Latest, s.States, s.Outbox
		d.fences, d.fix = s.Fences, s.Fix
		d.prune(e.rules.Load(), e.deps.Now())
		if e.fences.Load() != nil {
			d.pruneFences(e.fencesOf(d.place.Elder), e.deps.Now())
		}
		e.release(d)
		devices++
		return nil
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("alerts: load memory: %w", err)
	}
	e.deps.Log.Info("rule memory loaded", "devices", devices)
	return since.Received, nil
}

// replay judges again what came since the snapshots. Without history the present
// goes on: it must never wait for the past.
func (e *Engine) replay(ctx context.Context, since time.Time) {
	if since.IsZero() || e.deps.History == nil || e.deps.Places == nil {
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, recallLimit, errors.New("alerts: reading the past takes too long"))
	defer cancel()
	var (
		r     = replayer{engine: e, ctx: ctx, places: map[care.DeviceID]care.Place{}}
		begun = e.deps.Now()
	)
	if err := e.deps.History.Since(ctx, since.Add(-overlap), r.read); err != nil {
		e.deps.Log.Error("readings since the last snapshot were not judged again", "err", err)
	}
	r.flush()
	e.deps.Log.Info("readings judged again", "readings", r.count, "took", e.deps.Now().Sub(begun))
}

// replayer hands readings of the past to the engine as they once came: what one
// device sent at one instant together.
type replayer struct {
	engine *Engine
	ctx    context.Context // of the replay only
	places map[care.DeviceID]care.Place
	batch  []care.Reading
	order  []care.DeviceID
	count  int
}

func (r *replayer) read(reading care.Reading) error {
	if len(r.batch) > 0 && !r.batch[0].ReceivedAt.Equal(reading.ReceivedAt) {
		r.flush()
	}
	r.batch = append(r.batch, reading)
	r.count++
	return r.ctx.Err()
}

// flush judges all that was received at one instant, device by device.
func (r *replayer) flush() {
	byDevice := map[care.DeviceID][]care.Reading{}
	r.order = r.order[:0]
	for _, reading := range r.batch {
		if byDevice[reading.Device] == nil {
			r.order = append(r.order, reading.Device)
		}
		byDevice[reading.Device] = append(byDevice[reading.Device], reading)
	}
	r.batch = r.batch[:0]
	for _, id := range r.order {
		place, known := r.places[id]
		if !known {
			var err error
			if place, err = r.engine.deps.Places.Place(r.ctx, id); err != nil {
				place = care.Place{} // revoked since, or not to be found: nobody to judge for
			}
			r.places[id] = place
		}
		if place.Device != "" {
			r.engine.judge(place, byDevice[id])
		}
	}
}
