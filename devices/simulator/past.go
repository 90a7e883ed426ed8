package simulator

import "time"

// Past tells what homes would have said between two instants, in order and as
// fast as it can be made: topics and payloads as they would have gone to the
// broker. Nobody presses in it. each must not keep the payload.
func Past(cfg Config, homes []Home, from, to time.Time, each func(topic string, payload []byte, at time.Time)) error {
	cfg.URL, cfg.Presses = "tcp://nowhere", 0
	if err := cfg.defaults(); err != nil {
		return err
	}
	index := map[string]int{}
	for _, h := range homes {
		for _, d := range h.Devices {
			if _, known := index[d.Username]; d.Username != "" && !known {
				index[d.Username] = len(index)
			}
		}
	}
	c := newCounty(cfg, homes, index, from)
	for {
		due, more := c.next()
		if !more || due.After(to) {
			return nil
		}
		for _, u := range c.advance(due) {
			if u.topic == "" {
				continue // a watch, see [Frames]
			}
			each(u.topic, u.payload, due)
		}
	}
}

// Frames tells what the watch of a home would have said between two instants, as
// [Past] does, going astray at cfg.StrayAfter when cfg.Presses is more than 0.
func Frames(cfg Config, h Home, from, to time.Time, each func(frame []byte, at time.Time)) error {
	cfg.URL = "tcp://nowhere"
	if err := cfg.defaults(); err != nil {
		return err
	}
	index := map[string]int{}
	for _, d := range h.Devices {
		if d.Kind == KindGPSWatch {
			index[watchKey(d)] = 0
		}
	}
	c := newCounty(cfg, []Home{h}, index, from)
	for {
		due, more := c.next()
		if !more || due.After(to) {
			return nil
		}
		for _, u := range c.advance(due) {
			if u.topic == "" {
				each(u.payload, due)
			}
		}
	}
}
