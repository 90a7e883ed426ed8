package care

import "time"

// Visit is the worker's arrival, stay and evidence that close an [Order] (上门服务).
// It has the order's id.
type Visit struct {
	ID          OrderID     `json:"id"`
	Number      string      `json:"number"`
	Service     Service     `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	OfferingID  OfferingID  `json:"offering_id,omitempty"`
	ElderID     ElderID     `json:"elder_id" nullable:"true"`
	HouseholdID HouseholdID `json:"household_id,omitempty"`
	CenterID    CenterID    `json:"center_id,omitempty"`
	RegionID    RegionID    `json:"region_id"`
	WorkerID    StaffID     `json:"worker_id"`
	SecondID    StaffID     `json:"second_id,omitempty"`
	ProviderID  ProviderID  `json:"provider_id,omitempty"` // whose worker it was on that day
	OnBehalf    StaffID     `json:"on_behalf,omitempty"`   // operator who entered it for a worker with a plain phone
	PriceFen    int64       `json:"price_fen,omitempty"`
	SubsidyFen  int64       `json:"subsidy_fen,omitempty"`
	// State is open while the worker is there, then how the order ended.
	State VisitState `json:"state" enum:"open,done,failed"`
	// StartAt and EndAt are when it happened, by the worker's telephone, which the
	// platform hears of later where there is no signal; UploadedAt is when it last did.
	StartAt    *time.Time `json:"start_at" nullable:"true"`
	EndAt      *time.Time `json:"end_at" nullable:"true"`
	UploadedAt time.Time  `json:"uploaded_at"`
	// Spot is where the telephone was at the arrival, Door whose code was at the door.
	Spot *VisitSpot `json:"spot,omitempty"`
	Door DoorCheck  `json:"door,omitempty" enum:"match,other,"`
	// Keys are the home's own keys that the elder pressed meanwhile: the service key, or
	// a trial press. No call for help is ever taken for one.
	Keys []VisitKey `json:"keys,omitempty"`
	// Checks were measured before the service began; one outside of its bounds means
	// that it must not.
	Checks    []Checked   `json:"checks,omitempty"`
	Done      []string    `json:"done,omitempty"` // of the checklist
	Note      string      `json:"note,omitempty"`
	PaidFen   int64       `json:"paid_fen,omitempty"` // laid out for the elder, as the receipt says
	Signature *Signature  `json:"signature,omitempty"`
	Files     []VisitFile `json:"files,omitempty"`
	// Home is what the home's own sensors say of it.
	Home    []HomeWitness `json:"home,omitempty"`
	Grade   VisitGrade    `json:"grade,omitempty" enum:"A,B,C,D,"`
	Reasons []GradeReason `json:"reasons,omitempty"`
	// GradedAt is when it was graded last; Final once the home's readings after the end
	// are in.
	GradedAt *time.Time `json:"graded_at" nullable:"true"`
	Final    bool       `json:"final"`
	// GradeAt is when it is to be graded again; null: not unless more evidence comes.
	GradeAt    *time.Time `json:"-"`
	FollowedUp bool       `json:"followed_up,omitempty"` // a follow-up was asked for
	// Lot is whether it was drawn to be asked about: a contradicted one always is, of the
	// weak a share.
	Lot     VisitLot `json:"lot,omitempty" enum:"drawn,spared,"`
	Trial   bool     `json:"trial,omitempty"`
	Version int64    `json:"version"`
}

// VisitLot says whether a poor visit is asked about (抽查回访).
type VisitLot string

// The lots: 抽中, 未抽中.
const (
	LotDrawn  VisitLot = "drawn"
	LotSpared VisitLot = "spared"
)

// VisitState is where a [Visit] stands.
type VisitState string

// The states of a visit: 上门中, 已完成, 未办成.
const (
	VisitOpen   VisitState = "open"
	VisitDone   VisitState = "done"
	VisitFailed VisitState = "failed"
)

// VisitSpot is where a telephone was, and how far from the home.
type VisitSpot struct {
	Lat      float64  `json:"lat"`
	Lon      float64  `json:"lon"`
	Accuracy float64  `json:"accuracy_m"`
	Distance *float64 `json:"distance_m" nullable:"true"` // null: the home has no map point
}

// DoorCheck says whose code the worker read at the door (门码).
type DoorCheck string

// What a door code said.
const (
	DoorMatch DoorCheck = "match"
	DoorOther DoorCheck = "other"
)

// VisitKey is a press of the home's own key during a visit.
type VisitKey struct {
	At  time.Time `json:"at"`
	How string    `json:"how" enum:"service,trial"`
}

// Checked is a [PreCheck] as measured.
type Checked struct {
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	Unit  string   `json:"unit,omitempty"`
	Value float64  `json:"value"`
	Min   *float64 `json:"min" nullable:"true"`
	Max   *float64 `json:"max" nullable:"true"`
	OK    bool     `json:"ok"`
}

// Signature says who confirms that the service was given. A relative of the elder
// never does so alone.
type Signature struct {
	How string `json:"how" enum:"hand,fingerprint,key,witness"` // 本人签字, 手印, 家里按键, 见证人
	// Name and Relation are the witness's.
	Name     string    `json:"name,omitempty"`
	Relation string    `json:"relation,omitempty" enum:"relative,neighbour,committee,staff,other,"`
	At       time.Time `json:"at"`
}

// VisitFile is a photo, a receipt or a signature; its bytes are kept apart.
type VisitFile struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind" enum:"photo,receipt,signature,fingerprint"`
	Mime   string    `json:"mime"`
	Size   int       `json:"size"`
	SHA256 string    `json:"sha256"`
	At     time.Time `json:"at"` // taken
	By     StaffID   `json:"by"`
	// ErasedAt is when its bytes were erased because their time was over (已到期删除);
	// what it was and its digest stay.
	ErasedAt *time.Time `json:"erased_at,omitempty" nullable:"true"`
}

