package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"yian/api"
	"yian/app/demo"
	"yian/care"
	"yian/devices/simulator"
)

// Living are the flags of whoever lets homes live.
type Living struct {
	Homes   int           `name:"homes" default:"200" help:"How many homes speak; the sample register is always whole."`
	Speed   float64       `name:"speed" default:"1" help:"Compresses habits: 60 lives a day in 24 minutes; every instant sent is the true one."`
	Seed    uint64        `name:"seed" default:"1" help:"The same seed lives alike."`
	Rate    float64       `name:"rate" default:"0" help:"Readings a second; 0: by the homes' habits."`
	Presses float64       `name:"presses" default:"0.1" help:"Calls a minute; 0 also stops falls and dangerous silence."`
	For     time.Duration `name:"for" default:"0s" help:"How long to live; 0: until stopped."`
	Aloud   bool          `name:"aloud" help:"Print each sentence that a device says to its senior."`
}

func (l *Living) check() error {
	if l.Homes < 1 || l.Homes > 100_000 || l.Speed <= 0 || l.Rate < 0 || l.Presses < 0 || l.For < 0 {
		return fmt.Errorf("--homes must be 1 to 100000, --speed more than 0, --rate, --presses and --for not negative")
	}
	return nil
}

// speak prints what devices say, or nothing.
func (l *Living) speak(out io.Writer) func(care.DeviceID, simulator.Spoken) {
	if !l.Aloud {
		return nil
	}
	var mu sync.Mutex // one line at a time
	return func(device care.DeviceID, s simulator.Spoken) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(out, "%s %s: %s\n", time.Now().In(care.Shanghai).Format(time.TimeOnly), device, s)
	}
}

// DemoCmd is `yian demo`.
type DemoCmd struct {
	Settings
	Living
	Staff bool `name:"staff" default:"true" negatable:"" help:"Let the demo's own staff answer and work unless a person does."`
}

// Run shows everything in a temporary folder until a signal.
func (c *DemoCmd) Run(io *Streams) error {
	if err := c.Settings.Check(); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	dir, err := tempFolder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	log := c.logger(io.Err)
	if c.WatchListen == "" {
		c.WatchListen = "127.0.0.1:0"
	}
	var gateway *demo.Gateway
	if c.Webhook == "" {
		if gateway, err = demo.StartGateway(log, time.After); err != nil {
			return err
		}
		defer gateway.Close()
		c.Webhook, c.WebhookSecret = gateway.URL, gateway.Secret
	}
	var crew *demo.Crew
	site, err := NewSite(io.Context, c.Settings, dir, log, Options{MinPassword: len(demo.Password),
		Demo:     &api.Demo{Homes: c.Homes, Speed: c.Speed, Staff: c.Staff},
		StaffAct: func(on bool) { crew.Act(on) }})
	if err != nil {
		return err
	}
	defer site.Stop()
	county, err := demo.Build(io.Context, demo.Deps{Registry: site.Registry, Centers: site.Centers, Built: site.longAgo(), Fences: site.engine}, demo.Options{Seed: c.Seed})
	if err != nil {
		return err
	}
	if err := site.enterDemoRoster(io.Context); err != nil {
		return err
	}
	if err := demo.Speak(io.Context, site.Sentences, county); err != nil {
		return err
	}
	// A sample county is live: what happens in it counts.
	if _, err := site.Registry.GoLive(io.Context, care.Staff{ID: care.System, Role: care.Admin}); err != nil {
		return err
	}
	with := demo.CrewDeps{Desk: site.Desk, Book: site.Records, Registry: site.Registry, Assigner: site.Assigner, Messenger: site.Messenger, County: county, Speed: c.Speed, Seed: c.Seed, Log: log, Visits: site.Visits, Accounts: site.Accounts}
	crew = demo.NewCrew(with)
	crew.Act(c.Staff)
	// Before anybody draws among what has ended: hundreds of past meals would all ask
	// for a call.
	if err := site.beginProgramme(io.Context, with); err != nil {
		return err
	}
	if err := demo.BeginCarehome(io.Context, with, site.medicineDeps(), site.sampleDeps(), time.Now()); err != nil {
		return err
	}
	hotline, err := demo.BeginHotline(io.Context, with, site.deskDeps(), site.hotlineDeps(), time.Now())
	if err != nil {
		return err
	}
	if err := demo.LiveYesterday(io.Context, with, site.deskDeps(), site.visitDeps(), site.accountDeps(), time.Now()); err != nil {
		return err
	}
	if err := site.beginOutreach(io.Context, with); err != nil {
		return err
	}
	if err := demo.BeginScene(io.Context, with, site.deskDeps(), site.Centers, time.Now()); err != nil {
		return err
	}
	if err := demo.LiveNights(io.Context, with, site.deskDeps(), time.Now()); err != nil {
		return err
	}
	if err := hotline.Afterwards(io.Context, time.Now()); err != nil {
		return err
	}
	if err := demo.LayOut(io.Context, with, site.Rounds, time.Now()); err != nil {
		return err
	}
	web, mqtt, err := site.Start(io.Context)
	if err != nil {
		return endedEarly(io.Context, err)
	}
	if gateway != nil {
		gateway.Tell(web)
	}
	site.parts.start("demo staff", crew.Run)
	living := simulator.Config{URL: mqtt, Watches: site.watches.Addr(), Homes: c.Homes, Speed: c.Speed, Seed: c.Seed, Rate: c.Rate, Presses: c.Presses, For: c.For, Spoken: c.speak(io.Out), Log: log}
	homes, err := simulator.New(living, county.All())
	if err != nil {
		return err
	}
	site.parts.start("homes", func(ctx context.Context) error {
		if err := homes.Run(ctx); err != nil {
			return err
		}
		<-ctx.Done() // lived long enough: the screens stay
		return nil
	})
	site.parts.start("day before", func(ctx context.Context) error {
		if err := site.fillPast(ctx, county.All(), living); err != nil {
			log.Warn("curves begin now", "err", err)
		}
		if err := site.warn(ctx, county.Homes); err != nil {
			log.Warn("no warnings at the beginning", "err", err)
		}
		<-ctx.Done()
		return nil
	})
	fmt.Fprint(io.Out, welcome(web, site.watches.Addr(), c.Living))
	fmt.Fprintf(io.Out, "ready http=%s mqtt=%s\n", web, mqtt)
	return site.Wait(io.Context)
}

// welcome says where to look.
func welcome(web, watches string, l Living) string {
	speed := ""
	if l.Speed != 1 {
		speed = fmt.Sprintf("  演示加速 / sped up ×%g\n", l.Speed)
	}
	return fmt.Sprintf(`颐安 Yian 演示 / demo: %d 户样例家庭 / sample homes
  %s
  账号 / accounts: operator supervisor manager worker leader admin auditor
  密码 / password: %s
  定位手表 / GPS watches: tcp://%s
%s`, l.Homes, web, demo.Password, watches, speed)
}
