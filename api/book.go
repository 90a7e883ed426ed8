package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// BookVillage is a page of the emergency book: whom to reach in a village when power,
// network or telephone are away.
type BookVillage struct {
	RegionID care.RegionID `json:"region_id"`
	Township string        `json:"township"`
	Village  string        `json:"village"`
	Homes    []BookHome    `json:"homes"`
}

// BookHome is one home in the book.
type BookHome struct {
	Household care.Household `json:"household"`
	Elders    []BookElder    `json:"elders"`
	Keys      []BookKey      `json:"keys" doc:"those that somebody has"`
}

// BookKey is a key in the book.
type BookKey struct {
	Number string        `json:"number,omitempty"`
	State  care.KeyState `json:"state" enum:"held,lent,sealed"`
	Name   string        `json:"name"` // of whoever has it
	Phone  string        `json:"phone,omitempty"`
}

func (v *views) bookKeys(ctx context.Context, keys []care.Key) []BookKey {
	list := []BookKey{}
	for _, k := range keys {
		list = append(list, BookKey{Number: k.Number, State: k.State, Name: k.Hand().Name, Phone: v.holderTel(ctx, k.Hand())})
	}
	return list
}

// BookElder is one elder in the book: how to reach, what decides over life, whom to
// ring.
type BookElder struct {
	ID       care.ElderID   `json:"id"`
	Name     string         `json:"name"`
	Age      int            `json:"age"`
	Phone    string         `json:"phone,omitempty"`
	Reach    care.Reach     `json:"reach,omitempty"`
	Notes    string         `json:"reach_notes,omitempty"`
	Vital    []string       `json:"vital,omitempty"`
	Contacts []care.Contact `json:"contacts,omitempty"`
}

// Book is the emergency book (断网应急册): what a shift needs on paper.
type Book struct {
	At        time.Time     `json:"at"`
	Villages  []BookVillage `json:"villages"`
	Duty      []BookDuty    `json:"duty" doc:"who is on duty in each township and the county"`
	PrintedAt *time.Time    `json:"printed_at" nullable:"true" doc:"when it was last printed, by anybody"`
}

// BookDuty is a telephone of the chain.
type BookDuty struct {
	Name  string `json:"name"` // of the region
	Duty  string `json:"duty"`
	Phone string `json:"phone"`
}

func (s *Server) book(r *routes) {
	type bookIn struct {
		RegionID care.RegionID `query:"region_id" required:"true" minLength:"6" maxLength:"12" doc:"a village, a township or the county"`
	}
	add(r, desk, get("/emergency-book", "get-emergency-book", "Addresses, contacts and keys by village, to be printed; each view is recorded"),
		func(ctx context.Context, by care.Staff, in *bookIn) (*out[Book], error) {
			b, err := s.views.emergencyBook(ctx, by, in.RegionID)
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "book", string(in.RegionID))
			return &out[Book]{Body: b}, nil
		})
	type printedIn struct {
		Body struct {
			RegionID string `json:"region_id" minLength:"6" maxLength:"12"`
		}
	}
	add(r, desk, post("/emergency-book/printed", "emergency-book-printed", "It was printed: the shift has a fresh one"),
		func(ctx context.Context, by care.Staff, in *printedIn) (*struct{}, error) {
			return nil, s.deps.Registry.BookPrinted(ctx, by, care.RegionID(in.Body.RegionID))
		})
}

// pageOfBook is how many rows of the register are read at a time.
const pageOfBook = 500

