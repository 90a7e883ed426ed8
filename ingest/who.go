package ingest

import (
	"context"
	"errors"
	"time"

	"yian/care"
	"yian/devices"
)

// speaker is who a message comes from: a device known or not, and whoever it
// speaks for.
type speaker struct {
	registry Registry
	place    care.Place
	known    bool
}

// errRegistry means that the registry could not say, now.
var errRegistry = errors.New("ingest: registry does not answer")

// speakerOf asks the registry about the device of a topic. It returns errRegistry
// when the question should be asked again.
func speakerOf(ctx context.Context, registry Registry, device care.DeviceID) (speaker, error) {
	place, err := registry.Place(ctx, device)
	switch {
	case err == nil:
		return speaker{registry, place, true}, nil
	case errors.Is(err, care.ErrNotFound):
		return speaker{registry, care.Place{Device: device}, false}, nil
	}
	return speaker{}, errors.Join(errRegistry, err)
}

// child returns the place of whoever the message is about: the speaker itself, or
// a device behind it, by this name or another one that the message gives it. The
// reason is empty, or why there is no such place.
func (s speaker) child(ctx context.Context, said *devices.Said, name string) (care.Place, care.Reason, error) {
	if !s.known {
		return s.place, care.UnknownDevice, nil
	}
	if name == "" || name == string(s.place.Device) {
		return s.place, "", nil
	}
	place, err := s.registry.Child(ctx, s.place.Device, name)
	if errors.Is(err, care.ErrNotFound) {
		place, err = s.otherwise(ctx, said, name)
	}
	switch {
	case err == nil:
		return place, "", nil
	case errors.Is(err, care.ErrForbidden):
		return s.place, care.ForeignChild, nil
	case errors.Is(err, care.ErrNotFound):
		return s.place, care.UnknownDevice, nil
	}
	return care.Place{}, "", errors.Join(errRegistry, err)
}

// otherwise looks for a child by other ways to write its address, and by its other
// names. Such a name may be that of somebody else's device by chance, an address
// may not.
func (s speaker) otherwise(ctx context.Context, said *devices.Said, name string) (care.Place, error) {
	for _, other := range devices.Spellings(name) {
		if place, err := s.registry.Child(ctx, s.place.Device, other); !errors.Is(err, care.ErrNotFound) {
			return place, err
		}
	}
	for _, other := range said.Also(name) {
		if place, err := s.registry.Child(ctx, s.place.Device, other); !errors.Is(err, care.ErrNotFound) && !errors.Is(err, care.ErrForbidden) {
			return place, err
		}
	}
	return care.Place{}, care.ErrNotFound
}

// detail says what to do about a place that was not found.
func detail(reason care.Reason) string {
	if reason == care.ForeignChild {
		return "该子设备登记在另一个网关之下，请核对设备登记"
	}
	return "设备未登记，请先在设备管理中登记"
}

// decoders finds the decoder of a topic. Each lane has its own: those of gateways
// remember what they heard.
type decoders struct {
	native map[string]devices.Decoder
	bought map[string]devices.Decoder
}

func newDecoders(native ...string) decoders {
	d := decoders{native: map[string]devices.Decoder{}, bought: map[string]devices.Decoder{}}
	for _, what := range native {
		if x, ok := devices.Native(what); ok {
			d.native[what] = x
		}
	}
	for _, kind := range devices.DecoderKinds() {
		if x, ok := devices.DecoderFor(kind); ok {
			d.bought[kind] = x
		}
	}
	return d
}

// find returns the decoder for yian/v1/<device>/<what>[/<rest>].
func (d decoders) find(what, rest string) (devices.Decoder, bool) {
	if x, ok := d.native[what]; ok && rest == "" {
		return x, true
	}
	x, ok := d.bought[what]
	return x, ok
}

// filters are the subscriptions under which all of these arrive.
func (d decoders) filters() []string {
	var all []string
	for what := range d.native {
		all = append(all, "yian/v1/+/"+what)
	}
	for kind := range d.bought {
		all = append(all, "yian/v1/+/"+kind+"/#")
	}
	return all
}

// pause blocks for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
