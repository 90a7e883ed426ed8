// Package roster knows who is on duty: who sits at the desk, whom the desk may ring
// in each township and at the county, from when to when.
//
// Whoever escalates asks [Roster.OnPost]. A post that was not on the roster of a place
// in the last week is left to whoever holds it standing; one that was and is empty now
// is empty, and the chain goes on to the next. Two hours before each change of shift the chain
// of every township and of the county is computed and looked at: posts that nobody
// holds, people without a number, numbers at which nobody was reached for 31 days. The
// supervisor hears of it then, not when somebody lies on the floor.
package roster
