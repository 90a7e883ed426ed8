package care_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"yian/care"
)

// The console greys whom the ladders ring later: both are held to this table.
func TestContactsAreAwakeByTheirOwnClock(t *testing.T) {
	text, err := os.ReadFile("testdata/contact_hours.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name    string
		At      time.Time
		Contact care.Contact
		Awake   bool
		Clock   string
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 10 {
		t.Fatal(len(cases), err)
	}
	for _, c := range cases {
		if got := c.Contact.Awake(c.At); got != c.Awake {
			t.Errorf("%s: awake %v", c.Name, got)
		}
		if got := c.Contact.Clock(c.At).Format("15:04"); got != c.Clock {
			t.Errorf("%s: it is %s there", c.Name, got)
		}
	}
}

func TestWhoeverIsAwakeIsRungFirstAndNobodyIsLeftOut(t *testing.T) {
	night := time.Date(2026, 11, 26, 14, 0, 0, 0, time.UTC) // 01:00 in Sydney
	list := []care.Contact{
		{Name: "in Sydney", TimeZone: "Australia/Sydney"}, {Name: "frail", Frail: true}, {Name: "son"}, {Name: "by day", Times: []care.ContactTime{{From: "08:00", To: "18:00"}}}, {Name: "niece"},
	}
	var got []string
	for _, c := range care.AwakeFirst(list, night) {
		got = append(got, c.Name)
	}
	if want := []string{"son", "niece", "frail", "in Sydney", "by day"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestClockMinutes(t *testing.T) {
	for text, want := range map[string]int{"00:00": 0, "08:30": 510, "24:00": 1440, "24:01": -1, "8:30": -1, "08:60": -1, "-1:00": -1, "ab:cd": -1, "": -1, "+1:30": -1} {
		if got := care.ClockMinute(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
