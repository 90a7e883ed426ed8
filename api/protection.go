package api

import (
	"context"
	"time"

	"yian/care"
	"yian/supervision"
)

// ledgerRule is whoever answers for homes being protected, and whoever looks over
// their shoulder.
var ledgerRule = roles(care.Supervisor, care.Manager, care.Leader, care.Admin, care.Auditor)

// HomePlace is where a home is, as screens say it.
type HomePlace struct {
	Township string `json:"township,omitempty"`
	Village  string `json:"village,omitempty"`
	Address  string `json:"address,omitempty"`
}

// ProtectionNow is how homes are right now.
type ProtectionNow struct {
	supervision.ProtectionNow
	List []UnprotectedHome `json:"list"`
}

// UnprotectedHome is one that is not protected, with where it is.
type UnprotectedHome struct {
	supervision.UnprotectedHome
	HomePlace
}

// ProtectedMonth is a month by village.
type ProtectedMonth struct {
	supervision.ProtectedMonth
	Places []ProtectedPlace `json:"places"`
}

// ProtectedPlace is a village with its name.
type ProtectedPlace struct {
	supervision.ProtectedPlace
	Township string `json:"township,omitempty"`
	Village  string `json:"village,omitempty"`
}

// HomeMinutes is a home with its minutes and where it is.
type HomeMinutes struct {
	supervision.HomeMinutes
	HomePlace
}

// HomeMinutesList is the homes of a month that lost minutes.
type HomeMinutesList struct {
	Items []HomeMinutes `json:"items"`
	// Of is how many there are; Items may be fewer.
	Of int `json:"of"`
}

// HomeMonth is a month of one home.
type HomeMonth struct {
	supervision.HomeMonth
	HomePlace
}

// ProofItem is a press with where it came from.
type ProofItem struct {
	care.Proof
	HomePlace
}

// ProofMonth is how the presses of a month came through.
type ProofMonth struct {
	supervision.ProofMonth
	Villages []ProofPlace `json:"villages"`
}

// ProofPlace is the presses of a village with its name.
type ProofPlace struct {
	supervision.ProofCount
	Township string `json:"township,omitempty"`
	Village  string `json:"village,omitempty"`
}

// MonthIn chooses a month and a region.
type MonthIn struct {
	Month    string        `query:"month" maxLength:"7" doc:"2006-01; the present one when empty"`
	RegionID care.RegionID `query:"region_id" maxLength:"12" doc:"with everything in it"`
}

// mostHomes bounds how many homes of a month a screen gets; the export has all.
const mostHomes = 200

func (s *Server) protection(r *routes) {
	type nowIn struct {
		RegionID care.RegionID `query:"region_id" maxLength:"12" doc:"with everything in it"`
	}
	add(r, ledgerRule, get("/protection", "get-protection", "Which homes are protected right now, and why the others are not"),
		func(ctx context.Context, by care.Staff, in *nowIn) (*out[ProtectionNow], error) {
			now, err := s.deps.Ledger.Now(ctx, by.Scope(), in.RegionID)
			if err != nil {
				return nil, err
			}
			view := ProtectionNow{ProtectionNow: now, List: []UnprotectedHome{}}
			where, err := s.views.homePlaces(ctx, homesOf(now.List, func(h *supervision.UnprotectedHome) (care.HouseholdID, care.RegionID) {
				return h.HouseholdID, h.RegionID
			}))
			if err != nil {
				return nil, err
			}
			for _, h := range now.List {
				view.List = append(view.List, UnprotectedHome{h, where[h.HouseholdID]})
			}
			return &out[ProtectionNow]{Body: view}, nil
		})
	add(r, ledgerRule, get("/protection/month", "get-protected-month", "The minutes of a month by village, each with its denominator"),
		func(ctx context.Context, by care.Staff, in *MonthIn) (*out[ProtectedMonth], error) {
			m, err := s.deps.Ledger.Month(ctx, by.Scope(), in.Month, in.RegionID)
			if err != nil {
				return nil, err
			}
			view := ProtectedMonth{ProtectedMonth: m, Places: []ProtectedPlace{}}
			for _, p := range m.Places {
				item := ProtectedPlace{ProtectedPlace: p}
				item.Township, item.Village = s.views.places(ctx, p.RegionID)
				view.Places = append(view.Places, item)
			}
			return &out[ProtectedMonth]{Body: view}, nil
		})
	add(r, ledgerRule, get("/protection/homes", "list-protected-homes", "The homes of a month that lost minutes, most first"),
		func(ctx context.Context, by care.Staff, in *MonthIn) (*out[HomeMinutesList], error) {
			found, err := s.deps.Ledger.Homes(ctx, by.Scope(), in.Month, in.RegionID, false)
			if err != nil {
				return nil, err
			}
			view := HomeMinutesList{Items: []HomeMinutes{}, Of: len(found)}
			found = found[:min(len(found), mostHomes)]
			where, err := s.views.homePlaces(ctx, homesOf(found, func(h *supervision.HomeMinutes) (care.HouseholdID, care.RegionID) { return h.HouseholdID, h.RegionID }))
			if err != nil {
				return nil, err
			}
			for _, h := range found {
				view.Items = append(view.Items, HomeMinutes{h, where[h.HouseholdID]})
			}
			return &out[HomeMinutesList]{Body: view}, nil
		})
	type homeIn struct {
		ID    care.HouseholdID `path:"id" maxLength:"64"`
		Month string           `query:"month" maxLength:"7"`
	}
	add(r, ledgerRule, get("/protection/homes/{id}", "get-protected-home", "A month of one home: its days, and when it was not protected"),
		func(ctx context.Context, by care.Staff, in *homeIn) (*out[HomeMonth], error) {
			m, err := s.deps.Ledger.Home(ctx, by.Scope(), in.ID, in.Month)
			if err != nil {
				return nil, err
			}
			where, err := s.views.homePlaces(ctx, map[care.HouseholdID]care.RegionID{in.ID: m.RegionID})
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "household", string(in.ID))
			return &out[HomeMonth]{Body: HomeMonth{m, where[in.ID]}}, nil
		})
	s.proofs(r)
	s.exports(r)
}

