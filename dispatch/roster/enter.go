package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// NewDuty is what somebody enters: one holder at one post, on some weekdays of every
// week or on some days.
type NewDuty struct {
	Post     care.DutyPost
	Region   care.RegionID
	Center   care.CenterID
	Staff    care.StaffID
	Name     string // of who has no account
	Phone    string
	From, To string
	Weekdays []int    // 1 to 7, every week
	Since    string   // for weekdays; "" is today
	Until    string   // the last day; "" no end
	Days     []string // once each
}

// mostAtOnce is how many lines one entering may make: a month of days.
const mostAtOnce = 31

// Enter writes new lines. It blocks until on disk.
func (r *Roster) Enter(ctx context.Context, by care.Staff, n NewDuty) ([]care.Duty, error) {
	now := r.now()
	if n.Since == "" {
		n.Since = dayOf(now)
	}
	if err := r.check(ctx, by, &n); err != nil {
		return nil, err
	}
	one := care.Duty{Post: n.Post, RegionID: n.Region, CenterID: n.Center, StaffID: n.Staff, Name: n.Name, Phone: n.Phone,
		From: n.From, To: n.To, By: by.ID, At: now}
	var made []care.Duty
	for _, w := range n.Weekdays {
		d := one
		d.ID, d.Weekday, d.Since, d.Until = care.DutyID(newID()), w, n.Since, n.Until
		made = append(made, d)
	}
	for _, day := range n.Days {
		d := one
		d.ID, d.Day = care.DutyID(newID()), day
		made = append(made, d)
	}
	known, err := r.deps.Book.Duties(ctx, plusDays(n.Since, -history))
	if err != nil {
		return nil, err
	}
	made = slices.DeleteFunc(made, func(d care.Duty) bool {
		return slices.ContainsFunc(known, func(k care.Duty) bool { return same(&k, &d) })
	})
	if len(made) == 0 {
		return []care.Duty{}, nil
	}
	if err := r.deps.Book.AddDuties(ctx, made, dutyEntry(&made[0], now, by.ID, "entered", fmt.Sprintf("%s %s-%s x%d", n.Post, n.From, n.To, len(made)))); err != nil {
		return nil, fmt.Errorf("roster: enter: %w", err)
	}
	r.forget()
	return made, nil
}

// same reports whether a line that is known puts the same person on the same post at the
// same times as another: entered twice it is one. One that begins later is not.
func same(a, b *care.Duty) bool {
	return a.Post == b.Post && a.RegionID == b.RegionID && a.CenterID == b.CenterID && a.StaffID == b.StaffID && a.Name == b.Name &&
		a.Weekday == b.Weekday && a.Day == b.Day && a.From == b.From && a.To == b.To && a.Until == b.Until && a.Since <= b.Since && len(a.Off) == 0
}

func (r *Roster) check(ctx context.Context, by care.Staff, n *NewDuty) error {
	switch {
	case !slices.Contains(care.DutyPosts, n.Post):
		return care.Invalid("body.post", "duty.post", "请选择岗位")
	case len(n.Weekdays)+len(n.Days) == 0:
		return care.Invalid("body.weekdays", "duty.days", "请选择每周哪几天，或哪一天")
	case len(n.Weekdays)+len(n.Days) > mostAtOnce:
		return care.Invalid("body.days", "duty.too_many", "一次最多排 31 天")
	case n.Post == care.KeeperPost && n.Center == "":
		return care.Invalid("body.center_id", "duty.center", "站长要选服务站")
	case n.Post == care.TownshipPost && len(n.Region) != 9:
		return care.Invalid("body.region_id", "duty.township", "乡镇值班要选乡镇")
	case n.Post != care.TownshipPost && n.Post != care.KeeperPost && len(n.Region) != 6:
		return care.Invalid("body.region_id", "duty.county", "这个岗位是全县的，请选县")
	}
	if err := r.mayChange(by, n.Region); err != nil {
		return err
	}
	for _, w := range n.Weekdays {
		if w < 1 || w > 7 {
			return care.Invalid("body.weekdays", "duty.weekday", "星期写 1 到 7")
		}
	}
	for _, day := range append([]string{n.Since, n.Until}, n.Days...) {
		if _, err := midnight(day); day != "" && err != nil {
			return care.Invalid("body.days", "duty.day", "日期写成 2026-11-26")
		}
	}
	if n.Until != "" && n.Until < n.Since {
		return care.Invalid("body.until", "duty.until", "结束日期早于开始日期")
	}
	for field, text := range map[string]string{"body.from": n.From, "body.to": n.To} {
		if _, ok := clockOf(text); !ok {
			return care.Invalid(field, "duty.time", "时间写成 08:00")
		}
	}
	return r.checkWho(ctx, n)
}

// checkWho sees that a holder can be told apart and rung.
func (r *Roster) checkWho(ctx context.Context, n *NewDuty) error {
	n.Name, n.Phone = strings.TrimSpace(n.Name), strings.TrimSpace(n.Phone)
	if n.Staff == "" {
		if n.Name == "" || care.PhoneDigits(n.Phone) == "" {
			return care.Invalid("body.name", "duty.who", "请选择人员；没有账号的，写姓名和电话")
		}
		return nil
	}
	n.Name, n.Phone = "", ""
	if s, err := r.deps.Posts.StaffMember(ctx, n.Staff); err != nil || s.Disabled {
		return care.Invalid("body.staff_id", "duty.staff", "没有这个人员，或账号已停用")
	}
	return nil
}

// mayChange refuses whoever does not see the place; the whole county's posts are for
// who sees the county.
func (r *Roster) mayChange(by care.Staff, region care.RegionID) error {
	if sc := by.Scope(); sc.Sees(region, "") {
		return nil
	}
	return care.NotFound("duty")
}

