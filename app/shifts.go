package app

import (
	"yian/dispatch/shifts"
	"yian/registry"
	"yian/store/records"
)

// What the desk is handed over with, pinned when it is compiled.
var (
	_ shifts.Book     = (*records.Store)(nil)
	_ shifts.Worklist = (*records.Store)(nil)
	_ shifts.Phones   = (*records.Store)(nil)
	_ shifts.Keys     = (*records.Store)(nil)
	_ shifts.People   = (*registry.Registry)(nil)
	_ shifts.Posts    = (*registry.Registry)(nil)
)

// handing is what every process has of hand-overs.
type handing struct{ Shifts *shifts.Shifts }

func (c *core) buildShifts() (err error) {
	c.Shifts, err = shifts.New(shifts.Deps{Book: c.Records, Worklist: c.Records, Phones: c.Records, Keys: c.Records, People: c.Registry, Posts: c.Registry,
		Now: c.clock.Now})
	return err
}
