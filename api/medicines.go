package api

import (
	"context"

	"yian/care"
	"yian/centers/medicine"
)

// MedicineLists are the written lists of a site.
type MedicineLists struct {
	CenterID  care.CenterID  `json:"center_id"`
	Name      string         `json:"name"`
	Residents []ResidentItem `json:"residents"`
	Items     []MedicineItem `json:"items"`
}

// ResidentItem is somebody who lives in a site.
type ResidentItem struct {
	ElderID   care.ElderID `json:"elder_id"`
	ElderName string       `json:"elder_name"`
	Room      string       `json:"room"`
	Bed       string       `json:"bed"`
	Away      string       `json:"away,omitempty" doc:"where the resident is instead, as a code"`
}

// MedicineItem is a line of a list as screens show it.
type MedicineItem struct {
	care.Medicine
	ElderName string   `json:"elder_name"`
	Room      string   `json:"room,omitempty"`
	Bed       string   `json:"bed,omitempty"`
	ByName    string   `json:"by_name,omitempty"`
	Resident  bool     `json:"resident" doc:"false: left the house; what is in stock goes back to the family"`
	DaysLeft  *float64 `json:"days_left" nullable:"true" doc:"for how many days the stock lasts; null: not counted"`
	Low       bool     `json:"low"`
}

// MedicinePath names one in an address. It is exported because huma looks into exported
// embedded structs only.
type MedicinePath struct {
	ID care.MedicineID `path:"id" maxLength:"64"`
}

// ListLine is one line of a paper.
type ListLine struct {
	Kind        care.MedicineKind `json:"kind,omitempty" enum:"medicine,turning,"`
	Name        string            `json:"name,omitempty" maxLength:"200"`
	Dose        string            `json:"dose,omitempty" maxLength:"200" doc:"word for word"`
	Times       []string          `json:"times" maxItems:"24" doc:"none when given as needed"`
	AsNeeded    bool              `json:"as_needed,omitempty" doc:"given when the resident needs it, with the reason"`
	GapMinutes  int               `json:"gap_minutes,omitempty" minimum:"0" maximum:"10080" doc:"of what is given as needed: not again within"`
	DayMost     int               `json:"day_most,omitempty" minimum:"0" maximum:"24" doc:"of what is given as needed: times in 24 hours at most; 0: the paper does not say"`
	Weekdays    []int             `json:"weekdays,omitempty" maxItems:"7" doc:"1 is Monday; none: every day"`
	From        string            `json:"from" maxLength:"10"`
	Until       string            `json:"until,omitempty" maxLength:"10"`
	DoubleCheck bool              `json:"double_check,omitempty"`
	Note        string            `json:"note,omitempty" maxLength:"200"`
	Each        float64           `json:"each,omitempty" minimum:"0" maximum:"1000" doc:"units out of the stock at each giving; 0: not counted"`
	Unit        string            `json:"unit,omitempty" maxLength:"20"`
	Stock       float64           `json:"stock,omitempty" minimum:"0" maximum:"1000000"`
}

