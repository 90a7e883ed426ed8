package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"yian/app/demo"
	"yian/care"
	"yian/devices/simulator"
)

// TrainingCmd is `yian training`.
type TrainingCmd struct {
	Settings
	Data string `name:"data" env:"YIAN_TRAINING_DATA" help:"Folder that keeps the seat's own record and scores; default: a temporary one."`
	Seed uint64 `name:"seed" default:"1" help:"The same seed makes the same sample county."`
}

// Run keeps a training seat until a signal.
func (c *TrainingCmd) Run(io *Streams, k *kong.Kong) error {
	if err := staysInside(k, "training"); err != nil {
		return err
	}
	if err := c.Check(); err != nil {
		return err
	}
	dir := c.Data
	if dir == "" {
		temp, err := tempFolder()
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	folder, err := holdFolder(dir)
	if err != nil {
		return err
	}
	defer folder.release()
	if err := rightFolder(dir); err != nil {
		return err
	}
	if c.MQTTListen == usualMQTT { // a site on the same host has it
		c.MQTTListen = "127.0.0.1:0"
	}
	site, err := NewSite(io.Context, c.Settings, dir, c.logger(io.Err), Options{MinPassword: len(demo.Password), Training: true})
	if err != nil {
		return err
	}
	defer site.Stop()
	if err := folder.tell(site.set.Influx); err != nil {
		return err
	}
	homes, err := site.enterTraining(io.Context, c.Seed)
	if err != nil {
		return err
	}
	web, mqtt, err := site.Start(io.Context)
	if err != nil {
		return endedEarly(io.Context, err)
	}
	if err := site.beginTraining(mqtt, homes); err != nil {
		return err
	}
	fmt.Fprintf(io.Out, "颐安训练席 / training seat: 不是真的，打不出真电话 / nothing here is real, no real number can be reached\n  %s\n  账号 / accounts: operator operator2 supervisor admin\n  密码 / password: %s\n", web, demo.Password)
	fmt.Fprintf(io.Out, "ready http=%s mqtt=%s\n", web, mqtt)
	return site.Wait(io.Context)
}

// usualMQTT is where a site's broker listens unless something else is said.
const usualMQTT = "127.0.0.1:1883"

// staysInside is nil when no setting of a command leads anywhere outside the process:
// an address of somebody else, or a secret for it. It asks the settings themselves, so
// that one which is added later is refused as well.
func staysInside(k *kong.Kong, command string) error {
	var outside []string
	for _, node := range k.Model.Children {
		if node.Name != command {
			continue
		}
		for _, f := range node.Flags {
			if leadsOutside(f) && !f.Target.IsZero() {
				outside = append(outside, f.Name)
			}
		}
	}
	if len(outside) == 0 {
		return nil
	}
	slices.Sort(outside)
	return fmt.Errorf("训练席不能通向外面：请去掉这些设置 / a training seat has no way outside: take away %s: %w", strings.Join(outside, ", "), care.ErrInvalid)
}

// leadsOutside reports whether a setting is somebody else's address, or for it.
func leadsOutside(f *kong.Flag) bool {
	if f.Tag.Get("secret") != "" {
		return true
	}
	for _, end := range []string{"-url", "-server", "-account", "-form", "-username", "-from", "-to", "-bridge"} {
		if strings.HasSuffix(f.Name, end) && f.Name != "night-from" && f.Name != "night-to" {
			return true
		}
	}
	// Real watches must not come in either: their presses would be played.
	return f.Name == "watch-listen"
}

// enterTraining enters the sample county and the homes of the cases, unless they are
// there, and returns the homes with fresh credentials.
func (s *Site) enterTraining(ctx context.Context, seed uint64) ([]simulator.Home, error) {
	counts, err := s.Registry.Counts(ctx)
	if err != nil {
		return nil, err
	}
	if counts["regions"] == 0 {
		if _, err := demo.Build(ctx, demo.Deps{Registry: s.Registry, Centers: s.Centers}, demo.Options{Seed: seed, Homes: trainingCounty}); err != nil {
			return nil, err
		}
		if err := s.enterDemoRoster(ctx); err != nil {
			return nil, err
		}
		// What is practised counts: a trial would ask for less.
		if _, err := s.Registry.GoLive(ctx, trainer); err != nil && !errors.Is(err, care.ErrConflict) {
			return nil, err
		}
	}
	room := trainingRoom{Registry: s.Registry, Centers: s.Centers, Now: s.clock.Now}
	if err := room.enter(ctx, s.seat.Cases()); err != nil {
		return nil, err
	}
	return room.speakers(ctx, s.seat.Cases())
}

// trainingCounty is how many homes stand around those of the cases: enough to search
// among, and silent.
const trainingCounty = 60

// beginTraining lets the homes of the cases live, and the seat play.
func (s *Site) beginTraining(mqtt string, homes []simulator.Home) (err error) {
	s.world.homes, err = simulator.New(simulator.Config{URL: mqtt, Speed: 1, Seed: 1, Log: s.log}, homes)
	if err != nil {
		return err
	}
	s.parts.start("training homes", func(ctx context.Context) error {
		if err := s.world.homes.Run(ctx); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	})
	s.parts.start("training seat", s.seat.Run)
	return nil
}
