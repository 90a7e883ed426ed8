package care

import "time"

// Scene is what happened around an [Incident] beside calls, orders and help: each part
// is null until somebody notes it.
type Scene struct {
	// Peril is what endangers whoever goes in: smoke, gas or carbon monoxide. It stays
	// whatever else the incident turns out to be.
	Peril string `json:"peril,omitempty" enum:"smoke,gas,co,"`
	// Safe is 119's word that the place may be entered; a new alarm takes it back.
	Safe *SafeWord `json:"safe,omitempty"`
	// Refused is that the elder wanted no help (拒绝救助).
	Refused *RefusedHelp `json:"refused,omitempty"`
	// Search is the sheet of somebody who is lost (走失).
	Search *Search `json:"search,omitempty"`
	// Disappeared is that the desk said that the elder is lost; the register follows it.
	Disappeared *Disappearance `json:"disappeared,omitempty"`
	// Forced is that the door was forced (破门).
	Forced *ForcedEntry `json:"forced,omitempty"`
	// Files are photos; their bytes are kept apart.
	Files []SceneFile `json:"files,omitempty"`
	// AreaCode is of the place outside the county where the elder is, as somebody there
	// said it.
	AreaCode string `json:"area_code,omitempty"`
	// Teaching is the visit that was made because this was one false press too many
	// (上门教用).
	Teaching *Teaching `json:"teaching,omitempty"`
}

// Perilous reports whether an incident warns of what endangers whoever goes in.
func (in *Incident) Perilous() bool { return in.Peril != "" || PerilOf(CallKind(in.Kind)) != "" }

// Unsafe reports whether nobody may be sent in: 119 has not said that the place is safe.
func (in *Incident) Unsafe() bool { return in.Perilous() && in.Safe == nil }

// SafeWord is 119 saying that a place may be entered.
type SafeWord struct {
	Who string    `json:"who"` // at 119
	At  time.Time `json:"at"`
	By  StaffID   `json:"by"`
}

// RefusedHelp is an elder who wanted no help (拒绝救助): what was said, before whom, and
// the second call that is owed.
type RefusedHelp struct {
	Said    string    `json:"said"`
	Witness string    `json:"witness"`
	At      time.Time `json:"at"`
	By      StaffID   `json:"by"`
	// CallBy is when the elder is to be called a second time.
	CallBy time.Time `json:"call_by"`
	Tries  int       `json:"tries,omitempty"` // second calls that nobody answered
	// LateAt is when the supervisor was told that the call is late.
	LateAt *time.Time `json:"late_at,omitempty"`
	// DoneAt is when it was made; Result what came of it.
	DoneAt *time.Time   `json:"done_at" nullable:"true"`
	DoneBy StaffID      `json:"done_by,omitempty"`
	Result SecondResult `json:"result,omitempty" enum:"well,accepts,refuses,reached,deceased,"`
	Note   string       `json:"note,omitempty"`
}

// SecondResult is what came of the second call to somebody who refused help.
type SecondResult string

// The results: well; accepts help now; refuses still; reached in another way; died.
const (
	SecondWell     SecondResult = "well"
	SecondAccepts  SecondResult = "accepts"
	SecondRefuses  SecondResult = "refuses"
	SecondReached  SecondResult = "reached"
	SecondDeceased SecondResult = "deceased"
)

// Owed reports whether the second call is still to be made.
func (r *RefusedHelp) Owed() bool { return r != nil && r.DoneAt == nil }

// Search is the sheet of somebody who is lost (走失), filled in as it becomes known.
type Search struct {
	Looks   string `json:"looks,omitempty"`   // height, build, hair, how they walk and speak
	Clothes string `json:"clothes,omitempty"` // and what they carry
	// Seen is where somebody saw the elder last, SeenAt when and SeenBy who.
	Seen      string     `json:"seen,omitempty"`
	SeenAt    *time.Time `json:"seen_at,omitempty"`
	SeenBy    string     `json:"seen_by,omitempty"`
	Usual     string     `json:"usual,omitempty"`  // where they may have gone
	Police    string     `json:"police,omitempty"` // 110's officer or number of the case
	PrintedAt *time.Time `json:"printed_at,omitempty"`
	Areas     []Area     `json:"areas"`
}

