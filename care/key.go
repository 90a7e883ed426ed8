package care

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// KeyID names a [Key].
type KeyID string

// Key is one key of a home (钥匙): who keeps it, to whom it is lent, and everything
// that ever became of it. Who can open a door is asked of the keys and of nothing else.
type Key struct {
	ID          KeyID       `json:"id"`
	HouseholdID HouseholdID `json:"household_id"`
	RegionID    RegionID    `json:"region_id"` // the home's
	Number      string      `json:"number,omitempty" maxLength:"40"`
	State       KeyState    `json:"state" enum:"held,lent,returned,sealed,lost,replaced"`
	Holder      KeyHolder   `json:"holder"`
	Seal        string      `json:"seal,omitempty" doc:"number on the seal of its envelope"`
	Loan        *KeyLoan    `json:"loan,omitempty"`
	History     []KeyAct    `json:"history"` // oldest first
	Version     int64       `json:"version"`
}

// KeyState is where a [Key] is.
type KeyState string

// The states: 保管, 借出, 已交还住户, 封存, 遗失, 已更换.
const (
	KeyHeld     KeyState = "held"
	KeyLent     KeyState = "lent"
	KeyReturned KeyState = "returned"
	KeySealed   KeyState = "sealed"
	KeyLost     KeyState = "lost"
	KeyReplaced KeyState = "replaced"
)

// KeyStates lists every state.
var KeyStates = []KeyState{KeyHeld, KeyLent, KeySealed, KeyReturned, KeyLost, KeyReplaced}

// KeyHolder keeps a key: a person, or a station.
type KeyHolder struct {
	Name     string   `json:"name,omitempty" maxLength:"60"`
	Phone    string   `json:"phone,omitempty" maxLength:"32"`
	CenterID CenterID `json:"center_id,omitempty" maxLength:"64"`
}

// KeyLoan is to whom a key is lent, and until when.
type KeyLoan struct {
	To         string     `json:"to"`
	Phone      string     `json:"phone,omitempty"`
	StaffID    StaffID    `json:"staff_id,omitempty"`
	OrderID    OrderID    `json:"order_id,omitempty"`
	IncidentID IncidentID `json:"incident_id,omitempty"`
	At         time.Time  `json:"at"`
	By         StaffID    `json:"by"`
	Until      time.Time  `json:"until"`
}

// KeyAct is one line of what became of a key.
type KeyAct struct {
	At    time.Time  `json:"at"`
	By    StaffID    `json:"by"`
	What  KeyVerb    `json:"what" enum:"noted,lent,came_back,handed_over,sealed,opened,lost,given_back,replaced"`
	Who   string     `json:"who,omitempty"`   // the holder or borrower from then on
	Names []string   `json:"names,omitempty"` // who was there when a seal was opened
	Note  string     `json:"note,omitempty"`
	Until *time.Time `json:"until" nullable:"true"`
}

// KeyVerb is what is done with a [Key].
type KeyVerb string

// What is done with a key: 登记, 借出, 归还, 转交, 封存, 开封, 遗失, 交还住户, 更换.
const (
	KeyNoted      KeyVerb = "noted"
	KeyLentOut    KeyVerb = "lent"
	KeyCameBack   KeyVerb = "came_back"
	KeyHandedOver KeyVerb = "handed_over"
	KeySealedUp   KeyVerb = "sealed"
	KeyOpened     KeyVerb = "opened"
	KeyWasLost    KeyVerb = "lost"
	KeyGivenBack  KeyVerb = "given_back"
	KeyExchanged  KeyVerb = "replaced"
)

// InHand reports whether somebody has the key and can open the door with it, a seal
// broken first if need be.
func (k *Key) InHand() bool { return k.State == KeyHeld || k.State == KeyLent || k.State == KeySealed }

// Hand is who has the key: the borrower of one that is lent, else its holder.
func (k *Key) Hand() KeyHolder {
	if k.State == KeyLent && k.Loan != nil {
		return KeyHolder{Name: k.Loan.To, Phone: k.Loan.Phone}
	}
	return k.Holder
}

