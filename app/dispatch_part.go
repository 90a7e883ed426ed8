package app

import (
	"context"
	"log/slog"

	"yian/alerts"
	"yian/api"
	"yian/ingest"
	"yian/supervision"
)

// DispatchPart is one `yian dispatch`: the desk with its timers, and the screens.
// Any number of them may run over one record.
type DispatchPart struct {
	core
	apart    Apart
	downlink *ingest.Downlink
	engine   *alerts.Engine          // shows, judges nothing
	watch    *supervision.Supervisor // shows, notices nothing
	beds     *beds
	board    *board
	server   *api.Server
	door     *door // nil: nobody has to be told who may come in
}

// NewDispatchPart opens the stores and builds the rooms. Nothing runs yet. After
// an error everything that was opened is closed again.
func NewDispatchPart(ctx context.Context, set Settings, apart Apart, log *slog.Logger) (*DispatchPart, error) {
	d := &DispatchPart{apart: apart}
	if err := d.prepare(set, apart.Data, log); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{d.open, d.buildRooms, d.buildServer} {
		if err := step(ctx); err != nil {
			d.parts.stop()
			return nil, err
		}
	}
	return d, nil
}

func (d *DispatchPart) buildRooms(context.Context) (err error) {
	d.beds, d.board = &beds{store: d.Readings}, &board{store: d.Records}
	d.house(d.beds, d.apart.registryConfig())
	d.downlink = ingest.NewDownlink(d.apart.lane(), d.log, d.metrics)
	if err = d.buildDesk(&telling{broker: d.downlink, kind: d.Registry.Kind, apart: true}); err != nil {
		return err
	}
	if err = d.buildCommands(ways{byBroker{d.downlink, d.Registry.Kind}}); err != nil {
		return err
	}
	if d.watch, err = newSupervisor(&d.core, nil); err != nil {
		return err
	}
	d.door = newDoor(&d.core, &d.apart)
	if d.Ledger, err = newLedger(&d.core, nil); err != nil {
		return err
	}
	d.engine, err = newEngine(&d.core, nil)
	return err
}

func (d *DispatchPart) buildServer(context.Context) (err error) {
	d.health = newHealth(d.clock.Now, d.metrics,
		probe{name: "database", required: true, check: d.Records.Ping},
		// Screens stay up without devices: the desk must be told, not closed.
		probe{name: "devices", check: d.devicesUp},
		probe{name: "influx", check: d.Readings.Ping},
		probe{name: "redis", check: d.queue.Ping},
		d.clock.steady(),
		d.telephony(),
		d.door.probe(),
	)
	d.server, err = d.newServer(api.Deps{Alerts: d.engine, Supervision: d.watch, Refusals: d.board, Metrics: d.metrics, Broker: d.apart.broker(d.Registry)})
	if err != nil {
		return err
	}
	d.watch.OnChange(d.server.DeviceChanged)
	d.Records.Listen(d.Registry.Heard)
	d.Records.Listen(d.Desk.Elsewhere)
	d.Records.Listen(d.Messenger.Heard)
	d.Records.Listen(d.Commands.Heard)
	d.Records.Listen(d.server.Hub().Wake)
	return nil
}

// devicesUp is nil while feedback can go out here and calls come in somewhere.
func (d *DispatchPart) devicesUp(ctx context.Context) error {
	if !d.downlink.Ready() {
		return errNoBroker
	}
	return callsTaken(d.Records)(ctx)
}

// Start runs every room and returns once the screens can be seen.
func (d *DispatchPart) Start(ctx context.Context) (httpURL string, err error) {
	if err := d.load(ctx); err != nil {
		return "", err
	}
	if err := d.server.Open(); err != nil {
		return "", err
	}
	d.parts.start("registry", d.Registry.Run)
	d.parts.start("supervision", d.watch.Mirror)
	d.parts.start("alerts", d.engine.Mirror)
	d.parts.start("beds", d.keepLooking("beds", d.beds.look))
	d.parts.start("refusals", d.keepLooking("refusals", d.board.look))
	d.parts.start("downlink", d.downlink.Run)
	d.parts.start("messenger", d.Messenger.Run)
	d.parts.start("dispatch", d.Desk.Run)
	d.parts.start("hotline", d.Hotline.Run)
	d.parts.start("visits", d.Visits.Run)
	d.parts.start("accounts", d.Accounts.Run)
	d.parts.start("roster", d.Roster.Run)
	d.parts.start("plans", d.Plans.Run)
	d.parts.start("lost", d.newLost().Run)
	d.parts.start("medicine", d.Medicines.Run)
	d.parts.start("commands", d.Commands.Run)
	if d.door != nil {
		d.parts.start("door", d.door.run)
	}
	d.parts.start("trial", d.watchTrial)
	d.parts.start("health", d.health.Run)
	d.parts.start("gauges", func(ctx context.Context) error { return d.measure(ctx, d.server.Hub()) })
	d.parts.start("api", d.server.Run)
	d.parts.start("pulse", newPulse(&d.core, d.apart.Instance, atDesk()).Run)
	return d.webURL(d.server.Addr()), nil
}
