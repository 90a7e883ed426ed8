package devices

import (
	"encoding/json"

	"github.com/valyala/fastjson"

	"yian/care"
)

// decodeRequest reads a wish for a service.
func decodeRequest(m heard, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	name, ok := child(v)
	if !ok {
		m.said.refuse(care.WrongType, "device 应为网关下设备的名称")
		return
	}
	word, _ := text(v.Get("service"))
	service, ok := care.ParseService(word)
	if !ok {
		m.said.refuse(care.UnknownKind, "service 不是已知的服务")
		return
	}
	when := instantOf(v.Get("ts"), m.received)
	m.said.Requests = append(m.said.Requests, SaidRequest{
		Child: name, ID: m.callID(v.Get("id"), name, when, care.CallKind(service)),
		At: when.at, Service: service,
	})
}

// decodeConfirm reads that a feedback was shown or spoken.
func decodeConfirm(m heard, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	name, ok := child(v)
	call, _ := text(v.Get("call"))
	if !ok || call == "" || len(call) > maxText {
		m.said.refuse(care.WrongType, "call 应为收到的回执中的呼叫编号")
		return
	}
	word, _ := text(v.Get("state"))
	switch step := care.Step(word); step {
	case care.StepReceived, care.StepAnswered, care.StepDispatched, care.StepArrived, care.StepClosed:
		m.said.Confirms = append(m.said.Confirms, SaidConfirm{Child: name, Call: care.CallID(call), Step: step})
	default:
		m.said.refuse(care.UnknownKind, "state 不是已知的回执")
	}
}

// decodeStatus reads the online state.
func decodeStatus(m heard, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	name, ok := child(v)
	online := v.Get("online")
	if !ok || online == nil || online.Type() != fastjson.TypeTrue && online.Type() != fastjson.TypeFalse {
		m.said.refuse(care.WrongType, "online 应为 true 或 false")
		return
	}
	firmware, _ := text(v.Get("firmware"))
	m.said.Statuses = append(m.said.Statuses, SaidStatus{Child: name, Online: online.GetBool(),
		At: instantOf(v.Get("ts"), m.received).at, Firmware: clip(firmware), Around: around(v)})
}

// mostAround is how much of a device's surroundings is kept.
const mostAround = 16

// around reads what the device hears around it: its cell, and its neighbours. What
// cannot be read is left out; that the device is there counts more.
func around(v *fastjson.Value) (all []string) {
	add := func(what string, v *fastjson.Value) {
		if s, ok := text(v); ok && s != "" && len(s) <= maxText && len(all) < mostAround {
			all = append(all, what+":"+s)
		}
	}
	add("cell", v.Get("cell"))
	for _, one := range v.GetArray("neighbours") {
		add("near", one)
	}
	return all
}

// maxResult is how much of an answer's value is kept, in bytes.
const maxResult = 4 << 10

// decodeResult reads the answer to a command. Only the id decides: without "ok" it
// is done, and a value that is too large is left out.
func decodeResult(m heard, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	name, ok := child(v)
	id, _ := text(v.Get("id"))
	if !ok || id == "" || len(id) > maxText {
		m.said.refuse(care.WrongType, "id 应为所回答的指令编号")
		return
	}
	r := SaidResult{Child: name, ID: care.CommandID(id), OK: true}
	if said := v.Get("ok"); said != nil {
		r.OK = said.Type() != fastjson.TypeFalse && !(said.Type() == fastjson.TypeNumber && said.GetFloat64() == 0)
	}
	reason, _ := text(v.Get("reason"))
	r.Reason = clip(reason)
	if value := v.Get("value"); value != nil && value.Type() != fastjson.TypeNull {
		// What the parser writes is looked at again: it lets pass what JSON does not.
		if raw := value.MarshalTo(nil); len(raw) <= maxResult && json.Valid(raw) {
			r.Value = raw
		}
	}
	m.said.Results = append(m.said.Results, r)
}
