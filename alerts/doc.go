// Package alerts judges what devices measure. It is handed every reading and
// says when one of its rules is met: "oxygen below 90 for five minutes". That
// judgement is an [care.Alert], which carries the readings that made it. A
// critical one is offered to the desk until the desk has taken it; the others
// stand on a list.
//
// The rules are files that a person can edit while the platform runs
// (docs/rules.md). Time is the device's own: a rule's duration is counted
// between readings, so a backlog is judged as if it had come in time, and a
// reading that comes twice, or after a newer one, changes nothing. What the
// engine remembers is written down every few seconds, and a start reads again
// what came since, so that a restart in the middle of an episode makes the same
// alerts as no restart.
package alerts
