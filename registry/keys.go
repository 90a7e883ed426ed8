package registry

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Keys lists keys of homes, those that are to be back first.
func (r *Registry) Keys(ctx context.Context, sc care.Scope, q care.KeyQuery, p care.Page) ([]care.Key, string, error) {
	return r.record.Keys(ctx, sc, q, p)
}

// KeysOf returns every key of a home, for rooms that send somebody to its door.
func (r *Registry) KeysOf(ctx context.Context, home care.HouseholdID) ([]care.Key, error) {
	return r.record.KeysOf(ctx, home)
}

// NoteKey enters one more key of a home: held by somebody or a station, or sealed.
func (r *Registry) NoteKey(ctx context.Context, by care.Staff, home care.HouseholdID, k care.Key) (care.Key, error) {
	if err := r.checkHolder(ctx, &k.Holder); err != nil {
		return care.Key{}, err
	}
	k.Number, k.Seal = strings.TrimSpace(k.Number), strings.TrimSpace(k.Seal)
	if err := first(text("body.number", k.Number, 40), text("body.seal", k.Seal, 40)); err != nil {
		return care.Key{}, err
	}
	var out *care.Key
	err := r.record.ChangeKeys(ctx, home, func(ring *care.KeyRing) (care.Entry, error) {
		if sc := by.Scope(); !sc.Sees(ring.Household.RegionID, k.Holder.CenterID) {
			return care.Entry{}, care.NotFound("household")
		}
		if len(ring.Keys) >= mostKeys {
			return care.Entry{}, care.Invalid("body.number", "keys.count", "这一户登记过的钥匙太多了")
		}
		if err := unused(ring, k.Number); err != nil {
			return care.Entry{}, err
		}
		now := r.now()
		k.State, k.Loan, k.History = care.KeyHeld, nil, nil
		if k.Seal != "" {
			k.State = care.KeySealed
		}
		out = ring.Add(k, now, by.ID)
		return r.keyEntry(by.ID, care.KeyNoted, out), nil
	})
	if err != nil {
		return care.Key{}, err
	}
	return *out, nil
}

// mostKeys bounds the keys of one home, those of long ago included.
const mostKeys = 60

// unused refuses a number that another key in somebody's hand has: two tags with one
// number send the worker with the wrong key.
func unused(ring *care.KeyRing, number string) error {
	if number != "" && slices.ContainsFunc(ring.Keys, func(k *care.Key) bool { return k.Number == number && k.InHand() }) {
		return care.Conflict("key.number", "这个编号的钥匙已经登记在这一户")
	}
	return nil
}

// checkHolder checks who is to keep a key: a person, or a station that exists.
func (r *Registry) checkHolder(ctx context.Context, h *care.KeyHolder) error {
	h.Name = strings.TrimSpace(h.Name)
	if h.CenterID == "" {
		return first(required("body.name", h.Name, 60), phone("body.phone", h.Phone))
	}
	c, err := r.record.Center(ctx, care.Everything, h.CenterID)
	if err != nil {
		return care.Invalid("body.center_id", "center.unknown", "没有这个服务站")
	}
	h.Name = c.Name
	return phone("body.phone", h.Phone)
}

// KeyDeed is what is done with a key.
type KeyDeed struct {
	What care.KeyVerb
	// Holder is who keeps it from then on, when it is handed over.
	Holder care.KeyHolder
	// To, Phone, Staff, Order, Incident and Until say of a loan.
	To       string
	Phone    string
	Staff    care.StaffID
	Order    care.OrderID
	Incident care.IncidentID
	Until    time.Time // zero: after usualLoan
	Seal     string    // the number on a new seal
	Number   string    // of the key that replaces it
	Note     string
	Names    []string // who is there when a seal is opened
}

// A key is lent for usualLoan unless something else is said, and for longestLoan at
// most: it is out of the safe then, not lent.
const (
	usualLoan   = 4 * time.Hour
	longestLoan = 90 * 24 * time.Hour
)

