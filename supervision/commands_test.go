package supervision_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/supervision"
)

// ledger is a book of commands in memory, whose way to the devices can be cut.
type ledger struct {
	mu      sync.Mutex // guards all below
	rows    map[care.CommandID]care.Command
	entries []care.Entry
	told    []string // "device name @since"
	began   time.Time
	refuse  error                  // of deliveries
	foreign map[care.DeviceID]bool // held by another process
	hang    bool                   // deliveries begin and never come back
}

func newLedger() *ledger {
	return &ledger{rows: map[care.CommandID]care.Command{}, began: time.Now(), foreign: map[care.DeviceID]bool{}}
}

func (l *ledger) NewCommand(_ context.Context, c care.Command, most int, e care.Entry) (care.Command, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old, ok := l.rows[c.ID]; ok {
		return old, true, nil
	}
	open := 0
	for _, r := range l.rows {
		if r.Device == c.Device && r.NextAt != nil {
			open++
		}
	}
	if open >= most {
		return c, false, care.Conflict("command.too_many", "")
	}
	l.rows[c.ID] = c
	l.entries = append(l.entries, e)
	return c, false, nil
}

func (l *ledger) ChangeCommand(_ context.Context, id care.CommandID, do func(*care.Command) (bool, []care.Entry, error)) (care.Command, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, ok := l.rows[id]
	if !ok {
		return c, care.NotFound("command")
	}
	changed, entries, err := do(&c)
	if err != nil {
		return c, err
	}
	if changed {
		l.rows[id] = c
	}
	l.entries = append(l.entries, entries...)
	return c, nil
}

func (l *ledger) CommandsAgain(_ context.Context, device care.DeviceID, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, c := range l.rows {
		if c.Device == device && c.NextAt != nil {
			c.NextAt = &now
			l.rows[id] = c
		}
	}
	return nil
}

func (l *ledger) DueCommands(_ context.Context, now time.Time, _ int) ([]care.Command, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var due []care.Command
	for _, c := range l.rows {
		if c.NextAt != nil && !c.NextAt.After(now) {
			due = append(due, c)
		}
	}
	return due, nil
}

func (l *ledger) Commands(context.Context, care.Scope, care.CommandQuery, care.Page) ([]care.Command, string, error) {
	return nil, "", nil
}

func (l *ledger) Device(_ context.Context, sc care.Scope, id care.DeviceID) (care.Device, error) {
	d := care.Device{ID: id, Kind: "home_panel", ElderID: "wang", RegionID: "990101001"}
	switch id {
	case "elsewhere":
		return d, care.NotFound("device")
	case "revoked":
		d.Revoked = true
	case "gw1":
		d.Kind = "zigbee2mqtt"
	case "child":
		d.GatewayID = "gw1"
	case "behind":
		d.GatewayID = "panel"
	}
	return d, nil
}

func (l *ledger) Holds(id care.DeviceID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.foreign[id]
}

func (l *ledger) Command(ctx context.Context, c care.Command) error {
	l.mu.Lock()
	hang, refuse := l.hang, l.refuse
	if refuse == nil {
		l.told = append(l.told, fmt.Sprintf("%s %s @%v", c.Device, c.Name, time.Since(l.began)))
	}
	l.mu.Unlock()
	if hang {
		<-ctx.Done()
		return ctx.Err()
	}
	return refuse
}

func (l *ledger) set(do func(*ledger)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	do(l)
}

func (l *ledger) row(id care.CommandID) care.Command {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows[id]
}

func (l *ledger) heard() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.told)
}

func (l *ledger) journal() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for _, e := range l.entries {
		all = append(all, fmt.Sprintf("%s %s %s", e.By, e.What, e.Note))
	}
	return all
}

