package care

import "testing"

func TestANumberIsTheSameHoweverItIsWritten(t *testing.T) {
	for written, want := range map[string]string{
		"139 0000 0001": "13900000001", "+86 139-0000-0001": "13900000001", "8613900000001": "13900000001", "013900000001": "13900000001",
		"0990-7012349": "09907012349", "+86 990 7012349": "09907012349", "00869907012349": "09907012349", "(0990) 7012349#12": "09907012349",
		"7012349": "7012349", "": "", "anonymous": "", "110": "110", "+1 202 555 0100": "12025550100",
	} {
		if got := PhoneDigits(written); got != want {
			t.Errorf("%q: got %q, want %q", written, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"7012349", "0990-7012349", true}, {"0990 7012349", "+869907012349", true}, {"13900000001", "+8613900000001", true},
		{"7012349", "7012348", false}, {"0990-7012349", "0991-7012349", false}, {"", "", false}, {"anonymous", "", false},
		{"3900001", "13900000001", false}, {"0000001", "13900000001", false}, {"120", "0990120", false}, {"120", "120", true},
	} {
		if got := SameNumber(c.a, c.b); got != c.same || SameNumber(c.b, c.a) != c.same {
			t.Errorf("%q and %q: got %v", c.a, c.b, got)
		}
	}
}
