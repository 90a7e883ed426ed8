package api

import (
	"context"
	"time"

	"yian/care"
	"yian/centers/medicine"
)

// DoseItem is one thing that is to be given, or was.
type DoseItem struct {
	MedicineID  care.MedicineID   `json:"medicine_id"`
	DueAt       time.Time         `json:"due_at"`
	Clock       string            `json:"clock" doc:"of due_at, in Shanghai"`
	Kind        care.MedicineKind `json:"kind" enum:"medicine,turning"`
	Name        string            `json:"name"`
	Dose        string            `json:"dose,omitempty"`
	Note        string            `json:"note,omitempty"`
	DoubleCheck bool              `json:"double_check"`
	AsNeeded    bool              `json:"as_needed,omitempty" doc:"due_at is when it was given, reason why"`
	ElderID     care.ElderID      `json:"elder_id"`
	ElderName   string            `json:"elder_name"`
	Room        string            `json:"room,omitempty"`
	Bed         string            `json:"bed,omitempty"`
	State       care.DoseState    `json:"state" enum:"open,checking,given,refused,missed,away"`
	By          care.StaffID      `json:"by,omitempty"`
	ByName      string            `json:"by_name,omitempty"`
	CheckedBy   care.StaffID      `json:"checked_by,omitempty"`
	CheckedName string            `json:"checked_name,omitempty"`
	At          *time.Time        `json:"at" nullable:"true"`
	EnteredAt   *time.Time        `json:"entered_at" nullable:"true"`
	Reason      string            `json:"reason,omitempty"`
	Auto        bool              `json:"auto,omitempty" doc:"missed because nobody said anything"`
	Mended      bool              `json:"mended,omitempty" doc:"entered when it already counted as missed"`
	Late        bool              `json:"late,omitempty" doc:"open for too long"`
	Away        string            `json:"away,omitempty" doc:"why nothing may be given now, as a code"`
	ReturnAt    *time.Time        `json:"return_at,omitempty"`
}

// MedicineRound is everything that goes round on a day.
type MedicineRound struct {
	CenterID care.CenterID `json:"center_id"`
	Name     string        `json:"name"`
	Day      string        `json:"day"`
	Items    []DoseItem    `json:"items"`
	Needed   []NeedItem    `json:"needed" doc:"what may be given now as needed, by bed; given by give-dose with the instant and the reason"`
}

// NeedItem is a line that is given as needed.
type NeedItem struct {
	MedicineID  care.MedicineID `json:"medicine_id"`
	Name        string          `json:"name"`
	Dose        string          `json:"dose"`
	Note        string          `json:"note,omitempty"`
	DoubleCheck bool            `json:"double_check"`
	GapMinutes  int             `json:"gap_minutes"`
	DayMost     int             `json:"day_most,omitempty"`
	ElderID     care.ElderID    `json:"elder_id"`
	ElderName   string          `json:"elder_name"`
	Room        string          `json:"room,omitempty"`
	Bed         string          `json:"bed,omitempty"`
	Away        string          `json:"away,omitempty" doc:"why nothing may be given now, as a code"`
	LastAt      *time.Time      `json:"last_at" nullable:"true" doc:"given last, within a week"`
	From        *time.Time      `json:"from" nullable:"true" doc:"from when it may be given again; null: now"`
	Today       int             `json:"today" doc:"times in the last 24 hours"`
}

// MedicineDay is what whoever runs the house has to know, by name.
type MedicineDay struct {
	Due      int            `json:"due" doc:"of today, until now"`
	Given    int            `json:"given"`
	Missed   []DoseItem     `json:"missed" doc:"since last evening, 18:00"`
	Refused  []DoseItem     `json:"refused"`
	Late     []DoseItem     `json:"late"`
	Checking []DoseItem     `json:"checking" doc:"waits for a second person"`
	Low      []MedicineItem `json:"low" doc:"stocks that last for a few days only"`
	Left     []MedicineItem `json:"left" doc:"stocks of people who left the house"`
}

