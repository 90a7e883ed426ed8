package ingest

import (
	"context"
	"fmt"
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
	return v.tell(ctx, "MESSAGE,"+setracker.Text(sentence(f)))
}

// sentence is what the senior reads.
func sentence(f care.Feedback) string {
	switch f.Step {
	case care.StepAnswered:
		return "值班员在看您的情况"
	case care.StepDispatched:
		who := f.By
		if who == "" {
			who = "人"
		}
		if f.ETASeconds > 0 {
			return fmt.Sprintf("已叫%s过来，约%d分钟", who, max(1, (f.ETASeconds+30)/60))
		}
		return fmt.Sprintf("已叫%s过来", who)
	case care.StepArrived:
		return "人到了"
	case care.StepClosed:
		return "处理好了，有事再按"
	}
	return "收到了，别着急"
}
