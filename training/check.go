package training

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yian/care"
)

// look judges one item over one incident of a record.
type look func(r *Record, s *Seen, args []string) bool

// checks are what can be looked at, by the word that the cases use. The screen has the
// words for people.
var checks = map[string]struct {
	args int // at least
	look look
}{
	"answered":    {1, answeredWithin},
	"tried":       {1, func(_ *Record, s *Seen, ways []string) bool { return anyWord(s.notes("attempted"), ways) }},
	"asked":       {1, asked},
	"no_answer":   {0, func(_ *Record, s *Seen, _ []string) bool { _, ok := s.first("no_answer"); return ok }},
	"help":        {1, helpCame},
	"help_first":  {1, func(_ *Record, s *Seen, what []string) bool { return slices.Contains(what, s.acted()) }},
	"help_within": {2, helpWithin},
	"no_help":     {1, func(r *Record, s *Seen, what []string) bool { return s.ID != "" && !helpCame(r, s, what) }},
	"sent":        {0, func(_ *Record, s *Seen, _ []string) bool { return s.sent() }},
	"nobody_sent": {0, nobodySent},
	"dialled":     {1, dialled},
	"not_dialled": {1, func(r *Record, s *Seen, who []string) bool { return s.ID != "" && !dialled(r, s, who) }},
	"named":       {1, func(_ *Record, s *Seen, who []string) bool { return slices.Contains(who, string(s.ElderID)) }},
	"reached": {1, func(_ *Record, s *Seen, how []string) bool {
		return s.Contact != nil && slices.Contains(how, s.Contact.How)
	}},
	"true":    {0, truly},
	"sheet":   {0, func(_ *Record, s *Seen, _ []string) bool { return s.Ambulance != nil && s.Ambulance.Meets != "" }},
	"outcome": {1, func(_ *Record, s *Seen, is []string) bool { return slices.Contains(is, string(s.Outcome)) }},
	"note":    {0, noted},
	"closed":  {0, func(_ *Record, s *Seen, _ []string) bool { return s.State == care.IncidentClosed }},
	"ticket":  {1, ticketed},
	"repair":  {0, ordered(care.Repair)},
	"refused": {0, func(_ *Record, s *Seen, _ []string) bool { return s.Refused != nil && s.Refused.Witness != "" }},
}

// checkOf reads a check of a case: a word, its arguments, and before both "second" for
// the incident of the second home.
func checkOf(text string) (verb string, args []string, err error) {
	args = strings.Fields(text)
	if len(args) > 0 && args[0] == "second" {
		args = args[1:]
	}
	if len(args) == 0 {
		return "", nil, fmt.Errorf("check is missing: %w", care.ErrInvalid)
	}
	verb, args = args[0], args[1:]
	c, known := checks[verb]
	if !known {
		return "", nil, fmt.Errorf("check %q is unknown: %w", verb, care.ErrInvalid)
	}
	if len(args) < c.args {
		return "", nil, fmt.Errorf("check %q wants %d words: %w", verb, c.args, care.ErrInvalid)
	}
	if verb == "answered" || verb == "help_within" {
		if _, err := time.ParseDuration(args[len(args)-1]); err != nil {
			return "", nil, fmt.Errorf("check %q ends with a time: %w", verb, care.ErrInvalid)
		}
	}
	return verb, args, nil
}

// within is the time with which the arguments end.
func within(args []string) time.Duration {
	d, _ := time.ParseDuration(args[len(args)-1]) // was checked when it was read
	return d
}

func anyWord(notes, words []string) bool {
	return slices.ContainsFunc(notes, func(n string) bool { return slices.Contains(words, word(n)) })
}

// answeredWithin: the trainee answered, whoever took over later. A telephone call is
// answered when somebody picks up.
func answeredWithin(r *Record, s *Seen, args []string) bool {
	if p, told := r.call(s.ID); told && s.ID != "" {
		return p.AnsweredAt != nil && p.AnsweredAt.Sub(p.At) <= within(args)
	}
	e, ok := s.first("answered")
	return ok && e.By == r.Run.Staff && e.At.Sub(s.OpenedAt) <= within(args)
}

// asked: any of the questions has an answer; one that is followed by = wants this one.
func asked(_ *Record, s *Seen, args []string) bool {
	return slices.ContainsFunc(s.Answers, func(a care.Answered) bool {
		return slices.Contains(args, a.Question) || slices.Contains(args, a.Question+"="+a.Answer)
	})
}

// helpCame: all of it was noted and does come.
func helpCame(_ *Record, s *Seen, what []string) bool {
	for _, w := range what {
		if _, ok := s.helped(w); !ok {
			return false
		}
	}
	return true
}

// helpWithin: any of the helpers was asked within a time of the answer.
func helpWithin(_ *Record, s *Seen, args []string) bool {
	for _, w := range args[:len(args)-1] {
		if at, ok := s.helped(w); ok && s.AnsweredAt != nil && at.Sub(*s.AnsweredAt) <= within(args) {
			return true
		}
	}
	return false
}

// nobodySent: nobody who is no fireman was sent where it may burn.
func nobodySent(_ *Record, s *Seen, _ []string) bool {
	for _, near := range []string{"key_holder", "contact", "station_keeper"} {
		if slices.ContainsFunc(s.notes("help"), func(n string) bool { return word(n) == near }) {
			return false
		}
	}
	return s.ID != "" && !s.sent()
}

func dialled(r *Record, _ *Seen, who []string) bool {
	return slices.ContainsFunc(r.Run.Heard, func(h care.TrainingHeard) bool { return slices.Contains(who, h.Who) })
}

// truly: whenever the trainee wrote that the elder was heard or seen, that was so.
func truly(r *Record, s *Seen, _ []string) bool {
	if s.Contact == nil {
		return false
	}
	for _, e := range s.Timeline {
		if e.What != "incident.contacted" {
			continue
		}
		proof := []string{"seen"}
		if word(e.Note) == "heard" {
			proof = []string{"heard", "seen"}
		}
		if !r.proven(e.At, s.Home, proof...) {
			return false
		}
	}
	return true
}

// fewestRunes is what a note must say at least.
const fewestRunes = 4

// noted: a note in words, on the way or at the end.
func noted(r *Record, s *Seen, _ []string) bool {
	for _, e := range s.Timeline {
		text := e.Note
		switch {
		case e.By != r.Run.Staff:
			continue
		case e.What == "incident.closed":
			_, text, _ = strings.Cut(text, " ")
		case e.What != "incident.noted":
			continue
		}
		if utf8.RuneCountInString(strings.TrimSpace(text)) >= fewestRunes {
			return true
		}
	}
	return false
}

// ticketed: a closed ticket was taken down for it.
func ticketed(r *Record, s *Seen, sealed []string) bool {
	return slices.ContainsFunc(r.Tickets, func(t care.Ticket) bool {
		return slices.Contains(sealed, t.Sealed) && (t.IncidentID == s.ID || t.ElderID != "" && t.ElderID == s.ElderID)
	})
}

func ordered(service care.Service) look {
	return func(_ *Record, s *Seen, _ []string) bool {
		return slices.ContainsFunc(s.Orders, func(o care.Order) bool { return o.Service == service })
	}
}
