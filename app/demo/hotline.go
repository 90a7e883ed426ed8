package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/hotline"
)

// Hotline is what people asked and complained of before the demo begins, with what
// operators may tell them, the calls afterwards and last month's audits; all through
// a hotline with the time passed in.
type Hotline struct {
	y    *Yesterday
	line *hotline.Hotline
	now  time.Time // what the hotline's clock says
}

// BeginHotline enters what lies before yesterday. deps are the hotline's own, of which
// the clock and the share of follow-ups are replaced. It blocks for about a second.
func BeginHotline(ctx context.Context, crew CrewDeps, desk dispatch.Deps, deps hotline.Deps, now time.Time) (*Hotline, error) {
	h := &Hotline{y: &Yesterday{crew: NewCrew(crew)}, now: now}
	desk.Queue, desk.Notifier, desk.Messenger = Silent{}, Silent{}, Silent{}
	desk.Now = func() time.Time { return h.y.now }
	deps.Now = func() time.Time { return h.now }
	var err error
	if h.y.desk, err = dispatch.New(dispatch.Config{}, desk); err != nil {
		return nil, err
	}
	if h.line, err = hotline.New(hotline.Config{FollowUpPercent: 10}, deps); err != nil {
		return nil, err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context, time.Time) error
	}{{"last month", h.lastMonth}, {"articles", h.write}, {"tickets", h.hear}} {
		if err := step.do(ctx, now); err != nil {
			return nil, fmt.Errorf("demo: %s: %w", step.name, err)
		}
	}
	h.now = now
	return h, h.line.Look(ctx)
}

// lastMonth lets operators have answered calls, one of them late, so that there is
// something to audit and to explain.
func (h *Hotline) lastMonth(ctx context.Context, now time.Time) error {
	y, m, _ := now.In(care.Shanghai).Date()
	first := time.Date(y, m, 1, 9, 0, 0, 0, care.Shanghai).AddDate(0, -1, 0)
	for i := range 8 {
		who := []care.StaffID{"operator", crewOperator}[i%2]
		if err := h.y.incidentBy(ctx, who, 40+i, first.AddDate(0, 0, 3*i), 0); err != nil {
			return err
		}
	}
	return h.y.incidentBy(ctx, "operator", 60, now.Add(-3*24*time.Hour), 4*time.Minute)
}

// articles are what people ask most.
var articles = []care.ArticleText{
	{Title: "高龄津贴怎么申请", Tags: []string{"补贴", "八十岁", "津贴"}, Source: "样例县民政局 样例文〔2026〕3号",
		Body: "年满八十周岁、户籍在本县的老人可以申请。\n带身份证、户口簿和本人银行卡到村委会填表，村里每月十五日前报镇，次月起发。\n每年要做一次生存认证，可以由村里上门。"},
	{Title: "养老服务补贴给谁、多少钱", Tags: []string{"补贴", "低保", "失能"}, Source: "样例县民政局 样例文〔2026〕5号",
		Body: "农村低保的八十岁以上老人，城乡低保的六十至七十九岁失能、失智老人，每人每月五十元。\n由村里申请、镇里审核、县里审批并公示，按月打卡。"},
	{Title: "助餐怎么订、什么时候截止", Tags: []string{"送饭", "午饭", "助餐"}, Source: "样例县助餐服务规程 2026-01-10",
		Body: "当天午餐上午九点前订，晚餐下午三点前订。\n忌口、清真、糖尿病、软食要先说清，送餐员照标签送。\n取消请在截止前打热线。"},
	{Title: "助浴前要准备什么", Tags: []string{"洗澡", "助浴"}, Source: "样例县助浴服务规程 2026-01-10",
		Body: "上门前量血压，高压超过一百六十或低于九十不洗，改日再约。\n室温二十四度以上。有皮肤破损、发热先说。\n两名服务人员一起到场。"},
	{Title: "入住敬老院怎么办", Tags: []string{"敬老院", "入住", "特困"}, Source: "样例县民政局 样例文〔2026〕8号",
		Body: "特困老人由村里报镇，镇里会同敬老院评估后入住，不收费。\n其他老人先看房、做能力评估、签协议，交押金。\n可以先试住七天。"},
	{Title: "按钮按不响、灯不亮怎么办", Tags: []string{"设备", "报修", "按钮"}, Source: "设备维护手册（样例）",
		Body: "先看插座有没有电，网关灯亮不亮。\n都正常还是不响，登记报修，一般第二天上门。\n这段时间请老人用电话联系热线。"},
	{Title: "12345 转来的件怎么办", Tags: []string{"12345", "转办"}, Source: "样例县热线办理规程 2026-02-01",
		Body: "登记时照抄对方编号，一号一件，不另起。\n一个工作日内受理；投诉、举报十五个工作日内答复。\n答复后把结果和满意情况回给 12345。"},
	{Title: "亲属想看老人的监测数据", Tags: []string{"隐私", "家属", "同意"}, Source: "样例县隐私保护规定 2026-01-01",
		Body: "要老人本人或监护人同意，登记在档案里。\n没有同意的，只能告诉家属平安与否，不报数值、不说病情。"},
	{Title: "噎住时照着念（120 审定）", FirstAid: true, Kinds: []string{"sos", "pull_cord", "phone"}, Tags: []string{"急救", "噎", "呛"}, Source: "样例县120急救中心 2026-03-01 审定",
		Body: "“能咳就让他使劲咳。咳不出、说不出话：站到身后，双手抱住，拳头放在肚脐上方，快速往里往上顶，一下一下，直到吐出来。”\n“晕过去了就放平，我告诉您怎么按胸口。120 已经在路上。”"},
	{Title: "摔倒了先别扶（120 审定）", FirstAid: true, Kinds: []string{"fall"}, Tags: []string{"急救", "跌倒", "摔"}, Source: "样例县120急救中心 2026-03-01 审定",
		Body: "“先别动他，也别硬拉起来。问他哪里疼，手脚能不能动。”\n“头、脖子、腰或者大腿根疼，就让他原样躺着，盖件衣服，等 120。”\n“出血的，用干净毛巾使劲按住，不要松手看。”"},
	{Title: "走失了先做什么", Tags: []string{"走失", "失智"}, Source: "样例县走失应急预案 2026-02-15",
		Body: "马上报 110，不等二十四小时。\n问清衣服、最后在哪里、什么时间；有定位手表的马上定位。\n通知村里和站长沿路找，水边先找。"},
}

