package supervision

import (
	"container/heap"
	"time"

	"yian/care"
)

// dueTimes is a row of devices by when they are to be looked at. An entry is
// valid only while it is the device's own next time, so that a device that speaks
// costs nothing here.
type dueTimes []dueTime

type dueTime struct {
	at     time.Time
	device care.DeviceID
}

func (d dueTimes) Len() int           { return len(d) }
func (d dueTimes) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d dueTimes) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }

// Push is for package heap.
func (d *dueTimes) Push(x any) { *d = append(*d, x.(dueTime)) }

// Pop is for package heap.
func (d *dueTimes) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	*d = (*d)[:last]
	return x
}

// schedule has w looked at at the given instant, unless it is sooner anyway.
func (s *Supervisor) schedule(id care.DeviceID, w *watched, at time.Time) {
	if w.next.IsZero() || at.Before(w.next) {
		w.next = at
		heap.Push(&s.dues, dueTime{at, id})
	}
}

// overdue takes the devices whose time has come out of the row.
func (s *Supervisor) overdue(now time.Time) []care.DeviceID {
	var ids []care.DeviceID
	for len(s.dues) > 0 && !s.dues[0].at.After(now) {
		d := heap.Pop(&s.dues).(dueTime)
		if w := s.devices[d.device]; w != nil && w.next.Equal(d.at) {
			w.next = time.Time{}
			ids = append(ids, d.device)
		}
	}
	return ids
}
