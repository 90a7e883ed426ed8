package care

import (
	"slices"
	"time"
)

// InstallationID names an [Installation].
type InstallationID string

// Installation is the fitting of one device in one home (装机), from consent to the
// press that proved it. It is kept step by step, so that whoever lost the signal,
// or the phone, goes on where it stood.
type Installation struct {
	ID          InstallationID    `json:"id"`
	State       InstallationState `json:"state" enum:"running,done,abandoned"`
	HouseholdID HouseholdID       `json:"household_id"`
	RegionID    RegionID          `json:"region_id,omitempty"`
	By          StaffID           `json:"by"`
	OpenedAt    time.Time         `json:"opened_at"`
	EndedAt     *time.Time        `json:"ended_at" nullable:"true"`

	Consents []Consent `json:"consents"`
	// ResidentsTold is that whoever else lives there knows of the device.
	ResidentsTold bool        `json:"residents_told"`
	Entry         *EntryRight `json:"entry,omitempty"`
	// Keys is nil until somebody said where the keys are; empty means that none was
	// handed over.
	Keys      []HomeKey `json:"keys" nullable:"true"`
	DeviceID  DeviceID  `json:"device_id,omitempty"`
	ClaimedAt time.Time `json:"claimed_at,omitzero"`
	// Presses is how many presses the device must prove: two for a button, none for a
	// sensor without one, which must be heard instead.
	Presses   int        `json:"presses"`
	First     *Press     `json:"first,omitempty"`                                            // with the installer
	AddressAt *time.Time `json:"address_at" nullable:"true"`                                 // the address was read back
	Alone     *Press     `json:"alone,omitempty"`                                            // the elder, alone
	Reason    string     `json:"reason,omitempty"`                                           // why it was abandoned
	Steps     []FitStep  `json:"steps"`                                                      // who did what, when
	Next      FitNext    `json:"next" enum:"consent,entry,keys,device,press,address,alone,"` // what comes next; empty: over
	Version   int64      `json:"version"`
}

// InstallationState says whether an [Installation] goes on.
type InstallationState string

// The states of an installation.
const (
	InstallationRunning   InstallationState = "running"
	InstallationDone      InstallationState = "done"
	InstallationAbandoned InstallationState = "abandoned"
)

// FitNext is the next step of an [Installation].
type FitNext string

// The steps, in their order.
const (
	FitConsent FitNext = "consent"
	FitEntry   FitNext = "entry"
	FitKeys    FitNext = "keys"
	FitDevice  FitNext = "device"
	FitPress   FitNext = "press"
	FitAddress FitNext = "address"
	FitAlone   FitNext = "alone"
)

// FitStep is one line of what was done.
type FitStep struct {
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
	What string    `json:"what"`
}

// Consent is what one elder agreed to, or refused: to be measured (health), to be
// located (location), and that the family is told every month how it went (family).
type Consent struct {
	ElderID ElderID   `json:"elder_id"`
	Kind    string    `json:"kind" enum:"health,location,family"`
	Given   bool      `json:"given"`
	By      string    `json:"by" enum:"elder,guardian"`
	Name    string    `json:"name,omitempty"` // of the guardian
	At      time.Time `json:"at"`
}

// EntryRight is whether responders may enter when nobody opens, and on whose word.
type EntryRight struct {
	Allowed bool      `json:"allowed"`
	By      string    `json:"by" enum:"elder,guardian"`
	Name    string    `json:"name,omitempty"`
	At      time.Time `json:"at"`
}

// HomeKey is what was said of a key while fitting: it is noted as a [Key].
type HomeKey struct {
	Number string `json:"number" maxLength:"40"` // on its tag
	Holder string `json:"holder" maxLength:"60"`
	Phone  string `json:"phone,omitempty" maxLength:"32"`
}

// Press is one press that an installation waits for, and how far it came.
type Press struct {
	AskedAt     time.Time  `json:"asked_at"`
	Call        CallID     `json:"call,omitempty"`
	ReceivedAt  *time.Time `json:"received_at" nullable:"true"`  // the desk has it
	ToldAt      *time.Time `json:"told_at" nullable:"true"`      // the feedback went out
	ConfirmedAt *time.Time `json:"confirmed_at" nullable:"true"` // the device showed or spoke it
	OursAt      *time.Time `json:"ours_at" nullable:"true"`      // the installer said: that was us
	Incident    IncidentID `json:"incident_id" nullable:"true"`  // what it opened
	Test        bool       `json:"test,omitempty"`               // a trial by the device's own word
}

// PressWithin is how long after the installer asked for it a press may be called
// the installer's own. Any other press is real.
const PressWithin = 2 * time.Minute

// Complete reports whether the press went as far as the device can take it.
// confirms says that the device tells what it showed or spoke.
func (p *Press) Complete(confirms bool) bool {
	return p != nil && p.ReceivedAt != nil && (p.ConfirmedAt != nil || !confirms && p.ToldAt != nil)
}

// Step returns what comes next, "" when it is over.
func (i *Installation) Step() FitNext {
	ours := func(p *Press) bool { return p != nil && p.OursAt != nil }
	switch {
	case i.State != InstallationRunning:
		return ""
	case !i.ResidentsTold:
		return FitConsent
	case i.Entry == nil:
		return FitEntry
	case i.Keys == nil:
		return FitKeys
	case i.DeviceID == "":
		return FitDevice
	case !ours(i.First):
		return FitPress
	case i.AddressAt == nil:
		return FitAddress
	}
	return FitAlone
}

// Waiting returns the press that the installation waits for, or nil.
func (i *Installation) Waiting() *Press {
	switch i.Step() {
	case FitPress:
		return i.First
	case FitAlone:
		return i.Alone
	}
	return nil
}

// Refused reports whether anybody in the home refused kind.
func (i *Installation) Refused(kind string) bool {
	return slices.ContainsFunc(i.Consents, func(c Consent) bool { return c.Kind == kind && !c.Given })
}

// Fitting is what one step of an installation loads, may change and writes back
// together.
type Fitting struct {
	Installation *Installation
	// Device is the one being fitted; nil while none is claimed.
	Device *Device
	// Consents are written as each elder's newest word.
	Consents []Consent
	// Keys are noted as keys of the home, which is what counts from then on.
	Keys []HomeKey
}

// InstallationQuery chooses installations. Empty fields choose all.
type InstallationQuery struct {
	State     InstallationState
	By        StaffID
	Household HouseholdID
	Device    DeviceID
}
