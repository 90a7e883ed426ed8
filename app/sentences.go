package app

import (
	"yian/api"
	"yian/dispatch"
	"yian/dispatch/assign"
	"yian/dispatch/sentences"
	"yian/registry"
	"yian/store/records"
)

// What puts into words what seniors hear, pinned when it is compiled.
var (
	_ sentences.Book   = (*records.Store)(nil)
	_ sentences.Places = (*registry.Registry)(nil)
	_ sentences.People = (*registry.Registry)(nil)
	_ dispatch.Roads   = (*assign.Assigner)(nil)
)

func (c *core) buildSentences() (err error) {
	c.Sayings.Sentences, err = sentences.New(sentences.Deps{Book: c.Records, Places: c.Registry, People: c.Registry, Now: c.clock.Now, Log: c.log})
	return err
}

// spoken is what every process has of sentences.
type spoken struct{ api.Sayings }
