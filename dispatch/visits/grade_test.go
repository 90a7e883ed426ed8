package visits

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// proven is a visit of an hour that is proven as well as a worker can prove it.
func proven(change ...func(*care.Visit)) *care.Visit {
	near := 40.0
	v := &care.Visit{ID: "o1", Service: care.Cleaning, ElderID: "wang", HouseholdID: "home", WorkerID: "w1", State: care.VisitDone,
		StartAt: at(noon), EndAt: at(noon.Add(time.Hour)), Door: care.DoorMatch, Spot: &care.VisitSpot{Accuracy: 20, Distance: &near},
		Signature: &care.Signature{How: "hand"}, Files: []care.VisitFile{{Kind: "signature"}}}
	for _, c := range change {
		c(v)
	}
	return v
}

func distance(m, accuracy float64) func(*care.Visit) {
	return func(v *care.Visit) { v.Spot = &care.VisitSpot{Distance: &m, Accuracy: accuracy} }
}

func home(says ...string) func(*care.Visit) {
	return func(v *care.Visit) {
		v.Home = nil
		for i, what := range []string{"door", "motion", "humidity"}[:len(says)] {
			v.Home = append(v.Home, care.HomeWitness{What: what, Found: says[i]})
		}
	}
}

func noSpot(v *care.Visit)   { v.Spot = nil }
func noDoor(v *care.Visit)   { v.Door = "" }
func unsigns(v *care.Visit)  { v.Signature, v.Files = nil, nil }
func emptyInk(v *care.Visit) { v.Files = nil }
func lasts(d time.Duration) func(*care.Visit) {
	return func(v *care.Visit) { v.EndAt = at(v.StartAt.Add(d)) }
}

func signedBy(how, relation string, files ...string) func(*care.Visit) {
	return func(v *care.Visit) {
		v.Signature, v.Files = &care.Signature{How: how, Name: "样例", Relation: relation}, nil
		for _, f := range files {
			v.Files = append(v.Files, care.VisitFile{Kind: f})
		}
	}
}

func keyed(after time.Duration) func(*care.Visit) {
	return func(v *care.Visit) { v.Keys = append(v.Keys, care.VisitKey{At: v.StartAt.Add(after), How: "service"}) }
}

func service(s care.Service) func(*care.Visit) { return func(v *care.Visit) { v.Service = s } }

