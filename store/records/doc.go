// Package records keeps what must never be lost: people, devices, incidents,
// orders, stays, sessions, what is due, and the journal that proves it.
//
// Each noun has a file with its statements. A row has columns for what a WHERE
// or an ORDER names, and a JSON document with the noun itself, so that a new
// field needs no migration and an index is always a decision. Every change of a
// noun is written in one transaction with its entry of the journal. Every read
// takes a [care.Scope].
//
// The writer is one goroutine: callers that wait at the same moment share one
// commit, each in a savepoint of its own, so that one that fails takes nobody
// along and a burst of calls costs few disk flushes.
package records
