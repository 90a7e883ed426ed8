package readings

import (
	"math"
	"strconv"
	"strings"
	"time"

	"yian/care"
)

// Append adds one message to batch as a line of line protocol and returns it. A
// value that no store can hold is left out; a message without any other adds
// nothing. It neither blocks nor allocates once batch is large enough.
func (*Store) Append(batch []byte, place care.Place, at, received time.Time, rs []care.Reading) []byte {
	start := len(batch)
	batch = append(batch, "reading,device="...)
	batch = appendEscaped(batch, string(place.Device))
	if place.Elder != "" {
		batch = append(batch, ",elder="...)
		batch = appendEscaped(batch, string(place.Elder))
	}
	batch = append(batch, ' ')
	fields := len(batch)
	for i := range rs {
		r := &rs[i]
		if reserved(r.Metric) || math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
			continue
		}
		batch = appendEscaped(batch, string(r.Metric))
		batch = append(batch, '=')
		batch = strconv.AppendFloat(batch, r.Value, 'g', -1, 64)
		batch = append(batch, ',')
	}
	if len(batch) == fields {
		return batch[:start]
	}
	batch = append(batch, receivedField+"="...)
	batch = strconv.AppendInt(batch, received.UnixMilli(), 10)
	batch = append(batch, "i "...)
	batch = strconv.AppendInt(batch, at.UnixMilli(), 10)
	return append(batch, '\n')
}

// reserved reports whether a metric's name means something else as a field.
func reserved(m care.Metric) bool {
	return m == "" || m[0] == '_' || m == receivedField || m == "time"
}

// appendEscaped adds a tag value or a key. Line protocol ends it at a space, a
// comma or an equals sign, and a line at a line break; control characters and a
// backslash, which it cannot escape at the end, become underscores.
func appendEscaped(to []byte, s string) []byte {
	if strings.IndexFunc(s, special) < 0 {
		return append(to, s...)
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == 0x7f, c == '\\':
			to = append(to, '_')
		case c == ' ', c == ',', c == '=':
			to = append(to, '\\', c)
		default:
			to = append(to, c)
		}
	}
	return to
}

func special(r rune) bool {
	return r <= ' ' || r == ',' || r == '=' || r == '\\' || r == 0x7f
}
