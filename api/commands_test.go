package api

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/supervision"
)

func TestACommandFromItsSendingToItsAnswer(t *testing.T) {
	s := start(t)
	body := map[string]any{"name": "locate", "why": "家属报走失"}
	a := s.ask("operator", "POST", "/api/v1/devices/button/commands", body, "Idempotency-Key", "k1")
	var sent, again CommandItem
	a.into(t, &sent)
	if a.StatusCode != 201 || sent.State != care.CommandQueued || sent.Title != "定位" || sent.ByName == "" || sent.ExpiresAt.Sub(sent.QueuedAt) != 10*time.Minute {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	s.ask("operator", "POST", "/api/v1/devices/button/commands", body, "Idempotency-Key", "k1").into(t, &again)
	if again.ID != sent.ID {
		t.Error("the same key made two commands")
	}
	must(t, s.commands.Result(t.Context(), care.CommandResult{Device: "button", Command: sent.ID, OK: true, Value: json.RawMessage(`{"lat":33.1,"lon":117.2}`), At: time.Now()}))

	var whole, discreet, all page[CommandItem]
	s.get("supervisor", "/devices/button/commands", &whole)
	if len(whole.Items) != 1 || whole.Items[0].State != care.CommandConfirmed || string(whole.Items[0].Result) != `{"lat":33.1,"lon":117.2}` {
		t.Errorf("of the device: %+v", whole.Items)
	}
	s.get("auditor", "/devices/button/commands", &discreet)
	s.get("supervisor", "/commands?state=confirmed,failed", &all)
	for name, items := range map[string][]CommandItem{"an auditor": discreet.Items, "the overview": all.Items} {
		if len(items) != 1 || items[0].Result != nil || items[0].Args != nil || items[0].Why == "" {
			t.Errorf("%s: %+v", name, items)
		}
	}
	var none page[CommandItem]
	s.get("supervisor", "/commands?state=queued,sent", &none)
	if len(none.Items) != 0 {
		t.Errorf("open: %+v", none.Items)
	}
	if a := s.ask("supervisor", "GET", "/api/v1/commands?state=lost", nil); a.StatusCode != 422 {
		t.Errorf("a state of nobody: %d", a.StatusCode)
	}
	var entries page[care.Entry]
	s.get("auditor", "/journal?noun=device&subject=button", &entries)
	looked := ""
	for _, e := range entries.Items {
		looked += e.What + " " + string(e.By) + " " + e.Related + "\n"
	}
	if !strings.Contains(looked, "device.located operator elder:wang") || !strings.Contains(looked, "device.command_confirmed system") {
		t.Errorf("journal:\n%s", looked)
	}
}

func TestACommandOutsideOnesScopeOrRights(t *testing.T) {
	s := start(t)
	for name, c := range map[string]struct {
		account, path string
		body          any
		status        int
		code          string
	}{
		"a device elsewhere":       {"operator-b", "/devices/button/commands", map[string]any{"name": "identify"}, 404, "device.not_found"},
		"the own house":            {"operator-b", "/devices/cord-b/commands", map[string]any{"name": "identify"}, 201, ""},
		"not an operator's":        {"operator", "/devices/button/commands", map[string]any{"name": "reboot"}, 403, "command.forbidden"},
		"no reason":                {"operator", "/devices/button/commands", map[string]any{"name": "locate"}, 422, "command.why"},
		"a number that is no such": {"operator", "/devices/button/commands", map[string]any{"name": "call_back", "args": map[string]any{"number": "secret-13900000001x"}}, 422, "command.phone"},
		"an unknown device":        {"admin", "/devices/nothing/commands", map[string]any{"name": "identify"}, 404, "device.not_found"},
		"arguments of no object":   {"admin", "/devices/button/commands", `{"name":"config","args":[1]}`, 422, "request.invalid"},
	} {
		a := s.ask(c.account, "POST", "/api/v1"+c.path, c.body)
		if a.StatusCode != c.status || c.code != "" && a.problem(t).Code != c.code {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
		if strings.Contains(string(a.body), "secret") {
			t.Errorf("%s repeats what was sent: %s", name, a.body)
		}
	}
	if a := s.ask("operator-b", "GET", "/api/v1/devices/button/commands", nil); a.StatusCode != 404 {
		t.Errorf("commands of a device elsewhere: %d", a.StatusCode)
	}
	var list page[CommandItem]
	s.get("operator-b", "/commands", &list)
	if len(list.Items) != 1 || list.Items[0].Device != "cord-b" {
		t.Errorf("operator-b sees %+v", list.Items)
	}
}

func TestACommandIsADeviceEvent(t *testing.T) {
	s := start(t)
	events := s.listen("supervisor", "")
	var sent CommandItem
	s.post("operator", "/devices/button/commands", map[string]any{"name": "identify"}, &sent)
	must(t, s.commands.Result(t.Context(), care.CommandResult{Device: "button", Command: sent.ID, OK: true, At: time.Now()}))
	for range 2 { // sent, and answered
		ev := events.next(soon, "device")
		if !strings.Contains(ev.data, `"id":"button"`) || strings.Contains(ev.data, string(sent.ID)) {
			t.Errorf("got %+v", ev)
		}
	}
}

func TestCommandNamesAndFirmware(t *testing.T) {
	s := start(t)
	var names page[supervision.CommandName]
	s.get("operator", "/commands/names", &names)
	if len(names.Items) != len(supervision.CommandNames) || names.Items[0].Args == nil {
		t.Errorf("%+v", names.Items)
	}
	var stock, house supervision.Inventory
	s.get("leader", "/firmware", &stock)
	s.get("manager", "/firmware", &house)
	if stock.Devices != 3 || stock.Known != 0 || len(stock.Items) != 3 {
		t.Errorf("the county's: %+v", stock)
	}
	if house.Devices != 1 || house.Items[0].Model != "SC-1" || house.Items[0].Firmware != "" || house.Items[0].SeenAt != nil {
		t.Errorf("a house's: %+v", house)
	}
}
