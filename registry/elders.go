package registry

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Elders lists the persons served, by name.
func (r *Registry) Elders(ctx context.Context, sc care.Scope, q care.ElderQuery, p care.Page) (list []care.Elder, next string, err error) {
	return r.record.Elders(ctx, sc, q, p)
}

// Elder returns one person, or [care.ErrNotFound].
func (r *Registry) Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error) {
	return r.record.Elder(ctx, sc, id)
}

// EldersOf lists whoever lives in a home, for rooms that care for all of them.
func (r *Registry) EldersOf(ctx context.Context, id care.HouseholdID) ([]care.Elder, error) {
	list, _, err := r.record.Elders(ctx, care.Everything, care.ElderQuery{HouseholdID: id}, care.Page{Limit: 100})
	return list, err
}

// CreateElder adds one person. Without an id the person gets one; without a
// region, the home's. Whoever is bound to a site registers for that site.
func (r *Registry) CreateElder(ctx context.Context, by care.Staff, v care.Elder) (care.Elder, error) {
	list, err := r.CreateElders(ctx, by, []care.Elder{v})
	if err != nil {
		return care.Elder{}, err
	}
	return list[0], nil
}

// CreateElders adds persons with one entry, all or none.
func (r *Registry) CreateElders(ctx context.Context, by care.Staff, elders []care.Elder) ([]care.Elder, error) {
	known, err := r.regionNames(ctx)
	if err != nil {
		return nil, err
	}
	look := r.look(ctx)
	for i := range elders {
		v := &elders[i]
		if v.ID == "" {
			v.ID = care.ElderID(newID())
		}
		if v.CreatedAt.IsZero() {
			v.CreatedAt = r.now()
		}
		v.Version = 0
		if by.CenterID != "" {
			v.CenterID = by.CenterID
		}
		if err := placeElder(look, known, v, "", by); err != nil {
			return nil, err
		}
		if err := checkElder(v, r.now()); err != nil {
			return nil, err
		}
		if sc := by.Scope(); !sc.Sees(v.RegionID, v.CenterID) {
			return nil, forbidden("elder")
		}
	}
	e := r.many(by.ID, "elder", len(elders))
	if len(elders) == 1 {
		e = r.elderEntry(by.ID, "created", &elders[0])
	}
	if err := r.record.CreateElders(ctx, elders, e); err != nil {
		return nil, taken(err, "elder", "这位老人已经登记过（编号或身份证号重复）")
	}
	return elders, nil
}

// UpdateElder changes a person. Worn devices go along to another home; whatever
// hangs on a wall stays with the home and is nobody's in particular from then on.
func (r *Registry) UpdateElder(ctx context.Context, by care.Staff, id care.ElderID, change func(*care.Elder) error) (care.Elder, error) {
	known, err := r.regionNames(ctx)
	if err != nil {
		return care.Elder{}, err
	}
	look := r.look(ctx)
	sc := by.Scope()
	var out care.Elder
	var touched []care.Device
	err = r.record.ChangeElder(ctx, id, func(v *care.Elder, devices []*care.Device) (care.Entry, error) {
		if !sc.Sees(v.RegionID, v.CenterID) {
			return care.Entry{}, care.NotFound("elder")
		}
		before := *v
		if err := change(v); err != nil {
			return care.Entry{}, err
		}
		v.ID, v.CreatedAt, v.Version = before.ID, before.CreatedAt, before.Version
		if v.HouseholdID != before.HouseholdID && v.RegionID == before.RegionID {
			v.RegionID = "" // the new home's
		}
		if v.BirthDate == before.BirthDate && v.IDNumber != before.IDNumber {
			v.BirthDate = ""
		}
		if err := first(placeElder(look, known, v, before.HouseholdID, by), checkElder(v, r.now())); err != nil {
			return care.Entry{}, err
		}
		if !sc.Sees(v.RegionID, v.CenterID) {
			return care.Entry{}, forbidden("elder")
		}
		for _, d := range devices {
			follow(look, d, v, before.HouseholdID)
			touched = append(touched, *d)
		}
		out = *v
		return r.elderEntry(by.ID, "changed", v), nil
	})
	if err != nil {
		return care.Elder{}, err
	}
	out.Version++
	r.devices.move(touched)
	return out, nil
}

