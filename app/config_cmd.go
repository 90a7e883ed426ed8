package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"yian/care"
	"yian/store/records"
)

// ConfigCmd is `yian config`.
type ConfigCmd struct {
	Settings
	Apart
	Check bool `name:"check" help:"List every fault and exit with 1 when there is any."`
	Parts bool `name:"parts" help:"With --check: as ingest and dispatch need it."`
}

// Run prints every setting with its meaning, as a file that --config takes.
func (c *ConfigCmd) Run(io *Streams, k *kong.Kong) error {
	if c.Check {
		check := c.Settings.Check
		if c.Parts {
			check = func() error { return c.check(&c.Settings) }
		}
		if err := check(); err != nil {
			return err
		}
		fmt.Fprintln(io.Out, "the configuration is in order")
		return nil
	}
	for _, node := range k.Model.Children {
		if node.Name != "config" {
			continue
		}
		for _, f := range node.Flags {
			if f.Name == "check" || f.Name == "parts" {
				continue
			}
			fmt.Fprintf(io.Out, "# %s\n# %s\n%s: %s\n\n", f.Help, strings.Join(f.Envs, ", "), f.Name, shown(f))
		}
	}
	return nil
}

// shown is a setting's value as YAML, a secret masked: all of it, or the password
// and query inside an address.
func shown(f *kong.Flag) string {
	v := fmt.Sprint(f.Target.Interface())
	if v == "" {
		return `""`
	}
	switch f.Tag.Get("secret") {
	case "all":
		return `"********"`
	case "url":
		u, err := url.Parse(v)
		if err != nil {
			return `"********"`
		}
		if u.RawQuery != "" {
			u.RawQuery = "********"
		}
		return fmt.Sprintf("%q", u.Redacted())
	}
	switch f.Target.Interface().(type) {
	case bool, int, int64, float64:
		return v
	}
	return fmt.Sprintf("%q", v)
}

// openRecordsOf opens the record of a site that must exist.
func openRecordsOf(ctx context.Context, database, data string) (*records.Store, error) {
	if database == "" {
		path := filepath.Join(data, "yian.db")
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("there is no record in %s: name the folder with --data: %w", data, care.ErrNotFound)
		}
		database = "sqlite://" + path
	}
	return records.Open(ctx, database, slog.New(slog.DiscardHandler))
}
