package visits

import (
	"slices"
	"time"

	"yian/care"
)

// Beside is what a grade needs that does not stand in the visit.
type Beside struct {
	// Usual is how many minutes the service usually takes; 0: nobody said.
	Usual int
	// Checks and Receipt say whether the catalogue asks for them.
	Checks, Receipt bool
	// Kin is set when the worker is a relative of the elder.
	Kin bool
	// Away is set for what is not given in the home: at a station, or by telephone.
	Away bool
	// Elsewhere is set when the worker was in another home at the same time.
	Elsewhere bool
}

const (
	nearMetres   = 200  // a home is a yard, and a map point somewhere in it
	farMetres    = 1000 // beyond it no accuracy and no map point explains
	blurryMetres = 500  // such a position says nothing
)

// Judge grades a visit that was carried out, with its reasons. It is a function of what
// it is given and nothing else. What the home's sensors saw can make a grade better;
// what they cannot know, because there are none or they do not speak, changes nothing:
// the best grade is reached without any sensor, too.
func Judge(v *care.Visit, b Beside) (care.VisitGrade, []care.GradeReason) {
	j := &judgement{}
	places := j.place(v, b)
	signed := j.signature(v)
	seen := j.home(v, b, signed)
	j.work(v, b)
	switch {
	case j.has("contradicts"):
		return care.GradeContradicted, j.reasons
	case j.has("against"):
		return care.GradeWeak, j.reasons
	case places > 1 || seen:
		return care.GradeStrong, j.reasons
	}
	return care.GradeAdequate, j.reasons
}

type judgement struct{ reasons []care.GradeReason }

func (j *judgement) add(weighs, code string) {
	j.reasons = append(j.reasons, care.GradeReason{Code: code, Weighs: weighs})
}

func (j *judgement) has(weighs string) bool {
	return slices.ContainsFunc(j.reasons, func(r care.GradeReason) bool { return r.Weighs == weighs })
}

// place counts the ways in which it is shown that the worker was at the door.
func (j *judgement) place(v *care.Visit, b Beside) (ways int) {
	switch v.Door {
	case care.DoorMatch:
		j.add("for", "door_code")
		ways++
	case care.DoorOther:
		j.add("contradicts", "other_door")
	}
	switch s := v.Spot; {
	case s == nil:
		j.add("unknown", "no_position")
	case s.Distance == nil:
		j.add("unknown", "no_map_point")
	case *s.Distance <= nearMetres && s.Accuracy <= blurryMetres:
		j.add("for", "near")
		ways++
	case *s.Distance > farMetres+2*s.Accuracy:
		j.add("contradicts", "far")
	default:
		j.add("unknown", "position_blurry")
	}
	if len(v.Keys) > 0 {
		j.add("for", "home_key")
		ways++
	}
	if ways == 0 && !b.Away {
		j.add("against", "place_unproven")
	}
	return ways
}

// unsigned are services that nobody signs for: in an emergency, at a device, and what is
// handed in at the door has its photo.
var unsigned = []care.Service{care.Emergency, care.Repair, care.Drill}

// signature reports whether somebody who may has confirmed the service. A relative of
// the elder never does so alone, nor does one who works for the own kin.
func (j *judgement) signature(v *care.Visit) (signed bool) {
	if v.ElderID == "" || slices.Contains(unsigned, v.Service) {
		return true
	}
	switch s := v.Signature; {
	case s == nil && v.Service == care.Meal && has(v, "photo"):
		j.add("for", "photo_of_meal")
		return true
	case s == nil:
		j.add("against", "unsigned")
		return false
	case s.How == "hand" && has(v, "signature"), s.How == "fingerprint" && has(v, "fingerprint"), s.How == "key" && keyedAtEnd(v):
		j.add("for", "signed_"+s.How)
	case s.How == "witness" && s.Relation == "relative":
		j.add("against", "relative_alone")
		return false
	case s.How == "witness" && s.Relation == "staff":
		j.add("against", "colleague_alone")
		return false
	case s.How == "witness":
		j.add("for", "witness")
	default:
		j.add("against", "signature_missing")
		return false
	}
	return true
}

// home weighs what the home's own sensors say, and reports whether they saw the visit.
func (j *judgement) home(v *care.Visit, b Beside, signed bool) (seen bool) {
	quiet := map[string]bool{}
	for _, w := range v.Home {
		switch w.Found {
		case found:
			j.add("for", "saw_"+w.What)
			seen = true
		case quietly:
			quiet[w.What] = true
		}
	}
	switch {
	case seen, b.Away:
	case quiet["door"] && quiet["motion"]:
		j.add("contradicts", "home_saw_nobody")
	case quiet["door"]:
		j.add("against", "door_stayed_shut")
	default:
		j.add("unknown", "home_cannot_tell")
	}
	independent := seen || len(v.Keys) > 0 || signed && v.Signature != nil && v.Signature.How == "witness"
	if b.Kin && !independent {
		j.add("against", "kin_alone")
	} else if b.Kin {
		j.add("unknown", "kin")
	}
	return seen
}

// work weighs the stay itself and what the catalogue asks for.
func (j *judgement) work(v *care.Visit, b Beside) {
	if b.Elsewhere {
		j.add("contradicts", "two_places")
	}
	minutes := v.Minutes()
	switch {
	case v.Service == care.Emergency || b.Usual == 0 || minutes < 0:
	case minutes*3 < b.Usual:
		j.add("against", "short_stay")
	default:
		j.add("for", "stay")
	}
	switch {
	case forbids(v.Checks):
		j.add("contradicts", "begun_though_forbidden")
	case b.Checks && len(v.Checks) == 0:
		j.add("against", "checks_missing")
	case b.Checks:
		j.add("for", "checks")
	}
	switch {
	case b.Receipt && has(v, "receipt"):
		j.add("for", "receipt")
	case b.Receipt:
		j.add("against", "receipt_missing")
	}
	if v.OnBehalf != "" {
		j.add("unknown", "entered_by_desk")
	}
}

func has(v *care.Visit, kind string) bool {
	return slices.ContainsFunc(v.Files, func(f care.VisitFile) bool { return f.Kind == kind })
}

// aroundEnd is how far from the end the elder's press still confirms it.
const aroundEnd = 15 * time.Minute

func keyedAtEnd(v *care.Visit) bool {
	return v.EndAt != nil && slices.ContainsFunc(v.Keys, func(k care.VisitKey) bool { return k.At.Sub(*v.EndAt).Abs() <= aroundEnd })
}
