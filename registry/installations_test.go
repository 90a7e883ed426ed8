package registry_test

import (
	"strings"
	"testing"
	"time"

	"yian/care"
)

var fitter = care.Staff{ID: "fitter", Name: "样例装机员", Role: care.Worker, RegionID: township}

// stock takes one device in and returns its claim code.
func (w *world) stock(t *testing.T, rows string) map[care.DeviceID]string {
	t.Helper()
	report, err := w.Stock(t.Context(), admin, strings.NewReader(rows), false)
	must(t, err)
	codes := map[care.DeviceID]string{}
	for _, c := range report.Claims {
		codes[c.DeviceID] = c.Code
	}
	return codes
}

// atDevice begins an installation in a home and goes on to the device.
func (w *world) atDevice(t *testing.T, home care.HouseholdID, health bool) care.Installation {
	t.Helper()
	i, err := w.Install(t.Context(), fitter, home)
	must(t, err)
	elders, err := w.EldersOf(t.Context(), home)
	must(t, err)
	var said []care.Consent
	for _, e := range elders {
		said = append(said, care.Consent{ElderID: e.ID, Kind: "health", Given: health, By: "elder"}, care.Consent{ElderID: e.ID, Kind: "location", By: "guardian", Name: "样例女儿"})
	}
	i, err = w.Consented(t.Context(), fitter, i.ID, said, true)
	must(t, err)
	i, err = w.EntrySettled(t.Context(), fitter, i.ID, care.EntryRight{Allowed: true, By: "elder"})
	must(t, err)
	i, err = w.KeysNoted(t.Context(), fitter, i.ID, []care.HomeKey{{Number: "A-7", Holder: "样例邻居", Phone: "19900000001"}})
	must(t, err)
	if i.Step() != care.FitDevice {
		t.Fatalf("next is %q", i.Step())
	}
	return i
}

// press has a device call, the desk tell and the device confirm.
func (w *world) press(t *testing.T, device care.DeviceID, call care.CallID, confirm bool) {
	t.Helper()
	place, err := w.Place(t.Context(), device)
	must(t, err)
	at := w.now()
	_, _, err = w.store.Raise(t.Context(), care.Call{ID: call, Kind: care.Test, PressedAt: at, ReceivedAt: at, Place: place}, func(*care.Case) (care.Change, error) {
		return care.Change{Entries: []care.Entry{{At: at, What: "device.tested", Noun: "device", Subject: string(device)}}}, nil
	})
	must(t, err)
	if confirm {
		_, err = w.store.ConfirmFeedback(t.Context(), care.Confirmation{Device: device, Call: call, Step: care.StepReceived, At: at})
		must(t, err)
	}
}

