//go:build !noembedded

package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/hooks/storage"
	"github.com/mochi-mqtt/server/v2/packets"

	"yian/care"
)

func TestEveryKindOfGatewayIsHeard(t *testing.T) {
	for _, kind := range care.BoughtIn {
		if topic := "yian/v1/gw1/" + kind + "/a/b"; !mayPublish("gw1", topic) || !known("gw1", topic) {
			t.Errorf("%s is closed", topic)
		}
	}
	if known("gw1", "yian/v1/gw1/nonsense/a") {
		t.Error("what nobody reads is taken")
	}
}

func TestRights(t *testing.T) {
	for _, c := range []struct {
		topic         string
		publish, hear bool
	}{
		{"yian/v1/d1/telemetry", true, true},
		{"yian/v1/d1/call", true, true},
		{"yian/v1/d1/result", true, true},
		{"yian/v1/d1/feedback", false, true},
		{"yian/v1/d1/command", false, true},
		{"yian/v1/d1/anything", false, true},
		{"yian/v1/d1/call/deeper", false, true},
		{"yian/v1/d1/feedback/x", false, true},
		{"yian/v1/d1/zigbee2mqtt/客厅 按钮", true, true},
		{"yian/v1/d1/zigbee2mqtt/bridge/state", true, true},
		{"yian/v1/d1/zigbee2mqtt/", false, true},
		{"yian/v1/d1//x", false, true},
		{"yian/v1/d1/+", false, true},
		{"yian/v1/d1/#", false, true},
		{"yian/v1/d1/zigbee2mqtt/#", false, true},
		{"yian/v1/d1", false, false},
		{"yian/v1/d1/", false, false},
		{"yian/v1/d11/telemetry", false, false},
		{"yian/v1/d2/call", false, false},
		{"yian/v1/d2/feedback", false, false},
		{"yian/v1/+/feedback", false, false},
		{"yian/v1/#", false, false},
		{"+/v1/d1/feedback", false, false},
		{"#", false, false},
		{"$SYS/broker/version", false, false},
		{"$share/g/yian/v1/d1/feedback", false, false},
		{"", false, false},
	} {
		if got := mayPublish("d1", c.topic); got != c.publish {
			t.Errorf("publish on %q: got %v, want %v", c.topic, got, c.publish)
		}
		if got := mayHear("d1", c.topic); got != c.hear {
			t.Errorf("subscribe to %q: got %v, want %v", c.topic, got, c.hear)
		}
	}
}

func TestForeignPublishIsAnswered(t *testing.T) {
	s := openSite(t)
	for _, topic := range []string{"yian/v1/d2/call", "yian/v1/d1/feedback", "$SYS/broker/version", "other"} {
		if _, gone := s.device(t, 4, "d1").publish(topic, "{}", 1, false); !gone {
			t.Errorf("3.1.1 on %s: want the connection closed", topic)
		}
		five := s.device(t, 5, "d1")
		if code, gone := five.publish(topic, "{}", 1, false); gone || code != 0x87 {
			t.Errorf("5 on %s: got code %#x, gone %v, want 0x87", topic, code, gone)
		}
		five.mustPublish("yian/v1/d1/telemetry", "{}", 2, false) // and goes on
		for range 2 {
			if r := <-s.refused; r.Device != "d1" || r.Reason != care.UnknownTopic {
				t.Errorf("refusal: got %+v", r)
			}
		}
	}
	for _, version := range []byte{4, 5} {
		w := s.device(t, version, "d1")
		w.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Publish}, TopicName: "yian/v1/d2/call", Payload: []byte("{}")})
		w.closed()
	}
}

func TestForeignSubscriptionIsRefused(t *testing.T) {
	s := openSite(t)
	for _, filter := range []string{"#", "yian/v1/#", "yian/v1/+/feedback", "yian/v1/d2/feedback", "$SYS/#", "$share/g/yian/v1/d1/feedback"} {
		if code := s.device(t, 4, "d1").subscribe(filter); code != 0x80 {
			t.Errorf("3.1.1 to %s: got %#x, want 0x80", filter, code)
		}
		if code := s.device(t, 5, "d1").subscribe(filter); code < 0x80 {
			t.Errorf("5 to %s: got %#x, want a refusal", filter, code)
		}
	}
	for _, filter := range []string{"yian/v1/d1/feedback", "yian/v1/d1/command", "yian/v1/d1/#"} {
		if code := s.device(t, 4, "d1").subscribe(filter); code != 1 {
			t.Errorf("own %s: got %#x, want granted", filter, code)
		}
	}
}

