package records

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// furnish puts something into every table that a released schema has.
func furnish(t testing.TB, s *Store) {
	t.Helper()
	ctx, at := t.Context(), pressedAt
	must(t, s.CreateRegions(ctx, []care.Region{{ID: "990101001", ParentID: "990101", Name: "样例镇"}}, entry("region", "")))
	must(t, s.CreateCenters(ctx, []care.Center{{ID: "house", Kind: care.CareHome, RegionID: "990101001", Name: "样例院"}}, entry("center", "")))
	must(t, s.CreateStaff(ctx, []care.Staff{{ID: "admin", Role: care.Admin}, {ID: "op", Role: care.Operator}}, []string{"phc-a", "phc-o"}, entry("staff", "")))
	seen := at.Add(time.Minute)
	must(t, s.StaffSeen(ctx, []care.Staff{{ID: "op", LastSeenAt: &seen}}))
	must(t, s.OpenSession(ctx, "digest", "op", "192.0.2.1", at, at.Add(24*365*time.Hour)))
	must(t, s.CreateHouseholds(ctx, []care.Household{{ID: "h1", RegionID: "990101001", Address: "样例村1号", KeyHolderName: "邻居样例", KeyHolderPhone: "19900000004"}}, entry("household", "")))
	must(t, s.CreateElders(ctx, []care.Elder{{ID: "e1", Name: "样例甲", HouseholdID: "h1", RegionID: "990101001"}, {ID: "e2", Name: "样例乙", RegionID: "990101001"}}, entry("elder", "一位老人")))
	must(t, s.CreateDevices(ctx, []care.Device{{ID: "d-c1", HouseholdID: "h1", RegionID: "990101001"}, {ID: "mat", Kind: "bed_mat"}}, []care.DeviceKey{{Digest: "ab", Old: "cd", OldUntil: at.Add(time.Hour), Tell: &care.Admission{Device: "d-c1", Sealed: "sealed", Replaces: true, At: at}}, {}}, entry("device", "")))
	must(t, s.CreateBeds(ctx, "990101001", []care.Bed{{ID: "b1", CenterID: "house", Name: "1", DeviceID: "mat", State: care.BedCommissioned}}, at, entry("bed", "")))
	must(t, s.Lodge(ctx, []care.LodgingKey{{Elder: "e2", Bed: "b1"}}, func(ls []*care.Lodging) ([]care.Entry, error) {
		ls[0].At = at
		ls[0].Stay = &care.Stay{ID: "s1", ElderID: "e2", CenterID: "house", BedID: "b1", AdmittedAt: at}
		ls[0].Whereabouts = care.Whereabouts{ElderID: "e2", State: care.AtHome, Since: at, By: "admin"}
		return []care.Entry{entry("stay", "")}, nil
	}))
	id, _, err := raise(t, s, pressOf("c1"), "i1")
	must(t, err)
	must(t, answer(t, s, id, "op"))
	_, err = s.KeepSceneFile(ctx, id, "photo-1", []byte{0, 255, 1}, func(c *care.Case) (care.Change, error) {
		c.Incident.Files = []care.SceneFile{{ID: "photo-1", Kind: "before"}}
		c.Incident.Forced = &care.ForcedEntry{At: at, First: "甲样例", Second: "乙样例"}
		return care.Change{Entries: []care.Entry{entry("incident", "")}}, nil
	})
	must(t, err)
	_, _, err = s.NewOrder(ctx, "o1", id, func(c *care.Case) (care.Change, error) {
		c.Orders = append(c.Orders, &care.Order{ID: "o1", Service: care.Emergency, State: care.OrderQueued, ElderID: "e1", IncidentID: id, CreatedAt: at})
		return care.Change{Entries: []care.Entry{entry("order", "")}, Notices: []care.Notice{{Key: "n1", Incident: id, Channel: "webhook", DueAt: at}}}, nil
	})
	must(t, err)
	must(t, s.SaveNotice(ctx, care.Notice{Key: "n1", Incident: id, Channel: "webhook", DueAt: at, Attempts: 1}, &care.ChannelTry{Channel: care.Webhook, At: at, Error: "没有应答"}))
	a := sampleAlert(1, care.Warning)
	must(t, s.RaiseAlert(ctx, a, alertEntry(a, "alert.raised")))
	must(t, s.SaveMemory(ctx, map[care.DeviceID][]byte{"d-c1": {0, 255, 1}}))
	must(t, s.SaveLiveness(ctx, []care.Liveness{{Device: "d-c1", SeenAt: at, Online: true}}))
	must(t, s.SaveViews(ctx, []care.Entry{{At: at, By: "op", Noun: "elder", Subject: "e1"}}))
	newCommand(t, s, sampleCommand(1, "d-c1"))
	fitted := care.Installation{ID: "fit-1", State: care.InstallationRunning, HouseholdID: "h1", By: "op", OpenedAt: at}
	must(t, s.CreateInstallation(ctx, &fitted, entry("installation", "fit-1")))
	must(t, s.SaveClaims(ctx, map[care.DeviceID]string{"d-c1": "digest"}, entry("device", "d-c1")))
	_, err = s.Fit(ctx, "fit-1", "digest", "", func(f *care.Fitting) (care.Entry, error) {
		f.Installation.DeviceID, f.Consents = f.Device.ID, []care.Consent{{ElderID: "e1", Kind: "health", At: at}}
		return entry("installation", "fit-1"), nil
	})
	must(t, err)
	_, err = s.NewTicket(ctx, care.Ticket{ID: "t1", Kind: care.Complaint, State: care.TicketOpen, Text: "样例", OpenedAt: at,
		Refs: []care.TicketRef{{System: "12345", Number: "Z-1", Way: "in", At: at}}}, entry("ticket", ""))
	must(t, err)
	_, err = s.ChangeArticle(ctx, "art-1", func(a *care.Article) (care.Entry, error) {
		a.Draft = &care.ArticleText{Title: "样例"}
		return entry("article", ""), nil
	})
	must(t, err)
	_, err = s.ChangeOffering(ctx, "meal-delivery", func(o *care.Offering) (care.Entry, error) {
		o.Service, o.Name = care.Meal, "样例"
		return entry("offering", ""), nil
	})
	must(t, err)
	plan := care.Plan{ID: "plan-1", OfferingID: "meal-delivery", Service: care.Meal, ElderID: "e1", RegionID: "990101001", NextAt: &at, DueAt: &at}
	must(t, s.NewPlans(ctx, []care.Plan{plan}, entry("plan", "")))
	plan.Version = 1
	must(t, s.AdvancePlan(ctx, plan, nil, nil, []care.PlanGap{{PlanID: "plan-1", At: at, Service: care.Meal, ElderID: "e1", Why: care.GapMissed, NotedAt: at}}))
	_, err = s.ChangeKitchen(ctx, "house", func(k *care.Kitchen) (care.Entry, error) {
		k.Diets = []care.Diet{care.DietSoft}
		return entry("kitchen", ""), nil
	})
	must(t, err)
	must(t, s.NewOutreach(ctx, care.Outreach{ID: "out-1", Title: "高温"}, []care.OutreachElder{{OutreachID: "out-1", ElderID: "e1", State: care.OutreachSafe, EndedAt: &at}}, entry("outreach", "")))
	must(t, s.SignIn(ctx, "o1", map[care.ElderID]bool{"e1": true}, at, "op", entry("order", "")))
	_, _, err = s.FollowUpDraw(ctx)
	must(t, err)
	must(t, s.NewFollowUp(ctx, care.FollowUp{ID: "f1", Noun: "ticket", Subject: "t1", State: care.FollowUpOpen, DrawnAt: at, DueAt: at}, entry("follow_up", "")))
	must(t, s.DrawAudits(ctx, "2023-11", at, at, func(map[care.StaffID][]care.Incident, string, int64) ([]care.Audit, []care.Entry) {
		return []care.Audit{{ID: "au1", Month: "2023-11", Operator: "op", IncidentID: "i1", State: care.AuditDrawn}}, nil
	}))
	must(t, s.CreateSource(ctx, &care.Source{ID: "old", Filter: "old/#", Former: []string{"older/#"}, CreatedAt: at}, func([]care.Source) (care.Entry, error) {
		return entry("source", "old"), nil
	}))
	must(t, s.SaveSurroundings(ctx, care.Surroundings{Device: "d-c1", Around: []string{"cell:1"}, Since: at}))
	due := at.Add(time.Minute)
	_, err = s.ChangePhoneCall(ctx, "p1", "13900000001", func(c *care.PhoneCase) (care.Change, error) {
		c.Call = &care.PhoneCall{ID: "p1", Direction: care.PhoneIn, State: care.PhoneMissed, Number: "13900000001", At: at, ElderID: "e1",
			CallBack: &care.CallBack{By: due, Missed: 1}, DueAt: &due}
		c.Known.Nuisance = &care.NuisanceMark{At: at, By: "op"}
		return care.Change{Entries: []care.Entry{entry("phone", "p1")}}, nil
	})
	must(t, err)
	_, err = s.ChangeShift(ctx, "shift-1", func(*care.Shift) (*care.Shift, []care.Entry, error) {
		return &care.Shift{ID: "shift-1", Gives: "op", GivenAt: at, Open: []care.ShiftItem{}}, []care.Entry{entry("shift", "shift-1")}, nil
	})
	must(t, err)
	must(t, s.AddDuties(ctx, []care.Duty{{ID: "du-1", Post: care.SupervisorPost, RegionID: "990101", StaffID: "op", Weekday: 1, Since: "2026-01-01", From: "08:00", To: "20:00"}}, entry("duty", "du-1")))
	must(t, s.NumberReached(ctx, "13900000001", "op", at, entry("number", "")))
	_, err = s.CheckShift(ctx, at, func(c *care.ShiftCheck) (care.Change, error) {
		return care.Change{Entries: []care.Entry{entry("roster", "")}}, nil
	})
	must(t, err)
	_, err = s.ChangeWake(ctx, "op/1", func(w *care.WakeCheck) (care.Change, error) {
		w.StaffID, w.AskedAt, w.MissedAt, w.NextAt = "op", at, &due, &due
		return care.Change{Entries: []care.Entry{entry("wake", "op/1")}}, nil
	})
	must(t, err)
	_, err = s.SaveFence(ctx, care.Fence{ID: "fence-1", ElderID: "e1", Name: "家", Lat: 33.3, Lon: 116.8, Radius: 300, SetBy: "op", SetAt: at}, 8, entry("elder", ""))
	must(t, err)
	must(t, s.KeepPosts(ctx, []care.Post{{Device: "d-c1", Household: "h1", Region: "990101001", From: at}}))
	must(t, s.KeepSilences(ctx, []care.Silence{{Device: "d-c1", DoubtAt: at, From: at, Cause: care.CauseBattery}}))
	must(t, s.KeepUptime(ctx, care.Uptime{Part: care.UpCalls, Instance: "up", From: at, Until: at.Add(time.Minute)}))
	must(t, s.KeepProtectedDays(ctx, []care.ProtectedDay{{Day: "2026-01-01", Region: "990101001", Homes: 1, Minutes: care.Minutes{Protected: 1440}}}))
	_, err = s.KeepVisitFile(ctx, "o1", "f-1", []byte{0, 255, 1}, func(v *care.Visit) (bool, []care.Entry, error) {
		v.WorkerID, v.State, v.StartAt, v.EndAt, v.GradeAt = "op", care.VisitDone, &at, &due, &due
		return true, []care.Entry{entry("visit", "")}, nil
	})
	must(t, err)
	_, err = s.NewDoorCode(ctx, "h1", "22334455", false, at, entry("household", ""))
	must(t, err)
	_, err = s.ChangeMiss(ctx, "o1", "late", func(m *care.Miss) (care.Change, error) {
		m.RaisedAt, m.RingAt = at, &due
		return care.Change{Entries: []care.Entry{entry("order", "")}}, nil
	})
	must(t, err)
	_, err = s.SaveProvider(ctx, care.Provider{ID: "p1", Name: "样例"}, entry("provider", ""))
	must(t, err)
	must(t, s.SaveVisitPolicy(ctx, care.VisitPolicy{From: "2026-01-01", Unpaid: []care.VisitGrade{"D"}}, entry("visit_policy", "")))
	_, err = s.ChangeAccount(ctx, "o1", func(a *care.OrderAccount) (care.Entry, error) {
		a.Receipts = []care.Receipt{{ID: "r1", Fen: 600, How: care.PaidCash, At: at, By: "op"}}
		a.Advances = []care.Advance{{ID: "v1", Kind: care.AdvanceAhead, Fen: 5000, From: "elder", At: at, By: "op", Moves: []care.AdvanceMove{}}}
		return entry("order", "o1"), nil
	})
	must(t, err)
	furnishWorkers(t, s)
	furnishCarehome(t, s)
	must(t, s.NewTrainingRun(ctx, trainingRun("run-1", "gas", "op", at), entry("training", "run-1")))
	furnishSentences(t, s)
	must(t, s.SetSetting(ctx, "live_since", "2026-01-01", entry("setting", "")))
}

