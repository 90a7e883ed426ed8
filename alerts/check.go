package alerts

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"yian/care"
)

// complaint is what is wrong with one key of a rule.
type complaint struct{ key, problem, advice string }

var ruleID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// vital metrics are those whose rules nobody may silence: the elder's life may
// hang on them, as on the red button.
func vital(m care.Metric) bool {
	switch m {
	case care.FallMetric, care.SmokeMetric, care.GasMetric, care.WaterLeakMetric, care.CO:
		return true
	}
	return false
}

// reserved are the names under which the platform itself finds devices silent, or
// somebody beyond a fence.
func reserved(id string) bool {
	return id == "offline" || id == "gateway_offline" || id == "area_offline" || id == "moved" || id == care.FenceRule
}

// check returns everything that is wrong with r.
func (r *Rule) check() []complaint {
	var all []complaint
	bad := func(key, problem, advice string) { all = append(all, complaint{key, problem, advice}) }

	if !ruleID.MatchString(r.ID) || reserved(r.ID) {
		bad("id", "规则编号 id 缺失或不合规", "用小写字母开头，只含小写字母、数字和下划线，不能叫 offline、gateway_offline、area_offline、moved 或 fence")
	}
	if r.Name.ZH == "" || r.Name.EN == "" {
		bad("name", "规则没有中英文名称", "写成 name: {zh: 心率过快, en: Fast heart rate}")
	}
	switch r.Severity {
	case care.Critical, care.Warning, care.Info:
	default:
		bad("severity", "级别 severity 不对", "写 critical（立即成为求助件）、warning 或 info")
	}
	if r.Technical && r.Severity == care.Critical {
		bad("severity", "设备自身的问题不能是 critical", "写 warning 或 info，或删掉 technical")
	}
	if r.OnlyWhen != "" && r.OnlyWhen != "present" {
		bad("only_when", "only_when 只认识 present", "写 only_when: present，或删掉这一行")
	}
	for key, d := range map[string]Duration{"for": r.For, "clear": r.Clear.For, "quiet": r.Quiet, "repeat": r.Repeat, "repair": r.Repair} {
		if d > Duration(31*24*time.Hour) {
			bad(key, "时长超过 31 天", "请写短一些")
		}
	}
	if r.Repair != 0 && !r.Technical {
		bad("repair", "只有设备自身的问题才有维修工单", "加上 technical: true，或删掉 repair")
	}
	if r.Repeat != 0 && r.Repeat < Duration(time.Minute) {
		bad("repeat", "重复间隔短于 1 分钟", "请写 1m 或更长")
	}
	if slices.Contains(r.Kinds, "") {
		bad("kinds", "设备种类里有空白", "请删掉空白项")
	}
	all = append(all, r.checkLimit()...)
	return append(all, r.checkVital()...)
}

// checkLimit looks at the metric and its limits.
func (r *Rule) checkLimit() []complaint {
	q, known := care.Quantities[r.Metric]
	if !known {
		return []complaint{{"metric", "没有这个监测指标", "见 docs/rules.zh-CN.md 的指标表，例如 heart_rate、spo2、temperature"}}
	}
	limits := 0
	for _, set := range []bool{r.Above != nil, r.Below != nil, r.Equals != nil} {
		if set {
			limits++
		}
	}
	switch {
	case limits != 1:
		return []complaint{{"metric", "限值不明确", "above、below、equals 三者写且只写一个"}}
	case q.Bool && (r.Equals == nil || *r.Equals != 0 && *r.Equals != 1):
		return []complaint{{"metric", "这个指标只有是和否", "写 equals: true 或 equals: false"}}
	case q.Bool && r.Clear.Value != nil:
		return []complaint{{"clear", "是否型指标没有恢复限值", "删掉 clear 里的 value"}}
	case !q.Bool && r.Equals != nil:
		return []complaint{{"equals", "这个指标是数值", "写 above 或 below"}}
	}
	limit := r.threshold()
	if !q.Bool && !(limit >= q.Min && limit <= q.Max) {
		return []complaint{{"metric", "限值在合理范围之外", fmt.Sprintf("%s 在 %v 到 %v 之间", r.Metric, q.Min, q.Max)}}
	}
	if c := r.Clear.Value; c != nil && !(r.Above != nil && *c <= limit || r.Below != nil && *c >= limit) {
		return []complaint{{"clear", "恢复限值在报警的一侧，预警永远不会结束", "above 规则的 clear.value 不高于限值，below 规则的不低于限值"}}
	}
	return nil
}

// checkVital keeps the rules that nobody may silence from being silenced.
func (r *Rule) checkVital() []complaint {
	if !vital(r.Metric) {
		return nil
	}
	var all []complaint
	silent := func(key string, set bool) {
		if set {
			all = append(all, complaint{key, "跌倒、烟雾、燃气、水浸和一氧化碳的预警不能静音", "请删掉 " + key})
		}
	}
	silent("off", r.Off)
	silent("quiet", r.Quiet != 0)
	silent("only_when", r.OnlyWhen != "")
	silent("technical", r.Technical)
	if r.Metric == care.CO {
		return all
	}
	silent("for", r.For != 0)
	silent("kinds", len(r.Kinds) != 0)
	if r.Severity != care.Critical {
		all = append(all, complaint{"severity", "跌倒、烟雾、燃气和水浸必须是 critical", "写 severity: critical"})
	}
	return all
}
