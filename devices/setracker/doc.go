// Package setracker reads and writes what GPS watches of the "3G*" family say
// over TCP (SeTracker, Beesure and the many names they are sold under): frames
// like [3G*8800000015*000D*LK,50,100,100].
//
// [Reader] finds frames in a stream, whatever lies between them. A [Decoder]
// turns the frames of one watch into the words of package devices, and
// [Frame.Answers] says what the watch waits to hear. The protocol has no
// credential and no encryption; who a watch is and whether it is believed is
// ingest's business. What is understood is written down in docs/devices.md.
package setracker
