package plans

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Save enters a plan as it is from now on, a new one when it has no id. Its version is
// that of the plan which was read. Orders that are made already and do not fit any
// more are called off, unless somebody is on the way. It blocks until on disk.
func (p *Plans) Save(ctx context.Context, by care.Staff, want care.Plan) (care.Plan, error) {
	fresh := want.ID == ""
	if fresh {
		want.ID = care.PlanID(newID())
	}
	if err := p.complete(ctx, by, &want, fresh); err != nil {
		return care.Plan{}, err
	}
	now := p.now()
	return p.change(ctx, by, want.ID, "saved", func(was *care.Plan) error {
		if was.Version != want.Version {
			return care.Conflict("plan.changed", "这个计划刚被别人改过，请刷新后再改")
		}
		if !fresh && (was.ElderID != want.ElderID || was.Service != want.Service) {
			return care.Conflict("plan.other", "计划的老人和服务类别不能改，请另建一个")
		}
		want.Pauses, want.By, want.CreatedAt = was.Pauses, was.By, was.CreatedAt
		if fresh {
			want.By, want.CreatedAt = by.ID, now
		}
		*was = want
		return nil
	})
}

// Pause lets a plan make nothing for a while; both days are included.
func (p *Plans) Pause(ctx context.Context, by care.Staff, id care.PlanID, s care.Pause) (care.Plan, error) {
	s.Why = strings.TrimSpace(s.Why)
	_, err := time.Parse(time.DateOnly, s.From)
	if _, bad := time.Parse(time.DateOnly, s.Until); err != nil || s.Until != "" && (bad != nil || s.Until < s.From) || s.Why == "" {
		return care.Plan{}, care.Invalid("body.from", "plan.pause", "请填写从哪天到哪天暂停和原因")
	}
	return p.change(ctx, by, id, "paused", func(plan *care.Plan) error {
		plan.Pauses = append(plan.Pauses, s)
		return nil
	})
}

// Resume ends what pauses there are from today on.
func (p *Plans) Resume(ctx context.Context, by care.Staff, id care.PlanID) (care.Plan, error) {
	today := p.now().In(care.Shanghai)
	return p.change(ctx, by, id, "resumed", func(plan *care.Plan) error {
		kept := plan.Pauses[:0:0]
		for _, s := range plan.Pauses {
			if s.From < dayOf(today) && (s.Until == "" || s.Until >= dayOf(today)) {
				s.Until = dayOf(today.AddDate(0, 0, -1))
			}
			if s.Until != "" && s.Until < dayOf(today) {
				kept = append(kept, s)
			}
		}
		plan.Pauses = kept
		return nil
	})
}

// End ends a plan. What it made and nobody began is called off.
func (p *Plans) End(ctx context.Context, by care.Staff, id care.PlanID, why string) (care.Plan, error) {
	now := p.now()
	if why = strings.TrimSpace(why); why == "" {
		return care.Plan{}, care.Invalid("body.reason", "plan.end", "请填写原因")
	}
	return p.change(ctx, by, id, "ended", func(plan *care.Plan) error {
		plan.EndedAt, plan.EndReason = &now, why
		return nil
	})
}

// change carries out do on a plan that by may see and that goes on, decides anew when
// it is next due, and calls off what does not fit any more.
func (p *Plans) change(ctx context.Context, by care.Staff, id care.PlanID, verb string, do func(*care.Plan) error) (care.Plan, error) {
	now := p.now()
	plan, err := p.deps.Book.ChangePlan(ctx, id, func(plan *care.Plan) (care.Entry, error) {
		switch {
		case plan.Version == 0 && verb != "saved", plan.Version > 0 && !by.Scope().Sees(plan.RegionID, plan.CenterID):
			return care.Entry{}, care.NotFound("plan")
		case plan.EndedAt != nil:
			return care.Entry{}, care.Conflict("plan.ended", "这个计划已经结束")
		}
		if err := do(plan); err != nil {
			return care.Entry{}, err
		}
		plan.NextAt = after(plan, now)
		plan.DueAt = due(plan, plan.NextAt)
		return care.Entry{At: now, By: by.ID, What: "plan." + verb, Noun: "plan", Subject: string(id), RegionID: plan.RegionID, CenterID: plan.CenterID,
			Related: related(plan), Note: string(plan.OfferingID)}, nil
	})
	if err != nil {
		return care.Plan{}, fmt.Errorf("plans: %s: %w", id, err)
	}
	if err := p.callOff(ctx, by, &plan, now); err != nil {
		return plan, err
	}
	return plan, p.bringBack(ctx, &plan, now)
}

