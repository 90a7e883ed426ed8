package devices

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// uplink is what a LoRaWAN network server hands on of one frame of a sensor.
type uplink struct {
	object *fastjson.Value // what the network's codec made of data; nil without one
	data   []byte
	port   int
	model  string // whatever may hold the name of the make: profile, model, tags, name
	codec  string // where to switch on a codec, for whoever has none
}

// uplink reads a frame: decoded by the network, or by ourselves where the bytes
// are those of Milesight.
func (m *message) uplink(u uplink) {
	switch {
	case isObject(u.object):
		if _, said := m.milesightAlarms(u.object); !said {
			m.fields(u.object)
		}
	case len(u.data) == 0:
		// An empty frame only shows that the sensor is alive.
	case isMilesight(u):
		m.milesightBytes(u)
	default:
		m.said.refuse(care.WrongType, "上行只有原始字节，没有解码结果；请"+u.codec+"启用该设备的解码器（codec）")
	}
}

// isObject reports whether v is an object that holds anything.
func isObject(v *fastjson.Value) bool {
	return v != nil && v.Type() == fastjson.TypeObject && v.GetObject().Len() > 0
}

// frameBytes reads bytes in base64, or in hexadecimal as some forwarders write
// them.
func frameBytes(v *fastjson.Value) []byte {
	s, _ := text(v)
	if b, err := base64.StdEncoding.DecodeString(s); err == nil {
		return b
	}
	b, _ := hex.DecodeString(s)
	return b
}

// eui reads an address of 8 bytes: hexadecimal, or base64 as ChirpStack 3 wrote it
// at first.
func eui(v *fastjson.Value) string {
	s, _ := text(v)
	if len(s) == 12 && strings.HasSuffix(s, "=") {
		if b, err := base64.StdEncoding.DecodeString(s); err == nil && len(b) == 8 {
			return hex.EncodeToString(b)
		}
	}
	return s
}

// strongest is the best signal at which any gateway heard the frame.
func strongest(receptions *fastjson.Value) (dBm float64, ok bool) {
	if receptions == nil {
		return 0, false
	}
	for _, one := range receptions.GetArray() {
		if r := one.Get("rssi"); r != nil && r.Type() == fastjson.TypeNumber && r.GetFloat64() < 0 && (!ok || r.GetFloat64() > dBm) {
			dBm, ok = r.GetFloat64(), true
		}
	}
	return dBm, ok
}