// follow moves a device after its elder moved from another home.
func follow(look *lookup, d *care.Device, e *care.Elder, from care.HouseholdID) {
	switch {
	case d.Worn():
		wear(look, d, e)
	case d.HouseholdID != "" && d.HouseholdID == from && e.HouseholdID != from:
		d.ElderID = ""
	}
}

func (r *Registry) elderEntry(by care.StaffID, verb string, v *care.Elder) care.Entry {
	e := r.entry(by, "elder", verb, string(v.ID))
	e.RegionID, e.CenterID = v.RegionID, v.CenterID
	return e
}

// placeElder derives the region: the one given, else the home's, else the site's.
// A home other than the one before must be one that by may see: its address comes
// with the elder.
func placeElder(look *lookup, known map[care.RegionID]string, v *care.Elder, before care.HouseholdID, by care.Staff) error {
	if v.HouseholdID != "" {
		h, err := look.household(v.HouseholdID)
		if sc := by.Scope(); err != nil || v.HouseholdID != before && !sc.Sees(h.RegionID, "") {
			return care.Invalid("body.household_id", "household.unknown", "没有这一户")
		}
		if v.RegionID == "" {
			v.RegionID = h.RegionID
		}
	}
	if v.CenterID != "" {
		c, err := look.center(v.CenterID)
		if err != nil {
			return care.Invalid("body.center_id", "center.unknown", "没有这个机构")
		}
		if v.RegionID == "" {
			v.RegionID = c.RegionID
		}
	}
	var err error
	v.RegionID, err = placeRegion(known, v.RegionID, by)
	return err
}

func checkElder(v *care.Elder, now time.Time) error {
	if v.IDNumber = strings.ToUpper(strings.TrimSpace(v.IDNumber)); v.IDNumber != "" {
		born, gender, err := citizen(v.IDNumber)
		if err != nil {
			return err
		}
		if v.BirthDate != "" && v.BirthDate != born {
			return care.Invalid("body.birth_date", "birth_date.differs", "出生日期与身份证号不一致")
		}
		v.BirthDate = born
		if v.Gender == "" {
			v.Gender = gender
		}
	}
	if v.BirthDate != "" {
		if age := v.Age(now); age < 0 || age > 130 {
			return care.Invalid("body.birth_date", "birth_date.invalid", "出生日期不对，格式如 1946-03-08")
		}
	}
	if !slices.Contains([]string{"", "female", "male"}, v.Gender) {
		return care.Invalid("body.gender", "gender.invalid", "性别只能是男或女")
	}
	if !slices.Contains([]care.Reach{"", care.ReachTalk, care.ReachDevice, care.ReachMessage, care.ReachSend}, v.Reach) {
		return care.Invalid("body.reach", "reach.invalid", "没有这种联系方式")
	}
	if err := checkContacts(v.Contacts); err != nil {
		return err
	}
	for _, s := range append(slices.Clone(v.Vital), v.DietTags...) {
		if err := required("body.vital", s, 50); err != nil {
			return err
		}
	}
	if len(v.Contacts)+len(v.Vital)+len(v.DietTags) > 60 {
		return care.Invalid("body.contacts", "text.too_long", "内容太长了")
	}
	if !slices.Contains([]string{"", "female", "male"}, v.WorkerGender) || len(v.Prefers)+len(v.Refuses) > 20 {
		return care.Invalid("body.prefers", "elder.wishes", "对服务人员的意愿不对")
	}
	return first(identifier("body.id", string(v.ID)), required("body.name", v.Name, 50), text("body.nickname", v.Nickname, 50), phone("body.phone", v.Phone),
		text("body.reach_notes", v.ReachNotes, 300), text("body.conditions", v.Conditions, 1000))
}
