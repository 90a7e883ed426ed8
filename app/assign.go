package app

import (
	"yian/api"
	"yian/centers"
	"yian/dispatch"
	"yian/dispatch/assign"
	"yian/dispatch/catalogue"
	"yian/dispatch/rounds"
	"yian/registry"
	"yian/store/records"
)

// Whom to send, and how a day is laid out, pinned when it is compiled.
var (
	_ assign.Shelf     = (*records.Store)(nil)
	_ assign.People    = (*registry.Registry)(nil)
	_ assign.Crew      = (*registry.Registry)(nil)
	_ assign.Sites     = (*registry.Registry)(nil)
	_ assign.Catalogue = (*catalogue.Catalogue)(nil)

	_ rounds.Shelf       = (*records.Store)(nil)
	_ rounds.Book        = (*records.Store)(nil)
	_ rounds.Judge       = (*assign.Assigner)(nil)
	_ rounds.Crew        = (*registry.Registry)(nil)
	_ rounds.Catalogue   = (*catalogue.Catalogue)(nil)
	_ rounds.Whereabouts = (*centers.Centers)(nil)
	_ rounds.Sender      = (*dispatch.Desk)(nil)

	_ dispatch.Adviser = (*assign.Assigner)(nil)
	_ api.Places       = (*records.Store)(nil)
)

// buildAssigner builds what says whom to send; the desk asks it.
func (c *core) buildAssigner() (err error) {
	c.Assigner, err = assign.New(assign.Policy{Kin: c.set.KinMayServe}, assign.Deps{Shelf: c.Records, People: c.Registry, Crew: c.Registry, Sites: c.Registry,
		Catalogue: c.Catalogue, Now: c.clock.Now})
	c.Assignment.Places = c.Records
	return err
}

// buildRounds builds what lays a day out and sends it through the desk.
func (c *core) buildRounds() (err error) {
	c.Rounds, err = rounds.New(rounds.Deps{Shelf: c.Records, Book: c.Records, Judge: c.Assigner, Crew: c.Registry, Catalogue: c.Catalogue,
		Whereabouts: c.Centers, Sender: c.Desk, Now: c.clock.Now})
	return err
}
