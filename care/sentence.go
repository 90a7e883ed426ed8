package care

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Saying names a sentence that a senior may hear (老人听到的话).
type Saying string

// The sayings, in the order in which they may be heard. Minutes are spoken only after
// somebody accepted.
const (
	SayReceived          Saying = "received"
	SayAnswered          Saying = "answered"
	SayDispatched        Saying = "dispatched"         // somebody goes, who did not say when
	SayDispatchedMinutes Saying = "dispatched_minutes" // and who did
	SayOnTheWay          Saying = "on_the_way"         // still, with no time known
	SayLate              Saying = "late"               // still, with a new estimate
	SaySearching         Saying = "searching"          // who was to come does not, somebody else is asked
	SayOthers            Saying = "others"             // who was to come does not, another does
	SayReplaced          Saying = "replaced"           // somebody else goes instead
	SayReplacedMinutes   Saying = "replaced_minutes"
	SayArrived           Saying = "arrived"
	SayClosed            Saying = "closed"
)

// Sayings lists every saying, in the order in which screens show them.
var Sayings = []Saying{SayReceived, SayAnswered, SayDispatched, SayDispatchedMinutes, SayOnTheWay, SayLate, SaySearching, SayOthers, SayReplaced, SayReplacedMinutes, SayArrived, SayClosed}

// What stands in a text for whoever goes and for the minutes.
const (
	SlotWho     = "{who}"
	SlotMinutes = "{minutes}"
)

// saidByDefault are the texts while a site has entered none.
var saidByDefault = map[Saying]string{
	SayReceived: "收到了，别着急", SayAnswered: "值班员在看您的情况",
	SayDispatched: "已叫{who}过来", SayDispatchedMinutes: "已叫{who}过来，约{minutes}分钟",
	SayOnTheWay: "{who}还在路上，别着急", SayLate: "{who}还在路上，约{minutes}分钟到",
	SaySearching: "刚才的人来不了，正在另叫人", SayOthers: "刚才的人来不了，另有人在路上",
	SayReplaced: "改叫{who}过来了", SayReplacedMinutes: "改叫{who}过来，约{minutes}分钟",
	SayArrived: "人到了", SayClosed: "处理好了，有事再按",
}

// Default returns the text of a saying while a site has entered none.
func (s Saying) Default() string { return saidByDefault[s] }

// Slots returns what a text of s may hold: whoever goes, and minutes only where
// somebody who accepted said when.
func (s Saying) Slots() (who, minutes bool) {
	return strings.Contains(saidByDefault[s], SlotWho), strings.Contains(saidByDefault[s], SlotMinutes)
}

// ParseSaying returns the saying named s, and whether it is known.
func ParseSaying(s string) (Saying, bool) {
	return Saying(s), slices.Contains(Sayings, Saying(s))
}

// Saying returns which sentence a feedback is.
func (f *Feedback) Saying() Saying {
	said := f.Said
	if said == "" {
		said = Saying(f.Step)
	}
	if timed := said + "_minutes"; f.ETASeconds > 0 && saidByDefault[timed] != "" {
		return timed
	}
	return said
}

// Speak fills a text in with whoever goes and with the minutes.
func (f *Feedback) Speak(text string) string {
	who := f.By
	if who == "" {
		who = "人"
	}
	return strings.NewReplacer(SlotWho, who, SlotMinutes, strconv.Itoa(max(1, (f.ETASeconds+30)/60))).Replace(text)
}

// Words is the sentence of a feedback: its text, or the default where nobody put it
// into words.
func (f *Feedback) Words() string {
	if f.Text != "" {
		return f.Text
	}
	return f.Speak(f.Saying().Default())
}

// Sentence is what a site has entered for a saying in a region and below (一句话).
type Sentence struct {
	Saying   Saying   `json:"saying" enum:"received,answered,dispatched,dispatched_minutes,on_the_way,late,searching,others,replaced,replaced_minutes,arrived,closed"`
	RegionID RegionID `json:"region_id"` // empty: wherever nothing nearer is entered
	// Text is the own text; empty: that of the region above, at last [Saying.Default].
	Text    string    `json:"text,omitempty"`
	Sound   *Sound    `json:"sound,omitempty"`
	At      time.Time `json:"at"`
	By      StaffID   `json:"by"`
	Version int64     `json:"version"`
}

// Sound is a recording of a sentence, by which it is heard in the dialect of a region.
// It holds neither a name nor minutes.
type Sound struct {
	SHA256  string  `json:"sha256"`
	Mime    string  `json:"mime"`
	Size    int     `json:"size"`
	Seconds float64 `json:"seconds,omitempty"` // 0: not known
	// Text is the sentence as it was when it was recorded: a sentence that was changed
	// is not heard in its old words.
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
}

// twoCharacters are the common surnames of two characters.
var twoCharacters = []string{"欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "东方", "独孤", "南宫", "端木", "百里", "呼延", "宇文", "长孙", "淳于", "单于", "太史", "申屠", "公冶", "轩辕", "钟离", "闾丘", "亓官", "司空", "澹台", "赫连", "万俟", "闻人", "濮阳", "公羊", "宗政", "仲孙", "鲜于", "拓跋", "夹谷", "谷梁", "左丘", "东郭", "南门", "羊舌", "微生", "梁丘", "西门"}

// titles are what stands before a name in a register that was filled in by hand.
var titles = []string{"服务员", "护理员", "护工", "网格员", "志愿者", "话务员", "值班长", "站长", "院长", "医生"}

// SpokenName is how a senior hears of somebody who comes: the surname only, 老刘. What
// is no Chinese name is not spoken.
func SpokenName(name string) string {
	first := Surname(name)
	if first == "" || strings.Contains(name, "·") {
		return first
	}
	return "老" + first
}

// Surname is the surname in a Chinese name, or the name before the dot where there is
// one; "" when there is none.
func Surname(name string) string {
	name = strings.TrimSpace(name)
	for _, t := range titles {
		if rest, ok := strings.CutPrefix(name, t); ok && rest != "" {
			name = rest
			break
		}
	}
	if first, _, dotted := strings.Cut(name, "·"); dotted && han(first) { // 阿依古丽·买买提
		return first
	}
	letters := []rune(name)
	switch {
	case len(letters) == 0 || !han(string(letters[0])):
		return ""
	case len(letters) > 2 && slices.Contains(twoCharacters, string(letters[:2])):
		return string(letters[:2])
	}
	return string(letters[0])
}

func han(s string) bool {
	for _, r := range s {
		if r < 0x4e00 || r > 0x9fff {
			return false
		}
	}
	return s != ""
}

// Senses is how an elder hears, speaks and understands: what the desk reads first, and
// how devices make themselves noticed.
type Senses struct {
	Hearing  string `json:"hearing,omitempty" enum:"hard,deaf,"` // 听力: 听力差, 听不见
	Speech   string `json:"speech,omitempty" enum:"unclear,none,"`
	Dementia bool   `json:"dementia,omitempty"`
	Dialect  string `json:"dialect,omitempty"`
}

// ShowLight and ShowVibrate are what a device does beside speaking, for who does not
// hear it.
const (
	ShowLight   = "light"
	ShowVibrate = "vibrate"
)

// Show returns how a device makes itself noticed beside speaking; nothing for who hears.
func (s *Senses) Show() []string {
	if s == nil || s.Hearing == "" {
		return nil
	}
	return []string{ShowLight, ShowVibrate}
}
