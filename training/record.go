package training

import (
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Record is all that is known of a run, from the desk's own record.
type Record struct {
	Run care.TrainingRun
	// Seen are the incidents, one for each home of the case; an empty one was never
	// opened.
	Seen    []Seen
	Calls   []care.PhoneCall // those by which the case began
	Tickets []care.Ticket
}

// Seen is one incident with what was done about it.
type Seen struct {
	care.Incident
	Home     int          // index of the case's home
	Timeline []care.Entry // in order
	// Orders are the incident's, and others that were made for its elder since.
	Orders []care.Order
}

// first returns the first entry with that verb, and its note.
func (s *Seen) first(verb string) (care.Entry, bool) {
	for _, e := range s.Timeline {
		if e.What == "incident."+verb {
			return e, true
		}
	}
	return care.Entry{}, false
}

// notes are the notes of all entries with that verb.
func (s *Seen) notes(verb string) (list []string) {
	for _, e := range s.Timeline {
		if e.What == "incident."+verb {
			list = append(list, e.Note)
		}
	}
	return list
}

// helped is when help was last noted as asked for; false when it was not, or fails.
func (s *Seen) helped(what string) (at time.Time, ok bool) {
	for _, e := range s.Timeline {
		if word(e.Note) != what {
			continue
		}
		switch e.What {
		case "incident.help":
			if !ok {
				at, ok = e.At, true
			}
		case "incident.help_failed":
			ok = false
		}
	}
	return at, ok
}

// sent reports whether a person sent a worker.
func (s *Seen) sent() bool {
	return slices.ContainsFunc(s.Timeline, func(e care.Entry) bool {
		return (e.What == "order.assigned" || e.What == "order.created") && e.By != care.System
	})
}

// acted is whom the trainee asked for help first; "order" for a worker.
func (s *Seen) acted() string {
	for _, e := range s.Timeline {
		switch e.What {
		case "incident.help":
			return word(e.Note)
		case "order.created", "order.assigned":
			if e.By != care.System { // what the ladder offers is not the trainee's
				return "order"
			}
		}
	}
	return ""
}

// proven reports whether the elder of a home had truly been heard or seen by an
// instant.
func (r *Record) proven(at time.Time, of int, how ...string) bool {
	return slices.ContainsFunc(r.Run.Heard, func(h care.TrainingHeard) bool {
		return slices.Contains(how, h.Proof) && !h.At.After(at) && (h.Who == Worker || home(h.Who) == of)
	})
}

// call returns the telephone call in which an incident was told.
func (r *Record) call(id care.IncidentID) (care.PhoneCall, bool) {
	i := slices.IndexFunc(r.Calls, func(p care.PhoneCall) bool { return p.IncidentID == id })
	if i < 0 {
		return care.PhoneCall{}, false
	}
	return r.Calls[i], true
}

// word is the first word of a note.
func word(note string) string {
	first, _, _ := strings.Cut(note, " ")
	return first
}
