package hotline

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// drawAudits draws the calls of the month that is over, once, whichever process comes
// first.
func (h *Hotline) drawAudits(ctx context.Context, now time.Time) error {
	y, m, _ := now.In(care.Shanghai).Date()
	to := time.Date(y, m, 1, 0, 0, 0, 0, care.Shanghai)
	from := to.AddDate(0, -1, 0)
	month := from.Format("2006-01")
	drawn, err := h.deps.Audits.AuditsDrawn(ctx, month)
	if err != nil || drawn {
		return err
	}
	return h.deps.Audits.DrawAudits(ctx, month, from, to, func(answered map[care.StaffID][]care.Incident, seed string, seq int64) ([]care.Audit, []care.Entry) {
		var made []care.Audit
		var entries []care.Entry
		operators := make([]care.StaffID, 0, len(answered))
		for who := range answered {
			operators = append(operators, who)
		}
		slices.Sort(operators)
		for _, who := range operators {
			calls := answered[who]
			for _, i := range drawOf(seed, who, len(calls), care.AuditsAMonth) {
				in := calls[i]
				made = append(made, care.Audit{ID: care.AuditID(newID()), Month: month, Operator: who, IncidentID: in.ID, Number: in.Number, RegionID: in.RegionID,
					CenterID: in.CenterID, DrawnAt: now, Of: len(calls), Seed: seed, State: care.AuditDrawn})
			}
			entries = append(entries, care.Entry{At: now, By: care.System, What: "audit.drawn", Noun: "audit", Subject: month + "/" + string(who),
				Note: fmt.Sprintf("%d/%d, seed: hash of entry %d", min(len(calls), care.AuditsAMonth), len(calls), seq)})
		}
		return made, entries
	})
}

// drawOf returns which of of calls are drawn. Whoever knows the seed can repeat it.
func drawOf(seed string, who care.StaffID, of, n int) []int {
	sum := sha256.Sum256([]byte(seed + "\x00" + string(who)))
	chance := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
	return chance.Perm(of)[:min(n, of)]
}

// FillAudit fills in the form of an audit, or corrects it until the operator replied.
// Nobody audits the own call.
func (h *Hotline) FillAudit(ctx context.Context, by care.Staff, id care.AuditID, checks []care.AuditCheck, fatal bool, comment string) (care.Audit, error) {
	comment = strings.TrimSpace(comment)
	for i, c := range checks {
		if i >= len(care.AuditItems) || c.Item != care.AuditItems[i] {
			return care.Audit{}, care.Invalid("body.checks", "audit.checks", "质检表要逐项填写")
		}
	}
	if len(checks) != len(care.AuditItems) {
		return care.Audit{}, care.Invalid("body.checks", "audit.checks", "质检表要逐项填写")
	}
	if comment == "" && (fatal || slices.ContainsFunc(checks, func(c care.AuditCheck) bool { return c.Met == "no" })) {
		return care.Audit{}, care.Invalid("body.comment", "audit.comment", "有不合格的项目，请写明情况")
	}
	return h.changeAudit(ctx, by, id, "done", func(a *care.Audit, now time.Time) error {
		switch {
		case a.Operator == by.ID:
			return care.Conflict("audit.own", "自己接的电话要由别人质检")
		case a.State == care.AuditReplied:
			return care.Conflict("audit.replied", "本人已经回复，不能再改")
		}
		a.State, a.Checks, a.Fatal, a.Comment, a.By, a.DoneAt = care.AuditDone, checks, fatal, comment, by.ID, at(now)
		return nil
	})
}

// ReplyAudit is the operator's own word on it.
func (h *Hotline) ReplyAudit(ctx context.Context, by care.Staff, id care.AuditID, text string) (care.Audit, error) {
	if text = strings.TrimSpace(text); text == "" {
		return care.Audit{}, care.Invalid("body.text", "note.empty", "记录内容不能为空")
	}
	return h.changeAudit(ctx, by, id, "replied", func(a *care.Audit, now time.Time) error {
		switch {
		case a.Operator != by.ID:
			return care.Conflict("audit.not_own", "只有本人可以回复")
		case a.State == care.AuditDrawn:
			return care.Conflict("audit.not_done", "还没有质检")
		}
		a.State, a.Reply, a.RepliedAt = care.AuditReplied, text, at(now)
		return nil
	})
}

func (h *Hotline) changeAudit(ctx context.Context, by care.Staff, id care.AuditID, verb string, do func(*care.Audit, time.Time) error) (care.Audit, error) {
	now := h.now()
	a, err := h.deps.Audits.ChangeAudit(ctx, id, func(a *care.Audit) (care.Entry, error) {
		if !a.VisibleTo(by.Scope()) {
			return care.Entry{}, care.NotFound("audit")
		}
		if err := do(a, now); err != nil {
			return care.Entry{}, err
		}
		return care.Entry{At: now, By: by.ID, What: "audit." + verb, Noun: "audit", Subject: string(id), RegionID: a.RegionID, CenterID: a.CenterID}, nil
	})
	if err != nil {
		return care.Audit{}, fmt.Errorf("hotline: audit %s: %w", id, err)
	}
	return a, nil
}
