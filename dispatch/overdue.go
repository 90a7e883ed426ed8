package dispatch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// quietFrom and quietUntil are the hours, in Shanghai, in which a message that can wait
// waits: deadlines end at midnight.
const quietFrom, quietUntil = 21, 8

// namedMost is how many numbers one message holds.
const namedMost = 5

// tellLate tells the supervisors which tickets have missed a deadline: one message for
// all of one pass to one supervisor of each area, who is never told what is about
// themselves. It holds numbers only.
func (h *Hotline) tellLate(ctx context.Context, late []care.Ticket, now time.Time) error {
	if len(late) == 0 || h.deps.Notices == nil {
		return nil
	}
	staff, err := h.deps.Posts.Holders(ctx, care.Supervisor)
	areas := map[care.Scope]bool{}
	for _, s := range staff {
		area := care.Scope{Role: s.Role, Region: s.RegionID, Center: s.CenterID}
		if s.Disabled || areas[area] {
			continue
		}
		var numbers []string
		for i := range late {
			if seesTicket(&s, &late[i]) {
				numbers = append(numbers, late[i].Number)
			}
		}
		if len(numbers) == 0 {
			continue
		}
		areas[area] = true
		n := care.Notice{Key: "tickets/" + newID(), Kind: "message", Receiver: string(care.Supervisor), Name: s.Name, Phone: s.Phone,
			DueAt: daytime(now), Text: h.lateText(numbers)}
		err = errors.Join(err, h.deps.Notices.AddNotice(ctx, n, care.Entry{At: now, By: care.System, What: "notice.made", Noun: "notice", Subject: n.Key, Note: "ticket overdue"}))
	}
	if err != nil {
		return fmt.Errorf("dispatch: tell of late tickets: %w", err)
	}
	return nil
}

func seesTicket(s *care.Staff, t *care.Ticket) bool {
	sc := s.Scope()
	return t.AboutStaff != s.ID && sc.Sees(t.RegionID, t.CenterID)
}

func (h *Hotline) lateText(numbers []string) string {
	more := ""
	if len(numbers) > namedMost {
		more = fmt.Sprintf(" 等 %d 件", len(numbers))
		numbers = numbers[:namedMost]
	}
	return "颐安平台：诉求 " + strings.Join(numbers, "、") + more + " 到期没有受理或答复，请处理，值守台 " + h.cfg.Phone + "。"
}

// daytime is now, or the next morning when it is night.
func daytime(now time.Time) time.Time {
	local := now.In(care.Shanghai)
	morning := time.Date(local.Year(), local.Month(), local.Day(), quietUntil, 0, 0, 0, care.Shanghai)
	switch {
	case local.Hour() >= quietFrom:
		return morning.AddDate(0, 0, 1).UTC()
	case local.Hour() < quietUntil:
		return morning.UTC()
	}
	return now
}
