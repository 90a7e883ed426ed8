// Package assign says whom an order should go to: every worker with what speaks for
// and against, in codes and points that a screen says in words. What stops a worker
// (a skill, a certificate, the elder's no) stands apart from what only weighs. The
// same facts always give the same order.
package assign
