package api

import (
	"encoding/json"
	"net/http"

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
	if err := s.deps.Desk.Receipt(c.UserContext(), dispatch.Receipt{Key: body.Key, Result: body.Result, ETASeconds: body.ETASeconds}); err != nil {
		return sendProblem(c, problemOf(err, s.deps.Log))
	}
	return c.SendStatus(http.StatusNoContent)
}