// furnished sees that what furnish put in can be read.
func furnished(t testing.TB, s *Store) {
	t.Helper()
	ctx := t.Context()
	in, err := s.Incident(ctx, care.Everything, "i1")
	if err != nil || in.AnsweredBy != "op" {
		t.Errorf("incident: got %+v, %v", in, err)
	}
	if orders, err := s.OrdersOf(ctx, "i1"); err != nil || len(orders) != 1 {
		t.Errorf("orders: got %+v, %v", orders, err)
	}
	if f, err := s.FeedbackOf(ctx, "i1"); err != nil || len(f) != 2 {
		t.Errorf("feedback: got %+v, %v", f, err)
	}
	if who, _, err := s.Session(ctx, "digest"); err != nil || who.ID != "op" {
		t.Errorf("session: got %+v, %v", who, err)
	}
	if beds, err := s.Lodged(ctx, care.Everything, "house", pressedAt); err != nil || len(beds) != 1 || beds[0].Elder == nil || beds[0].Elder.Name != "样例乙" {
		t.Errorf("beds: got %+v, %v", beds, err)
	}
	memory := map[care.DeviceID][]byte{}
	must(t, s.LoadMemory(ctx, func(id care.DeviceID, b []byte) error { memory[id] = slices.Clone(b); return nil }))
	if diff := cmp.Diff(map[care.DeviceID][]byte{"d-c1": {0, 255, 1}}, memory); diff != "" {
		t.Errorf("memory (-want +got)\n%s", diff)
	}
	n, err := s.Verify(ctx)
	if err != nil || n < 10 {
		t.Errorf("the journal: %d, %v", n, err)
	}
	// It goes on from there.
	must(t, writeOne(ctx, s, "next"))
	if after, err := s.Verify(ctx); err != nil || after != n+1 {
		t.Errorf("the journal after one more: %d, %v", after, err)
	}
}

