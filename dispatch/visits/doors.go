package visits

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"yian/care"
)

// doorPrefix begins what a QR code at a door holds, so that no other code is taken for
// one.
const doorPrefix = "YIAN-DOOR:"

// doorLetters hold nothing that is mistaken for something else when it is read aloud or
// typed.
const doorLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// doorLength is how many letters a code has: 30^8 are too many to guess.
const doorLength = 8

// DoorCode is what hangs at the door of a home, as its QR code holds it. It is made the
// first time, and anew when replace says so: a code that was photographed proves
// nothing any more.
func (r *Visits) DoorCode(ctx context.Context, by care.Staff, home care.HouseholdID, replace bool) (string, error) {
	h, err := r.deps.People.Household(ctx, by.Scope(), home)
	if err != nil {
		return "", err
	}
	code, err := r.deps.Doors.DoorCode(ctx, home)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return "", fmt.Errorf("visits: door code: %w", err)
	}
	if err == nil && !replace {
		return doorPrefix + code, nil
	}
	fresh := make([]byte, doorLength)
	for i := range fresh {
		fresh[i] = doorLetters[letter()]
	}
	now := r.now()
	code, err = r.deps.Doors.NewDoorCode(ctx, home, string(fresh), replace, now,
		care.Entry{At: now, By: by.ID, What: "household.door_code", Noun: "household", Subject: string(home), RegionID: h.RegionID})
	if err != nil {
		return "", fmt.Errorf("visits: door code: %w", err)
	}
	return doorPrefix + code, nil
}

// letter draws a place in doorLetters, each as likely as any other.
func letter() int {
	var b [1]byte
	for {
		_, _ = rand.Read(b[:]) // never fails
		if n := int(b[0]); n < 256/len(doorLetters)*len(doorLetters) {
			return n % len(doorLetters)
		}
	}
}

// door says whose code a worker read or typed.
func (r *Visits) door(ctx context.Context, o *care.Order, text string) (care.DoorCheck, error) {
	code := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), doorPrefix)
	code = strings.NewReplacer(" ", "", "-", "").Replace(code)
	if len(code) != doorLength {
		return "", errNoDoor()
	}
	home, err := r.deps.Doors.DoorOf(ctx, code)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return "", errNoDoor()
	case err != nil:
		return "", fmt.Errorf("visits: door code: %w", err)
	case home == o.HouseholdID:
		return care.DoorMatch, nil
	}
	return care.DoorOther, nil
}

func errNoDoor() error {
	return care.Invalid("body.door", "visit.door", "没有这个门码，请对着门上的码再扫一次或核对后输入")
}