func (h *Hotline) write(ctx context.Context, now time.Time) error {
	writer, approver := h.y.crew.people[crewOperator], h.y.crew.people["supervisor"]
	for i, text := range articles {
		h.now = now.AddDate(0, 0, -40+i)
		text.ReviewBy = now.AddDate(1, 0, i).Format(time.DateOnly)
		a, err := h.line.WriteArticle(ctx, writer, "", text, "")
		if err != nil {
			return err
		}
		h.now = h.now.Add(time.Hour)
		if _, err := h.line.ApproveArticle(ctx, approver, a.ID); err != nil {
			return err
		}
	}
	// One waits for its second reader.
	h.now = now.Add(-2 * time.Hour)
	_, err := h.line.WriteArticle(ctx, writer, "", care.ArticleText{Title: "冬季取暖补助什么时候发", Body: "十一月起申请，十二月发放（样例，待核对文号）。", Source: "样例县民政局 口头通知 2026-11",
		ReviewBy: now.AddDate(0, 6, 0).Format(time.DateOnly)}, "")
	return err
}

// voiced is a ticket of the past: days ago, and how far it came.
type voiced struct {
	days   int
	ticket hotline.NewTicket
	upTo   care.TicketState
	answer string
}

func (h *Hotline) hear(ctx context.Context, now time.Time) error {
	house := care.CenterID("house-01")
	list := []voiced{
		{20, hotline.NewTicket{Kind: care.Complaint, Channel: "12345", Caller: "陈女士（样例）", Phone: "19900008801", AboutCenter: house, Text: "父亲在敬老院，晚上叫人半天没人来。",
			Refs: []care.TicketRef{{System: "12345", Number: "样例2026110500123", Way: "in"}}}, care.TicketClosed, "查了当晚记录和呼叫日志，属实。院方已加一名夜班，向家属当面道歉，一周后复查。"},
		{16, hotline.NewTicket{Kind: care.Praise, Caller: "老人家属（样例）", Phone: "19900008802", About: "送餐的小李", Text: "送餐员发现老人发烧，帮着打了热线，谢谢。"}, care.TicketClosed, ""},
		{12, hotline.NewTicket{Kind: care.Complaint, Caller: "赵先生（样例）", Phone: "19900008803", About: "样例家政公司", Text: "约了助浴没人来，也没人打电话说一声。"}, care.TicketHandling, ""},
		{9, hotline.NewTicket{Kind: care.Suggestion, Caller: "钱大爷（样例）", Phone: "19900008804", Text: "希望活动日改到上午，下午回家没有车。"}, care.TicketAnswered, "已转镇里，下个月起活动日改为上午九点。"},
		{6, hotline.NewTicket{Kind: care.Report, Channel: "petition", Anonymous: true, AboutCenter: "house-02", Text: "反映有人冒领高龄津贴。", Refs: []care.TicketRef{{System: "petition", Number: "XF-样例-0457", Way: "in"}}}, care.TicketHandling, ""},
		{5, hotline.NewTicket{Kind: care.Complaint, Caller: "孙女士（样例）", Phone: "19900008805", About: "助餐点", Text: "给糖尿病老人送了甜粥。"}, care.TicketOpen, ""}, // nobody took it up in time
		{3, hotline.NewTicket{Kind: care.Complaint, Sealed: "abuse", Caller: "邻居（样例）", Phone: "19900008806", Text: "隔壁老人身上有伤，问也不说。"}, care.TicketHandling, ""},
		{1, hotline.NewTicket{Kind: care.Consultation, Caller: "李女士（样例）", Phone: "19900008807", Text: "母亲八十一岁，高龄津贴怎么办？", Answer: "带身份证、户口簿和银行卡到村委会填表，次月起发。"}, care.TicketClosed, ""},
		{0, hotline.NewTicket{Kind: care.Consultation, Caller: "周先生（样例）", Phone: "19900008808", Text: "外地的房子，能不能在这里办居住证后申请补贴？"}, care.TicketOpen, ""},
	}
	operator, supervisor := h.y.crew.people[crewOperator], h.y.crew.people["supervisor"]
	for i, s := range list {
		h.now = now.AddDate(0, 0, -s.days).Add(-time.Duration(i+1) * 17 * time.Minute)
		s.ticket.Key = fmt.Sprint("demo/", i)
		if s.ticket.Anonymous || s.ticket.AboutCenter == "" {
			s.ticket.Region = h.y.crew.deps.County.Staff[6].RegionID
		}
		t, err := h.line.Take(ctx, operator, s.ticket)
		if err != nil {
			return err
		}
		handler := operator
		if t.Sealed != "" {
			handler = supervisor
		}
		steps := []func() error{
			func() error { _, err := h.line.AcceptTicket(ctx, handler, t.ID, ""); return err },
			func() error { _, err := h.line.AnswerTicket(ctx, handler, t.ID, s.answer, "", nil); return err },
			func() error { _, err := h.line.CloseTicket(ctx, supervisor, t.ID, ""); return err },
		}
		switch {
		case s.upTo == care.TicketOpen:
			steps = nil
		case s.upTo == care.TicketHandling:
			steps = steps[:1]
		case s.upTo == care.TicketAnswered:
			steps = steps[:2]
		case t.State == care.TicketAnswered: // at once
			steps = steps[2:]
		case t.Kind == care.Praise:
			steps = []func() error{steps[0], steps[2]}
		}
		for _, step := range steps {
			h.now = h.now.Add(3 * time.Hour)
			if err := step(); err != nil {
				return err
			}
		}
	}
	return nil
}

