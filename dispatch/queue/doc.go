// Package queue keeps copies in Redis of which orders wait, so that workers take
// the most urgent one at once and screens know the lengths. It is the only
// importer of go-redis. Everything here may be wiped at any moment: an epoch key
// tells whether the lists are those that were last filled.
//
// Orders wait in lines, one of each service in each township, so that a worker's
// own are found without passing those of others. What many ask at once makes one
// journey to the server together.
//
// Keys share one hash tag, so that the scripts also run in a cluster:
//
//	yian:{orders}:epoch       string  the epoch of the last Fill
//	yian:{orders}:about       hash    order id → "turn|S|T|rest of the region" of all that wait
//	yian:{orders}:line:S|T    zset    turn and order id in one, of service S in township T; those held are in none
//	yian:{orders}:lines       zset    "S|T" → at most the turn of its first; every line that is not empty
//	yian:{orders}:held        zset    order id → when a Take that came to nothing shows it again, ms
package queue
