package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// hotline is the hotline of a world, with all that ended before it began behind it.
func (w *world) hotline(cfg ...dispatch.HotlineConfig) *dispatch.Hotline {
	w.t.Helper()
	var c dispatch.HotlineConfig
	if len(cfg) > 0 {
		c = cfg[0]
	}
	h, err := dispatch.NewHotline(c, w.hotlineDeps())
	must(w.t, err)
	must(w.t, h.Look(w.t.Context()))
	return h
}

func (w *world) hotlineDeps() dispatch.HotlineDeps {
	return dispatch.HotlineDeps{Tickets: w.store, TicketShelf: w.store, Library: w.store, FollowUps: w.store, FollowUpShelf: w.store,
		Audits: w.store, Past: w.store, Cases: w.store, People: w.people, Posts: w.people, Whereabouts: w.where, Now: w.clock.now}
}

func (w *world) ticket(id care.TicketID) care.Ticket {
	w.t.Helper()
	t, err := w.store.Ticket(w.t.Context(), care.Everything, id)
	must(w.t, err)
	return t
}

func shanghai(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, care.Shanghai)
	if err != nil {
		panic(err)
	}
	return at
}

func TestDeadlinesCountWorkingDays(t *testing.T) {
	october := []string{"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07", "+2026-10-10"}
	for _, c := range []struct {
		what     string
		holidays []string
		from     string
		n        int
		want     string // the last day
	}{
		{"Monday morning", nil, "2026-11-23 09:00", 1, "2026-11-24"},
		{"a minute before midnight", nil, "2026-11-23 23:59", 1, "2026-11-24"},
		{"Friday", nil, "2026-11-27 17:00", 1, "2026-11-30"},
		{"Saturday", nil, "2026-11-28 10:00", 1, "2026-11-30"},
		{"fifteen days are three weeks", nil, "2026-11-23 09:00", 15, "2026-12-14"},
		{"over the holidays", october, "2026-09-30 12:00", 1, "2026-10-08"},
		{"a Saturday that is worked", october, "2026-10-09 12:00", 1, "2026-10-10"},
	} {
		want := shanghai(c.want+" 00:00").AddDate(0, 0, 1)
		if got := dispatch.WorkdayAfter(c.holidays, shanghai(c.from), c.n); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", c.what, got.In(care.Shanghai), want)
		}
	}
}

func TestAConsultationIsAnsweredAtOnce(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	want := dispatch.NewTicket{Kind: care.Consultation, Caller: "孙女样例", Phone: "13900000009", Elder: "wang", Text: "高龄津贴怎么办", Answer: "带身份证到村委会", Key: "k"}
	a, err := h.Take(ctx, operator, want)
	must(t, err)
	b, err := h.Take(ctx, operator, want)
	must(t, err)
	if a.ID != b.ID || a.State != care.TicketAnswered || a.AnsweredBy != operator.ID || a.ToldHow != "phone" || a.RegionID != village || a.AcceptedAt == nil {
		t.Errorf("%+v, again %s", a, b.ID)
	}
	if got := w.lines("ticket", string(a.ID)); !slices.Equal(got, []string{"ticket.taken", "ticket.answered"}) {
		t.Errorf("the journal has %v", got)
	}
	// What was said is not in the journal.
	entries, err := w.store.Timeline(ctx, "ticket", string(a.ID))
	must(t, err)
	for _, e := range entries {
		if len(e.Note) != len("sha256 ")+16 {
			t.Errorf("the journal says %q", e.Note)
		}
	}
	a, err = h.CloseTicket(ctx, operator, a.ID, "")
	if err != nil || a.State != care.TicketClosed {
		t.Errorf("closed: %+v, %v", a, err)
	}
	want.Kind, want.Key = care.Complaint, ""
	if _, err := h.Take(ctx, operator, want); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a complaint answered at once: %v", err)
	}
}

