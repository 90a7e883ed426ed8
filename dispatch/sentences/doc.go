// Package sentences puts into words what a senior hears: each step of an incident in
// the text and, where somebody recorded it, in the dialect of the region; with light
// and vibration for whoever does not hear.
package sentences
