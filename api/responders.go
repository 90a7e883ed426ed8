package api

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// Responder is somebody who can go (响应人).
type Responder struct {
	StaffID   care.StaffID `json:"staff_id,omitempty" doc:"set for whom an order can be sent to"`
	Name      string       `json:"name"`
	Source    string       `json:"source" enum:"worker,station_keeper,key_holder,contact,host"`
	Phone     string       `json:"phone,omitempty"`
	PhoneKind string       `json:"phone_kind" enum:"smart,plain"`
	HasKey    bool         `json:"has_key"`
	Relation  string       `json:"relation,omitempty"`
	Hours     string       `json:"hours,omitempty"`
	// TimeZone, Awake and Frail say of a contact what hour it is there, whether it is
	// one to ring, and that she is not to be asked to run.
	TimeZone       string     `json:"time_zone,omitempty" doc:"IANA name of where a contact lives; empty: here"`
	Awake          bool       `json:"awake" doc:"false for a contact outside the hours to ring"`
	Frail          bool       `json:"frail,omitempty" doc:"a contact who is old or ill as well: told, not asked to run"`
	DistanceM      *int       `json:"distance_m" nullable:"true"`
	Minutes        *int       `json:"minutes" nullable:"true"`
	LastAcceptedAt *time.Time `json:"last_accepted_at" nullable:"true"`
	OpenOrders     int        `json:"open_orders"`
	// From says what the minutes are reckoned from: the worker's phone ("place", at
	// SpotAt), or the station of the zone.
	From    string          `json:"from,omitempty" enum:"place,zone,"`
	SpotAt  *time.Time      `json:"spot_at" nullable:"true"`
	Reasons []care.Argument `json:"reasons,omitempty" doc:"what speaks for and against a worker"`
}

// responders lists who can go to an incident: whoever holds a key, the station
// keeper, the workers of the township, the contacts. Whoever called from a wearable away
// from home gets those who are near there; outside of the county nobody is sent.
func (v *views) responders(ctx context.Context, by care.Staff, in care.Incident) ([]Responder, error) {
	list := v.hosts(ctx, in)
	keys, contacts := v.keysTo(ctx, in.HouseholdID), v.contactsOf(ctx, in.ElderIDs)
	there := v.deps.Desk.Near(ctx, &in)
	if there != nil && !there.Outside {
		list = append(list, keeperNear(there, in.Location))
	}
	if h, err := v.deps.Registry.Household(ctx, care.Everything, in.HouseholdID); there == nil && in.HouseholdID != "" && err == nil {
		list = append(list, keys.people(h, contacts)...)
		if st, err := v.deps.Registry.Center(ctx, care.Everything, h.StationID); h.StationID != "" && err == nil {
			r := Responder{StaffID: st.KeeperStaff, Name: st.KeeperName, Source: "station_keeper", Phone: st.KeeperPhone, PhoneKind: "plain", HasKey: keys.station(st.ID)}
			if r.DistanceM, r.Minutes = away(h.Lat, h.Lon, st.Lat, st.Lon); r.Minutes != nil {
				r.From = "zone"
			}
			if w, err := v.deps.Names.StaffMember(ctx, r.StaffID); r.StaffID != "" && err == nil {
				r.PhoneKind = phoneKindOf(w)
			}
			list = append(list, r)
		}
	}
	o := care.Order{Service: care.Emergency, ElderID: in.ElderID, HouseholdID: in.HouseholdID, RegionID: in.RegionID, CenterID: in.CenterID}
	if there != nil {
		o.Spot = in.Location
	}
	if there == nil || !there.Outside {
		var err error
		if list, err = v.sendable(ctx, by, o, list); err != nil {
			return nil, err
		}
	}
	for i := range list {
		list[i].Awake = true
		list[i].HasKey = list[i].HasKey || keys.staff(list[i].StaffID)
	}
	now := v.deps.Now()
	for _, c := range care.AwakeFirst(contacts, now) {
		list = append(list, Responder{Name: c.Name, Source: "contact", Phone: c.Phone, PhoneKind: "plain", HasKey: c.HasKey, Relation: c.Relation, Hours: c.Hours,
			TimeZone: c.TimeZone, Awake: c.Awake(now), Frail: c.Frail})
	}
	return list, nil
}

// contactsOf are the contacts of everybody whom an incident may concern, each once.
func (v *views) contactsOf(ctx context.Context, ids []care.ElderID) (list []care.Contact) {
	for _, id := range ids {
		e, err := v.deps.Registry.Elder(ctx, care.Everything, id)
		if err != nil {
			continue
		}
		for _, c := range e.Contacts {
			if !slices.ContainsFunc(list, func(k care.Contact) bool { return k.Name == c.Name && k.Phone == c.Phone }) {
				list = append(list, c)
			}
		}
	}
	return list
}

