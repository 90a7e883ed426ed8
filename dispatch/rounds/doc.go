// Package rounds lays a day's orders out over its workers: who goes where, in which
// order and when, so that skills, certificates, the elder's wishes and the hours hold
// and little time is spent on the road. What it makes is a draft: a person looks at it,
// changes it and sends it.
package rounds
