package supervision

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// CommandBook keeps commands. All block; what is written is on disk then.
type CommandBook interface {
	// NewCommand keeps a command with its entry, unless its device has most open ones
	// already. Idempotent by id: known is true for a repeat.
	NewCommand(ctx context.Context, c care.Command, most int, e care.Entry) (kept care.Command, known bool, err error)
	// ChangeCommand lets do change one command in a transaction, with its entries. do
	// must be quick and may run twice.
	ChangeCommand(ctx context.Context, id care.CommandID, do func(*care.Command) (changed bool, entries []care.Entry, err error)) (care.Command, error)
	// CommandsAgain makes what a device has not answered due at now.
	CommandsAgain(ctx context.Context, device care.DeviceID, now time.Time) error
}

// CommandList reads commands. All block on a read.
type CommandList interface {
	DueCommands(ctx context.Context, now time.Time, limit int) ([]care.Command, error)
	Commands(ctx context.Context, sc care.Scope, q care.CommandQuery, page care.Page) ([]care.Command, string, error)
}

// Devices knows devices as they are registered. It blocks on a read.
type Devices interface {
	// Device returns one that sc sees, or [care.ErrNotFound].
	Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error)
}

// Deliver takes commands to devices.
type Deliver interface {
	// Command blocks until broker or connection has it, for at most its own timeout.
	// Telling twice does no harm. [care.ErrUnavailable] means: later; any other error
	// that it never will be.
	Command(ctx context.Context, c care.Command) error
	// Holds reports whether this is the way to a device. It is quick.
	Holds(device care.DeviceID) bool
}

// CommandDeps are what commands ask of the others.
type CommandDeps struct {
	Book    CommandBook
	List    CommandList
	Devices Devices
	Deliver Deliver               // nil: other processes carry them
	Now     func() time.Time      // the wall clock
	Log     *slog.Logger          // nil: silent
	Metrics prometheus.Registerer // nil: not registered
}

// Commands are what people ask of devices (指令): each is a row of the record from
// its sending to the device's answer, so that neither a restart nor a device that
// sleeps loses one. It is safe for concurrent use, and several processes may each
// hold one over the same record.
type Commands struct {
	deps   CommandDeps
	total  *prometheus.CounterVec
	called chan struct{} // rung when something new is to be carried
}

// NewCommands returns the commands of a record. Nothing is carried before
// [Commands.Run].
func NewCommands(deps CommandDeps) (*Commands, error) {
	switch {
	case deps.Book == nil, deps.List == nil:
		return nil, errors.New("supervision: no book of commands")
	case deps.Devices == nil:
		return nil, errors.New("supervision: no devices")
	case deps.Now == nil:
		return nil, errors.New("supervision: no clock")
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	deps.Log = deps.Log.With("room", "supervision")
	c := &Commands{deps: deps, called: make(chan struct{}, 1), total: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "yian_commands_total", Help: "Commands that came into a state here."}, []string{"state"})}
	for _, state := range care.CommandStates {
		c.total.WithLabelValues(string(state))
	}
	if deps.Metrics != nil {
		if err := deps.Metrics.Register(c.total); err != nil {
			return nil, fmt.Errorf("supervision: register metrics: %w", err)
		}
	}
	return c, nil
}

// NewCommand is what somebody wants of a device.
type NewCommand struct {
	Device care.DeviceID
	Name   string
	Args   json.RawMessage // a JSON object; nil: none
	Why    string
	// Expires is how long it is worth doing; zero: as its name says.
	Expires time.Duration
	// Key makes it idempotent: the same key of the same author is one command.
	Key string
}

// mostOpen is how many commands of one device may wait for its answer.
const mostOpen = 20

// Send has a device asked for something, and returns once that is in the record
// with its entry; it does not wait for the device. Idempotent by key. Errors are
// for people: [care.ErrForbidden] when the author may not, [care.ErrInvalid] for
// what the name does not take.
func (c *Commands) Send(ctx context.Context, by care.Staff, want NewCommand) (care.Command, error) {
	name, err := nameOf(want.Name)
	if err != nil {
		return care.Command{}, err
	}
	if !slices.Contains(name.Roles, by.Role) {
		return care.Command{}, &care.Fault{Kind: care.ErrForbidden, Code: "command.forbidden", Detail: "您的岗位不能下发这项指令"}
	}
	d, err := c.device(ctx, by, want.Device)
	if err != nil {
		return care.Command{}, err
	}
	draft, err := c.draft(by, want, name, &d)
	if err != nil {
		return care.Command{}, err
	}
	kept, known, err := c.deps.Book.NewCommand(ctx, draft, mostOpen, sentEntry(&draft, &d))
	switch {
	case err != nil:
		return care.Command{}, fmt.Errorf("supervision: send command: %w", err)
	case known && (kept.Name != draft.Name || !bytes.Equal(kept.Args, draft.Args)):
		return care.Command{}, care.Conflict("command.key_reused", "这个 Idempotency-Key 已经用于另一条指令")
	case !known:
		c.total.WithLabelValues(string(care.CommandQueued)).Inc()
		ring(c.called)
	}
	return kept, nil
}

// device finds one that by sees and that can be asked.
func (c *Commands) device(ctx context.Context, by care.Staff, id care.DeviceID) (care.Device, error) {
	d, err := c.deps.Devices.Device(ctx, by.Scope(), id)
	if err != nil {
		return d, err
	}
	if d.Revoked {
		return d, care.Conflict("device.revoked", "这台设备已停用，不能下发指令")
	}
	kind := d.Kind
	if d.GatewayID != "" {
		g, err := c.deps.Devices.Device(ctx, care.Everything, d.GatewayID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return d, err
		}
		kind = g.Kind
	}
	if care.IsBoughtIn(kind) { // neither it nor what stands behind it would ever answer
		return d, care.Conflict("command.deaf", "这台设备在外购网关或云平台一侧，只上报，不接收平台指令")
	}
	return d, nil
}

