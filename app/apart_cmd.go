package app

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

// isPostgres reports whether an address is one of a PostgreSQL server.
func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// IngestCmd is `yian ingest`.
type IngestCmd struct {
	Settings
	Apart
}

// Run takes calls and readings until a signal.
func (c *IngestCmd) Run(io *Streams) error {
	if err := c.check(&c.Settings); err != nil {
		return err
	}
	sparing()
	part, err := NewIngestPart(io.Context, c.Settings, c.Apart, c.logger(io.Err).With("instance", c.Instance))
	if err != nil {
		return err
	}
	defer part.Stop()
	web, mqtt, err := part.Start(io.Context)
	if err != nil {
		return endedEarly(io.Context, err)
	}
	fmt.Fprintf(io.Out, "ready http=%s mqtt=%s\n", web, mqtt)
	return part.Wait(io.Context)
}

// sparing lets half as much garbage stand before it is collected, unless somebody set
// GOGC: a burst of readings peaks at 57 MB instead of 63, and the CPU of it does not show
// beside the messages' (docs/performance.md).
func sparing() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}

// DispatchCmd is `yian dispatch`.
type DispatchCmd struct {
	Settings
	Apart
	AdminPassword string `name:"admin-password" env:"YIAN_ADMIN_PASSWORD" secret:"all" help:"Password of the first account, for unattended installs; ignored on later starts."`
}

// Run serves the desk and its timers until a signal.
func (c *DispatchCmd) Run(io *Streams) error {
	if err := c.check(&c.Settings); err != nil {
		return err
	}
	part, err := NewDispatchPart(io.Context, c.Settings, c.Apart, c.logger(io.Err).With("instance", c.Instance))
	if err != nil {
		return err
	}
	defer part.Stop()
	if err := part.firstAccount(io, c.AdminPassword); err != nil {
		return err
	}
	web, err := part.Start(io.Context)
	if err != nil {
		return endedEarly(io.Context, err)
	}
	fmt.Fprintf(io.Out, "ready http=%s mqtt=%s\n", web, c.MQTT)
	return part.Wait(io.Context)
}

// firstAccount makes the admin of an empty record, and prints the password unless
// it was given.
func (c *core) firstAccount(io *Streams, password string) error {
	generated, created, err := c.Registry.Bootstrap(io.Context, password)
	if err != nil {
		return err
	}
	if created && password == "" {
		fmt.Fprintf(io.Out, "admin password: %s\n", generated)
	}
	return nil
}
