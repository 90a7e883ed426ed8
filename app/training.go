package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yian/care"
	"yian/devices/simulator"
	"yian/dispatch"
	"yian/store/records"
	"yian/training"
)

var (
	_ training.Book  = (*records.Store)(nil)
	_ training.Shelf = (*records.Store)(nil)
	_ training.Desk  = (*dispatch.Desk)(nil)
	_ training.World = (*trainingWorld)(nil)
)

// seatMark is the setting by which a record is a training seat's for ever, and the
// name of the file that says the same of a folder before anything in it is opened.
const seatMark = "training_seat"

// errSeat and errSite keep the two apart.
var (
	errSeat = fmt.Errorf("这是训练席的数据，不能用来值守真的平台 / this record is a training seat's and never a site's: %w", care.ErrConflict)
	errSite = fmt.Errorf("这里是一个真平台的数据，训练席不能用：请换一个空目录 / this is a real site's data, which a training seat never touches: name an empty folder with --data: %w", care.ErrConflict)
)

// rightRecord is nil when the record is of the kind that this process is.
func (c *core) rightRecord(ctx context.Context) error {
	_, err := c.Records.Setting(ctx, seatMark)
	switch {
	case err == nil && c.telephone == nil:
		return errSeat
	case err == nil || c.telephone == nil && errors.Is(err, care.ErrNotFound):
		return nil
	case !errors.Is(err, care.ErrNotFound):
		return err
	}
	if last, err := c.Records.LastEntry(ctx); err != nil || last > 0 {
		return errors.Join(err, errSite)
	}
	return c.Records.SetSetting(ctx, seatMark, c.clock.Now().UTC().Format(time.RFC3339), care.Entry{At: c.clock.Now(), By: care.System, What: "setting.training_seat", Noun: "setting", Subject: seatMark})
}

// rightFolder is nil when a folder is empty or a training seat's. It opens nothing in
// it: a real site's record must not even be brought up to date.
func rightFolder(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, seatMark)); err == nil {
		return nil
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("app: training: %w", err)
	}
	for _, f := range files {
		if f.Name() != holdFile {
			return errSite
		}
	}
	text := "颐安训练席的数据：不是真的 / data of a Yian training seat: nothing here is real\n"
	if err := os.WriteFile(filepath.Join(dir, seatMark), []byte(text), 0o600); err != nil {
		return fmt.Errorf("app: training: %w", err)
	}
	return nil
}

// taught is what a training seat has more than a site. The telephone says which of the
// two a process is: it is nil everywhere else.
type taught struct {
	telephone *training.Telephone
	seat      *training.Seat
	world     *trainingWorld
}

// buildSeat builds the training seat over the desk; a site that is none has none.
func (s *Site) buildSeat() (err error) {
	if s.telephone == nil {
		return nil
	}
	s.world = &trainingWorld{site: s}
	s.seat, err = training.New(training.Deps{Book: s.Records, Shelf: s.Records, Desk: s.Desk, World: s.world, Staff: s.Registry,
		Telephone: s.telephone, Now: s.clock.Now, Log: s.log})
	return err
}

// trainingWorld is what happens around a training seat: sample devices press over real
// MQTT, sample people ring, and a sample worker knocks.
type trainingWorld struct {
	site  *Site
	homes *simulator.Simulator // nil: not yet
}

// Press lets a sample device press.
func (w *trainingWorld) Press(_ context.Context, device care.DeviceID, kind care.CallKind, pressed time.Time) error {
	if w.homes == nil {
		return fmt.Errorf("app: training: the homes do not live yet: %w", care.ErrUnavailable)
	}
	return w.homes.Press(device, kind, pressed)
}

// Ring tells the desk of a call as the county's telephone system would.
func (w *trainingWorld) Ring(ctx context.Context, t training.Told) error {
	return w.site.Desk.Phone(ctx, dispatch.PhoneTold{ID: t.ID, State: t.State, From: t.From, To: w.site.set.Hotline, At: t.At, Seat: t.Seat})
}

// Knock sends a sample worker to a door that stays closed.
func (w *trainingWorld) Knock(ctx context.Context, elder care.ElderID, key string) error {
	return knock(ctx, w.site.Desk, w.site.Registry, elder, key)
}
