package api

import (
	"net/http"
	"testing"
	"time"

	"yian/care"
)

func TestOneKeyMakesTheRepairOfAFault(t *testing.T) {
	s := start(t)
	fault := care.Alert{ID: "fault", Rule: "tamper", Title: "被拆动", Severity: care.Warning, Technical: true, DeviceID: "cord-a", RegionID: township, CenterID: "house-a", RaisedAt: time.Now()}
	ill := care.Alert{ID: "ill", Rule: "fast_heart", Title: "心率过快", Severity: care.Warning, DeviceID: "cord-a", RegionID: township, CenterID: "house-a", RaisedAt: time.Now()}
	for _, a := range []care.Alert{fault, ill} {
		must(t, s.store.RaiseAlert(t.Context(), a, care.Entry{At: time.Now(), By: care.System, What: "alert.raised", Noun: "alert", Subject: string(a.ID), RegionID: township, CenterID: a.CenterID}))
	}
	var first, again AlertItem
	s.post("manager", "/alerts/fault/repair", nil, &first)
	s.post("manager", "/alerts/fault/repair", nil, &again)
	if first.Repair == nil || again.Repair == nil || first.Repair.ID != again.Repair.ID || first.Repair.State != care.OrderQueued || first.SeenBy != "manager" {
		t.Fatalf("first %+v, again %+v", first.Repair, again.Repair)
	}
	var list page[AlertItem]
	s.get("manager", "/alerts?technical=true", &list)
	if len(list.Items) != 1 || list.Items[0].Repair == nil || list.Items[0].Repair.Number != first.Repair.Number {
		t.Errorf("the list of faults: %+v", list.Items)
	}
	for who, wants := range map[string]map[string]int{
		"manager":   {"/alerts/ill/repair": http.StatusConflict, "/alerts/none/repair": http.StatusNotFound},
		"manager-b": {"/alerts/fault/repair": http.StatusNotFound},
		"worker":    {"/alerts/fault/repair": http.StatusForbidden},
		"auditor":   {"/alerts/fault/repair": http.StatusForbidden},
	} {
		for path, want := range wants {
			if got := s.ask(who, http.MethodPost, "/api/v1"+path, nil).StatusCode; got != want {
				t.Errorf("%s %s: got %d, want %d", who, path, got, want)
			}
		}
	}
}
