package roster

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Chain is whom the desk would ring, in each township and at the county, at an instant.
type Chain struct {
	At     time.Time         `json:"at"`
	Next   *time.Time        `json:"next_change" nullable:"true" doc:"when somebody comes on or goes off next"`
	Places []ChainPlace      `json:"places"`
	Checks []care.ShiftCheck `json:"checks" doc:"what was found before the last changes of shift, the newest first"`
}

// ChainPlace is the chain of one region.
type ChainPlace struct {
	RegionID care.RegionID     `json:"region_id"`
	Name     string            `json:"name"`
	Links    []Link            `json:"links"`
	Keepers  Count             `json:"keepers" doc:"stations whose keeper has a number, of all stations"`
	Elders   care.ContactCount `json:"elders" doc:"elders with nobody to ring: the village committee or the township duty is rung instead"`
}

// Count is n of N.
type Count struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

// Link is one post of a chain.
type Link struct {
	Post care.DutyPost `json:"post"`
	// State says whence the holders come: from the roster, from the standing post, or
	// from nowhere.
	State   string   `json:"state" enum:"rostered,standing,unfilled"`
	Holders []Holder `json:"holders"`
}

// Holder is who would be rung, by which channel, and whether the number is proven.
type Holder struct {
	care.OnPost
	Channels []string            `json:"channels"`
	Reached  *care.ReachedNumber `json:"reached,omitempty"`
	Problem  string              `json:"problem,omitempty" enum:"no_number,unverified,not_reached,"`
	// NumberHidden says that there is a number, which is not for whoever reads this.
	NumberHidden bool `json:"number_hidden,omitempty"`
}

// Chain computes the chain of every township and the county that by sees, at an
// instant. It blocks on reads.
func (r *Roster) Chain(ctx context.Context, by care.Staff, at time.Time) (Chain, error) {
	c, err := r.chain(ctx, at)
	if err != nil {
		return c, err
	}
	v, err := r.viewOf(ctx, by)
	if err != nil {
		return Chain{}, err
	}
	c.Places = slices.DeleteFunc(c.Places, func(p ChainPlace) bool { return !v.sees(p.RegionID) })
	c.Checks, err = r.deps.Checks.ShiftChecks(ctx, r.now().Add(-week))
	if c.Checks == nil {
		c.Checks = []care.ShiftCheck{}
	}
	v.shown(&c)
	return c, err
}

func (r *Roster) chain(ctx context.Context, at time.Time) (Chain, error) {
	c := Chain{At: at.UTC(), Places: []ChainPlace{}}
	list, err := r.duties(ctx)
	if err != nil {
		return c, err
	}
	if changes := changesOf(list, at, at.Add(week)); len(changes) > 0 {
		c.Next = &changes[0]
	}
	supervisors, err := r.deps.Posts.Holders(ctx, care.Supervisor)
	if err != nil {
		return c, err
	}
	regions, err := r.deps.Posts.Regions(ctx, care.Everything)
	if err != nil {
		return c, err
	}
	for _, g := range regions {
		if len(needed(g.ID)) == 0 {
			continue
		}
		p := ChainPlace{RegionID: g.ID, Name: g.Name, Links: []Link{}}
		for _, post := range needed(g.ID) {
			p.Links = append(p.Links, r.link(ctx, list, post, g, supervisors, at))
		}
		c.Places = append(c.Places, p)
	}
	slices.SortFunc(c.Places, func(a, b ChainPlace) int { return cmp.Compare(a.RegionID, b.RegionID) })
	if err := r.prove(ctx, &c); err != nil {
		return c, err
	}
	return c, r.countIn(ctx, &c)
}

