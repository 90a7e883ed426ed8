// Package messenger tells devices what became of their calls: received, answered, on
// the way, there, over. Each word goes again until the device confirms that the senior
// heard or saw it, and comes back with a device that was away.
//
// What is to be told stands in the record, which keeps it in one transaction with the
// decision; the messenger changes no incident. Hearing a word twice does no harm.
package messenger