// Proof reports whether f proves a payment or who confirmed; the others are photos, which
// are kept for a shorter time.
func (f *VisitFile) Proof() bool { return f.Kind != "photo" }

// VisitFileKinds lists what a file may be.
var VisitFileKinds = []string{"photo", "receipt", "signature", "fingerprint"}

// HomeWitness is what one kind of sensor in the home says of a visit.
type HomeWitness struct {
	What  string `json:"what" enum:"door,motion,humidity"`
	Found string `json:"found" enum:"seen,quiet,unknown"` // unknown: there is none, or it does not speak
}

// VisitGrade says how well a visit is proven.
type VisitGrade string

// The grades: 充分, 足够, 不足, 矛盾.
const (
	GradeStrong       VisitGrade = "A"
	GradeAdequate     VisitGrade = "B"
	GradeWeak         VisitGrade = "C"
	GradeContradicted VisitGrade = "D"
)

// VisitGrades lists the grades, best first.
var VisitGrades = []VisitGrade{GradeStrong, GradeAdequate, GradeWeak, GradeContradicted}

// Poor reports whether somebody should ask what happened.
func (g VisitGrade) Poor() bool { return g == GradeWeak || g == GradeContradicted }

// GradeReason is one reason of a grade. Only what is against or contradicts makes it
// worse; what nobody can know never does.
type GradeReason struct {
	Code   string `json:"code"`
	Weighs string `json:"weighs" enum:"for,against,contradicts,unknown"`
}

// Minutes is how long the worker stayed, or -1 while that is not known.
func (v *Visit) Minutes() int {
	if v.StartAt == nil || v.EndAt == nil {
		return -1
	}
	return int(v.EndAt.Sub(*v.StartAt).Minutes())
}

// VisibleTo reports whether sc may see v: by place, or the worker's own.
func (v *Visit) VisibleTo(sc Scope) bool {
	if sc.Role == Worker {
		return v.WorkerID == sc.Staff
	}
	return sc.Sees(v.RegionID, v.CenterID)
}

// VisitQuery chooses visits. Empty fields choose all.
type VisitQuery struct {
	Elder    ElderID
	Worker   StaffID
	Provider ProviderID
	Grades   []VisitGrade
	// Since and Until bound when it ended, for those that did.
	Since, Until time.Time
	Page         Page
}

// Miss is an order that will be missed unless somebody acts (将误), or one that was
// not begun because of what was measured before.
type Miss struct {
	OrderID  OrderID    `json:"order_id"`
	Why      string     `json:"why" enum:"late,not_begun"`
	Number   string     `json:"number"`
	Service  Service    `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	State    OrderState `json:"state" enum:"requested,queued,assigned,accepted,on_the_way,arrived,completed,cancelled,failed"` // when it was raised
	ElderID  ElderID    `json:"elder_id" nullable:"true"`
	WorkerID StaffID    `json:"worker_id,omitempty"`
	RegionID RegionID   `json:"region_id"`
	CenterID CenterID   `json:"center_id,omitempty"`
	DueAt    *time.Time `json:"due_at" nullable:"true"`
	RaisedAt time.Time  `json:"raised_at"`
	// RingAt is when the supervisor is rung, RungAt when that was done.
	RingAt  *time.Time `json:"ring_at" nullable:"true"`
	RungAt  *time.Time `json:"rung_at" nullable:"true"`
	EndedAt *time.Time `json:"ended_at" nullable:"true"`
	EndedBy StaffID    `json:"ended_by,omitempty"`
	Trial   bool       `json:"trial,omitempty"`
	Version int64      `json:"version"`
}
