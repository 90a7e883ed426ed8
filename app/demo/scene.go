package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"time"

	"yian/care"
	"yian/centers"
	"yian/dispatch"
)

// scene lets the crew's operator do what smoke, gas and a refusal ask for: 119 and its
// word before anything else, and the second call in its time.
func (c *Crew) scene(ctx context.Context, operator care.Staff, in care.Incident, now time.Time) error {
	id, desk := string(in.ID), c.deps.Desk
	switch {
	case in.Unsafe() && !slices.Contains(in.Help, "119"):
		if !c.waited(id, "talk", in.AnsweredAt, now, 6*time.Second, 20*time.Second) {
			return nil
		}
		_, err := desk.Help(ctx, operator, in.ID, "119", "")
		return err
	case in.Unsafe():
		if !c.waited(id, "safe", in.DispatchedAt, now, 20*time.Second, 60*time.Second) {
			return nil
		}
		if _, err := desk.SceneSafe(ctx, operator, in.ID, "消防员样例"); err != nil {
			return err
		}
		_, err := desk.Contact(ctx, operator, in.ID, "seen", "消防员样例", "老人在屋外，没有受伤（样例）")
		return err
	case in.Refused.CallBy.After(now):
		return nil
	}
	_, err := desk.SecondCall(ctx, operator, in.ID, "well", "老人说好多了（样例）")
	return err
}

// BeginScene enters what happened around incidents before yesterday: a forced door that
// nobody has paid for, somebody who was lost and found, a child who presses again and
// again, and an elder who stays with a daughter elsewhere. It blocks for about a second.
func BeginScene(ctx context.Context, crew CrewDeps, deps dispatch.Deps, where *centers.Centers, now time.Time) error {
	y := &Yesterday{crew: NewCrew(crew), now: now}
	deps.Queue, deps.Notifier, deps.Messenger = Silent{}, Silent{}, Silent{}
	deps.Now = func() time.Time { return y.now }
	var err error
	if y.desk, err = dispatch.New(dispatch.Config{}, deps); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context, time.Time) error
	}{{"forced door", y.forced}, {"somebody lost", y.lost}, {"false presses", y.playing}} {
		if err := step.do(ctx, now); err != nil {
			return fmt.Errorf("demo: %s: %w", step.name, err)
		}
	}
	return y.stays(ctx, where, now)
}

// pressed lets a home press at an instant and the operator answer.
func (y *Yesterday) pressed(ctx context.Context, home int, id string, at time.Time) (care.Incident, error) {
	homes := y.crew.deps.County.Homes
	place, err := y.placeOf(ctx, homes[home%len(homes)])
	if err != nil {
		return care.Incident{}, err
	}
	operator := y.crew.people["operator"]
	y.now = at
	y.desk.Beat(ctx, operator, "1号席")
	if err := y.desk.Raise(ctx, care.Call{ID: care.CallID("scene-" + id), Kind: care.SOS, PressedAt: at, ReceivedAt: at.Add(90 * time.Millisecond), Place: place}); err != nil {
		return care.Incident{}, err
	}
	open, _, err := y.crew.deps.Book.Incidents(ctx, care.Everything, care.IncidentQuery{States: []care.IncidentState{care.IncidentOpen}})
	if err != nil || len(open) == 0 {
		return care.Incident{}, fmt.Errorf("demo: no incident opened: %w", care.ErrNotFound)
	}
	y.now = at.Add(7 * time.Second)
	in, err := y.desk.Answer(ctx, operator, open[0].ID)
	y.now = y.now.Add(20 * time.Second)
	return in, err
}

// act is one step of a story.
type act func(context.Context) error

