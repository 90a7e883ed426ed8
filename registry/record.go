package registry

import (
	"context"
	"time"

	"yian/care"
)

// Record is everything that the registry asks of what must never be lost. All
// methods block; those that write return once it is on disk. A write with
// something that is taken fails with [care.ErrConflict] and leaves nothing.
type Record interface {
	RegionList
	RegionBook
	SiteList
	SiteBook
	HouseholdList
	HouseholdBook
	KeyList
	KeyBook
	ElderList
	ElderBook
	StaffList
	StaffBook
	SessionBook
	AddressList
	DeviceList
	DeviceBook
	AdmissionBook
	InstallationList
	InstallationBook
	ConsentBook
	SourceList
	SourceBook
	Settings
	Viewers
	Finder
}

// Finder keeps by which words people and homes are found.
type Finder interface {
	// Reindex writes those words anew if an older version wrote them. It is idempotent.
	Reindex(ctx context.Context) error
	// PhoneNumber returns what is known of a number beside the register, which may be
	// nothing but itself.
	PhoneNumber(ctx context.Context, number string) (care.PhoneNumber, error)
}

// RegionList reads the tree of regions.
type RegionList interface {
	Regions(ctx context.Context, sc care.Scope) ([]care.Region, error)
	Region(ctx context.Context, id care.RegionID) (care.Region, error)
}

// RegionBook keeps the tree of regions.
type RegionBook interface {
	CreateRegions(ctx context.Context, regions []care.Region, e care.Entry) error
	ChangeRegion(ctx context.Context, id care.RegionID, do func(*care.Region) (care.Entry, error)) error
}

// SiteList reads sites.
type SiteList interface {
	Centers(ctx context.Context, sc care.Scope, kind care.CenterKind, p care.Page) ([]care.Center, string, error)
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
}

// SiteBook keeps sites.
type SiteBook interface {
	CreateCenters(ctx context.Context, centers []care.Center, e care.Entry) error
	ChangeCenter(ctx context.Context, id care.CenterID, do func(*care.Center) (care.Entry, error)) error
}

// HouseholdList reads homes.
type HouseholdList interface {
	Households(ctx context.Context, sc care.Scope, q care.HouseholdQuery, p care.Page) ([]care.Household, string, error)
	Household(ctx context.Context, sc care.Scope, id care.HouseholdID) (care.Household, error)
}

// HouseholdBook keeps homes; a change sees whoever lives and whatever stands in
// the home, and writes them too.
type HouseholdBook interface {
	CreateHouseholds(ctx context.Context, households []care.Household, e care.Entry) error
	ChangeHousehold(ctx context.Context, id care.HouseholdID, do func(h *care.Household, elders []*care.Elder, devices []*care.Device) (care.Entry, error)) error
}

// KeyList reads keys.
type KeyList interface {
	Keys(ctx context.Context, sc care.Scope, q care.KeyQuery, p care.Page) ([]care.Key, string, error)
	Key(ctx context.Context, sc care.Scope, id care.KeyID) (care.Key, error)
	KeysOf(ctx context.Context, home care.HouseholdID) ([]care.Key, error)
}

// KeyBook keeps the keys of homes; with them it writes who the key holder of the home
// is, and which contact has one.
type KeyBook interface {
	ChangeKeys(ctx context.Context, home care.HouseholdID, do func(*care.KeyRing) (care.Entry, error)) error
}

// ElderList reads persons.
type ElderList interface {
	Elders(ctx context.Context, sc care.Scope, q care.ElderQuery, p care.Page) ([]care.Elder, string, error)
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
}

// ElderBook keeps persons; a change sees the devices that name the person, and
// writes them too.
type ElderBook interface {
	CreateElders(ctx context.Context, elders []care.Elder, e care.Entry) error
	ChangeElder(ctx context.Context, id care.ElderID, do func(e *care.Elder, devices []*care.Device) (care.Entry, error)) error
}

// StaffList reads users.
type StaffList interface {
	Staff(ctx context.Context, sc care.Scope, role care.Role, p care.Page) ([]care.Staff, string, error)
	StaffMember(ctx context.Context, sc care.Scope, id care.StaffID) (care.Staff, error)
	Password(ctx context.Context, id care.StaffID) (string, error)
}

