package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"yian/care"
	"yian/dispatch/sentences"
)

// A recording is made by whoever may, and fetched by a device, which has no session.
func TestARecordingIsFetchedWithoutASession(t *testing.T) {
	s := start(t)
	body := append([]byte("OggS\x00"), make([]byte, 200)...)
	record := func(account, path string) answer {
		t.Helper()
		return s.ask(account, http.MethodPost, path, string(body), "Content-Type", "application/octet-stream")
	}
	path := "/api/v1/sentences/received/sound?region_id=" + string(township)
	for account, want := range map[string]int{"operator": 403, "manager": 403, "worker": 403, "auditor": 403, "": 401, "supervisor": 200} {
		if got := record(account, path); got.StatusCode != want {
			t.Errorf("%q: %d %s", account, got.StatusCode, got.body)
		}
	}
	var list struct{ Items []SentenceLine }
	must(t, json.Unmarshal(s.ask("leader", "GET", "/api/v1/sentences?region_id="+string(village), nil).body, &list))
	line := list.Items[0]
	if line.Audio == "" || line.Own != nil || line.Text != "收到了，别着急" || len(list.Items) != len(care.Sayings) {
		t.Fatalf("got %+v", line)
	}
	got := s.ask("", "GET", line.Audio, nil)
	if got.StatusCode != 200 || !bytes.Equal(got.body, body) || got.Header.Get("Content-Type") != "audio/ogg" ||
		!strings.Contains(got.Header.Get("Cache-Control"), "immutable") || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("got %d %v", got.StatusCode, got.Header)
	}
	if got := s.ask("", "GET", sentences.Path(strings.Repeat("0", 64)), nil).StatusCode; got != 404 {
		t.Errorf("one that was never made: %d", got)
	}
	if got := record("supervisor", "/api/v1/sentences/shout/sound"); got.StatusCode != 404 {
		t.Errorf("no such saying: %d", got.StatusCode)
	}
	if got := s.ask("admin", http.MethodPost, path, "<html>", "Content-Type", "application/octet-stream"); got.StatusCode != 422 || !strings.Contains(string(got.body), "sound.format") {
		t.Errorf("a page: %d %s", got.StatusCode, got.body)
	}
	if got := s.ask("supervisor", "DELETE", path, nil).StatusCode; got != 200 {
		t.Errorf("taken back: %d", got)
	}
}

func TestWhatSeniorsHearIsChangedAndShownAtTheIncident(t *testing.T) {
	s := start(t)
	if got := s.ask("admin", "PUT", "/api/v1/sentences/received", map[string]string{"text": "收到啦"}); got.StatusCode != 200 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	if got := s.ask("admin", "PUT", "/api/v1/sentences/received", map[string]string{"text": "约{minutes}分钟"}); got.StatusCode != 422 {
		t.Errorf("minutes before anybody accepted: %d", got.StatusCode)
	}
	if got := s.ask("operator", "PUT", "/api/v1/elders/wang/senses", care.Senses{Hearing: "deaf", Dialect: " 阜阳话 "}); got.StatusCode != 204 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	if got := s.ask("operator", "PUT", "/api/v1/elders/wang/senses", map[string]string{"hearing": "perhaps"}); got.StatusCode != 422 {
		t.Errorf("an unknown word: %d", got.StatusCode)
	}
	e, err := s.people.Elder(t.Context(), care.Everything, "wang")
	must(t, err)
	if e.Senses == nil || *e.Senses != (care.Senses{Hearing: "deaf", Dialect: "阜阳话"}) {
		t.Errorf("kept %+v", e.Senses)
	}
	if got := s.ask("operator", "PUT", "/api/v1/elders/wang/senses", care.Senses{}); got.StatusCode != 204 {
		t.Fatalf("%d", got.StatusCode)
	}
	if e, err = s.people.Elder(t.Context(), care.Everything, "wang"); err != nil || e.Senses != nil {
		t.Errorf("kept %+v, %v", e.Senses, err)
	}
}

func TestAPlainPhoneNeedsItsNumber(t *testing.T) {
	s := start(t)
	if got := s.ask("admin", "PATCH", "/api/v1/staff/worker", map[string]string{"phone_kind": "plain"}); got.StatusCode != 422 || !strings.Contains(string(got.body), "staff.plain_phone") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if got := s.ask("admin", "PATCH", "/api/v1/staff/worker", map[string]string{"phone_kind": "plain", "phone": "13900000021"}); got.StatusCode != 200 {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}
