package readings

import (
	"bytes"
	"slices"
	"strconv"
	"time"
)

const (
	lateMeasurement = "late"
	// lateAfter is how long after its end an hour may still be written to without a
	// note. It is well below grace, so that clocks of two processes may differ by the
	// rest.
	lateAfter = time.Minute
)

// noted returns batch with a note for each device and hour that ended before it was
// written: the hour may be summarised already and must be again. The note is part
// of the batch, so that it is kept if and only if the readings are.
func (s *Store) noted(batch []byte) []byte {
	now := s.cfg.Now()
	limit := hourOf(now.Add(-lateAfter)).UnixMilli()
	least := s.horizon(now).UnixMilli()
	var notes []byte
	seen := map[string]struct{}{}
	for rest := batch; len(rest) > 0; {
		line := rest
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			line, rest = rest[:end], rest[end+1:]
		} else {
			rest = nil
		}
		at, ok := instantOf(line)
		if !ok || at >= limit || at < least {
			continue
		}
		hour := at - mod(at, time.Hour.Milliseconds())
		device := deviceOf(line)
		if device == nil {
			continue
		}
		start := len(notes)
		notes = appendNote(notes, device, now, hour)
		if _, twice := seen[string(notes[start:])]; twice {
			notes = notes[:start]
			continue
		}
		seen[string(notes[start:])] = struct{}{}
	}
	if len(notes) == 0 {
		return batch
	}
	return append(slices.Clip(batch), notes...)
}

// appendNote adds a note that readings of an hour, in ms, were written now. The
// device is escaped.
func appendNote(to, device []byte, now time.Time, hour int64) []byte {
	to = append(append(to, lateMeasurement+",device="...), device...)
	to = append(strconv.AppendInt(append(to, " written="...), now.UnixMilli(), 10), "i "...)
	return append(strconv.AppendInt(to, hour, 10), '\n')
}

// instantOf reads the time at the end of a line.
func instantOf(line []byte) (ms int64, ok bool) {
	space := bytes.LastIndexByte(line, ' ')
	if space < 0 || len(line)-space > 18 || len(line)-space < 2 {
		return 0, false
	}
	for _, c := range line[space+1:] {
		if c < '0' || c > '9' {
			return 0, false
		}
		ms = ms*10 + int64(c-'0')
	}
	return ms, true
}

// deviceOf returns the device of a line as it is written there.
func deviceOf(line []byte) []byte {
	rest, ok := bytes.CutPrefix(line, []byte(measurement+",device="))
	if !ok {
		return nil
	}
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case ',', ' ':
			return rest[:i]
		}
	}
	return nil
}
