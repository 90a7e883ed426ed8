package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/notify"
	"yian/store/records"
	"yian/training"
)

// TestTrainingRefusesEveryWayOutside gives a seat each setting that is somebody else's
// address or a secret, alone, as a flag. It must end before anything is opened, and
// name the setting.
func TestTrainingRefusesEveryWayOutside(t *testing.T) {
	given := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Settings]()) {
		name := f.Tag.Get("name")
		address := slices.ContainsFunc([]string{"Gateway", "gateway", "Mail server", "Address of a robot", "InfluxDB for", "Redis for", "The record,"}, func(word string) bool { return strings.HasPrefix(f.Tag.Get("help"), word) })
		if name == "" || f.Type.Kind() != reflect.String || f.Tag.Get("secret") == "" && !address {
			continue
		}
		given[name] = true
		dir := filepath.Join(t.TempDir(), "seat")
		err := Run([]string{"training", "--data", dir, "--" + name + "=http://gateway.example"}, Streams{Out: io.Discard, Err: io.Discard, Context: t.Context()})
		if !errors.Is(err, care.ErrInvalid) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "训练席") {
			t.Errorf("--%s: got %v, want a refusal that names it", name, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("--%s: the folder was opened all the same", name)
		}
	}
	for _, must := range []string{"database-url", "redis-url", "influx-url", "webhook-url", "sms-url", "voice-url", "wecom-url", "dingtalk-url", "mail-server", "influx-token", "mail-password"} {
		if !given[must] {
			t.Errorf("--%s was not tried", must)
		}
	}
	t.Setenv("YIAN_SMS_URL", "http://gateway.example")
	if err := Run([]string{"training"}, Streams{Out: io.Discard, Err: io.Discard, Context: t.Context()}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("from the environment: got %v, want a refusal", err)
	}
}

// TestASeatAndASiteNeverShareARecord: each opens its own, twice, and never the other's.
func TestASeatAndASiteNeverShareARecord(t *testing.T) {
	open := func(dir string, seat bool) error {
		store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(dir, "yian.db"), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		c := &core{Records: store, clock: newClock(time.Now())}
		if seat {
			c.telephone = &training.Telephone{}
		} else if err := store.SetSetting(t.Context(), "anything", "1", care.Entry{At: time.Now(), By: care.System, What: "setting.made", Noun: "setting"}); err != nil {
			t.Fatal(err)
		}
		return c.rightRecord(t.Context())
	}
	seat, site := t.TempDir(), t.TempDir()
	for range 2 {
		if err := open(seat, true); err != nil {
			t.Errorf("a seat on its own record: %v", err)
		}
		if err := open(site, false); err != nil {
			t.Errorf("a site on its own record: %v", err)
		}
	}
	if err := open(site, true); !errors.Is(err, errSite) {
		t.Errorf("a seat on a site's record: got %v", err)
	}
	if err := open(seat, false); !errors.Is(err, errSeat) {
		t.Errorf("a site on a seat's record: got %v", err)
	}
}

func TestASeatOpensNoFolderThatIsSomebodyElses(t *testing.T) {
	empty := t.TempDir()
	for range 2 {
		if err := rightFolder(empty); err != nil {
			t.Fatalf("an empty folder, then its own: %v", err)
		}
	}
	theirs := t.TempDir()
	if err := os.WriteFile(filepath.Join(theirs, "yian.db"), []byte("a record"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := rightFolder(theirs); !errors.Is(err, errSite) {
		t.Errorf("a site's folder: got %v", err)
	}
	if files, _ := os.ReadDir(theirs); len(files) != 1 {
		t.Errorf("something was left in a site's folder: %v", files)
	}
}

// TestASeatsOnlyChannelIsPlayed: whatever is to be told to whom, there is no other way
// than the telephone that leads nowhere.
func TestASeatsOnlyChannelIsPlayed(t *testing.T) {
	c := &core{}
	c.telephone = &training.Telephone{}
	c.set.SMS = "http://gateway.example" // nobody could set it; and if
	if err := c.openChannels(); err != nil {
		t.Fatal(err)
	}
	if names := c.notifying.Names(); len(names) != 1 || names[0] != care.Webhook {
		t.Fatalf("got channels %v, want the played one", names)
	}
	for _, kind := range []string{"ring", "message", "connect", "test"} {
		n := care.Notice{Kind: kind, Phone: "120", Receiver: "contact", Channel: care.Webhook}
		if ways := c.notifying.Ways(n); len(ways) != 1 {
			t.Errorf("%s: got ways %v, want one", kind, ways)
		}
		if _, err := c.notifying.Send(context.Background(), n); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := c.notifying.Send(context.Background(), care.Notice{Channel: care.SMS, Phone: "120"}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("over another channel: got %v, want a refusal", err)
	}
	var _ notify.Channel = c.telephone
}
