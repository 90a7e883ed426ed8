package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Ahead is what is wrong with the chain now and until the next changes of shift.
type Ahead struct {
	At       time.Time  `json:"at"`
	Shift    *time.Time `json:"shift" nullable:"true" doc:"the first change of shift with a gap; null: now"`
	Gaps     int        `json:"gaps" doc:"posts that nobody holds"`
	Numbers  int        `json:"numbers" doc:"holders who cannot be rung: no number"`
	Unproven int        `json:"unproven" doc:"holders at whose number nobody was reached for 31 days, or not at the last try"`
}

// Gaps are the posts that nobody holds: now, and after the next change of shift,
// however far that is.
type Gaps struct{ Now, Next int }

// lookEvery is how often the roster looks ahead; the change of a line is told within it.
const lookEvery = 30 * time.Second

// Run looks ahead until ctx ends.
func (r *Roster) Run(ctx context.Context) error {
	return care.Every(ctx, lookEvery, r.Look, func(err error) { r.log.Warn("the chain was not checked, will try again", "err", err) })
}

// Upcoming is what the last look found; false before the first.
func (r *Roster) Upcoming() (Ahead, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ahead, r.looked
}

// Gaps is what the last look found; false before the first. It is quick.
func (r *Roster) Gaps() (Gaps, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gaps, r.looked
}

// Look checks the chain now, and for every change of shift that is near. However many
// processes look, each problem is told once. It blocks until on disk.
func (r *Roster) Look(ctx context.Context) error {
	now := r.now()
	r.forget()
	list, err := r.duties(ctx)
	if err != nil {
		return err
	}
	c, err := r.chain(ctx, now)
	if err != nil {
		return err
	}
	ahead, gaps := Ahead{At: now}, Gaps{Now: unfilled(&c)}
	ahead.count(problemsOf(&c), nil)
	if c.Next != nil {
		later, err := r.chain(ctx, *c.Next)
		if err != nil {
			return err
		}
		gaps.Next = unfilled(&later)
	}
	var errs error
	for _, shift := range changesOf(list, now, now.Add(r.cfg.Ahead)) {
		// The instant at which some go and others come belongs to those who come.
		c, err := r.chain(ctx, shift)
		if err != nil {
			return err
		}
		problems := problemsOf(&c)
		ahead.count(problems, &shift)
		errs = errors.Join(errs, r.checked(ctx, shift, now, len(c.Places), problems))
	}
	r.mu.Lock()
	r.ahead, r.gaps, r.looked = ahead, gaps, true
	r.mu.Unlock()
	return errs
}

// count takes the worst of what is found.
func (a *Ahead) count(problems []care.DutyProblem, shift *time.Time) {
	var gaps, numbers, unproven int
	for _, p := range problems {
		switch p.Kind {
		case "unfilled":
			gaps++
		case "no_number":
			numbers++
		default:
			unproven++
		}
	}
	if gaps > a.Gaps {
		a.Gaps, a.Shift = gaps, shift
	}
	a.Numbers, a.Unproven = max(a.Numbers, numbers), max(a.Unproven, unproven)
}

// unfilled counts the posts of a chain that nobody holds.
func unfilled(c *Chain) (n int) {
	for _, p := range problemsOf(c) {
		if p.Kind == "unfilled" {
			n++
		}
	}
	return n
}

// problemsOf is everything that is wrong with a chain.
func problemsOf(c *Chain) []care.DutyProblem {
	out := []care.DutyProblem{}
	for _, p := range c.Places {
		for _, l := range p.Links {
			if l.State == "unfilled" {
				out = append(out, care.DutyProblem{Kind: "unfilled", Post: l.Post, RegionID: p.RegionID})
			}
			for _, h := range l.Holders {
				if h.Problem != "" {
					out = append(out, care.DutyProblem{Kind: h.Problem, Post: l.Post, RegionID: p.RegionID, StaffID: h.StaffID, Name: h.Name})
				}
			}
		}
	}
	return out
}

