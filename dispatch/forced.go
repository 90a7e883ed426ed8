package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// ForceEntry notes that the door was forced (破门): by two persons by name, or with 110
// on the way or there. What it broke may be noted now or later, also after closing;
// what is left out stays as it was. Blocks until on disk.
func (d *Desk) ForceEntry(ctx context.Context, by care.Staff, id care.IncidentID, said care.ForcedEntry) (care.Incident, error) {
	for _, s := range []*string{&said.First, &said.Second, &said.Damage} {
		*s = strings.TrimSpace(*s)
	}
	if said.CostFen != nil && *said.CostFen < 0 {
		return care.Incident{}, care.Invalid("body.cost_fen", "forced.cost", "费用不能是负数")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if in.State == care.IncidentOpen {
			return care.Change{}, answered(in)
		}
		f := care.ForcedEntry{At: now, By: by.ID}
		verb := "forced"
		if in.Forced != nil {
			f, verb = *in.Forced, "damage"
		}
		was := f
		for to, from := range map[*string]string{&f.First: said.First, &f.Second: said.Second, &f.Damage: said.Damage} {
			if from != "" {
				*to = from
			}
		}
		if f.Police = f.Police || called(in, "110"); !f.Police && (f.First == "" || f.Second == "" || f.First == f.Second) {
			return care.Change{}, care.Conflict("forced.two", "破门要写明两个在场的人，或先按 6 记录 110")
		}
		if said.Damage != "" {
			f.Whole = false
		} else if said.Whole {
			f.Whole, f.Damage = true, ""
		}
		if said.CostFen != nil {
			cost := *said.CostFen
			f.CostFen = &cost
		}
		if in.Forced != nil && sameDamage(was, f) {
			return care.Change{}, nil
		}
		in.Forced = &f
		note := strings.TrimSpace(strings.Trim(f.First+"、"+f.Second, "、") + " " + f.Damage)
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, verb, note)}}, nil
	})
}

func sameDamage(a, b care.ForcedEntry) bool {
	cost := a.CostFen == b.CostFen || a.CostFen != nil && b.CostFen != nil && *a.CostFen == *b.CostFen
	return cost && a.First == b.First && a.Second == b.Second && a.Police == b.Police && a.Damage == b.Damage && a.Whole == b.Whole
}

// PayDamage notes who paid for a forced door, how much and when. Idempotent; blocks
// until on disk.
func (d *Desk) PayDamage(ctx context.Context, by care.Staff, id care.IncidentID, payer string, fen int64, on time.Time) (care.Incident, error) {
	payer = strings.TrimSpace(payer)
	switch {
	case payer == "":
		return care.Incident{}, care.Invalid("body.payer", "forced.payer", "请写明由谁付")
	case fen < 0:
		return care.Incident{}, care.Invalid("body.cost_fen", "forced.cost", "费用不能是负数")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if on.IsZero() {
			on = now
		}
		switch on = on.UTC().Truncate(time.Millisecond); {
		case in.Forced == nil:
			return care.Change{}, care.Conflict("forced.none", "这件没有记录破门")
		case in.Forced.PaidAt != nil && in.Forced.Payer == payer && in.Forced.CostFen != nil && *in.Forced.CostFen == fen:
			return care.Change{}, nil
		case in.Forced.PaidAt != nil:
			return care.Change{}, care.Conflict("forced.paid", "这笔已经记过付款了")
		case on.After(now):
			return care.Change{}, care.Invalid("body.paid_at", "forced.future", "付款日期不能晚于今天")
		}
		in.Forced.Payer, in.Forced.CostFen, in.Forced.PaidAt, in.Forced.PaidBy = payer, &fen, at(on), by.ID
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "damage_paid", fmt.Sprintf("%s %.2f 元", payer, float64(fen)/100))}}, nil
	})
}

