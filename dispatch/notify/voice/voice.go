// Package voice rings telephones through a provider's HTTP gateway, which reads the
// text aloud and takes a key: 1 means that whoever picked up sees to it, 2 that they
// cannot.
package voice

import (
	"time"

	"yian/care"
	"yian/dispatch/notify/gateway"
)

// Form is how a provider is spoken to that wants nothing of its own. The result of a
// receipt is the key that was pressed, or what became of the call.
func Form() gateway.Form {
	return gateway.Form{
		Headers: map[string]string{"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer {{.Secret}}", "Idempotency-Key": "{{.Key}}"},
		Body: `{"id":{{json .Key}},"phone":{{json .Phone}},"text":{{json (print .Text "按1接受，按2不能去。")}},` +
			`"keys":{"1":"accepted","2":"declined"},"repeat":3}`,
		Kinds: []string{"ring", "test"},
		Ref:   "id",
		Receipts: gateway.Receipts{Key: "key", Ref: "id", Result: "result", Words: map[string]care.NoticeReceipt{
			"1": care.ReceiptAccepted, "2": care.ReceiptDeclined, "accepted": care.ReceiptAccepted, "declined": care.ReceiptDeclined,
			"answered": care.ReceiptAnswered, "no_answer": care.ReceiptNoAnswer, "busy": care.ReceiptBusy, "failed": care.ReceiptFailed}},
	}
}

// New returns the channel. A form without a body is [Form].
func New(cfg gateway.Config, now func() time.Time) (*gateway.Gateway, error) {
	cfg.Name = care.Voice
	if cfg.Form.Body == "" && cfg.Form.URL == "" {
		cfg.Form = Form()
	}
	return gateway.New(cfg, now)
}