func (v *views) emergencyBook(ctx context.Context, by care.Staff, region care.RegionID) (Book, error) {
	b := Book{At: v.deps.Now().UTC(), Villages: []BookVillage{}, Duty: []BookDuty{}}
	var err error
	if b.PrintedAt, err = v.deps.Registry.BookPrintedAt(ctx); err != nil {
		return b, err
	}
	homes, err := whole(func(p care.Page) ([]care.Household, string, error) {
		return v.deps.Registry.Households(ctx, by.Scope(), care.HouseholdQuery{RegionID: region}, p)
	})
	if err != nil {
		return b, err
	}
	elders, err := whole(func(p care.Page) ([]care.Elder, string, error) {
		return v.deps.Registry.Elders(ctx, by.Scope(), care.ElderQuery{RegionID: region}, p)
	})
	if err != nil {
		return b, err
	}
	living := map[care.HouseholdID][]BookElder{}
	for _, e := range elders {
		living[e.HouseholdID] = append(living[e.HouseholdID], BookElder{ID: e.ID, Name: e.Name, Age: max(e.Age(v.deps.Now()), 0), Phone: e.Phone,
			Reach: e.Reach, Notes: e.ReachNotes, Vital: e.Vital, Contacts: e.Contacts})
	}
	keys, err := whole(func(p care.Page) ([]care.Key, string, error) {
		return v.deps.Registry.Keys(ctx, by.Scope(), care.KeyQuery{States: keysChosen["hand"]}, p)
	})
	if err != nil {
		return b, err
	}
	of := map[care.HouseholdID][]care.Key{}
	for _, k := range keys {
		of[k.HouseholdID] = append(of[k.HouseholdID], k)
	}
	villages := map[care.RegionID]*BookVillage{}
	for _, h := range homes {
		if len(living[h.ID]) == 0 {
			continue
		}
		page, known := villages[h.RegionID]
		if !known {
			page = &BookVillage{RegionID: h.RegionID, Homes: []BookHome{}}
			page.Township, page.Village = v.places(ctx, h.RegionID)
			villages[h.RegionID] = page
		}
		page.Homes = append(page.Homes, BookHome{Household: h, Elders: living[h.ID], Keys: v.bookKeys(ctx, of[h.ID])})
	}
	for _, at := range villages {
		slices.SortFunc(at.Homes, func(x, y BookHome) int {
			return strings.Compare(x.Household.Group+x.Household.Address, y.Household.Group+y.Household.Address)
		})
		b.Villages = append(b.Villages, *at)
	}
	slices.SortFunc(b.Villages, func(x, y BookVillage) int { return strings.Compare(string(x.RegionID), string(y.RegionID)) })
	return b, v.dutyOfBook(ctx, by, region, &b)
}

// dutyOfBook adds who is on duty in the township of a region and above it.
func (v *views) dutyOfBook(ctx context.Context, by care.Staff, region care.RegionID, b *Book) error {
	regions, err := v.deps.Registry.Regions(ctx, by.Scope())
	if err != nil {
		return err
	}
	for _, r := range regions {
		if region.Contains(r.ID) || r.ID.Contains(region) {
			b.Duty = append(b.Duty, v.onDutyIn(ctx, r)...)
		}
		if r.DutyPhone != "" && (region.Contains(r.ID) || r.ID.Contains(region)) {
			b.Duty = append(b.Duty, BookDuty{Name: r.Name, Duty: r.DutyName, Phone: r.DutyPhone})
		}
	}
	return nil
}

// onDutyIn is who is on the roster of a township or the county now. A roster that
// cannot be read leaves the standing telephone.
func (v *views) onDutyIn(ctx context.Context, r care.Region) (list []BookDuty) {
	post := map[care.RegionKind]care.DutyPost{care.Township: care.TownshipPost, care.County: care.CountyPost}[r.Kind]
	if post == "" {
		return nil
	}
	holders, _, err := v.deps.Roster.OnPost(ctx, post, r.ID, "", v.deps.Now())
	if err != nil {
		v.deps.Log.Warn("roster not read for the emergency book", "err", err)
	}
	for _, h := range holders {
		if h.Phone != "" && h.Phone != r.DutyPhone {
			list = append(list, BookDuty{Name: r.Name, Duty: h.Name, Phone: h.Phone})
		}
	}
	return list
}

// whole reads a list to its end.
func whole[T any](read func(care.Page) ([]T, string, error)) ([]T, error) {
	var all []T
	p := care.Page{Limit: pageOfBook}
	for {
		list, next, err := read(p)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if next == "" {
			return all, nil
		}
		p.Cursor = next
	}
}