func TestRefusedSubscriptionStaysRefusedOverARestart(t *testing.T) {
	s := openSite(t)
	spy := login{version: 4, user: "d1", pass: "d1", id: "x", lasting: true}
	mustDial(t, s.Addr(), spy).subscribe("#")
	s.restart(t)
	w := mustDial(t, s.Addr(), spy)
	s.device(t, 4, "d2").mustPublish("yian/v1/d2/telemetry", "{}", 1, false)
	w.subscribe("yian/v1/d1/feedback")
	s.platform(t, "p").mustPublish("yian/v1/d1/feedback", "own", 1, false)
	if got := w.message(); got.TopicName != "yian/v1/d1/feedback" {
		t.Errorf("got %s", got.TopicName)
	}
}

func (s *site) restart(t *testing.T) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
}

func TestWhoIsLetIn(t *testing.T) {
	s := openSite(t)
	in := s.Internal()
	for name, c := range map[string]struct {
		as   login
		want bool
	}{
		"right secret":           {login{version: 4, user: "d1", pass: "d1"}, true},
		"no client id":           {login{version: 5, user: "d1", pass: "d1", id: ""}, true},
		"wrong secret":           {login{version: 4, user: "d1", pass: "d2"}, false},
		"nobody":                 {login{version: 5}, false},
		"not a device id":        {login{version: 4, user: "d1/x", pass: "d1/x"}, false},
		"platform's account":     {login{version: 4, user: in.Username, pass: in.Password}, false},
		"foreign will":           {login{version: 4, user: "d1", pass: "d1", willTopic: "yian/v1/d2/status", willText: "off"}, false},
		"platform's name for id": {login{version: 4, user: "d1", pass: "d1", id: "$yian/p"}, true},
	} {
		if _, code := dial(t, s.Addr(), c.as); (code == 0) != c.want {
			t.Errorf("%s: got code %#x, want let in %v", name, code, c.want)
		}
	}
	if _, code := dial(t, in.URL, login{version: 4, user: "d1", pass: "d1"}); code == 0 {
		t.Error("a device came in by the platform's door")
	}
}

func TestForeignClientIDTakesNothingOver(t *testing.T) {
	s := openSite(t)
	a := mustDial(t, s.Addr(), login{version: 4, user: "d1", pass: "d1", id: "same"})
	p := s.platform(t, "same")
	mustDial(t, s.Addr(), login{version: 4, user: "d2", pass: "d2", id: "same"})
	mustDial(t, s.Addr(), login{version: 4, user: "d1", pass: "d1", id: "other"})
	a.mustPublish("yian/v1/d1/telemetry", "{}", 1, false)
	p.mustPublish("yian/v1/d1/feedback", "{}", 1, false)
}

