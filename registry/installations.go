package registry

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

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

// Installations lists what is being, or was, fitted; a worker sees the own.
func (r *Registry) Installations(ctx context.Context, by care.Staff, q care.InstallationQuery, p care.Page) ([]care.Installation, string, error) {
	sc := by.Scope()
	if by.Role == care.Worker {
		q.By, sc = by.ID, care.Everything
	}
	return r.record.Installations(ctx, sc, q, p)
}

// Installation returns one installation; a worker sees the own.
func (r *Registry) Installation(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	i, err := r.record.Installation(ctx, care.Everything, id)
	if err == nil && !mayFit(by, &i) {
		return care.Installation{}, care.NotFound("installation")
	}
	return i, err
}

func mayFit(by care.Staff, i *care.Installation) bool {
	return i.By == by.ID || by.Role != care.Worker && by.Scope().Sees(i.RegionID, "")
}

// stillGood is how long what was asked in a home holds for its next device.
const stillGood = 24 * time.Hour

// Install begins to fit one device in a home, or takes up what the same person
// began there. Consent, entry and keys that were settled there within a day are
// not asked again.
func (r *Registry) Install(ctx context.Context, by care.Staff, home care.HouseholdID) (care.Installation, error) {
	h, err := r.record.Household(ctx, fieldScope(by), home)
	if err != nil {
		return care.Installation{}, err
	}
	before, _, err := r.record.Installations(ctx, care.Everything, care.InstallationQuery{Household: home}, care.Page{Limit: 20})
	if err != nil {
		return care.Installation{}, err
	}
	now := r.now()
	i := care.Installation{ID: care.InstallationID(newID()), State: care.InstallationRunning, HouseholdID: h.ID, RegionID: h.RegionID,
		By: by.ID, OpenedAt: now, Consents: []care.Consent{}, Steps: []care.FitStep{{At: now, By: by.ID, What: "begun"}}}
	for _, b := range before {
		if b.State == care.InstallationRunning && b.By == by.ID {
			return b, nil
		}
	}
	for _, b := range before {
		if b.State == care.InstallationDone && now.Sub(b.OpenedAt) < stillGood {
			i.Consents, i.ResidentsTold, i.Entry, i.Keys = b.Consents, b.ResidentsTold, b.Entry, b.Keys
			break
		}
	}
	return i, r.record.CreateInstallation(ctx, &i, r.fitEntry(by, &i, "begun"))
}

func (r *Registry) fitEntry(by care.Staff, i *care.Installation, verb string) care.Entry {
	e := r.entry(by.ID, "installation", verb, string(i.ID))
	e.RegionID, e.Worker, e.Related = i.RegionID, i.By, "household:"+string(i.HouseholdID)
	if i.DeviceID != "" {
		e.Related = "device:" + string(i.DeviceID)
	}
	return e
}

// fit does one step of an installation that goes on, and notes who did it.
func (r *Registry) fit(ctx context.Context, by care.Staff, id care.InstallationID, verb string, do func(*care.Fitting) error) (care.Installation, error) {
	return r.fitWith(ctx, by, id, verb, "", "", do)
}

func (r *Registry) fitWith(ctx context.Context, by care.Staff, id care.InstallationID, verb, claim string, named care.DeviceID, do func(*care.Fitting) error) (care.Installation, error) {
	f, err := r.record.Fit(ctx, id, claim, named, func(f *care.Fitting) (care.Entry, error) {
		i := f.Installation
		if !mayFit(by, i) {
			return care.Entry{}, care.NotFound("installation")
		}
		if i.State != care.InstallationRunning {
			return care.Entry{}, care.Conflict("installation.over", "这次装机已经结束，请新建一次")
		}
		if err := do(f); err != nil {
			return care.Entry{}, err
		}
		i.Steps = append(i.Steps, care.FitStep{At: r.now(), By: by.ID, What: verb})
		return r.fitEntry(by, i, verb), nil
	})
	if err != nil {
		return care.Installation{}, err
	}
	if f.Device != nil {
		f.Device.Version-- // as it was before the write counted it
		r.devices.move([]care.Device{*f.Device})
	}
	return *f.Installation, nil
}

