package outreach

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Book keeps lists. All block until read or on disk.
type Book interface {
	NewOutreach(ctx context.Context, o care.Outreach, list []care.OutreachElder, e care.Entry) error
	ChangeOutreach(ctx context.Context, id care.OutreachID, decide func(*care.Outreach) (care.Entry, error)) (care.Outreach, error)
	// ChangeOutreachElder writes nothing for a zero entry.
	ChangeOutreachElder(ctx context.Context, id care.OutreachID, elder care.ElderID, decide func(care.Outreach, *care.OutreachElder) (care.Entry, error)) (care.OutreachElder, error)
	OutreachCounts(ctx context.Context, sc care.Scope, id care.OutreachID) ([]care.OutreachCount, error)
}

// People knows who lives where. Both block on a read.
type People interface {
	Elders(ctx context.Context, sc care.Scope, q care.ElderQuery, p care.Page) ([]care.Elder, string, error)
	Households(ctx context.Context, sc care.Scope, q care.HouseholdQuery, p care.Page) ([]care.Household, string, error)
}

// Whereabouts says where an elder is. Blocks on a read.
type Whereabouts interface {
	Expected(ctx context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error)
}

// Visits sends somebody to an elder. It is idempotent by the order's id and blocks
// until on disk; how urgent it is, the note says.
type Visits interface {
	Visit(ctx context.Context, by care.Staff, id care.OrderID, elder care.ElderID, due time.Time, note string) (care.Order, error)
}

// Deps are what outreaches ask of others. All are required but Now.
type Deps struct {
	Book        Book
	People      People
	Whereabouts Whereabouts
	Visits      Visits
	Now         func() time.Time
}

// Outreaches is what people begin, keep and close lists through. It is safe for
// concurrent use.
type Outreaches struct{ deps Deps }

