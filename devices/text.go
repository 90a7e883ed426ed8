package devices

import (
	"strings"

	"github.com/valyala/fastjson"
)

// maxText bounds ids, names and versions in bytes.
const maxText = 128

// text returns the string in v without NUL, which PostgreSQL refuses, without
// invalid UTF-8 and without spaces around it. A number counts as its digits,
// since some firmwares number what should be named. It is a copy.
func text(v *fastjson.Value) (string, bool) {
	if v == nil {
		return "", false
	}
	switch v.Type() {
	case fastjson.TypeString:
		return clean(string(v.GetStringBytes())), true
	case fastjson.TypeNumber:
		return string(v.MarshalTo(nil)), true
	}
	return "", false
}

// clean returns s fit for every store.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))
}

// clip shortens s to at most maxText bytes without cutting a character in two.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "")
}

// child returns whom the message is about: the device behind the gateway, or ""
// for the speaker itself. It reports false when the field is there but names
// nothing.
func child(v *fastjson.Value) (string, bool) {
	field := v.Get("device")
	if field == nil || field.Type() == fastjson.TypeNull {
		return "", true
	}
	name, ok := text(field)
	return clip(name), ok && name != ""
}
