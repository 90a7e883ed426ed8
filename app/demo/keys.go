package demo

import (
	"context"
	"fmt"
	"time"

	"yian/care"
	"yian/registry"
)

// nicknames are how villages call people.
var nicknames = []string{"二妞", "老石", "三丫", "大柱", "小凤", "根生", "石榴", "铁蛋"}

// sydney are numbers that the country keeps for films.
var sydney = []string{"+61 491 570 156", "+61 491 570 157", "+61 491 570 158", "+61 491 570 159"}

// known gives a home what whoever answers needs to know of its people: a nickname, a
// daughter abroad, hours, a spouse who cannot run.
func (b *builder) known(i int, h *care.Household, lives []care.Elder) {
	e := &lives[0]
	if i%3 == 0 {
		e.Nickname = nicknames[i/3%len(nicknames)]
	}
	for k := range e.Contacts {
		switch c := &e.Contacts[k]; {
		case k == 1 && i%6 == 1:
			c.Phone, c.TimeZone, c.Hours = sydney[i/6%len(sydney)], "Australia/Sydney", "在悉尼工作"
			c.Times = []care.ContactTime{{From: "08:00", To: "22:30"}}
		case c.Hours == "18:00 以后":
			c.Times = []care.ContactTime{{Days: []int{1, 2, 3, 4, 5}, From: "18:00", To: "23:00"}, {Days: []int{6, 7}, From: "08:00", To: "23:00"}}
		case c.Hours == "白天":
			c.Times = []care.ContactTime{{From: "07:00", To: "20:00"}}
		}
	}
	if len(lives) > 1 && i%4 == 1 {
		e.Contacts = append(e.Contacts, care.Contact{Name: lives[1].Name, Relation: "老伴", Phone: h.Phone, MayDecide: true, MayKnow: true, Frail: true})
	}
}

// enterKeys seals, lends and loses keys of a few homes, so that the list has something
// of each, and lets some families be told every month.
func (b *builder) enterKeys(ctx context.Context, homes []care.Household, elders []care.Elder) error {
	for i := range homes {
		if err := b.keysOf(ctx, i, &homes[i]); err != nil {
			return err
		}
	}
	for i := range elders {
		if i%7 == 0 && len(elders[i].Contacts) > 0 {
			if _, err := b.Registry.FamilyMayKnow(ctx, author, elders[i].ID, true, "elder", ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) keysOf(ctx context.Context, i int, h *care.Household) error {
	number := fmt.Sprintf("K%03d", i+1)
	switch i % 10 {
	case 3, 7: // the station has one, every second in a sealed envelope
		k := care.Key{Number: number, Holder: care.KeyHolder{CenterID: h.StationID}}
		if i%10 == 7 {
			k.Seal = fmt.Sprintf("F%04d", 1000+i)
		}
		k, err := b.Registry.NoteKey(ctx, author, h.ID, k)
		if err != nil || i%20 != 3 {
			return err
		}
		// Some are lent to whoever cleans or cooks there; one is to be back any minute.
		until := b.opts.Now.Add(time.Duration(i%60+10) * time.Minute)
		_, err = b.Registry.ActOnKey(ctx, author, k.ID, registry.KeyDeed{What: care.KeyLentOut, Staff: workerName(i / 20 % workers), Until: until})
		return err
	case 9:
		k, err := b.Registry.NoteKey(ctx, author, h.ID, care.Key{Number: number, Holder: care.KeyHolder{CenterID: h.StationID}})
		if err != nil {
			return err
		}
		if i%50 == 9 {
			_, err = b.Registry.ActOnKey(ctx, author, k.ID, registry.KeyDeed{What: care.KeyWasLost, Note: "送餐路上丢失（样例）"})
		}
		return err
	}
	return nil
}
