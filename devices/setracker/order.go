package setracker

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// Order is one frame that asks something of a watch.
type Order struct {
	Content string
	// Answer is the word that the watch says when it is done; [Place] when it answers
	// by reporting where it is.
	Answer string
}

// Place stands for an answer that is a report of where the watch is.
const Place = "place"

// What a configuration may hold: the limits of the makes that say any.
const (
	leastUpload, mostUpload = 10, 3600 // s
	mostContacts            = 10
	mostContactName         = 10 // characters
)

var phone = regexp.MustCompile(`^\+?[0-9]{3,20}$`)

// Orders says a command of the platform in the words of a watch, frame by frame;
// false when watches cannot do it, or not with these args.
func Orders(command string, args json.RawMessage) ([]Order, bool) {
	switch command {
	case "locate":
		return []Order{{"CR", Place}}, true
	case "identify":
		return []Order{{"FIND", "FIND"}}, true
	case "reboot":
		return []Order{{"RESET", "RESET"}}, true
	case "call_back":
		var a struct{ Number string }
		if json.Unmarshal(args, &a) != nil || !phone.MatchString(a.Number) {
			return nil, false
		}
		return []Order{{"CALL," + a.Number, "CALL"}}, true
	case "config":
		return configuration(args)
	}
	return nil, false
}

// settings is what can be configured.
type settings struct {
	UploadS         *int     `json:"upload_s"` // between two reports
	Center          *string  `json:"center"`   // the number that a fall calls
	SOS             []string `json:"sos"`      // the numbers that the button calls, at most three
	FallAlarm       *bool    `json:"fall_alarm"`
	RemovedAlarm    *bool    `json:"removed_alarm"`
	LowBatteryAlarm *bool    `json:"low_battery_alarm"`
	// Contacts are the telephone book, the only ones that some makes let through.
	Contacts []struct {
		Name   string `json:"name"`
		Number string `json:"number"`
	} `json:"contacts"`
}

func configuration(args json.RawMessage) (all []Order, ok bool) {
	var s settings
	d := json.NewDecoder(strings.NewReader(string(args)))
	d.DisallowUnknownFields() // half a configuration would look like a whole one
	if d.Decode(&s) != nil || len(s.SOS) > 3 || len(s.Contacts) > mostContacts {
		return nil, false
	}
	say := func(word, content string) { all = append(all, Order{word + "," + content, word}) }
	flag := func(word string, on *bool, content string) {
		if on != nil {
			say(word, fmt.Sprintf(content, map[bool]int{true: 1}[*on]))
		}
	}
	if s.UploadS != nil {
		if *s.UploadS < leastUpload || *s.UploadS > mostUpload {
			return nil, false
		}
		say("UPLOAD", fmt.Sprint(*s.UploadS))
	}
	if s.Center != nil {
		if !phone.MatchString(*s.Center) {
			return nil, false
		}
		say("CENTER", *s.Center)
	}
	for i, n := range s.SOS {
		if !phone.MatchString(n) {
			return nil, false
		}
		say(fmt.Sprintf("SOS%d", i+1), n)
	}
	flag("FALLDOWN", s.FallAlarm, "%d,0")
	flag("REMOVE", s.RemovedAlarm, "%d")
	flag("LOWBAT", s.LowBatteryAlarm, "%d")
	pages := [2][]string{}
	for i, c := range s.Contacts {
		if !phone.MatchString(c.Number) || c.Name == "" || len([]rune(c.Name)) > mostContactName {
			return nil, false
		}
		pages[i/5] = append(pages[i/5], c.Number, Text(c.Name))
	}
	for i, word := range []string{"PHB", "PHB2"} {
		if len(pages[i]) > 0 {
			say(word, strings.Join(pages[i], ","))
		}
	}
	return all, len(all) > 0
}

// Text writes words as watches read them: UTF-16, big end first, in hex.
func Text(words string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(words)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}
