// Package simulator is homes in which somebody lives: they sleep, wash, go out
// and come back, and now and then somebody presses for help. It speaks real MQTT
// to any broker, as the devices of those homes would, so that the platform can be
// shown, measured and tortured without one real device.
//
// [Furnish] says which devices a home has; whoever registers them hands their
// credentials over as [Home]s. [Simulator.Run] lives in them and
// [Simulator.Report] says what became of every press. [Platform.Register] enters homes
// over the platform's HTTP, [Load] pushes as fast as asked for a benchmark.
//
// The same seed, homes and start make the same events, to the byte. A higher
// speed compresses habits, never instants: every ts is when it was said.
package simulator
