package app

import (
	"context"
	"reflect"
	"time"

	"yian/care"
	"yian/ingest"
)

// noteSources is how often it is written down how sources fare.
const noteSources = 5 * time.Second

// noteSourceStates writes down how sources fare in this process, while it may and
// when something has changed: screens are often shown by another process.
func (c *core) noteSourceStates(in *ingest.Ingest, may func() bool) func(context.Context) error {
	return func(ctx context.Context) error {
		var noted map[care.SourceID]care.SourceState
		return every(ctx, noteSources, func() {
			states := in.SourceStates()
			if !may() || len(states) == 0 || reflect.DeepEqual(states, noted) {
				return
			}
			if err := c.Records.SaveSourceStates(ctx, states); err != nil {
				c.log.Warn("how sources fare is not written down, will try again", "err", err)
				return
			}
			noted = states
		})
	}
}
