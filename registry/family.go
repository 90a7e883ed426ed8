package registry

import (
	"context"
	"slices"
	"strings"

	"yian/care"
)

// FamilyConsent is the newest word on whether the family is told every month how it
// went; nil: nobody was asked. It blocks on a read.
func (r *Registry) FamilyConsent(ctx context.Context, elder care.ElderID) (*care.Consent, error) {
	said, err := r.record.Consents(ctx, elder)
	i := slices.IndexFunc(said, func(c care.Consent) bool { return c.Kind == "family" })
	if err != nil || i < 0 {
		return nil, err
	}
	return &said[i], nil
}

// FamilyMayKnow notes the elder's word, or a guardian's by name, on the monthly page
// for the family. The newest word counts, so it may be taken back at any time.
func (r *Registry) FamilyMayKnow(ctx context.Context, by care.Staff, id care.ElderID, given bool, word, name string) (care.Consent, error) {
	e, err := r.record.Elder(ctx, by.Scope(), id)
	if err != nil {
		return care.Consent{}, err
	}
	c := care.Consent{ElderID: id, Kind: "family", Given: given, By: word, Name: strings.TrimSpace(name), At: r.now()}
	if err := checkWord("body.by", c.By, c.Name); err != nil {
		return care.Consent{}, err
	}
	verb := "family_consented"
	if !given {
		verb = "family_refused"
	}
	return c, r.record.SaveConsent(ctx, c, r.elderEntry(by.ID, verb, &e))
}

// FamilyPrinted notes that a month's page for the family was printed.
func (r *Registry) FamilyPrinted(ctx context.Context, by care.Staff, id care.ElderID, month string) error {
	if err := r.MayTellFamily(ctx, id); err != nil {
		return err
	}
	e, err := r.record.Elder(ctx, by.Scope(), id)
	if err != nil {
		return err
	}
	entry := r.elderEntry(by.ID, "family_printed", &e)
	entry.Note = month
	return r.record.Note(ctx, entry)
}

// MayTellFamily refuses while there is no consent to tell the family.
func (r *Registry) MayTellFamily(ctx context.Context, id care.ElderID) error {
	c, err := r.FamilyConsent(ctx, id)
	if err == nil && (c == nil || !c.Given) {
		return &care.Fault{Kind: care.ErrForbidden, Code: "consent.family", Detail: "老人或监护人没有同意向家属提供月报"}
	}
	return err
}
