// Package devices turns what a device says into the platform's words: readings,
// calls, requests, confirmations and status. It is where topics and payload
// bytes end; behind it there are only nouns of package care.
//
// [ParseTopic] splits a topic. [Native] decodes the platform's own protocol and
// [DecoderFor] the formats of devices that people can buy. A decoder never fails
// and never trusts: what it cannot use it refuses part by part, with a reason,
// and a call for help is found however absurd the rest of its message is.
//
// The package knows neither who a device is (registry) nor what follows from its
// words (ingest). The protocol for integrators is docs/devices.md.
package devices
