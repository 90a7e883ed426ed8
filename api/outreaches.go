package api

import (
	"context"
	"time"

	"yian/care"
)

// OutreachShelf reads outreaches as they are kept. All block on a read.
type OutreachShelf interface {
	Outreaches(ctx context.Context, limit int) ([]care.Outreach, error)
	Outreach(ctx context.Context, id care.OutreachID) (care.Outreach, error)
	OutreachElders(ctx context.Context, sc care.Scope, id care.OutreachID, state care.OutreachState, p care.Page) ([]care.OutreachElder, string, error)
	OutreachCounts(ctx context.Context, sc care.Scope, id care.OutreachID) ([]care.OutreachCount, error)
}

// OutreachPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type OutreachPath struct {
	ID care.OutreachID `path:"id" maxLength:"64"`
}

// OutreachItem is an outreach as lists show it: what its reader sees of its list.
type OutreachItem struct {
	care.Outreach
	ByName string `json:"by_name,omitempty"`
	OutreachFigures
}

// OutreachFigures count elders: n of N ended.
type OutreachFigures struct {
	Of        int `json:"of"`
	Ended     int `json:"ended" doc:"safe or moved"`
	Pending   int `json:"pending"`
	Unreached int `json:"unreached"`
	Visit     int `json:"visit"`
	Safe      int `json:"safe"`
	Moved     int `json:"moved"`
}

// OutreachDetail is an outreach by township and by hour.
type OutreachDetail struct {
	OutreachItem
	Places []OutreachPart `json:"places" doc:"by township"`
	Hours  []OutreachHour `json:"hours" doc:"how many had ended by the end of each hour in which any did"`
}

// OutreachPart is a township of an outreach.
type OutreachPart struct {
	RegionID care.RegionID `json:"region_id"`
	Name     string        `json:"name"`
	OutreachFigures
}

// OutreachHour is how far it was.
type OutreachHour struct {
	Hour  time.Time `json:"hour"`
	Ended int       `json:"ended" doc:"in this hour"`
	Total int       `json:"total" doc:"by its end"`
}

// OutreachRow is one elder of the list.
type OutreachRow struct {
	care.OutreachElder
	ElderName string   `json:"elder_name"`
	Phone     string   `json:"phone,omitempty"`
	Vital     []string `json:"vital,omitempty"`
	Township  string   `json:"township,omitempty"`
	Village   string   `json:"village,omitempty"`
	ByName    string   `json:"by_name,omitempty"`
}

func (f *OutreachFigures) count(n care.OutreachCount) {
	f.Of += n.Count
	switch n.State {
	case care.OutreachPending:
		f.Pending += n.Count
	case care.OutreachUnreached:
		f.Unreached += n.Count
	case care.OutreachVisit:
		f.Visit += n.Count
	case care.OutreachSafe:
		f.Safe += n.Count
	case care.OutreachMoved:
		f.Moved += n.Count
	}
	if n.State.Over() {
		f.Ended += n.Count
	}
}