// Consented notes what each elder of the home agreed to, and that whoever else
// lives there was told. Every elder must have been asked about both kinds.
func (r *Registry) Consented(ctx context.Context, by care.Staff, id care.InstallationID, said []care.Consent, told bool) (care.Installation, error) {
	known, err := r.Installation(ctx, by, id)
	if err != nil {
		return care.Installation{}, err
	}
	elders, err := r.EldersOf(ctx, known.HouseholdID)
	if err != nil {
		return care.Installation{}, err
	}
	for i := range said {
		c := &said[i]
		c.At, c.Name = r.now(), strings.TrimSpace(c.Name)
		if err := checkConsent(c, elders); err != nil {
			return care.Installation{}, err
		}
	}
	for _, e := range elders {
		for _, kind := range []string{"health", "location"} {
			if !slices.ContainsFunc(said, func(c care.Consent) bool { return c.ElderID == e.ID && c.Kind == kind }) {
				return care.Installation{}, care.Invalid("body.consents", "consent.missing", "请逐位老人分别问健康和位置两项")
			}
		}
	}
	if !told {
		return care.Installation{}, care.Invalid("body.residents_told", "consent.residents", "请先告知同住的人")
	}
	return r.fit(ctx, by, id, "consented", func(f *care.Fitting) error {
		f.Installation.Consents, f.Installation.ResidentsTold, f.Consents = said, true, said
		return nil
	})
}

// Refused reports whether an elder, or who speaks for them, said no to being
// measured ("health") or located ("location"). It blocks on a read.
func (r *Registry) Refused(ctx context.Context, elder care.ElderID, kind string) (bool, error) {
	said, err := r.record.Consents(ctx, elder)
	return slices.ContainsFunc(said, func(c care.Consent) bool { return c.Kind == kind && !c.Given }), err
}

func checkConsent(c *care.Consent, elders []care.Elder) error {
	switch {
	case c.Kind != "health" && c.Kind != "location":
		return care.Invalid("body.consents", "consent.kind", "只有健康和位置两项")
	case !slices.ContainsFunc(elders, func(e care.Elder) bool { return e.ID == c.ElderID }):
		return care.Invalid("body.consents", "elder.unknown", "这位老人不住在这一户")
	}
	return checkWord("body.consents", c.By, c.Name)
}

// checkWord checks on whose word something holds: the elder's, or a guardian's by name.
func checkWord(field, by, name string) error {
	if by != "elder" && by != "guardian" {
		return care.Invalid(field, "word.by", "请选择由老人本人还是监护人同意")
	}
	if by == "guardian" && name == "" {
		return care.Invalid(field, "word.guardian", "请写监护人的姓名")
	}
	return text(field, name, 60)
}

// EntrySettled notes whether responders may enter when nobody opens.
func (r *Registry) EntrySettled(ctx context.Context, by care.Staff, id care.InstallationID, e care.EntryRight) (care.Installation, error) {
	e.At, e.Name = r.now(), strings.TrimSpace(e.Name)
	if err := checkWord("body.by", e.By, e.Name); err != nil {
		return care.Installation{}, err
	}
	return r.fit(ctx, by, id, "entry_settled", func(f *care.Fitting) error {
		f.Installation.Entry = &e
		return nil
	})
}

// KeysNoted notes which keys exist and who holds them; none is an answer too. The
// first holder with a telephone becomes the home's key holder.
func (r *Registry) KeysNoted(ctx context.Context, by care.Staff, id care.InstallationID, keys []care.HomeKey) (care.Installation, error) {
	if len(keys) > 10 {
		return care.Installation{}, care.Invalid("body.keys", "keys.count", "最多登记 10 把钥匙")
	}
	kept := []care.HomeKey{}
	for _, k := range keys {
		if err := first(required("body.keys", k.Holder, 60), text("body.keys", k.Number, 40), phone("body.keys", k.Phone)); err != nil {
			return care.Installation{}, err
		}
		kept = append(kept, k)
	}
	i, err := r.fit(ctx, by, id, "keys_noted", func(f *care.Fitting) error {
		f.Installation.Keys = kept
		return nil
	})
	if err != nil {
		return i, err
	}
	holder := slices.IndexFunc(kept, func(k care.HomeKey) bool { return k.Phone != "" })
	if holder < 0 {
		return i, nil
	}
	return i, r.record.ChangeHousehold(ctx, i.HouseholdID, func(h *care.Household, _ []*care.Elder, _ []*care.Device) (care.Entry, error) {
		h.KeyHolderName, h.KeyHolderPhone = kept[holder].Holder, kept[holder].Phone
		e := r.entry(by.ID, "household", "changed", string(h.ID))
		e.RegionID = h.RegionID
		return e, nil
	})
}