// link is one post of a place at an instant, from the roster or else as it stands.
func (r *Roster) link(ctx context.Context, list []care.Duty, post care.DutyPost, at care.Region, supervisors []care.Staff, when time.Time) Link {
	l := Link{Post: post, State: "rostered", Holders: []Holder{}}
	var on []care.OnPost
	planned := false
	for _, p := range fills(post) {
		holders, some := onPost(list, p, at.ID, "", when)
		on, planned = append(on, holders...), planned || some
	}
	on = r.named(ctx, on)
	if len(on) == 0 {
		l.State = "standing"
		if !planned || post == care.TownshipPost || post == care.CountyPost {
			on = standing(post, at, supervisors)
		}
		// Without a roster whoever signs in sits at the desk.
		if planned || len(on) == 0 && post != care.SeatPost {
			l.State = "unfilled"
		}
	}
	for _, h := range on {
		l.Holders = append(l.Holders, Holder{OnPost: h, Channels: orNone(r.deps.Channels(receiverOf(post)))})
	}
	return l
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// receiverOf is what notices call whoever holds a post.
func receiverOf(post care.DutyPost) string {
	if post == care.NightPost {
		return string(care.SeatPost)
	}
	return string(post)
}

// standing is who holds a post without a roster. Nobody stands at the seat: whoever
// signs in sits there.
func standing(post care.DutyPost, at care.Region, supervisors []care.Staff) []care.OnPost {
	var out []care.OnPost
	switch post {
	case care.SupervisorPost:
		for _, s := range supervisors {
			if sc := s.Scope(); sc.Sees(at.ID, "") {
				out = append(out, care.OnPost{Post: post, RegionID: at.ID, StaffID: s.ID, Name: s.Name, Phone: strings.TrimSpace(s.Phone)})
			}
		}
	case care.TownshipPost, care.CountyPost:
		if at.DutyPhone != "" {
			out = append(out, care.OnPost{Post: post, RegionID: at.ID, Name: cmp.Or(at.DutyName, at.Name), Phone: strings.TrimSpace(at.DutyPhone)})
		}
	}
	return out
}

// prove adds to each holder whether somebody was reached at the number.
func (r *Roster) prove(ctx context.Context, c *Chain) error {
	var numbers []string
	each := func(do func(*Holder)) {
		for i := range c.Places {
			for k := range c.Places[i].Links {
				for h := range c.Places[i].Links[k].Holders {
					do(&c.Places[i].Links[k].Holders[h])
				}
			}
		}
	}
	each(func(h *Holder) {
		if n := care.PhoneDigits(h.Phone); n != "" {
			numbers = append(numbers, n)
		}
	})
	slices.Sort(numbers)
	known, err := r.deps.Numbers.ReachedNumbers(ctx, slices.Compact(numbers))
	if err != nil {
		return err
	}
	now := r.now()
	each(func(h *Holder) {
		n := care.PhoneDigits(h.Phone)
		if k, ok := known[n]; ok {
			h.Reached = &k
		}
		h.Problem = r.problem(n, h.Reached, now)
	})
	return nil
}

// problem is what is wrong with a number at an instant.
func (r *Roster) problem(number string, known *care.ReachedNumber, now time.Time) string {
	switch {
	case number == "":
		return "no_number"
	case known != nil && known.FailedAt != nil && (known.ReachedAt == nil || known.FailedAt.After(*known.ReachedAt)):
		return "not_reached"
	case known == nil || known.ReachedAt == nil || now.Sub(*known.ReachedAt) > r.cfg.Reached:
		return "unverified"
	}
	return ""
}

// countIn adds how many stations have a keeper with a number, and how many elders have
// nobody to ring.
func (r *Roster) countIn(ctx context.Context, c *Chain) error {
	elders, err := r.deps.Contacts.ContactCounts(ctx)
	if err != nil {
		return err
	}
	keepers := map[care.RegionID]Count{}
	p := care.Page{Limit: 500}
	for {
		list, next, err := r.deps.Posts.Centers(ctx, care.Everything, care.Station, p)
		if err != nil {
			return err
		}
		for _, s := range list {
			k := keepers[s.RegionID.Township()]
			if k.Of++; care.PhoneDigits(s.KeeperPhone) != "" {
				k.N++
			}
			keepers[s.RegionID.Township()] = k
		}
		if p.Cursor = next; next == "" {
			break
		}
	}
	for i := range c.Places {
		p := &c.Places[i]
		for t, n := range elders {
			if p.RegionID.Contains(t) {
				p.Elders.None += n.None
				p.Elders.Of += n.Of
			}
		}
		for t, n := range keepers {
			if p.RegionID.Contains(t) {
				p.Keepers.N += n.N
				p.Keepers.Of += n.Of
			}
		}
	}
	return nil
}

// changesOf returns the instants after from, until to, at which somebody comes on or
// goes off, in order.
func changesOf(list []care.Duty, from, to time.Time) []time.Time {
	var out []time.Time
	for day := plusDays(dayOf(from), -1); day <= dayOf(to); day = plusDays(day, 1) {
		for i := range list {
			if !holds(&list[i], day) {
				continue
			}
			a, b := span(&list[i], day)
			for _, at := range []time.Time{a, b} {
				if at.After(from) && !at.After(to) {
					out = append(out, at)
				}
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}