func (s *Server) outreaches(r *routes) {
	add(r, watch, get("/outreaches", "list-outreaches", "Mass outreaches, the newest first"), func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[OutreachItem]], error) {
		all, err := s.deps.OutreachShelf.Outreaches(ctx, 50)
		if err != nil {
			return nil, err
		}
		items := []OutreachItem{}
		for _, o := range all {
			d, err := s.views.outreach(ctx, by, o)
			if err != nil {
				return nil, err
			}
			if d.Of > 0 { // a list on which one sees nobody is none of one's own
				items = append(items, d.OutreachItem)
			}
		}
		return list(items, ""), nil
	})
	add(r, watch, get("/outreaches/{id}", "get-outreach", "One outreach: n of N by township and by hour"), func(ctx context.Context, by care.Staff, in *OutreachPath) (*out[OutreachDetail], error) {
		return s.outreach(ctx, by, in.ID)
	})
	type outreachEldersIn struct {
		OutreachPath
		PageIn
		State care.OutreachState `query:"state" enum:"pending,unreached,visit,safe,moved,"`
	}
	add(r, keep, get("/outreaches/{id}/elders", "list-outreach-elders", "Who is on the list, and how far it is with each"),
		func(ctx context.Context, by care.Staff, in *outreachEldersIn) (*out[List[OutreachRow]], error) {
			found, next, err := s.deps.OutreachShelf.OutreachElders(ctx, by.Scope(), in.ID, in.State, in.page())
			if err != nil {
				return nil, err
			}
			rows, err := s.views.outreachRows(ctx, found)
			s.deps.Registry.Viewed(by.ID, "outreach", string(in.ID))
			return list(rows, next), err
		})
	type outreachBeginIn struct {
		Body struct {
			Kind   care.OutreachKind   `json:"kind" enum:"heat,cold,flood,power,epidemic,festival,other"`
			Title  string              `json:"title" minLength:"1" maxLength:"60"`
			Filter care.OutreachFilter `json:"filter"`
		}
	}
	add(r, desk, create("/outreaches", "begin-outreach", "Make the list of an outreach"), func(ctx context.Context, by care.Staff, in *outreachBeginIn) (*out[OutreachDetail], error) {
		o, err := s.deps.Outreaches.Begin(ctx, by, in.Body.Kind, in.Body.Title, in.Body.Filter)
		if err != nil {
			return nil, err
		}
		return s.outreach(ctx, by, o.ID)
	})
	type outreachPreviewIn struct{ Body care.OutreachFilter }
	add(r, desk, post("/outreaches/preview", "preview-outreach", "How many a filter would find"), func(ctx context.Context, by care.Staff, in *outreachPreviewIn) (*out[OutreachFigures], error) {
		found, err := s.deps.Outreaches.Chosen(ctx, by, in.Body)
		return &out[OutreachFigures]{Body: OutreachFigures{Of: len(found), Pending: len(found)}}, err
	})
	type outreachWordIn struct {
		OutreachPath
		Elder care.ElderID `path:"elder" maxLength:"64"`
		Body  struct {
			State care.OutreachState `json:"state" enum:"unreached,visit,safe,moved"`
			Note  string             `json:"note,omitempty" maxLength:"500"`
		}
	}
	add(r, keep, post("/outreaches/{id}/elders/{elder}", "note-outreach", "The last word about one elder; whoever is not reached is visited"),
		func(ctx context.Context, by care.Staff, in *outreachWordIn) (*out[OutreachRow], error) {
			v, err := s.deps.Outreaches.Note(ctx, by, in.ID, in.Elder, in.Body.State, in.Body.Note)
			if err != nil {
				return nil, err
			}
			rows, err := s.views.outreachRows(ctx, []care.OutreachElder{v})
			if err != nil {
				return nil, err
			}
			return &out[OutreachRow]{Body: rows[0]}, nil
		})
	add(r, desk, post("/outreaches/{id}/close", "close-outreach", "End it, once everybody on the list ended"), func(ctx context.Context, by care.Staff, in *OutreachPath) (*out[OutreachDetail], error) {
		if _, err := s.deps.Outreaches.Close(ctx, by, in.ID); err != nil {
			return nil, err
		}
		return s.outreach(ctx, by, in.ID)
	})
}

func (s *Server) outreach(ctx context.Context, by care.Staff, id care.OutreachID) (*out[OutreachDetail], error) {
	o, err := s.deps.OutreachShelf.Outreach(ctx, id)
	if err != nil {
		return nil, err
	}
	d, err := s.views.outreach(ctx, by, o)
	if err == nil && d.Of == 0 {
		err = care.NotFound("outreach")
	}
	if err != nil {
		return nil, err
	}
	return &out[OutreachDetail]{Body: d}, nil
}

func (v *views) outreach(ctx context.Context, by care.Staff, o care.Outreach) (OutreachDetail, error) {
	d := OutreachDetail{OutreachItem: OutreachItem{Outreach: o, ByName: v.staffName(ctx, o.By)}, Places: []OutreachPart{}, Hours: []OutreachHour{}}
	counts, err := v.deps.OutreachShelf.OutreachCounts(ctx, by.Scope(), o.ID)
	if err != nil {
		return d, err
	}
	parts := map[care.RegionID]*OutreachFigures{}
	var townships []care.RegionID
	for _, n := range counts {
		if !n.Hour.IsZero() {
			total := n.Count
			if len(d.Hours) > 0 {
				total += d.Hours[len(d.Hours)-1].Total
			}
			d.Hours = append(d.Hours, OutreachHour{n.Hour, n.Count, total})
			continue
		}
		t := n.RegionID.Township()
		if parts[t] == nil {
			parts[t] = &OutreachFigures{}
			townships = append(townships, t)
		}
		parts[t].count(n)
		d.count(n)
	}
	for _, t := range distinct(townships) {
		name, _ := v.places(ctx, t)
		d.Places = append(d.Places, OutreachPart{t, name, *parts[t]})
	}
	return d, nil
}

func (v *views) outreachRows(ctx context.Context, found []care.OutreachElder) ([]OutreachRow, error) {
	ids := make([]care.ElderID, len(found))
	for i := range found {
		ids[i] = found[i].ElderID
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(ids))
	rows := make([]OutreachRow, len(found))
	for i, e := range found {
		who := people[e.ElderID]
		rows[i] = OutreachRow{OutreachElder: e, ElderName: who.Name, Phone: who.Phone, Vital: who.Vital, ByName: v.staffName(ctx, e.By)}
		rows[i].Township, rows[i].Village = v.places(ctx, e.RegionID)
	}
	return rows, err
}
