package care

import "time"

// LodgingKey says which stay, elder or bed a decision is about. A stay brings its
// elder and bed; a bed given beside a stay is the one asked for.
type LodgingKey struct {
	Stay  StayID
	Elder ElderID
	Bed   BedID
}

// Lodging is what one decision about where an elder lives or is loads, may change
// and writes back together.
type Lodging struct {
	// At is when what is decided holds from. Taking a step back sets the step's own
	// instant, which strikes out what was entered since.
	At    time.Time
	Elder *Elder
	// Stay is the one that goes on, or the one asked for; nil when there is none.
	Stay *Stay
	// Bed is the one asked for, else the stay's; nil when there is neither.
	Bed *Bed
	// Occupied is whether somebody else is in Bed.
	Occupied bool
	// Center is the bed's; nil without a bed.
	Center *Center
	// Whereabouts is the present one. Setting one that begins earlier strikes out
	// whatever was entered since.
	Whereabouts Whereabouts
	// Step is the last step of the stay, as long as it can be taken back.
	Step *StayStep
}

// StayStep is one step of a stay together with what was before it, so that a
// slip of the finger can be taken back.
type StayStep struct {
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
	What string    `json:"what" enum:"admitted,left,hospitalised,returned,discharged,moved"`
	// Stay is the stay as it was; nil before an admission.
	Stay        *Stay       `json:"stay"`
	CenterID    CenterID    `json:"center_id,omitempty"` // the elder's, as it was
	Whereabouts Whereabouts `json:"whereabouts"`
	// From is when what the step entered holds from; whereabouts entered since forbid
	// taking it back.
	From time.Time `json:"from"`
}

// LodgedBed is a bed with whoever is in it at an instant, as the record has it.
type LodgedBed struct {
	Bed         Bed
	Stay        *Stay // nil: nobody
	Elder       *Elder
	Whereabouts Whereabouts
}
