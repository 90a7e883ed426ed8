// Package queue keeps copies in Redis of which orders wait, so that workers take
// the most urgent one at once and screens know the lengths. It is the only
// importer of go-redis. Everything here may be wiped at any moment: an epoch key
// tells whether the lists are those that were last filled.
//
// Keys share one hash tag, so that the scripts also run in a cluster:
//
//	yian:{queue}:epoch  string  the epoch of the last Fill
//	yian:{queue}:ready  zset    order id → score, the most urgent first
//	yian:{queue}:about  hash    order id → "service|region"
//	yian:{queue}:held   zset    order id → when a Take that came to nothing shows it again, ms
package queue