func TestJudge(t *testing.T) {
	all := func(c ...func(*care.Visit)) []func(*care.Visit) { return c }
	for name, c := range map[string]struct {
		change []func(*care.Visit)
		beside Beside
		want   care.VisitGrade
		why    string // a reason that must be among them
	}{
		"door, position, signature":                  {nil, Beside{Usual: 60}, "A", "for stay"},
		"no sensor that speaks costs nothing":        {all(home(unknown, unknown)), Beside{}, "A", "unknown home_cannot_tell"},
		"position alone":                             {all(noDoor), Beside{}, "B", "for near"},
		"door alone, plain http has no position":     {all(noSpot), Beside{}, "B", "unknown no_position"},
		"door alone, and the door opened":            {all(noSpot, home(found)), Beside{}, "A", "for saw_door"},
		"the elder pressed the home's key":           {all(noSpot, noDoor, keyed(0)), Beside{}, "B", "for home_key"},
		"key and door":                               {all(noSpot, keyed(0)), Beside{}, "A", "for home_key"},
		"nothing says where":                         {all(noSpot, noDoor), Beside{}, "C", "against place_unproven"},
		"where is blurred":                           {all(noDoor, distance(400, 900)), Beside{}, "C", "unknown position_blurry"},
		"a map point is missing":                     {all(noDoor, func(v *care.Visit) { v.Spot.Distance = nil }), Beside{}, "C", "unknown no_map_point"},
		"far away":                                   {all(distance(4000, 50)), Beside{}, "D", "contradicts far"},
		"far, but nobody knows how far":              {all(distance(4000, 2000)), Beside{}, "B", "unknown position_blurry"},
		"another home's door":                        {all(func(v *care.Visit) { v.Door = care.DoorOther }), Beside{}, "D", "contradicts other_door"},
		"unsigned":                                   {all(unsigns), Beside{}, "C", "against unsigned"},
		"a signature without ink":                    {all(emptyInk), Beside{}, "C", "against signature_missing"},
		"fingerprint":                                {all(signedBy("fingerprint", "", "fingerprint")), Beside{}, "A", "for signed_fingerprint"},
		"a key pressed at the end signs":             {all(signedBy("key", ""), keyed(58*time.Minute)), Beside{}, "A", "for signed_key"},
		"a key pressed long before does not":         {all(signedBy("key", ""), keyed(0)), Beside{}, "C", "against signature_missing"},
		"a neighbour witnesses":                      {all(signedBy("witness", "neighbour")), Beside{}, "A", "for witness"},
		"a relative never signs alone":               {all(signedBy("witness", "relative")), Beside{}, "C", "against relative_alone"},
		"nor does a colleague":                       {all(signedBy("witness", "staff")), Beside{}, "C", "against colleague_alone"},
		"the worker is kin, and alone":               {nil, Beside{Kin: true}, "C", "against kin_alone"},
		"the worker is kin, and a neighbour saw":     {all(signedBy("witness", "committee")), Beside{Kin: true}, "A", "unknown kin"},
		"the worker is kin, and the home saw":        {all(home(found, unknown)), Beside{Kin: true}, "A", "unknown kin"},
		"a meal has its photo":                       {all(service(care.Meal), signedBy("", "", "photo"), func(v *care.Visit) { v.Signature = nil }), Beside{}, "A", "for photo_of_meal"},
		"nobody signs in an emergency":               {all(service(care.Emergency), unsigns), Beside{Usual: 600}, "A", "for door_code"},
		"two sensors that work saw nobody":           {all(home(quietly, quietly)), Beside{}, "D", "contradicts home_saw_nobody"},
		"a door that works stayed shut":              {all(home(quietly, unknown)), Beside{}, "C", "against door_stayed_shut"},
		"nobody moved before one sensor":             {all(home(unknown, quietly)), Beside{}, "A", "unknown home_cannot_tell"},
		"the door stayed shut, but somebody moved":   {all(home(quietly, found)), Beside{}, "A", "for saw_motion"},
		"in two places at once":                      {nil, Beside{Elsewhere: true}, "D", "contradicts two_places"},
		"gone after five minutes":                    {all(lasts(5 * time.Minute)), Beside{Usual: 60}, "C", "against short_stay"},
		"twenty minutes are a quick hand":            {all(lasts(20 * time.Minute)), Beside{Usual: 60}, "A", "for stay"},
		"nobody measured before a bath":              {all(service(care.Bathing)), Beside{Checks: true}, "C", "against checks_missing"},
		"a bath though the blood pressure forbade":   {all(func(v *care.Visit) { v.Checks = []care.Checked{{Code: "bp_systolic"}} }), Beside{Checks: true}, "D", "contradicts begun_though_forbidden"},
		"shopping without a receipt":                 {nil, Beside{Receipt: true}, "C", "against receipt_missing"},
		"the desk entered it for a plain telephone":  {all(func(v *care.Visit) { v.OnBehalf = "op" }), Beside{}, "A", "unknown entered_by_desk"},
		"at a station there is no door of the elder": {all(noSpot, noDoor), Beside{Away: true}, "B", "for signed_hand"},
	} {
		t.Run(name, func(t *testing.T) {
			v := proven(c.change...)
			got, reasons := Judge(v, c.beside)
			if got != c.want {
				t.Errorf("got %s, want %s: %v", got, c.want, reasons)
			}
			if !slices.ContainsFunc(reasons, func(r care.GradeReason) bool { return r.Weighs+" "+r.Code == c.why }) {
				t.Errorf("%q is not among %v", c.why, reasons)
			}
			again, same := Judge(v, c.beside)
			if again != got || fmt.Sprint(same) != fmt.Sprint(reasons) {
				t.Errorf("judged again: %s %v", again, same)
			}
		})
	}
}

