// Package dingtalk posts to a group of 钉钉 through the group's robot, signed with its
// secret. A group may be read by anybody in it, so a post holds the text of a notice
// and nothing else: no name, no number but the desk's own.
package dingtalk

import (
	"time"

	"yian/care"
	"yian/dispatch/notify/gateway"
)

// New returns the channel of the robot at an address, which holds its token. secret
// signs each post (加签); without one the robot must know us by a keyword, 颐安平台.
func New(url, secret string, timeout time.Duration, now func() time.Time) (*gateway.Gateway, error) {
	at := "{{.URL}}"
	if secret != "" {
		at = `{{.URL}}&timestamp={{.Time.UnixMilli}}&sign={{query (hmacSHA256base64 .Secret (printf "%d\n%s" .Time.UnixMilli .Secret))}}`
	}
	return gateway.New(gateway.Config{Name: care.DingTalk, URL: url, Secret: secret, Timeout: timeout, Form: gateway.Form{
		URL:     at,
		Headers: map[string]string{"Content-Type": "application/json; charset=utf-8"},
		Body:    `{"msgtype":"markdown","markdown":{"title":"颐安平台","text":{{json .Text}}}}`,
		Kinds:   []string{"ring", "message", "test"},
		// 130101: more than 20 posts in a minute; -1: the service is busy.
		Taken: gateway.Taken{Path: "errcode", Is: []string{"0"}, Busy: []string{"-1", "130101", "410100"}},
	}}, now)
}