// keysAtHand are the keys of a home that somebody has.
type keysAtHand []care.Key

// keysTo reads them. What cannot be read hides nobody who can go.
func (v *views) keysTo(ctx context.Context, home care.HouseholdID) keysAtHand {
	if home == "" {
		return nil
	}
	keys, err := v.deps.Registry.KeysOf(ctx, home)
	if err != nil {
		v.deps.Log.Warn("keys not read for an incident", "err", err)
	}
	return slices.DeleteFunc(keys, func(k care.Key) bool { return !k.InHand() })
}

// people are those with a key who stand nowhere else in the list: neither a contact nor
// one of us nor a station. The home's key holder is known without its keys.
func (keys keysAtHand) people(h care.Household, contacts []care.Contact) (list []Responder) {
	add := func(name, phone string) {
		same := func(number string) bool { return care.SameNumber(number, phone) }
		if phone == "" || slices.ContainsFunc(contacts, func(c care.Contact) bool { return same(c.Phone) }) ||
			slices.ContainsFunc(list, func(r Responder) bool { return same(r.Phone) }) {
			return
		}
		list = append(list, Responder{Name: name, Source: "key_holder", Phone: phone, PhoneKind: "plain", HasKey: true})
	}
	lent := slices.ContainsFunc(keys, func(k care.Key) bool {
		return k.State == care.KeyLent && k.Loan.StaffID != "" && care.SameNumber(k.Loan.Phone, h.KeyHolderPhone)
	})
	if !lent {
		add(h.KeyHolderName, h.KeyHolderPhone)
	}
	for _, k := range keys {
		if hand := k.Hand(); hand.CenterID == "" && (k.State != care.KeyLent || k.Loan.StaffID == "") {
			add(hand.Name, hand.Phone)
		}
	}
	return list
}

// station reports whether a station has a key.
func (keys keysAtHand) station(id care.CenterID) bool {
	return slices.ContainsFunc(keys, func(k care.Key) bool { return k.Hand().CenterID == id })
}

// staff reports whether one of us has borrowed a key.
func (keys keysAtHand) staff(id care.StaffID) bool {
	return id != "" && slices.ContainsFunc(keys, func(k care.Key) bool { return k.State == care.KeyLent && k.Loan.StaffID == id })
}

// phoneKindOf says by what a worker is asked.
func phoneKindOf(w care.Staff) string {
	if w.PhoneKind == care.PlainPhone {
		return string(care.PlainPhone)
	}
	return string(care.SmartPhone)
}

// mostSendable bounds how many workers stand beside an incident.
const mostSendable = 12

// sendable adds the workers who may go, the best first, and says of the keeper what is
// known of a worker.
func (v *views) sendable(ctx context.Context, by care.Staff, o care.Order, list []Responder) ([]Responder, error) {
	advice, err := v.deps.Assigner.Weigh(ctx, by, o)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, c := range advice.Candidates {
		keeper := slices.IndexFunc(list, func(r Responder) bool { return r.StaffID != "" && r.StaffID == c.WorkerID })
		if keeper >= 0 {
			list[keeper].weighed(c)
			continue
		}
		if !c.Fit() || n == mostSendable {
			continue
		}
		w, err := v.deps.Names.StaffMember(ctx, c.WorkerID)
		if err != nil {
			continue
		}
		r := Responder{StaffID: w.ID, Name: w.Name, Source: "worker", Phone: w.Phone, PhoneKind: phoneKindOf(w)}
		r.weighed(c)
		list = append(list, r)
		n++
	}
	return list, nil
}

// weighed takes over what is known of a worker; a place that is known better stays.
func (r *Responder) weighed(c care.Candidate) {
	r.LastAcceptedAt, r.OpenOrders, r.Reasons = c.LastAcceptedAt, c.Open, c.Reasons
	if r.Minutes == nil || c.From == "place" {
		r.DistanceM, r.Minutes, r.From, r.SpotAt = c.DistanceM, c.Minutes, c.From, c.SpotAt
	}
}

// away returns the distance in metres and the minutes on village roads, or nothing when
// a place is unknown.
func away(lat1, lon1, lat2, lon2 *float64) (*int, *int) {
	if lat1 == nil || lon1 == nil || lat2 == nil || lon2 == nil {
		return nil, nil
	}
	metres, minutes := care.Road(care.Location{Lat: *lat1, Lon: *lon1}, care.Location{Lat: *lat2, Lon: *lon2})
	return &metres, &minutes
}
