package care

import (
	"encoding/json"
	"testing"
	"time"
)

func TestScopeSees(t *testing.T) {
	for name, c := range map[string]struct {
		scope  Scope
		region RegionID
		center CenterID
		want   bool
	}{
		"nobody sees nothing":                   {Scope{}, "", "", false},
		"operator sees the county":              {Scope{Role: Operator}, "990101001002", "", true},
		"operator sees an unknown place":        {Scope{Role: Operator, Region: "990101001"}, "", "", true},
		"operator of a township sees a village": {Scope{Role: Operator, Region: "990101001"}, "990101001002", "", true},
		"operator of a township not the other":  {Scope{Role: Operator, Region: "990101001"}, "990101002002", "", false},
		"manager sees the own centre":           {Scope{Role: Manager, Center: "a"}, "990101001", "a", true},
		"manager does not see the other centre": {Scope{Role: Manager, Center: "a"}, "990101001", "b", false},
		"manager does not see a place-less row": {Scope{Role: Manager, Center: "a"}, "", "", false},
		"manager without a centre sees nothing": {Scope{Role: Manager}, "990101001", "", false},
		"worker sees nothing by place":          {Scope{Role: Worker, Region: "990101"}, "990101001", "", false},
	} {
		if got := c.scope.Sees(c.region, c.center); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestAgeCountsFullYears(t *testing.T) {
	e := Elder{BirthDate: "1940-11-24"}
	if got := e.Age(time.Date(2026, 11, 23, 15, 59, 0, 0, time.UTC)); got != 85 {
		t.Errorf("a minute before the birthday in Shanghai: got %d, want 85", got)
	}
	if got := e.Age(time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)); got != 86 {
		t.Errorf("on the birthday in Shanghai: got %d, want 86", got)
	}
	if got := (&Elder{}).Age(time.Now()); got != -1 {
		t.Errorf("unknown birth date: got %d, want -1", got)
	}
}

func TestUnknownElderIsNull(t *testing.T) {
	b, err := json.Marshal(Incident{})
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if v, ok := m["elder_id"]; !ok || v != nil {
		t.Errorf("elder_id of an unknown elder: got %v (there: %v), want null", v, ok)
	}
	var back Incident
	if err := json.Unmarshal(b, &back); err != nil || back.ElderID != "" {
		t.Errorf("null back to an elder: got %q, %v", back.ElderID, err)
	}
}

func TestValidDeviceID(t *testing.T) {
	for id, want := range map[string]bool{
		"a": true, "A-Z_09": true, "": false, "a/b": false, "a+": false, "#": false, "床": false, "a b": false,
		string(make([]byte, 65)): false,
	} {
		if got := ValidDeviceID(id); got != want {
			t.Errorf("ValidDeviceID(%q): got %v, want %v", id, got, want)
		}
	}
}
