package devices

import (
	"math"
	"regexp"
	"strings"

	"yian/care"
)

// verdict is what the value of an alarm says.
type verdict int

const (
	unsaid  verdict = iota // unknown, or about the device itself
	safe                   // off, over, normal
	alarmed                // on
)

// over are values that say, as a whole, that an alarm does not stand; overWords
// say so wherever they are. "No" alone would hide an alarm about no movement.
var (
	over = wordSet("false off no none normal clear cleared ok idle safe inactive dry absent vacant unoccupied closed close installed standby end ended stop stopped " +
		"undetected untriggered 0 无 否 没有 未报警 关 未触发 未检测到")
	overWords = []string{" no alarm ", " no fall ", " no smoke ", " no fire ", " no gas ", " no leak ", " no sos ", " no water ", " no alert ", " no warning ", " not detected ", " not triggered ",
		" normal ", " clear ", " cleared ", " deactivated ", " deactivate ", " released ", " release ", " restored ", " restore ", " recovered ", " recover ", " recovery ",
		" resolved ", " relieved ", " cancel ", " cancelled ", " canceled ", " ignored ", " alarm off ", " alarm end ", " undetected ", " untriggered ",
		"正常", "解除", "恢复", "取消", "消除", "消警", "结束", "安全", "撤防", "复位", "未触发", "未报警", "未检测", "未发现", "无报警", "无告警", "无异常", "无跌倒", "无烟", "无漏水"}
)

// ailing are words about the device itself, which nobody needs help for at once.
var ailing = []string{" fault ", " error ", " failure ", " offline ", " online ", " battery ", " lowpower ", " low power ", " lowbattery ", " lowvoltage ", " low voltage ",
	" tamper ", " tampered ", " preheat ", " preheating ", " warmup ", " warm up ", " eol ", " end of life ", " maintenance ", " broken ", " brokeninfo ", " silenced ", " mute ", " muted ", " undefined ",
	"低电", "欠压", "拆", "故障", "离线", "上线", "电量", "断电", "预热", "寿命", "静音", "消音"}

func wordSet(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(text) {
		all[w] = true
	}
	return all
}

// denied are words of overWords that say the opposite by what stands around them: 未解除,
// not cleared, and the safety of gas that an alarm is about.
var denied = regexp.MustCompile(`(不|非|未|没有?|无法|不能|未能)(正常|解除|恢复|取消|消除|消警|结束|安全|复位)|安全(报警|告警|警报|预警|隐患|风险|事故)|` +
	` not (normal|clear|cleared|deactivated|released|restored|recovered|resolved|relieved|cancelled|canceled) `)

// isOver reports whether a text says that nothing is the matter.
func isOver(text string) bool {
	t := tokens(text)
	return over[strings.TrimSpace(t)] || holds(denied.ReplaceAllString(t, " "), overWords)
}

// callWords say what an alarm is about, the gravest first.
var callWords = []struct {
	kind  care.CallKind
	words []string
}{
	{care.Test, []string{" test ", " selftest ", " self check ", "测试", "自检", "试呼"}},
	{care.SOS, []string{"sos", " emergency ", " panic ", " help ", " callhelp ", " urgent ", " mandown ", "求助", "求救", "呼救", "救命", "请求帮助", "需要帮助", "紧急", "一键"}},
	{care.PullCord, []string{" pullcord ", " pull cord ", " pullrope ", " pull rope ", "拉绳"}},
	{care.Smoke, []string{" smoke", " fire ", " firealarm ", "烟", "火警", "火灾", "着火"}},
	{care.Gas, []string{" gas ", " gasalarm ", " gasleak ", " methane ", " ch4 ", " co ", " coalarm ", "carbonmonoxide", "carbon monoxide", "燃气", "煤气", "天然气", "一氧化碳", "可燃气"}},
	{care.WaterLeak, []string{" leak", " flood", " water ", "waterleak", "immersion", "水浸", "漏水", "浸水", "溢水"}},
	{care.OutOfBed, []string{" out of bed ", " outofbed ", " left bed ", " leftbed ", " leave bed ", " leavebed ", " bed exit ", "离床"}},
	{care.Fall, []string{" fall ", " falls ", " fallen ", " falldown", " fallalarm ", " falldetect", " tumble ", "跌倒", "摔倒", "跌落", "坠床", "倒地", "姿态异常"}},
	{care.Alarm, []string{" alarm", " alert", " warning", " danger", " abnormal", "报警", "告警", "警报", "预警", "异常"}},
}

// kindOfWords finds the call in an alarm's name or text. The verdict is safe for
// the end of an alarm, unsaid for what concerns the device itself or says nothing.
func kindOfWords(text string) (care.CallKind, verdict) {
	t := tokens(text)
	kind, found := care.CallKind(""), false
	for _, c := range callWords {
		if holds(t, c.words) {
			kind, found = c.kind, true
			break
		}
	}
	switch {
	case found && kind == care.Alarm && holds(t, ailing):
		return "", unsaid
	case found && isOver(text):
		return kind, safe
	case found && kind != care.SOS && kind != care.Fall && holds(t, ailing):
		return "", unsaid
	case found:
		return kind, alarmed
	case isOver(text):
		return "", safe
	}
	return "", unsaid
}

func holds(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// maxCode is the largest number that is a code of a detector. A larger one is a
// concentration, or the raw value of its sensor.
const maxCode = 9

// alarm reads the value of a field that is an alarm of a known kind. A word that
// nobody knows is an alarm: it is better to ask one person too many.
func (f fact) alarm(kind care.CallKind) verdict {
	switch f.kind {
	case truth:
		return verdictOf(f.yes)
	case number:
		if f.amount < 0 || hazard(kind) && (f.amount > maxCode || f.amount != math.Trunc(f.amount)) {
			return unsaid
		}
		return verdictOf(f.amount != 0)
	case word:
		if n, ok := numeral(f.word); ok {
			return fact{kind: number, amount: n}.alarm(kind)
		}
		switch {
		case isOver(f.word):
			return safe
		case holds(tokens(f.word), ailing):
			return unsaid
		}
		return alarmed
	}
	return unsaid
}

func verdictOf(on bool) verdict {
	if on {
		return alarmed
	}
	return safe
}

// truthOf reads a field that is true or false, in whatever words.
func (f fact) truthOf() (yes, known bool) {
	if yes, known = f.on(); known || f.kind != word {
		return yes, known && (f.kind != number || f.amount == 0 || f.amount == 1)
	}
	t := tokens(f.word)
	switch {
	case isOver(f.word):
		return false, true
	case holds(t, []string{" open ", " opened ", " trigger ", " triggered ", " occupied ", " detected ", " uninstalled ", " yes ", " active ", " present ", " low ", " motion ", " somebody ", " tampered ",
		"开", "有人", "有", "是", "低"}):
		return true, true
	}
	return false, false
}
