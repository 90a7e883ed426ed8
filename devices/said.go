package devices

import (
	"encoding/json"
	"time"

	"yian/care"
)

// Said is what one message said. A decoder appends to it; one Said may be used
// again for the next message after [Said.Reset].
type Said struct {
	Samples  []Sample
	Calls    []SaidCall
	Requests []SaidRequest
	Confirms []SaidConfirm
	Results  []SaidResult
	// Status is nil when the message said nothing about being online.
	Status *SaidStatus
	// Refused lists what could not be used, part by part: a message may hold good
	// readings beside refused ones.
	Refused []SaidRefusal
}

// Sample is the readings of one instant; none at all is a heartbeat. Device and
// ReceivedAt are left empty, since only the registry knows which device a child
// is. The slice of readings is never used again and may be kept.
type Sample struct {
	Child string // behind the gateway: id, address or friendly name; empty for the speaker itself
	// At is by the device's clock, or the time of receipt when the clock is missing,
	// unreadable or skewed.
	At       time.Time
	Skewed   bool // the clock was more than 5 minutes ahead
	Readings []care.Reading
}

// SaidCall is a call as the device made it.
type SaidCall struct {
	Child    string
	ID       care.CallID
	Kind     care.CallKind
	At       time.Time // as in [Sample]
	Skewed   bool
	Location *care.Location // nil when absent or implausible
}

// SaidRequest is a wish for a service as the device made it.
type SaidRequest struct {
	Child   string
	ID      care.CallID
	At      time.Time
	Service care.Service
}

// SaidConfirm says that the device showed or spoke a feedback.
type SaidConfirm struct {
	Child string
	Call  care.CallID
	Step  care.Step
}

// SaidResult is the answer to a command.
type SaidResult struct {
	Child  string
	ID     care.CommandID
	OK     bool
	Reason string
	Value  json.RawMessage // valid JSON, at most 4 KiB; nil when there is none
}

// SaidStatus is the online state that a device, its gateway or its last will
// announces.
type SaidStatus struct {
	Child    string
	Online   bool
	At       time.Time
	Firmware string
}

// SaidRefusal is a part of a message that nobody can use. Detail tells an
// installer what to mend and never repeats a value that was sent.
type SaidRefusal struct {
	Reason care.Reason
	Detail string
}

// Reset empties s and keeps its own memory for the next message. What its
// elements point to, like the readings of a sample, may be kept.
func (s *Said) Reset() {
	clear(s.Samples)
	clear(s.Calls)
	clear(s.Requests)
	clear(s.Confirms)
	clear(s.Results)
	clear(s.Refused)
	*s = Said{Samples: s.Samples[:0], Calls: s.Calls[:0], Requests: s.Requests[:0],
		Confirms: s.Confirms[:0], Results: s.Results[:0], Refused: s.Refused[:0]}
}

func (s *Said) refuse(reason care.Reason, detail string) {
	s.Refused = append(s.Refused, SaidRefusal{Reason: reason, Detail: detail})
}
