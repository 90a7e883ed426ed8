package alerts

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var errDuration = errors.New("not a length of time")

// String writes d the way a rule file does.
func (d Duration) String() string {
	const day = 24 * time.Hour
	t := time.Duration(d)
	if t == 0 {
		return "0s"
	}
	var b strings.Builder
	if days := t / day; days != 0 {
		fmt.Fprintf(&b, "%dd", days)
		t %= day
	}
	if t == 0 {
		return b.String()
	}
	s := t.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return b.String() + s
}

// MarshalText writes d as [Duration.String] does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "90s", "10m", "1h30m" or "2d".
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	var total time.Duration
	if days, rest, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return errDuration
		}
		total, s = time.Duration(n)*24*time.Hour, rest
	}
	if s != "" {
		t, err := time.ParseDuration(s)
		if err != nil {
			return errDuration
		}
		total += t
	}
	if total < 0 || len(text) == 0 {
		return errDuration
	}
	*d = Duration(total)
	return nil
}

// UnmarshalYAML reads a number, true or false.
func (v *Value) UnmarshalYAML(unmarshal func(any) error) error {
	var b bool
	if err := unmarshal(&b); err == nil {
		*v = 0
		if b {
			*v = 1
		}
		return nil
	}
	var f float64
	if err := unmarshal(&f); err != nil {
		return err
	}
	*v = Value(f)
	return nil
}