// New returns outreaches.
func New(deps Deps) (*Outreaches, error) {
	if deps.Book == nil || deps.People == nil || deps.Whereabouts == nil || deps.Visits == nil {
		return nil, fmt.Errorf("outreach: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Outreaches{deps: deps}, nil
}

func (o *Outreaches) now() time.Time { return o.deps.Now().UTC().Truncate(time.Millisecond) }

// Begin makes the list: everybody whom the filter finds and by sees, but the dead. Who
// is in hospital or in a home is on it as well: relatives ask. It blocks until on disk.
func (o *Outreaches) Begin(ctx context.Context, by care.Staff, kind care.OutreachKind, title string, f care.OutreachFilter) (care.Outreach, error) {
	title, f.Text = strings.TrimSpace(title), strings.TrimSpace(f.Text)
	if title == "" {
		return care.Outreach{}, care.Invalid("body.title", "outreach.title", "请填写专项走访的名称")
	}
	now := o.now()
	elders, err := o.Chosen(ctx, by, f)
	if err != nil {
		return care.Outreach{}, err
	}
	if len(elders) == 0 {
		return care.Outreach{}, care.Invalid("body.filter", "outreach.nobody", "按这些条件一个人也没有，请放宽条件")
	}
	out := care.Outreach{ID: care.OutreachID(uuid.Must(uuid.NewV7()).String()), Kind: kind, Title: title, RegionID: by.RegionID, Filter: f, Total: len(elders), OpenedAt: now, By: by.ID}
	list := make([]care.OutreachElder, len(elders))
	for i, e := range elders {
		list[i] = care.OutreachElder{OutreachID: out.ID, ElderID: e.ID, RegionID: e.RegionID, CenterID: e.CenterID, State: care.OutreachPending}
	}
	e := care.Entry{At: now, By: by.ID, What: "outreach.begun", Noun: "outreach", Subject: string(out.ID), RegionID: by.RegionID, Note: fmt.Sprintf("%s %d", title, len(elders))}
	if err := o.deps.Book.NewOutreach(ctx, out, list, e); err != nil {
		return care.Outreach{}, fmt.Errorf("outreach: begin: %w", err)
	}
	out.Version = 1
	return out, nil
}

// Chosen are whom a filter finds.
func (o *Outreaches) Chosen(ctx context.Context, by care.Staff, f care.OutreachFilter) ([]care.Elder, error) {
	var all []care.Elder
	page := care.Page{Limit: 500}
	for {
		list, next, err := o.deps.People.Elders(ctx, by.Scope(), care.ElderQuery{RegionID: f.RegionID, Text: f.Text}, page)
		if err != nil {
			return nil, fmt.Errorf("outreach: elders: %w", err)
		}
		all = append(all, list...)
		if page.Cursor = next; next == "" {
			break
		}
	}
	threatened, err := o.threatened(ctx, f)
	if err != nil {
		return nil, err
	}
	now := o.now()
	var out []care.Elder
	alone := map[care.HouseholdID][]care.ElderID{}
	for _, e := range all {
		switch {
		case f.MinAge > 0 && e.Age(now) < f.MinAge, f.Oxygen && !byMains(&e), len(f.Hazards) > 0 && !threatened[e.HouseholdID]:
			continue
		case f.Alone:
			if yes, err := o.alone(ctx, alone, &e); err != nil {
				return nil, err
			} else if !yes {
				continue
			}
		}
		where, err := o.deps.Whereabouts.Expected(ctx, e.ID, now)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("outreach: whereabouts: %w", err)
		}
		if where != care.Deceased {
			out = append(out, e)
		}
	}
	return out, nil
}

// threatened are the homes with one of the hazards that a filter asks for.
func (o *Outreaches) threatened(ctx context.Context, f care.OutreachFilter) (map[care.HouseholdID]bool, error) {
	out := map[care.HouseholdID]bool{}
	if len(f.Hazards) == 0 {
		return out, nil
	}
	page := care.Page{Limit: 500}
	for {
		list, next, err := o.deps.People.Households(ctx, care.Everything, care.HouseholdQuery{RegionID: f.RegionID}, page)
		if err != nil {
			return nil, fmt.Errorf("outreach: households: %w", err)
		}
		for _, h := range list {
			if slices.ContainsFunc(h.Hazards, func(z care.Hazard) bool { return slices.Contains(f.Hazards, z) }) {
				out[h.ID] = true
			}
		}
		if page.Cursor = next; next == "" {
			return out, nil
		}
	}
}

// mains are the words in a record that stand for a life by the mains, for records in
// which nobody has ticked it yet.
var mains = []string{"氧", "呼吸机", "制氧", "气垫", "电动床", "透析"}

func byMains(e *care.Elder) bool {
	return e.Mains || slices.ContainsFunc(e.Vital, func(v string) bool {
		return slices.ContainsFunc(mains, func(word string) bool { return strings.Contains(v, word) })
	})
}

// alone reports whether nobody else is in the elder's home; who lives in a site does not
// live alone.
func (o *Outreaches) alone(ctx context.Context, known map[care.HouseholdID][]care.ElderID, e *care.Elder) (bool, error) {
	if e.HouseholdID == "" || e.CenterID != "" {
		return false, nil
	}
	there, ok := known[e.HouseholdID]
	if !ok {
		var err error
		if there, err = o.atHome(ctx, e.HouseholdID); err != nil {
			return false, err
		}
		known[e.HouseholdID] = there
	}
	return !slices.ContainsFunc(there, func(id care.ElderID) bool { return id != e.ID }), nil
}

// atHome are those who live in a home and can look after each other: not the dead, nor
// whoever lives in a site now, is in hospital or with relatives.
func (o *Outreaches) atHome(ctx context.Context, home care.HouseholdID) ([]care.ElderID, error) {
	together, _, err := o.deps.People.Elders(ctx, care.Everything, care.ElderQuery{HouseholdID: home}, care.Page{Limit: 500})
	if err != nil {
		return nil, fmt.Errorf("outreach: household: %w", err)
	}
	there := []care.ElderID{}
	for _, v := range together {
		where, err := o.deps.Whereabouts.Expected(ctx, v.ID, o.now())
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("outreach: whereabouts: %w", err)
		}
		if v.CenterID == "" && !where.Away() {
			there = append(there, v.ID)
		}
	}
	return there, nil
}

// visitWithin is how long whoever was not reached may wait for somebody at the door.
const visitWithin = 2 * time.Hour

