package dispatch

import (
	"context"
	"slices"

	"yian/care"
)

// exempt are outcomes for which nobody has to have tried to reach the elder: a press
// that somebody announced, a stranger's, and one who cannot be reached any more.
var exempt = []care.Outcome{care.OutcomeTest, "drill", care.OutcomeNuisance, "deceased"}

// Untried reports whether nobody has tried to reach the elder in the way that the
// elder's file says. Somebody who was sent is more than a call, and a call does not do
// for one who cannot speak. An incident of nobody known, or one that goes with
// another, asks for nothing.
func Untried(in *care.Incident, reach care.Reach) bool {
	switch {
	case in.Trial, in.Cause != "", in.ElderID == "" && in.HouseholdID == "":
		return false
	case in.Search != nil && len(in.Search.Areas) > 0: // people look for the elder
		return false
	case in.DispatchedAt != nil, in.ArrivedAt != nil, len(in.Help) > 0, in.Rule == NobodyOpened, in.Rule == Uncollected:
		return false
	case reach == care.ReachSend:
		return in.Contact == nil || in.Contact.How == "heard" // whoever saw was there
	case in.Contact != nil && in.Contact.How == "heard", in.Kind == string(care.Phone) && len(in.Tried) > 0:
		return false
	case reach == care.ReachDevice:
		return !slices.Contains(in.Tried, "device")
	case reach == care.ReachMessage:
		return !slices.Contains(in.Tried, "message")
	}
	return len(in.Tried) == 0
}

var untriedText = map[care.Reach]string{
	care.ReachSend:    "档案写明不能通话：请先派人，或写明谁到场见到了老人",
	care.ReachDevice:  "档案写明用设备喊话：请先按 1 联系老人并记下结果",
	care.ReachMessage: "档案写明发短信：请先按 1 联系老人并记下结果",
}

// untried says what has to be tried yet.
func untried(reach care.Reach) error {
	text := untriedText[reach]
	if text == "" {
		text = "还没有联系过老人：请先按 1 回拨或通话，记下结果"
	}
	return care.Conflict("incident.not_tried", text)
}

// tried notes a way in which somebody tried to reach the elder.
func tried(in *care.Incident, way string) {
	if !slices.Contains(in.Tried, way) {
		in.Tried = append(in.Tried, way)
	}
}

// reachOf is how an incident's elder is to be reached. What cannot be read asks for no
// more than any attempt.
func (d *Desk) reachOf(ctx context.Context, by care.Staff, id care.IncidentID) care.Reach {
	in, err := d.deps.Shelf.Incident(ctx, by.Scope(), id)
	if err != nil || in.ElderID == "" {
		return ""
	}
	e, err := d.deps.People.Elder(ctx, care.Everything, in.ElderID)
	if err != nil {
		return ""
	}
	return e.Reach
}
