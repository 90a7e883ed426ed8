package api

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// TestDevicesThatNeedSomebody: what ends within thirty days is on its list, what ends
// later is not, and everybody sees the own region only.
func TestDevicesThatNeedSomebody(t *testing.T) {
	s := start(t)
	admin := care.Staff{ID: "admin", Role: care.Admin}
	day := func(days int) string {
		return s.server.deps.Now().In(care.Shanghai).AddDate(0, 0, days).Format(time.DateOnly)
	}
	_, _, err := s.people.CreateDevices(t.Context(), admin, []care.Device{
		{ID: "sim-now", Kind: "sos_button", HouseholdID: "home", State: care.DeviceInService, SIM: "89860000000000000001", SIMExpires: day(30)},
		{ID: "sim-later", Kind: "sos_button", HouseholdID: "home", State: care.DeviceInService, SIMExpires: day(31)},
		{ID: "sim-debt", Kind: "sos_button", HouseholdID: "home", State: care.DeviceInService, SIMExpires: day(300), SIMArrears: true},
		{ID: "sim-gone", Kind: "sos_button", HouseholdID: "home", State: care.DeviceRetired, SIMExpires: day(1)},
		{ID: "old", Kind: "smoke_detector", HouseholdID: "home", State: care.DeviceInService, EndOfLife: day(-3), Location: "=客厅"},
		{ID: "young", Kind: "smoke_detector", HouseholdID: "home", State: care.DeviceInService, EndOfLife: day(3000)},
		{ID: "stock", Kind: "sos_button", RegionID: village},
	})
	must(t, err)
	_, err = s.people.Moved(t.Context(), "young", "")
	must(t, err)
	listed := func(who, due string) string {
		t.Helper()
		var list page[DeviceItem]
		s.get(who, "/devices?due="+due, &list)
		var ids []string
		for _, d := range list.Items {
			ids = append(ids, string(d.ID))
		}
		return strings.Join(ids, " ")
	}
	for due, want := range map[string]string{"sim": "sim-debt sim-now", "end_of_life": "old", "moved": "young", "proof": "button young"} {
		if got := listed("admin", due); got != want {
			t.Errorf("%s: got %q, want %q", due, got, want)
		}
		if got := listed("manager", due); got != "" {
			t.Errorf("%s: the manager of a care home sees %q", due, got)
		}
	}
	var n DueCounts
	s.get("operator", "/due-devices", &n)
	if n != (DueCounts{SIM: 2, EndOfLife: 1, Proof: 2, Moved: 1}) {
		t.Errorf("counted %+v", n)
	}
	a := s.ask("auditor", "GET", "/api/v1/due-devices/export?due=end_of_life", nil)
	if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("export: %d %v", a.StatusCode, a.Header)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\ufeff")))).ReadAll()
	must(t, err)
	if len(rows) != 2 || rows[1][0] != "old" || rows[1][7] != "'=客厅" || rows[1][5] != "前进村" || !strings.Contains(rows[1][6], "样例路") {
		t.Errorf("export: %q", rows)
	}
	if a := s.ask("worker", "GET", "/api/v1/due-devices/export?due=sim", nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("a worker exports: %d", a.StatusCode)
	}
}
