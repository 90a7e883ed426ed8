package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// HandOver keeps the sheet that goes with the elder to 120: what is left empty stays
// as it was, so that it is filled in as it becomes known. printed notes that it was
// printed. Noting the first of it, or that 120 was called anew, says that 120 is on the
// way, as Help does; what is added later says nothing of an ambulance that did not come.
func (d *Desk) HandOver(ctx context.Context, by care.Staff, id care.IncidentID, said care.Ambulance, printed bool) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if in.State == care.IncidentOpen {
			return care.Change{}, answered(in)
		}
		sheet, calls := care.Ambulance{CalledAt: now, By: by.ID}, true
		if in.Ambulance != nil {
			sheet = *in.Ambulance
		}
		before := sheet.CalledAt
		if fill(&sheet, said); in.Ambulance != nil {
			calls = sheet.CalledAt.After(before)
		}
		var change care.Change
		if in.Ambulance == nil || *in.Ambulance != sheet {
			change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "ambulance", strings.TrimSpace(sheet.CaseNo+" "+sheet.Hospital+" "+sheet.Outcome)))
		}
		if printed {
			sheet.PrintedAt = at(now)
			change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "ambulance_printed", ""))
		}
		in.Ambulance = &sheet
		if calls && in.State != care.IncidentClosed && !slices.Contains(in.Help, "120") {
			in.Help = append(in.Help, "120")
			change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "help", "120"))
			if in.State == care.IncidentAnswered {
				dispatched(in, &change, now, by.ID, goer{name: onTheWay["120"], spoken: onTheWay["120"]})
			}
		}
		return change, nil
	})
}

func fill(sheet *care.Ambulance, said care.Ambulance) {
	for to, from := range map[*string]string{&sheet.CaseNo: said.CaseNo, &sheet.Meets: said.Meets, &sheet.Junction: said.Junction,
		&sheet.Escort: said.Escort, &sheet.Hospital: said.Hospital, &sheet.Outcome: said.Outcome} {
		if from = strings.TrimSpace(from); from != "" {
			*to = from
		}
	}
	if !said.CalledAt.IsZero() {
		sheet.CalledAt = said.CalledAt.UTC().Truncate(time.Millisecond)
	}
}