// Disappearance is an elder of whom the desk said that they are lost, until somebody
// found them. The register is made to say the same.
type Disappearance struct {
	Since   time.Time  `json:"since"`
	By      StaffID    `json:"by"`
	FoundAt *time.Time `json:"found_at" nullable:"true"`
	FoundBy StaffID    `json:"found_by,omitempty"`
	// Entered is who is lost by the register because of this.
	Entered ElderID `json:"entered,omitempty"`
	// DueAt is since when the register is to be told; null: it was.
	DueAt *time.Time `json:"due_at" nullable:"true"`
}

// Gone reports whether nobody has found the elder yet.
func (d *Disappearance) Gone() bool { return d != nil && d.FoundAt == nil }

// Area is a part of a search (搜寻区域): somebody looks there.
type Area struct {
	ID    string    `json:"id"`
	Where string    `json:"where"` // in words
	Who   string    `json:"who"`
	Phone string    `json:"phone,omitempty"`
	Since time.Time `json:"since"`
	// State is searching, not_found, or found.
	State   AreaState  `json:"state" enum:"searching,not_found,found"`
	EndedAt *time.Time `json:"ended_at" nullable:"true"`
	Note    string     `json:"note,omitempty"`
}

// AreaState is how far an [Area] is.
type AreaState string

// The states: 在找, 没找到, 找到了.
const (
	AreaSearching AreaState = "searching"
	AreaNotFound  AreaState = "not_found"
	AreaFound     AreaState = "found"
)

// ForcedEntry is a door that was forced (破门): by whom, what it broke, and who paid.
type ForcedEntry struct {
	At time.Time `json:"at"`
	By StaffID   `json:"by"`
	// First and Second are the two persons who were there; Police that 110 was.
	First  string `json:"first,omitempty"`
	Second string `json:"second,omitempty"`
	Police bool   `json:"police,omitempty"`
	// Damage is what broke, in words; Whole that nothing did.
	Damage string `json:"damage,omitempty"`
	Whole  bool   `json:"whole,omitempty"`
	// CostFen is what mending it costs; null: not known yet.
	CostFen *int64     `json:"cost_fen" nullable:"true"`
	Payer   string     `json:"payer,omitempty"`
	PaidAt  *time.Time `json:"paid_at" nullable:"true"`
	PaidBy  StaffID    `json:"paid_by,omitempty"` // who noted it
	// RepairID is the order that mends the door.
	RepairID OrderID `json:"repair_id,omitempty"`
}

// Owing reports whether its damage is to be paid, or not known yet.
func (f *ForcedEntry) Owing() bool { return f != nil && !f.Whole && f.PaidAt == nil }

// SceneFile is a photo of an [Incident].
type SceneFile struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind" enum:"lost,before,after"`
	Mime   string    `json:"mime"`
	Size   int       `json:"size"`
	SHA256 string    `json:"sha256"`
	At     time.Time `json:"at"`
	By     StaffID   `json:"by"`
}

// SceneFileKinds lists what a photo may show: who is lost; the door before it was
// forced, and after.
var SceneFileKinds = []string{"lost", "before", "after"}

// Teaching is a visit at which an elder learns to use the device (上门教用).
type Teaching struct {
	OrderID OrderID   `json:"order_id"`
	At      time.Time `json:"at"`
	Presses int       `json:"presses"` // the false ones that made it
}

// TeachOffering is the row of the catalogue for such a visit.
const TeachOffering OfferingID = "teach-at-home"

// False reports whether an outcome says that nobody needed anything: the third such
// press in seven days makes a teaching visit.
func (o Outcome) False() bool {
	return o == OutcomeChild || o == OutcomeByMistake || o == OutcomeDeviceFault
}

// PerilOf is what a call warns of that endangers whoever goes in; "" for most.
func PerilOf(k CallKind) string {
	if k == Smoke || k == Gas {
		return string(k)
	}
	return ""
}

// PerilOfAlert is the same for an alert, by what was measured.
func PerilOfAlert(a *Alert) string {
	switch a.Metric {
	case SmokeMetric:
		return "smoke"
	case GasMetric:
		return "gas"
	case CO, "carbon_monoxide":
		return "co"
	}
	return ""
}

// Near is a place in the county that lies nearest to where somebody is.
type Near struct {
	Center Center `json:"center"`
	Metres int    `json:"metres"`
	// Outside reports that it is so far that they are hardly in the county.
	Outside bool `json:"outside"`
}

// FarOutside is how far from every site of the county somebody must be to be taken for
// outside of it: the county's sites stand in every village, and no border is on file.
const FarOutside = 15_000

// AreaCode reports whether s is the area code of a place in China, like 0551.
func AreaCode(s string) bool {
	if len(s) < 3 || len(s) > 4 || s[0] != '0' {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