// stillOpen is how many calls the sample county has not made yet.
const stillOpen = 5

// Afterwards makes most of the calls that what has ended led to.
func (h *Hotline) Afterwards(ctx context.Context, now time.Time) error {
	h.now = now.Add(-9 * time.Hour)
	if err := h.line.Look(ctx); err != nil {
		return err
	}
	open, err := h.line.OpenFollowUps(ctx, h.y.crew.people["supervisor"])
	if err != nil {
		return err
	}
	said := []hotline.Called{{Result: "reached", SpokeTo: "elder", Satisfied: "satisfied"}, {Result: "reached", SpokeTo: "elder", Satisfied: "satisfied"},
		{Result: "reached", SpokeTo: "family", Satisfied: "fair", Note: "饭有点凉（样例）"}, {Result: "no_answer"}, {Result: "reached", SpokeTo: "elder", Satisfied: "satisfied"},
		{Result: "reached", SpokeTo: "elder", Satisfied: "dissatisfied", Note: "来得太晚（样例）"}}
	for i, f := range open[:max(0, len(open)-stillOpen)] {
		h.now = h.now.Add(8 * time.Hour / time.Duration(len(open)))
		if _, err := h.line.CallFollowUp(ctx, h.y.crew.people["supervisor"], f.ID, said[i%len(said)]); err != nil && !errors.Is(err, care.ErrConflict) {
			return err
		}
	}
	return nil
}
