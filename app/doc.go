// Package app builds the platform out of its rooms, starts them in order, stops
// them in reverse, and joins what one room asks for to the room that gives it.
// It is the only place that knows all of them.
package app
