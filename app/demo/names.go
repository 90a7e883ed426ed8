package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"}

var womensNames = []string{"桂兰", "秀英", "玉兰", "凤英", "素珍", "桂英", "兰英", "秀兰", "玉珍", "淑华", "春梅", "翠花", "金凤", "月娥", "巧云", "爱莲"}

var mensNames = []string{"德福", "国强", "建国", "长生", "文华", "金山", "守义", "永贵", "明德", "志远", "福来", "宝田", "家旺", "广林", "学文", "庆丰"}

// fullName is a name that reads naturally; whoever shows it adds the mark.
func fullName(b *builder, woman bool) string { return pick(b, surnames) + givenName(b, woman) }

func givenName(b *builder, woman bool) string {
	if woman {
		return pick(b, womensNames)
	}
	return pick(b, mensNames)
}

// person makes an elder between 62 and 97, most of them in their seventies and
// eighties.
func (b *builder) person(id, surname string, woman bool, region care.RegionID) care.Elder {
	age := 62 + b.chance.IntN(18) + b.chance.IntN(19)
	born := b.opts.Now.In(care.Shanghai).AddDate(-age, 0, -1-b.chance.IntN(364))
	e := care.Elder{ID: care.ElderID(id), Name: surname + givenName(b, woman) + "（样例）", Gender: "male", BirthDate: born.Format(time.DateOnly), RegionID: region,
		CreatedAt: b.opts.Now.AddDate(0, -14, 0), Phone: b.phone()}
	if woman {
		e.Gender = "female"
	}
	b.reach(&e)
	e.Senses = sensesIn(e.ReachNotes)
	b.vital(&e)
	e.Mains = slices.Contains(e.Vital, "长期吸氧")
	b.contacts(&e)
	return e
}

func (b *builder) reach(e *care.Elder) {
	switch dice := b.chance.Float64(); {
	case dice < 0.62:
		e.Reach = care.ReachTalk
		if b.likely(0.3) {
			e.ReachNotes = pick(b, []string{"说方言，慢慢讲", "左耳听力差，声音大些", "记性不好，常重复"})
		}
	case dice < 0.86:
		e.Reach, e.ReachNotes = care.ReachDevice, pick(b, []string{"听不清电话，用设备喊话", "手机常不在身边", "说方言，慢慢讲"})
	case dice < 0.93:
		e.Reach, e.ReachNotes = care.ReachMessage, "听力障碍，发短信，闪灯提醒"
	default:
		e.Reach, e.ReachNotes = care.ReachSend, pick(b, []string{"失语，按一下是、两下不是", "认知障碍，直接派人"})
	}
}

// sensesIn are what notes say of hearing, speech, dementia and dialect.
func sensesIn(notes string) *care.Senses {
	var s care.Senses
	for words, note := range map[string]func(){
		"听力差": func() { s.Hearing = "hard" }, "听不清": func() { s.Hearing = "hard" }, "听力障碍": func() { s.Hearing = "deaf" },
		"失语": func() { s.Speech = "none" }, "认知障碍": func() { s.Dementia = true }, "说方言": func() { s.Dialect = "本地话" },
	} {
		if strings.Contains(notes, words) {
			note()
		}
	}
	if s == (care.Senses{}) {
		return nil
	}
	return &s
}

func (b *builder) vital(e *care.Elder) {
	if b.likely(0.22) {
		e.Vital = append(e.Vital, pick(b, []string{"抗凝（华法林）", "胰岛素", "青霉素过敏", "长期吸氧", "心脏起搏器"}))
	}
	if b.likely(0.05) {
		e.Vital = append(e.Vital, "头孢过敏")
	}
	if b.likely(0.7) {
		e.Conditions = pick(b, []string{"高血压", "糖尿病", "高血压、冠心病", "脑卒中后遗症，右侧无力", "慢阻肺", "膝关节炎，行走慢", "白内障"})
	}
	if b.likely(0.35) {
		e.DietTags = append(e.DietTags, pick(b, []string{"低盐", "糖尿病餐", "软食", "清真", "鸡蛋过敏"}))
	}
}

// contacts are none for one in eight: 特困 people have nobody.
func (b *builder) contacts(e *care.Elder) {
	if b.likely(0.125) {
		return
	}
	surname := string([]rune(e.Name)[:1])
	e.Contacts = append(e.Contacts, care.Contact{Name: surname + givenName(b, false) + "（样例）", Relation: "儿子", Phone: b.phone(),
		Hours: pick(b, []string{"全天", "18:00 以后", "白天", "周末"}), HasKey: b.likely(0.3), MayDecide: true, MayKnow: true})
	if b.likely(0.6) {
		e.Contacts = append(e.Contacts, care.Contact{Name: surname + givenName(b, true) + "（样例）", Relation: pick(b, []string{"女儿", "儿媳", "侄女"}),
			Phone: b.phone(), Hours: pick(b, []string{"全天", "在外地，只能电话", "晚上"}), MayKnow: true})
	}
}

// directions are the address as villagers say it.
func (b *builder) directions() string {
	return fmt.Sprintf("%s%s第%s家，%s，%s", pick(b, []string{"村部", "小学", "老槐树", "水塔", "村口小卖部"}), pick(b, []string{"东", "西", "南", "北", "后面"}),
		pick(b, []string{"一", "二", "三", "四", "五"}), pick(b, []string{"红门", "蓝铁门", "木门", "门前有石磨", "门口有枣树"}),
		pick(b, []string{"有狗", "没有狗", "门常虚掩", "敲窗户应得快"}))
}