func related(plan *care.Plan) string {
	if plan.ElderID == "" {
		return ""
	}
	return "elder:" + string(plan.ElderID)
}

// before are the states of an order that nobody set out for.
var before = []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted}

// callOff calls off what a plan made for instants that it does not have any more, and
// amends what it made for those that it has.
func (p *Plans) callOff(ctx context.Context, by care.Staff, plan *care.Plan, now time.Time) error {
	orders, err := p.deps.Shelf.PlannedOrders(ctx, care.Everything, plan.ID, "", now, time.Time{})
	if err != nil {
		return fmt.Errorf("plans: %s: orders: %w", plan.ID, err)
	}
	var errs error
	for _, o := range orders {
		if o.DueAt == nil || !slices.Contains(before, o.State) {
			continue
		}
		if p.wants(plan, &o) {
			errs = errors.Join(errs, p.amend(ctx, by, plan, &o, now))
			continue
		}
		if err := p.deps.Orders.CallOff(ctx, by, o.ID, "服务计划已改"); err != nil && !errors.Is(err, care.ErrConflict) {
			errs = errors.Join(errs, err)
		}
	}
	return errs
}

// complete fills in what follows from the catalogue and the elder, and returns the
// first thing that is wrong.
func (p *Plans) complete(ctx context.Context, by care.Staff, want *care.Plan, fresh bool) error {
	o, err := p.deps.Catalogue.Offering(ctx, want.OfferingID)
	if errors.Is(err, care.ErrNotFound) {
		return care.Invalid("body.offering_id", "offering.unknown", "服务目录里没有这一项")
	}
	if err != nil {
		return fmt.Errorf("plans: offering: %w", err)
	}
	if o.Disabled {
		return care.Conflict("offering.disabled", "这一项服务已经停办")
	}
	want.Service = o.Service
	if err := p.checkList(want, &o); err != nil {
		return err
	}
	if err := checkTimes(want, p.now(), fresh); err != nil {
		return err
	}
	if want.ElderID == "" {
		return p.completeSite(ctx, by, want)
	}
	e, err := p.deps.People.Elder(ctx, by.Scope(), want.ElderID)
	if err != nil {
		return err
	}
	want.RegionID = e.RegionID
	if want.Service != care.Meal || want.CenterID == "" {
		want.CenterID = e.CenterID
	} else if _, err := p.deps.People.Center(ctx, care.Everything, want.CenterID); err != nil {
		return care.Invalid("body.center_id", "center.unknown", "没有这个助餐点")
	}
	if want.Service == care.Meal {
		if err := p.keeps(ctx, want.CenterID, &e); err != nil {
			return err
		}
	}
	return p.checkWorker(ctx, by, want)
}

// completeSite completes the plan of a site's own: an activity day.
func (p *Plans) completeSite(ctx context.Context, by care.Staff, want *care.Plan) error {
	if want.CenterID == "" {
		return care.Invalid("body.elder_id", "plan.for_whom", "请选择老人，活动日请选择站点")
	}
	if want.OfferingID != ActivityDay {
		return care.Invalid("body.elder_id", "plan.elder", "这一项服务要选择老人")
	}
	c, err := p.deps.People.Center(ctx, by.Scope(), want.CenterID)
	if err != nil {
		return err
	}
	want.RegionID = c.RegionID
	return p.checkWorker(ctx, by, want)
}

