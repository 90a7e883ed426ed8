// Package registry knows who and what exists, and who may: regions, sites, homes,
// elders, staff and devices, the sessions of people and the credentials of
// devices.
//
// Other rooms ask it whose device is speaking ([Registry.Place]), whether it may
// ([Registry.Authenticate]) and who is at the keyboard ([Registry.Session]). The
// first two are answered from memory, which follows the record, so that ten
// thousand devices that come back at once after a power cut cost nothing.
package registry
