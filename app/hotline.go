package app

import (
	"yian/centers"
	"yian/dispatch/hotline"
	"yian/registry"
	"yian/store/records"
)

// What people ask of the hotline, pinned when it is compiled.
var (
	_ hotline.TicketBook    = (*records.Store)(nil)
	_ hotline.TicketShelf   = (*records.Store)(nil)
	_ hotline.Library       = (*records.Store)(nil)
	_ hotline.FollowUpBook  = (*records.Store)(nil)
	_ hotline.FollowUpShelf = (*records.Store)(nil)
	_ hotline.AuditBook     = (*records.Store)(nil)
	_ hotline.Past          = (*records.Store)(nil)
	_ hotline.Cases         = (*records.Store)(nil)
	_ hotline.Notices       = (*records.Store)(nil)
	_ hotline.People        = (*registry.Registry)(nil)
	_ hotline.Posts         = (*registry.Registry)(nil)
	_ hotline.Whereabouts   = (*centers.Centers)(nil)
)

// heard is what every process has of the hotline.
type heard struct{ Hotline *hotline.Hotline }

func (c *core) buildHotline() (err error) {
	c.Hotline, err = hotline.New(hotline.Config{Accept: c.set.TicketAcceptDays, Answer: c.set.TicketAnswerDays, Consult: c.set.ConsultAnswerDays,
		Holidays: c.set.Holidays, FollowUpPercent: c.set.FollowUpPercent, Phone: c.set.Hotline}, c.hotlineDeps())
	return err
}

func (c *core) hotlineDeps() hotline.Deps {
	return hotline.Deps{Tickets: c.Records, TicketShelf: c.Records, Library: c.Records, FollowUps: c.Records, FollowUpShelf: c.Records,
		Audits: c.Records, Past: c.Records, Cases: c.Records, People: c.Registry, Posts: c.Registry, Whereabouts: c.Centers, Notices: c.Records, Trial: c.trial.Load, Now: c.clock.Now, Log: c.log}
}
