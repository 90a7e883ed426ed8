package dispatch

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// Keys knows the keys of homes. It blocks on a read.
type Keys interface {
	KeysOf(ctx context.Context, home care.HouseholdID) ([]care.Key, error)
}

// contactsNow says which contacts of one elder are rung at now, and who sleeps and is
// rung later. Those within their hours come first. Somebody who can go is always among
// them: when everybody who can sleeps, nobody is let sleep.
func contactsNow(contacts []care.Contact, now time.Time) (rung, asleep []receiver) {
	able := slices.ContainsFunc(contacts, func(c care.Contact) bool { return c.Phone != "" && c.MayRun() && c.Awake(now) })
	for _, c := range care.AwakeFirst(contacts, now) {
		if c.Phone == "" {
			continue
		}
		r := receiver{Role: "contact", Name: c.Name, Phone: c.Phone, Frail: c.Frail}
		if able && !c.Awake(now) {
			asleep = append(asleep, r)
		} else {
			rung = append(rung, r)
		}
	}
	return rung, asleep
}

// sleepers are the contacts who were let sleep while others could be rung. Who cannot
// be read holds up nobody: the county desk is rung in any case.
func (d *Desk) sleepers(ctx context.Context, in *care.Incident) (list []receiver) {
	for _, id := range in.ElderIDs {
		if e, err := d.deps.People.Elder(ctx, care.Everything, id); err == nil {
			_, asleep := contactsNow(e.Contacts, d.now())
			list = append(list, asleep...)
		}
	}
	return list
}

// keyHolders are whoever has a key of the home at hand: the home's key holder first,
// then who else holds or borrowed one, and the keeper of a station that has one. A
// contact who cannot run is not sent to the door while there is anybody else.
func (d *Desk) keyHolders(ctx context.Context, in *care.Incident, h *care.Household) []receiver {
	list := []receiver{{Role: "key_holder", Name: h.KeyHolderName, Phone: h.KeyHolderPhone}}
	if d.deps.Keys != nil {
		keys, err := d.deps.Keys.KeysOf(ctx, h.ID)
		if err != nil {
			d.log.Error("keys not read, only the home's key holder is rung", "household_id", h.ID, "err", err)
		}
		for _, k := range keys {
			hand := k.Hand()
			if !k.InHand() {
				continue
			}
			if hand.CenterID != "" && hand.Phone == "" {
				if c, err := d.deps.Posts.Center(ctx, care.Everything, hand.CenterID); err == nil {
					hand.Name, hand.Phone = c.KeeperName, c.KeeperPhone
				}
			}
			list = append(list, receiver{Role: "key_holder", Name: hand.Name, Phone: hand.Phone})
		}
	}
	list = slices.DeleteFunc(list, func(r receiver) bool { return r.Phone == "" })
	stays := d.stays(ctx, in)
	able := slices.DeleteFunc(slices.Clone(list), func(r receiver) bool { return stays[care.PhoneDigits(r.Phone)] })
	if len(able) > 0 {
		return able
	}
	for i := range list {
		list[i].Frail = true
	}
	return list
}

// stays are the telephones of contacts who are not asked to run.
func (d *Desk) stays(ctx context.Context, in *care.Incident) map[string]bool {
	out := map[string]bool{}
	for _, id := range in.ElderIDs {
		e, err := d.deps.People.Elder(ctx, care.Everything, id)
		if err != nil {
			continue
		}
		for _, c := range e.Contacts {
			if !c.MayRun() {
				out[care.PhoneDigits(c.Phone)] = true
			}
		}
	}
	return out
}
