package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
	"yian/centers/medicine"
	"yian/centers/samples"
)

// nurses are who gives medicine in the two houses that show their lists, and cooks. They
// are sent nowhere.
var nurses = []struct {
	id, name string
	house    int
}{{"nurse", "护理员小田", 1}, {"nurse2", "护理员小孟", 1}, {"cook", "厨师老秦", 1}, {"nurse3", "护理员小范", 0}, {"nurse4", "护理员小贺", 0}, {"cook2", "厨师老邓", 0}}

// listDays is how many days of medicine and samples lie behind the demo.
const listDays = 2

// Carehome is what went round in two houses, and what their kitchens kept.
type Carehome struct {
	crew    *Crew
	lists   *medicine.Medicines
	kitchen *samples.Samples
	house   care.CenterID
	nurse   [2]care.Staff
	cook    care.Staff
	now     time.Time // what all clocks say
}

// BeginCarehome enters it through the rooms, with the time passed in. It blocks for a
// second or two.
func BeginCarehome(ctx context.Context, crew CrewDeps, deps medicine.Deps, kept samples.Deps, now time.Time) error {
	for house := range 2 {
		h := &Carehome{crew: NewCrew(crew), house: care.CenterID(fmt.Sprintf("house-%02d", house))}
		h.people(house)
		deps.Now = func() time.Time { return h.now }
		kept.Now = deps.Now
		var err error
		if h.lists, err = medicine.New(medicine.Config{}, deps); err != nil {
			return err
		}
		if h.kitchen, err = samples.New(kept); err != nil {
			return err
		}
		if err := h.live(ctx, now); err != nil {
			return fmt.Errorf("demo: medicine of %s: %w", h.house, err)
		}
	}
	return nil
}

