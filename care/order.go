package care

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Order is work for a worker (工单).
type Order struct {
	ID          OrderID     `json:"id"`
	Number      string      `json:"number"` // for people
	Service     Service     `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	State       OrderState  `json:"state" enum:"requested,queued,assigned,accepted,on_the_way,arrived,completed,cancelled,failed"`
	ElderID     ElderID     `json:"elder_id" nullable:"true"`
	HouseholdID HouseholdID `json:"household_id,omitempty"`
	CenterID    CenterID    `json:"center_id,omitempty"`
	RegionID    RegionID    `json:"region_id"`
	IncidentID  IncidentID  `json:"incident_id" nullable:"true"`
	// DeviceID and AlertID are what a repair is about.
	DeviceID DeviceID `json:"device_id,omitempty"`
	AlertID  AlertID  `json:"alert_id,omitempty"`
	WorkerID StaffID  `json:"worker_id"`
	// OfferingID is the row of the catalogue; empty: the service alone was asked for.
	OfferingID OfferingID `json:"offering_id,omitempty"`
	PlanID     PlanID     `json:"plan_id,omitempty"`
	// PriceFen and SubsidyFen are the price as it was told when the order was made.
	PriceFen   int64 `json:"price_fen,omitempty"`
	SubsidyFen int64 `json:"subsidy_fen,omitempty"`
	// SecondID is who goes along where the catalogue wants two persons.
	SecondID  StaffID    `json:"second_id,omitempty"`
	Priority  int        `json:"priority"` // 0 emergency, 1 medical, 2 the rest
	Note      string     `json:"note,omitempty"`
	Source    string     `json:"source,omitempty" enum:"operator,panel,alert,incident,plan,proof,"`
	DueAt     *time.Time `json:"due_at" nullable:"true"`
	CreatedAt time.Time  `json:"created_at"`
	// PlannedAt is when its worker is to be there, on the round that was sent; null: on
	// none.
	PlannedAt *time.Time `json:"planned_at,omitempty"`
	// AcceptBy is when an assignment that nobody accepted goes back to the queue.
	AcceptBy    *time.Time `json:"accept_by" nullable:"true"`
	AcceptedAt  *time.Time `json:"accepted_at" nullable:"true"`
	DepartedAt  *time.Time `json:"departed_at" nullable:"true"`
	ArrivedAt   *time.Time `json:"arrived_at" nullable:"true"`
	CompletedAt *time.Time `json:"completed_at" nullable:"true"`
	ETASeconds  int        `json:"eta_s,omitempty"`  // as the worker said when accepting
	Reason      string     `json:"reason,omitempty"` // of cancel or fail
	Result      string     `json:"result,omitempty"` // what the worker noted at the end
	// CalledOff is what cancelled it where no person did: once that is over, the order
	// comes back.
	CalledOff CalledOff `json:"called_off,omitempty" enum:"plan,away,"`
	OnBehalf  StaffID   `json:"on_behalf,omitempty"` // operator who entered the last step (代录)
	Declined  []StaffID `json:"declined,omitempty"`  // who let it go back
	Returns   int       `json:"returns,omitempty"`   // how often, since somebody decided on it
	// Aside is why it waits for a decision instead of a worker (搁置); empty: it does not.
	Aside string `json:"aside,omitempty"`
	// Keyed is when the elder pressed the home's service key for this very service while
	// the worker was on the way or there: nobody wishes for it a second time.
	Keyed []time.Time `json:"keyed,omitempty"`
	// Spot is where the elder is in an emergency away from home, by a wearable.
	Spot    *Location `json:"spot,omitempty"`
	Trial   bool      `json:"trial,omitempty"`
	Version int64     `json:"version"`
}

// Service is a kind of order.
type Service string

// The services: the five helps and the rest.
const (
	Meal          Service = "meal"
	Bathing       Service = "bathing"
	Cleaning      Service = "cleaning"
	Medical       Service = "medical"
	Emergency     Service = "emergency"
	Appointment   Service = "appointment"
	Shopping      Service = "shopping"
	Companionship Service = "companionship"
	VisitService  Service = "visit"
	Repair        Service = "repair"
	Drill         Service = "drill"
)

// Services lists every service, in the order in which screens show them.
var Services = []Service{Meal, Bathing, Cleaning, Medical, Emergency, Appointment, Shopping, Companionship, VisitService, Repair, Drill}

var serviceNames = map[Service]string{Meal: "助餐", Bathing: "助浴", Cleaning: "助洁", Medical: "助医", Emergency: "助急", Appointment: "代办挂号",
	Shopping: "代购", Companionship: "精神慰藉", VisitService: "探访", Repair: "设备维修", Drill: "演练"}

// ServiceName is the word of the screen for a service, in what leaves it: tables, calls.
func ServiceName(s Service) string { return serviceNames[s] }

// ParseService returns the service named s, and whether it is known.
func ParseService(s string) (Service, bool) {
	for _, v := range Services {
		if string(v) == s {
			return v, true
		}
	}
	return "", false
}

// OrderState is where an [Order] stands.
type OrderState string

// The states of an order: 待受理, 待派单, 待接单, 已接单, 已出发, 已上门, 已完成, 已撤单, 未办成.
const (
	OrderRequested OrderState = "requested"
	OrderQueued    OrderState = "queued"
	OrderAssigned  OrderState = "assigned"
	OrderAccepted  OrderState = "accepted"
	OrderOnTheWay  OrderState = "on_the_way"
	OrderArrived   OrderState = "arrived"
	OrderCompleted OrderState = "completed"
	OrderCancelled OrderState = "cancelled"
	OrderFailed    OrderState = "failed"
)

// CalledOff is what cancelled an order where no person did.
type CalledOff string

// What calls off: a plan that does not want it any more, an elder who is away.
const (
	CalledOffByPlan CalledOff = "plan"
	CalledOffAway   CalledOff = "away"
)

// Over reports whether nothing more happens to an order in this state.
func (s OrderState) Over() bool {
	return s == OrderCompleted || s == OrderCancelled || s == OrderFailed
}

// RepairOf returns the id of the repair that an alert asks for: whoever makes it,
// by hand or by rule, makes the same one.
func RepairOf(id AlertID) OrderID { return orderFor("repair", string(id)) }

// DrillOf returns the id of the drill of a home on a day (2006-01-02).
func DrillOf(home HouseholdID, day string) OrderID { return orderFor("drill", string(home)+"\x00"+day) }

// MendOf returns the id of the order that mends a door which was forced for an incident.
func MendOf(id IncidentID) OrderID { return orderFor("mend", string(id)) }

func orderFor(what, whom string) OrderID {
	sum := sha256.Sum256([]byte(what + "\x00" + whom))
	return OrderID(hex.EncodeToString(sum[:16]))
}

// VisibleTo reports whether sc may see o: by place, or for a worker its own and
// those that wait in the worker's region.
func (o *Order) VisibleTo(sc Scope) bool {
	if sc.Role == Worker {
		return o.WorkerID == sc.Staff || o.State == OrderQueued && sc.Region.Contains(o.RegionID) && (sc.Center == "" || sc.Center == o.CenterID)
	}
	return sc.Sees(o.RegionID, o.CenterID)
}

// ahead is by how much an order goes before one of the next lower priority: one
// that has waited so much longer has caught up, so that nobody waits for ever.
const ahead = time.Hour

// Turn says whose turn it is among the orders that wait: the earlier, the sooner.
// An emergency goes before everything. The others wait from the instant when they
// were made, or from an hour before they are due where that is later, and the more
// urgent go ahead of those that have not waited an hour longer.
func (o *Order) Turn() time.Time {
	since := o.CreatedAt
	if o.Priority <= 0 {
		return since.AddDate(-100, 0, 0)
	}
	if o.DueAt != nil && o.DueAt.Add(-ahead).After(since) {
		since = o.DueAt.Add(-ahead)
	}
	return since.Add(time.Duration(o.Priority-1) * ahead)
}