func TestAComplaintIsIndependentOfWhomItIsAbout(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	c, err := h.Take(ctx, operator, dispatch.NewTicket{Kind: care.Complaint, Elder: "sun", AboutCenter: "house-a", AboutStaff: colleague.ID, Caller: "家属样例", Text: "夜里没有人来"})
	must(t, err)
	if c.CenterID != "" || c.RegionID != township {
		t.Errorf("belongs to %q in %q", c.CenterID, c.RegionID)
	}
	for name, who := range map[string]care.Staff{"the site's manager": manager, "whom it is about": colleague, "a worker": worker} {
		if c.VisibleTo(who.Scope()) {
			t.Errorf("%s sees it", name)
		}
		if _, err := h.NoteTicket(ctx, who, c.ID, "看过了"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("%s adds a line: %v", name, err)
		}
		if _, err := h.AcceptTicket(ctx, supervisor, c.ID, who.ID); !errors.Is(err, care.ErrConflict) && !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s is to handle it: %v", name, err)
		}
	}
	if _, err := h.Take(ctx, colleague, dispatch.NewTicket{Kind: care.Complaint, AboutStaff: colleague.ID, Text: "态度不好"}); !errors.Is(err, care.ErrConflict) {
		t.Errorf("taken down by whom it is about: %v", err)
	}
	// Praise is the site's to see.
	p, err := h.Take(ctx, operator, dispatch.NewTicket{Kind: care.Praise, AboutCenter: "house-a", Text: "护理员很好"})
	must(t, err)
	if !p.VisibleTo(manager.Scope()) {
		t.Error("the site does not hear of its praise")
	}
	// What turns out to be a complaint leaves its sight, and its handler.
	p, err = h.AcceptTicket(ctx, operator, p.ID, manager.ID)
	must(t, err)
	p, err = h.ReclassifyTicket(ctx, supervisor, p.ID, dispatch.Reclassify{Kind: care.Complaint, AboutCenter: "house-a"}, "其实是反映问题")
	must(t, err)
	if p.VisibleTo(manager.Scope()) || p.Handler != "" || p.State != care.TicketOpen || p.AnswerBy == nil {
		t.Errorf("after it became a complaint: %+v", p)
	}
	entries, _, err := w.store.Entries(ctx, manager.Scope(), care.EntryQuery{Noun: "ticket", Subject: string(c.ID)})
	if err != nil || len(entries) != 0 {
		t.Errorf("the site reads in the journal: %v, %v", entries, err)
	}
}

func TestASealedTicketIsClosedToWhoeverNeedNotKnow(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	c, err := h.Take(ctx, operator, dispatch.NewTicket{Kind: care.Consultation, Elder: "sun", Sealed: "abuse", Text: "身上有伤"})
	must(t, err)
	leader := care.Staff{ID: "lead", Role: care.Leader}
	for name, c2 := range map[string]struct {
		who  care.Staff
		want bool
	}{"who took it down": {operator, true}, "the supervisor": {supervisor, true}, "a colleague": {colleague, false}, "the site": {manager, false}, "the bureau": {leader, false}} {
		if c.VisibleTo(c2.who.Scope()) != c2.want {
			t.Errorf("%s sees it: %v", name, !c2.want)
		}
	}
	c, err = h.AcceptTicket(ctx, supervisor, c.ID, colleague.ID)
	must(t, err)
	if !c.VisibleTo(colleague.Scope()) {
		t.Error("who is to see to it does not see it")
	}
	if _, err := h.ReclassifyTicket(ctx, operator, c.ID, dispatch.Reclassify{Kind: care.Consultation}, "查清没有"); !errors.Is(err, care.ErrConflict) {
		t.Errorf("an operator unseals: %v", err)
	}
	if _, err = h.ReclassifyTicket(ctx, supervisor, c.ID, dispatch.Reclassify{Kind: care.Consultation}, "查清没有"); err != nil {
		t.Errorf("the supervisor unseals: %v", err)
	}
}

