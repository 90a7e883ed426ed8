package app

import (
	"yian/centers"
	"yian/dispatch/lost"
	"yian/store/records"
)

// The register follows whom the desk treats as lost, pinned when it is compiled.
var (
	_ lost.Book     = (*records.Store)(nil)
	_ lost.Register = (*centers.Centers)(nil)
)

func (c *core) newLost() *lost.Lost {
	return lost.New(lost.Deps{Book: c.Records, Register: c.Centers, Now: c.clock.Now, Log: c.log})
}
