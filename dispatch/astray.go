package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Astray turns an incident into somebody lost (走失), whatever it began as. Idempotent;
// blocks until on disk.
func (d *Desk) Astray(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		if in.Kind == string(care.Astray) && in.Disappeared.Gone() {
			return care.Change{}, nil
		}
		was := in.Kind
		vanished(in, by.ID, now)
		in.Kind, in.Severity, in.Contact = string(care.Astray), care.Critical, nil
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "astray", was)}}, nil
	})
}

// vanished notes that the elder is lost, for the register to follow: it is due in the
// same transaction, so that no crash forgets it.
func vanished(in *care.Incident, by care.StaffID, now time.Time) {
	if in.Disappeared.Gone() {
		return
	}
	d := care.Disappearance{Since: now, By: by, DueAt: at(now)}
	if in.Disappeared != nil {
		d.Entered = in.Disappeared.Entered // not told yet that they were found before
	}
	in.Disappeared = &d
}

// found notes that whoever was lost is not any more.
func found(in *care.Incident, by care.StaffID, now time.Time) {
	if !in.Disappeared.Gone() {
		return
	}
	d := *in.Disappeared
	d.FoundAt, d.FoundBy, d.DueAt = at(now), by, at(now)
	in.Disappeared = &d
}

// Seek fills in the sheet of somebody who is lost: what is left empty stays as it was.
// printed notes that it was printed. Also after closing, while it may be taken up again.
func (d *Desk) Seek(ctx context.Context, by care.Staff, id care.IncidentID, said care.Search, printed bool) (care.Incident, error) {
	return d.seek(ctx, by, id, func(in *care.Incident, s *care.Search, now time.Time) ([]care.Entry, error) {
		was := *s
		for to, from := range map[*string]string{&s.Looks: said.Looks, &s.Clothes: said.Clothes, &s.Seen: said.Seen, &s.SeenBy: said.SeenBy, &s.Usual: said.Usual, &s.Police: said.Police} {
			if from = strings.TrimSpace(from); from != "" {
				*to = from
			}
		}
		if said.SeenAt != nil {
			if said.SeenAt.After(now) {
				return nil, care.Invalid("body.seen_at", "search.future", "最后见到的时间不能晚于现在")
			}
			s.SeenAt = at(said.SeenAt.UTC().Truncate(time.Millisecond))
		}
		var entries []care.Entry
		if was.Looks != s.Looks || was.Clothes != s.Clothes || was.Seen != s.Seen || was.SeenBy != s.SeenBy || was.Usual != s.Usual || was.Police != s.Police || !sameInstant(was.SeenAt, s.SeenAt) {
			entries = append(entries, incidentEntry(in, now, by.ID, "search", strings.TrimSpace(s.Clothes+" "+s.Seen)))
		}
		if printed {
			s.PrintedAt = at(now)
			entries = append(entries, incidentEntry(in, now, by.ID, "search_printed", ""))
		}
		return entries, nil
	})
}

// mostAreas bounds a search.
const mostAreas = 60

// SearchArea sends somebody to look somewhere, or says of an area that is known by id
// how far it is. Who finds the elder has seen the elder. Blocks until on disk.
func (d *Desk) SearchArea(ctx context.Context, by care.Staff, id care.IncidentID, a care.Area) (care.Incident, error) {
	a.Where, a.Who, a.Phone, a.Note = strings.TrimSpace(a.Where), strings.TrimSpace(a.Who), strings.TrimSpace(a.Phone), strings.TrimSpace(a.Note)
	switch a.State {
	case care.AreaSearching, care.AreaNotFound, care.AreaFound:
	case "":
		a.State = care.AreaSearching
	default:
		return care.Incident{}, care.Invalid("body.state", "area.state", "请选择：在找、没找到或找到了")
	}
	if a.ID == "" && (a.Where == "" || a.Who == "") {
		return care.Incident{}, care.Invalid("body.where", "area.empty", "请写明找哪里、由谁找")
	}
	return d.seek(ctx, by, id, func(in *care.Incident, s *care.Search, now time.Time) ([]care.Entry, error) {
		i := slices.IndexFunc(s.Areas, func(k care.Area) bool { return k.ID == a.ID })
		switch {
		case a.ID == "" && len(s.Areas) >= mostAreas:
			return nil, care.Conflict("area.many", "搜寻区域太多了，请先把找过的标出来")
		case a.ID == "":
			s.Areas = append(s.Areas, care.Area{ID: newID(), Where: a.Where, Who: a.Who, Phone: a.Phone, Since: now, State: care.AreaSearching})
			i = len(s.Areas) - 1
		case i < 0:
			return nil, care.NotFound("area")
		}
		k := &s.Areas[i]
		was := *k
		if k.State = a.State; k.State == care.AreaSearching {
			k.EndedAt = nil
		} else if was.State != a.State {
			k.EndedAt = at(now)
		}
		if a.Note != "" {
			k.Note = a.Note
		}
		if a.ID != "" && was.State == k.State && was.Note == k.Note {
			return nil, nil
		}
		if k.State == care.AreaFound && was.State != care.AreaFound && in.State != care.IncidentClosed {
			contacted(in, care.Contacted{How: "seen", Who: k.Who, At: now, By: by.ID, Note: "找到：" + k.Where})
			found(in, by.ID, now)
		}
		return []care.Entry{incidentEntry(in, now, by.ID, "area_"+string(k.State), k.Where+" "+k.Who)}, nil
	})
}

// seek changes the sheet of somebody who is lost.
func (d *Desk) seek(ctx context.Context, by care.Staff, id care.IncidentID, do func(*care.Incident, *care.Search, time.Time) ([]care.Entry, error)) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		switch {
		case in.State == care.IncidentOpen:
			return care.Change{}, answered(in)
		case in.Kind != string(care.Astray) && in.Search == nil:
			return care.Change{}, care.Conflict("search.not_lost", "这件不是走失，请先转为走失")
		}
		s := care.Search{Areas: []care.Area{}}
		if in.Search != nil {
			s = *in.Search
			s.Areas = slices.Clone(s.Areas)
		}
		entries, err := do(in, &s, now)
		if err != nil || len(entries) == 0 {
			return care.Change{}, err
		}
		in.Search = &s
		// A fence alone makes nobody lost; whoever begins to search does.
		if in.Disappeared == nil && in.Kind == string(care.Astray) && in.State != care.IncidentClosed && in.Contact == nil {
			vanished(in, by.ID, now)
		}
		return care.Change{Entries: entries}, nil
	})
}
