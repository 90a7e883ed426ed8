package training

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"yian/care"
)

//go:embed cases/*.yaml
var files embed.FS

// Case is one case of the seat (案例): who lives there, how it begins, what everybody
// says, what is looked at, and the way in which it is done right.
type Case struct {
	ID     string `yaml:"id"`
	Number int    `yaml:"number"` // 1 to 20
	Title  string `yaml:"title"`
	// Brief is what the trainee is told before.
	Brief string `yaml:"brief"`
	Homes []Home `yaml:"homes"`
	Opens Opens  `yaml:"opens"`
	Then  []Then `yaml:"then"`
	// Cast are the parts, each with what is said the first time that it is tried, the
	// second and so on; the last line is said again.
	Cast   map[string][]Line `yaml:"cast"`
	Rubric []Item            `yaml:"rubric"`
	// Right is the way to every point, and Wrong one to all but the items that it loses.
	Right []Act `yaml:"right"`
	Wrong Wrong `yaml:"wrong"`
}

// Home is a sample home of a case, nobody else's.
type Home struct {
	Elders    []Person `yaml:"elders"`
	KeyHolder string   `yaml:"key_holder"`
	// Directions is how villagers find it.
	Directions string `yaml:"directions"`
	// Devices are what calls from there: panel, watch, smoke, gas.
	Devices []string `yaml:"devices"`
	// Host is with whom the elder stays; empty: at home.
	Host string `yaml:"host"`
}

// Person is a sample elder.
type Person struct {
	Name       string     `yaml:"name"`
	Gender     string     `yaml:"gender"`
	Born       string     `yaml:"born"`
	Reach      care.Reach `yaml:"reach"`
	Notes      string     `yaml:"notes"`
	Conditions string     `yaml:"conditions"`
	Vital      []string   `yaml:"vital"`
	Contacts   []Relative `yaml:"contacts"`
}

// Relative is a sample contact.
type Relative struct {
	Name     string `yaml:"name"`
	Relation string `yaml:"relation"`
}

// Opens says how a case begins: a device presses, somebody rings, or a worker stands
// before a closed door.
type Opens struct {
	Press string        `yaml:"press"` // the device
	Kind  care.CallKind `yaml:"kind"`
	// Late is by how much the press was held up on its way.
	Late time.Duration `yaml:"late"`
	// Phone is the part that rings; "unknown" rings from a number that nobody knows.
	Phone string `yaml:"phone"`
	Door  bool   `yaml:"door"`
}

// Then is what happens a while after the beginning, whatever the trainee does.
type Then struct {
	After time.Duration `yaml:"after"`
	Home  int           `yaml:"home"` // index
	Press string        `yaml:"press"`
	Kind  care.CallKind `yaml:"kind"`
	Who   string        `yaml:"who"`
	Line  `yaml:",inline"`
}

// Line is what a part says, and what comes of it.
type Line struct {
	// Silent rings out.
	Silent bool   `yaml:"silent"`
	Says   string `yaml:"says"`
	Proof  string `yaml:"proof"` // heard, seen
	// Finds is what is said from the scene Arrives later.
	Arrives time.Duration `yaml:"arrives"`
	Finds   string        `yaml:"finds"`
	Proves  string        `yaml:"proves"` // of what is found: seen
}

// Item is one line of the rubric.
type Item struct {
	ID     string `yaml:"id"`
	Points int    `yaml:"points"`
	Check  string `yaml:"check"` // a verb of checks and its arguments
	Why    string `yaml:"why"`
}

// Act is one step of a way through the case.
type Act struct {
	After time.Duration `yaml:"after"` // since the step before
	Do    string        `yaml:"do"`
	Say   string        `yaml:"say"` // for people
}

// Wrong is a way that people take.
type Wrong struct {
	Name  string   `yaml:"name"`
	Do    []Act    `yaml:"do"`
	Loses []string `yaml:"loses"` // items
}

// Points is what a case is worth.
func (c *Case) Points() (n int) {
	for _, i := range c.Rubric {
		n += i.Points
	}
	return n
}

// Cases reads the twenty cases, in their order.
func Cases() ([]Case, error) { return read(files) }

func read(from fs.FS) ([]Case, error) {
	names, err := fs.Glob(from, "cases/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("training: cases: %w", err)
	}
	var cases []Case
	var faults []error
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("training: cases: %w", err)
		}
		var c Case
		if err := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField()).Decode(&c); err != nil {
			faults = append(faults, fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, true)))
			continue
		}
		for _, fault := range c.faults() {
			faults = append(faults, fmt.Errorf("%s: %s", name, fault))
		}
		cases = append(cases, c)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("training: cases: %w: %w", care.ErrInvalid, errors.Join(faults...))
	}
	slices.SortFunc(cases, func(a, b Case) int { return a.Number - b.Number })
	return cases, nil
}