func TestWhatIsLateIsNotedOnceAndMayBeExtendedOnce(t *testing.T) {
	w := setup(t) // Monday noon in Shanghai
	h, ctx := w.hotline(), t.Context()
	c, err := h.Take(ctx, operator, dispatch.NewTicket{Kind: care.Complaint, Text: "送餐晚了"})
	must(t, err)
	w.clock.pass(35 * time.Hour)
	must(t, h.Look(ctx))
	if c = w.ticket(c.ID); c.OverdueAt != nil {
		t.Fatalf("overdue before the end of Tuesday: %v", c.OverdueAt)
	}
	w.clock.pass(2 * time.Hour)
	must(t, errors.Join(h.Look(ctx), h.Look(ctx)))
	if got := w.lines("ticket", string(c.ID)); !slices.Equal(got, []string{"ticket.taken", "ticket.overdue"}) {
		t.Errorf("%v", got)
	}
	c, err = h.AcceptTicket(ctx, operator, c.ID, "")
	must(t, err)
	_, err = h.ExtendTicket(ctx, operator, c.ID, 5, "要请第三方检测")
	conflict(t, err, "ticket.own_extension")
	longer, err := h.ExtendTicket(ctx, supervisor, c.ID, 5, "要请第三方检测")
	if want := dispatch.WorkdayAfter(nil, c.AnswerBy.Add(-time.Minute), 5); err != nil || !longer.AnswerBy.Equal(want) {
		t.Errorf("extended to %v, want %v, %v", longer.AnswerBy, want, err)
	}
	_, err = h.ExtendTicket(ctx, supervisor, c.ID, 5, "还要时间")
	conflict(t, err, "ticket.extended")
	_, err = h.CloseTicket(ctx, operator, c.ID, "")
	conflict(t, err, "ticket.not_answered")
	c, err = h.AnswerTicket(ctx, operator, c.ID, "已换送餐单位", "", nil)
	must(t, err)
	c, err = h.ReopenTicket(ctx, operator, c.ID, "又晚了")
	must(t, err)
	if c.State != care.TicketOpen || c.Answer != "" || c.Reopened != 1 || !c.AcceptBy.After(w.clock.now()) || c.Number == "" {
		t.Errorf("reopened: %+v", c)
	}
}

func TestAnArticleIsReadByTwoBeforeItIsTold(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	text := care.ArticleText{Title: "高龄津贴怎么申请", Body: "年满八十周岁的老人，带身份证和银行卡到村委会填表。每月十五日前报送。", Tags: []string{"补贴", "80岁"}, Source: "县民政局〔2026〕3号", ReviewBy: "2027-01-01"}
	a, err := h.WriteArticle(ctx, operator, "", text, "")
	must(t, err)
	found := func(q string) []string {
		list, err := h.SearchArticles(ctx, q)
		must(t, err)
		out := []string{}
		for _, f := range list {
			out = append(out, f.Told.Title)
		}
		return out
	}
	if got := found(""); len(got) != 0 {
		t.Errorf("told before it was approved: %v", got)
	}
	_, err = h.ApproveArticle(ctx, operator, a.ID)
	conflict(t, err, "article.own")
	_, err = h.ApproveArticle(ctx, supervisor, a.ID)
	must(t, err)
	other := care.ArticleText{Title: "家庭病床", Body: "行动不便的老人可以申请医生上门，不是津贴。", Source: "县卫健委", ReviewBy: "2027-01-01"}
	b, err := h.WriteArticle(ctx, supervisor, "", other, operator.ID)
	must(t, err)
	_, err = h.ApproveArticle(ctx, care.Staff{ID: "admin", Role: care.Admin}, b.ID)
	must(t, err)
	for q, want := range map[string][]string{
		"津贴":     {"高龄津贴怎么申请", "家庭病床"},
		"老年津贴办理": {}, // too little of it is anywhere
		"医生 上门":  {"家庭病床"},
		"80岁":    {"高龄津贴怎么申请"},
		"卫健委":    {"家庭病床"},
		"":       {"家庭病床", "高龄津贴怎么申请"},
		"残疾证":    {},
	} {
		if got := found(q); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", q, got, want)
		}
	}
	// What is written anew is told once it is approved.
	text.Title = "高龄津贴（新）"
	_, err = h.WriteArticle(ctx, operator, a.ID, text, "")
	must(t, err)
	if got := found("高龄"); !slices.Equal(got, []string{"高龄津贴怎么申请"}) {
		t.Errorf("a draft is told: %v", got)
	}
	_, err = h.RetireArticle(ctx, supervisor, a.ID)
	must(t, err)
	if got := found("高龄"); len(got) != 0 {
		t.Errorf("retired, and told: %v", got)
	}
	if _, err := h.ApproveArticle(ctx, supervisor, "none"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("an article that is not: %v", err)
	}
}

