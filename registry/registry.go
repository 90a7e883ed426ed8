package registry

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"yian/care"
)

// Config is how the registry behaves. The zero value works.
type Config struct {
	// SessionTTL is how long a session lives without being used (default 12h).
	SessionTTL time.Duration `help:"How long a session lives without being used." default:"12h"`
	// MinPassword is the least length of a password in characters (default 8).
	MinPassword int `help:"Least length of a password in characters." default:"8"`
	// Seal is the key, of 32 bytes, under which a secret waits until a broker with
	// accounts of its own has it. Nil: the broker asks us.
	Seal []byte
	// Cuts says that a broker which asks us must be told whose connections end. False:
	// it is in this process, or there is none.
	Cuts bool
}

func (c Config) withDefaults() Config {
	c.SessionTTL = cmp.Or(c.SessionTTL, 12*time.Hour)
	c.MinPassword = cmp.Or(c.MinPassword, 8)
	return c
}

// Deps is what the registry stands on.
type Deps struct {
	Record Record
	Log    *slog.Logger
	// Decoders are the formats that a source may name; none by default.
	Decoders []string
	// Now is the clock (default [time.Now]).
	Now func() time.Time
}

// Registry answers who and what exists, and who may. It is safe for concurrent
// use. Call [Registry.Load] before it is asked about devices.
type Registry struct {
	cfg      Config
	record   Record
	log      *slog.Logger
	now      func() time.Time
	devices  *deviceCache
	sessions *sessionCache
	gate     *gate
	hasher   *hasher
	views    *viewBook
	moved    *moves
	decoders []string
	sources  sourceCache
	door     *door
}

// New makes a registry.
func New(cfg Config, deps Deps) *Registry {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Registry{
		cfg: cfg.withDefaults(), record: deps.Record, log: deps.Log.With("room", "registry"), now: deps.Now,
		devices: newDeviceCache(), sessions: newSessionCache(), gate: newGate(), hasher: newHasher(),
		views: newViewBook(), moved: newMoves(), decoders: deps.Decoders, door: newDoor(cfg.Seal),
	}
}

// Load reads every device and source into memory, and sees that people are found by
// the words of this version. It blocks, and may be called again.
func (r *Registry) Load(ctx context.Context) error {
	if err := r.record.Reindex(ctx); err != nil {
		return err
	}
	if err := r.record.EachDevice(ctx, care.DeviceQuery{}, r.devices.put); err != nil {
		return err
	}
	return r.loadSources(ctx)
}

// Run writes what is collected in memory and follows changes that other rooms
// make to devices, until ctx ends.
func (r *Registry) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			// What was looked at until now is written even so.
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
			defer cancel()
			r.flush(last)
			return nil
		case <-r.moved.wake:
			r.follow(ctx)
			r.followSources(ctx)
		case <-tick.C:
			r.flush(ctx)
			r.follow(ctx)
			r.followSources(ctx)
			r.endOldKeys(ctx)
		}
	}
}

// entry begins an entry of the journal by somebody, now.
func (r *Registry) entry(by care.StaffID, noun, verb, subject string) care.Entry {
	return care.Entry{At: r.now(), By: by, What: noun + "." + verb, Noun: noun, Subject: subject}
}

// taken turns the record's conflict into a sentence.
func taken(err error, noun, detail string) error {
	if errors.Is(err, care.ErrConflict) && !isFault(err) {
		return care.Conflict(noun+".exists", detail)
	}
	return err
}

func isFault(err error) bool {
	var f *care.Fault
	return errors.As(err, &f)
}

// forbidden says that by may not enter something at a place that by cannot see.
func forbidden(noun string) error {
	return &care.Fault{Kind: care.ErrForbidden, Code: noun + ".outside", Detail: "这个地点不在您的管辖范围内"}
}
