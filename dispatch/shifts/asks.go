package shifts

import (
	"context"
	"time"

	"yian/care"
)

// Book keeps hand-overs. Both block.
type Book interface {
	// ChangeShift writes what decide makes of a hand-over; nil for one that is not
	// there. One that decide returns no entry for is not written.
	ChangeShift(ctx context.Context, id care.ShiftID, decide func(*care.Shift) (*care.Shift, []care.Entry, error)) (care.Shift, error)
	OpenShifts(ctx context.Context, sc care.Scope) ([]care.Shift, error)
}

// Worklist lists incidents and orders as the desk does. Both block on a read.
type Worklist interface {
	Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error)
	Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error)
}

// Phones lists telephone calls. It blocks on a read.
type Phones interface {
	PhoneCalls(ctx context.Context, sc care.Scope, q care.PhoneQuery) ([]care.PhoneCall, string, error)
}

// Keys lists the keys that are not back by their time. It blocks on a read.
type Keys interface {
	LateKeys(ctx context.Context, sc care.Scope, now time.Time) ([]care.Key, error)
}

// People knows who lives where. It blocks on a read.
type People interface {
	EldersOf(ctx context.Context, id care.HouseholdID) ([]care.Elder, error)
}

// Posts knows who somebody is. It blocks on a read.
type Posts interface {
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
}
