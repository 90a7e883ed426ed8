package plans

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// Kitchen returns what a site can keep to; nothing when nobody entered it.
func (p *Plans) Kitchen(ctx context.Context, id care.CenterID) (care.Kitchen, error) {
	all, err := p.deps.Kitchens.Kitchens(ctx, care.Everything)
	if err != nil {
		return care.Kitchen{}, fmt.Errorf("plans: kitchens: %w", err)
	}
	for _, k := range all {
		if k.CenterID == id {
			return k, nil
		}
	}
	return care.Kitchen{CenterID: id}, nil
}

// SaveKitchen enters what a kitchen can keep to. Halal it is only with a kitchen and
// with boxes of its own; who may carry it is the worker's record.
func (p *Plans) SaveKitchen(ctx context.Context, by care.Staff, k care.Kitchen) (care.Kitchen, error) {
	site, err := p.deps.People.Center(ctx, by.Scope(), k.CenterID)
	if err != nil {
		return care.Kitchen{}, err
	}
	for _, d := range k.Diets {
		if !slices.Contains(care.Diets, d) {
			return care.Kitchen{}, care.Invalid("body.diets", "kitchen.diet", "没有这种饮食禁忌")
		}
	}
	if k.Keeps(care.DietHalal) && !(k.HalalKitchen && k.HalalBoxes) {
		return care.Kitchen{}, care.Invalid("body.diets", "kitchen.halal", "做清真餐要有专用灶和专用餐盒")
	}
	now := p.now()
	saved, err := p.deps.Kitchens.ChangeKitchen(ctx, k.CenterID, func(was *care.Kitchen) (care.Entry, error) {
		if was.Version != k.Version {
			return care.Entry{}, care.Conflict("kitchen.changed", "刚被别人改过，请刷新后再改")
		}
		*was = k
		was.RegionID = site.RegionID
		return care.Entry{At: now, By: by.ID, What: "kitchen.saved", Noun: "kitchen", Subject: string(k.CenterID), RegionID: site.RegionID, CenterID: k.CenterID}, nil
	})
	if err != nil {
		return care.Kitchen{}, fmt.Errorf("plans: kitchen %s: %w", k.CenterID, err)
	}
	return saved, nil
}

// keeps is a conflict unless a kitchen keeps to everything that an elder must have.
func (p *Plans) keeps(ctx context.Context, id care.CenterID, e *care.Elder) error {
	needed := care.DietsOf(e)
	if len(needed) == 0 {
		return nil
	}
	if id == "" {
		return care.Conflict("plan.diet", "老人有饮食禁忌，要指定做得了的助餐点")
	}
	k, err := p.Kitchen(ctx, id)
	if err != nil {
		return err
	}
	for _, d := range needed {
		if !k.Keeps(d) {
			return care.Conflict("plan.diet", "这个助餐点做不了老人必须的餐，请换一个助餐点")
		}
	}
	return nil
}

// Meal is one meal of a kitchen's list.
type Meal struct {
	Order care.Order
	Elder care.Elder
	Diets []care.Diet
	// Stop is set when the kitchen does not keep to what the elder must have: not made.
	Stop bool
}

// Meals are the meals that a kitchen makes on a day, those with diets first. Meals
// that were called off are left out.
func (p *Plans) Meals(ctx context.Context, sc care.Scope, id care.CenterID, day string) ([]Meal, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, care.Shanghai)
	if err != nil {
		return nil, care.Invalid("query.day", "day", "日期应写成 2026-10-01")
	}
	orders, err := p.deps.Shelf.PlannedOrders(ctx, sc, "", care.Meal, begin, begin.AddDate(0, 0, 1))
	if err != nil {
		return nil, fmt.Errorf("plans: meals: %w", err)
	}
	kitchen, err := p.Kitchen(ctx, id)
	if err != nil {
		return nil, err
	}
	meals := []Meal{}
	for _, o := range orders {
		if o.CenterID != id || o.State == care.OrderCancelled || o.State == care.OrderFailed {
			continue
		}
		e, err := p.deps.People.Elder(ctx, care.Everything, o.ElderID)
		if err != nil {
			return nil, fmt.Errorf("plans: meals: %w", err)
		}
		m := Meal{Order: o, Elder: e, Diets: care.DietsOf(&e)}
		m.Stop = slices.ContainsFunc(m.Diets, func(d care.Diet) bool { return !kitchen.Keeps(d) })
		meals = append(meals, m)
	}
	return meals, nil
}
