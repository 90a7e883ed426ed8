package records

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"yian/care"
)

func elderEntry(what string) care.Entry {
	return care.Entry{At: time.UnixMilli(1_700_000_000_000), By: "tester", What: "elder." + what, Noun: "elder"}
}

func TestScopeOfEveryList(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		var elders []care.Elder
		var devices []care.Device
		var homes []care.Household
		var people []care.Staff
		for _, at := range []struct {
			id     string
			region care.RegionID
			center care.CenterID
		}{{"a", "990101001001", ""}, {"b", "990101001", "house-b"}, {"c", "990101002", "house-c"}, {"d", "", ""}} {
			elders = append(elders, care.Elder{ID: care.ElderID(at.id), Name: "样例", RegionID: at.region, CenterID: at.center})
			devices = append(devices, care.Device{ID: care.DeviceID(at.id), Kind: "home_panel", RegionID: at.region, CenterID: at.center})
			homes = append(homes, care.Household{ID: care.HouseholdID(at.id), RegionID: at.region})
			people = append(people, care.Staff{ID: care.StaffID(at.id), RegionID: at.region, CenterID: at.center, Role: care.Worker})
		}
		for _, err := range []error{
			s.CreateElders(ctx, elders, elderEntry("imported")), s.CreateDevices(ctx, devices, make([]care.DeviceKey, 4), elderEntry("imported")),
			s.CreateHouseholds(ctx, homes, elderEntry("imported")), s.CreateStaff(ctx, people, make([]string, 4), elderEntry("imported")),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, sc := range map[string]care.Scope{
			"everything": care.Everything, "nobody": {}, "worker": {Role: care.Worker, Region: "990101"},
			"operator of a township": {Role: care.Operator, Region: "990101001"}, "manager": {Role: care.Manager, Center: "house-b"},
			"manager of nothing": {Role: care.Manager}, "leader": {Role: care.Leader},
		} {
			var want string
			for _, e := range elders {
				if sc.Sees(e.RegionID, e.CenterID) {
					want += string(e.ID)
				}
			}
			list, _, err := s.Elders(ctx, sc, care.ElderQuery{}, care.Page{})
			if err != nil {
				t.Fatal(err)
			}
			var got, gotDevices, gotStaff string
			for _, e := range list {
				got += string(e.ID)
			}
			ds, _, err := s.Devices(ctx, sc, care.DeviceQuery{}, care.Page{})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range ds {
				gotDevices += string(d.ID)
			}
			us, _, err := s.Staff(ctx, sc, "", care.Page{})
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range us {
				gotStaff += string(u.ID)
			}
			if got != want || gotDevices != want || gotStaff != want {
				t.Errorf("%s: elders %q, devices %q, staff %q, want %q", name, got, gotDevices, gotStaff, want)
			}
			for _, h := range homes {
				_, err := s.Household(ctx, sc, h.ID)
				if sees := sc.Sees(h.RegionID, ""); sees != (err == nil) || !sees && !errors.Is(err, care.ErrNotFound) {
					t.Errorf("%s: household %s: got %v", name, h.ID, err)
				}
			}
		}
	})
}

func TestAFailedChangeLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		if err := s.CreateElders(ctx, []care.Elder{{ID: "e", Name: "甲（样例）"}}, elderEntry("created")); err != nil {
			t.Fatal(err)
		}
		err := s.ChangeElder(ctx, "e", func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
			e.Name = "乙（样例）"
			return care.Entry{}, care.Conflict("test.no", "不行")
		})
		if !errors.Is(err, care.ErrConflict) {
			t.Errorf("got %v", err)
		}
		err = s.CreateElders(ctx, []care.Elder{{ID: "f", Name: "丙（样例）"}, {ID: "e", Name: "丁（样例）"}}, elderEntry("imported"))
		if !errors.Is(err, care.ErrConflict) {
			t.Errorf("an id that is taken: got %v", err)
		}
		list, _, err := s.Elders(ctx, care.Everything, care.ElderQuery{}, care.Page{})
		if err != nil || len(list) != 1 || list[0].Name != "甲（样例）" || list[0].Version != 1 {
			t.Errorf("got %+v, %v", list, err)
		}
		if seq, err := s.LastEntry(ctx); err != nil || seq != 1 {
			t.Errorf("entries: got %d, %v", seq, err)
		}
	})
}

func TestPagesFollowEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		devices := make([]care.Device, 7)
		for i := range devices {
			devices[i] = care.Device{ID: care.DeviceID(fmt.Sprintf("d%d", i)), Kind: "home_panel"}
		}
		if err := s.CreateDevices(t.Context(), devices, make([]care.DeviceKey, 7), elderEntry("imported")); err != nil {
			t.Fatal(err)
		}
		got, cursor := "", ""
		for {
			list, next, err := s.Devices(t.Context(), care.Everything, care.DeviceQuery{Text: "PANEL"}, care.Page{Limit: 3, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				got += string(d.ID)
			}
			if cursor = next; next == "" {
				break
			}
		}
		if got != "d0d1d2d3d4d5d6" {
			t.Errorf("got %s", got)
		}
		if _, _, err := s.Devices(t.Context(), care.Everything, care.DeviceQuery{}, care.Page{Cursor: "x"}); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("a foreign cursor: got %v", err)
		}
	})
}
