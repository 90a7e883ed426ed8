package alerts

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// inquiry is a rule that waits for word whether an elder is present.
type inquiry struct {
	device care.DeviceID
	elder  care.ElderID
	rule   string
	fence  care.FenceID // instead of a rule
	first  time.Time
}

// inquireAll asks where elders are, for the rules that hold while they are
// present. It has a goroutine of its own, since the answer may take its time.
func (e *Engine) inquireAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.inquire:
		}
		for _, q := range e.inquiries() {
			e.answer(q, e.present(ctx, q.elder))
		}
	}
}

func (e *Engine) inquiries() []inquiry {
	var all []inquiry
	for _, id := range e.waiting() {
		d := e.peek(id)
		if d == nil {
			continue
		}
		for _, st := range d.states {
			if st.Phase == asking {
				all = append(all, inquiry{device: id, elder: d.place.Elder, rule: st.Rule, first: st.First})
			}
		}
		for _, st := range d.fences {
			if st.Phase == asking {
				all = append(all, inquiry{device: id, elder: d.place.Elder, fence: st.Fence, first: st.First})
			}
		}
		d.mu.Unlock()
	}
	return all
}

// present reports whether the elder may be where the sensors are. When nobody can
// say, yes.
func (e *Engine) present(ctx context.Context, elder care.ElderID) bool {
	if e.deps.Whereabouts == nil || elder == "" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	where, err := e.deps.Whereabouts.Whereabouts(ctx, elder)
	if err != nil {
		e.deps.Log.Warn("whereabouts unknown, taken as present", "elder_id", elder, "err", err)
		return true
	}
	return where.Present()
}

// answer hands on what was found out, unless a reading was quicker.
func (e *Engine) answer(q inquiry, present bool) {
	d := e.peek(q.device)
	if d == nil {
		return
	}
	if q.fence != "" {
		e.answerFence(d, q, present)
		e.release(d)
		return
	}
	rule := e.rules.Load().byID[q.rule]
	if st := d.state(q.rule); rule != nil && st != nil && st.Phase == asking && st.First.Equal(q.first) && d.place.Elder == q.elder {
		d.told(rule, st, present, e.deps.Now())
	}
	e.release(d)
}

func (e *Engine) answerFence(d *device, q inquiry, present bool) {
	st := d.fenceState(q.fence)
	if st == nil || st.Phase != asking || !st.First.Equal(q.first) || d.place.Elder != q.elder {
		return
	}
	fences := e.fencesOf(q.elder)
	if i := slices.IndexFunc(fences, func(f care.Fence) bool { return f.ID == q.fence }); i >= 0 {
		d.answerFence(&fences[i], st, present, e.deps.Now())
		return
	}
	d.drop(st)
}
