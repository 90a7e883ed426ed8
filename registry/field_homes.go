package registry

import (
	"context"
	"slices"
	"strings"

	"yian/care"
)

// fieldScope is what whoever fits devices may see: a worker, who elsewhere sees
// orders by name only, the homes of the own region. A worker without one sees none.
func fieldScope(by care.Staff) care.Scope {
	sc := by.Scope()
	if sc.Role == care.Worker {
		sc.Role, sc.Center = care.Manager, ""
	}
	return sc
}

// FieldHome is a home as an installer finds it: where, and who lives there.
type FieldHome struct {
	care.Household
	Elders []FieldElder `json:"elders"`
	// Devices are what stands there already, but for what is out of use.
	Devices []FieldDevice `json:"devices"`
}

// FieldDevice is a device of a home as an installer finds it.
type FieldDevice struct {
	ID       care.DeviceID    `json:"id"`
	Kind     string           `json:"kind"`
	Location string           `json:"location,omitempty"`
	State    care.DeviceState `json:"state" enum:"registered,claimed,in_service,suspended"`
}

// FieldElder is an elder as an installer needs to know.
type FieldElder struct {
	ID   care.ElderID `json:"id"`
	Name string       `json:"name"`
}

// FieldHomes finds homes for whoever fits devices, at most twenty; text needs two
// characters, or the list would be the register.
func (r *Registry) FieldHomes(ctx context.Context, by care.Staff, text string) ([]FieldHome, error) {
	text = strings.TrimSpace(text)
	if len([]rune(text)) < 2 {
		return []FieldHome{}, nil
	}
	homes, _, err := r.record.Households(ctx, fieldScope(by), care.HouseholdQuery{Text: text}, care.Page{Limit: 20})
	if err != nil {
		return nil, err
	}
	elders, _, err := r.record.Elders(ctx, fieldScope(by), care.ElderQuery{Text: text}, care.Page{Limit: 20})
	if err != nil {
		return nil, err
	}
	for _, e := range elders {
		if e.HouseholdID == "" || slices.ContainsFunc(homes, func(h care.Household) bool { return h.ID == e.HouseholdID }) {
			continue
		}
		if h, err := r.record.Household(ctx, fieldScope(by), e.HouseholdID); err == nil {
			homes = append(homes, h)
		}
	}
	out := make([]FieldHome, 0, min(len(homes), 20))
	for _, h := range homes[:min(len(homes), 20)] {
		f, err := r.fieldHome(ctx, h)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// FieldHome returns one home as an installer finds it.
func (r *Registry) FieldHome(ctx context.Context, by care.Staff, id care.HouseholdID) (FieldHome, error) {
	h, err := r.record.Household(ctx, fieldScope(by), id)
	if err != nil {
		return FieldHome{}, err
	}
	return r.fieldHome(ctx, h)
}

func (r *Registry) fieldHome(ctx context.Context, h care.Household) (FieldHome, error) {
	f := FieldHome{Household: h, Elders: []FieldElder{}, Devices: []FieldDevice{}}
	elders, err := r.EldersOf(ctx, h.ID)
	if err != nil {
		return f, err
	}
	for _, e := range elders {
		f.Elders = append(f.Elders, FieldElder{e.ID, e.Name})
	}
	devices, _, err := r.record.Devices(ctx, care.Everything, care.DeviceQuery{HouseholdID: h.ID}, care.Page{Limit: 50})
	for _, d := range devices {
		if d.State != care.DeviceRetired && !d.Revoked {
			f.Devices = append(f.Devices, FieldDevice{d.ID, d.Kind, d.Location, d.State})
		}
	}
	return f, err
}
