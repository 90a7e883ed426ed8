package alerts

import (
	"time"

	"yian/care"
)

// maxReadings bounds how many readings an alert carries.
const maxReadings = 20

// event is a judgement that is on its way into the record: an alert that was
// raised, or the end of one.
type event struct {
	Raised  *care.Alert  `json:"raised,omitempty"`
	Cleared care.AlertID `json:"cleared,omitempty"`
	At      time.Time    `json:"at"` // by our clock
	// Region and Center are where the alert is, for its entry in the journal.
	Region care.RegionID `json:"region,omitempty"`
	Center care.CenterID `json:"center,omitempty"`
}

// newAlert makes the alert of a rule that was met at place.
func newAlert(r *Rule, place care.Place, first, at time.Time, readings []care.Reading) *care.Alert {
	return &care.Alert{
		ID: care.NewAlertID(r.ID, place.Device, first), Rule: r.ID, Title: r.Name.ZH, Severity: r.Severity, Technical: r.Technical,
		DeviceID: place.Device, ElderID: place.Elder, HouseholdID: place.Household, CenterID: place.Center, RegionID: place.Region,
		Metric: r.Metric, Threshold: r.threshold(), Readings: readings, RaisedAt: at, Version: 1,
	}
}

// entry returns the line of the journal for ev.
func (ev *event) entry() care.Entry {
	e := care.Entry{At: ev.At, By: care.System, Noun: "alert", RegionID: ev.Region, CenterID: ev.Center}
	if ev.Raised != nil {
		e.What, e.Subject = "alert.raised", string(ev.Raised.ID)
	} else {
		e.What, e.Subject = "alert.cleared", string(ev.Cleared)
	}
	return e
}