// TestMove goes there and back again.
func TestMove(t *testing.T) {
	source := onSQLite().address(t)
	s := openAt(t, source)
	furnish(t, s)
	for n := range 500 { // more than one statement carries
		must(t, s.SaveViews(t.Context(), []care.Entry{{At: pressedAt.Add(time.Duration(n)), By: "op", Noun: "elder", Subject: "e1"}}))
	}
	must(t, s.Close())
	for _, target := range []string{onPostgres().address(t), onSQLite().address(t)} {
		moved, entries, err := Move(t.Context(), source, target, slog.New(slog.DiscardHandler))
		must(t, err)
		rows := map[string]int64{}
		for _, m := range moved {
			rows[m.Table] = m.Rows
		}
		if rows["elders"] != 2 || rows["views"] != 501 || rows["journal"] != entries || rows["journal_head"] != 1 {
			t.Errorf("moved %v, %d entries", rows, entries)
		}
		there, here := contents(t, source), contents(t, target)
		if diff := cmp.Diff(there, here); diff != "" {
			t.Errorf("(-source +target)\n%s", diff)
		}
		// Nothing is moved onto something.
		if _, _, err := Move(t.Context(), source, target, slog.New(slog.DiscardHandler)); !errors.Is(err, care.ErrConflict) {
			t.Errorf("a second time: got %v, want a conflict", err)
		}
		source = target
	}
	moved := openAt(t, source)
	furnished(t, moved)
	if fences, err := moved.Fences(t.Context(), "e1"); err != nil || len(fences) != 1 || fences[0].Radius != 300 {
		t.Errorf("fences: got %+v, %v", fences, err)
	}
}