// residents are who belongs to a house.
func (c *Crew) residents(ctx context.Context, house care.CenterID) ([]care.ElderID, error) {
	list, _, err := c.deps.Registry.Elders(ctx, care.Everything, care.ElderQuery{CenterID: house}, care.Page{Limit: 500})
	ids := make([]care.ElderID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids, err
}

// people finds who works in the house.
func (h *Carehome) people(house int) {
	n := 0
	for _, one := range nurses {
		switch who := h.crew.people[care.StaffID(one.id)]; {
		case one.house != house:
		case one.id[0] == 'c':
			h.cook = who
		default:
			h.nurse[n] = who
			n++
		}
	}
}

func (h *Carehome) live(ctx context.Context, now time.Time) error {
	y, m, d := now.In(care.Shanghai).Date()
	first := time.Date(y, m, d-listDays, 5, 0, 0, 0, care.Shanghai)
	h.now = first
	if err := h.write(ctx, first); err != nil {
		return err
	}
	for day := first; day.Before(now); day = day.AddDate(0, 0, 1) {
		if err := h.cookAll(ctx, day, now); err != nil {
			return err
		}
		if err := errors.Join(h.goRound(ctx, day, now), h.asNeeded(ctx, day, now)); err != nil {
			return err
		}
	}
	h.now = now
	return h.lists.Pass(ctx)
}

// papers are lines as hospitals write them; none says anything about anybody.
var papers = []care.Medicine{
	{Name: "苯磺酸氨氯地平片", Dose: "每次 1 片，每日 1 次，早晨", Times: []string{"08:00"}, Each: 1, Unit: "片"},
	{Name: "二甲双胍片", Dose: "每次 1 片，每日 3 次，随餐", Times: []string{"08:00", "12:00", "18:00"}, Each: 1, Unit: "片"},
	{Name: "阿托伐他汀钙片", Dose: "每次 1 片，每晚 1 次", Times: []string{"20:00"}, Each: 1, Unit: "片"},
	{Name: "阿司匹林肠溶片", Dose: "每次 1 片，每日 1 次，早晨", Times: []string{"08:00"}, Each: 1, Unit: "片"},
	{Name: "碳酸钙 D3 片", Dose: "每次 1 片，每日 1 次，午饭后", Times: []string{"12:00"}, Each: 1, Unit: "片"},
	{Name: "华法林钠片", Dose: "每次半片，每日 1 次，晚上", Times: []string{"20:00"}, Each: 0.5, Unit: "片", DoubleCheck: true},
	{Name: "甘精胰岛素注射液", Dose: "睡前 10 单位，皮下注射", Times: []string{"20:00"}, Each: 10, Unit: "单位", DoubleCheck: true},
}

// painkiller is a line that is given as needed.
var painkiller = care.Medicine{Name: "对乙酰氨基酚片", Dose: "疼痛时，每次 1 片，间隔至少 6 小时，24 小时不超过 4 次", Times: []string{}, AsNeeded: true, GapMinutes: 360, DayMost: 4, Each: 1, Unit: "片"}

// asNeeded lets some have asked for it in the afternoon.
func (h *Carehome) asNeeded(ctx context.Context, day, until time.Time) error {
	at := time.Date(day.Year(), day.Month(), day.Day(), 15, 20, 0, 0, care.Shanghai)
	if at.After(until.Add(-time.Minute)) {
		return nil
	}
	h.now = at.Add(time.Minute)
	needs, err := h.lists.Needed(ctx, h.nurse[0].Scope(), h.house)
	for i := range needs {
		if h.crew.share(string(needs[i].Elder.ID)+day.Format(time.DateOnly), "pain") < 0.3 {
			_, gave := h.lists.Give(ctx, h.nurse[0], medicine.Given{Medicine: needs[i].Medicine.ID, Due: at, Reason: "腰腿疼，说六分"})
			if gave != nil && !errors.Is(gave, care.ErrConflict) {
				err = errors.Join(err, gave)
			}
		}
	}
	return err
}

// write enters a written list for most residents, and who is turned.
func (h *Carehome) write(ctx context.Context, first time.Time) error {
	beds, err := h.crew.residents(ctx, h.house)
	if err != nil {
		return err
	}
	var lines []care.Medicine
	for _, id := range beds {
		key := string(id)
		if h.crew.share(key, "list") < 0.55 {
			for n := range 1 + int(h.crew.share(key, "lines")*2.2) {
				m := papers[int(h.crew.share(key, fmt.Sprint("paper", n))*float64(len(papers)))]
				m.Kind, m.ElderID, m.From, m.Prescriber = care.MedicineGiven, id, first.Format(time.DateOnly), "样例县人民医院门诊（样例）"
				m.ListDate, m.Page = first.AddDate(0, 0, -int(h.crew.share(key, "paper day")*60)).Format(time.DateOnly), fmt.Sprint(1+n)
				m.Stock = m.Each * float64(6+int(h.crew.share(key, fmt.Sprint("stock", n))*60))
				if !has(lines, &m) {
					lines = append(lines, m)
				}
			}
		}
		if h.crew.share(key, "needed") < 0.12 {
			m := painkiller
			m.Kind, m.ElderID, m.From, m.Prescriber = care.MedicineGiven, id, first.Format(time.DateOnly), "样例县人民医院门诊（样例）"
			m.ListDate, m.Page, m.Stock = first.AddDate(0, 0, -9).Format(time.DateOnly), "1", 20
			lines = append(lines, m)
		}
		if h.crew.share(key, "turned") < 0.04 {
			lines = append(lines, care.Medicine{Kind: care.Turning, ElderID: id, Times: []string{"06:00", "08:00", "10:00", "12:00", "14:00", "16:00", "18:00", "20:00", "22:00"}, From: first.Format(time.DateOnly)})
		}
	}
	for _, m := range lines {
		// Some moved in since.
		if _, err := h.lists.Enter(ctx, h.nurse[0], h.house, []care.Medicine{m}); err != nil && !errors.Is(err, care.ErrInvalid) {
			return err
		}
	}
	return nil
}

func has(lines []care.Medicine, m *care.Medicine) bool {
	for i := range lines {
		if lines[i].ElderID == m.ElderID && lines[i].Name == m.Name {
			return true
		}
	}
	return false
}

// goRound lets a day's medicine have been given, but for a few things.
func (h *Carehome) goRound(ctx context.Context, day, until time.Time) error {
	items, err := h.lists.Round(ctx, h.nurse[0].Scope(), h.house, day.Format(time.DateOnly))
	if err != nil {
		return err
	}
	for len(items) > 0 && items[0].Dose.DueAt.Before(until.Add(-12*time.Minute)) {
		due := items[0].Dose.DueAt
		n := 0
		for n < len(items) && items[n].Dose.DueAt.Equal(due) {
			n++
		}
		h.now = due.Add(6 * time.Minute)
		g := errgroup.Group{}
		g.SetLimit(32) // they share commits
		for _, one := range items[:n] {
			g.Go(func() error { return h.give(ctx, one) })
		}
		if err := g.Wait(); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

func (h *Carehome) give(ctx context.Context, one medicine.Item) error {
	key := string(one.Medicine.ElderID) + one.Dose.DueAt.Format(time.RFC3339) + one.Medicine.Name
	g := medicine.Given{Medicine: one.Medicine.ID, Due: one.Dose.DueAt}
	first, second := h.nurse[0], h.nurse[1]
	if h.crew.share(key, "who") < 0.4 {
		first, second = second, first
	}
	var err error
	switch dice := h.crew.share(key, "given"); {
	case dice < 0.012: // nobody says anything
		return nil
	case dice < 0.03:
		g.Reason = []string{"说恶心，不愿吃", "睡着了，叫不醒不勉强"}[int(h.crew.share(key, "why")*2)]
		_, err = h.lists.Refuse(ctx, first, g)
	case dice < 0.04:
		g.Reason = "外出检查空腹"
		_, err = h.lists.Miss(ctx, first, g)
	default:
		if _, err = h.lists.Give(ctx, first, g); err == nil && one.Medicine.DoubleCheck {
			_, err = h.lists.Check(ctx, second, g)
		}
	}
	if errors.Is(err, care.ErrConflict) { // away
		return nil
	}
	return err
}

// dishes of each meal, by day.
var dishes = map[care.MealTime][][]string{
	care.Breakfast: {{"小米粥", "鸡蛋羹", "花卷"}, {"南瓜粥", "肉包", "拌黄瓜"}, {"豆浆", "馒头", "煮鸡蛋"}},
	care.Lunch:     {{"红烧豆腐", "清炒白菜", "番茄蛋汤", "软米饭"}, {"冬瓜烧肉", "蒸茄子", "紫菜汤", "软米饭"}, {"清蒸鱼块", "炒胡萝卜丝", "排骨汤", "软米饭"}},
	care.Supper:    {{"面条", "炒西葫芦", "拌豆干"}, {"馄饨", "蒸南瓜"}, {"疙瘩汤", "葱油饼", "炒豆芽"}},
}

var mealAt = map[care.MealTime]time.Duration{care.Breakfast: 7 * time.Hour, care.Lunch: 11*time.Hour + 20*time.Minute, care.Supper: 17*time.Hour + 10*time.Minute}

// cookAll lets a day's samples have been kept, and those of two days before thrown away.
// One supper of the manager's house was forgotten.
func (h *Carehome) cookAll(ctx context.Context, day, until time.Time) error {
	y, m, d := day.Date()
	for n, meal := range care.MealTimes {
		h.now = time.Date(y, m, d, 0, 0, 0, 0, care.Shanghai).Add(mealAt[meal])
		yesterday := until.In(care.Shanghai).AddDate(0, 0, -1).Day() == d
		if h.now.After(until) || meal == care.Supper && yesterday && h.house == "house-01" {
			continue
		}
		taken := samples.Taken{Meal: meal, Celsius: 3.5 + float64(n)/2}
		if meal == care.Lunch && yesterday && h.house == "house-00" {
			taken.Celsius = 9.5 // the door stood open
		}
		for i, dish := range dishes[meal][(d+n)%3] {
			taken.Dishes = append(taken.Dishes, samples.Dish{Name: dish, Grams: 125 + 5*((d+i)%4)})
		}
		if _, err := h.kitchen.Take(ctx, h.cook, h.house, taken); err != nil {
			return err
		}
	}
	return nil
}

// bathe adds a weekly bath for some of the residents of the two houses.
func (p *Programme) bathe(ctx context.Context, list []care.Plan) ([]care.Plan, error) {
	days := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	for house := range 2 {
		elders, err := p.crew.residents(ctx, care.CenterID(fmt.Sprintf("house-%02d", house)))
		if err != nil {
			return nil, err
		}
		for _, id := range elders {
			if key := string(id); p.crew.share(key, "bath") < 0.3 {
				list = append(list, care.Plan{OfferingID: "bath-at-station", ElderID: id, Rule: "FREQ=WEEKLY;BYDAY=" + days[int(p.crew.share(key, "bath day")*7)],
					Times: []string{[]string{"09:30", "14:30"}[int(p.crew.share(key, "bath time")*2)]}})
			}
		}
	}
	return list, nil
}
