package app

import (
	"context"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/messenger"
	"yian/dispatch/queue"
	"yian/dispatch/sentences"
	"yian/ingest"
	"yian/store/records"
)

// What tells devices, pinned when it is compiled.
var (
	_ messenger.Outbox   = (*records.Store)(nil)
	_ messenger.Downlink = (*telling)(nil)
	_ messenger.Downlink = byWatch{}
	_ messenger.Speech   = (*sentences.Sentences)(nil)
	_ messenger.Turns    = (*queue.Queue)(nil)
	_ dispatch.Messenger = (*messenger.Messenger)(nil)
	_ ingest.Desk        = desk{}
)

// answering is what every process has of the messenger.
type answering struct{ Messenger *messenger.Messenger }

func (c *core) buildMessenger(deps messenger.Deps) (err error) {
	if err = unhollow(deps); err != nil {
		return err
	}
	c.Messenger, err = messenger.New(deps)
	return err
}

func (c *core) messengerDeps(down messenger.Downlink) messenger.Deps {
	return messenger.Deps{Outbox: c.Records, Downlink: down, Speech: c.Sentences, Turns: c.queue, Now: c.clock.Now, Log: c.log}
}

// desk is what devices speak to: the desk hears what they call and ask for, the
// messenger what they confirm.
type desk struct {
	*dispatch.Desk
	messenger *messenger.Messenger
}

// Confirm blocks until on disk and is idempotent.
func (d desk) Confirm(ctx context.Context, c care.Confirmation) error {
	return d.messenger.Confirm(ctx, c)
}
