package app

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"yian/devices/simulator"
)

// SimulateCmd is `yian simulate`.
type SimulateCmd struct {
	Living
	MQTT        string `name:"mqtt" env:"YIAN_MQTT_URL" default:"tcp://127.0.0.1:1883" help:"The broker."`
	HTTP        string `name:"http" env:"YIAN_HTTP_URL" help:"The platform's address, to register homes there with the token in YIAN_TOKEN."`
	Token       string `name:"token" env:"YIAN_TOKEN" secret:"all" help:"Bearer token of an account that may register devices."`
	Credentials string `name:"credentials" placeholder:"FILE" help:"Homes with their accounts; written after a registration, read otherwise."`
	Report      bool   `name:"report" help:"At the end print presses sent, received, lost and doubled by identity, and latencies."`
	LogLevel    string `name:"log-level" env:"YIAN_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"Least level that is logged."`
}

// Run lets homes live until --for has passed or a signal comes.
func (c *SimulateCmd) Run(io *Streams) error {
	if err := c.check(); err != nil {
		return err
	}
	set := Settings{LogLevel: c.LogLevel}
	log := set.logger(io.Err)
	var platform *simulator.Platform
	if c.HTTP != "" {
		if c.Token == "" {
			return fmt.Errorf("--http registers homes and needs YIAN_TOKEN: sign in with POST /api/v1/session to get one")
		}
		platform = &simulator.Platform{URL: strings.TrimRight(c.HTTP, "/"), Token: c.Token}
	}
	homes, err := c.homes(io, platform)
	if err != nil {
		return err
	}
	sim, err := simulator.New(simulator.Config{URL: c.MQTT, Homes: c.Homes, Speed: c.Speed, Seed: c.Seed, Rate: c.Rate, Presses: c.Presses, For: c.For, Spoken: c.speak(io.Out), Log: log}, homes)
	if err != nil {
		return err
	}
	if err := sim.Run(io.Context); err != nil {
		return err
	}
	if !c.Report {
		return nil
	}
	report := sim.Report()
	if platform != nil {
		if report.Doubled, err = platform.Doubled(io.Context, sim.Presses()); err != nil {
			log.Warn("incidents not counted", "err", err)
		}
	}
	fmt.Fprintln(io.Out, report)
	return nil
}

// homes reads the credentials, or registers homes and keeps theirs.
func (c *SimulateCmd) homes(io *Streams, platform *simulator.Platform) ([]simulator.Home, error) {
	if c.Credentials != "" {
		homes, err := simulator.ReadCredentials(c.Credentials)
		if err == nil || platform == nil || !errors.Is(err, fs.ErrNotExist) {
			return homes, err
		}
	}
	if platform == nil {
		return nil, fmt.Errorf("name --credentials FILE, or --http URL with YIAN_TOKEN to register homes")
	}
	homes, err := platform.Register(io.Context, c.Seed, c.Homes)
	if err == nil && c.Credentials != "" {
		err = simulator.WriteCredentials(c.Credentials, homes)
	}
	return homes, err
}
