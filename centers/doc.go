// Package centers knows who is in which bed and where everybody is: beds,
// admission and discharge, leave and hospital, and the one fact of an elder's
// whereabouts that rules, meals and visits obey and buttons never do.
//
// It also compares what the register says with what the bed sensors say, so that
// a manager sees by name where the two differ.
package centers