// ended closes an incident of elder with an outcome, worked on by operator.
func (w *world) ended(id string, place care.Place, outcome care.Outcome) care.Incident {
	w.t.Helper()
	ctx := w.t.Context()
	w.press(place, id)
	list := w.incidents()
	in, err := w.desk.Answer(ctx, operator, list[len(list)-1].ID)
	must(w.t, err)
	_, err = w.desk.Contact(ctx, operator, in.ID, "heard", "", "")
	must(w.t, err)
	in, err = w.desk.Close(ctx, operator, in.ID, outcome, "")
	must(w.t, err)
	return in
}

func (w *world) followUps(states ...care.FollowUpState) []care.FollowUp {
	w.t.Helper()
	list, _, err := w.store.FollowUps(w.t.Context(), care.Everything, care.FollowUpQuery{States: states})
	must(w.t, err)
	return list
}

func TestEveryEmergencyIsFollowedUpByNobodyWhoHadAPartInIt(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	in := w.ended("a", wangsPendant, "emergency_fall")
	w.ended("b", panel, "drill")
	must(t, errors.Join(h.Look(ctx), h.Look(ctx)))
	list := w.followUps()
	if len(list) != 1 || list[0].Subject != string(in.ID) || list[0].Why != "emergency" || !slices.Equal(list[0].Concerned, []care.StaffID{operator.ID}) {
		t.Fatalf("drawn: %+v", list)
	}
	id := list[0].ID
	_, err := h.CallFollowUp(ctx, operator, id, dispatch.Called{Result: "reached"})
	conflict(t, err, "follow_up.concerned")
	kin := supervisor
	kin.Relatives = []care.ElderID{"wang"}
	_, err = h.CallFollowUp(ctx, kin, id, dispatch.Called{Result: "reached"})
	conflict(t, err, "follow_up.relative")
	if _, err := h.CallFollowUp(ctx, manager, id, dispatch.Called{Result: "reached"}); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a site calls: %v", err)
	}
	f, err := h.CallFollowUp(ctx, colleague, id, dispatch.Called{Result: "no_answer"})
	if err != nil || f.State != care.FollowUpOpen {
		t.Errorf("nobody answered: %+v, %v", f, err)
	}
	f, err = h.CallFollowUp(ctx, colleague, id, dispatch.Called{Result: "reached", SpokeTo: "elder", Satisfied: "satisfied", Note: "很好"})
	if err != nil || f.State != care.FollowUpDone || len(f.Tries) != 2 {
		t.Errorf("reached: %+v, %v", f, err)
	}
	_, err = h.CallFollowUp(ctx, colleague, id, dispatch.Called{Result: "reached", Satisfied: "dissatisfied"})
	conflict(t, err, "follow_up.over")
	// Taken up again and closed again, it is asked about again.
	_, err = w.desk.Reopen(ctx, operator, in.ID)
	must(t, err)
	_, err = w.desk.Contact(ctx, operator, in.ID, "heard", "", "")
	must(t, err)
	_, err = w.desk.Close(ctx, operator, in.ID, "emergency_illness", "")
	must(t, err)
	must(t, h.Look(ctx))
	if open := w.followUps(care.FollowUpOpen); len(open) != 1 || open[0].About != "emergency_illness" {
		t.Errorf("open then: %+v", open)
	}
}

