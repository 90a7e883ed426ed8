// Package visits tells whether somebody was there. It keeps what a worker did at the
// door with its evidence, lets the home's own sensors say what they saw, and grades
// each visit with its reasons, so that whoever pays knows what for and an honest worker
// is never worse off for a dead sensor. It raises what will be missed before it is too
// late, and lists for each provider what it is owed.
package visits