func TestAcknowledgedMeansOnDisk(t *testing.T) {
	for _, version := range []byte{4, 5} {
		t.Run(fmt.Sprint("version ", version), func(t *testing.T) {
			s := openSite(t)
			p := s.platform(t, "calls")
			p.subscribe("yian/v1/+/call")
			p.conn.Close()
			s.device(t, version, "d1").mustPublish("yian/v1/d1/call", `{"id":"c1"}`, 7, false)

			// What a kill at this instant leaves behind is the log as it is now.
			after := t.TempDir()
			log, err := os.ReadFile(filepath.Join(s.dir, "sessions.log"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(after, "sessions.log"), log, 0o600); err != nil {
				t.Fatal(err)
			}
			again := openSite(t, func(c *BrokerConfig) { c.Dir = after })
			got := again.platform(t, "calls").message()
			if got.TopicName != "yian/v1/d1/call" || string(got.Payload) != `{"id":"c1"}` {
				t.Errorf("after the kill: got %s %s", got.TopicName, got.Payload)
			}
		})
	}
}

func TestManyQueuedMessagesSurviveARestart(t *testing.T) {
	s := openSite(t)
	p := s.platform(t, "telemetry")
	p.subscribe("yian/v1/+/telemetry")
	p.conn.Close()
	const devices, each = 20, 100
	var senders sync.WaitGroup
	for d := range devices {
		w := s.device(t, 4, fmt.Sprint("d", d))
		senders.Go(func() {
			for n := range each {
				w.mustPublish(fmt.Sprintf("yian/v1/d%d/telemetry", d), fmt.Sprint(d, " ", n), uint16(n+1), false)
			}
		})
	}
	senders.Wait()
	s.restart(t)
	p = s.platform(t, "telemetry")
	got := map[string]int{}
	for len(got) < devices*each {
		got[string(p.message().Payload)]++
	}
	for payload, n := range got {
		if n != 1 {
			t.Errorf("%q came %d times", payload, n)
		}
	}
}

// TestTwelveThousandQueuedSurviveAKill: what a kill leaves behind is the log as it is
// at the last acknowledgement; another broker on it delivers every message once.
func TestTwelveThousandQueuedSurviveAKill(t *testing.T) {
	s := openSite(t)
	p := s.platform(t, "telemetry")
	p.subscribe("yian/v1/+/telemetry")
	p.conn.Close()
	const devices, each = 40, 300
	var senders sync.WaitGroup
	for d := range devices {
		w := s.device(t, 4, fmt.Sprint("d", d))
		senders.Go(func() {
			for n := range each {
				w.mustPublish(fmt.Sprintf("yian/v1/d%d/telemetry", d), fmt.Sprint(d, " ", n), uint16(n+1), false)
			}
		})
	}
	senders.Wait()
	after := t.TempDir()
	log, err := os.ReadFile(filepath.Join(s.dir, "sessions.log"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(after, "sessions.log"), log, 0o600); err != nil {
		t.Fatal(err)
	}
	again := openSite(t, func(c *BrokerConfig) { c.Dir = after }).platform(t, "telemetry")
	got := map[string]bool{}
	for len(got) < devices*each {
		m := string(again.message().Payload)
		if got[m] {
			t.Fatalf("%q came twice", m)
		}
		got[m] = true
	}
}

func TestSessionThatMovesLosesNothing(t *testing.T) {
	s := openSite(t)
	s.platform(t, "calls").subscribe("yian/v1/+/call")
	const each = 300
	var senders sync.WaitGroup
	for d := range 4 {
		w := s.device(t, 4, fmt.Sprint("d", d))
		senders.Go(func() {
			for n := range each {
				w.mustPublish(fmt.Sprintf("yian/v1/d%d/call", d), fmt.Sprint(d, " ", n), uint16(n+1), false)
			}
		})
	}
	// Meanwhile the session is taken over again and again, without an end to the
	// connection before, and acknowledges nothing.
	for range 20 {
		s.platform(t, "calls")
	}
	senders.Wait()
	last := s.platform(t, "calls")
	got := map[string]bool{}
	for len(got) < 4*each {
		got[string(last.message().Payload)] = true
	}
}

func TestFullSessionRefusesInsteadOfLosing(t *testing.T) {
	s := openSite(t, func(c *BrokerConfig) { c.mostWaiting, c.patience = 50, 50*time.Millisecond })
	p := s.platform(t, "calls")
	p.subscribe("yian/v1/+/call")
	p.conn.Close()
	for n := range 40 { // ten of each
		id := fmt.Sprint("d", n%4)
		s.device(t, 4, id).mustPublish("yian/v1/"+id+"/call", fmt.Sprint(n), 1, false)
	}
	four, five := s.device(t, 4, "d8"), s.device(t, 5, "d9")
	five.mustPublish("yian/v1/d9/telemetry", "{}", 1, false) // nobody's session is full of this
	if code, gone := five.publish("yian/v1/d9/call", "late", 41, false); gone || code != 0x97 {
		t.Errorf("5: got code %#x, gone %v, want 0x97", code, gone)
	}
	if _, gone := four.publish("yian/v1/d8/call", "late", 41, false); !gone {
		t.Error("3.1.1: want the connection closed")
	}
	p = s.platform(t, "calls")
	for range 40 {
		p.message()
	}
	five.mustPublish("yian/v1/d9/call", "again", 42, false)
}

func TestFloodOfOneDeviceLeavesRoomForOthers(t *testing.T) {
	s := openSite(t, func(c *BrokerConfig) { c.mostWaiting, c.patience = 50, 50*time.Millisecond })
	p := s.platform(t, "calls")
	p.subscribe("yian/v1/+/call")
	mad, five := s.device(t, 5, "mad"), s.device(t, 5, "d1")
	flood := func(from uint16) (kept int) {
		for n := range uint16(30) {
			if code, _ := mad.publish("yian/v1/mad/call", "{}", from+n, false); code < 0x80 {
				kept++
			}
		}
		return kept
	}
	if kept := flood(1); kept != 20 {
		t.Errorf("%d of 30 were kept, want half of the 40 that may wait", kept)
	}
	five.mustPublish("yian/v1/d1/call", "help", 1, false)
	_ = p.conn.Close()
	s.restart(t)
	p = s.platform(t, "calls") // the count outlives it
	for end := time.Now().Add(patienceOfTests); s.running.gate.store.shares.of(platformScope+"calls", "mad") < 20; {
		if time.Now().After(end) {
			t.Fatal("what waits is not counted")
		}
		<-time.After(time.Millisecond)
	}
	mad, five = s.device(t, 5, "mad"), s.device(t, 5, "d1")
	if kept := flood(1); kept != 0 {
		t.Errorf("after a restart %d more were kept", kept)
	}
	five.mustPublish("yian/v1/d1/call", "help again", 1, false)
	for range 22 {
		p.message()
	}
	five.mustPublish("yian/v1/d1/call", "after all was taken", 2, false)
	if kept := flood(1); kept == 0 {
		t.Error("once its messages are taken the device may speak again")
	}
}

func TestTooLargeIsAnsweredAndCounted(t *testing.T) {
	s := openSite(t)
	w := s.device(t, 4, "d1")
	w.mustPublish("yian/v1/d1/telemetry", strings.Repeat("x", mostPayload), 1, false)
	w.mustPublish("yian/v1/d1/telemetry", strings.Repeat("x", mostPayload+1), 2, false)
	if r := <-s.refused; r.Reason != care.TooLarge || r.Bytes != mostPayload+1 {
		t.Errorf("got %+v", r)
	}
	if _, gone := w.publish("yian/v1/d1/telemetry", strings.Repeat("x", mostPacket), 3, false); !gone {
		t.Error("want the connection closed")
	}
	if r := <-s.refused; r.Reason != care.TooLarge || r.Device != "d1" {
		t.Errorf("got %+v", r)
	}
}

func TestStatusAndWillAreRetainedOverARestart(t *testing.T) {
	s := openSite(t)
	w := mustDial(t, s.Addr(), login{version: 4, user: "d1", pass: "d1", willTopic: "yian/v1/d1/status", willText: "off"})
	w.mustPublish("yian/v1/d1/status", "on", 1, true)
	s.device(t, 5, "d2").mustPublish("yian/v1/d2/call", "never retained", 1, true)
	p := s.platform(t, "p")
	p.subscribe("yian/v1/+/status")
	if got := p.message(); string(got.Payload) != "on" || !got.FixedHeader.Retain {
		t.Errorf("got %q retained %v, want on", got.Payload, got.FixedHeader.Retain)
	}
	_ = w.conn.Close() // without a goodbye
	if got := p.message(); string(got.Payload) != "off" {
		t.Errorf("got %q, want off", got.Payload)
	}
	s.restart(t)
	q := s.platform(t, "q")
	q.subscribe("yian/v1/+/call")
	q.subscribe("yian/v1/+/status")
	if got := q.message(); string(got.Payload) != "off" || got.TopicName != "yian/v1/d1/status" {
		t.Errorf("after a restart: got %s %q, want off", got.TopicName, got.Payload)
	}
}

func TestRestartOfTheBrokerIsNoOutageOfDevices(t *testing.T) {
	s := openSite(t)
	p := s.platform(t, "p")
	p.subscribe("yian/v1/+/status")
	mustDial(t, s.Addr(), login{version: 4, user: "d1", pass: "d1", willTopic: "yian/v1/d1/status", willText: "off"})
	s.restart(t)
	p = s.platform(t, "p")
	s.device(t, 4, "d2").mustPublish("yian/v1/d2/status", "on", 1, false)
	if got := p.message(); string(got.Payload) != "on" {
		t.Errorf("got %q, want only the status of d2", got.Payload)
	}
}

func TestDeadConnectionSpeaksNoLastWordsForALivingOne(t *testing.T) {
	s := openSite(t)
	p := s.platform(t, "p")
	p.subscribe("yian/v1/+/status")
	as := login{version: 4, user: "d1", pass: "d1", willTopic: "yian/v1/d1/status", willText: "off"}
	old, fresh := mustDial(t, s.Addr(), as), mustDial(t, s.Addr(), as) // the link broke, and it came back
	fresh.mustPublish("yian/v1/d1/telemetry", "{}", 1, false)
	_ = old.conn.Close()
	s.device(t, 4, "d2").mustPublish("yian/v1/d2/status", "on", 1, false)
	if got := p.message(); string(got.Payload) != "on" {
		t.Errorf("got %q, want nothing of d1, which is still there", got.Payload)
	}
	_ = fresh.conn.Close()
	if got := p.message(); string(got.Payload) != "off" {
		t.Errorf("got %q, want the last words of d1", got.Payload)
	}
}

func TestTakeoverSpeaksNoLastWords(t *testing.T) {
	s := openSite(t)
	p := s.platform(t, "p")
	p.subscribe("yian/v1/+/status")
	as := login{version: 4, user: "d1", pass: "d1", id: "same", willTopic: "yian/v1/d1/status", willText: "off"}
	old := mustDial(t, s.Addr(), as)
	old.mustPublish("yian/v1/d1/telemetry", "{}", 1, false)
	mustDial(t, s.Addr(), as).mustPublish("yian/v1/d1/status", "on", 1, false)
	old.closed()
	if got := p.message(); string(got.Payload) != "on" {
		t.Errorf("got %q, want on: the device is there", got.Payload)
	}
}

func TestConnectionsOfOneCredentialAreBounded(t *testing.T) {
	s := openSite(t)
	first := s.device(t, 4, "d1")
	first.mustPublish("yian/v1/d1/telemetry", "{}", 1, false)
	other := s.device(t, 4, "d2")
	var last *wire
	for range mostConnections {
		last = s.device(t, 4, "d1")
	}
	first.closed() // the oldest, most likely dead, makes room
	last.mustPublish("yian/v1/d1/telemetry", "{}", 1, false)
	other.mustPublish("yian/v1/d2/telemetry", "{}", 1, false)
}

func TestStrangersAreNotHeardOf(t *testing.T) {
	s := openSite(t)
	if _, code := dial(t, s.Addr(), login{version: 4, user: "d1", pass: "guess", willTopic: "yian/v1/d2/status", willText: "off"}); code == 0 {
		t.Error("a stranger was let in")
	}
	s.device(t, 5, "d3").publish("other", "{}", 1, false)
	if r := <-s.refused; r.Device != "d3" {
		t.Errorf("a stranger's will was counted as %s's", r.Device)
	}
}

func TestCallWithoutQualityWaitsForThePlatformToo(t *testing.T) {
	s := openSite(t)
	p := s.platform(t, "p")
	for _, what := range []string{"call", "telemetry", "zigbee2mqtt/#"} {
		p.subscribe("yian/v1/+/" + what)
	}
	_ = p.conn.Close()
	d := s.device(t, 4, "d1")
	for _, what := range []string{"call", "telemetry", "zigbee2mqtt/床头 按钮"} { // as Zigbee2MQTT and many a tool do unasked
		d.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Publish}, TopicName: "yian/v1/d1/" + what, Payload: []byte("{}")})
	}
	d.mustPublish("yian/v1/d1/telemetry", "last", 1, false)
	s.restart(t)
	p = s.platform(t, "p")
	for _, want := range []string{"yian/v1/d1/call", "yian/v1/d1/zigbee2mqtt/床头 按钮", "yian/v1/d1/telemetry"} {
		if got := p.message(); got.TopicName != want {
			t.Errorf("got %s, want %s", got.TopicName, want)
		}
	}
}