func (s *Server) doses(r *routes) {
	type medicineRoundIn struct {
		CenterPath
		DayIn
	}
	add(r, nursed, get("/centers/{id}/medicine-round", "get-medicine-round", "Everything that goes round on a day, by instant and bed"),
		func(ctx context.Context, by care.Staff, in *medicineRoundIn) (*out[MedicineRound], error) {
			_, _, day, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			items, err := s.deps.Medicines.Round(ctx, by.Scope(), in.ID, day)
			if err != nil {
				return nil, err
			}
			needs, err := s.deps.Medicines.Needed(ctx, by.Scope(), in.ID)
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "medicine", string(in.ID)+" "+day)
			return &out[MedicineRound]{Body: MedicineRound{CenterID: in.ID, Name: s.views.centerName(ctx, in.ID), Day: day, Items: s.views.doseItems(ctx, items), Needed: needItems(needs)}}, nil
		})
	add(r, nursed, get("/centers/{id}/medicine-day", "get-medicine-day", "Missed, refused and late medicine by name, and stocks that run out"),
		func(ctx context.Context, by care.Staff, in *CenterPath) (*out[MedicineDay], error) {
			d, err := s.deps.Medicines.Day(ctx, by.Scope(), in.ID)
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "medicine", string(in.ID))
			v := s.views
			return &out[MedicineDay]{Body: MedicineDay{Due: d.Due, Given: d.Given, Missed: v.doseItems(ctx, d.Missed), Refused: v.doseItems(ctx, d.Refused),
				Late: v.doseItems(ctx, d.Late), Checking: v.doseItems(ctx, d.Checking), Low: v.stockItems(ctx, d.Low), Left: v.stockItems(ctx, d.Left)}}, nil
		})
	m := s.deps.Medicines
	doseAct(s, r, "give", "It was given", m.Give)
	doseAct(s, r, "refuse", "The resident would not have it", m.Refuse)
	doseAct(s, r, "miss", "It was not given, and why", m.Miss)
	doseAct(s, r, "check", "A second person saw it", m.Check)
	doseAct(s, r, "undo", "Take the last act back, within 10 minutes", m.Undo)
}

// DoseIn is what is said of an instant of a line.
type DoseIn struct {
	MedicinePath
	Body struct {
		DueAt  time.Time  `json:"due_at"`
		At     *time.Time `json:"at,omitempty" doc:"when it was; now when left out"`
		Reason string     `json:"reason,omitempty" maxLength:"200"`
	}
}

func doseAct(s *Server, r *routes, verb, summary string, do func(ctx context.Context, by care.Staff, g medicine.Given) (care.Dose, error)) {
	add(r, nursing, post("/medicines/{id}/"+verb, verb+"-dose", summary), func(ctx context.Context, by care.Staff, in *DoseIn) (*out[care.Dose], error) {
		g := medicine.Given{Medicine: in.ID, Due: in.Body.DueAt, Reason: in.Body.Reason}
		if in.Body.At != nil {
			g.At = *in.Body.At
		}
		d, err := do(ctx, by, g)
		return &out[care.Dose]{Body: d}, err
	})
}

func (v *views) doseItems(ctx context.Context, list []medicine.Item) []DoseItem {
	items := make([]DoseItem, len(list))
	for i := range list {
		one := &list[i]
		m, d := &one.Medicine, &one.Dose
		item := DoseItem{MedicineID: m.ID, DueAt: d.DueAt, Clock: d.DueAt.In(care.Shanghai).Format("15:04"), Kind: m.Kind, Name: m.Name, Dose: m.Dose, Note: m.Note, DoubleCheck: m.DoubleCheck, AsNeeded: m.AsNeeded,
			ElderID: m.ElderID, ElderName: one.Elder.Name, State: d.State, By: d.By, ByName: v.staffName(ctx, d.By), CheckedBy: d.CheckedBy, CheckedName: v.staffName(ctx, d.CheckedBy), At: d.At, EnteredAt: d.EnteredAt,
			Reason: d.Reason, Auto: d.Auto, Mended: d.Late, Late: one.Late}
		if one.Bed != nil {
			item.Room, item.Bed = one.Bed.Room, one.Bed.Name
		}
		if one.Away() {
			if item.Away, item.ReturnAt = string(one.Where), one.ReturnAt; one.Bed == nil {
				item.Away = "gone"
			}
		}
		items[i] = item
	}
	return items
}

func needItems(list []medicine.Need) []NeedItem {
	items := make([]NeedItem, len(list))
	for i := range list {
		n := &list[i]
		m := &n.Medicine
		items[i] = NeedItem{MedicineID: m.ID, Name: m.Name, Dose: m.Dose, Note: m.Note, DoubleCheck: m.DoubleCheck, GapMinutes: m.GapMinutes, DayMost: m.DayMost,
			ElderID: m.ElderID, ElderName: n.Elder.Name, Room: n.Bed.Room, Bed: n.Bed.Name, LastAt: n.Last, From: n.From, Today: n.Today}
		if n.Away() {
			items[i].Away = string(n.Where)
		}
	}
	return items
}
