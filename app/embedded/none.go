//go:build noembedded

package embedded

import (
	"context"
	"errors"
	"time"

	"yian/care"
)

// errLeftOut is the answer of every Start in a build without the servers.
var errLeftOut = errors.New("embedded: this program was built without its own broker, Redis and InfluxDB; give the addresses of yours")

// Broker is left out of this build.
type Broker struct{}

// StartBroker returns an error.
func StartBroker(context.Context, BrokerConfig) (*Broker, error) { return nil, errLeftOut }

// Internal returns nothing.
func (*Broker) Internal() Access { return Access{} }

// Open returns an error.
func (*Broker) Open() error { return errLeftOut }

// Addr returns nothing.
func (*Broker) Addr() string { return "" }

// TLSAddr returns nothing.
func (*Broker) TLSAddr() string { return "" }

// Disconnect does nothing.
func (*Broker) Disconnect(care.DeviceID) {}

// Start returns an error.
func (*Broker) Start() error { return errLeftOut }

// Stop does nothing.
func (*Broker) Stop() error { return nil }

// Close does nothing.
func (*Broker) Close() error { return nil }

// Redis is left out of this build.
type Redis struct{}

// StartRedis returns an error.
func StartRedis(context.Context) (*Redis, error) { return nil, errLeftOut }

// Addr returns nothing.
func (*Redis) Addr() string { return "" }

// Start returns an error.
func (*Redis) Start() error { return errLeftOut }

// Stop does nothing.
func (*Redis) Stop() {}

// Flush does nothing.
func (*Redis) Flush() {}

// Close does nothing.
func (*Redis) Close() error { return nil }

// Influx is left out of this build.
type Influx struct{}

// StartInflux returns an error.
func StartInflux(context.Context, string) (*Influx, error) { return nil, errLeftOut }

// URL returns nothing.
func (*Influx) URL() string { return "" }

// Bucket returns nothing.
func (*Influx) Bucket() string { return "" }

// Retain returns an error.
func (*Influx) Retain(raw, hourly time.Duration) error { return errLeftOut }

// Start returns an error.
func (*Influx) Start() error { return errLeftOut }

// Stop does nothing.
func (*Influx) Stop() error { return nil }

// Close does nothing.
func (*Influx) Close() error { return nil }
