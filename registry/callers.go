package registry

import (
	"context"
	"errors"

	"yian/care"
)

// Callers says whose a telephone number may be: the elder's own, the home's, a
// contact's or the key holder's, in this order, and whoever an operator linked to it
// after an earlier call. A number that is withheld is nobody's. It blocks on a few
// reads.
func (r *Registry) Callers(ctx context.Context, number string) ([]care.Caller, error) {
	digits := care.PhoneDigits(number)
	if digits == "" {
		return nil, nil
	}
	elders, _, err := r.record.Elders(ctx, care.Everything, care.ElderQuery{Text: care.PhoneTail(digits)}, care.Page{Limit: 500})
	if err != nil {
		return nil, err
	}
	callers := map[string][]care.Caller{}
	found := map[care.ElderID]bool{}
	look := r.look(ctx)
	for _, e := range elders {
		c, err := belongs(look, e, digits)
		if err != nil {
			return nil, err
		}
		if c.As != "" {
			callers[c.As] = append(callers[c.As], c)
			found[e.ID] = true
		}
	}
	known, err := r.record.PhoneNumber(ctx, digits)
	if err != nil {
		return nil, err
	}
	for _, id := range known.ElderIDs {
		if e, err := r.record.Elder(ctx, care.Everything, id); err == nil && !found[id] {
			callers["linked"] = append(callers["linked"], care.Caller{As: "linked", Elder: e})
		}
	}
	var list []care.Caller
	for _, as := range []string{"elder", "household", "contact", "key_holder", "linked"} {
		list = append(list, callers[as]...)
	}
	return list, nil
}

// belongs says how a number belongs to an elder, if it does.
func belongs(look *lookup, e care.Elder, digits string) (care.Caller, error) {
	if care.SameNumber(e.Phone, digits) {
		return care.Caller{As: "elder", Elder: e}, nil
	}
	for _, c := range e.Contacts {
		if care.SameNumber(c.Phone, digits) {
			return care.Caller{As: "contact", Elder: e, Name: c.Name, Relation: c.Relation}, nil
		}
	}
	if e.HouseholdID == "" {
		return care.Caller{}, nil
	}
	h, err := look.household(e.HouseholdID)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return care.Caller{}, nil
	case err != nil:
		return care.Caller{}, err
	case care.SameNumber(h.Phone, digits):
		return care.Caller{As: "household", Elder: e}, nil
	case care.SameNumber(h.KeyHolderPhone, digits):
		return care.Caller{As: "key_holder", Elder: e, Name: h.KeyHolderName}, nil
	}
	return care.Caller{}, nil
}
