package registry

import (
	"context"

	"github.com/google/uuid"

	"yian/care"
)

// newID returns an id that sorts by when it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() } // fails only without a source of randomness

// lookup reads what new rows point to, each once: bulk work names the same home
// many times.
type lookup struct {
	ctx        context.Context // of the one call it lives for
	record     Record
	centers    map[care.CenterID]care.Center
	households map[care.HouseholdID]care.Household
	elders     map[care.ElderID]care.Elder
	devices    map[care.DeviceID]care.Device
}

func (r *Registry) look(ctx context.Context) *lookup {
	return &lookup{ctx: ctx, record: r.record, centers: map[care.CenterID]care.Center{}, households: map[care.HouseholdID]care.Household{},
		elders: map[care.ElderID]care.Elder{}, devices: map[care.DeviceID]care.Device{}}
}

func remember[K comparable, V any](ctx context.Context, known map[K]V, id K, read func(context.Context, care.Scope, K) (V, error)) (V, error) {
	if v, ok := known[id]; ok {
		return v, nil
	}
	v, err := read(ctx, care.Everything, id)
	if err == nil {
		known[id] = v
	}
	return v, err
}

func (l *lookup) center(id care.CenterID) (care.Center, error) {
	return remember(l.ctx, l.centers, id, l.record.Center)
}

func (l *lookup) household(id care.HouseholdID) (care.Household, error) {
	return remember(l.ctx, l.households, id, l.record.Household)
}

func (l *lookup) elder(id care.ElderID) (care.Elder, error) {
	return remember(l.ctx, l.elders, id, l.record.Elder)
}

func (l *lookup) device(id care.DeviceID) (care.Device, error) {
	return remember(l.ctx, l.devices, id, l.record.Device)
}
