package app

import (
	"context"

	"yian/alerts"
	"yian/api"
	"yian/care"
	"yian/centers"
	"yian/dispatch"
	"yian/dispatch/notify"
	"yian/dispatch/queue"
	"yian/ingest"
	"yian/registry"
	"yian/store/readings"
	"yian/store/records"
	"yian/supervision"
)

// What one room asks for and another gives, pinned when it is compiled.
var (
	_ ingest.Registry   = (*registry.Registry)(nil)
	_ ingest.Readings   = (*readings.Store)(nil)
	_ ingest.Judge      = (*alerts.Engine)(nil)
	_ ingest.Numbers    = (*registry.Registry)(nil)
	_ ingest.Supervisor = supervisor{}
	_ ingest.Strays     = strays{}

	_ alerts.Desk    = (*dispatch.Desk)(nil)
	_ alerts.Book    = (*records.Store)(nil)
	_ alerts.List    = (*records.Store)(nil)
	_ alerts.Memory  = (*records.Store)(nil)
	_ alerts.History = (*readings.Store)(nil)
	_ alerts.Places  = (*registry.Registry)(nil)

	_ alerts.FenceBook = (*records.Store)(nil)

	_ supervision.Book   = (*records.Store)(nil)
	_ supervision.List   = (*records.Store)(nil)
	_ supervision.Memory = (*records.Store)(nil)
	_ supervision.Places = (*registry.Registry)(nil)
	_ supervision.Homes  = (*records.Store)(nil)

	_ supervision.Standing      = (*registry.Registry)(nil)
	_ supervision.Neighbourhood = (*records.Store)(nil)
	_ supervision.Silences      = (*records.Store)(nil)
	_ supervision.Posts         = (*records.Store)(nil)
	_ supervision.PostBook      = (*records.Store)(nil)
	_ supervision.Outages       = (*records.Store)(nil)
	_ supervision.Days          = (*records.Store)(nil)
	_ supervision.Proofs        = (*records.Store)(nil)
	_ supervision.UptimeBook    = (*records.Store)(nil)
	_ supervision.Residents     = (*records.Store)(nil)
	_ supervision.Census        = (*registry.Registry)(nil)

	_ supervision.Drillground = (*dispatch.Desk)(nil)

	_ supervision.Worklist = (*records.Store)(nil)
	_ supervision.Workshop = (*dispatch.Desk)(nil)
	_ supervision.Policy   = (*alerts.Engine)(nil)

	_ supervision.CommandBook = (*records.Store)(nil)
	_ supervision.CommandList = (*records.Store)(nil)
	_ supervision.Devices     = (*registry.Registry)(nil)
	_ supervision.Deliver     = ways{}

	_ dispatch.Book        = (*records.Store)(nil)
	_ dispatch.Due         = (*records.Store)(nil)
	_ dispatch.Outbox      = (*records.Store)(nil)
	_ dispatch.Shelf       = (*records.Store)(nil)
	_ dispatch.People      = (*registry.Registry)(nil)
	_ dispatch.Posts       = (*registry.Registry)(nil)
	_ dispatch.Whereabouts = (*centers.Centers)(nil)
	_ dispatch.Phones      = (*records.Store)(nil)
	_ dispatch.Callers     = (*registry.Registry)(nil)
	_ dispatch.Worklist    = (*records.Store)(nil)
	_ dispatch.Queue       = (*queue.Queue)(nil)
	_ dispatch.Notifier    = (*notify.Channels)(nil)

	_ registry.Record = (*records.Store)(nil)
	_ centers.Record  = (*records.Store)(nil)
	_ centers.Sensors = (*alerts.Engine)(nil)

	_ api.Shelf     = (*records.Store)(nil)
	_ api.EntryList = (*records.Store)(nil)
	_ api.Sessions  = (*registry.Registry)(nil)
	_ api.Names     = (*registry.Registry)(nil)
	_ api.Refusals  = (*ingest.Ingest)(nil)
	_ api.Lengths   = (*queue.Queue)(nil)
)

// curves gives api the readings of an elder.
type curves struct{ store *readings.Store }

var _ api.Curves = curves{}

// Curve draws one metric.
func (c curves) Curve(ctx context.Context, q care.CurveQuery) (care.Curve, error) {
	return c.store.Curve(ctx, readings.CurveQuery{Elder: q.Elder, Device: q.Device, Metric: q.Metric, From: q.From, To: q.To, Every: q.Every})
}

// Latest returns the newest value of each metric of an elder.
func (c curves) Latest(ctx context.Context, elder care.ElderID) ([]care.Reading, error) {
	return c.store.Latest(ctx, readings.LatestQuery{Elder: elder})
}

// sensors gives centers what a bed sensor last said. It exists because the
// engine is built after centers, which it asks where elders are.
type sensors struct{ engine *alerts.Engine }

// Latest never blocks.
func (s *sensors) Latest(device care.DeviceID, m care.Metric) (care.Reading, bool) {
	if s.engine == nil {
		return care.Reading{}, false
	}
	return s.engine.Latest(device, m)
}