func TestWhatNobodyReadsIsRefused(t *testing.T) {
	s := openSite(t)
	s.device(t, 4, "gw1").mustPublish("yian/v1/gw1/z2m/bridge/state", "online", 1, true) // a wrong base topic
	select {
	case r := <-s.refused:
		if r.Device != "gw1" || r.Reason != care.UnknownTopic || r.Topic != "yian/v1/gw1/z2m/bridge/state" {
			t.Errorf("got %+v", r)
		}
	default:
		t.Error("nobody hears of a wrong base topic")
	}
}

func TestWhatADeviceHasRetainedIsBounded(t *testing.T) {
	s := openSite(t)
	d := s.device(t, 5, "mad")
	big := strings.Repeat("x", 60<<10)
	const many = 200
	for n := range many {
		d.mustPublish(fmt.Sprint("yian/v1/mad/zigbee2mqtt/", n), big, 1, true)
		d.mustPublish(fmt.Sprint("yian/v1/mad/zigbee2mqtt/never", n), "", 2, true) // erases nothing
	}
	held := func() int {
		s.running.keep.mu.Lock()
		defer s.running.keep.mu.Unlock()
		n := 0
		for key := range s.running.keep.live {
			if strings.HasPrefix(key, storage.RetainedKey+"_") {
				n++
			}
		}
		return n
	}
	before := held()
	if before == 0 || before > mostRetained/len(big) {
		t.Errorf("%d messages of %d are retained", before, many)
	}
	s.restart(t)
	d = s.device(t, 5, "mad")
	d.mustPublish("yian/v1/mad/zigbee2mqtt/more", big, 1, true)
	if got := held(); got != before {
		t.Errorf("after a restart %d are retained, want %d", got, before)
	}
	d.mustPublish("yian/v1/mad/zigbee2mqtt/0", "", 1, true) // makes room
	d.mustPublish("yian/v1/mad/zigbee2mqtt/0", big, 1, true)
	d.mustPublish("yian/v1/mad/zigbee2mqtt/0", big, 1, true) // takes its own place
	if got := held(); got != before {
		t.Errorf("after one was erased %d are retained, want %d", got, before)
	}
	s.device(t, 5, "d2").mustPublish("yian/v1/d2/status", `{"online":true}`, 1, true)
	if got := held(); got != before+1 {
		t.Error("another device must do without")
	}
}

