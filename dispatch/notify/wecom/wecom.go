// Package wecom posts to a group of 企业微信 through the group's robot. A group may be
// read by anybody in it, so a post holds the text of a notice and nothing else: no
// name, no number but the desk's own.
package wecom

import (
	"time"

	"yian/care"
	"yian/dispatch/notify/gateway"
)

// Kinds are the notices that a group may read.
var kinds = []string{"ring", "message", "test"}

// New returns the channel of the robot at an address, which holds its key.
func New(url string, timeout time.Duration, now func() time.Time) (*gateway.Gateway, error) {
	return gateway.New(gateway.Config{Name: care.WeCom, URL: url, Timeout: timeout, Form: gateway.Form{
		Headers: map[string]string{"Content-Type": "application/json; charset=utf-8"},
		Body:    `{"msgtype":"markdown","markdown":{"content":{{json .Text}}}}`,
		Kinds:   kinds,
		// 45009: more than 20 posts in a minute; -1: the service is busy.
		Taken: gateway.Taken{Path: "errcode", Is: []string{"0"}, Busy: []string{"-1", "45009", "45033"}},
	}}, now)
}