func TestAnInstallationEndsWithTwoProvenPresses(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	_, err := w.CreateElder(t.Context(), admin, care.Elder{ID: "wang", Name: "王样例", HouseholdID: "home"})
	must(t, err)
	codes := w.stock(t, "id,kind,model,sim,sim_expires,end_of_life\nbutton,sos_button,B1,89860000000000000001,2027-01-31,2031-11-01\nmat,bed_sensor,M1,,,\n")
	i := w.atDevice(t, "home", false)
	again, err := w.Install(t.Context(), fitter, "home")
	must(t, err)
	if again.ID != i.ID {
		t.Error("whoever lost the phone does not find the installation again")
	}

	_, err = w.Claimed(t.Context(), fitter, i.ID, codes["mat"], "", "床头")
	is(t, "a bed sensor against the elder's will", err, care.ErrForbidden, "consent.refused")
	_, err = w.Claimed(t.Context(), fitter, i.ID, "AAAA-BBBB-CCCC", "", "床头")
	is(t, "a mistyped code", err, care.ErrInvalid, "claim.unknown")
	_, err = w.Claimed(t.Context(), fitter, i.ID, "button", "", "床头")
	is(t, "the id of a device in stock", err, care.ErrInvalid, "claim.unknown")
	w.household(t, "elsewhere", village)
	w.elder(t, care.Elder{ID: "li", Name: "李样例", HouseholdID: "elsewhere"})
	_, err = w.Claimed(t.Context(), fitter, i.ID, codes["button"], "li", "床头")
	is(t, "the button of somebody who lives elsewhere", err, care.ErrInvalid, "elder.elsewhere")
	i, err = w.Claimed(t.Context(), fitter, i.ID, strings.ToLower(strings.ReplaceAll(codes["button"], "-", " ")), "wang", "床头")
	must(t, err)
	if d, err := w.Device(t.Context(), care.Everything, "button"); err != nil || d.State != care.DeviceClaimed || d.HouseholdID != "home" || d.ElderID != "wang" || d.Location != "床头" {
		t.Errorf("after the claim: %+v, %v", d, err)
	}

	_, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	is(t, "ours before a press was asked for", err, care.ErrConflict, "installation.order")
	w.press(t, "button", "before", true)
	w.pass(time.Minute)
	_, err = w.PressAsked(t.Context(), fitter, i.ID)
	must(t, err)
	_, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	is(t, "a press before it was asked for", err, care.ErrConflict, "press.none")
	w.pass(care.PressWithin + time.Second)
	w.press(t, "button", "late", true)
	_, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	is(t, "a press after two minutes", err, care.ErrConflict, "press.late")
	w.pass(time.Second)
	_, err = w.PressAsked(t.Context(), fitter, i.ID)
	must(t, err)
	w.press(t, "button", "deaf", false)
	_, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	is(t, "a press that the device did not confirm", err, care.ErrConflict, "press.unproven")
	w.press(t, "button", "first", true)
	i, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	must(t, err)
	if i.First.Call != "first" || i.Step() != care.FitAddress {
		t.Errorf("first press %+v, next %s", i.First, i.Step())
	}
	_, err = w.PressAsked(t.Context(), fitter, i.ID)
	is(t, "the second press before the address", err, care.ErrConflict, "installation.order")
	_, err = w.AddressRead(t.Context(), fitter, i.ID)
	must(t, err)
	_, err = w.PressAsked(t.Context(), fitter, i.ID)
	must(t, err)
	w.press(t, "button", "alone", true)
	i, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	must(t, err)
	d, err := w.Device(t.Context(), care.Everything, "button")
	must(t, err)
	if i.State != care.InstallationDone || d.State != care.DeviceInService || d.InstalledAt == nil || len(i.Steps) < 8 {
		t.Errorf("at the end: %+v, device %s", i, d.State)
	}
	_, err = w.PressAsked(t.Context(), fitter, i.ID)
	is(t, "a step after the end", err, care.ErrConflict, "installation.over")
	next, err := w.Install(t.Context(), fitter, "home")
	must(t, err)
	if next.Step() != care.FitDevice {
		t.Errorf("the next device in the same home asks for %s again", next.Step())
	}
	_, err = w.Claimed(t.Context(), fitter, next.ID, codes["button"], "", "床头")
	is(t, "a code used twice", err, care.ErrInvalid, "claim.unknown")

	w.household(t, "next", village)
	d, err = w.UpdateDevice(t.Context(), admin, "button", func(d *care.Device) error { d.HouseholdID, d.ElderID = "next", ""; return nil })
	must(t, err)
	if d.State != care.DeviceSuspended || d.InstalledAt != nil {
		t.Errorf("a button in another house stays %s", d.State)
	}
	h, err := w.Household(t.Context(), care.Everything, "home")
	must(t, err)
	if h.KeyHolderName != "样例邻居" {
		t.Errorf("key holder %q", h.KeyHolderName)
	}
}