// checkWorker sees that the worker may be planned by by: a site's own, or the county's;
// another's only where the plan has that one already.
func (p *Plans) checkWorker(ctx context.Context, by care.Staff, want *care.Plan) error {
	if want.WorkerID == "" {
		return nil
	}
	w, err := p.deps.People.StaffMember(ctx, want.WorkerID)
	if err != nil || w.Role != care.Worker || w.Disabled {
		return care.Invalid("body.worker_id", "worker.unknown", "没有这位服务人员")
	}
	if by.CenterID == "" || w.CenterID == "" || w.CenterID == by.CenterID {
		return nil
	}
	was, err := p.deps.Shelf.Plan(ctx, by.Scope(), want.ID)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return fmt.Errorf("plans: %s: %w", want.ID, err)
	}
	if was.WorkerID != want.WorkerID {
		return care.Invalid("body.worker_id", "worker.unknown", "没有这位服务人员")
	}
	return nil
}

// checkList sees that medicine is reminded of by a dated written list only.
func (p *Plans) checkList(want *care.Plan, o *care.Offering) error {
	l := want.List
	if !o.Listed {
		if l != nil {
			return care.Invalid("body.list", "plan.list_extra", "只有用药提醒才附药单")
		}
		return nil
	}
	if l != nil {
		l.Source = strings.TrimSpace(l.Source)
		l.Lines = slices.DeleteFunc(l.Lines, func(s string) bool { return strings.TrimSpace(s) == "" })
	}
	if l == nil || l.Source == "" || len(l.Lines) == 0 || l.Date > dayOf(p.now()) || p.stale(l, p.now()) {
		return care.Invalid("body.list", "plan.list", "用药提醒只按写明日期、开单医院和内容的药单做，太旧的药单请家属换新")
	}
	return nil
}

// checkTimes fills in how long ahead orders are made, and sees that the plan comes at
// all.
func checkTimes(want *care.Plan, now time.Time, fresh bool) error {
	if _, err := readRule(want.Rule); err != nil {
		return err
	}
	slices.Sort(want.Times)
	want.Times = slices.Compact(want.Times)
	if len(want.Times) == 0 || len(want.Times) > 6 {
		return care.Invalid("body.times", "plan.times", "请填写一到六个时刻，如 11:30")
	}
	for _, clock := range want.Times {
		if _, err := time.Parse("15:04", clock); err != nil {
			return care.Invalid("body.times", "plan.times", "时刻应写成 11:30")
		}
	}
	if want.From == "" {
		want.From = dayOf(now)
	}
	_, bad := time.Parse(time.DateOnly, want.From)
	if _, err := time.Parse(time.DateOnly, want.Until); bad != nil || want.Until != "" && (err != nil || want.Until < want.From) {
		return care.Invalid("body.from", "plan.days", "起止日期应写成 2026-10-01，止日不早于起日")
	}
	if want.AheadMinutes == 0 {
		want.AheadMinutes = aheadOf(want.Service)
	}
	if want.AheadMinutes < 0 || want.AheadMinutes > 14*24*60 || want.CutOffMinutes < 0 || want.CutOffMinutes >= want.AheadMinutes {
		return care.Invalid("body.ahead_minutes", "plan.ahead", "提前生成的时间最多 14 天，截止时间要比它短")
	}
	if after(want, now) == nil && fresh {
		return care.Invalid("body.rule", "plan.never", "按这个规则一次也不会发生，请检查日期和重复规则")
	}
	return nil
}

// aheadOf is how long ahead orders of a service are made unless somebody says
// otherwise: a kitchen buys the evening before, an activity day is announced.
func aheadOf(s care.Service) int {
	switch s {
	case care.Meal:
		return 18 * 60
	case care.Companionship:
		return 5 * 24 * 60
	}
	return 24 * 60
}
