package app

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"yian/care"
	"yian/store/records"
)

// RestoreCmd is `yian restore`.
type RestoreCmd struct {
	Kept
	From  string `name:"from" env:"YIAN_RESTORE_FROM" required:"" placeholder:"DIR" help:"The backup: one folder with its manifest.json."`
	Check bool   `name:"check" help:"Restore nothing: only compare every file of the backup with its sum."`
}

// Run puts a backup back into an empty site on which nothing runs. The record comes
// last and whole: what fails before can be done again.
func (c *RestoreCmd) Run(io *Streams) error {
	began := time.Now().UTC()
	m, err := readManifest(c.From)
	if err != nil {
		return err
	}
	if c.Check {
		fmt.Fprintf(io.Out, "the backup of %s is whole: journal of %d entries, %s\n", m.TakenAt.Format(time.RFC3339), m.Journal.Entries, m.Journal.Hash)
		return nil
	}
	r := &restoring{kept: &c.Kept, from: c.From, m: m, now: began, log: (&Settings{LogLevel: "warn", LogFormat: "text"}).logger(io.Err)}
	got, quiet, err := r.run(io.Context)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.Out, "restored the backup of %s in %v; the journal holds: %d entries\n", m.TakenAt.Format(time.RFC3339), time.Since(began).Round(time.Millisecond), got.Entries)
	if m.Readings != nil && !c.NoReadings {
		fmt.Fprintf(io.Out, "readings: %d\n", m.Readings.Points)
	}
	fmt.Fprintf(io.Out, "not sent again: %d notices, %d words to devices, %d commands\n", quiet.Notices, quiet.Feedback, quiet.Commands)
	fmt.Fprintf(io.Out, "still open, for a person to decide at the desk: %d incidents\n", quiet.Incidents)
	for _, name := range m.below(alsoFolder) {
		fmt.Fprintf(io.Out, "not put back, it is not Yian's: %s\n", filepath.Join(c.From, alsoFolder, name))
	}
	return nil
}

// restoring is a restore under way.
type restoring struct {
	kept *Kept
	from string
	m    *manifest
	now  time.Time
	log  *slog.Logger
}

func (r *restoring) run(ctx context.Context) (got records.Copied, quiet records.Quieted, err error) {
	if !isPostgres(r.kept.database()) || r.kept.Influx == "" {
		h, err := holdFolder(r.kept.Data)
		if err != nil {
			return got, quiet, err
		}
		defer h.release()
	}
	for _, step := range []func(context.Context) error{r.mayBegin, r.readings, r.rules} {
		if err := step(ctx); err != nil {
			return got, quiet, err
		}
	}
	return r.record(ctx)
}

// mayBegin sees that nothing would be overwritten, before anything is.
func (r *restoring) mayBegin(ctx context.Context) error {
	if err := records.CheckEmpty(ctx, r.kept.database(), r.log); err != nil {
		return fmt.Errorf("a backup is restored into an empty record only: %w", err)
	}
	there, err := ruleFiles(r.kept.rules())
	if err != nil || len(there) == 0 {
		return err
	}
	// The same rules are no hindrance: an earlier try came this far.
	want := r.m.below(rulesFolder)
	slices.Sort(want)
	same := slices.Equal(there, want)
	for _, name := range there {
		a, err := sumOf(r.kept.rules(), name)
		same = same && err == nil && slices.ContainsFunc(r.m.Files, func(f keptFile) bool {
			return f.Name == rulesFolder+"/"+name && f.SHA256 == a.SHA256
		})
	}
	if !same {
		return fmt.Errorf("the folder of rules %s holds others than the backup: move them away first: %w", r.kept.rules(), care.ErrConflict)
	}
	return nil
}

func (r *restoring) readings(ctx context.Context) (err error) {
	if r.m.Readings == nil || r.kept.NoReadings {
		return nil
	}
	store, done, err := r.kept.readings(ctx, true, r.log)
	if err != nil {
		return err
	}
	defer done()
	f, err := os.Open(filepath.Join(r.from, readingsFile))
	if err != nil {
		return fmt.Errorf("app: restore: %w", err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("app: restore %s: %w", readingsFile, err)
	}
	n, err := store.Import(ctx, zip)
	if err != nil {
		return err
	}
	if n != r.m.Readings.Points {
		return fmt.Errorf("%s holds %d points, and %s says %d: %w", readingsFile, n, manifestFile, r.m.Readings.Points, care.ErrInvalid)
	}
	return nil
}

func (r *restoring) rules(context.Context) error {
	there, err := ruleFiles(r.kept.rules())
	if err != nil || len(there) > 0 { // the same, see mayBegin
		return err
	}
	for _, name := range r.m.below(rulesFolder) {
		if err := copyTo(filepath.Join(r.from, rulesFolder, name), filepath.Join(r.kept.rules(), name), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// record prepares a copy of the copy and brings it in, all or nothing.
func (r *restoring) record(ctx context.Context) (got records.Copied, quiet records.Quieted, err error) {
	want, err := r.m.wanted()
	if err != nil {
		return got, quiet, err
	}
	if err := os.MkdirAll(r.kept.Data, 0o700); err != nil {
		return got, quiet, fmt.Errorf("app: data folder: %w", err)
	}
	work, err := os.MkdirTemp(r.kept.Data, ".restore-")
	if err != nil {
		return got, quiet, fmt.Errorf("app: restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	file := filepath.Join(work, recordFile)
	if err := copyTo(filepath.Join(r.from, recordFile), file, 0o600); err != nil {
		return got, quiet, err
	}
	return records.Restore(ctx, file, r.kept.database(), want, r.now, "backup of "+r.m.TakenAt.Format(time.RFC3339), r.log)
}
