package care

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"
)

// Alert is a rule's judgement over readings, with the readings that made it
// (预警; a device's own: 设备故障, 离线).
type Alert struct {
	ID       AlertID  `json:"id"` // derived from rule, device and first instant: the same judgement twice is one
	Rule     string   `json:"rule"`
	Title    string   `json:"title"`
	Severity Severity `json:"severity" enum:"critical,warning,info"`
	// Technical alerts are the device's own and stand on a list of their own.
	Technical   bool        `json:"technical"`
	DeviceID    DeviceID    `json:"device_id"`
	ElderID     ElderID     `json:"elder_id" nullable:"true"`
	HouseholdID HouseholdID `json:"household_id,omitempty"`
	CenterID    CenterID    `json:"center_id,omitempty"`
	RegionID    RegionID    `json:"region_id,omitempty"`
	Metric      Metric      `json:"metric,omitempty"`
	// Threshold is the limit that was crossed, in the metric's unit.
	Threshold float64 `json:"threshold,omitempty"`
	// Readings are those that made it, oldest first, at most 20.
	Readings   []Reading  `json:"readings"`
	RaisedAt   time.Time  `json:"raised_at"`
	ClearedAt  *time.Time `json:"cleared_at" nullable:"true"`
	SeenAt     *time.Time `json:"seen_at" nullable:"true"` // acknowledged on the list
	SeenBy     StaffID    `json:"seen_by,omitempty"`
	IncidentID IncidentID `json:"incident_id" nullable:"true"`
	// Spot is where the elder was, for a left fence.
	Spot *Spot `json:"spot,omitempty"`
	// Affected is how many devices stand behind a silent gateway, or how many homes
	// or devices of a dark area are silent, of Of there.
	Affected int   `json:"affected,omitempty"`
	Of       int   `json:"of,omitempty"`
	Version  int64 `json:"version"`
}

// NewAlertID derives the id of an alert from what makes two judgements the same:
// the rule, the device and the instant at which it began, to the millisecond.
func NewAlertID(rule string, device DeviceID, began time.Time) AlertID {
	sum := sha256.Sum256([]byte(rule + "\x00" + string(device) + "\x00" + strconv.FormatInt(began.UnixMilli(), 10)))
	return AlertID(strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15])))
}

// AlertQuery narrows a list of alerts. Its zero value asks for all of them.
type AlertQuery struct {
	State     AlertState // empty or "all": both
	Rule      string     // empty: every rule
	Device    DeviceID   // empty: every device
	Elder     ElderID    // empty: every elder
	Technical *bool      // nil: both
	// Severities asked for; empty means every severity.
	Severities []Severity
}

// AlertState says whether an [Alert] is still going on.
type AlertState string

// The states of an alert.
const (
	AlertFiring  AlertState = "firing"
	AlertCleared AlertState = "cleared"
	AlertAll     AlertState = "all"
)