// open returns the commands of a process over the ledger, and what ends it.
func (l *ledger) open(t *testing.T) (*supervision.Commands, func()) {
	t.Helper()
	c, err := supervision.NewCommands(supervision.CommandDeps{Book: l, List: l, Devices: l, Deliver: l, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	synctest.Wait()
	return c, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

var boss = care.Staff{ID: "boss", Role: care.Admin}

func send(t *testing.T, c *supervision.Commands, device care.DeviceID, name string) care.Command {
	t.Helper()
	sent, err := c.Send(t.Context(), boss, supervision.NewCommand{Device: device, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	return sent
}

func TestCommandGoesOutUntilTheDeviceAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		c, stop := l.open(t)
		defer stop()
		sent := send(t, c, "panel", "reboot")
		if got := l.row(sent.ID); got.State != care.CommandSent || got.Attempts != 1 || got.SentAt == nil {
			t.Errorf("after the first attempt: %+v", got)
		}
		wait(32 * time.Second)
		if diff := cmp.Diff([]string{"panel reboot @0s", "panel reboot @5s", "panel reboot @15s"}, l.heard()); diff != "" {
			t.Errorf("told (-want +got)\n%s", diff)
		}
		for range 2 {
			if err := c.Result(t.Context(), care.CommandResult{Device: "panel", Command: sent.ID, OK: true, Value: json.RawMessage(`{"up":1}`), At: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Result(t.Context(), care.CommandResult{Device: "panel", Command: sent.ID, Reason: "changed its mind", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		wait(time.Hour)
		got := l.row(sent.ID)
		if got.State != care.CommandConfirmed || string(got.Result) != `{"up":1}` || got.EndedAt == nil || got.Reason != "" || len(l.heard()) != 3 {
			t.Errorf("answered: %+v, told %v", got, l.heard())
		}
		if diff := cmp.Diff([]string{"boss device.commanded reboot", "system device.command_confirmed reboot"}, l.journal()); diff != "" {
			t.Errorf("journal (-want +got)\n%s", diff)
		}
	})
}

func TestCommandThatTheDeviceRefusesHasFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		c, stop := l.open(t)
		defer stop()
		sent := send(t, c, "behind", "volume_up")
		for name, r := range map[string]care.CommandResult{
			"another device": {Device: "other", Command: sent.ID, OK: true},
			"no command":     {Device: "behind", Command: "nothing", OK: true},
		} {
			if err := c.Result(t.Context(), r); !errors.Is(err, care.ErrNotFound) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		// Its gateway may speak for it without naming it.
		if err := c.Result(t.Context(), care.CommandResult{Device: "panel", Command: sent.ID, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		if got := l.row(sent.ID); got.State != care.CommandFailed || got.Reason != "refused" || got.NextAt != nil {
			t.Errorf("got %+v", got)
		}
	})
}

func TestCommandExpiresAndALateAnswerChangesNoState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		c, stop := l.open(t)
		sent, err := c.Send(t.Context(), boss, supervision.NewCommand{Device: "panel", Name: "identify", Expires: 30 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		stop() // the owner dies; another process finds it past its time
		wait(time.Minute)
		c, stop = l.open(t)
		defer stop()
		wait(time.Second)
		if got := l.row(sent.ID); got.State != care.CommandExpired || got.EndedAt == nil || got.NextAt != nil {
			t.Errorf("got %+v", got)
		}
		if got := l.heard(); len(got) != 1 {
			t.Errorf("told after its end: %v", got)
		}
		if err := c.Result(t.Context(), care.CommandResult{Device: "panel", Command: sent.ID, OK: true, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		if got := l.row(sent.ID); got.State != care.CommandExpired || got.AnsweredAt == nil {
			t.Errorf("late: %+v", got)
		}
		if got := l.journal(); got[len(got)-1] != "system device.command_expired identify" {
			t.Errorf("journal: %v", got)
		}
	})
}

func TestCommandWaitsForTheBrokerAndIsToldAtReconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		l.refuse = care.ErrUnavailable
		c, stop := l.open(t)
		defer stop()
		sent := send(t, c, "panel", "update_now")
		wait(10 * time.Minute)
		if got := l.row(sent.ID); got.State != care.CommandQueued || got.Attempts != 0 {
			t.Errorf("not taken: %+v", got)
		}
		l.set(func(l *ledger) { l.refuse = nil })
		wait(time.Minute)
		told := len(l.heard())
		if told == 0 {
			t.Fatal("not told after the broker came back")
		}
		wait(4 * time.Minute)
		before := len(l.heard())
		if err := c.Again(t.Context(), "panel"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := len(l.heard()); got != before+1 {
			t.Errorf("told %d times at the reconnect", got-before)
		}
	})
}

func TestSleepingDeviceIsNotFloodedWithRepeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		c, stop := l.open(t)
		defer stop()
		sent, err := c.Send(t.Context(), boss, supervision.NewCommand{Device: "panel", Name: "config", Args: json.RawMessage(`{"a":1}`)})
		if err != nil {
			t.Fatal(err)
		}
		wait(7*24*time.Hour - time.Minute)
		if got := len(l.heard()); got != 20 {
			t.Errorf("told %d times in a week", got)
		}
		if err := c.Again(t.Context(), "panel"); err != nil {
			t.Fatal(err)
		}
		wait(2 * time.Minute)
		if got := l.row(sent.ID); len(l.heard()) != 21 || got.State != care.CommandExpired {
			t.Errorf("told %d times, %+v", len(l.heard()), got)
		}
	})
}

func TestTwoProcessesTellOnceAndTakeOverFromOneThatDied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		a, stopA := l.open(t)
		b, stopB := l.open(t)
		sent := send(t, a, "panel", "reboot")
		b.Heard([]care.Entry{{What: "device.commanded"}})
		wait(4 * time.Second)
		if got := l.heard(); len(got) != 1 {
			t.Errorf("told %v", got)
		}
		stopA()
		stopB()

		l = newLedger()
		l.hang = true
		c, stop := l.open(t)
		sent = send(t, c, "panel", "reboot")
		stop() // in the middle of an attempt
		if got := l.row(sent.ID); got.State != care.CommandQueued {
			t.Errorf("stopped: %+v", got)
		}
		l.set(func(l *ledger) { // as one leaves it that is killed: claimed, no more
			claimed := time.Now().Add(15 * time.Second)
			row := l.rows[sent.ID]
			row.NextAt = &claimed
			l.rows[sent.ID], l.hang, l.told = row, false, nil
		})
		_, stop = l.open(t)
		defer stop()
		wait(14 * time.Second)
		if got := l.heard(); len(got) != 0 {
			t.Errorf("told while another has it: %v", got)
		}
		wait(2 * time.Second)
		if got := l.row(sent.ID); got.State != care.CommandSent || len(l.heard()) != 1 {
			t.Errorf("taken over: %+v, %v", got, l.heard())
		}
	})
}

