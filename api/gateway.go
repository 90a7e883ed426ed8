package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/dispatch"
)

// Gateway knows the signature of the county's SMS and voice gateway.
type Gateway interface {
	// Verify is quick; an error when header does not sign payload, or when there is
	// no gateway.
	Verify(header string, payload []byte) error
}

// gatewayRoutes are for the SMS and voice gateway, which has no session: each
// request is signed with the secret that signs what it gets.
func (s *Server) gatewayRoutes(r *routes) {
	r.raw(signed, http.MethodPost, "/api/v1/gateway/receipts", s.takeReceipt)
	r.raw(signed, http.MethodPost, "/api/v1/gateway/calls", s.takePhone)
}

// receiptBody is what became of a notice.
type receiptBody struct {
	Key        string             `json:"key"`
	Result     care.NoticeReceipt `json:"result"`
	ETASeconds int                `json:"eta_s"`
}

var receipts = map[care.NoticeReceipt]bool{care.ReceiptDelivered: true, care.ReceiptAnswered: true, care.ReceiptAccepted: true,
	care.ReceiptDeclined: true, care.ReceiptNoAnswer: true, care.ReceiptBusy: true, care.ReceiptFailed: true}

func (s *Server) takeReceipt(c *fiber.Ctx) error {
	var body receiptBody
	if json.Unmarshal(c.Body(), &body) != nil || body.Key == "" || !receipts[body.Result] {
		return sendProblem(c, problem(http.StatusUnprocessableEntity, "receipt.invalid", "回执需要 key 和 result（delivered、answered、accepted、declined、no_answer、busy、failed）"))
	}
	if err := s.deps.Desk.Receipt(c.UserContext(), dispatch.Receipt{Key: body.Key, Channel: care.Webhook, Result: body.Result, ETASeconds: body.ETASeconds}); err != nil {
		return sendProblem(c, problemOf(err, s.deps.Log))
	}
	return c.SendStatus(http.StatusNoContent)
}

// phoneBody is what the telephone system tells of a call to or from the hotline.
type phoneBody struct {
	ID        string          `json:"id"`
	State     care.PhoneState `json:"state"`
	From      string          `json:"from"`
	To        string          `json:"to"`
	At        *time.Time      `json:"at"`
	Seat      string          `json:"seat"`
	Recording string          `json:"recording"`
}

var phoneStates = map[care.PhoneState]bool{care.PhoneRinging: true, care.PhoneAnswered: true, care.PhoneEnded: true,
	care.PhoneMissed: true, care.PhoneAbandoned: true, care.PhoneBusy: true}

func (s *Server) takePhone(c *fiber.Ctx) error {
	var body phoneBody
	if json.Unmarshal(c.Body(), &body) != nil || body.ID == "" || len(body.ID) > 200 || !phoneStates[body.State] {
		return sendProblem(c, problem(http.StatusUnprocessableEntity, "phone.invalid", "通话需要 id 和 state（ringing、answered、ended、missed、abandoned、busy），时间写成 2026-01-31T08:00:00+08:00"))
	}
	told := dispatch.PhoneTold{ID: body.ID, State: body.State, From: short(body.From, 60), To: short(body.To, 60), Seat: short(body.Seat, 40), Recording: short(body.Recording, 500)}
	if body.At != nil {
		told.At = *body.At
	}
	if err := s.deps.Desk.Phone(c.UserContext(), told); err != nil {
		return sendProblem(c, problemOf(err, s.deps.Log))
	}
	return c.SendStatus(http.StatusNoContent)
}

// short cuts what is longer than anybody needs: no call is refused for it.
func short(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit])
	}
	return s
}
