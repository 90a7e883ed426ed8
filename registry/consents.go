package registry

import (
	"context"
	"slices"
	"strings"

	"yian/care"
)

// Consented notes what each elder of the home agreed to, and that whoever else
// lives there was told. Every elder must have been asked about both kinds.
func (r *Registry) Consented(ctx context.Context, by care.Staff, id care.InstallationID, said []care.Consent, told bool) (care.Installation, error) {
	known, err := r.Installation(ctx, by, id)
	if err != nil {
		return care.Installation{}, err
	}
	elders, err := r.EldersOf(ctx, known.HouseholdID)
	if err != nil {
		return care.Installation{}, err
	}
	for i := range said {
		c := &said[i]
		c.At, c.Name = r.now(), strings.TrimSpace(c.Name)
		if err := checkConsent(c, elders); err != nil {
			return care.Installation{}, err
		}
	}
	for _, e := range elders {
		for _, kind := range []string{"health", "location"} {
			if !slices.ContainsFunc(said, func(c care.Consent) bool { return c.ElderID == e.ID && c.Kind == kind }) {
				return care.Installation{}, care.Invalid("body.consents", "consent.missing", "请逐位老人分别问健康和位置两项")
			}
		}
	}
	if !told {
		return care.Installation{}, care.Invalid("body.residents_told", "consent.residents", "请先告知同住的人")
	}
	return r.fit(ctx, by, id, "consented", func(f *care.Fitting) error {
		f.Installation.Consents, f.Installation.ResidentsTold, f.Consents = said, true, said
		return nil
	})
}

// Refused reports whether an elder, or who speaks for them, said no to being
// measured ("health") or located ("location"). It blocks on a read.
func (r *Registry) Refused(ctx context.Context, elder care.ElderID, kind string) (bool, error) {
	said, err := r.record.Consents(ctx, elder)
	return slices.ContainsFunc(said, func(c care.Consent) bool { return c.Kind == kind && !c.Given }), err
}

func checkConsent(c *care.Consent, elders []care.Elder) error {
	switch {
	case c.Kind != "health" && c.Kind != "location":
		return care.Invalid("body.consents", "consent.kind", "只有健康和位置两项")
	case !slices.ContainsFunc(elders, func(e care.Elder) bool { return e.ID == c.ElderID }):
		return care.Invalid("body.consents", "elder.unknown", "这位老人不住在这一户")
	}
	return checkWord("body.consents", c.By, c.Name)
}

// checkWord checks on whose word something holds: the elder's, or a guardian's by name.
func checkWord(field, by, name string) error {
	if by != "elder" && by != "guardian" {
		return care.Invalid(field, "word.by", "请选择由老人本人还是监护人同意")
	}
	if by == "guardian" && name == "" {
		return care.Invalid(field, "word.guardian", "请写监护人的姓名")
	}
	return text(field, name, 60)
}

// EntrySettled notes whether responders may enter when nobody opens.
func (r *Registry) EntrySettled(ctx context.Context, by care.Staff, id care.InstallationID, e care.EntryRight) (care.Installation, error) {
	e.At, e.Name = r.now(), strings.TrimSpace(e.Name)
	if err := checkWord("body.by", e.By, e.Name); err != nil {
		return care.Installation{}, err
	}
	return r.fit(ctx, by, id, "entry_settled", func(f *care.Fitting) error {
		f.Installation.Entry = &e
		return nil
	})
}

// KeysNoted notes which keys exist and who holds them, as keys of the home; none is an
// answer too.
func (r *Registry) KeysNoted(ctx context.Context, by care.Staff, id care.InstallationID, keys []care.HomeKey) (care.Installation, error) {
	if len(keys) > 10 {
		return care.Installation{}, care.Invalid("body.keys", "keys.count", "最多登记 10 把钥匙")
	}
	kept := []care.HomeKey{}
	for _, k := range keys {
		if err := first(required("body.keys", k.Holder, 60), text("body.keys", k.Number, 40), phone("body.keys", k.Phone)); err != nil {
			return care.Installation{}, err
		}
		kept = append(kept, k)
	}
	return r.fit(ctx, by, id, "keys_noted", func(f *care.Fitting) error {
		f.Installation.Keys, f.Keys = kept, kept
		return nil
	})
}
