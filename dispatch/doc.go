// Package dispatch is the desk: it opens an incident for every call, makes sure
// that somebody answers it, sends somebody, and tells the senior at each step.
//
// The centre is [Desk]. Calls, requests and alerts come in through Raise, Request
// and Alert; operators, workers and managers act through the other methods. What
// happens when nobody acts is done by occupations that [Desk.Run] starts: the
// escalator climbs the two ladders, the ringer rings people, the returner takes back
// orders that nobody accepted, the restorer keeps the queue like the record. What the
// senior is to hear is kept with each decision, and told by the room messenger.
//
// Every decision is made in the book, in one transaction with its entry of the
// journal; queue and notifier only hurry things along and may be away.
package dispatch
