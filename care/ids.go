package care

// Identifiers are distinct types so that the compiler catches a swap. All are
// opaque strings, except [RegionID], whose prefix order is its meaning.
type (
	// CenterID names a [Center].
	CenterID string
	// HouseholdID names a [Household].
	HouseholdID string
	// DeviceID names a [Device]: 1–64 of A-Z a-z 0-9 _ -, and its MQTT user name.
	DeviceID string
	// CallID names a [Call]; unique per device, for ever.
	CallID string
	// CommandID names a [Command].
	CommandID string
	// AlertID names an [Alert].
	AlertID string
	// OrderID names an [Order].
	OrderID string
	// OfferingID names an [Offering].
	OfferingID string
	// PlanID names a plan, which makes orders again and again.
	PlanID string
	// BedID names a [Bed].
	BedID string
	// StayID names a [Stay].
	StayID string
	// StaffID names a [Staff]: the user name, which never changes.
	StaffID string
)

// ElderID names an [Elder]. Over JSON an unknown elder is null.
type ElderID string

// MarshalJSON writes null for nobody.
func (id ElderID) MarshalJSON() ([]byte, error) { return nullable(string(id)) }

// IncidentID names an [Incident]. Over JSON none is null.
type IncidentID string

// MarshalJSON writes null for none.
func (id IncidentID) MarshalJSON() ([]byte, error) { return nullable(string(id)) }

// System is the author of entries that no person made.
const System StaffID = "system"

// ValidDeviceID reports whether s may be a device id, and so a level of an MQTT
// topic.
func ValidDeviceID(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
