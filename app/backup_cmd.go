package app

import (
	"compress/gzip"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"yian/care"
	"yian/store/records"
)

// BackupCmd is `yian backup`.
type BackupCmd struct {
	Kept
	To            string        `name:"to" env:"YIAN_BACKUP_TO" required:"" placeholder:"DIR" help:"The backup's folder, which must not be there yet; with --keep the folder of all."`
	Keep          int           `name:"keep" env:"YIAN_BACKUP_KEEP" help:"Make the backup DIR/<UTC time> and leave only so many complete ones there."`
	Every         time.Duration `name:"every" env:"YIAN_BACKUP_EVERY" help:"Go on, with a backup so often; needs --keep."`
	ReadingsSince string        `name:"readings-since" env:"YIAN_BACKUP_READINGS_SINCE" placeholder:"WHEN" help:"Only readings since then: 2026-01-31, an instant, or a time back, like 2160h; default: all."`
	Also          []string      `name:"also" env:"YIAN_BACKUP_ALSO" placeholder:"FILE" help:"Files to take along, copied first, like the store of a broker."`
	Newest        time.Duration `name:"newest" help:"Back nothing up: only say whether the newest backup below DIR is at most so old; for health checks."`
}

// retryBackup is when a backup that failed is tried again.
const retryBackup = 10 * time.Minute

