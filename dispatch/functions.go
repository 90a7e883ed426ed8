package dispatch

import (
	"context"
	"time"

	"yian/care"
)

// Function is one of the nine that the hotline has, with how often it was used.
type Function struct {
	Name string `json:"name" enum:"appointment,shopping,location,calls,rescue,dispatch,consultation,complaint,records"`
	N    int    `json:"n"`
}

// functions are the nine in the bureau's order: registration, shopping, location
// look-up, contact calls, rescue, dispatch of services, consultation, complaints,
// dynamic records; each with the words that are counted as it.
var functions = []struct {
	name string
	of   []string
}{
	{"appointment", []string{"order." + string(care.Appointment)}},
	{"shopping", []string{"order." + string(care.Shopping)}},
	{"location", []string{"device.located"}},
	{"calls", []string{"incident.attempted"}},
	{"rescue", []string{"incident.emergency"}},
	{"dispatch", []string{"order.meal", "order.bathing", "order.cleaning", "order.medical", "order.emergency", "order.companionship", "order.visit", "order.repair"}},
	{"consultation", []string{"ticket.consultation"}},
	{"complaint", []string{"ticket.complaint", "ticket.report"}},
	{"records", []string{"elder.created", "elder.changed", "elder.imported", "household.created", "household.changed", "household.imported"}},
}

// Functions counts the nine from from until to below region, as far as by sees; what
// is a trial, or was entered before the go-live at live, counts nowhere.
func (h *Hotline) Functions(ctx context.Context, by care.Staff, from, to, live time.Time, region care.RegionID) ([]Function, error) {
	used, err := h.deps.Past.Used(ctx, by.Scope(), from, to, live, region)
	if err != nil {
		return nil, err
	}
	out := make([]Function, len(functions))
	for i, f := range functions {
		out[i].Name = f.name
		for _, word := range f.of {
			out[i].N += used[word]
		}
	}
	return out, nil
}
