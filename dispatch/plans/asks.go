package plans

import (
	"context"
	"time"

	"yian/care"
)

// Book keeps plans. All block until read or on disk.
type Book interface {
	// ChangePlan gives decide an empty plan of the id when there is none; a zero entry
	// writes nothing.
	ChangePlan(ctx context.Context, id care.PlanID, decide func(*care.Plan) (care.Entry, error)) (care.Plan, error)
	NewPlans(ctx context.Context, plans []care.Plan, e care.Entry) error
	DuePlans(ctx context.Context, now time.Time, limit int) ([]care.Plan, error)
	// AdvancePlan is idempotent: it does nothing when the plan is not where it was.
	AdvancePlan(ctx context.Context, was care.Plan, next, due *time.Time, gaps []care.PlanGap) error
}

// Shelf reads plans and what they made. All block on a read.
type Shelf interface {
	Plan(ctx context.Context, sc care.Scope, id care.PlanID) (care.Plan, error)
	Plans(ctx context.Context, sc care.Scope, q care.PlanQuery) ([]care.Plan, string, error)
	PlanGaps(ctx context.Context, sc care.Scope, q care.GapQuery) ([]care.PlanGap, error)
	PlanCounts(ctx context.Context, sc care.Scope, from, to time.Time) ([]care.PlanCount, error)
	// PlannedOrders are those of one plan or service that are due in a period; "" is any.
	PlannedOrders(ctx context.Context, sc care.Scope, plan care.PlanID, service care.Service, from, to time.Time) ([]care.Order, error)
	// CalledOffOrders are those that no person called off and that are due later.
	CalledOffOrders(ctx context.Context, planned bool, after time.Time, limit int) ([]care.Order, error)
}

// Kitchens keeps what each kitchen can keep to. Both block until read or on disk.
type Kitchens interface {
	Kitchens(ctx context.Context, sc care.Scope) ([]care.Kitchen, error)
	ChangeKitchen(ctx context.Context, id care.CenterID, decide func(*care.Kitchen) (care.Entry, error)) (care.Kitchen, error)
}

// Attendance keeps who came to an activity day. All block until read or on disk.
type Attendance interface {
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	SignIn(ctx context.Context, order care.OrderID, who map[care.ElderID]bool, at time.Time, by care.StaffID, e care.Entry) error
	Attended(ctx context.Context, orders []care.OrderID) (map[care.OrderID]map[care.ElderID]bool, error)
}

// Catalogue knows what can be ordered. It blocks on a read.
type Catalogue interface {
	Offering(ctx context.Context, id care.OfferingID) (care.Offering, error)
}

// People knows elders, sites and who works there. All block on a read.
type People interface {
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
	Elders(ctx context.Context, sc care.Scope, q care.ElderQuery, p care.Page) ([]care.Elder, string, error)
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	Centers(ctx context.Context, sc care.Scope, kind care.CenterKind, p care.Page) ([]care.Center, string, error)
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
}

// Whereabouts says where an elder is to be at an instant from now on. Blocks on a
// read.
type Whereabouts interface {
	Expected(ctx context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error)
}

// Orders makes orders, amends them and calls them off. All are idempotent and block until
// on disk.
type Orders interface {
	// Make makes the order of that id, or returns it as it stands; one that no person
	// called off is taken up again. A worker who cannot go does not get it: it waits. An error of kind conflict, invalid or not found is
	// final.
	Make(ctx context.Context, w Wanted) (care.Order, error)
	// CallOff is a conflict when the order is over or too far on. Made again it comes back,
	// unlike one that a person called off.
	CallOff(ctx context.Context, by care.Staff, id care.OrderID, why string) error
	// Amend writes anew what an order says and which kitchen cooks. It is a conflict when the
	// order is over or too far on.
	Amend(ctx context.Context, by care.Staff, id care.OrderID, note string, kitchen care.CenterID) error
}

// Wanted is an order that a plan wants.
type Wanted struct {
	ID       care.OrderID
	Plan     care.PlanID
	Offering care.OfferingID
	Elder    care.ElderID
	Place    care.Place
	DueAt    time.Time
	Worker   care.StaffID
	Note     string
}
