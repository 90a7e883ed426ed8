package app

import (
	"context"

	"yian/app/demo"
	"yian/care"
	"yian/dispatch"
	"yian/dispatch/roster"
	"yian/registry"
	"yian/store/records"
)

var (
	_ dispatch.Roster = (*roster.Roster)(nil)
	_ dispatch.Wakes  = (*records.Store)(nil)
	_ roster.Book     = (*records.Store)(nil)
	_ roster.Checks   = (*records.Store)(nil)
	_ roster.Numbers  = (*records.Store)(nil)
	_ roster.Contacts = (*records.Store)(nil)
	_ roster.Posts    = (*registry.Registry)(nil)
)

// buildRoster builds who is on duty, whom the desk asks.
func (c *core) buildRoster() (err error) {
	c.Roster, err = roster.New(roster.Config{Hotline: c.set.Hotline}, roster.Deps{Book: c.Records, Checks: c.Records, Numbers: c.Records,
		Posts: c.Registry, Contacts: c.Records, Channels: c.channels, Now: c.clock.Now, Log: c.log})
	return err
}

// channels are those by which a receiver is reached when it cannot wait.
func (c *core) channels(receiver string) []string {
	var names []string
	for _, one := range c.notifying.Ways(care.Notice{Kind: "ring", Receiver: receiver, Phone: "1"}) {
		names = append(names, string(one))
	}
	return names
}

// enterDemoRoster puts the sample county's people on duty.
func (c *core) enterDemoRoster(ctx context.Context) error {
	regions, err := c.Registry.Regions(ctx, care.Everything)
	if err != nil {
		return err
	}
	return demo.EnterRoster(ctx, c.Roster, regions, c.clock.Now())
}
