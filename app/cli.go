package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/alecthomas/kong"
)

// CLI is the command line.
type CLI struct {
	ConfigFile kong.ConfigFlag  `name:"config" placeholder:"FILE" help:"YAML file with settings; its keys are the names of the flags."`
	Version    kong.VersionFlag `help:"Print the version and exit."`

	Demo     DemoCmd     `cmd:"" help:"Run everything in one process with a sample county and 200 simulated homes."`
	Training TrainingCmd `cmd:"" help:"Run a training seat in one process: sample people, a played telephone, and no way to a real number."`
	Up       UpCmd       `cmd:"" help:"Run everything in one process for a small site, keeping its data."`
	Ingest   IngestCmd   `cmd:"" help:"Run one part: take calls and readings. Any number may run."`
	Dispatch DispatchCmd `cmd:"" help:"Run one part: the desk, its timers and the screens. Any number may run."`
	Simulate SimulateCmd `cmd:"" help:"Let simulated homes speak to a broker."`
	Settings ConfigCmd   `cmd:"" name:"config" help:"Print the effective configuration, secrets masked."`
	Journal  JournalCmd  `cmd:"" help:"Read or verify the journal."`
	Move     MoveCmd     `cmd:"" help:"Move a record from SQLite to PostgreSQL, or back, all or nothing."`
	Backup   BackupCmd   `cmd:"" help:"Back up record, readings and rules while everything runs."`
	Restore  RestoreCmd  `cmd:"" help:"Restore a backup into an empty site, ringing nobody again."`
	Healthy  HealthyCmd  `cmd:"" help:"Ask a running process whether calls can come in; for health checks of containers."`
}

// Streams are where a command writes, and how it hears that it should end.
type Streams struct {
	Out, Err io.Writer
	// Context ends at the first signal.
	Context context.Context
}

// Run parses args and runs the command. The error is for people.
func Run(args []string, io Streams) error {
	cli := &CLI{}
	var code *int
	k, err := kong.New(cli, kong.Name("yian"), kong.Description("颐安 Yian: calls for help, care orders and homes of a county."),
		kong.Configuration(yamlFile), kong.Resolvers(secretFiles{}), kong.Writers(io.Out, io.Err),
		kong.Vars{"version": Version}, kong.Exit(func(c int) { code = &c }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}))
	if err != nil {
		return fmt.Errorf("app: command line: %w", err)
	}
	kctx, err := k.Parse(args)
	if code != nil { // help or version was printed
		return nil
	}
	if err != nil {
		return err
	}
	return kctx.Run(&io, k)
}

// yamlFile lets kong load the file of --config.
func yamlFile(r io.Reader) (kong.Resolver, error) { return loadConfig(r) }

// logger makes the log of a command.
func (s *Settings) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // the enum has been checked
	opts := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// UpCmd is `yian up`.
type UpCmd struct {
	Settings
	Data          string `name:"data" env:"YIAN_DATA" default:"data" help:"Folder that keeps everything."`
	AdminPassword string `name:"admin-password" env:"YIAN_ADMIN_PASSWORD" secret:"all" help:"Password of the first account, for unattended installs; ignored on later starts."`
}

// Run keeps the site up until a signal.
func (c *UpCmd) Run(io *Streams) error {
	if err := c.Check(); err != nil {
		return err
	}
	folder, err := holdFolder(c.Data)
	if err != nil {
		return err
	}
	defer folder.release()
	log := c.logger(io.Err)
	site, err := NewSite(io.Context, c.Settings, c.Data, log, Options{})
	if err != nil {
		return err
	}
	defer site.Stop()
	if err := folder.tell(site.set.Influx); err != nil {
		return err
	}
	if err := site.firstAccount(io, c.AdminPassword); err != nil {
		return err
	}
	web, mqtt, err := site.Start(io.Context)
	if err != nil {
		return endedEarly(io.Context, err)
	}
	fmt.Fprintf(io.Out, "ready http=%s mqtt=%s\n", web, mqtt)
	return site.Wait(io.Context)
}

// endedEarly takes a start that a signal cut short for a normal end.
func endedEarly(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// JournalCmd is `yian journal`.
type JournalCmd struct {
	Data     string `name:"data" env:"YIAN_DATA" default:"data" help:"Folder of the site."`
	Database string `name:"database-url" env:"YIAN_DATABASE_URL" secret:"url" help:"The record; default: yian.db below the data folder."`
	Check    bool   `name:"check" help:"Verify the whole chain."`
	Last     int    `name:"last" default:"20" help:"How many of the newest entries to print."`
}

// Run prints or verifies the journal. A broken chain is an error that names the
// entry.
func (c *JournalCmd) Run(io *Streams) error {
	store, err := openRecordsOf(io.Context, c.Database, c.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	if c.Check {
		n, err := store.Verify(io.Context)
		if err != nil {
			return fmt.Errorf("the journal does not hold: %w", err)
		}
		fmt.Fprintf(io.Out, "the journal holds: %d entries\n", n)
		return nil
	}
	last, err := store.LastEntry(io.Context)
	if err != nil {
		return err
	}
	entries, err := store.EntriesAfter(io.Context, max(last-int64(c.Last), 0), c.Last)
	for _, e := range entries {
		fmt.Fprintf(io.Out, "%d\t%s\t%s\t%s\t%s\n", e.Seq, e.At.UTC().Format(time.RFC3339), e.By, e.What, e.Subject)
	}
	return err
}

// tempFolder makes the demo's folder.
func tempFolder() (string, error) {
	dir, err := os.MkdirTemp("", "yian-demo-")
	if err != nil {
		return "", fmt.Errorf("app: temporary folder: %w", err)
	}
	return dir, nil
}
