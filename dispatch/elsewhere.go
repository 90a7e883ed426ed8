package dispatch

import "yian/care"

// Elsewhere hears of entries that another process of the site wrote: what the
// desk here does at once after its own changes it does for theirs. It never blocks
// and may hear of an entry twice.
func (d *Desk) Elsewhere(entries []care.Entry) {
	for _, e := range entries {
		switch e.Noun {
		case "incident", "device", "notice", "desk":
			d.noticeDue.Ring()
		case "order":
			d.hurry(care.OrderID(e.Subject))
		}
	}
	d.Follow(entries)
}