func (s *Server) medicines(r *routes) {
	type medicineListIn struct {
		CenterPath
		ElderID care.ElderID `query:"elder_id" maxLength:"64"`
		Ended   bool         `query:"ended"`
	}
	add(r, nursed, get("/centers/{id}/medicines", "list-medicines", "Written lists of a site's residents, with their stock"),
		func(ctx context.Context, by care.Staff, in *medicineListIn) (*out[MedicineLists], error) {
			v, err := s.views.medicineLists(ctx, by, in.ID, care.MedicineQuery{Center: in.ID, Elder: in.ElderID, Ended: in.Ended})
			if err != nil {
				return nil, err
			}
			subject := string(in.ID)
			if in.ElderID != "" {
				subject = string(in.ElderID)
			}
			s.deps.Registry.Viewed(by.ID, "medicine", subject)
			return &out[MedicineLists]{Body: v}, nil
		})
	type medicineEnterIn struct {
		CenterPath
		Body struct {
			ElderID    string     `json:"elder_id" minLength:"1" maxLength:"64"`
			ListDate   string     `json:"list_date,omitempty" maxLength:"10" doc:"as it stands on the paper"`
			Prescriber string     `json:"prescriber,omitempty" maxLength:"200"`
			Page       string     `json:"page,omitempty" maxLength:"200" doc:"number of the page or of the photo"`
			Lines      []ListLine `json:"lines" minItems:"1" maxItems:"50"`
		}
	}
	add(r, nursing, create("/centers/{id}/medicines", "enter-medicines", "Enter lines of a resident's written list, word for word"),
		func(ctx context.Context, by care.Staff, in *medicineEnterIn) (*out[List[care.Medicine]], error) {
			b := in.Body
			lines := make([]care.Medicine, len(b.Lines))
			for i, l := range b.Lines {
				if l.Kind == "" {
					l.Kind = care.MedicineGiven
				}
				lines[i] = care.Medicine{Kind: l.Kind, ElderID: care.ElderID(b.ElderID), Name: l.Name, Dose: l.Dose, Times: l.Times, AsNeeded: l.AsNeeded, GapMinutes: l.GapMinutes, DayMost: l.DayMost, Weekdays: l.Weekdays, From: l.From, Until: l.Until,
					ListDate: b.ListDate, Prescriber: b.Prescriber, Page: b.Page, DoubleCheck: l.DoubleCheck, Note: l.Note, Each: l.Each, Unit: l.Unit, Stock: l.Stock}
			}
			made, err := s.deps.Medicines.Enter(ctx, by, in.ID, lines)
			return list(made, ""), err
		})
	type medicineStopIn struct {
		MedicinePath
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"200"`
		}
	}
	add(r, nursing, post("/medicines/{id}/stop", "stop-medicine", "Stop a line; another dose is another line"),
		func(ctx context.Context, by care.Staff, in *medicineStopIn) (*out[care.Medicine], error) {
			m, err := s.deps.Medicines.Stop(ctx, by, in.ID, in.Body.Reason)
			return &out[care.Medicine]{Body: m}, err
		})
	s.medicineStock(r)
	s.doses(r)
}

// MedicineStock is the book of a line's stock.
type MedicineStock struct {
	care.Medicine
	Moves []StockMoveItem `json:"moves"`
}

// StockMoveItem is one line of it.
type StockMoveItem struct {
	care.StockMove
	ByName string `json:"by_name,omitempty"`
}

func (s *Server) medicineStock(r *routes) {
	add(r, nursed, get("/medicines/{id}/stock", "get-medicine-stock", "What came into and went out of the stock of a line"),
		func(ctx context.Context, by care.Staff, in *MedicinePath) (*out[MedicineStock], error) {
			m, moves, err := s.deps.Medicines.Moves(ctx, by.Scope(), in.ID)
			if err != nil {
				return nil, err
			}
			v := MedicineStock{Medicine: m, Moves: make([]StockMoveItem, len(moves))}
			for i, move := range moves {
				v.Moves[i] = StockMoveItem{move, s.views.staffName(ctx, move.By)}
			}
			s.deps.Registry.Viewed(by.ID, "medicine", string(m.ElderID))
			return &out[MedicineStock]{Body: v}, nil
		})
	type medicineMoveIn struct {
		MedicinePath
		Body struct {
			Kind   string  `json:"kind" enum:"in,returned,lost,counted"`
			Amount float64 `json:"amount" minimum:"0" maximum:"1000000"`
			Note   string  `json:"note,omitempty" maxLength:"200"`
		}
	}
	add(r, nursing, post("/medicines/{id}/stock", "move-medicine-stock", "Something came in, went back to the family, was lost, or was counted"),
		func(ctx context.Context, by care.Staff, in *medicineMoveIn) (*out[care.Medicine], error) {
			m, err := s.deps.Medicines.Move(ctx, by, in.ID, in.Body.Kind, in.Body.Amount, in.Body.Note)
			return &out[care.Medicine]{Body: m}, err
		})
}

func (v *views) medicineLists(ctx context.Context, by care.Staff, id care.CenterID, q care.MedicineQuery) (MedicineLists, error) {
	beds, err := v.deps.Centers.Residents(ctx, by.Scope(), id, v.deps.Now())
	if err != nil {
		return MedicineLists{}, err
	}
	lines, err := v.deps.Medicines.List(ctx, by.Scope(), q)
	if err != nil {
		return MedicineLists{}, err
	}
	lists := MedicineLists{CenterID: id, Name: v.centerName(ctx, id), Residents: make([]ResidentItem, len(beds)), Items: make([]MedicineItem, len(lines))}
	where := map[care.ElderID]int{}
	for i, b := range beds {
		lists.Residents[i] = ResidentItem{ElderID: b.Elder.ID, ElderName: b.Elder.Name, Room: b.Bed.Room, Bed: b.Bed.Name}
		if at := b.Whereabouts.Expected(v.deps.Now()); !at.Present() {
			lists.Residents[i].Away = string(at)
		}
		where[b.Elder.ID] = i
	}
	var gone []care.ElderID
	for i, m := range lines {
		item := MedicineItem{Medicine: m, ByName: v.staffName(ctx, m.By), Low: v.deps.Medicines.Low(&m)}
		if days, counted := m.DaysLeft(); counted {
			item.DaysLeft = &days
		}
		if n, here := where[m.ElderID]; here {
			item.ElderName, item.Room, item.Bed, item.Resident = lists.Residents[n].ElderName, lists.Residents[n].Room, lists.Residents[n].Bed, true
		} else {
			gone = append(gone, m.ElderID)
		}
		lists.Items[i] = item
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(gone))
	if err != nil {
		return MedicineLists{}, err
	}
	for i := range lists.Items {
		if item := &lists.Items[i]; !item.Resident {
			item.ElderName = people[item.ElderID].Name
		}
	}
	return lists, nil
}

func (v *views) stockItems(ctx context.Context, list []medicine.Stock) []MedicineItem {
	items := make([]MedicineItem, len(list))
	for i, s := range list {
		days := s.Days
		items[i] = MedicineItem{Medicine: s.Medicine, ElderName: s.Elder.Name, ByName: v.staffName(ctx, s.Medicine.By), Resident: s.Bed != nil, DaysLeft: &days, Low: s.Bed != nil}
		if s.Medicine.AsNeeded {
			items[i].DaysLeft = nil
		}
		if s.Bed != nil {
			items[i].Room, items[i].Bed = s.Bed.Room, s.Bed.Name
		}
	}
	return items
}