func TestOfTheRestAShareIsFollowedUp(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(dispatch.HotlineConfig{FollowUpPercent: 30}), t.Context()
	const all = 200
	for i := range all {
		o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Meal, Elder: "zhao", Source: "operator", Key: fmt.Sprint(i), Worker: worker.ID})
		must(t, err)
		_, err = w.desk.Accept(ctx, worker, o.ID, 0)
		must(t, err)
		if i == 0 {
			_, err = w.desk.Fail(ctx, worker, o.ID, "没带饭")
			must(t, err)
			continue
		}
		_, err = w.desk.Arrive(ctx, worker, o.ID, nil)
		must(t, err)
		_, err = w.desk.Complete(ctx, worker, o.ID, "")
		must(t, err)
	}
	must(t, h.Look(ctx))
	list, _, err := w.store.FollowUps(ctx, care.Everything, care.FollowUpQuery{Page: care.Page{Limit: 500}})
	must(t, err)
	why := map[string]int{}
	for _, f := range list {
		why[f.Why]++
		if !slices.Equal(f.Concerned, []care.StaffID{worker.ID}) {
			t.Fatalf("concerned: %v", f.Concerned)
		}
	}
	if why["failed"] != 1 || why["lot"] < all*15/100 || why["lot"] > all*45/100 || len(why) != 2 {
		t.Errorf("of %d at 30%% and one that failed: %v", all, why)
	}
}

func TestNobodyCallsABereavedFamily(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	in := w.ended("a", wangsPendant, "emergency_illness")
	other := w.ended("b", panel, "emergency_fall")
	must(t, h.Look(ctx))
	w.enter("wang", care.Deceased)
	must(t, h.Look(ctx))
	for _, f := range w.followUps() {
		want := care.FollowUpOpen
		if f.Subject == string(in.ID) {
			want = care.FollowUpCancelled
		}
		if f.State != want {
			t.Errorf("%s is %s, want %s", f.Number, f.State, want)
		}
	}
	// Entered a moment before the call.
	w.enter("zhao", care.Deceased)
	open := w.followUps(care.FollowUpOpen)
	if len(open) != 1 || open[0].Subject != string(other.ID) {
		t.Fatalf("%+v", open)
	}
	_, err := h.CallFollowUp(ctx, colleague, open[0].ID, dispatch.Called{Result: "reached"})
	conflict(t, err, "follow_up.deceased")
	_, err = h.AskFollowUp(ctx, colleague, "incident", string(in.ID), "想问")
	conflict(t, err, "follow_up.deceased")
	report, err := h.Opinions(ctx, supervisor, w.clock.now().Add(-time.Hour), w.clock.now().Add(time.Hour))
	if err != nil || report.Total.Cancelled != 2 || report.Total.Reached.Of != 0 {
		t.Errorf("%+v, %v", report.Total, err)
	}
}

func TestOpinionsNameTheirDenominators(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	said := []dispatch.Called{{Result: "reached", Satisfied: "satisfied"}, {Result: "reached", Satisfied: "dissatisfied"}, {Result: "reached", Satisfied: "fair"},
		{Result: "refused"}, {Result: "reached"}}
	for i := range len(said) + 2 {
		w.ended(fmt.Sprint("press", i), wangsPendant, "emergency_fall")
		must(t, h.Look(ctx))
		open := w.followUps(care.FollowUpOpen)
		id := open[len(open)-1].ID
		switch {
		case i < len(said):
			_, err := h.CallFollowUp(ctx, colleague, id, said[i])
			must(t, err)
		case i == len(said):
			for range care.FollowUpTries {
				_, err := h.CallFollowUp(ctx, colleague, id, dispatch.Called{Result: "no_answer"})
				must(t, err)
			}
		}
	}
	r, err := h.Opinions(ctx, supervisor, w.clock.now().Add(-time.Hour), w.clock.now().Add(time.Hour))
	must(t, err)
	want := dispatch.Opinions{Drawn: 7, Open: 1, Reached: dispatch.Part{N: 5, Of: 6}, Satisfied: dispatch.Part{N: 1, Of: 3}, Fair: 1, Unhappy: 1}
	if r.Total != want || len(r.Nouns) != 1 || r.Nouns[0].Opinions != want || r.Townships[0].Key != string(township) {
		t.Errorf("got %+v, want %+v", r, want)
	}
}

