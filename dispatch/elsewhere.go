package dispatch

import "yian/care"

// Elsewhere hears of entries that another process of the site wrote: what the
// desk here does at once after its own changes it does for theirs. It never blocks
// and may hear of an entry twice.
func (d *Desk) Elsewhere(entries []care.Entry) {
	for _, e := range entries {
		switch e.Noun {
		case "incident", "device":
			d.feedbackDue.kick()
			d.noticeDue.kick()
		case "order":
			d.feedbackDue.kick()
			d.hurry(care.OrderID(e.Subject))
		case "notice", "desk":
			d.noticeDue.kick()
		}
	}
	d.Follow(entries)
}
