// Package training is the training seat (训练席): twenty cases in which somebody
// presses or rings, plays whoever the trainee tries to reach, and says afterwards what
// the handling was worth and why.
//
// The trainee works at the ordinary desk. A [Seat] only begins a case, plays the other
// end of every line and watches the record; [Judge] is a function of that record alone.
// There is no way from here to a real telephone: [Telephone] is the seat's only one.
package training
