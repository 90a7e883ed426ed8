package hotline

import (
	"context"
	"time"

	"yian/care"
)

// Function is one of the nine that the hotline has, with how often it was used.
type Function struct {
	Name string `json:"name" enum:"appointment,shopping,location,calls,rescue,dispatch,consultation,complaint,records"`
	N    int    `json:"n"`
	// Afterwards are those entered from paper, which N leaves out.
	Afterwards int `json:"afterwards,omitempty" doc:"entered from paper, counted apart"`
	// Calls tells more of the function calls.
	Calls *Calls `json:"calls,omitempty"`
}

// Calls are what the telephone system told of: in and out, and what became of those
// that nobody answered.
type Calls struct {
	In         int  `json:"in"`
	Answered   Part `json:"answered" doc:"of the calls in"`
	Out        int  `json:"out"`
	Reached    Part `json:"reached" doc:"somebody picked up, of the calls out"`
	Missed     int  `json:"missed"`
	CalledBack Part `json:"called_back" doc:"spoken to again, of the callers who were owed it"`
	// Attempts are tries to reach an elder that somebody noted by hand or made by click.
	Attempts int `json:"attempts"`
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
	{"calls", []string{"phone.in", "phone.out"}},
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
		switch f.name {
		case "rescue":
			out[i].Afterwards = used["incident.emergency_afterwards"]
		case "calls":
			out[i].Afterwards = used["phone.afterwards"]
			out[i].Calls = &Calls{In: used["phone.in"], Answered: Part{used["phone.spoken_in"], used["phone.in"]}, Out: used["phone.out"],
				Reached: Part{used["phone.spoken_out"], used["phone.out"]}, Missed: used["phone.missed"],
				CalledBack: Part{used["phone.called_back"], used["phone.owed"]}, Attempts: used["incident.attempted"]}
		}
	}
	return out, nil
}
