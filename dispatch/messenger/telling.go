package messenger

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Feedback goes again after 5, 10, 20, 40 and then every 60 seconds until the
// device confirms, at most tellings times; a repeat of the call or a reconnect
// begins anew. What the broker did not take is tried again sooner: after 1, 2, 4
// seconds and so on.
const (
	tellings  = 20
	tellLanes = 8   // devices told at the same time
	tellMost  = 100 // in one pass
	// tellFor is how long a device that cannot be reached is worth trying.
	tellFor = 24 * time.Hour
)

func repeatAfter(attempts int) time.Duration {
	return min(5*time.Second<<min(attempts, 4), time.Minute)
}

func unsentAgain(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 6), time.Minute)
}

// tellFirst sends what is due at now and was never told. It does not wait for
// repeats, of which there may be thousands.
func (m *Messenger) tellFirst(ctx context.Context) error {
	return m.tellDue(ctx, m.deps.Outbox.FirstFeedback, m.first)
}

// tellAgain sends what is due at now and was told before.
func (m *Messenger) tellAgain(ctx context.Context) error {
	return m.tellDue(ctx, m.deps.Outbox.AgainFeedback, m.again)
}

// tellDue sends feedback that is due. A device that cannot be reached holds up
// nobody but those of its lane, for the downlink's timeout.
func (m *Messenger) tellDue(ctx context.Context, due func(context.Context, time.Time, int) ([]care.Feedback, error), more care.Bell) error {
	list, err := due(ctx, m.now(), tellMost)
	if err != nil || len(list) == 0 {
		return err
	}
	full := len(list) == tellMost
	if reaches := m.deps.Reaches; reaches != nil {
		// What others tell is still due then, and no reason to come back at once.
		list, full = slices.DeleteFunc(list, func(f care.Feedback) bool { return !reaches(f.Device) }), false
	}
	if list = m.ours(ctx, list); len(list) == 0 {
		return nil
	}
	if full {
		defer more.Ring()
	}
	lanes := make([][]int, tellLanes)
	for i, f := range list {
		h := fnv.New32a()
		_, _ = h.Write([]byte(f.Device)) // never fails
		l := h.Sum32() % tellLanes
		lanes[l] = append(lanes[l], i)
	}
	var g errgroup.Group
	for _, lane := range lanes {
		g.Go(func() error {
			for _, i := range lane {
				m.tell(ctx, &list[i])
			}
			return nil
		})
	}
	_ = g.Wait() // tell never fails: an attempt is noted on the row
	return m.deps.Outbox.FeedbackSent(context.WithoutCancel(ctx), list)
}

// turnHold is how long the others leave a feedback to the process that was first.
// If that died, they tell it then.
const turnHold = 5 * time.Second

// ours leaves out what another process is telling now.
func (m *Messenger) ours(ctx context.Context, list []care.Feedback) []care.Feedback {
	if m.deps.Turns == nil {
		return list
	}
	keys := make([]string, len(list))
	for i, f := range list {
		keys[i] = turnOf(&f)
	}
	first, err := m.deps.Turns.First(ctx, keys, turnHold)
	if err != nil {
		return list
	}
	mine := list[:0]
	for i, f := range list {
		if first[i] {
			mine = append(mine, f)
		}
	}
	return mine
}

// turnOf names one telling: what is said, and what was said and when before.
func turnOf(f *care.Feedback) string {
	told := int64(0)
	if f.SentAt != nil {
		told = f.SentAt.UnixMilli()
	}
	h := fnv.New64a()
	fmt.Fprintln(h, f.Call, f.Step, f.Said, f.At.UnixMilli(), f.By, f.ETASeconds, f.Attempts, f.NextAt.UnixMilli(), told) // never fails
	return fmt.Sprintf("%s/%x", f.Device, h.Sum64())
}

// inWords is f as its senior hears it.
func (m *Messenger) inWords(ctx context.Context, f care.Feedback) care.Feedback {
	if m.deps.Speech != nil {
		f = m.deps.Speech.Say(ctx, f)
	}
	f.Text = f.Words()
	return f
}

func (m *Messenger) tell(ctx context.Context, f *care.Feedback) {
	err := m.deps.Downlink.Feedback(ctx, m.inWords(ctx, *f))
	now := m.now()
	f.SentAt, f.NextAt = nil, at(now.Add(repeatAfter(f.Attempts)))
	if err != nil {
		if f.NextAt = at(now.Add(unsentAgain(f.Attempts))); now.Sub(f.At) > tellFor {
			f.NextAt = nil // of a day that nobody wants to hear of any more
		}
		m.log.Warn("feedback not sent, will try again", "device_id", f.Device, "step", f.Step, "err", err)
		return
	}
	f.SentAt = at(now)
	if f.Attempts+1 >= tellings {
		f.NextAt = nil
	}
}
