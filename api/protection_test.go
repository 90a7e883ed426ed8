package api

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// protect writes what a ledger would know of the sample's home, and of another one
// that has been silent for two hours.
func protect(t *testing.T, s *site) time.Time {
	t.Helper()
	ctx, now := t.Context(), time.Now().Truncate(time.Minute)
	began := now.Add(-24 * time.Hour)
	must(t, s.store.CreateHouseholds(ctx, []care.Household{{ID: "far", RegionID: "990101001003", Address: "=样例路9号", StationID: "house-b"}}, care.Entry{}))
	must(t, s.store.KeepPosts(ctx, []care.Post{
		{Device: "button", Household: "home", Region: village, From: began, HeardAt: &began},
		{Device: "far-button", Household: "far", Region: "990101001003", Station: "house-b", From: began, HeardAt: &began},
	}))
	must(t, s.store.KeepSilences(ctx, []care.Silence{{Device: "far-button", DoubtAt: now.Add(-2 * time.Hour), From: now.Add(-2 * time.Hour), Cause: care.CauseBattery}}))
	for _, part := range []care.UptimePart{care.UpCalls, care.UpDesk} {
		must(t, s.store.KeepUptime(ctx, care.Uptime{Part: part, Instance: "up", From: began.Add(-time.Hour), Until: time.Now()}))
	}
	return now
}

func TestProtectionIsShownWithItsCauses(t *testing.T) {
	s := start(t)
	now := protect(t, s)
	var got ProtectionNow
	s.get("leader", "/protection", &got)
	if got.Homes != 2 || got.Protected != 1 || len(got.List) != 1 || got.List[0].Cause != care.CauseBattery || !got.List[0].Since.Equal(now.Add(-2*time.Hour)) ||
		got.List[0].Address != "=样例路9号" || got.AsOf.Before(now) {
		t.Errorf("now: %+v", got)
	}
	var month ProtectedMonth
	s.get("auditor", "/protection/month", &month)
	if month.Total.Total() == 0 || month.Homes != 2 || len(month.Places) != 2 || month.Places[0].Township == "" {
		t.Errorf("month: %+v", month)
	}
	var homes HomeMinutesList
	s.get("supervisor", "/protection/homes", &homes)
	if len(homes.Items) == 0 || homes.Items[0].HouseholdID != "far" {
		t.Errorf("homes: %+v", homes)
	}
	var home HomeMonth
	s.get("leader", "/protection/homes/far", &home)
	if len(home.Days) == 0 || home.Address == "" {
		t.Errorf("home: %+v", home)
	}
	for path, want := range map[string]int{"/protection/month?month=2026-13": 422, "/protection/month?month=2999-01": 422, "/protection/homes/nowhere": 404, "/protection/homes/far?month=1999-01": 404} {
		if a := s.ask("leader", "GET", "/api/v1"+path, nil); a.StatusCode != want {
			t.Errorf("%s: %d %s, want %d", path, a.StatusCode, a.body, want)
		}
	}
}

func TestAHouseSeesTheHomesOfItsOwnRounds(t *testing.T) {
	s := start(t)
	protect(t, s)
	for account, want := range map[string]int{"manager": 0, "manager-b": 1} {
		var got ProtectionNow
		s.get(account, "/protection", &got)
		var homes HomeMinutesList
		s.get(account, "/protection/homes", &homes)
		a := s.ask(account, "GET", "/api/v1/export/protection/homes.csv", nil)
		if got.Homes != want || strings.Count(string(a.body), "\n") != want+1 || strings.Contains(string(a.body), "home,") {
			t.Errorf("%s sees %d homes, %q", account, got.Homes, a.body)
		}
		if a := s.ask(account, "GET", "/api/v1/protection/homes/home", nil); a.StatusCode != 404 {
			t.Errorf("%s: another's home: %d", account, a.StatusCode)
		}
	}
}

func TestProofsAreListedCountedAndExported(t *testing.T) {
	s := start(t)
	s.press("button", "p1")
	_, err := s.store.ConfirmFeedback(t.Context(), care.Confirmation{Device: "button", Call: "p1", Step: care.StepReceived, At: time.Now()})
	must(t, err)
	s.press("button", "p2")
	var list page[ProofItem]
	s.get("leader", "/proofs", &list)
	if len(list.Items) != 2 || list.Items[0].Call != "p2" || list.Items[1].ConfirmedAt == nil || list.Items[1].RecordedAt == nil || list.Items[1].Village == "" {
		t.Errorf("list: %+v", list.Items)
	}
	var month ProofMonth
	s.get("leader", "/proofs/month", &month)
	if month.Total.Presses != 2 || month.Total.First != 1 || len(month.Models) != 1 || len(month.Villages) != 1 || month.Villages[0].Homes != 1 {
		t.Errorf("month: %+v", month)
	}
	a := s.ask("auditor", "GET", "/api/v1/export/proofs.csv", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.body), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[0]) != 14 || rows[1][13] != "是" || rows[2][13] != "否" {
		t.Errorf("export: %v, %v", rows, err)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.Contains(a.Header.Get("Content-Disposition"), "proofs.csv") {
		t.Errorf("headers: %v", a.Header)
	}
}

// TestAnExportIsHarmlessAndNoted sees that an address cannot become a formula, and
// that taking a table along is a view.
func TestAnExportIsHarmlessAndNoted(t *testing.T) {
	s := start(t)
	protect(t, s)
	a := s.ask("leader", "GET", "/api/v1/export/protection/homes.csv", nil)
	if a.StatusCode != 200 || !strings.Contains(string(a.body), "'=样例路9号") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if b := s.ask("leader", "GET", "/api/v1/export/protection/villages.csv", nil); b.StatusCode != 200 || !strings.Contains(string(b.body), "合计") {
		t.Errorf("%d %s", b.StatusCode, b.body)
	}
	if b := s.ask("leader", "GET", "/api/v1/export/protection/villages.csv?month=nonsense", nil); b.StatusCode != 422 {
		t.Errorf("a bad month: %d", b.StatusCode)
	}
	if b := s.ask("operator", "GET", "/api/v1/export/protection/homes.csv", nil); b.StatusCode != 403 {
		t.Errorf("an operator takes it along: %d", b.StatusCode)
	}
}
