package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"yian/care"
	"yian/centers"
	"yian/devices/simulator"
	"yian/registry"
)

// Options say how big the county is. The zero value works.
type Options struct {
	Homes int       // demonstration households (default 200)
	Seed  uint64    // the same seed makes the same county (default 1)
	Now   time.Time // by which ages, admissions and leaves are reckoned (default the present)
}

// Deps is through which the county is entered.
type Deps struct {
	Registry *registry.Registry
	Centers  *centers.Centers
	Built    *centers.Centers // its clock says when the houses were built; nil: now
	Fences   Fences           // nil: nobody is fenced in
}

// Fences sets fences around elders. It blocks until they are in the record.
type Fences interface {
	SetFence(ctx context.Context, by care.StaffID, who care.Elder, f care.Fence) (care.Fence, error)
}

// County is what somebody who speaks for the devices needs to know.
type County struct {
	Region care.RegionID
	// Homes are the demonstration households with their devices' credentials. The
	// id is the household's.
	Homes []simulator.Home
	// Sites are the demonstration care homes with their bed sensors. The id is the
	// center's.
	Sites []simulator.Home
	// Staff are the accounts, each with the password "demo".
	Staff []care.Staff
}

// All returns homes and sites together, for the simulator.
func (c *County) All() []simulator.Home {
	return append(append(make([]simulator.Home, 0, len(c.Homes)+len(c.Sites)), c.Homes...), c.Sites...)
}

// Password is every sample account's.
const Password = "demo"

// author enters the county: the platform itself.
var author = care.Staff{ID: care.System, Role: care.Admin}

// builder holds what is entered so far.
type builder struct {
	Deps
	opts      Options
	chance    *rand.Rand
	county    County
	townships []care.Region
	villages  []care.Region
	sites     []care.Center          // all, to be entered together
	stations  []care.Center          // one per village, same order
	houses    []care.Center          // care homes, one per township
	phones    int                    // given out so far
	lying     map[care.DeviceID]bool // bed sensors with somebody above them
	keepers   [workers]person
	fitted    map[string]int // devices so far, by kind; "": all
}

// person is somebody who appears in two places.
type person struct{ name, phone string }

// Build enters the county into an empty record and returns who speaks in it. It
// blocks for about a second. A record that is not empty is [care.ErrConflict].
func Build(ctx context.Context, deps Deps, opts Options) (County, error) {
	if opts.Homes == 0 {
		opts.Homes = 200
	}
	if opts.Seed == 0 {
		opts.Seed = 1
	}
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	b := &builder{Deps: deps, opts: opts, lying: map[care.DeviceID]bool{}, fitted: map[string]int{}, chance: rand.New(rand.NewPCG(opts.Seed, 0x79_69_61_6e))}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"regions", b.enterRegions}, {"sites", b.enterSites}, {"staff", b.enterStaff}, {"homes", b.enterHomes}, {"beds", b.enterBeds},
	} {
		if err := step.do(ctx); err != nil {
			return County{}, fmt.Errorf("demo: enter %s: %w", step.name, err)
		}
	}
	return b.county, nil
}

// likely is true in that share of cases.
func (b *builder) likely(share float64) bool { return b.chance.Float64() < share }

func pick[T any](b *builder, from []T) T { return from[b.chance.IntN(len(from))] }

// phone makes the next number of a range that reads like a sample at once.
func (b *builder) phone() string {
	b.phones++
	return fmt.Sprintf("1990000%04d", b.phones%10000)
}

// near is a point within about km kilometres.
func (b *builder) near(lat, lon *float64, km float64) (*float64, *float64) {
	spread := km / 111
	la, lo := *lat+(b.chance.Float64()*2-1)*spread, *lon+(b.chance.Float64()*2-1)*spread
	return round(la), round(lo)
}

// round keeps five digits, about a metre.
func round(v float64) *float64 {
	v = float64(int64(v*1e5)) / 1e5
	return &v
}
