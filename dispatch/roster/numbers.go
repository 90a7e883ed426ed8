package roster

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"yian/care"
)

// Verify rings a number of the chain through the gateway; whoever answers proves it.
// It returns the key of the notice, and blocks until on disk.
func (r *Roster) Verify(ctx context.Context, by care.Staff, number string) (string, error) {
	h, err := r.inChain(ctx, by, number)
	if err != nil {
		return "", err
	}
	now := r.now()
	n := care.Notice{Key: "verify/" + uuid.NewString(), Channel: "webhook", Kind: "test", Receiver: receiverOf(h.Post), Name: h.Name, Phone: h.Phone, DueAt: now,
		Text: "颐安平台：值班号码核实，接听后按 1 即可，无需其他处理。"}
	e := care.Entry{At: now, By: by.ID, What: "number.tried", Noun: "number", Subject: n.Key, RegionID: h.RegionID, Note: string(h.Post)}
	if err := r.deps.Numbers.AddNotice(ctx, n, e); err != nil {
		return "", fmt.Errorf("roster: verify: %w", err)
	}
	return n.Key, nil
}

// Verified notes that by rang a number of the chain by hand and somebody answered. It
// blocks until on disk.
func (r *Roster) Verified(ctx context.Context, by care.Staff, number string) error {
	h, err := r.inChain(ctx, by, number)
	if err != nil {
		return err
	}
	now := r.now()
	e := care.Entry{At: now, By: by.ID, What: "number.verified", Noun: "number", Subject: string(h.Post), RegionID: h.RegionID}
	if err := r.deps.Numbers.NumberReached(ctx, care.PhoneDigits(number), by.ID, now, e); err != nil {
		return fmt.Errorf("roster: verified: %w", err)
	}
	return nil
}

// inChain finds who has a number: nobody outside the chain is rung. It looks at now
// and at every change of shift in a week.
func (r *Roster) inChain(ctx context.Context, by care.Staff, number string) (care.OnPost, error) {
	digits := care.PhoneDigits(number)
	c, err := r.Chain(ctx, by, r.now())
	if err != nil {
		return care.OnPost{}, err
	}
	for _, p := range c.Places {
		for _, l := range p.Links {
			for _, h := range l.Holders {
				if digits != "" && care.PhoneDigits(h.Phone) == digits {
					return h.OnPost, nil
				}
			}
		}
	}
	list, err := r.duties(ctx)
	if err != nil {
		return care.OnPost{}, err
	}
	sc := by.Scope()
	for _, d := range list {
		h := r.named(ctx, []care.OnPost{{Duty: d.ID, Post: d.Post, RegionID: d.RegionID, StaffID: d.StaffID, Name: d.Name, Phone: d.Phone}})
		if len(h) == 1 && digits != "" && care.PhoneDigits(h[0].Phone) == digits && sc.Sees(d.RegionID, "") {
			return h[0], nil
		}
	}
	return care.OnPost{}, care.Invalid("body.number", "number.not_in_chain", "这个号码不在值班链条里，请先排班")
}

// Proven notes at once that somebody was reached at many numbers of the roster, as when
// a list that was rung through is entered. It blocks until on disk.
func (r *Roster) Proven(ctx context.Context, by care.Staff, numbers []string) error {
	now := r.now()
	for _, n := range numbers {
		e := care.Entry{At: now, By: by.ID, What: "number.verified", Noun: "number", Subject: "list"}
		if err := r.deps.Numbers.NumberReached(ctx, care.PhoneDigits(n), by.ID, now, e); err != nil {
			return fmt.Errorf("roster: verified: %w", err)
		}
	}
	return nil
}
