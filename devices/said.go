package devices

import (
	"encoding/json"
	"strings"
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
	Statuses []SaidStatus
	// Names are what else children may be registered under: a network calls a sensor
	// by its address, people by its name.
	Names []SaidName
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
	Around   []string // what it hears around it, at most 16
}

// SaidName is another name of a child.
type SaidName struct{ Child, Also string }

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
	clear(s.Statuses)
	clear(s.Names)
	clear(s.Refused)
	*s = Said{Samples: s.Samples[:0], Calls: s.Calls[:0], Requests: s.Requests[:0], Confirms: s.Confirms[:0],
		Results: s.Results[:0], Statuses: s.Statuses[:0], Names: s.Names[:0], Refused: s.Refused[:0]}
}

// Also returns under what else a child may be registered: its other names.
func (s *Said) Also(child string) []string {
	var all []string
	for _, n := range s.Names {
		if n.Child == child {
			all = append(append(all, n.Also), Spellings(n.Also)...)
		}
	}
	return all
}

// Spellings returns the other ways to write a hardware address of 6 or 8 bytes.
func Spellings(name string) []string {
	digits := strings.NewReplacer(":", "", "-", "").Replace(strings.TrimPrefix(name, "0x"))
	if len(digits) != 12 && len(digits) != 16 || !isHex(digits) {
		return nil
	}
	lower := strings.ToLower(digits)
	var pairs []string
	for i := 0; i < len(lower); i += 2 {
		pairs = append(pairs, lower[i:i+2])
	}
	return []string{lower, strings.ToUpper(digits), strings.Join(pairs, ":"), strings.Join(pairs, "-"), "0x" + lower}
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }

func (s *Said) refuse(reason care.Reason, detail string) {
	s.Refused = append(s.Refused, SaidRefusal{Reason: reason, Detail: detail})
}
