// Package ingest listens to what devices say and keeps it: calls for help reach
// the desk, readings reach the judge and the store, and a message is acknowledged
// only when it is safe. In the other direction its downlink tells devices what
// became of their calls.
//
// Calls travel in a lane of their own: own connection, own session, own workers.
// Nothing in that lane waits for a reading, for InfluxDB or for Redis.
package ingest
