package demo

import (
	"context"
	"fmt"
	"time"

	"yian/care"
	"yian/dispatch/roster"
)

// EnterRoster puts the sample county's people on duty: desk, supervisor and county by
// day and night, each township around the clock. One night is left empty, and two
// numbers unproven, so that there is something to see. It blocks until on disk.
func EnterRoster(ctx context.Context, r *roster.Roster, regions []care.Region, now time.Time) error {
	by := care.Staff{ID: "supervisor", Role: care.Supervisor}
	every, workdays, weekend := []int{1, 2, 3, 4, 5, 6, 7}, []int{1, 2, 3, 4, 5}, []int{6, 7}
	list := []roster.NewDuty{
		{Post: care.SeatPost, Staff: "operator", From: "08:00", To: "20:00", Weekdays: every},
		{Post: care.NightPost, Staff: crewOperator, From: "20:00", To: "08:00", Weekdays: every},
		{Post: care.SupervisorPost, Staff: "supervisor", From: "08:00", To: "08:00", Weekdays: every},
	}
	for i := range list {
		list[i].Region = countyCode
	}
	var numbers []string
	for i, g := range regions {
		if g.DutyPhone == "" {
			continue
		}
		numbers = append(numbers, g.DutyPhone)
		post := care.TownshipPost
		if len(g.ID) == 6 {
			post = care.CountyPost
		}
		deputy := fmt.Sprintf("1990000%04d", 7000+i)
		numbers = append(numbers, deputy)
		one := roster.NewDuty{Post: post, Region: g.ID, Name: g.DutyName, Phone: g.DutyPhone, From: "08:00", To: "08:00", Weekdays: workdays}
		two := one
		two.Name, two.Phone, two.Weekdays = surnames[(i+7)%len(surnames)]+"副主任（样例）", deputy, weekend
		list = append(list, one, two)
	}
	var gap care.Duty
	for _, n := range list {
		n.Since = now.In(care.Shanghai).AddDate(0, 0, -7).Format(time.DateOnly)
		made, err := r.Enter(ctx, by, n)
		if err != nil {
			return fmt.Errorf("demo: roster: %w", err)
		}
		for _, d := range made {
			if tomorrow := now.In(care.Shanghai).AddDate(0, 0, 1); d.RegionID == countyCode+"105" && d.Weekday == (int(tomorrow.Weekday())+6)%7+1 {
				gap = d
			}
		}
	}
	if gap.ID != "" {
		if err := r.Off(ctx, by, gap.ID, now.In(care.Shanghai).AddDate(0, 0, 1).Format(time.DateOnly), nil); err != nil {
			return fmt.Errorf("demo: roster: %w", err)
		}
	}
	return r.Proven(ctx, by, numbers[2:])
}
