package records

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func sampleCommand(n int, device care.DeviceID) care.Command {
	at := alertsBegan.Add(time.Duration(n) * time.Second)
	return care.Command{ID: care.CommandID(fmt.Sprintf("command-%02d", n)), Device: device, RegionID: "990101001", Name: "call_back",
		Args: json.RawMessage(`{"number":"0990"}`), State: care.CommandQueued, By: "op", QueuedAt: at, ExpiresAt: at.Add(time.Hour), NextAt: &at}
}

func commandEntry(c care.Command, what string) care.Entry {
	return care.Entry{At: c.QueuedAt, By: c.By, What: what, Noun: "device", Subject: string(c.Device), RegionID: c.RegionID}
}

func newCommand(t testing.TB, s *Store, c care.Command) care.Command {
	t.Helper()
	kept, known, err := s.NewCommand(t.Context(), c, 20, commandEntry(c, "device.commanded"))
	if err != nil || known {
		t.Fatalf("%s: known %v, %v", c.ID, known, err)
	}
	return kept
}

func TestACommandIsKeptOnceAndChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		c := newCommand(t, s, sampleCommand(1, "d1"))
		again, known, err := s.NewCommand(t.Context(), sampleCommand(1, "d1"), 20, commandEntry(c, "device.commanded"))
		if err != nil || !known {
			t.Fatalf("again: known %v, %v", known, err)
		}
		if diff := cmp.Diff(c, again); diff != "" {
			t.Errorf("again (-want +got)\n%s", diff)
		}
		// A quiet change writes no entry, an answer one; nothing changed, nothing written.
		next := c.QueuedAt.Add(5 * time.Second)
		_, err = s.ChangeCommand(t.Context(), c.ID, func(c *care.Command) (bool, []care.Entry, error) {
			c.State, c.SentAt, c.NextAt, c.Attempts = care.CommandSent, &c.QueuedAt, &next, 1
			return true, nil, nil
		})
		must(t, err)
		got, err := s.ChangeCommand(t.Context(), c.ID, func(c *care.Command) (bool, []care.Entry, error) {
			c.Name = "never written"
			return false, nil, nil
		})
		must(t, err)
		if got.NextAt == nil || !got.NextAt.Equal(next) {
			t.Errorf("due: %v", got.NextAt)
		}
		ended := c.QueuedAt.Add(7 * time.Second)
		_, err = s.ChangeCommand(t.Context(), c.ID, func(c *care.Command) (bool, []care.Entry, error) {
			c.State, c.EndedAt, c.NextAt, c.Result = care.CommandConfirmed, &ended, nil, json.RawMessage(`{"spoken":"样例 \u0000"}`)
			return true, []care.Entry{commandEntry(*c, "device.command_confirmed")}, nil
		})
		must(t, err)
		list, _, err := s.Commands(t.Context(), care.Everything, care.CommandQuery{Device: "d1"}, care.Page{})
		must(t, err)
		want := c
		want.State, want.SentAt, want.EndedAt, want.NextAt, want.Attempts, want.Version = care.CommandConfirmed, &c.QueuedAt, &ended, nil, 1, 3
		want.Result = json.RawMessage(`{"spoken":"样例 \u0000"}`)
		if diff := cmp.Diff([]care.Command{want}, list); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		entries, err := s.entries(t.Context(), `SELECT `+entryColumns+` FROM journal WHERE noun = 'device' ORDER BY seq`)
		must(t, err)
		if len(entries) != 2 || entries[1].What != "device.command_confirmed" {
			t.Errorf("journal: %+v", entries)
		}
		if _, err := s.ChangeCommand(t.Context(), "nothing", nil); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("no such command: %v", err)
		}
	})
}

func TestDueCommandsAndThoseOfADeviceThatCameBack(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for n, device := range []care.DeviceID{"d1", "d1", "d2", "d3"} {
			newCommand(t, s, sampleCommand(n, device))
		}
		end := func(id care.CommandID) {
			t.Helper()
			_, err := s.ChangeCommand(t.Context(), id, func(c *care.Command) (bool, []care.Entry, error) {
				c.State, c.NextAt = care.CommandFailed, nil
				return true, nil, nil
			})
			must(t, err)
		}
		end("command-00")
		now := alertsBegan.Add(2 * time.Second)
		due := func() (ids []care.CommandID) {
			t.Helper()
			list, err := s.DueCommands(t.Context(), now, 10)
			must(t, err)
			for _, c := range list {
				ids = append(ids, c.ID)
			}
			return ids
		}
		if diff := cmp.Diff([]care.CommandID{"command-01", "command-02"}, due()); diff != "" {
			t.Errorf("due (-want +got)\n%s", diff)
		}
		must(t, s.CommandsAgain(t.Context(), "d3", now))
		must(t, s.CommandsAgain(t.Context(), "nobody", now))
		must(t, s.CommandsAgain(t.Context(), "d1", now)) // due before: it stays where it is
		if diff := cmp.Diff([]care.CommandID{"command-01", "command-02", "command-03"}, due()); diff != "" {
			t.Errorf("after d3 came back (-want +got)\n%s", diff)
		}
		counts, err := s.OpenCommands(t.Context())
		must(t, err)
		if diff := cmp.Diff(map[care.CommandState]int{care.CommandQueued: 3}, counts); diff != "" {
			t.Errorf("open (-want +got)\n%s", diff)
		}
		c := sampleCommand(9, "d1")
		if _, _, err := s.NewCommand(t.Context(), c, 1, commandEntry(c, "device.commanded")); !errors.Is(err, care.ErrConflict) {
			t.Errorf("one too many: %v", err)
		}
	})
}

func TestCommandsByStateScopeAndPage(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for n := range 5 {
			c := sampleCommand(n, "d1")
			if n == 4 {
				c.RegionID, c.CenterID, c.Device, c.State = "990101002", "house", "d2", care.CommandFailed
			}
			newCommand(t, s, c)
		}
		for name, row := range map[string]struct {
			sc   care.Scope
			q    care.CommandQuery
			want int
		}{
			"all":         {care.Everything, care.CommandQuery{}, 5},
			"a township":  {care.Scope{Role: care.Operator, Region: "990101001"}, care.CommandQuery{}, 4},
			"a house":     {care.Scope{Role: care.Manager, Center: "house"}, care.CommandQuery{}, 1},
			"nobody":      {care.Scope{}, care.CommandQuery{}, 0},
			"failed":      {care.Everything, care.CommandQuery{States: []care.CommandState{care.CommandFailed, care.CommandExpired}}, 1},
			"of a device": {care.Everything, care.CommandQuery{Device: "d1"}, 4},
		} {
			list, _, err := s.Commands(t.Context(), row.sc, row.q, care.Page{})
			if err != nil || len(list) != row.want {
				t.Errorf("%s: %d, want %d, %v", name, len(list), row.want, err)
			}
		}
		var ids []care.CommandID
		for page := (care.Page{Limit: 2}); ; {
			list, next, err := s.Commands(t.Context(), care.Everything, care.CommandQuery{}, page)
			must(t, err)
			for _, c := range list {
				ids = append(ids, c.ID)
			}
			if next == "" {
				break
			}
			page.Cursor = next
		}
		if diff := cmp.Diff([]care.CommandID{"command-04", "command-03", "command-02", "command-01", "command-00"}, ids); diff != "" {
			t.Errorf("pages (-want +got)\n%s", diff)
		}
	})
}
