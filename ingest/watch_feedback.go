package ingest

import (
	"context"
	"time"

	"yian/care"
	"yian/devices/setracker"
)

// Feedback shows the senior one step on the watch. It blocks until the network has
// it, for 5 s at most; [care.ErrUnavailable] when the watch is not connected. A
// watch that cannot show text does not answer, and so confirms nothing.
func (w *Watches) Feedback(ctx context.Context, f care.Feedback) error {
	v := w.voice(f.Device)
	if v == nil {
		return errAwayWatch
	}
	now := time.Now()
	v.asked.add("MESSAGE", question{at: now, until: now.Add(askedFor), call: f.Call, step: f.Step})
	return v.tell(ctx, "MESSAGE,"+setracker.Text(f.Words()))
}
