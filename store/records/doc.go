// Package records keeps what must never be lost: people, devices, incidents,
// orders, stays, sessions, what is due, and the journal that proves it.
//
// Each noun has a file with its statements. A row has columns for what a WHERE
// or an ORDER names, and a JSON document with the noun itself, so that a new
// field needs no migration and an index is always a decision. Every change of a
// noun is written in one transaction with its entry of the journal. Every read
// takes a [care.Scope].
//
// The record lies in SQLite or in PostgreSQL, by its address: the same statements,
// the same schema, the same tests. What differs is in sqlite.go and postgres.go.
//
// The writer is one goroutine: callers that wait at the same moment share one
// commit, each in a savepoint of its own, so that one that fails takes nobody
// along and a burst of calls costs few disk flushes. Of several processes over one
// PostgreSQL one decides at a time, so that a decision stands on what it read
// wherever it is taken; what is only noted, beside the journal, waits for nobody.
package records
