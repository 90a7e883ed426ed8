package simulator

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"yian/care"
)

// Wanted is a device of a typical home before it is registered. A device with a
// Gateway stands behind it and needs no credential.
type Wanted struct {
	ID       care.DeviceID
	Kind     string
	Gateway  care.DeviceID
	Address  string
	Power    care.Power
	Location string
	// Worn devices are the elder's own; the others are the home's.
	Worn bool
}

// Furnish says which devices the home named id has. The same seed and id always
// give the same devices, whose ids begin with the home's. Gateways come before
// what stands behind them.
func Furnish(seed uint64, id string) []Wanted {
	r := source(seed, "furnish", id)
	prefix := idPrefix(id)
	name := func(suffix string) care.DeviceID { return care.DeviceID(prefix + "-" + suffix) }
	panel := name("panel")
	all := []Wanted{{ID: panel, Kind: KindPanel, Power: care.Mains, Location: "客厅"}}
	behindPanel := func(suffix, kind, location string, power care.Power) {
		all = append(all, Wanted{ID: name(suffix), Kind: kind, Gateway: panel, Power: power, Location: location})
	}
	switch dice := r.Float64(); {
	case dice < 0.25: // a watch with a card of its own
		all = append(all, Wanted{ID: name("watch"), Kind: KindWearable, Power: care.Battery, Worn: true})
	case dice < 0.9:
		behindPanel("watch", KindWearable, "", care.Battery)
		all[len(all)-1].Worn = true
	}
	behindPanel("door", KindDoor, "大门", care.Battery)
	behindPanel("bath", KindMotion, "卫生间", care.Battery)
	if bought := r.Float64() < 0.15; bought {
		gateway := name("zigbee")
		all = append(all,
			Wanted{ID: gateway, Kind: KindZigbee2MQTT, Power: care.Mains, Location: "客厅"},
			Wanted{ID: name("button"), Kind: KindButton, Gateway: gateway, Address: "床头 按钮", Power: care.Battery, Location: "床头"},
			Wanted{ID: name("bedroom"), Kind: KindMotion, Gateway: gateway, Address: "卧室/人体", Power: care.Battery, Location: "卧室"})
	} else {
		behindPanel("bedroom", KindMotion, "卧室", care.Battery)
	}
	for _, some := range []struct {
		share                  float64
		suffix, kind, location string
		power                  care.Power
	}{
		{0.3, "bed", KindBed, "床", care.Mains},
		{0.5, "smoke", KindSmoke, "厨房", care.Battery},
		{0.4, "gas", KindGas, "厨房", care.Mains},
		{0.4, "pressure", KindBloodPressure, "", care.Battery},
		{0.4, "cord", KindPullCord, "卫生间", care.Battery},
	} {
		if r.Float64() < some.share {
			behindPanel(some.suffix, some.kind, some.location, some.power)
		}
	}
	return all
}

// idPrefix makes the beginning of a device id out of any home id.
func idPrefix(home string) string {
	prefix := strings.Map(func(r rune) rune {
		if r < 0x80 && care.ValidDeviceID(string(r)) {
			return r
		}
		return '-'
	}, home)
	return prefix[:min(len(prefix), 48)]
}

// source is a stream of chance that depends on nothing but its names, so that one
// more draw in one home changes no other.
func source(seed uint64, names ...string) *rand.Rand {
	h := fnv.New64a()
	for _, name := range names {
		h.Write([]byte(name))
		h.Write([]byte{0})
	}
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
