package api

import (
	"context"

	"yian/care"
)

// KitchenView is what a kitchen cooks on a day.
type KitchenView struct {
	care.Kitchen
	Name  string       `json:"name"`
	Day   string       `json:"day"`
	Meals []MealItem   `json:"meals"`
	Tags  []DietFigure `json:"tags" doc:"how many meals of each diet; a meal of two diets counts in both"`
	Plain int          `json:"plain" doc:"meals without any"`
}

// DietFigure is how many meals of a diet there are.
type DietFigure struct {
	Diet  care.Diet `json:"diet" enum:"allergy,halal,diabetic,low_salt,soft"`
	Meals int       `json:"meals"`
	Keeps bool      `json:"keeps" doc:"the kitchen keeps to it"`
}

// MealItem is one meal of the list.
type MealItem struct {
	OrderID    care.OrderID    `json:"order_id"`
	Number     string          `json:"number"`
	State      care.OrderState `json:"state" enum:"requested,queued,assigned,accepted,on_the_way,arrived,completed,cancelled,failed"`
	At         string          `json:"at" doc:"clock time at which it is due"`
	ElderName  string          `json:"elder_name"`
	Village    string          `json:"village,omitempty"`
	Address    string          `json:"address,omitempty"`
	WorkerName string          `json:"worker_name,omitempty"`
	Diets      []care.Diet     `json:"diets"`
	Words      []string        `json:"words" doc:"the diets as the record says them"`
	Note       string          `json:"note,omitempty"`
	Stop       bool            `json:"stop" doc:"must not be made here: the kitchen does not keep to a diet"`
}

func (s *Server) kitchens(r *routes) {
	add(r, watch, get("/kitchens", "list-kitchens", "Kitchens and what each keeps to"), func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[KitchenItem]], error) {
		all, err := s.deps.PlanShelf.Kitchens(ctx, by.Scope())
		if err != nil {
			return nil, err
		}
		items := make([]KitchenItem, len(all))
		for i, k := range all {
			items[i] = KitchenItem{Kitchen: k, Name: s.views.centerName(ctx, k.CenterID)}
		}
		return list(items, ""), nil
	})
	type kitchenDayIn struct {
		CenterPath
		DayIn
	}
	add(r, keep, get("/kitchens/{id}/meals", "get-kitchen-meals", "What a kitchen cooks on a day, by diet, to be printed"),
		func(ctx context.Context, by care.Staff, in *kitchenDayIn) (*out[KitchenView], error) {
			_, _, day, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			v, err := s.kitchen(ctx, by, in.ID, day)
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "kitchen", string(in.ID)+" "+day)
			return &out[KitchenView]{Body: *v}, nil
		})
	type kitchenIn struct {
		CenterPath
		Body struct {
			Diets        []care.Diet `json:"diets" maxItems:"5" enum:"allergy,halal,diabetic,low_salt,soft"`
			HalalKitchen bool        `json:"halal_kitchen,omitempty"`
			HalalBoxes   bool        `json:"halal_boxes,omitempty"`
			Version      int64       `json:"version" minimum:"0"`
		}
	}
	add(r, keep, put("/kitchens/{id}", "save-kitchen", "Enter what a site's kitchen keeps to"), func(ctx context.Context, by care.Staff, in *kitchenIn) (*out[KitchenItem], error) {
		k, err := s.deps.Plans.SaveKitchen(ctx, by, care.Kitchen{CenterID: in.ID, Diets: in.Body.Diets, HalalKitchen: in.Body.HalalKitchen, HalalBoxes: in.Body.HalalBoxes, Version: in.Body.Version})
		if err != nil {
			return nil, err
		}
		return &out[KitchenItem]{Body: KitchenItem{Kitchen: k, Name: s.views.centerName(ctx, k.CenterID)}}, nil
	})
}

// KitchenItem is a kitchen as lists show it.
type KitchenItem struct {
	care.Kitchen
	Name string `json:"name"`
}

func (s *Server) kitchen(ctx context.Context, by care.Staff, id care.CenterID, day string) (*KitchenView, error) {
	site, err := s.deps.Registry.Center(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	k, err := s.deps.Plans.Kitchen(ctx, id)
	if err != nil {
		return nil, err
	}
	meals, err := s.deps.Plans.Meals(ctx, by.Scope(), id, day)
	if err != nil {
		return nil, err
	}
	v := &KitchenView{Kitchen: k, Name: site.Name, Day: day, Meals: []MealItem{}, Tags: []DietFigure{}}
	var homes []care.HouseholdID
	for _, m := range meals {
		homes = append(homes, m.Elder.HouseholdID)
	}
	at, err := s.deps.Shelf.HouseholdCards(ctx, distinct(homes))
	if err != nil {
		return nil, err
	}
	count := map[care.Diet]int{}
	for _, m := range meals {
		o := m.Order
		item := MealItem{OrderID: o.ID, Number: o.Number, State: o.State, At: o.DueAt.In(care.Shanghai).Format("15:04"), ElderName: m.Elder.Name,
			Address: at[m.Elder.HouseholdID].Address, WorkerName: s.views.staffName(ctx, o.WorkerID), Diets: m.Diets, Words: m.Elder.DietTags, Note: o.Note, Stop: m.Stop}
		_, item.Village = s.views.places(ctx, m.Elder.RegionID)
		if v.Meals = append(v.Meals, item); len(m.Diets) == 0 {
			v.Plain++
		}
		for _, d := range m.Diets {
			count[d]++
		}
	}
	for _, d := range care.Diets {
		v.Tags = append(v.Tags, DietFigure{d, count[d], k.Keeps(d)})
	}
	return v, nil
}
