package devices

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// The kinds of what people can buy: a gateway or cloud connection is registered
// under one, and publishes below the topic level of the same name.
const (
	Zigbee2MQTT   = "zigbee2mqtt"
	ChirpStack    = "chirpstack"
	TheThings     = "thethingsstack"
	Milesight     = "milesight_lorawan"
	Tasmota       = "tasmota"
	Shelly        = "shelly"
	Theengs       = "ble_theengs"
	OwnTracks     = "owntracks"
	ESPresense    = "espresense"
	RTL433        = "rtl_433"
	XiaomiGateway = "xiaomi_gateway3"
	HomeAssistant = "homeassistant_discovery"
	Sleepace      = "sleepace_bed"
	Clife         = "clife_mattress"
	Perceptor     = "perceptor_radar"
	Aliyun        = "aliyun_alink"
	OneNET        = "onenet_studio"
	CTWing        = "ctwing_aep"
	OceanConnect  = "telecom_oceanconnect"
	HuaweiIoTDA   = "huawei_iotda"
	DAS           = "das_aiot"
	EMQXFabric    = "emqx_fabric"
	IoTFast       = "iotfast"
)

// reader reads one message of a system. The payload is bare and neither empty nor
// too large; topic is what follows the kind.
type reader func(m *message, topic string, payload []byte)

// bought are the readers by kind.
var bought = map[string]reader{
	Zigbee2MQTT:   readZigbee,
	ChirpStack:    readJSON(readChirpStack),
	TheThings:     readJSON(readTheThings),
	Milesight:     readJSON(readMilesight),
	Tasmota:       readTasmota,
	Shelly:        readShelly,
	Theengs:       readTheengs,
	OwnTracks:     readJSON(readOwnTracks),
	ESPresense:    readESPresense,
	RTL433:        readRTL433,
	XiaomiGateway: readJSON(readXiaomi),
	HomeAssistant: readHomeAssistant,
	Sleepace:      readJSON(readSleepace),
	Clife:         readJSON(readClife),
	Perceptor:     readJSON(readPerceptor),
	Aliyun:        readJSON(readAlink),
	OneNET:        readJSON(readOneNET),
	CTWing:        readJSON(readCTWing),
	OceanConnect:  readJSON(readOceanConnect),
	HuaweiIoTDA:   readJSON(readHuawei),
	DAS:           readJSON(readDAS),
	EMQXFabric:    readJSON(readAlink),
	IoTFast:       readJSON(readIoTFast),
}

// DecoderFor returns a new decoder for what a bought-in device of that kind
// publishes. It remembers the last state of each child, since an alarm is the
// edge of a state: make one decoder per kind and keep it, never one per message.
func DecoderFor(deviceKind string) (Decoder, bool) {
	read, ok := bought[deviceKind]
	if !ok {
		return nil, false
	}
	return &remembering{kind: deviceKind, read: read, gateways: map[care.DeviceID]*gateway{}}, true
}

// DecoderKinds lists the kinds that [DecoderFor] knows, in alphabetical order.
func DecoderKinds() []string { return slices.Sorted(maps.Keys(bought)) }

// remembering decodes what one kind of gateway publishes. A call there is an edge:
// an event, or a state that turns into an alarm. The states are kept per gateway
// and child; after a start they are unknown, so that an alarm which still stands
// is raised again rather than missed.
type remembering struct {
	kind string
	read reader

	mu       sync.Mutex // guards gateways
	gateways map[care.DeviceID]*gateway
}

// Decode reads one message.
func (r *remembering) Decode(device care.DeviceID, topicRest string, payload []byte, received time.Time, said *Said) {
	payload = bare(payload)
	switch {
	case len(payload) == 0:
		// A retained message was erased, as when a device leaves.
	case len(payload) > MaxPayload:
		said.refuse(care.TooLarge, "消息超过 64 KiB，请分批上报")
	default:
		m := &message{heard: heard{device: device, received: received, said: said}, kind: r.kind,
			gateway: r.gateway(device), print: fingerprint(payload)}
		r.read(m, topicRest, payload)
	}
}

// maxGateways bounds how many gateways one decoder remembers.
const maxGateways = 10000

func (r *remembering) gateway(device care.DeviceID) *gateway {
	r.mu.Lock()
	defer r.mu.Unlock()
	g := r.gateways[device]
	if g == nil {
		if len(r.gateways) >= maxGateways {
			clear(r.gateways)
		}
		g = &gateway{children: map[string]signals{}}
		r.gateways[device] = g
	}
	return g
}

// readJSON parses the payload for a reader of systems that speak JSON only.
func readJSON(read func(m *message, topic string, v *fastjson.Value)) reader {
	return func(m *message, topic string, payload []byte) {
		m.json(payload, func(v *fastjson.Value) { read(m, topic, v) })
	}
}