// toldFor is for how long a number that is not proven is not told again; a post that
// nobody holds is told for each shift.
const toldFor = 24 * time.Hour

// checked keeps what was found before a change of shift, and tells the supervisors of
// what they were not told.
func (r *Roster) checked(ctx context.Context, shift, now time.Time, places int, problems []care.DutyProblem) error {
	recent, err := r.deps.Checks.ShiftChecks(ctx, now.Add(-toldFor))
	if err != nil {
		return err
	}
	told := map[care.DutyProblem]bool{}
	for _, c := range recent {
		for _, p := range c.Problems {
			if p.Kind != "unfilled" && c.ToldAt != nil && !c.Shift.Equal(shift) {
				told[p] = true
			}
		}
	}
	fresh := func(c *care.ShiftCheck) bool {
		return slices.ContainsFunc(problems, func(p care.DutyProblem) bool { return !told[p] && !slices.Contains(c.Problems, p) })
	}
	receivers, err := r.toBeTold(ctx, now)
	if err != nil {
		return err
	}
	_, err = r.deps.Checks.CheckShift(ctx, shift, func(c *care.ShiftCheck) (care.Change, error) {
		news := fresh(c)
		if c.Version > 0 && !news && len(c.Problems) == len(problems) {
			return care.Change{}, nil
		}
		c.At, c.Places = now, places
		c.Problems = problems
		change := care.Change{Entries: []care.Entry{{At: now, By: care.System, What: "roster.checked", Noun: "roster", Subject: shift.Format(time.RFC3339), Note: summary(problems)}}}
		if news {
			c.ToldAt = &now
			change.Notices = r.tell(c, receivers, now)
		}
		return change, nil
	})
	if err != nil {
		return fmt.Errorf("roster: check: %w", err)
	}
	return nil
}

// toBeTold are the supervisors on duty now, else all, else the county's desk.
func (r *Roster) toBeTold(ctx context.Context, now time.Time) ([]care.OnPost, error) {
	on, _, err := r.OnPost(ctx, care.SupervisorPost, "", "", now)
	if err != nil || len(on) > 0 {
		return on, err
	}
	staff, err := r.deps.Posts.Holders(ctx, care.Supervisor)
	for _, s := range staff {
		on = append(on, care.OnPost{Post: care.SupervisorPost, StaffID: s.ID, Name: s.Name, Phone: s.Phone})
	}
	if len(on) == 0 && err == nil {
		on, _, err = r.OnPost(ctx, care.CountyPost, "", "", now)
	}
	return on, err
}

func (r *Roster) tell(c *care.ShiftCheck, receivers []care.OnPost, now time.Time) []care.Notice {
	text := fmt.Sprintf("颐安平台：%s 换班的值班链条有问题：%s。请到“值班表”补齐，或回拨 %s。", c.Shift.In(care.Shanghai).Format("1月2日 15:04"), summary(c.Problems), r.cfg.Hotline)
	var out []care.Notice
	rung := map[string]bool{}
	for i, to := range receivers {
		if to.Phone == "" || rung[to.Phone] {
			continue
		}
		rung[to.Phone] = true
		out = append(out, care.Notice{Key: fmt.Sprintf("roster/%d-%d/%d", c.Shift.Unix(), c.Version, i), Channel: "webhook", Kind: "message",
			Receiver: receiverOf(to.Post), Name: to.Name, Phone: to.Phone, DueAt: now, Text: text})
	}
	return out
}

// summary counts problems without naming anybody.
func summary(problems []care.DutyProblem) string {
	if len(problems) == 0 {
		return "没有缺口"
	}
	var parts []string
	for _, k := range []struct{ kind, words string }{{"unfilled", "岗位无人"}, {"no_number", "没有号码"}, {"not_reached", "上次没打通"}, {"unverified", "号码 31 天没核实"}} {
		n := 0
		for _, p := range problems {
			if p.Kind == k.kind {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d 处", k.words, n))
		}
	}
	return strings.Join(parts, "，")
}
