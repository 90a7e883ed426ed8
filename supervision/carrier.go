package supervision

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// A command goes again after 5, 10, 20 seconds and so on, at last every half hour,
// until its device answers or it expires; after mostSent times only when the device
// comes back, or the broker would pile them up for one that is switched off. What
// broker or connection did not take is tried again sooner.
const (
	carryLanes = 8   // devices told at the same time
	carryMost  = 500 // looked at in one pass
	mostSent   = 20
	// claimFor is how long an attempt is left to who began it; if that died, the next
	// begins then.
	claimFor = 15 * time.Second
	// nobodyHolds is how long a command is due before it is put off because no process
	// is connected to its device: many such must not hide the others.
	nobodyHolds = 30 * time.Second
)

func carryAgain(attempts int) time.Duration {
	return min(5*time.Second<<min(attempts, 9), 30*time.Minute)
}

// uncarriedAgain is sooner for what was asked just now: somebody waits.
func uncarriedAgain(age time.Duration) time.Duration {
	return min(max(age/4, time.Second), time.Minute)
}

// Run carries commands to devices and lets them expire, until ctx ends. Without
// Deliver it only waits. Several processes may run over one record: each attempt
// is claimed there. It blocks.
func (c *Commands) Run(ctx context.Context) error {
	if c.deps.Deliver == nil {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for wait := retryFirst; ; {
		err := c.carry(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			c.deps.Log.Error("commands wait for the record", "err", err)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(wait):
			}
			wait = min(2*wait, retryAtMost)
			continue
		}
		wait = retryFirst
		select {
		case <-ctx.Done():
			return nil
		case <-c.called:
		case <-tick.C:
		}
	}
}

// carry looks at everything that is due. A device that cannot be reached holds up
// nobody but those of its lane.
func (c *Commands) carry(ctx context.Context) error {
	due, err := c.deps.List.DueCommands(ctx, c.now(), carryMost)
	if err != nil {
		return fmt.Errorf("supervision: due commands: %w", err)
	}
	slices.SortStableFunc(due, func(a, b care.Command) int {
		return cmp.Or(a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.ID, b.ID))
	})
	lanes := make([][]care.Command, carryLanes)
	for _, d := range due {
		h := fnv.New32a()
		_, _ = h.Write([]byte(d.Device)) // never fails
		l := h.Sum32() % carryLanes
		lanes[l] = append(lanes[l], d)
	}
	var g errgroup.Group
	for _, lane := range lanes {
		g.Go(func() error {
			var all error
			for _, d := range lane {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				err := c.attempt(ctx, d)
				all = errors.Join(all, err)
				if errors.Is(err, care.ErrUnavailable) {
					break // the record is away: the others would only wait for it, too
				}
			}
			return all
		})
	}
	return g.Wait()
}

// attempt does what is due of one command: it ends, or it goes out. An error is the
// record's.
func (c *Commands) attempt(ctx context.Context, d care.Command) error {
	if !d.ExpiresAt.After(c.now()) {
		return c.end(ctx, d.ID, care.CommandExpired, "")
	}
	holds := c.deps.Deliver.Holds(d.Device)
	if !holds && (d.NextAt == nil || c.now().Sub(*d.NextAt) < nobodyHolds) {
		return nil // perhaps another process does
	}
	mine, err := c.claim(ctx, d.ID)
	if err != nil || !mine {
		return err
	}
	if !holds {
		return c.attempted(ctx, d.ID, false) // it comes back at once when its device does
	}
	err = c.deps.Deliver.Command(ctx, d)
	stopped := ctx.Err() != nil
	// What went out is noted even when we are stopped meanwhile.
	ctx = context.WithoutCancel(ctx)
	if err != nil && !stopped && !errors.Is(err, care.ErrUnavailable) {
		c.deps.Log.Error("command cannot be delivered", "device_id", d.Device, "command", d.ID, "err", err)
		return c.end(ctx, d.ID, care.CommandFailed, "undeliverable")
	}
	if err != nil && !stopped {
		c.deps.Log.Warn("command not taken, will try again", "device_id", d.Device, "command", d.ID, "err", err)
	}
	return c.attempted(ctx, d.ID, err == nil)
}

// claim keeps an attempt from other processes.
func (c *Commands) claim(ctx context.Context, id care.CommandID) (mine bool, err error) {
	_, err = c.deps.Book.ChangeCommand(ctx, id, func(d *care.Command) (bool, []care.Entry, error) {
		now := c.now()
		if mine = d.NextAt != nil && !d.NextAt.After(now); mine {
			d.NextAt = sooner(now.Add(claimFor), d.ExpiresAt)
		}
		return mine, nil, nil
	})
	return mine, err
}

// attempted notes an attempt and when the next is due. The device may have answered
// already.
func (c *Commands) attempted(ctx context.Context, id care.CommandID, taken bool) error {
	fresh := false
	_, err := c.deps.Book.ChangeCommand(ctx, id, func(d *care.Command) (bool, []care.Entry, error) {
		if fresh = false; d.State.Final() {
			return false, nil, nil
		}
		now := c.now()
		next := now.Add(uncarriedAgain(now.Sub(d.QueuedAt)))
		if taken {
			next = now.Add(carryAgain(d.Attempts))
			fresh = d.State == care.CommandQueued
			d.State, d.SentAt = care.CommandSent, &now
			if d.Attempts++; d.Attempts >= mostSent {
				next = d.ExpiresAt
			}
		}
		d.NextAt = sooner(next, d.ExpiresAt)
		return true, nil, nil
	})
	if fresh && err == nil {
		c.total.WithLabelValues(string(care.CommandSent)).Inc()
	}
	return err
}

// end ends a command that the device has not answered.
func (c *Commands) end(ctx context.Context, id care.CommandID, state care.CommandState, reason string) error {
	fresh := false
	_, err := c.deps.Book.ChangeCommand(ctx, id, func(d *care.Command) (bool, []care.Entry, error) {
		if fresh = !d.State.Final(); !fresh {
			return false, nil, nil
		}
		now := c.now()
		d.State, d.EndedAt, d.NextAt, d.Reason = state, &now, nil, reason
		return true, []care.Entry{commandEntry(d, now, care.System, "device.command_"+string(state))}, nil
	})
	if fresh && err == nil {
		c.total.WithLabelValues(string(state)).Inc()
	}
	return err
}

func sooner(a, b time.Time) *time.Time {
	if b.Before(a) {
		return &b
	}
	return &a
}
