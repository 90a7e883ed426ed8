package devices

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// NativeSource is the decoder of a source whose devices speak the platform's own
// format on other topics, which end in telemetry, call and so on.
const NativeSource = "native"

// SourceKinds lists what the decoder of a source may be.
func SourceKinds() []string { return append([]string{NativeSource}, DecoderKinds()...) }

// Sources decodes what comes in on topics outside of yian/v1. Like the decoders in
// it it remembers states: keep one per lane. It is safe for concurrent use.
type Sources struct {
	mu     sync.Mutex // guards all below
	bought map[string]*sourceDecoder
}

// sourceDecoder is a decoder and whoever it was used for.
type sourceDecoder struct {
	Decoder
	speakers map[care.DeviceID]struct{}
}

// mostSpeakers bounds whom a decoder remembers: on somebody else's broker anybody
// may be named. With more of them it begins anew.
const mostSpeakers = 10_000

// NewSources returns one that remembers nothing yet.
func NewSources() *Sources { return &Sources{bought: map[string]*sourceDecoder{}} }

// Speaker is who said a message of a source.
type Speaker struct {
	// Device is the gateway or device that speaks.
	Device care.DeviceID
	// Stranger says that the topic names nobody: Device is made up.
	Stranger bool
	// What is the topic kind of a native message, empty for any other.
	What string
}

// Shown is the device that a refusal names: none for a stranger.
func (s Speaker) Shown() care.DeviceID {
	if s.Stranger {
		return ""
	}
	return s.Device
}

// Decode appends to said what a message on a topic of src says, and returns who
// speaks. Devices that src finds by level or field stand in said as children of the
// speaker. What names nobody is refused but for calls, which are then the speaker's
// own.
func (s *Sources) Decode(src *care.Source, topic string, payload []byte, received time.Time, said *Said) Speaker {
	who := Speaker{}
	device, ok := src.Speaker(topic)
	if who.Device = device; !ok {
		who.Device, who.Stranger = strangerOf(src.ID, string(device)), true
	}
	child, told, named := nameIn(src, topic, payload)
	key := who.Device // under which the decoder remembers
	if told {
		key += "/" + care.DeviceID(child)
	}
	rest := src.Rest(topic)
	decoder, ok := s.decoder(src, rest, key, &who)
	if !ok {
		said.refuse(care.UnknownTopic, "主题去掉前 "+strconv.Itoa(src.Cut)+" 级后不是 telemetry、call、request、status、confirm 或 result，请核对接入源的“去掉几级”")
		return who
	}
	decoder.Decode(key, rest, payload, received, said)
	switch {
	case who.Stranger:
		said.callsOnly("主题第 " + strconv.Itoa(src.Level) + " 级不是有效的设备编号；名称不是编号时，请为接入源选一个网关，再把名称登记为子设备的地址")
	case told && !named:
		said.callsOnly(unnamed(src))
	}
	if told {
		said.from(child)
	}
	return who
}

func (s *Sources) decoder(src *care.Source, rest string, key care.DeviceID, who *Speaker) (Decoder, bool) {
	if src.Decoder == NativeSource {
		who.What = rest
		return Native(rest)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.bought[src.Decoder]
	if d == nil || len(d.speakers) >= mostSpeakers {
		fresh, ok := DecoderFor(src.Decoder)
		if !ok {
			return nil, false
		}
		d = &sourceDecoder{fresh, map[care.DeviceID]struct{}{}}
		s.bought[src.Decoder] = d
	}
	d.speakers[key] = struct{}{}
	return d, true
}

// nameIn returns the child that a source finds: told when it is the source that
// tells, named when there is a name.
func nameIn(src *care.Source, topic string, payload []byte) (child string, told, named bool) {
	switch {
	case src.Find == care.FindTopic && src.GatewayID != "":
		child = clip(clean(src.Named(topic)))
	case src.Find == care.FindField:
		child = fieldIn(payload, src.Field)
	default:
		return "", false, false
	}
	return child, true, child != ""
}

// fieldIn reads the text or number at a path like a.b.0.c; "" when there is none.
func fieldIn(payload []byte, path string) string {
	if len(payload) > MaxPayload {
		return ""
	}
	p := parsers.Get()
	defer parsers.Put(p)
	v, err := p.ParseBytes(bare(payload))
	if err != nil {
		return ""
	}
	name, _ := text(valueAt(v, path))
	return clip(name)
}

func valueAt(v *fastjson.Value, path string) *fastjson.Value {
	return v.Get(strings.Split(path, ".")...)
}

func unnamed(src *care.Source) string {
	if src.Find == care.FindField {
		return "消息里没有设备名称，请核对接入源的“字段”"
	}
	return "主题里没有设备名称，请核对接入源的“第几级”"
}

// strangerOf names whoever a topic does not name well: each by itself, so that two
// of them who call are two incidents.
func strangerOf(source care.SourceID, name string) care.DeviceID {
	sum := sha256.Sum256([]byte(name))
	return care.DeviceID("source-" + string(source) + "-" + hex.EncodeToString(sum[:4]))
}

// callsOnly drops everything but calls, with a reason when there was anything.
func (s *Said) callsOnly(detail string) {
	if len(s.Samples)+len(s.Calls)+len(s.Requests)+len(s.Confirms)+len(s.Results)+len(s.Statuses) > 0 {
		s.refuse(care.UnknownDevice, detail)
	}
	s.Samples, s.Requests, s.Confirms, s.Results, s.Statuses = s.Samples[:0], s.Requests[:0], s.Confirms[:0], s.Results[:0], s.Statuses[:0]
}

// from makes child whoever each part is about.
func (s *Said) from(child string) {
	for i := range s.Samples {
		s.Samples[i].Child = child
	}
	for i := range s.Calls {
		s.Calls[i].Child = child
	}
	for i := range s.Requests {
		s.Requests[i].Child = child
	}
	for i := range s.Confirms {
		s.Confirms[i].Child = child
	}
	for i := range s.Results {
		s.Results[i].Child = child
	}
	for i := range s.Statuses {
		s.Statuses[i].Child = child
	}
	s.Names = s.Names[:0] // the decoder's, of whom it took it for
}