// ActOnKey does something with a key that by may see.
func (r *Registry) ActOnKey(ctx context.Context, by care.Staff, id care.KeyID, d KeyDeed) (care.Key, error) {
	seen, err := r.record.Key(ctx, by.Scope(), id)
	if err != nil {
		return care.Key{}, err
	}
	if d.Staff != "" {
		s, err := r.record.StaffMember(ctx, care.Everything, d.Staff)
		if err != nil {
			return care.Key{}, care.Invalid("body.staff_id", "staff.unknown", "没有这个人员")
		}
		d.To, d.Phone = s.Name, s.Phone
	}
	return r.actOnKey(ctx, by, seen.HouseholdID, id, d, r.now(), func(*care.Key) error { return nil })
}

// actOnKey does something with a key of a home, as far as may allows it as the key is
// now. at is when it was.
func (r *Registry) actOnKey(ctx context.Context, by care.Staff, home care.HouseholdID, id care.KeyID, d KeyDeed, at time.Time, may func(*care.Key) error) (care.Key, error) {
	if d.What == care.KeyHandedOver {
		if err := r.checkHolder(ctx, &d.Holder); err != nil {
			return care.Key{}, err
		}
	}
	if err := first(text("body.note", d.Note, 500), text("body.name", d.To, 60), phone("body.phone", d.Phone), text("body.seal", d.Seal, 40), text("body.number", d.Number, 40)); err != nil {
		return care.Key{}, err
	}
	d.Note = strings.TrimSpace(d.Note)
	var out care.Key
	err := r.record.ChangeKeys(ctx, home, func(ring *care.KeyRing) (care.Entry, error) {
		i := slices.IndexFunc(ring.Keys, func(k *care.Key) bool { return k.ID == id })
		if i < 0 {
			return care.Entry{}, care.NotFound("key")
		}
		k := ring.Keys[i]
		if err := may(k); err != nil {
			return care.Entry{}, err
		}
		if n := len(k.History); n > 0 && at.Before(k.History[n-1].At) { // told later than something else
			at = k.History[n-1].At
		}
		do, known := keyDeeds[d.What]
		if !known {
			return care.Entry{}, care.Invalid("body.what", "key.what", "没有这种操作")
		}
		act := care.KeyAct{At: at, By: by.ID, What: d.What, Note: d.Note}
		if err := do(ring, k, &d, &act); err != nil {
			return care.Entry{}, err
		}
		k.Noted(act)
		out = *k
		return r.keyEntry(by.ID, d.What, k), nil
	})
	return out, err
}

// keyEntry notes an act in the journal, without anybody's name.
func (r *Registry) keyEntry(by care.StaffID, what care.KeyVerb, k *care.Key) care.Entry {
	e := r.entry(by, "key", string(what), string(k.ID))
	e.RegionID, e.CenterID, e.Related = k.RegionID, k.Holder.CenterID, "household:"+string(k.HouseholdID)
	if k.Loan != nil && k.Loan.IncidentID != "" {
		e.Related = "incident:" + string(k.Loan.IncidentID)
	}
	return e
}

// keyDeeds say what each act demands and does.
var keyDeeds = map[care.KeyVerb]func(*care.KeyRing, *care.Key, *KeyDeed, *care.KeyAct) error{
	care.KeyLentOut:    lend,
	care.KeyCameBack:   comeBack,
	care.KeyHandedOver: handOver,
	care.KeySealedUp:   seal,
	care.KeyOpened:     openSeal,
	care.KeyWasLost:    lose,
	care.KeyGivenBack:  giveBack,
	care.KeyExchanged:  exchange,
}

func lend(_ *care.KeyRing, k *care.Key, d *KeyDeed, act *care.KeyAct) error {
	switch {
	case k.State == care.KeyLent && k.Loan != nil:
		return care.Conflict("key.lent", "已经借给"+k.Loan.To+"，先登记归还")
	case k.State == care.KeySealed:
		return care.Conflict("key.sealed", "钥匙封存着，先登记开封")
	case k.State != care.KeyHeld:
		return notInHand()
	}
	if err := required("body.name", d.To, 60); err != nil {
		return err
	}
	until := d.Until
	if until.IsZero() {
		until = act.At.Add(usualLoan)
	}
	if !until.After(act.At) || until.Sub(act.At) > longestLoan {
		return care.Invalid("body.until", "key.until", "归还时间要在现在以后、90 天以内")
	}
	k.State = care.KeyLent
	k.Loan = &care.KeyLoan{To: strings.TrimSpace(d.To), Phone: d.Phone, StaffID: d.Staff, OrderID: d.Order, IncidentID: d.Incident, At: act.At, By: act.By, Until: until}
	act.Who, act.Until = k.Loan.To, &until
	return nil
}

