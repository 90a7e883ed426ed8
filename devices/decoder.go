package devices

import (
	"bytes"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// MaxPayload is the largest payload in bytes; a larger one is refused.
const MaxPayload = 64 << 10

// Decoder turns one message into words. It never fails: what it cannot use it
// refuses in said, with a reason. Decode appends to said, keeps neither payload
// nor said, does no I/O and is safe for concurrent use.
type Decoder interface {
	// Decode reads one message of device. topicRest is what follows
	// yian/v1/<device>/<what>/ and received is when the message arrived.
	Decode(device care.DeviceID, topicRest string, payload []byte, received time.Time, said *Said)
}

// Native returns the decoder of what native devices publish on
// yian/v1/<device>/<what>: telemetry, call, request, status, confirm or result.
// Native decoders keep no state; the same one is returned every time.
func Native(what string) (Decoder, bool) {
	switch what {
	case "telemetry":
		return native(decodeTelemetry), true
	case "call":
		return native(decodeCall), true
	case "request":
		return native(decodeRequest), true
	case "status":
		return native(decodeStatus), true
	case "confirm":
		return native(decodeConfirm), true
	case "result":
		return native(decodeResult), true
	}
	return nil, false
}

// heard is one message on its way through a decoder.
type heard struct {
	device   care.DeviceID
	received time.Time
	said     *Said
}

// native decodes one topic of the native protocol from its parsed JSON.
type native func(m heard, v *fastjson.Value)

// parsers spares an allocation per message. It is a cache, not state: parsers in
// it are empty.
var parsers fastjson.ParserPool

// Decode parses the payload and hands it on.
func (decode native) Decode(device care.DeviceID, _ string, payload []byte, received time.Time, said *Said) {
	if len(payload) > MaxPayload {
		said.refuse(care.TooLarge, "消息超过 64 KiB，请分批上报")
		return
	}
	p := parsers.Get()
	defer parsers.Put(p)
	v, err := p.ParseBytes(bare(payload))
	if err != nil {
		said.refuse(care.NotJSON, "不是有效的 JSON，请检查设备的上报格式")
		return
	}
	decode(heard{device: device, received: received, said: said}, v)
}

var utf8BOM = []byte("\xef\xbb\xbf")

// bare returns the payload without what editors and strings of C leave around it:
// some firmwares send the NUL that ends a string along.
func bare(payload []byte) []byte {
	return bytes.Trim(bytes.TrimPrefix(payload, utf8BOM), "\x00 \t\r\n")
}

// object reports whether v is a JSON object, refusing it otherwise.
func (m heard) object(v *fastjson.Value) bool {
	if v.Type() == fastjson.TypeObject {
		return true
	}
	m.said.refuse(care.WrongType, "应为一个 JSON 对象")
	return false
}