// Claimed takes a device for an installation: by its claim code, which is used up,
// or by its id when it is registered for this home already. The device then stands
// at location in this home and is proven again, wherever it was before.
func (r *Registry) Claimed(ctx context.Context, by care.Staff, id care.InstallationID, code string, elder care.ElderID, location string) (care.Installation, error) {
	if err := required("body.location", location, 60); err != nil {
		return care.Installation{}, err
	}
	known, err := r.Installation(ctx, by, id)
	if err != nil {
		return care.Installation{}, err
	}
	digest, isCode := readClaim(code)
	var named care.DeviceID
	if !isCode {
		d, err := r.record.Device(ctx, care.Everything, care.DeviceID(strings.TrimSpace(code)))
		if err != nil || d.HouseholdID != known.HouseholdID {
			return care.Installation{}, care.Invalid("body.code", "claim.unknown", "认领码不对，请核对每一位；设备编号只能用于已登记在这一户的设备")
		}
		named = d.ID
	}
	look := r.look(ctx)
	i, err := r.fitWith(ctx, by, id, "claimed", digest, named, func(f *care.Fitting) error {
		i, d := f.Installation, f.Device
		if err := fits(i, d); err != nil {
			return err
		}
		d.HouseholdID, d.CenterID, d.ElderID, d.Location, d.State, d.InstalledAt = i.HouseholdID, "", elder, strings.TrimSpace(location), care.DeviceClaimed, nil
		if err := placeDevice(look, d); err != nil {
			return err
		}
		if d.HouseholdID != i.HouseholdID {
			return care.Invalid("body.elder_id", "elder.elsewhere", "这位老人不住在这一户")
		}
		i.DeviceID, i.ClaimedAt, i.First, i.Alone, i.AddressAt, i.Presses = d.ID, r.now(), nil, nil, nil, 0
		if d.Pressed() {
			i.Presses = 2
		}
		return nil
	})
	if errors.Is(err, care.ErrNotFound) && isCode {
		return i, care.Invalid("body.code", "claim.unknown", "没有这个认领码，或已经用过。请向仓库要新码")
	}
	return i, err
}

// fits refuses a device that may not come into this home.
func fits(i *care.Installation, d *care.Device) error {
	switch need := d.Needs(); {
	case i.Step() != care.FitDevice && i.Step() != care.FitPress:
		return care.Conflict("installation.order", "请先完成前面的步骤")
	case d.Revoked || d.State == care.DeviceRetired:
		return care.Conflict("device.retired", "设备已停用，不能再认领")
	case need != "" && i.Refused(need):
		return &care.Fault{Kind: care.ErrForbidden, Code: "consent.refused", Detail: "老人不同意这类监测，只装呼叫设备"}
	}
	return nil
}

// PressAsked starts the press that comes next: from now on, for [care.PressWithin],
// a press may be called the installer's own. Asking again starts anew.
func (r *Registry) PressAsked(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	return r.fit(ctx, by, id, "press_asked", func(f *care.Fitting) error {
		switch p := (&care.Press{AskedAt: r.now()}); f.Installation.Step() {
		case care.FitPress:
			f.Installation.First = p
		case care.FitAlone:
			f.Installation.Alone = p
		default:
			return care.Conflict("installation.order", "现在还不到试按这一步")
		}
		return nil
	})
}

// PressNow returns the press that an installation waits for as far as it came by
// now, and all presses of its device since it was asked for. It blocks on a read.
func (r *Registry) PressNow(ctx context.Context, i *care.Installation) (*care.Press, []care.Press, error) {
	p := i.Waiting()
	if p == nil {
		return nil, nil, nil
	}
	all, err := r.record.Presses(ctx, i.DeviceID, p.AskedAt)
	if err != nil || len(all) == 0 {
		return p, nil, err
	}
	confirms := r.Confirms(i.DeviceID)
	// The one that came furthest counts: an impatient thumb presses twice.
	best := all[0]
	for _, one := range all {
		if one.ReceivedAt.Sub(p.AskedAt) <= care.PressWithin && (one.Complete(confirms) || !best.Complete(confirms) && one.ConfirmedAt != nil) {
			best = one
			break
		}
	}
	best.AskedAt = p.AskedAt
	return &best, all, nil
}

// Confirms reports whether a device tells what it showed or spoke. What stands
// behind a bought-in gateway cannot.
func (r *Registry) Confirms(id care.DeviceID) bool {
	p, ok := r.devices.place(id)
	return !ok || p.Gateway == "" || !care.IsBoughtIn(r.Kind(p.Gateway))
}