func TestDisconnectCutsEveryConnectionOfADevice(t *testing.T) {
	s := openSite(t)
	a, b, other := s.device(t, 4, "d1"), s.device(t, 5, "d1"), s.device(t, 4, "d2")
	s.Disconnect("d1")
	a.closed()
	b.closed()
	other.mustPublish("yian/v1/d2/telemetry", "{}", 1, false)
}

func TestClientsAreBounded(t *testing.T) {
	s := openSite(t, func(c *BrokerConfig) { c.MaxClients = 4 })
	in := 0
	for range 30 {
		conn := dialQuietly(s.Addr())
		if conn {
			in++
		}
	}
	if in > 40 {
		t.Errorf("let in %d connections", in)
	}
	s.platform(t, "p") // the platform always comes in
}

func TestGarbageOnThePortHarmsNobody(t *testing.T) {
	s := openSite(t)
	for _, junk := range []string{"", "GET / HTTP/1.1\r\n\r\n", "\x10\xff\xff\xff\x7f", "\x30\x02\x00\x01", "\x10\x04\x00\x04MQTT", "\x00\x00\x00\x00"} {
		w := &wire{t: t}
		w.conn = mustConnect(t, s.Addr())
		_, _ = w.conn.Write([]byte(junk))
		_ = w.conn.Close()
	}
	s.device(t, 4, "d1").mustPublish("yian/v1/d1/call", "{}", 1, false)
}

