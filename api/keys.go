package api

import (
	"context"
	"time"

	"yian/care"
	"yian/registry"
)

// KeyItem is a key as lists show it.
type KeyItem struct {
	care.Key
	Township  string   `json:"township,omitempty"`
	Village   string   `json:"village,omitempty"`
	Address   string   `json:"address,omitempty"`
	Elders    []string `json:"elders" doc:"who lives there"`
	HolderTel string   `json:"holder_tel,omitempty" doc:"the holder's telephone; a station's is its keeper's"`
	Late      bool     `json:"late" doc:"lent, and not back by its time"`
	ByName    string   `json:"by_name,omitempty" doc:"who lent it"`
	ElderID   string   `json:"elder_id,omitempty" doc:"the first of those who live there"`
	Station   bool     `json:"station,omitempty" doc:"a station holds it"`
}

// KeyPath names one in an address. It is exported because huma looks into exported
// embedded structs only.
type KeyPath struct {
	ID care.KeyID `path:"id" maxLength:"80"`
}

func (s *Server) keys(r *routes) {
	type listIn struct {
		PageIn
		Which       string           `query:"which" enum:"all,hand,out,late,sealed,lost" default:"hand" doc:"hand: somebody has it; out: lent; late: lent, and not back by its time"`
		HouseholdID care.HouseholdID `query:"household_id" maxLength:"64"`
	}
	add(r, watch, get("/keys", "list-keys", "Keys of homes, those to be back first; each view is recorded"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[KeyItem]], error) {
			q := care.KeyQuery{Household: in.HouseholdID, States: keysChosen[in.Which]}
			if in.Which == "late" {
				q.LateAt = s.deps.Now()
			}
			found, next, err := s.deps.Registry.Keys(ctx, by.Scope(), q, in.page())
			if err != nil {
				return nil, err
			}
			items, err := s.views.keyItems(ctx, by, found)
			return list(items, next), err
		})
	type keyNoteIn struct {
		Body struct {
			HouseholdID string `json:"household_id" minLength:"1" maxLength:"64"`
			Number      string `json:"number,omitempty" maxLength:"40"`
			Name        string `json:"name,omitempty" maxLength:"60" doc:"who keeps it; or a station"`
			Phone       string `json:"phone,omitempty" maxLength:"32"`
			CenterID    string `json:"center_id,omitempty" maxLength:"64"`
			Seal        string `json:"seal,omitempty" maxLength:"40" doc:"number on the seal of its envelope, if it is sealed"`
		}
	}
	add(r, keep, create("/keys", "note-key", "Enter one more key of a home"),
		func(ctx context.Context, by care.Staff, in *keyNoteIn) (*out[KeyItem], error) {
			k, err := s.deps.Registry.NoteKey(ctx, by, care.HouseholdID(in.Body.HouseholdID), care.Key{Number: in.Body.Number, Seal: in.Body.Seal,
				Holder: care.KeyHolder{Name: in.Body.Name, Phone: in.Body.Phone, CenterID: care.CenterID(in.Body.CenterID)}})
			return s.keyOut(ctx, by, k, err)
		})
	s.keyActs(r)
	s.ownKeys(r)
}

// keysChosen are the states of each list.
var keysChosen = map[string][]care.KeyState{
	"hand": {care.KeyHeld, care.KeyLent, care.KeySealed}, "out": {care.KeyLent}, "late": {care.KeyLent}, "sealed": {care.KeySealed}, "lost": {care.KeyLost},
}