// PressOurs takes the press that came as the installer's own: that was us. Only a
// press within two minutes of being asked for, which went through the whole chain,
// can be. The last one puts the device into service. heard is when the device was
// last heard, which must do for one without a key.
func (r *Registry) PressOurs(ctx context.Context, by care.Staff, id care.InstallationID, heard time.Time) (care.Installation, []care.Press, error) {
	known, err := r.Installation(ctx, by, id)
	if err != nil {
		return known, nil, err
	}
	if known.DeviceID != "" && known.Presses == 0 {
		i, err := r.heardInstead(ctx, by, &known, heard)
		return i, nil, err
	}
	p, all, err := r.PressNow(ctx, &known)
	if err != nil {
		return known, nil, err
	}
	confirms := r.Confirms(known.DeviceID)
	switch {
	case p == nil:
		return known, nil, care.Conflict("installation.order", "请先点“开始试按”")
	case p.ReceivedAt == nil:
		return known, nil, care.Conflict("press.none", "平台还没有收到这台设备的呼叫")
	case p.ReceivedAt.Sub(p.AskedAt) > care.PressWithin:
		return known, nil, care.Conflict("press.late", "这次按键不在试按的两分钟内，按真实呼叫处理。请重新开始试按")
	case !p.Complete(confirms):
		return known, nil, care.Conflict("press.unproven", "设备还没有回执，请再等等，或检查设备的声音和灯光")
	}
	now := r.now()
	p.OursAt = &now
	i, err := r.fit(ctx, by, id, "press_ours", func(f *care.Fitting) error {
		switch f.Installation.Step() {
		case care.FitPress:
			f.Installation.First = p
		case care.FitAlone:
			f.Installation.Alone = p
			finish(f, now)
		}
		return nil
	})
	return i, all, err
}

// heardInstead proves a device without a key by its own signs of life since it was
// claimed, at the step where others are pressed.
func (r *Registry) heardInstead(ctx context.Context, by care.Staff, known *care.Installation, heard time.Time) (care.Installation, error) {
	if heard.Before(known.ClaimedAt) {
		return *known, care.Conflict("device.unheard", "认领之后还没有收到这台设备的数据，请通电并等它上线")
	}
	now := r.now()
	return r.fit(ctx, by, known.ID, "heard", func(f *care.Fitting) error {
		f.Installation.First = &care.Press{AskedAt: known.ClaimedAt, ReceivedAt: &heard, OursAt: &now}
		return nil
	})
}

func finish(f *care.Fitting, now time.Time) {
	f.Installation.State, f.Installation.EndedAt = care.InstallationDone, &now
	f.Device.State, f.Device.InstalledAt, f.Device.MovedAt = care.DeviceInService, &now, nil
}

// AddressRead notes that the installer read the address aloud and it is this home's.
// A device without a key is then in service.
func (r *Registry) AddressRead(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	return r.fit(ctx, by, id, "address_read", func(f *care.Fitting) error {
		if f.Installation.Step() != care.FitAddress {
			return care.Conflict("installation.order", "请先完成试按")
		}
		now := r.now()
		f.Installation.AddressAt = &now
		if f.Installation.Presses == 0 {
			finish(f, now)
		}
		return nil
	})
}

// Abandon ends an installation without a device in service. The device, if one was
// claimed, waits to be looked at; its calls stay calls.
func (r *Registry) Abandon(ctx context.Context, by care.Staff, id care.InstallationID, reason string) (care.Installation, error) {
	if err := required("body.reason", reason, 200); err != nil {
		return care.Installation{}, err
	}
	return r.fit(ctx, by, id, "abandoned", func(f *care.Fitting) error {
		now := r.now()
		f.Installation.State, f.Installation.EndedAt, f.Installation.Reason = care.InstallationAbandoned, &now, strings.TrimSpace(reason)
		if f.Device != nil {
			f.Device.State = care.DeviceSuspended
		}
		return nil
	})
}

// WaitingPresses lists the installations that wait for a press now.
func (r *Registry) WaitingPresses(ctx context.Context) ([]care.Installation, error) {
	list, _, err := r.record.Installations(ctx, care.Everything, care.InstallationQuery{State: care.InstallationRunning}, care.Page{Limit: 500})
	if err != nil {
		return nil, err
	}
	limit := r.now().Add(-5 * care.PressWithin)
	return slices.DeleteFunc(list, func(i care.Installation) bool {
		p := i.Waiting()
		return p == nil || p.AskedAt.Before(limit)
	}), nil
}