// Run makes one backup while everything runs, or one after the other.
func (c *BackupCmd) Run(io *Streams) error {
	if c.Newest > 0 {
		return c.checkNewest(io.Out)
	}
	if c.Every == 0 {
		return c.once(io.Context, io)
	}
	if c.Every < 0 || c.Keep <= 0 {
		return fmt.Errorf("--every needs --keep, and both be more than nothing: %w", care.ErrInvalid)
	}
	for {
		pause := c.Every
		if err := c.once(io.Context, io); err != nil && io.Context.Err() == nil {
			fmt.Fprintf(io.Err, "the backup failed: %v\n", err)
			pause = min(pause, retryBackup)
		}
		select {
		case <-io.Context.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// stamp is how a backup below a folder of backups is called.
const stamp = "20060102T150405Z"

func (c *BackupCmd) once(ctx context.Context, io *Streams) error {
	began := time.Now().UTC()
	since, err := parseSince(c.ReadingsSince, began)
	if err != nil {
		return err
	}
	final := filepath.Clean(c.To)
	if c.Keep > 0 {
		final = filepath.Join(final, began.Format(stamp))
	}
	if _, err := os.Lstat(final); err == nil {
		return fmt.Errorf("%s is there already, and a backup never overwrites: name another --to, or give --keep: %w", final, care.ErrConflict)
	}
	if err := os.MkdirAll(filepath.Dir(final), 0o700); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	part, err := os.MkdirTemp(filepath.Dir(final), "."+filepath.Base(final)+partial+"*")
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	defer os.RemoveAll(part) // nothing is there any more once it counts
	b := &backup{kept: &c.Kept, dir: part, log: (&Settings{LogLevel: "warn", LogFormat: "text"}).logger(io.Err),
		m: manifest{Format: manifestFormat, Version: Version, TakenAt: began}}
	if err := b.fill(ctx, c.Also, since); err != nil {
		return err
	}
	if err := os.Rename(part, final); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	if err := synced(filepath.Dir(final)); err != nil {
		return err
	}
	points := "left out"
	if b.m.Readings != nil {
		points = fmt.Sprint(b.m.Readings.Points)
	}
	fmt.Fprintf(io.Out, "backup %s in %v: journal of %d entries, %s; readings: %s\n", final, time.Since(began).Round(time.Millisecond),
		b.m.Journal.Entries, b.m.Journal.Hash, points)
	return c.prune()
}

// parseSince understands a time back, a date in China and an instant.
func parseSince(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if back, err := time.ParseDuration(s); err == nil && back > 0 {
		return now.Add(-back), nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, s, care.Shanghai); err == nil {
		return at, nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	return time.Time{}, fmt.Errorf("--readings-since: %q is no date, instant or time back: %w", s, care.ErrInvalid)
}

// partial is in the names of folders that are being written.
const partial = ".part-"

// prune leaves the newest backups, and takes away what was cut off long ago.
func (c *BackupCmd) prune() error {
	if c.Keep <= 0 {
		return nil
	}
	complete, err := backupsBelow(c.To)
	if err != nil {
		return err
	}
	for _, name := range complete[:max(len(complete)-c.Keep, 0)] {
		if err := os.RemoveAll(filepath.Join(c.To, name)); err != nil {
			return fmt.Errorf("app: remove an old backup: %w", err)
		}
	}
	torn, err := filepath.Glob(filepath.Join(c.To, ".*"+partial+"*"))
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	for _, dir := range torn {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > 48*time.Hour {
			_ = os.RemoveAll(dir) // tried again by the next one
		}
	}
	return nil
}

// backupsBelow names the complete backups of a folder, oldest first.
func backupsBelow(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("app: backups: %w", err)
	}
	var names []string
	for _, e := range entries {
		if _, err := time.Parse(stamp, e.Name()); err != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, e.Name(), manifestFile)); err == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func (c *BackupCmd) checkNewest(out io.Writer) error {
	names, err := backupsBelow(c.To)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("there is no backup below %s: %w", c.To, care.ErrNotFound)
	}
	newest := names[len(names)-1]
	at, err := time.Parse(stamp, newest)
	if err != nil {
		return fmt.Errorf("app: backups: %w", err)
	}
	if age := time.Since(at); age > c.Newest {
		return fmt.Errorf("the newest backup below %s is %v old: %w", c.To, age.Round(time.Second), care.ErrUnavailable)
	}
	fmt.Fprintln(out, newest)
	return nil
}

// backup is one being made.
type backup struct {
	kept *Kept
	dir  string
	log  *slog.Logger
	m    manifest
}

// fill writes everything and the manifest last. What others take along comes first:
// a call that a broker acknowledges meanwhile is then in at least one of the two.
// The readings come after the record, whose rules remember none that are missing.
func (b *backup) fill(ctx context.Context, also []string, since time.Time) error {
	for _, file := range also {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			b.log.Warn("not taken along: it is not there", "file", file) // a broker's store that was not written yet
			continue
		}
		if err := b.take(file, alsoFolder+"/"+filepath.Base(file)); err != nil {
			return err
		}
	}
	if err := b.record(ctx); err != nil {
		return err
	}
	if !b.kept.NoReadings {
		if err := b.readings(ctx, since); err != nil {
			return err
		}
	}
	if err := b.rules(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(&b.m, "", "  ")
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	err = written(filepath.Join(b.dir, manifestFile), 0o600, func(w io.Writer) error { _, err := w.Write(append(text, '\n')); return err })
	if err != nil {
		return err
	}
	return synced(b.dir)
}

// take copies one file and notes its sum.
func (b *backup) take(from, name string) error {
	if err := copyTo(from, filepath.Join(b.dir, filepath.FromSlash(name)), 0o600); err != nil {
		return err
	}
	return b.note(name)
}

func (b *backup) note(name string) error {
	f, err := sumOf(b.dir, name)
	if err == nil {
		b.m.Files = append(b.m.Files, f)
	}
	return err
}

func (b *backup) record(ctx context.Context) error {
	file := filepath.Join(b.dir, recordFile)
	all, err := records.Backup(ctx, b.kept.database(), file, b.log)
	if err != nil {
		return err
	}
	b.m.Journal = keptJournal{Entries: all.Entries, Hash: hex.EncodeToString(all.Hash)}
	b.m.Tables = map[string]int64{}
	for _, t := range all.Tables {
		b.m.Tables[t.Table] = t.Rows
	}
	if err := errors.Join(os.Chmod(file, 0o600), synced(file)); err != nil {
		return err
	}
	return b.note(recordFile)
}

func (b *backup) readings(ctx context.Context, since time.Time) error {
	held := false
	if b.kept.Influx == "" {
		if _, err := os.Stat(filepath.Join(b.kept.Data, "influx")); err != nil {
			return fmt.Errorf("there are no readings in %s: name them with --influx-url, or give --no-readings: %w", b.kept.Data, care.ErrNotFound)
		}
		switch h, err := holdFolder(b.kept.Data); {
		case err == nil: // nothing runs on it
			defer h.release()
			held = true
		case !errors.Is(err, errHeld):
			return err
		}
	}
	store, done, err := b.kept.readings(ctx, held, b.log)
	if err != nil {
		return err
	}
	defer done()
	kept := &keptReadings{}
	if !since.IsZero() {
		kept.Since = &since
	}
	err = written(filepath.Join(b.dir, readingsFile), 0o600, func(w io.Writer) error {
		zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return err
		}
		all, err := store.Export(ctx, since, zip)
		kept.Points, kept.From, kept.To = all.Points, all.From.UTC(), all.To.UTC()
		return errors.Join(err, zip.Close())
	})
	if err != nil {
		return err
	}
	b.m.Readings = kept
	return b.note(readingsFile)
}

// rules takes the folder of rules along, when there is one.
func (b *backup) rules() error {
	names, err := ruleFiles(b.kept.rules())
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := b.take(filepath.Join(b.kept.rules(), name), rulesFolder+"/"+name); err != nil {
			return err
		}
	}
	return nil
}

// ruleFiles names the files of a folder of rules; none when it is not there.
func ruleFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("app: rules: %w", err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		// A mounted ConfigMap shows its files as links.
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && info.Mode().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}