// Late reports whether the key is lent and not back by its time.
func (k *Key) Late(now time.Time) bool {
	return k.State == KeyLent && k.Loan != nil && k.Loan.Until.Before(now)
}

// Noted adds a line to the history.
func (k *Key) Noted(a KeyAct) { k.History = append(k.History, a) }

// KeyRing is a home with all its keys, as a change of them loads and writes both
// together.
type KeyRing struct {
	Household *Household
	Keys      []*Key
}

// Add puts a new key on the ring.
func (r *KeyRing) Add(k Key, at time.Time, by StaffID) *Key {
	k.ID, k.HouseholdID, k.RegionID = KeyID(fmt.Sprintf("%s-k%d", r.Household.ID, len(r.Keys)+1)), r.Household.ID, r.Household.RegionID
	k.Noted(KeyAct{At: at, By: by, What: KeyNoted, Who: k.Holder.Name})
	r.Keys = append(r.Keys, &k)
	return &k
}

// Has returns the key that the person of a telephone, or of a name without one, has in
// hand; nil: none.
func (r *KeyRing) Has(name, phone string) *Key {
	for _, k := range r.Keys {
		hand := k.Hand()
		if k.InHand() && hand.is(name, phone) {
			return k
		}
	}
	return nil
}

func (h KeyHolder) is(name, phone string) bool {
	if h.Phone != "" && phone != "" {
		return SameNumber(h.Phone, phone)
	}
	return h.Name != "" && strings.TrimSpace(h.Name) == strings.TrimSpace(name)
}

// Note makes sure that somebody holds a key, as was said somewhere else than of the
// key itself: with a new home, with a contact, while fitting a device.
func (r *KeyRing) Note(number string, holder KeyHolder, at time.Time, by StaffID) {
	for _, k := range r.Keys {
		if hand := k.Hand(); k.InHand() && hand.is(holder.Name, holder.Phone) && (number == "" || k.Number == "" || k.Number == number) {
			k.Number = max(k.Number, number) // one of them is empty, or they are the same
			return
		}
	}
	r.Add(Key{Number: number, State: KeyHeld, Holder: holder}, at, by)
}

// Person is whoever can open the door at once: who has a key in hand, a person with a
// telephone before one without, and whose is sealed last.
func (r *KeyRing) Person() KeyHolder {
	keys := slices.DeleteFunc(slices.Clone(r.Keys), func(k *Key) bool { return !k.InHand() || k.Hand().Name+k.Hand().Phone == "" || k.Hand().CenterID != "" })
	slices.SortStableFunc(keys, func(a, b *Key) int { return a.distance() - b.distance() })
	if len(keys) == 0 {
		return KeyHolder{}
	}
	return keys[0].Hand()
}

func (k *Key) distance() int {
	far := map[KeyState]int{KeyLent: 1, KeySealed: 2}[k.State]
	if k.Hand().Phone == "" {
		far += 3
	}
	return far
}

// HandOver says that a person has the key that [KeyRing.Person] had so far; an empty
// name, that it was given back to the home.
func (r *KeyRing) HandOver(from, to KeyHolder, at time.Time, by StaffID) {
	k := r.Has(from.Name, from.Phone)
	switch {
	case k == nil && to.Name+to.Phone != "":
		r.Note("", to, at, by)
	case k == nil:
	case to.Name+to.Phone == "":
		k.State, k.Loan = KeyReturned, nil
		k.Noted(KeyAct{At: at, By: by, What: KeyGivenBack})
	default:
		k.State, k.Loan, k.Holder = KeyHeld, nil, to
		k.Noted(KeyAct{At: at, By: by, What: KeyHandedOver, Who: to.Name})
	}
}

// KeyQuery chooses keys. Empty fields choose all.
type KeyQuery struct {
	Household HouseholdID
	States    []KeyState
	// LateAt chooses those lent that are not back by then.
	LateAt time.Time
}
