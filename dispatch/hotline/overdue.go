package hotline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// namedMost is how many numbers one message holds.
const namedMost = 3

// tellLate tells the supervisors once on each working day, in the morning, of the
// tickets that have missed a deadline: one message to one supervisor of each area, who
// is never told what is about themselves. It holds counts and numbers only. Deadlines
// end at midnight, and what is late then can wait for the morning.
func (h *Hotline) tellLate(ctx context.Context, now time.Time) error {
	local := now.In(care.Shanghai)
	day := local.Format(time.DateOnly)
	if h.deps.Notices == nil || care.Daytime(now).After(now) || !h.days.works(local) || h.told.Load() == day {
		return nil
	}
	late, err := h.deps.TicketShelf.OverdueNow(ctx, now)
	if err != nil {
		return fmt.Errorf("hotline: late tickets: %w", err)
	}
	late = slices.DeleteFunc(late, func(t care.Ticket) bool { return t.Trial })
	if len(late) > 0 {
		if err := h.tellAreas(ctx, late, day, now); err != nil {
			return fmt.Errorf("hotline: tell of late tickets: %w", err)
		}
	}
	h.told.Store(day)
	return nil
}

// tellAreas makes the messages of a day. However many processes do, there is one for
// each area.
func (h *Hotline) tellAreas(ctx context.Context, late []care.Ticket, day string, now time.Time) error {
	staff, err := h.deps.Posts.Holders(ctx, care.Supervisor)
	areas := map[care.Scope]bool{}
	for _, s := range staff {
		area := care.Scope{Region: s.RegionID, Center: s.CenterID}
		if s.Disabled || areas[area] {
			continue
		}
		seen := slices.DeleteFunc(slices.Clone(late), func(t care.Ticket) bool { return !seesTicket(&s, &t) })
		if len(seen) == 0 {
			continue
		}
		areas[area] = true
		sum := sha256.Sum256([]byte(string(area.Region) + "/" + string(area.Center))) // a place stands in no key
		n := care.Notice{Key: "tickets/" + day + "/" + hex.EncodeToString(sum[:6]), Kind: "message", Receiver: string(care.Supervisor), Name: s.Name, Phone: s.Phone,
			DueAt: now, Text: h.lateText(seen)}
		err = errors.Join(err, h.deps.Notices.AddNotice(ctx, n, care.Entry{At: now, By: care.System, What: "notice.made", Noun: "notice", Subject: n.Key, Note: "tickets overdue"}))
	}
	return err
}

func seesTicket(s *care.Staff, t *care.Ticket) bool {
	sc := s.Scope()
	return t.AboutStaff != s.ID && sc.Sees(t.RegionID, t.CenterID)
}

// lateText counts what is late, and names those that have waited longest.
func (h *Hotline) lateText(late []care.Ticket) string {
	open, handled := 0, 0
	var numbers []string
	for _, t := range late {
		if t.State == care.TicketOpen {
			open++
		} else {
			handled++
		}
		if len(numbers) < namedMost {
			numbers = append(numbers, t.Number)
		}
	}
	more := ""
	if len(late) > len(numbers) {
		more = "等"
	}
	return fmt.Sprintf("颐安平台：诉求超期 %d 件，其中没有受理 %d 件，没有答复 %d 件（%s%s），请处理，值守台 %s。",
		len(late), open, handled, strings.Join(numbers, "、"), more, h.cfg.Phone)
}
