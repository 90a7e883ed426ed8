package api

import (
	"context"
	"crypto/tls"
	"io/fs"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/alerts"
	"yian/care"
	"yian/centers"
	"yian/dispatch"
	money "yian/dispatch/accounts"
	"yian/dispatch/catalogue"
	"yian/dispatch/hotline"
	"yian/dispatch/roster"
	"yian/dispatch/shifts"
	"yian/dispatch/visits"
	"yian/registry"
	"yian/supervision"
	"yian/training"
)

// Shelf reads incidents, orders and the journal as they are kept. All block on a
// read and see only what the scope sees.
type Shelf interface {
	Cards
	ChannelShelf
	PhoneShelf
	HotlineShelf
	WakeShelf
	Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error)
	Incident(ctx context.Context, sc care.Scope, id care.IncidentID) (care.Incident, error)
	Unaware(ctx context.Context, ids []care.IncidentID) (map[care.IncidentID]bool, error)
	FeedbackOf(ctx context.Context, id care.IncidentID) ([]care.Feedback, error)
	NoticesOf(ctx context.Context, id care.IncidentID) ([]care.Notice, error)
	Notices(ctx context.Context, sc care.Scope, p care.Page) ([]care.Notice, string, error)
	Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error)
	OrdersOf(ctx context.Context, id care.IncidentID) ([]care.Order, error)
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	MissCount(ctx context.Context, sc care.Scope) (int, error)
	OrdersToDecide(ctx context.Context, sc care.Scope) (int, error)
	// BareHomes and DevicesInUse are what the overview counts.
	BareHomes(ctx context.Context, sc care.Scope, since time.Time) ([]care.Home, error)
	DevicesInUse(ctx context.Context, sc care.Scope) ([]care.DeviceID, error)
	Workloads(ctx context.Context) (map[care.StaffID]care.Workload, error)
	Entries(ctx context.Context, sc care.Scope, q care.EntryQuery) ([]care.Entry, string, error)
}

// PhoneShelf reads telephone calls as they are kept. All block on a read.
type PhoneShelf interface {
	PhoneCall(ctx context.Context, sc care.Scope, id care.PhoneCallID) (care.PhoneCall, error)
	PhoneCalls(ctx context.Context, sc care.Scope, q care.PhoneQuery) ([]care.PhoneCall, string, error)
	OwedCalls(ctx context.Context, sc care.Scope, now time.Time) (owed, overdue int, err error)
	PhoneNumber(ctx context.Context, number string) (care.PhoneNumber, error)
	Nuisances(ctx context.Context) ([]care.PhoneNumber, error)
	Shifts(ctx context.Context, sc care.Scope, p care.Page) ([]care.Shift, string, error)
	SameCause(ctx context.Context, sc care.Scope, in care.Incident) ([]care.Incident, error)
}

// Cards reads what lists show beside their rows, for all rows at once. All block on
// one read; ids that do not exist are left out.
type Cards interface {
	ElderCards(ctx context.Context, ids []care.ElderID) (map[care.ElderID]care.Elder, error)
	OrderCards(ctx context.Context, ids []care.OrderID) (map[care.OrderID]care.Order, error)
	HouseholdCards(ctx context.Context, ids []care.HouseholdID) (map[care.HouseholdID]care.Household, error)
	Timelines(ctx context.Context, noun string, subjects []string) (map[string][]care.Entry, error)
	Installing(ctx context.Context, ids []care.DeviceID) (map[care.DeviceID]care.Installation, error)
}

// Names looks up what screens call things. Both are quick.
type Names interface {
	Region(ctx context.Context, id care.RegionID) (care.Region, error)
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
	Workers(ctx context.Context) ([]care.Staff, error)
}

// Curves reads readings. Both block on the readings store.
type Curves interface {
	Curve(ctx context.Context, q care.CurveQuery) (care.Curve, error)
	Latest(ctx context.Context, elder care.ElderID) ([]care.Reading, error)
}

// Refusals are what devices sent and nobody could use.
type Refusals interface {
	Refusals(limit int) []care.Refusal
	RefusalCounts() map[care.Reason]int64
}

// Health tells how the parts of the platform are. Quick: it is kept in memory.
type Health interface {
	Dependencies() []Dependency
	Ready() bool
}

// Dependency is one part that the platform stands on.
type Dependency struct {
	Name   string    `json:"name"`
	State  string    `json:"state" enum:"up,down,none"`
	Since  time.Time `json:"since"`
	Detail string    `json:"detail,omitempty"`
}

// Lengths counts what waits in the queue, by service. Blocks for at most a second.
type Lengths interface {
	Lengths(ctx context.Context) (map[care.Service]int, error)
}

// Demo says that this is not the real county.
type Demo struct {
	Homes int     `json:"homes"`
	Speed float64 `json:"speed"`
	// Staff reports whether the demo's own staff answer and work.
	Staff bool `json:"staff"`
}

// Config is how the server behaves. The zero value works but for Listen.
type Config struct {
	// Listen is the address, like 127.0.0.1:8080; port 0 takes a free one.
	Listen string
	// TLS serves over TLS; nil: in the clear.
	TLS *tls.Config
	// SecureCookie marks the session cookie for HTTPS only.
	SecureCookie bool
	// TrustedProxies are the addresses and networks whose X-Forwarded-For is believed;
	// default nobody's. Sign-in is throttled by where a request comes from, and behind
	// a proxy that is not trusted everybody comes from one place.
	TrustedProxies []string
	// SubstitutePhones is what the desk reads on the red bar while the telephone system
	// or the network is away; default nothing.
	SubstitutePhones string
	// Hotline is the number that papers for families name; default none.
	Hotline string
}

// Deps are what the server shows. All are required but Demo, Training, Gateway and Broker.
type Deps struct {
	Assignment
	Planning
	Carehome
	Sayings
	Registry    *registry.Registry
	Centers     *centers.Centers
	Alerts      *alerts.Engine
	Supervision *supervision.Supervisor
	Commands    *supervision.Commands
	Ledger      *supervision.Ledger
	Desk        *dispatch.Desk
	Hotline     *hotline.Hotline
	Shifts      *shifts.Shifts
	Catalogue   *catalogue.Catalogue
	Visits      *visits.Visits
	Accounts    *money.Accounts
	Roster      *roster.Roster
	Sessions    Sessions
	Gateway     Gateway  // nil: nobody's receipts are taken
	Channels    Channels // nil: none are shown
	Shelf       Shelf
	Journal     EntryList
	Names       Names
	Curves      Curves
	Refusals    Refusals
	DryRun      DryRun
	Health      Health
	Queue       Lengths
	Broker      Broker
	Console     fs.FS // nil: not built
	Metrics     prometheus.Gatherer
	Demo        *Demo
	Training    *training.Seat // nil: this is no training seat
	TrainingURL string         // where the training seat is; "": nowhere
	StaffAct    func(on bool)  // lets the demo's own staff work or rest; nil without a demo
	Now         func() time.Time
	Log         *slog.Logger
	Version     string
}
