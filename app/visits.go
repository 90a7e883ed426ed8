package app

import (
	"yian/dispatch"
	"yian/dispatch/catalogue"
	"yian/dispatch/roster"
	"yian/dispatch/visits"
	"yian/registry"
	"yian/store/readings"
	"yian/store/records"
)

// What visits ask of others, pinned when it is compiled.
var (
	_ visits.Book      = (*records.Store)(nil)
	_ visits.Shelf     = (*records.Store)(nil)
	_ visits.Orders    = (*records.Store)(nil)
	_ visits.Doors     = (*records.Store)(nil)
	_ visits.Contracts = (*records.Store)(nil)
	_ visits.Misses    = (*records.Store)(nil)
	_ visits.Notices   = (*records.Store)(nil)
	_ visits.Readings  = (*readings.Store)(nil)
	_ visits.People    = (*registry.Registry)(nil)
	_ visits.Posts     = (*registry.Registry)(nil)
	_ visits.Devices   = (*registry.Registry)(nil)
	_ visits.Roster    = (*roster.Roster)(nil)
	_ visits.FollowUps = (*dispatch.Hotline)(nil)
	_ visits.Catalogue = (*catalogue.Catalogue)(nil)
)

// visited is what every process has of visits.
type visited struct {
	Visits *visits.Visits
}

func (c *core) buildVisits() (err error) {
	c.Visits, err = visits.New(visits.Config{Hotline: c.set.Hotline}, c.visitDeps())
	return err
}

func (c *core) visitDeps() visits.Deps {
	return visits.Deps{Book: c.Records, Shelf: c.Records, Orders: c.Records, Doors: c.Records, Contracts: c.Records, Misses: c.Records, Notices: c.Records,
		Readings: c.Readings, People: c.Registry, Posts: c.Registry, Roster: c.Roster, Devices: c.Registry, FollowUps: c.Hotline, Catalogue: c.Catalogue, Now: c.clock.Now, Log: c.log}
}
