package devices

import (
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
	m.said.Status = &SaidStatus{Child: name, Online: online.GetBool(),
		At: instantOf(v.Get("ts"), m.received).at, Firmware: clip(firmware)}
}

// decodeResult reads the answer to a command. The platform sends none yet, so an
// answer says nothing but is not refused either.
func decodeResult(m heard, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	if id, _ := text(v.Get("id")); id == "" {
		m.said.refuse(care.WrongType, "id 应为所回答的指令编号")
	}
}