// TestDeadSensorsNeverCost tries every visit that there can be: one in a home whose
// sensors are dead or missing is never poor for that, and gets no worse a grade than
// one where sensors that work saw nothing.
func TestDeadSensorsNeverCost(t *testing.T) {
	changes := []func(*care.Visit){noSpot, noDoor, unsigns, distance(4000, 10), keyed(0), keyed(55 * time.Minute), signedBy("witness", "relative"), signedBy("witness", "neighbour"),
		lasts(4 * time.Minute), func(v *care.Visit) { v.Door = care.DoorOther }}
	grade := func(set int, b Beside, says func(*care.Visit)) care.VisitGrade {
		v := proven()
		for i, c := range changes {
			if set>>i&1 == 1 {
				c(v)
			}
		}
		says(v)
		g, _ := Judge(v, b)
		return g
	}
	n := 0
	for set := range 1 << len(changes) {
		for flags := range 8 {
			b := Beside{Usual: 60, Kin: flags&1 > 0, Elsewhere: flags&2 > 0, Receipt: flags&4 > 0}
			none := grade(set, b, home())
			if dead := grade(set, b, home(unknown, unknown, unknown)); dead != none {
				t.Fatalf("set %b: %s with dead sensors, %s without any", set, dead, none)
			}
			for _, quiet := range []func(*care.Visit){home(quietly), home(quietly, quietly), home(unknown, quietly)} {
				if g := grade(set, b, quiet); g < none {
					t.Fatalf("set %b: %s where sensors saw nothing, %s without any", set, g, none)
				}
			}
			// What a home sees never decides whether somebody's work is poor, unless it is kin's.
			if g := grade(set, b, home(found, found, found)); !b.Kin && g.Poor() != none.Poor() || g > none {
				t.Fatalf("set %b: %s where sensors saw the visit, %s without any", set, g, none)
			}
			n++
		}
	}
	if n != 8<<len(changes) {
		t.Errorf("tried %d", n)
	}
}

func TestTestify(t *testing.T) {
	start, end := noon, noon.Add(time.Hour)
	say := func(m care.Metric, v float64, minutes int) care.Reading {
		return care.Reading{Device: "d-" + care.DeviceID(m), Metric: m, Value: v, At: start.Add(time.Duration(minutes) * time.Minute)}
	}
	door, motion, wet := care.ContactOpen, care.Motion, care.Humidity
	for name, c := range map[string]struct {
		readings []care.Reading
		want     [3]string
	}{
		"no sensors":                           {nil, [3]string{unknown, unknown, unknown}},
		"the door opened at the arrival":       {[]care.Reading{say(door, 0, -60), say(door, 1, -2), say(door, 0, -1)}, [3]string{found, unknown, unknown}},
		"and only when leaving":                {[]care.Reading{say(door, 1, 61), say(door, 0, 62)}, [3]string{found, unknown, unknown}},
		"it speaks, works and stayed shut":     {[]care.Reading{say(door, 1, -300), say(door, 0, -299), say(door, 0, 5), say(door, 0, 50)}, [3]string{quietly, unknown, unknown}},
		"it never opened: it may be broken":    {[]care.Reading{say(door, 0, -300), say(door, 0, 5), say(door, 0, 50)}, [3]string{unknown, unknown, unknown}},
		"it stands open since the morning":     {[]care.Reading{say(door, 1, -300), say(door, 0, 30)}, [3]string{unknown, unknown, unknown}},
		"it died at night":                     {[]care.Reading{say(door, 1, -800), say(door, 0, -799)}, [3]string{unknown, unknown, unknown}},
		"it opened in between":                 {[]care.Reading{say(door, 1, -300), say(door, 0, -299), say(door, 0, 3), say(door, 1, 30), say(door, 0, 31)}, [3]string{unknown, unknown, unknown}},
		"it opened hours later":                {[]care.Reading{say(door, 1, -300), say(door, 0, -299), say(door, 0, 3), say(door, 1, 200)}, [3]string{quietly, unknown, unknown}},
		"somebody moved":                       {[]care.Reading{say(motion, 0, -5), say(motion, 1, 10)}, [3]string{unknown, found, unknown}},
		"nobody moved before a sensor at work": {[]care.Reading{say(motion, 1, -120), say(motion, 0, 10), say(motion, 0, 40)}, [3]string{unknown, quietly, unknown}},
		"the bath steamed":                     {[]care.Reading{say(wet, 55, -10), say(wet, 58, 10), say(wet, 71, 25)}, [3]string{unknown, unknown, found}},
		"a bath in bed":                        {[]care.Reading{say(wet, 55, -10), say(wet, 56, 25)}, [3]string{unknown, unknown, unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			v := &care.Visit{Service: care.Bathing, StartAt: &start, EndAt: &end}
			var got [3]string
			for i, w := range testify(c.readings, map[care.DeviceID]bool{"d-humidity": true}, v) {
				got[i] = w.Found
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