// MendDoor makes the order that mends a forced door; asked again it is the same order.
// Blocks until on disk.
func (d *Desk) MendDoor(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	in, err := d.deps.Shelf.Incident(ctx, by.Scope(), id)
	if err != nil {
		return in, err
	}
	if in.Forced == nil {
		return in, care.Conflict("forced.none", "这件没有记录破门")
	}
	note := "破门后修门：" + in.Forced.Damage
	if in.Forced.Damage == "" {
		note = "破门后修门，损坏情况请到场查看"
	}
	o, err := d.MakeOrder(ctx, by, NewOrder{Service: care.Repair, Source: "operator", ID: care.MendOf(id), Note: note,
		Place: care.Place{Elder: in.ElderID, Household: in.HouseholdID, Center: in.CenterID, Region: in.RegionID}})
	if err != nil {
		return in, err
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		if c.Incident.Forced == nil || c.Incident.Forced.RepairID == o.ID {
			return care.Change{}, nil
		}
		c.Incident.Forced.RepairID = o.ID
		return care.Change{Entries: []care.Entry{incidentEntry(c.Incident, now, by.ID, "mend", o.Number)}}, nil
	})
}

// SceneFiles keeps photos of incidents. Both block, until on disk or on a read.
type SceneFiles interface {
	// KeepSceneFile keeps the bytes together with what decide changes; a file that is
	// known already is kept once.
	KeepSceneFile(ctx context.Context, id care.IncidentID, file string, body []byte, decide func(*care.Case) (care.Change, error)) (care.Case, error)
	// SceneFile is [care.ErrNotFound] where there is none.
	SceneFile(ctx context.Context, id care.IncidentID, file string) ([]byte, error)
}

// mostPhotos bounds the photos of one incident.
const mostPhotos = 20

// KeepPhoto keeps a photo of an incident; the same twice is one. Also after closing:
// the door is often photographed last. Blocks until on disk.
func (d *Desk) KeepPhoto(ctx context.Context, by care.Staff, id care.IncidentID, kind string, body []byte) (care.SceneFile, error) {
	if !slices.Contains(care.SceneFileKinds, kind) {
		return care.SceneFile{}, care.Invalid("query.kind", "photo.kind", "没有这种照片")
	}
	if d.deps.Files == nil {
		return care.SceneFile{}, care.Conflict("photo.none", "这里不能存照片")
	}
	p, err := care.ReadPicture(body)
	if err != nil {
		return care.SceneFile{}, err
	}
	now := d.now()
	f := care.SceneFile{ID: p.ID(string(id), kind), Kind: kind, Mime: p.Mime, Size: p.Size, SHA256: p.SHA256(), At: now, By: by.ID}
	_, err = d.deps.Files.KeepSceneFile(ctx, id, f.ID, body, func(c *care.Case) (care.Change, error) {
		in := c.Incident
		switch {
		case !by.Scope().Sees(in.RegionID, in.CenterID):
			return care.Change{}, care.NotFound("incident")
		case in.State == care.IncidentOpen:
			return care.Change{}, answered(in)
		case slices.ContainsFunc(in.Files, func(k care.SceneFile) bool { return k.ID == f.ID }):
			return care.Change{}, nil
		case len(in.Files) >= mostPhotos:
			return care.Change{}, care.Conflict("photo.many", "这件的照片已经够多了")
		}
		in.Files = append(in.Files, f)
		d.expect(c, now)
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "photo", "photo_"+f.Kind)}}, nil
	})
	if err != nil {
		return f, fmt.Errorf("dispatch: photo: %w", err)
	}
	return f, nil
}

// Photo returns the bytes of a photo of an incident that by may see.
func (d *Desk) Photo(ctx context.Context, by care.Staff, id care.IncidentID, file string) (care.SceneFile, []byte, error) {
	in, err := d.deps.Shelf.Incident(ctx, by.Scope(), id)
	if err != nil {
		return care.SceneFile{}, nil, err
	}
	i := slices.IndexFunc(in.Files, func(f care.SceneFile) bool { return f.ID == file })
	if i < 0 || d.deps.Files == nil {
		return care.SceneFile{}, nil, care.NotFound("scene_file")
	}
	body, err := d.deps.Files.SceneFile(ctx, id, file)
	return in.Files[i], body, err
}