// StaffBook keeps users. ChangeStaff ends the sessions of a user who is disabled
// or whose password changed, but for those in keep, in the same transaction.
type StaffBook interface {
	CreateStaff(ctx context.Context, people []care.Staff, passwords []string, e care.Entry) error
	ChangeStaff(ctx context.Context, id care.StaffID, keep []string, do func(s *care.Staff, password *string, admins int) (care.Entry, error)) error
	StaffSeen(ctx context.Context, seen []care.Staff) error
}

// SessionBook keeps sessions under the digests of their tokens.
type SessionBook interface {
	OpenSession(ctx context.Context, hash string, id care.StaffID, address string, at, expires time.Time) error
	Session(ctx context.Context, hash string) (care.Staff, time.Time, error)
	ExtendSession(ctx context.Context, hash string, expires time.Time) error
	CloseSession(ctx context.Context, hash string) error
}

// AddressList remembers where somebody signed in from.
type AddressList interface {
	KnownAddress(ctx context.Context, id care.StaffID, address string, since time.Time) (bool, error)
}

// DeviceList reads devices.
type DeviceList interface {
	Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, p care.Page) ([]care.Device, string, error)
	CountDevices(ctx context.Context, sc care.Scope, q care.DeviceQuery) (int, error)
	Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error)
	EachDevice(ctx context.Context, q care.DeviceQuery, f func(d care.Device, key care.DeviceKey)) error
}

// DeviceBook keeps devices with the digests of their secrets; a change sees the
// devices behind a gateway, and writes them too.
type DeviceBook interface {
	CreateDevices(ctx context.Context, devices []care.Device, keys []care.DeviceKey, e care.Entry) error
	ChangeDevice(ctx context.Context, id care.DeviceID, do func(d *care.Device, children []*care.Device, key *care.DeviceKey) (care.Entry, error)) error
}

// AdmissionBook keeps what a broker must still be told of devices. Idempotent.
type AdmissionBook interface {
	Admit(ctx context.Context, list []care.Admission) error
	Admissions(ctx context.Context, limit int) ([]care.Admission, error)
	Admitted(ctx context.Context, told []care.Admission) error
}

// InstallationList reads installations, and the presses of a device since an
// instant.
type InstallationList interface {
	Installations(ctx context.Context, sc care.Scope, q care.InstallationQuery, p care.Page) ([]care.Installation, string, error)
	Installation(ctx context.Context, sc care.Scope, id care.InstallationID) (care.Installation, error)
	Presses(ctx context.Context, device care.DeviceID, since time.Time) ([]care.Press, error)
	Consents(ctx context.Context, elder care.ElderID) ([]care.Consent, error)
}

// ConsentBook keeps an elder's newest word on one thing, and what came of it.
type ConsentBook interface {
	// Note writes an entry that changes nothing else.
	Note(ctx context.Context, e care.Entry) error
	SaveConsent(ctx context.Context, c care.Consent, e care.Entry) error
}

// InstallationBook keeps installations with their devices, and the claim codes by
// their digests.
type InstallationBook interface {
	CreateInstallation(ctx context.Context, i *care.Installation, e care.Entry) error
	Fit(ctx context.Context, id care.InstallationID, claim string, named care.DeviceID, do func(*care.Fitting) (care.Entry, error)) (care.Fitting, error)
	SaveClaims(ctx context.Context, hashes map[care.DeviceID]string, e care.Entry) error
}

// SourceList reads sources.
type SourceList interface {
	Sources(ctx context.Context) ([]care.Source, error)
}

// SourceBook keeps sources; what writes sees the others.
type SourceBook interface {
	CreateSource(ctx context.Context, s *care.Source, do func(others []care.Source) (care.Entry, error)) error
	ChangeSource(ctx context.Context, id care.SourceID, do func(s *care.Source, others []care.Source) (care.Entry, error)) error
}

// Settings keeps single facts about the platform itself.
type Settings interface {
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, name, value string, e care.Entry) error
	Counts(ctx context.Context) (map[string]int, error)
}

// Viewers keeps who looked at which record, in batches.
type Viewers interface {
	SaveViews(ctx context.Context, views []care.Entry) error
}