func (s *Server) proofs(r *routes) {
	type listIn struct {
		PageIn
		MonthIn
		HouseholdID care.HouseholdID `query:"household_id" maxLength:"64"`
	}
	add(r, ledgerRule, get("/proofs", "list-proofs", "The presses of a month, newest first, each with how far it came"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[ProofItem]], error) {
			found, next, err := s.deps.Ledger.Proofs(ctx, by.Scope(), in.Month, in.RegionID, in.HouseholdID, in.page())
			if err != nil {
				return nil, err
			}
			where, err := s.views.homePlaces(ctx, homesOf(found, func(p *care.Proof) (care.HouseholdID, care.RegionID) { return p.Household, p.Region }))
			if err != nil {
				return nil, err
			}
			items := make([]ProofItem, len(found))
			for i, p := range found {
				items[i] = ProofItem{p, where[p.Household]}
			}
			return list(items, next), nil
		})
	add(r, ledgerRule, get("/proofs/month", "get-proof-month", "How the presses of a month came through, by model and village"),
		func(ctx context.Context, by care.Staff, in *MonthIn) (*out[ProofMonth], error) {
			m, err := s.deps.Ledger.ProofMonth(ctx, by.Scope(), in.Month, in.RegionID)
			if err != nil {
				return nil, err
			}
			view := ProofMonth{ProofMonth: m, Villages: []ProofPlace{}}
			for _, c := range m.Villages {
				item := ProofPlace{ProofCount: c}
				item.Township, item.Village = s.views.places(ctx, care.RegionID(c.Key))
				view.Villages = append(view.Villages, item)
			}
			return &out[ProofMonth]{Body: view}, nil
		})
}

func homesOf[T any](list []T, of func(*T) (care.HouseholdID, care.RegionID)) map[care.HouseholdID]care.RegionID {
	homes := map[care.HouseholdID]care.RegionID{}
	for i := range list {
		id, region := of(&list[i])
		homes[id] = region
	}
	return homes
}

// homePlaces says where homes are that the caller sees.
func (v *views) homePlaces(ctx context.Context, homes map[care.HouseholdID]care.RegionID) (map[care.HouseholdID]HomePlace, error) {
	ids := make([]care.HouseholdID, 0, len(homes))
	for id := range homes {
		ids = append(ids, id)
	}
	cards, err := v.deps.Shelf.HouseholdCards(ctx, distinct(ids))
	if err != nil {
		return nil, err
	}
	places := make(map[care.HouseholdID]HomePlace, len(homes))
	for id, region := range homes {
		p := HomePlace{Address: cards[id].Address}
		p.Township, p.Village = v.places(ctx, region)
		places[id] = p
	}
	return places, nil
}

// stampOf is an instant as a table for people says it.
func stampOf(at *time.Time) string {
	if at == nil || at.IsZero() {
		return ""
	}
	return at.In(care.Shanghai).Format("2006-01-02 15:04:05")
}
