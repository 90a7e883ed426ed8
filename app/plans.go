package app

import (
	"yian/dispatch"
	"yian/dispatch/catalogue"
	"yian/store/records"
)

// What is ordered again and again, pinned when it is compiled.
var (
	_ catalogue.Book     = (*records.Store)(nil)
	_ dispatch.Catalogue = (*catalogue.Catalogue)(nil)
)

// planned is what every process has of the catalogue and of plans.
type planned struct {
	Catalogue *catalogue.Catalogue
}

func (c *core) buildCatalogue() { c.Catalogue = catalogue.New(c.Records, c.clock.Now) }
