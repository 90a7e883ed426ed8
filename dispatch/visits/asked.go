package visits

import (
	"context"
	"time"

	"yian/care"
)

// Book decides about visits. Both block until on disk; decide runs inside the
// transaction and must be quick. A visit that is not there yet has version 0.
type Book interface {
	ChangeVisit(ctx context.Context, id care.OrderID, decide func(*care.Visit) (save bool, entries []care.Entry, err error)) (care.Visit, error)
	// KeepVisitFile keeps a file's bytes as well, once.
	KeepVisitFile(ctx context.Context, id care.OrderID, file string, body []byte, decide func(*care.Visit) (save bool, entries []care.Entry, err error)) (care.Visit, error)
	// EraseVisitFiles erases the bytes of the files that decide names.
	EraseVisitFiles(ctx context.Context, id care.OrderID, decide func(*care.Visit) (erase []string, entries []care.Entry, err error)) error
}

// Shelf reads visits. All block on a read.
type Shelf interface {
	Visit(ctx context.Context, sc care.Scope, id care.OrderID) (care.Visit, error)
	Visits(ctx context.Context, sc care.Scope, q care.VisitQuery) ([]care.Visit, string, error)
	DoneVisits(ctx context.Context, provider care.ProviderID, since, until time.Time) ([]care.Visit, error)
	VisitsBeside(ctx context.Context, worker care.StaffID, from, to time.Time) ([]care.Visit, error)
	DueVisits(ctx context.Context, now time.Time, limit int) ([]care.Visit, error)
	// DrawnVisits were drawn, and nobody was asked yet.
	DrawnVisits(ctx context.Context, limit int) ([]care.Visit, error)
	// UndrawnVisits are the weak visits of a period, of the workers of whom none was drawn.
	UndrawnVisits(ctx context.Context, since, until time.Time) ([]care.Visit, error)
	// AgedVisits have a photo from before one instant or a proof from before the other.
	AgedVisits(ctx context.Context, photos, proofs time.Time, limit int) ([]care.Visit, error)
	VisitFile(ctx context.Context, visit care.OrderID, id string) ([]byte, error)
	// TrialPresses are trial presses of a home's keys.
	TrialPresses(ctx context.Context, home care.HouseholdID, from, to time.Time) ([]time.Time, error)
}

// Orders reads orders and what ended. All block on a read but VisitsDrawn, which blocks
// until on disk and changes nothing when another process was first.
type Orders interface {
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	OrdersDueBy(ctx context.Context, until time.Time, limit int) ([]care.Order, error)
	VisitDraw(ctx context.Context) (seq int64, seed string, err error)
	Ended(ctx context.Context, seq int64, limit int) ([]care.Entry, error)
	VisitsDrawn(ctx context.Context, from, to int64) error
}

// Doors keeps the codes at the doors. NewDoorCode blocks until on disk, the others on a
// read.
type Doors interface {
	DoorCode(ctx context.Context, home care.HouseholdID) (string, error)
	NewDoorCode(ctx context.Context, home care.HouseholdID, code string, replace bool, now time.Time, e care.Entry) (string, error)
	DoorOf(ctx context.Context, code string) (care.HouseholdID, error)
}

// Contracts keeps providers and what is paid for. Reads block on a read, Save… until on
// disk.
type Contracts interface {
	Providers(ctx context.Context) ([]care.Provider, error)
	SaveProvider(ctx context.Context, p care.Provider, e care.Entry) (care.Provider, error)
	VisitPolicies(ctx context.Context) ([]care.VisitPolicy, error)
	SaveVisitPolicy(ctx context.Context, p care.VisitPolicy, e care.Entry) error
}

// People knows who lives where. Both block on a read.
type People interface {
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
	Household(ctx context.Context, sc care.Scope, id care.HouseholdID) (care.Household, error)
}

// Posts knows staff and sites. All block on a read.
type Posts interface {
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
	Holders(ctx context.Context, role care.Role) ([]care.Staff, error)
}

// Roster says who is on duty; planned is false when the post is on no roster. Blocks on
// a read.
type Roster interface {
	OnPost(ctx context.Context, post care.DutyPost, region care.RegionID, center care.CenterID, at time.Time) (holders []care.OnPost, planned bool, err error)
}

// Devices lists the devices of a home. Blocks on a read.
type Devices interface {
	Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, p care.Page) ([]care.Device, string, error)
}

// Readings returns what devices said in a span of time, oldest first. Blocks on the
// readings store, which may be away.
type Readings interface {
	Between(ctx context.Context, devices []care.DeviceID, from, to time.Time) ([]care.Reading, error)
}

// Misses keeps what will be missed. ChangeMiss blocks until on disk; a miss that is not
// there yet has version 0; without an entry nothing is written.
type Misses interface {
	ChangeMiss(ctx context.Context, order care.OrderID, why string, decide func(*care.Miss) (care.Change, error)) (care.Miss, error)
	Misses(ctx context.Context, sc care.Scope) ([]care.Miss, error)
}

// Notices keeps what is to be told to people until it is. AddNotice blocks until on
// disk and keeps one of a key.
type Notices interface {
	Notice(ctx context.Context, key string) (care.Notice, error)
	AddNotice(ctx context.Context, n care.Notice, e care.Entry) error
}

// FollowUps asks for a call afterwards. An open one of the same subject is a conflict.
type FollowUps interface {
	AskFollowUp(ctx context.Context, by care.Staff, noun, subject, why string) (care.FollowUp, error)
}

// Accounts knows what money changed hands; orders without any are left out. Blocks on a
// read.
type Accounts interface {
	AccountsOf(ctx context.Context, ids []care.OrderID) (map[care.OrderID]care.OrderAccount, error)
}

// Catalogue lists what can be ordered. Blocks on a read.
type Catalogue interface {
	Offerings(ctx context.Context) ([]care.Offering, error)
}