func TestTwoCallsOfEachOperatorAreAudited(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	for i := range 5 {
		w.ended(fmt.Sprint("press", i), wangsPendant, "help")
	}
	must(t, h.Look(ctx))
	audits := func(sc care.Scope) []care.Audit {
		list, _, err := w.store.Audits(ctx, sc, care.AuditQuery{})
		must(t, err)
		return list
	}
	if list := audits(care.Everything); len(list) != 0 {
		t.Fatalf("drawn before the month was over: %+v", list)
	}
	w.clock.pass(9 * 24 * time.Hour)
	must(t, errors.Join(h.Look(ctx), h.Look(ctx)))
	list := audits(care.Everything)
	if len(list) != care.AuditsAMonth || list[0].Operator != operator.ID || list[0].Month != "2026-11" || list[0].Of != 5 || list[0].IncidentID == list[1].IncidentID {
		t.Fatalf("%+v", list)
	}
	// Whoever reads the seed draws the same.
	var ids []care.IncidentID
	for _, in := range w.incidents() {
		ids = append(ids, in.ID)
	}
	slices.Sort(ids)
	var again []care.IncidentID
	for _, i := range dispatch.DrawOf(list[0].Seed, operator.ID, 5, 2) {
		again = append(again, ids[i])
	}
	drawn := []care.IncidentID{list[0].IncidentID, list[1].IncidentID}
	slices.Sort(again)
	slices.Sort(drawn)
	if !slices.Equal(again, drawn) {
		t.Errorf("drawn %v, again %v", drawn, again)
	}
	if list := audits(operator.Scope()); len(list) != 0 {
		t.Error("an operator sees what is drawn before it is done")
	}
	id := list[0].ID
	checks := func(met string) []care.AuditCheck {
		var out []care.AuditCheck
		for _, item := range care.AuditItems {
			out = append(out, care.AuditCheck{Item: item, Met: met})
		}
		return out
	}
	for name, c := range map[string]struct {
		by      care.Staff
		checks  []care.AuditCheck
		comment string
	}{"half a form": {supervisor, checks("yes")[:3], "好"}, "a fault without a word": {supervisor, checks("no"), " "}} {
		if _, err := h.FillAudit(ctx, c.by, id, c.checks, false, c.comment); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	self := operator
	self.Role = care.Supervisor // promoted since
	_, err := h.FillAudit(ctx, self, id, checks("yes"), false, "")
	conflict(t, err, "audit.own")
	_, err = h.FillAudit(ctx, supervisor, id, checks("yes"), false, "")
	must(t, err)
	if list := audits(operator.Scope()); len(list) != 1 {
		t.Errorf("the operator sees %d of the own", len(list))
	}
	if _, err = h.ReplyAudit(ctx, colleague, id, "同意"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a colleague replies: %v", err)
	}
	a, err := h.ReplyAudit(ctx, operator, id, "同意")
	if err != nil || a.State != care.AuditReplied {
		t.Errorf("%+v, %v", a, err)
	}
	_, err = h.FillAudit(ctx, supervisor, id, checks("no"), true, "改")
	conflict(t, err, "audit.replied")
}

func TestTimesAreSharesOfWhatCouldBeInTime(t *testing.T) {
	open := shanghai("2026-11-23 10:00") // a Monday
	after := func(d time.Duration) *time.Time { at := open.Add(d); return &at }
	list := []care.Incident{
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(10 * time.Second), DispatchedAt: after(40 * time.Second), ArrivedAt: after(20 * time.Minute)},
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(50 * time.Second), DispatchedAt: after(5 * time.Minute)}, // nobody noted an arrival
		{RegionID: faraway, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(200 * time.Second), LateSeconds: 400},
		{RegionID: faraway, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(300 * time.Second), LateReason: &care.LateReason{Text: "停电"}},
		{RegionID: "", OpenedAt: open, State: care.IncidentOpen}, // nobody has answered for ten minutes
		{RegionID: "", OpenedAt: open.Add(10*time.Minute - 5*time.Second), State: care.IncidentOpen},
		{RegionID: village, OpenedAt: open, State: care.IncidentDispatched, AnsweredAt: after(12 * time.Second), DispatchedAt: after(20 * time.Second)}, // on the way
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, Trial: true},
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(time.Hour), Afterwards: true},
	}
	r := dispatch.Measure(list, open, open.Add(time.Hour), open.Add(10*time.Minute), "week")
	want := dispatch.Times{Incidents: 7, Answered15s: dispatch.Part{N: 2, Of: 6}, Answered60s: dispatch.Part{N: 3, Of: 6}, Answered180s: dispatch.Part{N: 3, Of: 6},
		Accepted60s: dispatch.Part{N: 2, Of: 3}, OnScene45m: dispatch.Part{N: 1, Of: 2}, OnScene60m: dispatch.Part{N: 1, Of: 2}, NoArrival: 1,
		Explained: dispatch.Part{N: 1, Of: 2}, Delayed: 1}
	if r.Total != want || r.Afterwards != 1 {
		t.Errorf("got  %+v\nwant %+v", r.Total, want)
	}
	sum := 0
	var keys []string
	for _, row := range r.Townships {
		sum += row.Incidents
		keys = append(keys, row.Key)
	}
	if sum != 7 || !slices.Equal(keys, []string{"", string(township), "990101002"}) {
		t.Errorf("townships %v, %d together", keys, sum)
	}
	if len(r.Periods) != 1 || r.Periods[0].Key != "2026-11-23" {
		t.Errorf("weeks %+v", r.Periods)
	}
	if got := dispatch.Measure(list, open, open, open, "month").Periods[0].Key; got != "2026-11-01" {
		t.Errorf("month %s", got)
	}
}

