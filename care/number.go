package care

import "strings"

// PhoneDigits is a telephone number as it is compared: digits only, without the
// country's code and without an extension, whatever way a person or a telephone
// system writes it. It is empty for a number that was withheld.
func PhoneDigits(s string) string {
	if i := strings.IndexAny(s, "#,;"); i >= 0 {
		s = s[:i] // an extension
	}
	abroad := strings.HasPrefix(strings.TrimSpace(s), "+")
	var b strings.Builder
	for _, c := range s {
		if c >= '0' && c <= '9' {
			b.WriteRune(c)
		}
	}
	n := b.String()
	switch {
	case strings.HasPrefix(n, "0086"):
		n = national(n[4:])
	case abroad && strings.HasPrefix(n, "86"):
		n = national(n[2:])
	case len(n) == 13 && strings.HasPrefix(n, "861"):
		n = n[2:]
	}
	if len(n) == 12 && strings.HasPrefix(n, "01") && n[2] >= '3' {
		n = n[1:] // a mobile number, dialled as from another place
	}
	return n
}

// national is a number within the country, from its form behind the country's code.
func national(n string) string {
	if len(n) == 11 && n[0] == '1' || strings.HasPrefix(n, "0") {
		return n
	}
	return "0" + n // the area's code loses its 0 abroad
}

// localDigits is the least length of a number without its area's code.
const localDigits = 7

// PhoneTail is the part of a number, as [PhoneDigits] gives it, that is the same
// with and without an area's code.
func PhoneTail(digits string) string {
	if len(digits) > localDigits {
		return digits[len(digits)-localDigits:]
	}
	return digits
}

// SameNumber reports whether two numbers ring the same telephone. A number without
// its area's code is the same as one with any.
func SameNumber(a, b string) bool {
	a, b = PhoneDigits(a), PhoneDigits(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == "" || a == b {
		return a != ""
	}
	return len(a) >= localDigits && a[0] != '0' && b[0] == '0' && len(b)-len(a) <= 4 && strings.HasSuffix(b, a)
}
