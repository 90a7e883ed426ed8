package app

import (
	"fmt"
	"strings"
	"time"

	"yian/care"
	"yian/dispatch/accounts"
	"yian/dispatch/catalogue"
	"yian/dispatch/hotline"
	"yian/dispatch/roster"
	"yian/dispatch/visits"
	"yian/registry"
	"yian/store/readings"
	"yian/store/records"
)

// What visits ask of others, pinned when it is compiled.
var (
	_ visits.Book      = (*records.Store)(nil)
	_ visits.Shelf     = (*records.Store)(nil)
	_ visits.Orders    = (*records.Store)(nil)
	_ visits.Doors     = (*records.Store)(nil)
	_ visits.Contracts = (*records.Store)(nil)
	_ visits.Misses    = (*records.Store)(nil)
	_ visits.Notices   = (*records.Store)(nil)
	_ visits.Readings  = (*readings.Store)(nil)
	_ visits.People    = (*registry.Registry)(nil)
	_ visits.Posts     = (*registry.Registry)(nil)
	_ visits.Devices   = (*registry.Registry)(nil)
	_ visits.Roster    = (*roster.Roster)(nil)
	_ visits.FollowUps = (*hotline.Hotline)(nil)
	_ visits.Catalogue = (*catalogue.Catalogue)(nil)
	_ visits.Accounts  = (*records.Store)(nil)

	_ accounts.Book      = (*records.Store)(nil)
	_ accounts.Shelf     = (*records.Store)(nil)
	_ accounts.Orders    = (*records.Store)(nil)
	_ accounts.Limits    = (*visits.Visits)(nil)
	_ accounts.Contracts = (*records.Store)(nil)
	_ accounts.Posts     = (*registry.Registry)(nil)
)

// VisitSettings are what a site may say of visits: when one is about to be missed, and
// how long its pictures are kept.
type VisitSettings struct {
	MissLead  string   `name:"miss-lead" env:"YIAN_MISS_LEAD" default:"60m/45m/30m/10m" help:"How long before it is due a service is about to be missed: nobody has it / not accepted / not left / the supervisor is rung."`
	MissLeads []string `name:"miss-leads" env:"YIAN_MISS_LEADS" help:"The same for single services, like meal=40m/30m/20m/5m,medical=90m/60m/45m/15m; default: as miss-lead says."`
	PhotoDays int      `name:"photo-days" env:"YIAN_PHOTO_DAYS" default:"180" help:"Days that photos of visits are kept; 0: for ever. What they were and their digests stay."`
	ProofDays int      `name:"proof-days" env:"YIAN_PROOF_DAYS" default:"1096" help:"Days that receipts, signatures and fingerprints of visits are kept, which prove payments; 0: for ever."`
}

// leastPhotoDays leave time to ask and to complain.
const leastPhotoDays = 30

// leads reads the times before a miss.
func (s *VisitSettings) leads() (all visits.Lead, by map[care.Service]visits.Lead, err error) {
	all, by = visits.DefaultLead, map[care.Service]visits.Lead{}
	if s.MissLead != "" {
		if all, err = leadOf(s.MissLead); err != nil {
			return all, nil, fmt.Errorf("miss-lead: %w", err)
		}
	}
	for _, one := range s.MissLeads {
		name, text, _ := strings.Cut(one, "=")
		service, known := care.ParseService(strings.TrimSpace(name))
		if !known {
			return all, nil, fmt.Errorf("miss-leads: there is no service %q", name)
		}
		if by[service], err = leadOf(text); err != nil {
			return all, nil, fmt.Errorf("miss-leads: %s: %w", name, err)
		}
	}
	return all, by, nil
}

// leadOf reads four times like 60m/45m/30m/10m.
func leadOf(text string) (visits.Lead, error) {
	bad := fmt.Errorf("must be four times that do not grow, like 60m/45m/30m/10m, the first at most 24h")
	parts := strings.Split(text, "/")
	if len(parts) != 4 {
		return visits.Lead{}, bad
	}
	var times [4]time.Duration
	for i, part := range parts {
		d, err := time.ParseDuration(strings.TrimSpace(part))
		if err != nil {
			return visits.Lead{}, bad
		}
		times[i] = d
	}
	l := visits.Lead{Nobody: times[0], NotAccepted: times[1], NotLeft: times[2], Ring: times[3]}
	if !l.Holds() {
		return visits.Lead{}, bad
	}
	return l, nil
}

// faults returns what is wrong, each by the names of the settings.
func (s *VisitSettings) faults() []error {
	var faults []error
	if _, _, err := s.leads(); err != nil {
		faults = append(faults, err)
	}
	if s.PhotoDays != 0 && s.PhotoDays < leastPhotoDays {
		faults = append(faults, fmt.Errorf("photo-days: must be at least %d, or 0", leastPhotoDays))
	}
	if s.ProofDays != 0 && (s.ProofDays < s.PhotoDays || s.ProofDays < leastPhotoDays || s.PhotoDays == 0) {
		faults = append(faults, fmt.Errorf("proof-days: must be at least %d and not less than photo-days, or 0", leastPhotoDays))
	}
	return faults
}

// keptFor is a number of days, for ever where it is none.
func keptFor(n int) time.Duration {
	if n <= 0 {
		return -1
	}
	return days(n)
}

// visited is what every process has of visits.
type visited struct {
	Visits *visits.Visits
	// Accounts are the money that changed hands for orders.
	Accounts *accounts.Accounts
}

func (c *core) buildVisits() (err error) {
	lead, leads, err := c.set.leads()
	if err != nil {
		return err
	}
	if c.Visits, err = visits.New(visits.Config{Hotline: c.set.Hotline, Lead: lead, Leads: leads, PhotosFor: keptFor(c.set.PhotoDays), ProofsFor: keptFor(c.set.ProofDays)},
		c.visitDeps()); err != nil {
		return err
	}
	c.Accounts, err = accounts.New(accounts.Config{}, c.accountDeps())
	return err
}

func (c *core) visitDeps() visits.Deps {
	return visits.Deps{Book: c.Records, Shelf: c.Records, Orders: c.Records, Doors: c.Records, Contracts: c.Records, Misses: c.Records, Notices: c.Records,
		Readings: c.Readings, People: c.Registry, Posts: c.Registry, Roster: c.Roster, Devices: c.Registry, FollowUps: c.Hotline, Catalogue: c.Catalogue, Accounts: c.Records, Now: c.clock.Now, Log: c.log}
}

func (c *core) accountDeps() accounts.Deps {
	return accounts.Deps{Book: c.Records, Shelf: c.Records, Orders: c.Records, Limits: c.Visits, Contracts: c.Records, Posts: c.Registry, Now: c.clock.Now, Log: c.log}
}
