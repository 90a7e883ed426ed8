package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yian/app/embedded"
	"yian/care"
	"yian/store/readings"
	"yian/store/records"
)

// Kept are the addresses of what a backup takes along and a restore puts back.
type Kept struct {
	Data         string `name:"data" env:"YIAN_DATA" default:"data" help:"Folder of the site."`
	Database     string `name:"database-url" env:"YIAN_DATABASE_URL" secret:"url" help:"The record; default: yian.db below the data folder."`
	Influx       string `name:"influx-url" env:"YIAN_INFLUX_URL" help:"InfluxDB with the readings; default: the one below the data folder."`
	InfluxToken  string `name:"influx-token" env:"YIAN_INFLUX_TOKEN" secret:"all" help:"Token for InfluxDB."`
	InfluxOrg    string `name:"influx-org" env:"YIAN_INFLUX_ORG" default:"yian" help:"Organisation in InfluxDB."`
	InfluxBucket string `name:"influx-bucket" env:"YIAN_INFLUX_BUCKET" default:"yian/autogen" help:"Bucket in InfluxDB."`
	HourlyBucket string `name:"influx-hourly-bucket" env:"YIAN_INFLUX_HOURLY_BUCKET" help:"Bucket for summaries of hours."`
	Rules        string `name:"rules" env:"YIAN_RULES" help:"Folder of alert rules; default: rules below the data folder."`
	NoReadings   bool   `name:"no-readings" help:"Leave the readings out."`
}

func (k *Kept) database() string {
	if k.Database == "" {
		return "sqlite://" + filepath.Join(k.Data, "yian.db")
	}
	return k.Database
}

func (k *Kept) rules() string {
	if k.Rules == "" {
		return filepath.Join(k.Data, "rules")
	}
	return k.Rules
}

// readings opens the readings where they are: at an address, in the process that
// runs on the folder, or, when held says that none does, in an InfluxDB started for
// the while.
func (k *Kept) readings(ctx context.Context, held bool, log *slog.Logger) (*readings.Store, func(), error) {
	cfg := readings.Config{URL: k.Influx, Token: k.InfluxToken, Org: k.InfluxOrg, Bucket: k.InfluxBucket, HourlyBucket: k.HourlyBucket, Log: log}
	stop := func() {}
	switch {
	case k.Influx != "":
	case held:
		influx, err := embedded.StartInflux(context.WithoutCancel(ctx), filepath.Join(k.Data, "influx"))
		if err != nil {
			return nil, nil, err
		}
		cfg.URL, stop = influx.URL(), func() { _ = influx.Close() }
	default:
		running, err := tells(k.Data)
		if err != nil {
			return nil, nil, err
		}
		cfg.URL = running.Influx
	}
	store := readings.Open(cfg)
	return store, func() { store.Close(); stop() }, nil
}

// What a backup's folder holds.
const (
	manifestFile = "manifest.json"
	recordFile   = "yian.db"
	readingsFile = "readings.lp.gz"
	rulesFolder  = "rules"
	alsoFolder   = "also"
)

// manifest says what a backup holds. It is written last.
type manifest struct {
	Format   int              `json:"format"`
	Version  string           `json:"version"` // of Yian
	TakenAt  time.Time        `json:"taken_at"`
	Tables   map[string]int64 `json:"tables"`
	Journal  keptJournal      `json:"journal"`
	Readings *keptReadings    `json:"readings"` // null: left out
	Files    []keptFile       `json:"files"`
}

type keptJournal struct {
	Entries int64  `json:"entries"`
	Hash    string `json:"hash"` // of the last entry; note it elsewhere
}

type keptReadings struct {
	Points int64      `json:"points"`
	Since  *time.Time `json:"since"` // null: all
	From   time.Time  `json:"from"`
	To     time.Time  `json:"to"`
}

type keptFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const manifestFormat = 1

// readManifest reads what a complete backup says of itself and compares every file
// with it.
func readManifest(dir string) (*manifest, error) {
	b, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no complete backup: it has no %s: %w", dir, manifestFile, care.ErrInvalid)
	}
	if err != nil {
		return nil, fmt.Errorf("app: backup: %w", err)
	}
	m := &manifest{}
	if err := json.Unmarshal(b, m); err != nil || m.Format != manifestFormat {
		return nil, fmt.Errorf("%s: %s is none that this version understands: %w", dir, manifestFile, care.ErrInvalid)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(f.Name) {
			return nil, fmt.Errorf("%s: %s names %q, which lies outside: %w", dir, manifestFile, f.Name, care.ErrInvalid)
		}
		got, err := sumOf(dir, f.Name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is damaged: %s is missing: %w", dir, f.Name, care.ErrInvalid)
		}
		if err != nil {
			return nil, err
		}
		if got != f {
			return nil, fmt.Errorf("%s is damaged: %s is not what %s says: %w", dir, f.Name, manifestFile, care.ErrInvalid)
		}
	}
	if !m.has(recordFile) || (m.Readings != nil) != m.has(readingsFile) {
		return nil, fmt.Errorf("%s: %s does not name what a backup holds: %w", dir, manifestFile, care.ErrInvalid)
	}
	return m, nil
}

func (m *manifest) has(name string) bool {
	for _, f := range m.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// below lists the files of a folder of the backup, named from there.
func (m *manifest) below(folder string) []string {
	var names []string
	for _, f := range m.Files {
		if name, ok := strings.CutPrefix(f.Name, folder+"/"); ok {
			names = append(names, name)
		}
	}
	return names
}

// wanted is what the record in the backup must hold.
func (m *manifest) wanted() (records.Copied, error) {
	hash, err := hex.DecodeString(m.Journal.Hash)
	if err != nil {
		return records.Copied{}, fmt.Errorf("%s: the hash of the journal is none: %w", manifestFile, care.ErrInvalid)
	}
	return records.Copied{Entries: m.Journal.Entries, Hash: hash}, nil
}

func sumOf(dir, name string) (keptFile, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return keptFile{}, fmt.Errorf("app: backup: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return keptFile{}, fmt.Errorf("app: backup: %w", err)
	}
	return keptFile{Name: name, Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// copyTo copies a file, on disk when it returns, and never over another.
func copyTo(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("app: copy: %w", err)
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("app: copy: %w", err)
	}
	return written(to, mode, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}

// written makes a file, on disk when it returns, and never over another.
func written(path string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("app: write: %w", err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("app: write %s: %w", filepath.Base(path), err)
	}
	return nil
}

// synced has a folder or a file on disk.
func synced(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("app: sync: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("app: sync: %w", err)
	}
	return nil
}
