package alerts

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"yian/care"
)

// FenceBook is the record of fences. Each method blocks until the change and its
// entry are on disk.
type FenceBook interface {
	// Fences lists the fences of an elder, of everybody when elder is empty, in the
	// order in which they were set.
	Fences(ctx context.Context, elder care.ElderID) ([]care.Fence, error)
	// SaveFence adds f, or replaces the one of its id and elder, unless the elder has
	// most others already. [care.ErrNotFound] when a version is named and gone.
	SaveFence(ctx context.Context, f care.Fence, most int, e care.Entry) (care.Fence, error)
	// RemoveFence removes one, or is [care.ErrNotFound].
	RemoveFence(ctx context.Context, elder care.ElderID, id care.FenceID, e care.Entry) error
}

const (
	mostFences  = 8 // of one elder
	leastRadius = 50
	mostRadius  = 50_000
	// fencesEvery is how often the record is asked, should an entry have been missed.
	fencesEvery = time.Minute
)

// Fences lists the fences of an elder. It blocks on a read.
func (e *Engine) Fences(ctx context.Context, elder care.ElderID) ([]care.Fence, error) {
	return e.deps.Fences.Fences(ctx, elder)
}

// SetFence adds a fence around an elder, or changes the one that f names, and
// returns once that is in the record. Errors are for people.
func (e *Engine) SetFence(ctx context.Context, by care.StaffID, who care.Elder, f care.Fence) (care.Fence, error) {
	if f.Name = strings.TrimSpace(f.Name); f.Name == "" {
		f.Name = "电子围栏"
	}
	if err := checkFence(&f); err != nil {
		return care.Fence{}, err
	}
	what := "elder.fence_changed"
	if f.ID == "" {
		f.ID, f.Version, what = care.FenceID(uuid.Must(uuid.NewV7()).String()), 0, "elder.fence_set"
	}
	f.ElderID, f.SetBy, f.SetAt = who.ID, by, e.deps.Now().UTC().Truncate(time.Millisecond)
	kept, err := e.deps.Fences.SaveFence(ctx, f, mostFences, fenceEntry(&who, f.ID, f.SetAt, by, what))
	if err != nil {
		return care.Fence{}, fmt.Errorf("alerts: set fence: %w", err)
	}
	e.lookAtFences(ctx)
	return kept, nil
}

// RemoveFence removes a fence; whoever is beyond it is no longer missed by it.
func (e *Engine) RemoveFence(ctx context.Context, by care.StaffID, who care.Elder, id care.FenceID) error {
	now := e.deps.Now().UTC().Truncate(time.Millisecond)
	if err := e.deps.Fences.RemoveFence(ctx, who.ID, id, fenceEntry(&who, id, now, by, "elder.fence_removed")); err != nil {
		return fmt.Errorf("alerts: remove fence: %w", err)
	}
	e.lookAtFences(ctx)
	return nil
}

// fenceEntry says who changed whose fence; where it is stays out of the journal.
func fenceEntry(who *care.Elder, id care.FenceID, at time.Time, by care.StaffID, what string) care.Entry {
	return care.Entry{At: at, By: by, What: what, Noun: "elder", Subject: string(who.ID), RegionID: who.RegionID, CenterID: who.CenterID,
		Related: "fence:" + string(id)}
}

func checkFence(f *care.Fence) error {
	switch {
	case utf8.RuneCountInString(f.Name) > 40:
		return care.Invalid("body.name", "fence.name", "围栏名称过长，至多 40 字")
	case math.Abs(f.Lat) > 90 || math.Abs(f.Lon) > 180 || f.Lat == 0 && f.Lon == 0:
		return care.Invalid("body.lat", "fence.center", "请填写围栏中心的经纬度（WGS-84）")
	case !(f.Radius >= leastRadius && f.Radius <= mostRadius):
		return care.Invalid("body.radius", "fence.radius", "围栏半径应在 50 米到 50 公里之间；定位误差常有几十米，再小就会误报")
	}
	for field, clock := range map[string]string{"body.from": f.From, "body.until": f.Until} {
		if _, err := time.Parse("15:04", clock); clock != "" && err != nil {
			return care.Invalid(field, "fence.hours", "时段请写成 20:00 这样的时刻")
		}
	}
	if (f.From == "") != (f.Until == "") {
		return care.Invalid("body.until", "fence.hours", "开始和结束时刻要一起填写，都不填为全天")
	}
	return nil
}

// Heard hears of entries of the journal: another process may have changed a fence.
// It never blocks.
func (e *Engine) Heard(entries []care.Entry) {
	if slices.ContainsFunc(entries, func(x care.Entry) bool { return strings.HasPrefix(x.What, "elder.fence_") }) {
		ring(e.fenced)
	}
}

// minding keeps the fences in memory as they are in the record.
func (e *Engine) minding(ctx context.Context) {
	if e.deps.Fences == nil {
		return
	}
	tick := time.NewTicker(fencesEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.fenced:
		case <-tick.C:
		}
		e.lookAtFences(ctx)
	}
}

// lookAtFences reads all fences. When that fails those of before stay in force.
func (e *Engine) lookAtFences(ctx context.Context) {
	if e.deps.Fences == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), oneTry)
	defer cancel()
	e.fencesMu.Lock() // an older look must not overtake a newer one
	defer e.fencesMu.Unlock()
	list, err := e.deps.Fences.Fences(ctx, "")
	if err != nil {
		e.deps.Log.Error("fences not read, those of before stay in force", "err", err)
		return
	}
	now := map[care.ElderID][]care.Fence{}
	for _, f := range list {
		now[f.ElderID] = append(now[f.ElderID], f)
	}
	e.fences.Store(&now)
	for _, id := range e.everyone() {
		if d := e.peek(id); d != nil {
			if len(d.fences) > 0 {
				d.pruneFences(now[d.place.Elder], e.deps.Now())
			}
			e.release(d)
		}
	}
}

// fencesOf returns the fences of an elder as they are known. It never blocks.
func (e *Engine) fencesOf(elder care.ElderID) []care.Fence {
	if all := e.fences.Load(); all != nil && elder != "" {
		return (*all)[elder]
	}
	return nil
}
