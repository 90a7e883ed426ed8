package supervision

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// Fleet lists devices as they are registered. It blocks on a read.
type Fleet interface {
	Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, page care.Page) ([]care.Device, string, error)
}

// Inventory says which firmware runs on how many devices. Known of Devices have
// said theirs; the others are counted as unknown, never guessed.
type Inventory struct {
	Devices int             `json:"devices"` // in use
	Known   int             `json:"known"`
	Items   []FirmwareGroup `json:"items"`
}

// FirmwareGroup are the devices of one kind and model that run one firmware.
type FirmwareGroup struct {
	Kind     string          `json:"kind"`
	Model    string          `json:"model"`    // empty: not registered
	Firmware string          `json:"firmware"` // empty: never said
	Count    int             `json:"count"`
	Online   int             `json:"online"`
	Devices  []care.DeviceID `json:"device_ids"`
	// SeenAt is when the latest of them was heard; null: none ever was.
	SeenAt *time.Time `json:"seen_at" nullable:"true"`
}

// Firmware takes stock of what sc sees, by kind, model and firmware, the most
// frequent of a model first. It blocks on reads.
func (s *Supervisor) Firmware(ctx context.Context, fleet Fleet, sc care.Scope) (Inventory, error) {
	type key struct{ kind, model, firmware string }
	groups := map[key]*FirmwareGroup{}
	all := Inventory{Items: []FirmwareGroup{}}
	for page := (care.Page{Limit: 500}); ; {
		devices, next, err := fleet.Devices(ctx, sc, care.DeviceQuery{}, page)
		if err != nil {
			return Inventory{}, fmt.Errorf("supervision: firmware: %w", err)
		}
		for i := range devices {
			d := &devices[i]
			if d.Revoked {
				continue
			}
			l, heard := s.Liveness(d.ID)
			k := key{d.Kind, d.Model, l.Firmware}
			if groups[k] == nil {
				groups[k] = &FirmwareGroup{Kind: k.kind, Model: k.model, Firmware: k.firmware}
			}
			groups[k].add(d.ID, l, heard)
			all.Devices++
			if l.Firmware != "" {
				all.Known++
			}
		}
		if next == "" {
			break
		}
		page.Cursor = next
	}
	for _, g := range groups {
		all.Items = append(all.Items, *g)
	}
	slices.SortFunc(all.Items, func(a, b FirmwareGroup) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Model, b.Model), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Firmware, b.Firmware))
	})
	return all, nil
}

func (g *FirmwareGroup) add(id care.DeviceID, l care.Liveness, heard bool) {
	g.Count++
	g.Devices = append(g.Devices, id)
	if !heard {
		return
	}
	if l.Online {
		g.Online++
	}
	if g.SeenAt == nil || l.SeenAt.After(*g.SeenAt) {
		g.SeenAt = &l.SeenAt
	}
}