// faults says what is wrong with a case.
func (c *Case) faults() (list []string) {
	fault := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if c.ID == "" || c.Title == "" || c.Brief == "" || len(c.Homes) == 0 || len(c.Rubric) == 0 || len(c.Right) == 0 {
		fault("id, title, brief, homes, rubric and right are needed")
	}
	if (c.Opens.Press != "") == (c.Opens.Phone != "") && !c.Opens.Door {
		fault("opens: either a press, a call or a door")
	}
	items := map[string]bool{}
	for _, i := range c.Rubric {
		if items[i.ID] || i.ID == "" || i.Points <= 0 || i.Why == "" {
			fault("rubric %q: needs an id of its own, points and a reason", i.ID)
		}
		items[i.ID] = true
		if _, _, err := checkOf(i.Check); err != nil {
			fault("rubric %s: %v", i.ID, err)
		}
	}
	for _, id := range c.Wrong.Loses {
		if !items[id] {
			fault("wrong: loses %q, which is no item", id)
		}
	}
	for part, lines := range c.Cast {
		if len(lines) == 0 {
			fault("cast: %s says nothing", part)
		}
		for _, l := range lines {
			if !l.Silent && l.Says == "" && l.Finds == "" || (l.Finds == "") != (l.Arrives == 0) {
				fault("cast: %s: needs words, and a time for what is found", part)
			}
		}
	}
	for _, t := range c.Then {
		if t.After <= 0 || t.Home >= len(c.Homes) || (t.Press == "") == (t.Says == "") {
			fault("then: needs a time, a home, and a press or words")
		}
	}
	return list
}

// HouseholdID names the n-th home of the case in the register.
func (c *Case) HouseholdID(n int) care.HouseholdID {
	return care.HouseholdID(fmt.Sprintf("train-%02d-%d", c.Number, n+1))
}

// ElderID names an elder of the n-th home.
func (c *Case) ElderID(home, n int) care.ElderID {
	return care.ElderID(fmt.Sprintf("%s-elder-%d", c.HouseholdID(home), n+1))
}

// DeviceID names a device of the n-th home.
func (c *Case) DeviceID(home int, device string) care.DeviceID {
	return care.DeviceID(string(c.HouseholdID(home)) + "-" + device)
}

// The parts that the cases know, in the order in which the trainee sees them.
const (
	Elder     = "elder"
	Device    = "device"  // 设备喊话
	Message   = "message" // 短信
	KeyHolder = "key_holder"
	Contact   = "contact"
	Keeper    = "station_keeper"
	Committee = "committee" // 村委会
	Host      = "host"
	Worker    = "worker"
	Caller    = "caller"
	// The parts of the second home begin with this.
	second = "second_"
)

// parts are those that can be tried by hand.
var parts = []string{Elder, Device, Message, KeyHolder, Contact, Keeper, Committee, Host, Caller, second + Elder, second + KeyHolder, "120", "119", "110"}

// phones are the parts with a sample number of their own.
var phones = []string{Elder, KeyHolder, Contact, Host, Caller, second + Elder, second + KeyHolder, second + Contact}

// NumberOf is the sample number of a part, of a range that no network gives out; "" when
// it has none.
func (c *Case) NumberOf(part string) string {
	switch part {
	case "120", "119", "110":
		return part
	}
	n := slices.Index(phones, part)
	if n < 0 || part == Caller { // a stranger has another number in each run
		return ""
	}
	return fmt.Sprintf("1990002%02d%02d", c.Number, n+1)
}

// NumberIn is the number of a part in one run.
func (c *Case) NumberIn(r *care.TrainingRun, part string) string {
	if part == Caller {
		return r.Number
	}
	return c.NumberOf(part)
}

// stranger is a number that nobody knows, another one for each run.
func stranger(id care.TrainingRunID) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return fmt.Sprintf("1990003%04d", h.Sum32()%10_000)
}

// part returns whose number it is in a run; "" for nobody's of this case.
func (c *Case) part(r *care.TrainingRun, number string) string {
	number = care.PhoneDigits(number)
	for _, p := range slices.Concat(phones, []string{"120", "119", "110"}) {
		if number != "" && c.NumberIn(r, p) == number {
			return p
		}
	}
	return ""
}

// Tries are the parts that this trainee can try: whoever the case knows, and the three
// numbers that everybody knows.
func (c *Case) Tries() []string {
	return slices.DeleteFunc(slices.Clone(parts), func(p string) bool {
		_, cast := c.Cast[p]
		return !cast && p != Elder && p != Device && p != Message && len(p) != 3
	})
}

// home is the index of the home that a part belongs to.
func home(part string) int {
	if strings.HasPrefix(part, second) {
		return 1
	}
	return 0
}
