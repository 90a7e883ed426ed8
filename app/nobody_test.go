package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"yian/dispatch/notify/webhook"
)

// telephone is the county's gateway as a test plays it: it notes whom it was asked to
// ring, and when, and what became of a ring is told at once.
type telephone struct {
	url  string
	mu   sync.Mutex // guards rung
	rung []ring
}

type ring struct {
	Key, Kind, Receiver, Phone string
	at                         time.Time
}

const telephoneSecret = "of-a-test"

func newTelephone(t *testing.T) *telephone {
	g := &telephone{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		one := ring{at: time.Now()}
		if webhook.Verify(telephoneSecret, r.Header.Get("Yian-Signature"), time.Now(), body) != nil || json.Unmarshal(body, &one) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		g.rung = append(g.rung, one)
	}))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// to returns the first ring to a number, and how many there were. The same key twice,
// from a process that died before it noted the first, is one; a message about the
// roster, as before midnight, is none.
func (g *telephone) to(number string) (first ring, times int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	keys := map[string]bool{}
	for _, r := range g.rung {
		if r.Phone != number || r.Kind != "ring" || keys[r.Key] {
			continue
		}
		if keys[r.Key] = true; len(keys) == 1 {
			first = r
		}
	}
	return first, len(keys)
}

// tell is what became of a ring, told to a process.
func (g *telephone) tell(t *testing.T, at *process, r ring, result string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"key": r.Key, "result": result})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", "http://"+at.http+"/api/v1/gateway/receipts", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Yian-Signature", webhook.Sign(telephoneSecret, time.Now(), body))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		text, _ := io.ReadAll(res.Body)
		t.Fatalf("receipt %s: %d %s", result, res.StatusCode, text)
	}
}

// TestNobodyAnswersApart closes every console, presses, and kills whichever process
// runs the timers: the ladder goes on from the record, at most 2 s late, over the
// telephone alone, until the second person presses 1 (G3).
func TestNobodyAnswersApart(t *testing.T) {
	const late = 2 * time.Second
	const neighbours, county = 7 * time.Second, 10 * time.Second
	g := newTelephone(t)
	for name, value := range map[string]string{"YIAN_WEBHOOK_URL": g.url, "YIAN_WEBHOOK_SECRET": telephoneSecret,
		"YIAN_ESCALATE_SUPERVISOR": "3s", "YIAN_ESCALATE_NEIGHBOURS": neighbours.String(), "YIAN_ESCALATE_COUNTY": county.String()} {
		t.Setenv(name, value)
	}
	v := newTown(t)
	a, b := v.dispatch[0], v.dispatch[1]
	v.register(1)
	a.call("PATCH", "/api/v1/regions/990101", map[string]string{"duty_name": "县值班样例", "duty_phone": "0990-100"}, nil)
	var elders struct{ Items []struct{ ID string } }
	a.call("GET", "/api/v1/elders", nil, &elders)
	a.call("PATCH", "/api/v1/elders/"+elders.Items[0].ID, map[string]any{"contacts": []map[string]string{{"name": "女儿样例", "phone": "13900000005"}}}, nil)
	// Two are entered as supervisors; the one on the roster is rung, the other rests.
	a.call("POST", "/api/v1/roster/duties", map[string]any{"post": "supervisor", "region_id": "990101", "name": "值班样例", "phone": "13900000021",
		"from": "00:00", "to": "00:00", "weekdays": []int{1, 2, 3, 4, 5, 6, 7}}, nil)
	// A console was there, and is closed.
	a.call("POST", "/api/v1/desk/duty", map[string]any{"on": true, "seat": "1"}, nil)
	a.call("POST", "/api/v1/desk/duty", map[string]any{"on": false}, nil)

	c := v.credential[0]
	device := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(v.broker.url).SetClientID(c.Username).SetUsername(c.Username).SetPassword(c.Password))
	if token := device.Connect(); !token.WaitTimeout(10*time.Second) || token.Error() != nil {
		t.Fatalf("the device does not come in: %v", token.Error())
	}
	defer device.Disconnect(100)
	pressed := time.Now()
	call := fmt.Sprintf(`{"id":"nobody-1","ts":%d,"kind":"sos"}`, pressed.UnixMilli())
	if token := device.Publish("yian/v1/"+string(c.Device)+"/call", 1, false, call); !token.WaitTimeout(10*time.Second) || token.Error() != nil {
		t.Fatalf("the press does not go out: %v", token.Error())
	}
	rings := func(number string) ring {
		t.Helper()
		until(t, county, number+" is rung", func() bool { _, n := g.to(number); return n > 0 })
		r, _ := g.to(number)
		return r
	}
	for _, number := range []string{"13900000021", "0990-100"} {
		if after := rings(number).at.Sub(pressed); after > late {
			t.Errorf("with nobody at a console %s was rung after %v", number, after)
		}
	}
	// Whoever has the timers dies, and then whoever took them over.
	a.kill()
	first, _ := g.to("13900000021")
	g.tell(t, b, first, "no_answer")
	a.start()
	b.kill()
	daughter := rings("13900000005")
	if after := daughter.at.Sub(pressed); after < neighbours-time.Second || after > neighbours+late {
		t.Errorf("the neighbours were rung after %v, want %v and at most %v more", after, neighbours, late)
	}
	if _, n := g.to("13900000001"); n != 0 {
		t.Errorf("the supervisor who is not on the roster was rung %d times", n)
	}
	g.tell(t, a, daughter, "accepted")
	var list struct{ Items []struct{ ID, State string } }
	a.call("GET", "/api/v1/incidents", nil, &list)
	if len(list.Items) != 1 || list.Items[0].State != "dispatched" {
		t.Fatalf("after press 1: %+v", list.Items)
	}
	// Somebody has it: the county's desk is left alone, and the screens still ring.
	rest(county + late - time.Since(pressed))
	for number, want := range map[string]int{"13900000021": 1, "0990-100": 1, "13900000005": 1} {
		if _, n := g.to(number); n != want {
			t.Errorf("%s was rung %d times, want %d", number, n, want)
		}
	}
	t.Logf("rung after %v with nobody at a console, the next after %v of %v across two deaths of the timer's owner",
		first.at.Sub(pressed).Round(time.Millisecond), daughter.at.Sub(pressed).Round(time.Millisecond), neighbours)
}
