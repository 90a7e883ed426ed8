package ingest

import (
	"slices"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// mostRefusals is how many refused messages are shown.
const mostRefusals = 200

// refusals remembers the last messages that nobody could use, and counts all.
type refusals struct {
	total *prometheus.CounterVec

	mu        sync.Mutex // guards all below
	last      []care.Refusal
	next      int
	counts    map[care.Reason]int64
	strangers map[stranger]int // where in last; a receiver hears the whole street, again and again
}

// stranger is an unknown device by where it was heard.
type stranger struct {
	device care.DeviceID
	topic  string
}

func newRefusals() *refusals {
	return &refusals{counts: map[care.Reason]int64{}, strangers: map[stranger]int{}, total: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "yian_ingest_refused_total", Help: "Messages that could not be used, by reason."}, []string{"reason"})}
}

// add never blocks for long and keeps nothing of the payload.
func (r *refusals) add(x care.Refusal) {
	const mostTopic = 200
	if len(x.Topic) > mostTopic {
		x.Topic = x.Topic[:mostTopic] + "…"
	}
	x.Topic = strings.ToValidUTF8(x.Topic, "�")
	r.total.WithLabelValues(string(x.Reason)).Inc()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[x.Reason]++
	who := stranger{x.Device, x.Topic}
	if at, heard := r.strangers[who]; heard && x.Reason == care.UnknownDevice {
		r.last[at] = x
		return
	}
	at := r.next
	if len(r.last) < mostRefusals {
		at = len(r.last)
		r.last = append(r.last, x)
	} else {
		if old := r.last[at]; old.Reason == care.UnknownDevice {
			delete(r.strangers, stranger{old.Device, old.Topic})
		}
		r.last[at] = x
		r.next = (r.next + 1) % mostRefusals
	}
	if x.Reason == care.UnknownDevice {
		r.strangers[who] = at
	}
}

// newest returns at most limit, newest first.
func (r *refusals) newest(limit int) []care.Refusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Concat(r.last[r.next:], r.last[:r.next])
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b care.Refusal) int { return b.At.Compare(a.At) })
	return all[:max(0, min(limit, len(all)))]
}

func (r *refusals) byReason() map[care.Reason]int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	counts := make(map[care.Reason]int64, len(r.counts))
	for reason, n := range r.counts {
		counts[reason] = n
	}
	return counts
}
