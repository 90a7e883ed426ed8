package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// TestLoRaWANPressIsACall: the uplink of an SOS button, through a real broker, in
// both lanes: its call to the desk and its readings to the store. The child is known
// by its name where its address is not registered, and the other fields are absurd.
func TestLoRaWANPressIsACall(t *testing.T) {
	h := openHouse(t)
	gw := h.device("gw1")
	const up = "chirpstack/application/a1/device/unknown24e1/event/up"
	const press = `{"deduplicationId":"3c1f6f7e-0001","time":"2026-03-01T07:59:58.25Z","deviceInfo":{"deviceName":"gw1-button","devEui":"unknown24e1"},"fPort":85,
		"rxInfo":[{"rssi":-87}],"object":{"sos":true,"battery":88,"temperature":-3276.8,"humidity":"--"}}`
	gw.say(up, press)
	gw.say(up, press) // the network delivers it twice
	eventually(t, "the call", func() bool { return len(h.desk.all()) >= 2 })
	if n := h.desk.distinct(); n != 1 {
		t.Errorf("got %d different calls of one press", n)
	}
	got := h.desk.all()[0]
	if got.Kind != care.SOS || got.Place.Device != "gw1-button" || got.Orphan || got.PressedAt.UnixMilli() != 1772351998250 {
		t.Errorf("got %+v", got)
	}
	eventually(t, "the battery in the same frame", func() bool { return h.shelf.(*shelf).points() >= 1 })
	eventually(t, "the absurd temperature, refused in words", func() bool { return h.ingest.RefusalCounts()[care.OutOfRange] >= 1 })
}

// TestEveryKindIsHeard: a call of each kind of gateway arrives at the desk, below
// its own topic level.
func TestEveryKindIsHeard(t *testing.T) {
	h := openHouse(t)
	gw := h.device("gw1")
	for what, payload := range map[string]string{
		"tasmota/tele/gw1-box/SENSOR":                     `{"SOS":"ON"}`,
		"shelly/gw1-s/status/smoke:0":                     `{"id":0,"alarm":true}`,
		"ctwing_aep/push":                                 `{"messageType":"dataReport","deviceId":"gw1-c","timestamp":1772351998250,"payload":{"serviceData":{"smoke_state":1}}}`,
		"aliyun_alink/sys/p/gw1-a/thing/event/SOS/post":   `{"method":"thing.event.SOS.post","params":{"value":{},"time":1772351998250}}`,
		"huawei_iotda/$oc/devices/gw1-h/sys/events/up":    `{"services":[{"service_id":"s","event_type":"fall","event_time":"20260301T075958Z","paras":{}}]}`,
		"rtl_433/rtl_433/pi/devices/gw1-Leak/leak":        `1`,
		"thethingsstack/v3/a@ttn/devices/gw1-t/up":        `{"end_device_ids":{"device_id":"gw1-t"},"uplink_message":{"decoded_payload":{"panic":true}}}`,
		"onenet_studio/$sys/p/gw1-o/thing/property/post":  `{"params":{"zitai":{"value":"摔倒"}}}`,
		"ble_theengs/home/g/BTtoMQTT/gw1-b":               `{"id":"gw1-b","water_leak":true}`,
		"milesight_lorawan/gw1-m":                         `{"fall_alarm":{"alarm_id":"1","alarm_status":"1"}}`,
		"sleepace_bed/push":                               `{"dataKey":"alarmNotify","deviceId":"gw1-z","timeStamp":1772351998,"data":{"id":1,"type":"alarmLeftBed","timestamp":1772351998}}`,
		"perceptor_radar/push":                            `{"type":"FallEvent","deviceName":"gw1-p","messageId":"m","data":{"DateTime":1772351998}}`,
		"telecom_oceanconnect/push":                       `{"notifyType":"deviceDataChanged","deviceId":"gw1-e","service":{"data":{"MessageType":"DEVSOS"},"eventTime":"20260301T075958Z"}}`,
		"homeassistant_discovery/ha/sensor/gw1-gas/state": `alarm`,
	} {
		gw.say(what, payload)
	}
	want := map[care.DeviceID]care.CallKind{"gw1-box": care.SOS, "gw1-s": care.Smoke, "gw1-c": care.Smoke, "gw1-a": care.SOS, "gw1-h": care.Fall, "gw1-Leak": care.WaterLeak,
		"gw1-t": care.SOS, "gw1-o": care.Fall, "gw1-b": care.WaterLeak, "gw1-m": care.Fall, "gw1-z": care.OutOfBed, "gw1-p": care.Fall, "gw1-e": care.SOS, "gw1-gas": care.Gas}
	eventually(t, "the calls", func() bool { return len(h.desk.all()) >= len(want) })
	got := map[care.DeviceID]care.CallKind{}
	for _, c := range h.desk.all() {
		got[c.Place.Device] = c.Kind
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestStrangersDoNotCrowdOutTheRest: a receiver hears whatever is on the street, over
// and over. Each stranger has one line, and what an installer must see stays there.
func TestStrangersDoNotCrowdOutTheRest(t *testing.T) {
	h := openHouse(t)
	gw := h.device("gw1")
	gw.say("ble_theengs/home/g/BTtoMQTT/gw1-b", `{"id":"gw1-b","encr":1,"cipher":"00"}`)
	for range 150 {
		for _, who := range []string{"unknown1", "unknown2"} {
			gw.say("ble_theengs/home/g/BTtoMQTT/"+who, `{"id":"`+who+`","rssi":-90}`)
		}
	}
	eventually(t, "all of them counted", func() bool { return h.ingest.RefusalCounts()[care.UnknownDevice] == 300 })
	got := map[care.Reason]int{}
	for _, r := range h.ingest.Refusals(1000) {
		got[r.Reason]++
	}
	if diff := cmp.Diff(map[care.Reason]int{care.UnknownDevice: 2, care.WrongType: 1}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
