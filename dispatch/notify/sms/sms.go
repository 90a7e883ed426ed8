// Package sms sends text messages through a provider's HTTP gateway.
package sms

import (
	"time"

	"yian/care"
	"yian/dispatch/notify/gateway"
)

// Form is how a provider is spoken to that wants nothing of its own: one JSON object
// with the number, the text and our key, and the secret as a bearer.
func Form() gateway.Form {
	return gateway.Form{
		Headers: map[string]string{"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer {{.Secret}}", "Idempotency-Key": "{{.Key}}"},
		Body:    `{"id":{{json .Key}},"phone":{{json .Phone}},"text":{{json .Text}}}`,
		Ref:     "id",
		Receipts: gateway.Receipts{Key: "key", Ref: "id", Result: "result", Words: map[string]care.NoticeReceipt{
			"delivered": care.ReceiptDelivered, "failed": care.ReceiptFailed}},
	}
}

// New returns the channel. A form without a body is [Form].
func New(cfg gateway.Config, now func() time.Time) (*gateway.Gateway, error) {
	cfg.Name = care.SMS
	if cfg.Form.Body == "" && cfg.Form.URL == "" {
		cfg.Form = Form()
	}
	return gateway.New(cfg, now)
}
