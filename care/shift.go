package care

import "time"

// ShiftID names a [Shift].
type ShiftID string

// Shift is the hand-over of the desk from one shift to the next (交接班): what was open
// then, and that both have signed.
type Shift struct {
	ID ShiftID `json:"id"`
	// Gives is who offered it, and when; Takes who took it over.
	Gives    StaffID    `json:"gives"`
	GivenAt  time.Time  `json:"given_at"`
	Takes    StaffID    `json:"takes,omitempty"`
	TakenAt  *time.Time `json:"taken_at" nullable:"true"`
	Note     string     `json:"note,omitempty"` // what the next must know
	TakeNote string     `json:"take_note,omitempty"`
	// Open is what was not finished when it was offered, by number.
	Open     []ShiftItem `json:"open"`
	RegionID RegionID    `json:"region_id,omitempty"`
	CenterID CenterID    `json:"center_id,omitempty"`
	Version  int64       `json:"version"`
}

// ShiftItem is one thing that goes over to the next shift.
type ShiftItem struct {
	Noun   string    `json:"noun" enum:"incident,order,phone,key"`
	ID     string    `json:"id"`
	Number string    `json:"number,omitempty"`
	Kind   string    `json:"kind,omitempty"` // of the incident, or the service
	State  string    `json:"state"`
	Elder  ElderID   `json:"elder_id" nullable:"true"`
	Since  time.Time `json:"since"`
}