// Note notes the last word about one elder. Not reached, or to be looked after, sends
// somebody; safe and moved are the end, which a new word may take back while the list
// is open. It blocks until on disk.
func (o *Outreaches) Note(ctx context.Context, by care.Staff, id care.OutreachID, elder care.ElderID, state care.OutreachState, note string) (care.OutreachElder, error) {
	now := o.now()
	if !slices.Contains([]care.OutreachState{care.OutreachUnreached, care.OutreachVisit, care.OutreachSafe, care.OutreachMoved}, state) {
		return care.OutreachElder{}, care.Invalid("body.state", "outreach.state", "请选择平安、需上门、未联系上或已转移")
	}
	note = strings.TrimSpace(note)
	if state == care.OutreachMoved && note == "" {
		return care.OutreachElder{}, care.Invalid("body.note", "outreach.where", "请写明转移到哪里、由谁照看")
	}
	title := ""
	v, err := o.deps.Book.ChangeOutreachElder(ctx, id, elder, func(out care.Outreach, v *care.OutreachElder) (care.Entry, error) {
		switch {
		case !by.Scope().Sees(v.RegionID, v.CenterID):
			return care.Entry{}, care.NotFound("elder")
		case out.ClosedAt != nil:
			return care.Entry{}, care.Conflict("outreach.closed", "这次走访已经结束")
		}
		title = out.Title
		v.State, v.Note, v.At, v.By, v.EndedAt = state, note, &now, by.ID, nil
		if v.Tries++; state.Over() {
			v.EndedAt = &now
		} else {
			v.OrderID = cmp.Or(v.OrderID, care.OutreachVisitOf(id, elder, 0))
		}
		return care.Entry{At: now, By: by.ID, What: "outreach.noted", Noun: "outreach", Subject: string(id), RegionID: v.RegionID, CenterID: v.CenterID,
			Related: "elder:" + string(elder), Note: string(state)}, nil
	})
	if err != nil {
		return care.OutreachElder{}, fmt.Errorf("outreach: note: %w", err)
	}
	if state.Over() {
		return v, nil
	}
	return o.visit(ctx, by, v, now, strings.TrimSpace(title+" "+note))
}

// visit sends somebody, after the word is on disk: said again it asks for the same visit,
// unless that one is over. Then somebody goes anew.
func (o *Outreaches) visit(ctx context.Context, by care.Staff, v care.OutreachElder, now time.Time, note string) (care.OutreachElder, error) {
	for n := range v.Tries { // no more visits than words
		id := care.OutreachVisitOf(v.OutreachID, v.ElderID, n)
		sent, err := o.deps.Visits.Visit(ctx, by, id, v.ElderID, now.Add(visitWithin), note)
		if err != nil {
			return v, fmt.Errorf("outreach: visit: %w", err)
		}
		if sent.State.Over() {
			continue
		}
		if id == v.OrderID {
			return v, nil
		}
		return o.visitedBy(ctx, by, v, id, now)
	}
	return v, nil
}

// visitedBy names on the list the order by which somebody goes.
func (o *Outreaches) visitedBy(ctx context.Context, by care.Staff, v care.OutreachElder, order care.OrderID, now time.Time) (care.OutreachElder, error) {
	v, err := o.deps.Book.ChangeOutreachElder(ctx, v.OutreachID, v.ElderID, func(_ care.Outreach, v *care.OutreachElder) (care.Entry, error) {
		v.OrderID = order
		return care.Entry{At: now, By: by.ID, What: "outreach.noted", Noun: "outreach", Subject: string(v.OutreachID), RegionID: v.RegionID, CenterID: v.CenterID,
			Related: "elder:" + string(v.ElderID), Note: string(v.State)}, nil
	})
	if err != nil {
		return v, fmt.Errorf("outreach: visit: %w", err)
	}
	return v, nil
}

// Close ends a list on which everybody ended.
func (o *Outreaches) Close(ctx context.Context, by care.Staff, id care.OutreachID) (care.Outreach, error) {
	counts, err := o.deps.Book.OutreachCounts(ctx, care.Everything, id)
	if err != nil {
		return care.Outreach{}, fmt.Errorf("outreach: close: %w", err)
	}
	for _, n := range counts {
		if n.Hour.IsZero() && !n.State.Over() {
			return care.Outreach{}, care.Conflict("outreach.left", "名单上还有人没有结果，不能结束")
		}
	}
	now := o.now()
	out, err := o.deps.Book.ChangeOutreach(ctx, id, func(v *care.Outreach) (care.Entry, error) {
		if v.ClosedAt != nil {
			return care.Entry{}, care.Conflict("outreach.closed", "这次走访已经结束")
		}
		v.ClosedAt, v.ClosedBy = &now, by.ID
		return care.Entry{At: now, By: by.ID, What: "outreach.closed", Noun: "outreach", Subject: string(id), RegionID: v.RegionID}, nil
	})
	if err != nil {
		return care.Outreach{}, fmt.Errorf("outreach: close %s: %w", id, err)
	}
	return out, nil
}
