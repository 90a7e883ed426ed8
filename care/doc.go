// Package care holds the words of the platform: the nouns that travel between
// rooms, their identifiers, their states and the kinds of error.
//
// The story in a page. A [Device] in a home speaks. What it says is a [Reading],
// a [Call] for help or a [Request] for a service. Readings are judged and may
// become an [Alert]. A call, or a critical alert, opens an [Incident] or joins
// the one that is still open for the same elder. An operator answers it and
// sends somebody: that is an [Order]. At each step the device is told, which is
// [Feedback], and the device confirms. Every change is an [Entry] of the
// journal. Who may see which of these is said by a [Scope].
//
// The package imports nothing but the standard library and does no I/O. A type
// enters when two rooms name it.
package care
