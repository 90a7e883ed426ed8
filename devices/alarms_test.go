package devices

import (
	"testing"
	"time"

	"yian/care"
)

// TestWhatIsNotOverIsAnAlarm: the word that ends an alarm says the opposite behind a
// "not".
func TestWhatIsNotOverIsAnAlarm(t *testing.T) {
	for text, want := range map[string]verdict{
		"烟雾报警未解除": alarmed, "跌倒后未恢复": alarmed, "呼吸不正常报警": alarmed, "燃气安全报警": alarmed, "求助未取消": alarmed, "Fall, not recovered": alarmed, "smoke alarm not cleared": alarmed,
		"烟雾报警解除": safe, "跌倒恢复": safe, "燃气恢复正常": safe, "求助取消": safe, "fall recovered": safe, "smoke not detected": safe, "烟雾未报警": safe,
	} {
		if _, got := kindOfWords(text); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
		if got := (fact{kind: word, word: text}).alarm(care.Alarm); got != want {
			t.Errorf("%s as a value: got %v, want %v", text, got, want)
		}
	}
}

// calls decodes payloads a minute apart and returns the kinds of the calls that were
// new.
func callsOf(t *testing.T, kind, topic string, payloads ...string) (all []care.CallKind) {
	t.Helper()
	d, _ := DecoderFor(kind)
	ids := map[care.CallID]bool{}
	for i, p := range payloads {
		var said Said
		d.Decode("gw", topic, []byte(p), testStart.Add(time.Duration(i)*time.Minute), &said)
		for _, c := range said.Calls {
			if !ids[c.ID] {
				all = append(all, c.Kind)
			}
			ids[c.ID] = true
		}
	}
	return all
}

// TestAnotherAlarmInTheSameFieldIsNews: a field that names the alarm names smoke
// a minute after it said sos, and nothing between.
func TestAnotherAlarmInTheSameFieldIsNews(t *testing.T) {
	for name, c := range map[string]struct {
		payloads []string
		want     []care.CallKind
	}{
		"one after the other": {[]string{`{"params":{"alarmType":"sos"}}`, `{"params":{"alarmType":"smoke"}}`, `{"params":{"alarmType":"smoke"}}`}, []care.CallKind{care.SOS, care.Smoke}},
		"and the first again": {[]string{`{"params":{"alarmType":"sos"}}`, `{"params":{"alarmType":"fall"}}`, `{"params":{"alarmType":"sos"}}`}, []care.CallKind{care.SOS, care.Fall, care.SOS}},
		"both at once":        {[]string{`{"params":{"state":{"alarms":["sos","fall"]}}}`, `{"params":{"state":{"alarms":["sos","fall"]},"battery":80}}`}, []care.CallKind{care.SOS, care.Fall}},
		"one of both again":   {[]string{`{"params":{"state":{"alarms":["sos","fall"]}}}`, `{"params":{"state":{"alarms":["sos"]}}}`, `{"params":{"state":{"alarms":["sos","fall"],"a":1}}}`}, []care.CallKind{care.SOS, care.Fall, care.Fall}},
		"over and again":      {[]string{`{"params":{"alarmType":"sos"}}`, `{"params":{"alarmType":"normal"}}`, `{"params":{"alarmType":"sos"}}`}, []care.CallKind{care.SOS, care.SOS}},
		"null between":        {[]string{`{"params":{"alarmType":"sos"}}`, `{"params":{"alarmType":null}}`, `{"params":{"alarmType":"sos"}}`}, []care.CallKind{care.SOS, care.SOS}},
		"in a text":           {[]string{`{"params":{"msg":"求助"}}`, `{"params":{"msg":"跌倒"}}`}, []care.CallKind{care.SOS, care.Fall}},
	} {
		got := callsOf(t, Aliyun, "sys/p/d/thing/event/property/post", c.payloads...)
		if len(got) != len(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
	}
}

// TestAnAlarmByItsNameInFront: makers write the word before as well as behind.
func TestAnAlarmByItsNameInFront(t *testing.T) {
	for payload, want := range map[string][]care.CallKind{
		`{"params":{"alarm_sos":1}}`:    {care.SOS},
		`{"params":{"alarmSOS":true}}`:  {care.SOS},
		`{"params":{"alarm_fall":"1"}}`: {care.Fall},
		`{"params":{"fall_alert":1}}`:   {care.Fall},
		`{"params":{"sosAlert":true,"alertType":"sos","emergencyAlert":true,"batteryLowEvent":false}}`: {care.SOS},
		`{"params":{"sosAlert":false,"alertType":"normal"}}`:                                           nil,
		`{"params":{"smoke_state":"self test"}}`:                                                       {care.Test}, // no fire brigade for it
		`{"params":{"smoke_state":"alarm"}}`:                                                           {care.Smoke},
		`{"params":{"is_sos":true}}`:                                                                   {care.SOS},
		`{"params":{"alarm_sos":0}}`:                                                                   nil,
		`{"params":{"alarm_power_cut":1}}`:                                                             nil,
		`{"params":{"alarm_temperature":41}}`:                                                          nil,
		`{"params":{"warning_status":"no_warning"}}`:                                                   nil,
		`{"params":{"alarm":"no_warning"}}`:                                                            nil,
	} {
		got := callsOf(t, Aliyun, "sys/p/d/thing/event/property/post", payload)
		if len(got) != len(want) || len(got) == 1 && got[0] != want[0] {
			t.Errorf("%s: got %v, want %v", payload, got, want)
		}
	}
}

// TestAnAlarmWithoutNumberIsNotTheOneOfBefore: what its maker did not name is named by
// when it came.
func TestAnAlarmWithoutNumberIsNotTheOneOfBefore(t *testing.T) {
	got := callsOf(t, Sleepace, "push",
		`{"deviceId":"belt1","dataKey":"alarmNotify","data":{"type":"alarmLeaveBed","status":0}}`,
		`{"deviceId":"belt1","dataKey":"alarmNotify","data":{"type":"alarmLeaveBed","status":0}}`)
	if len(got) != 2 {
		t.Errorf("two alarms a minute apart: got %v", got)
	}
}

// TestADisconnectionIsNoSignOfLife: it is the cloud that says it.
func TestADisconnectionIsNoSignOfLife(t *testing.T) {
	d, _ := DecoderFor(Perceptor)
	var said Said
	d.Decode("gw", "push", []byte(`{"deviceName":"r1","type":"DisconnectedEvent","timestamp":1772351990000}`), testStart, &said)
	if len(said.Statuses) != 1 || said.Statuses[0].Online || len(said.Samples) != 0 {
		t.Errorf("got %+v, want only that it is away", said)
	}
}

// TestAClockThatStandsStill: without an id of its own a press is named by its instant,
// which a clock that lost the time gives to every press.
func TestAClockThatStandsStill(t *testing.T) {
	id := func(after time.Duration) care.CallID {
		return decodeNative(t, "call", `{"ts":1072915200000,"kind":"sos"}`, testStart.Add(after)).Calls[0].ID
	}
	if id(0) != id(5*time.Second) {
		t.Error("a repeat five seconds later is another call")
	}
	if id(0) == id(2*time.Hour) {
		t.Error("the press of two hours later is the same call, which nobody would hear of")
	}
}
