package dispatch

import "time"

// Config holds the desk's times. Zero means the default.
type Config struct {
	// Supervisor is how long operators alone are rung (default 30 s).
	Supervisor time.Duration
	// Neighbours is when station keeper, township duty and contacts are rung
	// (default 60 s).
	Neighbours time.Duration
	// County is when the county desk is rung, and again each time after (default 180 s).
	County time.Duration
	// Rejoin is how long a press after the answer rings at its owner's desk only
	// (default 30 s).
	Rejoin time.Duration
	// AcceptEmergency and Accept are how long an assigned order may wait for its
	// worker's yes (defaults 30 s and 15 min); after that
	// an emergency goes to the next.
	AcceptEmergency, Accept time.Duration
	// Act is how long an incident that was answered may stay as it is without an act
	// (default 3 min), OnScene how long whoever goes may take (default 45 min). Then
	// it rings again.
	Act, OnScene time.Duration
	// CallBack is how long a caller whom nobody answered may wait to be called back
	// (default 15 min). Then the supervisor is rung.
	CallBack time.Duration
	// Returns is how often an order may come back from workers, and Unclaimed how long
	// after it was due it may wait for one, before somebody at the desk decides what
	// becomes of it (defaults 5, 24 h). Emergencies wait for a worker until the end.
	Returns   int
	Unclaimed time.Duration
	// Lone is how long a call in danger rings while everybody at the desk is busy with
	// another, before the supervisor is rung (default 10 s).
	Lone time.Duration
	// Wake is how often whoever sits alone at night is asked for a key, and
	// WakeWithin how long they have (defaults 30 min and 60 s). NightFrom and NightTo
	// are when the night begins and ends, in Shanghai (defaults 22:00 and 06:00).
	Wake, WakeWithin   time.Duration
	NightFrom, NightTo string
	// Beat is how long a console is taken to be alive after its last beat (default 50 s).
	Beat time.Duration
	// Hotline is the number that people who are rung call back (default 7012349,
	// the county's).
	Hotline string
}

func (c *Config) fill() {
	for d, def := range map[*time.Duration]time.Duration{
		&c.Supervisor: 30 * time.Second, &c.Neighbours: time.Minute, &c.County: 3 * time.Minute,
		&c.Rejoin: 30 * time.Second, &c.AcceptEmergency: 30 * time.Second, &c.Accept: 15 * time.Minute,
		&c.Unclaimed: 24 * time.Hour, &c.Beat: 50 * time.Second, &c.Act: 3 * time.Minute, &c.CallBack: 15 * time.Minute, &c.OnScene: 45 * time.Minute,
		&c.Lone: 10 * time.Second, &c.Wake: 30 * time.Minute, &c.WakeWithin: time.Minute,
	} {
		if *d <= 0 {
			*d = def
		}
	}
	if c.Returns <= 0 {
		c.Returns = 5
	}
	for text, def := range map[*string]string{&c.Hotline: "7012349", &c.NightFrom: "22:00", &c.NightTo: "06:00"} {
		if *text == "" {
			*text = def
		}
	}
}