func TestFeedbackWaitsForADeviceThatIsAway(t *testing.T) {
	s := openSite(t)
	as := login{version: 4, user: "d1", pass: "d1", id: "panel", lasting: true}
	d := mustDial(t, s.Addr(), as)
	d.subscribe("yian/v1/d1/feedback")
	_ = d.conn.Close()
	p := s.platform(t, "down")
	for n := range mostForDevice + 20 {
		p.mustPublish("yian/v1/d1/feedback", fmt.Sprint(n), uint16(n+1), false)
	}
	s.restart(t)
	d = mustDial(t, s.Addr(), as)
	seen := map[string]bool{}
	for range mostForDevice {
		seen[string(d.message().Payload)] = true
	}
	if !seen[fmt.Sprint(mostForDevice+19)] || len(seen) != mostForDevice {
		t.Errorf("got %d messages, want the newest %d", len(seen), mostForDevice)
	}
}

func TestBrokerIsReadyQuickly(t *testing.T) {
	start := time.Now()
	openSite(t)
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestPacketIDsOfBothDirectionsAreApart(t *testing.T) {
	s := openSite(t)
	as := login{version: 4, user: "d1", pass: "d1", id: "panel", lasting: true}
	d := mustDial(t, s.Addr(), as)
	d.subscribe("yian/v1/d1/feedback")
	p := s.platform(t, "down")
	for n := range 12 { // they wait, as numbers 1 to 12, unacknowledged
		p.mustPublish("yian/v1/d1/feedback", fmt.Sprint(n), uint16(n+1), false)
	}
	for n := range 12 {
		d.mustPublish("yian/v1/d1/telemetry", "{}", uint16(n+1), false)
	}
	_ = d.conn.Close()
	d = mustDial(t, s.Addr(), as)
	for n := range 12 {
		if got := d.message(); string(got.Payload) != fmt.Sprint(n) {
			t.Errorf("got %s, want %d again", got.Payload, n)
		}
	}
	_ = d.conn.Close()
	for n := range 12 {
		p.mustPublish("yian/v1/d1/feedback", fmt.Sprint(n), uint16(n+1), false)
	}
	d = mustDial(t, s.Addr(), as)
	d.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Subscribe}, PacketID: 15,
		Filters: packets.Subscriptions{{Filter: "yian/v1/d1/command", Qos: 1}}})
	for {
		pk, err := d.read()
		if err != nil {
			t.Fatal(err)
		}
		if pk.FixedHeader.Type == packets.Suback {
			if pk.PacketID != 15 || pk.ReasonCodes[0] != 1 {
				t.Errorf("subscription: got %d for packet %d", pk.ReasonCodes[0], pk.PacketID)
			}
			return
		}
	}
}