func TestAnAnswerAfterTheLimitNeedsAWrittenReason(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	w.press(wangsPendant, "late")
	w.clock.pass(181 * time.Second)
	in, err := w.desk.Answer(ctx, operator, w.one().ID)
	must(t, err)
	from, to := w.clock.now().Add(-time.Hour), w.clock.now().Add(time.Hour)
	needed := func() int {
		list, err := h.Unexplained(ctx, operator, from, to)
		must(t, err)
		return len(list)
	}
	if needed() != 1 {
		t.Error("it is not on the list")
	}
	if _, err := w.desk.Explain(ctx, operator, in.ID, " "); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("without a word: %v", err)
	}
	in, err = w.desk.Explain(ctx, operator, in.ID, "两部电话同时占线")
	if err != nil || in.LateReason == nil || in.LateReason.By != operator.ID || needed() != 0 {
		t.Errorf("%+v, %v", in.LateReason, err)
	}
	quick := w.ended("quick", panel, "help")
	_, err = w.desk.Explain(ctx, operator, quick.ID, "没有晚")
	conflict(t, err, "incident.not_late")
}

func TestTheNineFunctionsAreCounted(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	w.ended("a", wangsPendant, "emergency_fall")
	w.order(care.Appointment, "zhao")
	w.order(care.Meal, "zhao")
	for _, kind := range []care.TicketKind{care.Consultation, care.Complaint, care.Report, care.Praise} {
		_, err := h.Take(ctx, operator, dispatch.NewTicket{Kind: kind, Text: "样例"})
		must(t, err)
	}
	list, err := h.Functions(ctx, supervisor, w.clock.now().Add(-time.Hour), w.clock.now().Add(time.Hour), time.Time{}, county)
	must(t, err)
	got := map[string]int{}
	for _, f := range list {
		got[f.Name] = f.N
	}
	for name, want := range map[string]int{"appointment": 1, "shopping": 0, "rescue": 1, "dispatch": 1, "location": 0} {
		if got[name] != want {
			t.Errorf("%s: %d, want %d", name, got[name], want)
		}
	}
	if len(list) != 9 {
		t.Errorf("%d functions", len(list))
	}
	list, err = h.Functions(ctx, supervisor, w.clock.now().Add(-time.Hour), w.clock.now().Add(time.Hour), time.Time{}, "")
	must(t, err)
	if list[6].N != 1 || list[7].N != 2 {
		t.Errorf("consultations and complaints: %+v", list)
	}
}
