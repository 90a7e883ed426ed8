package catalogue

import (
	"cmp"

	"yian/care"
)

// healthCard is what whoever touches food or skin must hold.
const healthCard = "健康证"

func bound(v float64) *float64 { return &v }

// bathChecks are looked at before a bath: outside of them it is not begun.
func bathChecks() []care.PreCheck {
	return []care.PreCheck{
		{Code: "bp_systolic", Name: "收缩压", Unit: "mmHg", Min: bound(90), Max: bound(160)},
		{Code: "bp_diastolic", Name: "舒张压", Unit: "mmHg", Min: bound(50), Max: bound(100)},
		{Code: "body_temperature", Name: "体温", Unit: "°C", Min: bound(35), Max: bound(37.3)},
		{Code: "room_temperature", Name: "浴室温度", Unit: "°C", Min: bound(24)},
	}
}

// begins are the rows that every site begins with. They have no price: that is the
// county's to enter. An id, once released, is never another service.
func begins() []care.Offering {
	return []care.Offering{
		{ID: "meal-delivery", Service: care.Meal, Name: "送餐上门", Minutes: 15, Certificates: []string{healthCard},
			Checklist: []string{"核对姓名和饮食禁忌", "交到本人手里", "看一眼老人和屋里", "收回上次的餐盒"}},
		{ID: "meal-canteen", Service: care.Meal, Name: "站点就餐", Minutes: 60, Given: care.GivenAtSite, Certificates: []string{healthCard},
			Checklist: []string{"核对姓名和饮食禁忌", "交到本人手里"}},
		{ID: "bath-at-home", Service: care.Bathing, Name: "上门助浴", Minutes: 60, Certificates: []string{healthCard, "助浴培训证"}, TwoPersons: true, Consent: true,
			PreChecks: bathChecks(), Checklist: []string{"铺防滑垫", "试水温", "查看皮肤", "擦干保暖", "收拾浴室"}},
		{ID: "bath-at-station", Service: care.Bathing, Name: "站点助浴", Minutes: 45, Given: care.GivenAtSite, Certificates: []string{healthCard, "助浴培训证"}, Consent: true,
			PreChecks: bathChecks(), Checklist: []string{"试水温", "查看皮肤", "擦干保暖", "送到家"}},
		{ID: "cleaning", Service: care.Cleaning, Name: "居家保洁", Minutes: 120,
			Checklist: []string{"厨房", "卫生间", "卧室", "清走过期食物", "查看燃气、电器和门锁"}},
		{ID: "laundry", Service: care.Cleaning, Name: "洗衣被", Minutes: 60, Checklist: []string{"清点件数", "按件送回"}},
		{ID: "nurse-visit", Service: care.Medical, Name: "上门护理", Minutes: 45, Certificates: []string{"护士执业证"}, Consent: true,
			Checklist: []string{"核对姓名", "核对医嘱", "测血压和体温", "记录并告知家属"}},
		{ID: "escort", Service: care.Medical, Name: "陪诊", Minutes: 240, Consent: true, Receipt: true,
			Checklist: []string{"带齐证件和药单", "全程陪同", "把医嘱交给家属", "送到家"}},
		{ID: "medicine-reminder", Service: care.Medical, Name: "用药提醒", Minutes: 5, Listed: true,
			Checklist: []string{"只念药单上写的", "听老人复述", "没吃或拒绝照实记"}},
		{ID: "emergency", Service: care.Emergency, Name: "应急上门", Minutes: 30, Checklist: []string{"确认老人清醒", "需要时打 120", "通知家属"}},
		{ID: "appointment", Service: care.Appointment, Name: "代办挂号", Minutes: 60, Receipt: true, AdvanceFen: 5000,
			Checklist: []string{"核对身份证和医保卡", "告知就诊时间", "交还证件"}},
		{ID: "shopping", Service: care.Shopping, Name: "代购", Minutes: 60, Receipt: true, AdvanceFen: 20000,
			Checklist: []string{"核对清单", "凭票结清", "不收存银行卡和密码"}},
		{ID: "companionship", Service: care.Companionship, Name: "陪伴聊天", Minutes: 60, Checklist: []string{"问吃饭和睡觉", "有轻生的话马上报话务台"}},
		{ID: "activity-day", Service: care.Companionship, Name: "站点活动日", Minutes: 120, Given: care.GivenAtSite, Checklist: []string{"逐个签到", "量血压", "通知下次日期", "没来的打电话问"}},
		{ID: "visit-at-home", Service: care.VisitService, Name: "上门探访", Minutes: 20,
			Checklist: []string{"见到本人", "问身体和用药", "查看水电气和取暖", "问有什么难处"}},
		{ID: "teach-at-home", Service: care.VisitService, Name: "上门教用", Minutes: 30,
			Checklist: []string{"老人自己按一次，再自己取消一次", "说清真有事要按，按错也不要紧", "看看设备装的位置会不会碰到", "孩子在家的，也教一遍"}},
		{ID: "visit-by-phone", Service: care.VisitService, Name: "电话探访", Minutes: 10, Given: care.GivenByPhone, Checklist: []string{"听到本人说话", "问身体和用药", "没接通改上门"}},
		{ID: "repair", Service: care.Repair, Name: "设备维修", Minutes: 30, Checklist: []string{"修好后试按一次"}},
		{ID: "drill", Service: care.Drill, Name: "演练", Minutes: 15, Checklist: []string{"老人自己按一次", "说清这是演练"}},
	}
}

// givenOf is where a row is given about which nobody said: as its own row begins, else at
// home.
func givenOf(o *care.Offering) care.Given {
	b, _ := begin(o.ID)
	return cmp.Or(o.Given, b.Given, care.GivenAtHome)
}

func begin(id care.OfferingID) (care.Offering, bool) {
	for _, o := range begins() {
		if o.ID == id {
			return o, true
		}
	}
	return care.Offering{}, false
}
