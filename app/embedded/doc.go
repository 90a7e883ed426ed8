// Package embedded runs a broker, a Redis and an InfluxDB inside this process, so
// that a small site or a demonstration needs nothing else. It hands back
// addresses: whoever uses them cannot tell these from servers of their own, and
// no code asks which it has.
//
// The broker keeps the promises that the platform asks of any broker: it answers
// a publish only once the message is on disk, a credential reaches its own
// subtree and nothing else, and no client can stop or slow another.
//
// The build tag noembedded leaves all three out of a production image.
package embedded