// Off takes somebody off one day of a line: for leave, or because another stands in,
// who is entered for that day; nil for nobody. It blocks until on disk.
func (r *Roster) Off(ctx context.Context, by care.Staff, id care.DutyID, day string, instead *NewDuty) error {
	now := r.now()
	why := "leave"
	if instead != nil {
		why = "swap"
		if err := r.checkWho(ctx, instead); err != nil {
			return err
		}
	}
	err := r.deps.Book.ChangeDuty(ctx, id, func(d *care.Duty) ([]care.Duty, bool, care.Entry, error) {
		if err := r.mayChange(by, d.RegionID); err != nil {
			return nil, false, care.Entry{}, err
		}
		if !holds(d, day) {
			return nil, false, care.Entry{}, care.Conflict("duty.not_on", "这一天他本来不值班，请刷新")
		}
		if _, to := span(d, day); !to.After(now) {
			return nil, false, care.Entry{}, care.Conflict("duty.over", "已经值完的班不能改")
		}
		var beside []care.Duty
		if n := instead; n != nil {
			beside = []care.Duty{{ID: care.DutyID(newID()), Post: d.Post, RegionID: d.RegionID, CenterID: d.CenterID, StaffID: n.Staff, Name: n.Name, Phone: n.Phone,
				Day: day, From: d.From, To: d.To, By: by.ID, At: now}}
		}
		if d.Weekday != 0 {
			d.Off = append(d.Off, care.DayOff{Day: day, Why: why})
		}
		return beside, d.Weekday == 0, dutyEntry(d, now, by.ID, "off", why+" "+day), nil
	})
	if err != nil {
		return fmt.Errorf("roster: off: %w", err)
	}
	r.forget()
	return nil
}

// End ends a weekly line before a day, and takes a line of one day away. What was
// served stays on the roster. It blocks until on disk.
func (r *Roster) End(ctx context.Context, by care.Staff, id care.DutyID, from string) error {
	now := r.now()
	today := dayOf(now)
	err := r.deps.Book.ChangeDuty(ctx, id, func(d *care.Duty) ([]care.Duty, bool, care.Entry, error) {
		if err := r.mayChange(by, d.RegionID); err != nil {
			return nil, false, care.Entry{}, err
		}
		e := dutyEntry(d, now, by.ID, "ended", "")
		if d.Weekday == 0 {
			if _, to := span(d, d.Day); !to.After(now) {
				return nil, false, care.Entry{}, care.Conflict("duty.over", "已经值完的班不能改")
			}
			return nil, true, e, nil
		}
		if from = max(from, today); from <= d.Since {
			return nil, true, e, nil
		}
		d.Until = plusDays(from, -1)
		return nil, false, e, nil
	})
	if err != nil {
		return fmt.Errorf("roster: end: %w", err)
	}
	r.forget()
	return nil
}

// CopyWeek makes a week of a region like the one before it, wherever nobody is on yet,
// and returns how many lines that made. It blocks until on disk.
func (r *Roster) CopyWeek(ctx context.Context, by care.Staff, region care.RegionID, monday string) (int, error) {
	if err := r.mayChange(by, region); err != nil {
		return 0, err
	}
	if _, err := midnight(monday); err != nil {
		return 0, care.Invalid("body.week", "duty.day", "日期写成 2026-11-26")
	}
	monday = mondayOf(monday)
	now := r.now()
	list, err := r.deps.Book.Duties(ctx, plusDays(monday, -7))
	if err != nil {
		return 0, err
	}
	there := heldBetween(list, region, monday, 7)
	var made []care.Duty
	for _, h := range heldBetween(list, region, plusDays(monday, -7), 7) {
		day := plusDays(h.Day, 7)
		taken := slices.ContainsFunc(there, func(t care.OnPost) bool {
			return t.Post == h.Post && t.RegionID == h.RegionID && t.CenterID == h.CenterID && t.From.Before(h.To.Add(week)) && h.From.Add(week).Before(t.To)
		})
		if taken || !h.To.Add(week).After(now) {
			continue
		}
		made = append(made, care.Duty{ID: care.DutyID(newID()), Post: h.Post, RegionID: h.RegionID, CenterID: h.CenterID, StaffID: h.StaffID, Name: h.Name, Phone: h.Phone,
			Day: day, From: h.From.In(care.Shanghai).Format("15:04"), To: h.To.In(care.Shanghai).Format("15:04"), By: by.ID, At: now})
	}
	if len(made) == 0 {
		return 0, nil
	}
	if err := r.deps.Book.AddDuties(ctx, made, dutyEntry(&made[0], now, by.ID, "copied", fmt.Sprintf("%s x%d", monday, len(made)))); err != nil {
		return 0, fmt.Errorf("roster: copy: %w", err)
	}
	r.forget()
	return len(made), nil
}

const week = 7 * 24 * time.Hour

// heldBetween returns what is held in a region itself on some days from one on, in
// order.
func heldBetween(list []care.Duty, region care.RegionID, first string, days int) []care.OnPost {
	out := []care.OnPost{}
	for n := range days {
		day := plusDays(first, n)
		for i := range list {
			if d := &list[i]; d.RegionID == region && holds(d, day) {
				out = append(out, held(d, day))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b care.OnPost) int { return a.From.Compare(b.From) })
	return out
}

// dutyEntry is a line of the journal; who is on duty is not in it by name.
func dutyEntry(d *care.Duty, now time.Time, by care.StaffID, verb, note string) care.Entry {
	return care.Entry{At: now, By: by, What: "duty." + verb, Noun: "duty", Subject: string(d.ID), RegionID: d.RegionID, CenterID: d.CenterID, Note: note}
}