func (y *Yesterday) play(ctx context.Context, acts ...act) error {
	for _, a := range acts {
		y.now = y.now.Add(2 * time.Minute)
		if err := a(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (y *Yesterday) forced(ctx context.Context, now time.Time) error {
	in, err := y.pressed(ctx, 71, "forced", now.Add(-74*time.Hour))
	if err != nil {
		return err
	}
	by, cost := y.crew.people["operator"], int64(18000)
	return y.play(ctx,
		func(ctx context.Context) error { _, err := y.desk.NoAnswer(ctx, by, in.ID); return err },
		func(ctx context.Context) error { _, err := y.desk.Help(ctx, by, in.ID, "110", ""); return err },
		func(ctx context.Context) error {
			return y.photo(ctx, by, in.ID, "before", color.RGBA{120, 90, 60, 255})
		},
		func(ctx context.Context) error {
			_, err := y.desk.ForceEntry(ctx, by, in.ID, care.ForcedEntry{First: "民警样例", Second: "村委样例", Damage: "院门锁撬坏，门框裂一道", CostFen: &cost})
			return err
		},
		func(ctx context.Context) error {
			return y.photo(ctx, by, in.ID, "after", color.RGBA{170, 140, 110, 255})
		},
		func(ctx context.Context) error {
			_, err := y.desk.Contact(ctx, by, in.ID, "seen", "民警样例", "老人在里屋，腿摔伤，已送医（样例）")
			return err
		},
		func(ctx context.Context) error { _, err := y.desk.MendDoor(ctx, by, in.ID); return err },
		func(ctx context.Context) error {
			_, err := y.desk.Close(ctx, by, in.ID, "emergency_fall", "样例")
			return err
		})
}

func (y *Yesterday) lost(ctx context.Context, now time.Time) error {
	in, err := y.pressed(ctx, 83, "lost", now.Add(-50*time.Hour))
	if err != nil {
		return err
	}
	by, seen := y.crew.people["operator"], y.now.Add(-40*time.Minute)
	var areas []care.Area
	area := func(where, who string) act {
		return func(ctx context.Context) error {
			now, err := y.desk.SearchArea(ctx, by, in.ID, care.Area{Where: where, Who: who})
			if err == nil {
				areas = now.Search.Areas
			}
			return err
		}
	}
	ended := func(i int, state care.AreaState) act {
		return func(ctx context.Context) error {
			_, err := y.desk.SearchArea(ctx, by, in.ID, care.Area{ID: areas[i].ID, State: state})
			return err
		}
	}
	return y.play(ctx,
		func(ctx context.Context) error { _, err := y.desk.Astray(ctx, by, in.ID); return err },
		func(ctx context.Context) error { _, err := y.desk.Help(ctx, by, in.ID, "110", ""); return err },
		func(ctx context.Context) error {
			_, err := y.desk.Seek(ctx, by, in.ID, care.Search{Looks: "一米六，短白发，走路慢，说不清家在哪", Clothes: "深蓝棉袄、黑布鞋，提红布袋", Seen: "村口小卖部", SeenAt: &seen, SeenBy: "店主样例", Usual: "老宅、河边菜地、集上"}, true)
			return err
		},
		func(ctx context.Context) error { return y.photo(ctx, by, in.ID, "lost", color.RGBA{60, 80, 130, 255}) },
		area("村口到集上的路", "站长样例"), area("河堤和菜地", "村委样例"), area("老宅一带", "邻居样例"),
		ended(0, care.AreaNotFound), ended(1, care.AreaFound),
		func(ctx context.Context) error {
			_, err := y.desk.Close(ctx, by, in.ID, "emergency_lost", "在河堤找到，已送回家（样例）")
			return err
		})
}

// playing lets a child press three times in five days: the last makes a teaching visit.
func (y *Yesterday) playing(ctx context.Context, now time.Time) error {
	by := y.crew.people["operator"]
	for i := range 3 {
		in, err := y.pressed(ctx, 97, fmt.Sprint("child-", i), now.Add(-time.Duration(120-i*40)*time.Hour))
		if err != nil {
			return err
		}
		err = y.play(ctx,
			func(ctx context.Context) error {
				_, err := y.desk.Attempt(ctx, by, in.ID, "call", "answered")
				return err
			},
			func(ctx context.Context) error {
				_, err := y.desk.Contact(ctx, by, in.ID, "seen", "样例邻居", "老人在旁边，没事")
				return err
			},
			func(ctx context.Context) error {
				_, err := y.desk.Close(ctx, by, in.ID, care.OutcomeChild, "孙子按着玩（样例）")
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// stays lets an elder stay with a daughter outside the county.
func (y *Yesterday) stays(ctx context.Context, where *centers.Centers, now time.Time) error {
	homes := y.crew.deps.County.Homes
	elders, err := y.crew.deps.Registry.EldersOf(ctx, care.HouseholdID(homes[113%len(homes)].ID))
	if err != nil || len(elders) == 0 {
		return err
	}
	back := now.AddDate(0, 0, 9)
	_, err = where.SetWhereabouts(ctx, care.Everything, y.crew.people["operator"].ID, care.Whereabouts{ElderID: elders[0].ID, State: care.Staying,
		ReturnAt: &back, Place: "合肥女儿家（样例）", Phone: "19900008899", AreaCode: "0551"})
	return err
}

// photo keeps a picture that is plainly a sample: one colour, with a border.
func (y *Yesterday) photo(ctx context.Context, by care.Staff, id care.IncidentID, kind string, of color.Color) error {
	const side = 160
	picture := image.NewRGBA(image.Rect(0, 0, side, side))
	for x := range side {
		for z := range side {
			if c := of; x < 6 || z < 6 || x >= side-6 || z >= side-6 {
				picture.Set(x, z, color.White)
			} else {
				picture.Set(x, z, c)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return err
	}
	_, err := y.desk.KeepPhoto(ctx, by, id, kind, b.Bytes())
	return err
}