func (c *Commands) draft(by care.Staff, want NewCommand, name CommandName, d *care.Device) (care.Command, error) {
	args, err := name.check(want.Args)
	if err != nil {
		return care.Command{}, err
	}
	why := strings.TrimSpace(want.Why)
	switch {
	case why == "" && name.Why:
		return care.Command{}, care.Invalid("body.why", "command.why", "查看位置需要写明原因，原因会留痕")
	case utf8.RuneCountInString(why) > maxWhy:
		return care.Command{}, care.Invalid("body.why", "command.why_long", "原因过长，至多 500 字")
	}
	expires := want.Expires
	if expires == 0 {
		expires = time.Duration(name.ExpiresSeconds) * time.Second
	}
	if expires < minExpiry || expires > maxExpiry {
		return care.Command{}, care.Invalid("body.expires_s", "command.expires", "有效时间应在 10 秒到 7 天之间")
	}
	now := c.now()
	return care.Command{ID: idOf(by.ID, want), Device: d.ID, Gateway: d.GatewayID, RegionID: d.RegionID, CenterID: d.CenterID,
		Name: name.Name, Args: args, State: care.CommandQueued, By: by.ID, Why: why, QueuedAt: now, ExpiresAt: now.Add(expires), NextAt: &now}, nil
}

func idOf(by care.StaffID, want NewCommand) care.CommandID {
	if want.Key == "" {
		return care.CommandID(uuid.Must(uuid.NewV7()).String())
	}
	sum := sha256.Sum256([]byte("command\x00" + string(by) + "\x00" + string(want.Device) + "\x00" + want.Key))
	return care.CommandID(hex.EncodeToString(sum[:16]))
}

// sentEntry is what the journal says of a new command. Whoever asks where a device
// is looks at where its elder is, and the entry names them. Arguments stay out of
// it: a number to be called is somebody's.
func sentEntry(c *care.Command, d *care.Device) care.Entry {
	e := commandEntry(c, c.QueuedAt, c.By, "device.commanded")
	if c.Name == Locate {
		e.What = "device.located"
		if d.ElderID != "" {
			e.Related = "elder:" + string(d.ElderID)
		}
	}
	if c.Why != "" {
		e.Note += "：" + c.Why
	}
	return e
}

// commandEntry is about the device, so that every console hears of it.
func commandEntry(c *care.Command, at time.Time, by care.StaffID, what string) care.Entry {
	return care.Entry{At: at, By: by, What: what, Noun: "device", Subject: string(c.Device),
		RegionID: c.RegionID, CenterID: c.CenterID, Related: "command:" + string(c.ID), Note: c.Name}
}

// Result takes a device's answer, and returns once that is in the record. Idempotent:
// the first answer counts. One that comes after the end is noted and changes no
// state. [care.ErrNotFound] means that nobody asked this of that device.
func (c *Commands) Result(ctx context.Context, r care.CommandResult) error {
	fresh := care.CommandState("")
	_, err := c.deps.Book.ChangeCommand(ctx, r.Command, func(now *care.Command) (bool, []care.Entry, error) {
		fresh = ""
		if now.Device != r.Device && (now.Gateway == "" || now.Gateway != r.Device) {
			return false, nil, care.NotFound("command")
		}
		if now.AnsweredAt != nil {
			return false, nil, nil
		}
		at := r.At.UTC().Truncate(time.Millisecond)
		now.AnsweredAt, now.Result = &at, r.Value
		if !r.OK {
			if now.Reason = strings.TrimSpace(r.Reason); now.Reason == "" {
				now.Reason = "refused"
			}
		}
		if now.State.Final() {
			return true, nil, nil
		}
		now.EndedAt, now.NextAt = &at, nil
		if fresh = care.CommandConfirmed; !r.OK {
			fresh = care.CommandFailed
		}
		now.State = fresh
		return true, []care.Entry{commandEntry(now, at, care.System, "device.command_"+string(fresh))}, nil
	})
	if err != nil {
		return fmt.Errorf("supervision: answer to command: %w", err)
	}
	if fresh != "" {
		c.total.WithLabelValues(string(fresh)).Inc()
	}
	return nil
}

// Again has a device told at once what it has not answered: it came back. It
// blocks, and is idempotent.
func (c *Commands) Again(ctx context.Context, device care.DeviceID) error {
	if err := c.deps.Book.CommandsAgain(ctx, device, c.now()); err != nil {
		return fmt.Errorf("supervision: commands again: %w", err)
	}
	ring(c.called)
	return nil
}

// Heard hears of entries of the journal, and never blocks: another process may have
// taken a command.
func (c *Commands) Heard(entries []care.Entry) {
	for i := range entries {
		if entries[i].What == "device.commanded" || entries[i].What == "device.located" {
			ring(c.called)
			return
		}
	}
}

// List returns commands that sc sees, newest first. It blocks on a read.
func (c *Commands) List(ctx context.Context, sc care.Scope, q care.CommandQuery, page care.Page) ([]care.Command, string, error) {
	return c.deps.List.Commands(ctx, sc, q, page)
}

// now is the present to the millisecond, which is what the record keeps.
func (c *Commands) now() time.Time { return c.deps.Now().UTC().Truncate(time.Millisecond) }
