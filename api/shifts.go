package api

import (
	"context"

	"yian/care"
)

// ShiftView is a hand-over of the desk with names.
type ShiftView struct {
	care.Shift
	GivesName string     `json:"gives_name"`
	TakesName string     `json:"takes_name,omitempty"`
	Items     []OverItem `json:"items"`
}

// OverItem is one thing that goes over to the next shift, as people read it.
type OverItem struct {
	care.ShiftItem
	ElderName string `json:"elder_name,omitempty"`
	Village   string `json:"village,omitempty"`
}

func (s *Server) shifts(r *routes) {
	who := roles(care.Operator, care.Supervisor, care.Admin, care.Auditor)
	add(r, who, get("/shifts", "list-shifts", "Hand-overs of the desk, newest first"),
		func(ctx context.Context, by care.Staff, in *PageIn) (*out[List[ShiftView]], error) {
			found, next, err := s.deps.Shelf.Shifts(ctx, by.Scope(), in.page())
			if err != nil {
				return nil, err
			}
			items := make([]ShiftView, len(found))
			for i, sh := range found {
				if items[i], err = s.views.shiftView(ctx, by, sh); err != nil {
					return nil, err
				}
			}
			return list(items, next), nil
		})
	type offerIn struct {
		Body struct {
			Note string `json:"note,omitempty" maxLength:"4000"`
		}
	}
	add(r, desk, create("/shifts", "offer-shift", "Offer the desk to the next shift, with what is open now"),
		func(ctx context.Context, by care.Staff, in *offerIn) (*out[ShiftView], error) {
			sh, err := s.deps.Shifts.Offer(ctx, by, in.Body.Note)
			return s.shiftOut(ctx, by, sh, err)
		})
	type takeIn struct {
		ID   care.ShiftID `path:"id" maxLength:"64"`
		Body struct {
			Note string `json:"note,omitempty" maxLength:"4000"`
		}
	}
	add(r, desk, post("/shifts/{id}/take", "take-shift", "Take the desk over: the second signature"),
		func(ctx context.Context, by care.Staff, in *takeIn) (*out[ShiftView], error) {
			sh, err := s.deps.Shifts.Take(ctx, by, in.ID, in.Body.Note)
			return s.shiftOut(ctx, by, sh, err)
		})
}

func (s *Server) shiftOut(ctx context.Context, by care.Staff, sh care.Shift, err error) (*out[ShiftView], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.views.shiftView(ctx, by, sh)
	return &out[ShiftView]{Body: v}, err
}

func (v *views) shiftView(ctx context.Context, by care.Staff, sh care.Shift) (ShiftView, error) {
	view := ShiftView{Shift: sh, GivesName: v.staffName(ctx, sh.Gives), TakesName: v.staffName(ctx, sh.Takes), Items: []OverItem{}}
	var elders []care.ElderID
	for _, i := range sh.Open {
		if i.Elder != "" {
			elders = append(elders, i.Elder)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return view, err
	}
	sc := by.Scope()
	for _, i := range sh.Open {
		item := OverItem{ShiftItem: i}
		if e, known := people[i.Elder]; known && sc.Sees(e.RegionID, e.CenterID) {
			item.ElderName = e.Name
			_, item.Village = v.places(ctx, e.RegionID)
		}
		view.Items = append(view.Items, item)
	}
	return view, nil
}