func (s *Server) keyActs(r *routes) {
	type keyActIn struct {
		KeyPath
		Body struct {
			What       care.KeyVerb `json:"what" enum:"lent,came_back,handed_over,sealed,opened,lost,given_back,replaced"`
			StaffID    string       `json:"staff_id,omitempty" maxLength:"100" doc:"to whom it is lent, when that is one of us"`
			Name       string       `json:"name,omitempty" maxLength:"60" doc:"to whom it is lent or handed over"`
			Phone      string       `json:"phone,omitempty" maxLength:"32"`
			CenterID   string       `json:"center_id,omitempty" maxLength:"64" doc:"the station to which it is handed over"`
			Until      *time.Time   `json:"until,omitempty" doc:"when it is to be back; left out: in four hours"`
			OrderID    string       `json:"order_id,omitempty" maxLength:"64"`
			IncidentID string       `json:"incident_id,omitempty" maxLength:"64"`
			Seal       string       `json:"seal,omitempty" maxLength:"40" doc:"number on the new seal"`
			Number     string       `json:"number,omitempty" maxLength:"40" doc:"of the key that replaces it"`
			Note       string       `json:"note,omitempty" maxLength:"500" doc:"the reason; demanded for a broken seal and a loss"`
			Names      []string     `json:"names,omitempty" maxItems:"2" doc:"the two who are there when a seal is broken; a worker names the other one"`
			At         *time.Time   `json:"at,omitempty" doc:"when it was, where a worker tells it later"`
		}
	}
	add(r, work, post("/keys/{id}/acts", "act-on-key", "Lend a key, take it back, hand it over, seal it, break its seal, and so on; a worker takes one for an own order, and gives it back"),
		func(ctx context.Context, by care.Staff, in *keyActIn) (*out[KeyItem], error) {
			b := &in.Body
			d := registry.KeyDeed{What: b.What, To: b.Name, Phone: b.Phone, Staff: care.StaffID(b.StaffID), Order: care.OrderID(b.OrderID), Incident: care.IncidentID(b.IncidentID),
				Holder: care.KeyHolder{Name: b.Name, Phone: b.Phone, CenterID: care.CenterID(b.CenterID)}, Seal: b.Seal, Number: b.Number, Note: b.Note, Names: b.Names}
			if b.Until != nil {
				d.Until = *b.Until
			}
			if by.Role == care.Worker {
				return s.workerActsOnKey(ctx, by, in.ID, d, timeOf(b.At))
			}
			k, err := s.deps.Registry.ActOnKey(ctx, by, in.ID, d)
			return s.keyOut(ctx, by, k, err)
		})
}

func (s *Server) keyOut(ctx context.Context, by care.Staff, k care.Key, err error) (*out[KeyItem], error) {
	if err != nil {
		return nil, err
	}
	items, err := s.views.keyItems(ctx, by, []care.Key{k})
	if err != nil {
		return nil, err
	}
	return &out[KeyItem]{Body: items[0]}, nil
}

// keyItems makes items of keys. Which homes somebody can enter is a view of them.
func (v *views) keyItems(ctx context.Context, by care.Staff, list []care.Key) ([]KeyItem, error) {
	var homes []care.HouseholdID
	for _, k := range list {
		homes = append(homes, k.HouseholdID)
	}
	households, err := v.deps.Shelf.HouseholdCards(ctx, distinct(homes))
	if err != nil {
		return nil, err
	}
	living := map[care.HouseholdID][]care.Elder{}
	for id := range households {
		if living[id], err = v.deps.Registry.EldersOf(ctx, id); err != nil {
			return nil, err
		}
		v.deps.Registry.Viewed(by.ID, "keys", string(id))
	}
	now := v.deps.Now()
	items := make([]KeyItem, len(list))
	for i, k := range list {
		if k.History == nil {
			k.History = []care.KeyAct{}
		}
		item := KeyItem{Key: k, Address: households[k.HouseholdID].Address, Elders: []string{}, Late: k.Late(now)}
		item.Township, item.Village = v.places(ctx, k.RegionID)
		item.HolderTel, item.Station = v.holderTel(ctx, k.Holder), k.Holder.CenterID != ""
		for _, e := range living[k.HouseholdID] {
			item.Elders = append(item.Elders, e.Name)
		}
		if len(living[k.HouseholdID]) > 0 {
			item.ElderID = string(living[k.HouseholdID][0].ID)
		}
		if k.Loan != nil {
			item.ByName = v.staffName(ctx, k.Loan.By)
		}
		items[i] = item
	}
	return items, nil
}

// holderTel is where a holder is rung; a station's keeper may have changed since.
func (v *views) holderTel(ctx context.Context, h care.KeyHolder) string {
	if h.Phone != "" || h.CenterID == "" {
		return h.Phone
	}
	c, err := v.deps.Registry.Center(ctx, care.Everything, h.CenterID)
	if err != nil {
		return ""
	}
	return c.KeeperPhone
}

// whoOpens names the keeper of a station that has a key as the home's key holder, for
// whoever only looks for somebody to ring, when no person has one.
func (v *views) whoOpens(ctx context.Context, h *care.Household, keys []care.Key) {
	if h.KeyHolderPhone != "" {
		return
	}
	for _, k := range keys {
		if k.HouseholdID == h.ID && k.InHand() {
			if tel := v.holderTel(ctx, k.Hand()); tel != "" {
				h.KeyHolderName, h.KeyHolderPhone = k.Hand().Name, tel
				return
			}
		}
	}
}
