// Package supervision answers one question: is this home protected now? It is
// told whenever a device speaks and notices when one no longer does; it knows
// which press of a home last went through the whole chain to the device's own
// confirmation.
//
// A device is offline when it has been silent for as long as its heartbeat
// class allows ([care.Power]), or when the broker said so on its behalf. Silence
// is counted while we could hear: after our own start, or after a time in which
// nobody at all was heard, every device gets its full time again. A gateway that
// is silent makes one alert and speaks for its children.
//
// Last-seen lives in memory and is written in batches; it is never journalled.
package supervision
