// Package readings keeps what devices measure in InfluxDB and draws it as curves.
// It is the only place that knows Flux and line protocol.
//
// One message is one point: measurement "reading", tags device and elder, a float
// field for each metric and the integer field "received", all at the device's own
// time in milliseconds. A point written twice is one point.
package readings