func TestCommandOfADeviceHeldElsewhereIsLeftThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		l.foreign["watch"] = true
		c, stop := l.open(t)
		defer stop()
		sent := send(t, c, "watch", "reboot")
		wait(25 * time.Second) // as long as another process may only be slow it is not touched
		if got := l.row(sent.ID); got.State != care.CommandQueued || got.Version != sent.Version || !got.NextAt.Equal(*sent.NextAt) {
			t.Errorf("got %+v", got)
		}
		// Then it is put off, so that many such hide nobody's.
		wait(10 * time.Second)
		if got := l.row(sent.ID); got.State != care.CommandQueued || got.Attempts != 0 || !got.NextAt.After(time.Now()) || len(l.heard()) != 0 {
			t.Errorf("got %+v, %v", got, l.heard())
		}
		l.set(func(l *ledger) { delete(l.foreign, "watch") })
		wait(time.Minute)
		if got := l.row(sent.ID); got.State != care.CommandSent || len(l.heard()) == 0 {
			t.Errorf("got %+v, %v", got, l.heard())
		}
	})
}

func TestWhoMaySendWhat(t *testing.T) {
	l := newLedger()
	c, err := supervision.NewCommands(supervision.CommandDeps{Book: l, List: l, Devices: l, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	operator := care.Staff{ID: "op", Role: care.Operator}
	long := string(slices.Repeat([]byte("a"), 5000))
	for name, row := range map[string]struct {
		by   care.Staff
		want supervision.NewCommand
		code string // of the fault; empty: taken
	}{
		"an operator locates with a reason":   {operator, supervision.NewCommand{Device: "p1", Name: "locate", Why: "求助后无人应答"}, ""},
		"nobody locates without":              {boss, supervision.NewCommand{Device: "p1", Name: "locate", Why: "  "}, "command.why"},
		"an operator asks for a call":         {operator, supervision.NewCommand{Device: "p2", Name: "call_back", Args: json.RawMessage(`{"number":"0990 123-456"}`)}, ""},
		"not to words":                        {operator, supervision.NewCommand{Device: "p2", Name: "call_back", Args: json.RawMessage(`{"number":"the hotline"}`)}, "command.phone"},
		"not to nobody":                       {operator, supervision.NewCommand{Device: "p2", Name: "call_back"}, "command.arg_missing"},
		"an operator does not restart":        {operator, supervision.NewCommand{Device: "p3", Name: "reboot"}, "command.forbidden"},
		"nor invent":                          {operator, supervision.NewCommand{Device: "p3", Name: "dance"}, "command.forbidden"},
		"a leader sends nothing":              {care.Staff{ID: "l", Role: care.Leader}, supervision.NewCommand{Device: "p3", Name: "identify"}, "command.forbidden"},
		"an admin invents":                    {boss, supervision.NewCommand{Device: "p3", Name: "dance", Args: json.RawMessage(`{"x":[1]}`)}, ""},
		"not any word":                        {boss, supervision.NewCommand{Device: "p3", Name: "Dance!"}, "command.name"},
		"a volume in its range":               {boss, supervision.NewCommand{Device: "p4", Name: "volume", Args: json.RawMessage(`{"level":100}`)}, ""},
		"not beyond":                          {boss, supervision.NewCommand{Device: "p4", Name: "volume", Args: json.RawMessage(`{"level":101}`)}, "command.level"},
		"not in half":                         {boss, supervision.NewCommand{Device: "p4", Name: "volume", Args: json.RawMessage(`{"level":0.5}`)}, "command.level"},
		"nothing beside it":                   {boss, supervision.NewCommand{Device: "p4", Name: "volume", Args: json.RawMessage(`{"level":1,"x":2}`)}, "command.arg_unknown"},
		"a list is no object":                 {boss, supervision.NewCommand{Device: "p4", Name: "dance", Args: json.RawMessage(`[1]`)}, "command.args"},
		"an empty configuration":              {boss, supervision.NewCommand{Device: "p4", Name: "config"}, "command.args"},
		"a huge one":                          {boss, supervision.NewCommand{Device: "p4", Name: "config", Args: json.RawMessage(`{"x":"` + long + `"}`)}, "command.args"},
		"firmware by address":                 {boss, supervision.NewCommand{Device: "p5", Name: "update", Args: json.RawMessage(`{"version":"2.0","url":"https://example.org/a.bin"}`)}, ""},
		"or without":                          {boss, supervision.NewCommand{Device: "p5", Name: "update", Args: json.RawMessage(`{"version":"2.0","url":""}`)}, ""},
		"not from a file":                     {boss, supervision.NewCommand{Device: "p5", Name: "update", Args: json.RawMessage(`{"version":"2.0","url":"file:///etc/passwd"}`)}, "command.url"},
		"a second is too short":               {boss, supervision.NewCommand{Device: "p6", Name: "reboot", Expires: time.Second}, "command.expires"},
		"a month too long":                    {boss, supervision.NewCommand{Device: "p6", Name: "reboot", Expires: 30 * 24 * time.Hour}, "command.expires"},
		"a device out of sight":               {boss, supervision.NewCommand{Device: "elsewhere", Name: "reboot"}, "device.not_found"},
		"a device out of use":                 {boss, supervision.NewCommand{Device: "revoked", Name: "reboot"}, "device.revoked"},
		"a bought-in gateway":                 {boss, supervision.NewCommand{Device: "gw1", Name: "reboot"}, "command.deaf"},
		"a child of it":                       {boss, supervision.NewCommand{Device: "child", Name: "identify"}, "command.deaf"},
		"a child of a gateway that can speak": {boss, supervision.NewCommand{Device: "behind", Name: "identify"}, ""},
	} {
		sent, err := c.Send(t.Context(), row.by, row.want)
		code := ""
		if f := (*care.Fault)(nil); errors.As(err, &f) {
			code = f.Code
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if code != row.code {
			t.Errorf("%s: got %q, want %q", name, code, row.code)
		}
		if row.code == "" && row.want.Name == "call_back" && string(sent.Args) != `{"number":"0990123456"}` {
			t.Errorf("%s: arguments %s", name, sent.Args)
		}
	}
}

func TestLocatingIsJournalledAsALook(t *testing.T) {
	l := newLedger()
	c, err := supervision.NewCommands(supervision.CommandDeps{Book: l, List: l, Devices: l, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	want := supervision.NewCommand{Device: "panel", Name: supervision.Locate, Why: "家属报走失", Key: "k1"}
	first, err := c.Send(t.Context(), boss, want)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Send(t.Context(), boss, want)
	if err != nil || again.ID != first.ID {
		t.Errorf("the same key: %v, %s and %s", err, first.ID, again.ID)
	}
	if len(l.entries) != 1 {
		t.Fatalf("%d entries", len(l.entries))
	}
	if e := l.entries[0]; e.What != "device.located" || e.Related != "elder:wang" || e.Note != "locate：家属报走失" || e.By != "boss" || e.RegionID == "" {
		t.Errorf("got %+v", e)
	}
	want.Name = "reboot"
	if _, err := c.Send(t.Context(), boss, want); !errors.Is(err, care.ErrConflict) {
		t.Errorf("the key of another command: %v", err)
	}
}

func TestADeviceHasTwentyOpenCommandsAtMost(t *testing.T) {
	l := newLedger()
	c, err := supervision.NewCommands(supervision.CommandDeps{Book: l, List: l, Devices: l, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 21 {
		_, err := c.Send(t.Context(), boss, supervision.NewCommand{Device: "panel", Name: "identify"})
		if n < 20 && err != nil || n == 20 && !errors.Is(err, care.ErrConflict) {
			t.Errorf("command %d: %v", n, err)
		}
	}
}