func TestMoveOfWhatDoesNotHold(t *testing.T) {
	source, target := onSQLite().address(t), onPostgres().address(t)
	if _, _, err := Move(t.Context(), source, target, slog.New(slog.DiscardHandler)); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("from nowhere: got %v", err)
	}
	s := openAt(t, source)
	furnish(t, s)
	_, err := s.pen.db.ExecContext(t.Context(), `UPDATE journal SET by = 'other' WHERE seq = 3`)
	must(t, err)
	var broken *Broken
	if _, _, err := Move(t.Context(), source, target, slog.New(slog.DiscardHandler)); !errors.As(err, &broken) || broken.Seq != 3 {
		t.Errorf("a broken journal: got %v", err)
	}
	if n, err := openAt(t, target).LastEntry(t.Context()); err != nil || n != 0 {
		t.Errorf("the target has %d entries, %v; want none", n, err)
	}
}

// contents reads every table, as text.
func contents(t testing.TB, address string) map[string]int {
	t.Helper()
	s := openAt(t, address)
	tables, err := s.pen.engine.tables(t.Context(), s.read)
	must(t, err)
	all := map[string]int{}
	for _, table := range tables {
		rows, err := s.read.QueryContext(t.Context(), `SELECT * FROM `+table.name)
		must(t, err)
		for rows.Next() {
			names, err := rows.Columns()
			must(t, err)
			values := make([]any, len(names))
			into := make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			must(t, rows.Scan(into...))
			row := map[string]any{}
			for i, name := range names {
				row[name] = values[i]
			}
			text := table.name
			for _, name := range slices.Sorted(maps.Keys(row)) {
				text += fmt.Sprintf(" %s=%v", name, row[name])
			}
			all[text]++
		}
		must(t, rows.Err())
		must(t, rows.Close())
	}
	return all
}
