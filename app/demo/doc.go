// Package demo enters the sample county into an empty record: townships, sites,
// homes, elders, staff and devices, all synthetic and marked 样例, the way people
// would enter them, through registry and centers. The same seed always makes the
// same county.
package demo