func notInHand() error {
	return care.Conflict("key.gone", "这把钥匙不在保管人手里，先登记找回或转交")
}

func comeBack(_ *care.KeyRing, k *care.Key, _ *KeyDeed, act *care.KeyAct) error {
	if k.State != care.KeyLent {
		return care.Conflict("key.not_lent", "这把钥匙没有借出")
	}
	k.State, k.Loan, act.Who = care.KeyHeld, nil, k.Holder.Name
	return nil
}

// handOver gives a key another holder; one that was lost or given back is found, or
// taken, again by it.
func handOver(_ *care.KeyRing, k *care.Key, d *KeyDeed, act *care.KeyAct) error {
	switch k.State {
	case care.KeyHeld, care.KeyLost, care.KeyReturned:
	case care.KeySealed:
		// An envelope goes from hand to hand unopened.
		k.Holder, act.Who = d.Holder, d.Holder.Name
		return nil
	case care.KeyLent:
		return care.Conflict("key.lent", "钥匙借出去了，先登记归还")
	default:
		return notInHand()
	}
	k.State, k.Holder, act.Who = care.KeyHeld, d.Holder, d.Holder.Name
	return nil
}

func seal(_ *care.KeyRing, k *care.Key, d *KeyDeed, act *care.KeyAct) error {
	if k.State != care.KeyHeld {
		return notInHand()
	}
	if err := required("body.seal", d.Seal, 40); err != nil {
		return err
	}
	k.State, k.Seal = care.KeySealed, strings.TrimSpace(d.Seal)
	act.Who, act.Note = k.Holder.Name, strings.TrimSpace(k.Seal+" "+act.Note)
	return nil
}

// openSeal demands a reason and the names of two: nobody opens an envelope alone.
func openSeal(_ *care.KeyRing, k *care.Key, d *KeyDeed, act *care.KeyAct) error {
	if k.State != care.KeySealed {
		return care.Conflict("key.not_sealed", "这把钥匙没有封存")
	}
	if err := required("body.note", d.Note, 500); err != nil {
		return care.Invalid("body.note", "key.reason", "请写明开封的原因")
	}
	names := []string{}
	for _, n := range d.Names {
		if n = strings.TrimSpace(n); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) != 2 {
		return care.Invalid("body.names", "key.two", "开封要两个人在场，请写两个人的姓名")
	}
	for _, n := range names {
		if err := text("body.names", n, 60); err != nil {
			return err
		}
	}
	act.Names, act.Note = names, strings.TrimSpace(k.Seal+" "+d.Note)
	k.State, k.Seal = care.KeyHeld, ""
	return nil
}

func lose(_ *care.KeyRing, k *care.Key, d *KeyDeed, _ *care.KeyAct) error {
	if !k.InHand() {
		return notInHand()
	}
	if err := required("body.note", d.Note, 500); err != nil {
		return care.Invalid("body.note", "key.reason", "请写明怎么遗失的")
	}
	k.State, k.Loan, k.Seal = care.KeyLost, nil, ""
	return nil
}

func giveBack(_ *care.KeyRing, k *care.Key, _ *KeyDeed, _ *care.KeyAct) error {
	if k.State != care.KeyHeld {
		return notInHand()
	}
	k.State = care.KeyReturned
	return nil
}

// exchange ends a key and puts the one that replaces it, with the same holder, on the
// ring: after a loss, or a new lock.
func exchange(ring *care.KeyRing, k *care.Key, d *KeyDeed, act *care.KeyAct) error {
	if k.State != care.KeyHeld && k.State != care.KeyLost && k.State != care.KeyReturned {
		return notInHand()
	}
	number := strings.TrimSpace(d.Number)
	k.State, k.Loan = care.KeyReplaced, nil
	if err := unused(ring, number); err != nil {
		return err
	}
	act.Note = strings.TrimSpace(number + " " + act.Note)
	ring.Add(care.Key{Number: number, State: care.KeyHeld, Holder: k.Holder}, act.At, act.By)
	return nil
}
