package hotline

import (
	"context"
	"maps"
	"slices"
	"time"

	"yian/care"
)

// Opinions is what callers said in follow-ups: each share with its denominator.
type Opinions struct {
	Drawn     int  `json:"drawn" doc:"all of the period that are not a trial"`
	Open      int  `json:"open"`
	Cancelled int  `json:"cancelled" doc:"the elder has died since: not asked, and in no denominator"`
	Reached   Part `json:"reached" doc:"of those that are over and were not cancelled"`
	Satisfied Part `json:"satisfied" doc:"satisfied without reserve, of those who answered the question"`
	Fair      int  `json:"fair" doc:"of the same: satisfied on the whole"`
	Unhappy   int  `json:"unhappy" doc:"of the same: not satisfied"`
}

// OpinionRow is a line of them.
type OpinionRow struct {
	Key string `json:"key"`
	Opinions
}

// OpinionReport is a period with its lines by what was asked about and by township.
type OpinionReport struct {
	AsOf      time.Time    `json:"as_of"`
	Total     Opinions     `json:"total"`
	Nouns     []OpinionRow `json:"nouns"`
	Townships []OpinionRow `json:"townships"`
}

// Opinions counts the follow-ups drawn from from until to, as far as by sees.
func (h *Hotline) Opinions(ctx context.Context, by care.Staff, from, to time.Time) (OpinionReport, error) {
	r := OpinionReport{AsOf: h.now()}
	nouns, townships := tally{}, tally{}
	page := care.Page{Limit: 500}
	for {
		list, next, err := h.deps.FollowUpShelf.FollowUps(ctx, by.Scope(), care.FollowUpQuery{Since: from, Until: to, Page: page})
		if err != nil {
			return r, err
		}
		for i := range list {
			if f := &list[i]; !f.Trial {
				r.Total.add(f)
				nouns.of(f.Noun).add(f)
				townships.of(string(f.RegionID.Township())).add(f)
			}
		}
		if page.Cursor = next; next == "" {
			break
		}
	}
	r.Nouns, r.Townships = nouns.rows(), townships.rows()
	return r, nil
}

func (o *Opinions) add(f *care.FollowUp) {
	o.Drawn++
	switch f.State {
	case care.FollowUpOpen:
		o.Open++
		return
	case care.FollowUpCancelled:
		o.Cancelled++
		return
	}
	o.Reached.count(f.State == care.FollowUpDone)
	if f.Satisfied == "" {
		return
	}
	o.Satisfied.count(f.Satisfied == "satisfied")
	switch f.Satisfied {
	case "fair":
		o.Fair++
	case "dissatisfied":
		o.Unhappy++
	}
}

// tally counts opinions by a key.
type tally map[string]*Opinions

func (t tally) of(key string) *Opinions {
	if t[key] == nil {
		t[key] = &Opinions{}
	}
	return t[key]
}

func (t tally) rows() []OpinionRow {
	out := make([]OpinionRow, 0, len(t))
	for _, key := range slices.Sorted(maps.Keys(t)) {
		out = append(out, OpinionRow{key, *t[key]})
	}
	return out
}