func TestSessionsOfOneCredentialAreBounded(t *testing.T) {
	s := openSite(t)
	for n := range mostOwned + 8 { // a client that invents an id at each start
		w := mustDial(t, s.Addr(), login{version: 4, user: "d1", pass: "d1", id: fmt.Sprint("random", n), lasting: true})
		w.subscribe("yian/v1/d1/feedback")
		w.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Disconnect}})
		w.closed()
	}
	s.restart(t)
	s.platform(t, "p").mustPublish("yian/v1/d1/feedback", "waits", 1, false)
	waiting := 0
	for n := range mostOwned + 8 {
		w, code := dial(t, s.Addr(), login{version: 4, user: "d1", pass: "d1", id: fmt.Sprint("random", n), lasting: true})
		if code == 0 && w.hasMessage() {
			waiting++
		}
	}
	if waiting == 0 || waiting > mostOwned {
		t.Errorf("%d sessions were kept, want at most %d", waiting, mostOwned)
	}
}

func TestStopWhileClientsComeAndGo(t *testing.T) {
	s := openSite(t)
	for range 15 {
		stop := make(chan struct{})
		var comers sync.WaitGroup
		for n := range 8 {
			comers.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						comeAndGo(s.Addr(), fmt.Sprint("d", n))
					}
				}
			})
		}
		done := make(chan error, 1)
		go func() { done <- s.Stop() }()
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(patienceOfTests):
			t.Fatal("the broker does not stop")
		}
		close(stop)
		comers.Wait()
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOutsideTopicsAreTheirPublishers: a source lets one credential publish on its
// topics, in whatever way a device may use a topic, and nobody else.
func TestOutsideTopicsAreTheirPublishers(t *testing.T) {
	s := openSite(t, func(c *BrokerConfig) {
		c.Outside = func(topic string) (speaker, publisher care.DeviceID, ok bool) {
			_, below, _ := strings.Cut(topic, "/")
			gateway, _, _ := strings.Cut(below, "/")
			switch {
			case strings.HasPrefix(topic, "old/"):
				return care.DeviceID(gateway), care.DeviceID(gateway), true
			case strings.HasPrefix(topic, "bridged/"):
				return care.DeviceID(gateway), "bridge", true
			case strings.HasPrefix(topic, "nobody/"):
				return "gw1", "", true
			}
			return "", "", false
		}
	})
	p := s.platform(t, "calls-sources")
	p.subscribe("old/+/#")
	p.subscribe("bridged/+/#")
	gw := mustDial(t, s.Addr(), login{version: 5, user: "gw1", pass: "gw1", willTopic: "old/gw1/LWT", willText: "Offline"})
	gw.mustPublish("old/gw1/拉绳", "one", 1, true)
	s.device(t, 4, "bridge").mustPublish("bridged/gw9/x", "two", 1, false)
	for _, want := range []string{"one", "two"} {
		if got := p.message(); string(got.Payload) != want || got.FixedHeader.Retain {
			t.Errorf("got %q, retained %v", got.Payload, got.FixedHeader.Retain)
		}
	}
	for n, topic := range []string{"old/gw2/x", "bridged/gw1/x", "nobody/gw1/x", "other", "old/gw1/+"} {
		if code, gone := s.device(t, 5, "gw1").publish(topic, "{}", uint16(n+2), false); !gone && code != 0x87 {
			t.Errorf("%s: got code %#x", topic, code)
		}
	}
	if code := s.device(t, 5, "gw1").subscribe("old/gw1/#"); code < 0x80 {
		t.Errorf("hearing: got %#x, want a refusal", code)
	}
	_ = gw.conn.Close()
	if got := p.message(); got.TopicName != "old/gw1/LWT" || string(got.Payload) != "Offline" {
		t.Errorf("the will: got %s %q", got.TopicName, got.Payload)
	}
	// Nothing stays with the broker.
	late := s.platform(t, "late")
	late.subscribe("old/#")
	s.device(t, 4, "gw1").mustPublish("old/gw1/y", "three", 1, false)
	if got := late.message(); string(got.Payload) != "three" {
		t.Errorf("got %q", got.Payload)
	}
}

// TestFloodOnOneSourceLeavesRoomForOthers: what waits is shared out by who speaks.
func TestFloodOnOneSourceLeavesRoomForOthers(t *testing.T) {
	s := openSite(t, func(c *BrokerConfig) {
		c.mostWaiting, c.patience = 50, 50*time.Millisecond
		c.Outside = func(topic string) (speaker, publisher care.DeviceID, ok bool) {
			gateway, _, _ := strings.Cut(strings.TrimPrefix(topic, "old/"), "/")
			return care.DeviceID(gateway), care.DeviceID(gateway), true
		}
	})
	s.platform(t, "calls-sources").subscribe("old/+/#")
	mad, kept := s.device(t, 5, "mad"), 0
	for n := range uint16(30) {
		if code, _ := mad.publish("old/mad/x", "{}", n+1, false); code < 0x80 {
			kept++
		}
	}
	if kept != 20 {
		t.Errorf("%d of 30 were kept, want half of the 40 that may wait", kept)
	}
	s.device(t, 5, "gw1").mustPublish("old/gw1/cord", "help", 1, false)
}
