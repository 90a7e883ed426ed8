package ingest

import (
	"slices"

	"yian/care"
	"yian/devices"
)

// sourceTable are the topics outside of yian/v1 that are read. It never changes; a
// change of a source puts a new one in its place.
type sourceTable struct {
	rows   []care.Source   // enabled and usable, by id
	former []string        // filters that sessions at the broker may still hold
	broken []care.SourceID // enabled rows that cannot be used
}

// of returns the source of a topic, or nil.
func (t *sourceTable) of(topic string) *care.Source {
	if t == nil {
		return nil
	}
	for i := range t.rows {
		if t.rows[i].Matches(topic) {
			return &t.rows[i]
		}
	}
	return nil
}

// tableOf takes what can be used of rows. A row that cannot, like one of a newer
// version with a decoder that is not known here, is left out alone; report hears of
// it.
func tableOf(rows []care.Source, report func(care.SourceID, string)) *sourceTable {
	t := &sourceTable{}
	for i := range rows {
		row := &rows[i]
		t.former = append(t.former, row.Former...)
		if !row.Enabled {
			t.former = append(t.former, row.Filter)
			continue
		}
		if fault := t.fault(row); fault != "" {
			t.broken = append(t.broken, row.ID)
			report(row.ID, fault)
			continue
		}
		t.rows = append(t.rows, *row)
	}
	t.former = slices.DeleteFunc(t.former, func(f string) bool {
		return !care.ValidFilter(f) || care.FilterReserved(f) || slices.ContainsFunc(t.rows, func(r care.Source) bool { return r.Filter == f })
	})
	slices.Sort(t.former)
	t.former = slices.Compact(t.former)
	return t
}

// fault says why a row cannot be used; "" when it can. A filter that a broker
// refuses costs the connection at some of them.
func (t *sourceTable) fault(row *care.Source) string {
	switch {
	case !care.ValidFilter(row.Filter) || care.FilterReserved(row.Filter):
		return "its filter is none that may be read"
	case !slices.Contains(devices.SourceKinds(), row.Decoder):
		return "its decoder is not known here"
	case slices.ContainsFunc(t.rows, func(r care.Source) bool { return care.FiltersMeet(r.Filter, row.Filter) }):
		return "its topics are those of another source"
	}
	return ""
}

// filters are the subscriptions of the rows.
func (t *sourceTable) filters() []string {
	all := make([]string, len(t.rows))
	for i := range t.rows {
		all[i] = t.rows[i].Filter
	}
	return all
}

// SetSources makes rows what is read outside of yian/v1: both lanes subscribe and
// unsubscribe within a moment, without a message lost on other topics. Call it
// before Run, or what waited for an earlier start is dropped as nobody's. It never
// blocks.
func (i *Ingest) SetSources(rows []care.Source) {
	t := tableOf(rows, func(id care.SourceID, fault string) {
		i.deps.Log.Error("a source is left out", "source_id", string(id), "fault", fault)
	})
	i.sourcesMu.Lock()
	defer i.sourcesMu.Unlock()
	i.sources = t
	i.calls.outside.follow(t)
	i.telemetry.Load().outside.follow(t)
}

// Hears reports whether both lanes have subscribed to the source's filter, so that
// whatever is published from now on waits for them.
func (i *Ingest) Hears(filter string) bool {
	return i.calls.outside.heard(filter) && i.telemetry.Load().outside.heard(filter)
}

// SourceStates returns how every source that is enabled fares in this process, which
// hears the calls of all of them.
func (i *Ingest) SourceStates() map[care.SourceID]care.SourceState { return i.calls.outside.states() }

// sourceCount counts the sources that are heard, or those that are not.
func (i *Ingest) sourceCount(unheard bool) (n int) {
	for _, state := range i.SourceStates() {
		if state.Unheard == unheard {
			n++
		}
	}
	return n
}