func TestAnInstallerSeesTheOwnRegionOnly(t *testing.T) {
	w := setup(t)
	w.household(t, "here", village)
	w.household(t, "there", other)
	_, err := w.Install(t.Context(), fitter, "there")
	is(t, "a home elsewhere", err, care.ErrNotFound, "")
	i, err := w.Install(t.Context(), fitter, "here")
	must(t, err)
	stranger := care.Staff{ID: "stranger", Role: care.Worker, RegionID: township}
	_, err = w.Installation(t.Context(), stranger, i.ID)
	is(t, "somebody else's installation", err, care.ErrNotFound, "")
	_, err = w.Abandon(t.Context(), stranger, i.ID, "样例")
	is(t, "ending somebody else's", err, care.ErrNotFound, "")
	if list, err := w.FieldHomes(t.Context(), fitter, "路"); err != nil || len(list) != 0 {
		t.Errorf("one character finds %d homes, %v", len(list), err)
	}
	nowhere := care.Staff{ID: "nowhere", Role: care.Worker}
	_, err = w.Install(t.Context(), nowhere, "here")
	is(t, "a worker without a region", err, care.ErrNotFound, "")
}

func TestASensorIsHeardInsteadOfPressed(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	codes := w.stock(t, "id,kind\nmat,bed_sensor\n")
	i := w.atDevice(t, "home", true)
	i, err := w.Claimed(t.Context(), fitter, i.ID, codes["mat"], "", "床下")
	must(t, err)
	_, _, err = w.PressOurs(t.Context(), fitter, i.ID, time.Time{})
	is(t, "a sensor that was not heard", err, care.ErrConflict, "device.unheard")
	_, _, err = w.PressOurs(t.Context(), fitter, i.ID, w.now().Add(time.Second))
	must(t, err)
	i, err = w.AddressRead(t.Context(), fitter, i.ID)
	must(t, err)
	if d, _ := w.Device(t.Context(), care.Everything, "mat"); i.State != care.InstallationDone || d.State != care.DeviceInService {
		t.Errorf("%s, device %s", i.State, d.State)
	}
}

func TestStockSaysWhichRowsAreFaulty(t *testing.T) {
	w := setup(t)
	list := "\ufeffid,kind,secret,sim_expires\ngood,sos_button,,2027-01-01\nbad id,sos_button,,\ngood,sos_button,,\nshort,sos_button,123,\ndated,sos_button,,1.2.2027\n\"open,sos_button\n"
	report, err := w.Stock(t.Context(), admin, strings.NewReader(list), false)
	must(t, err)
	var lines []int
	for _, f := range report.Faults {
		lines = append(lines, f.Line)
	}
	if report.Made != 0 || len(lines) != 5 || lines[0] != 3 || lines[3] != 6 {
		t.Fatalf("all or nothing: made %d, faulty lines %v", report.Made, lines)
	}
	report, err = w.Stock(t.Context(), admin, strings.NewReader(list), true)
	must(t, err)
	if report.Made != 1 || len(report.Claims) != 1 || !w.Authenticate("good", report.Credentials[0].Password) {
		t.Errorf("the good rows: %+v", report)
	}
	_, err = w.Stock(t.Context(), admin, strings.NewReader("a,b\n1,2\n"), true)
	is(t, "another table", err, care.ErrInvalid, "stock.columns")
	report, err = w.Stock(t.Context(), admin, strings.NewReader("设备编号,类型,密钥\nown,sos_button,0123456789abcdef\n"), false)
	must(t, err)
	if !w.Authenticate("own", "0123456789abcdef") {
		t.Error("a secret from the factory does not work")
	}
	old := report.Claims[0].Code
	again, err := w.IssueClaims(t.Context(), admin, []care.DeviceID{"own"})
	must(t, err)
	w.household(t, "home", village)
	i := w.atDevice(t, "home", true)
	_, err = w.Claimed(t.Context(), fitter, i.ID, old, "", "门口")
	is(t, "a code that was replaced", err, care.ErrInvalid, "claim.unknown")
	_, err = w.Claimed(t.Context(), fitter, i.ID, again[0].Code, "", "门口")
	must(t, err)
	must(t, w.RetireDevice(t.Context(), admin, "own"))
	if d, _ := w.Device(t.Context(), care.Everything, "own"); d.State != care.DeviceRetired || w.Authenticate("own", "0123456789abcdef") {
		t.Errorf("a retired device: %+v", d)
	}
	_, err = w.IssueClaims(t.Context(), admin, []care.DeviceID{"own"})
	is(t, "a code for a retired device", err, care.ErrConflict, "device.retired")
}
