// Package shifts hands the desk over: whoever goes leaves a list of what is open, and
// whoever comes signs for it. Nothing is lost between two shifts.
package shifts
