package api

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/dispatch"
)

// ChannelReceipt is one word of a channel's gateway about a notice that it took, named
// by our key or by its own.
type ChannelReceipt struct {
	Key, Ref string
	Result   care.NoticeReceipt
}

// Channels are the ways to people. All are quick.
type Channels interface {
	// Names lists those that are set up.
	Names() []care.Channel
	// Opens reports whether secret is that of a channel which tells receipts.
	Opens(name care.Channel, secret string) bool
	// Receipts reads what a channel's gateway tells.
	Receipts(name care.Channel, contentType string, payload []byte) ([]ChannelReceipt, error)
}

// ChannelShelf knows how channels did. It blocks on a read.
type ChannelShelf interface {
	ChannelStates(ctx context.Context, since time.Time) (map[care.Channel]care.ChannelState, error)
}

// channelView is a channel with how it did lately.
type channelView struct {
	care.ChannelState
	SetUp bool `json:"set_up"`
}

// channelDay is how far back attempts are counted.
const channelDay = 24 * time.Hour

func (s *Server) channels(r *routes) {
	add(r, roles(care.Admin, care.Supervisor, care.Operator, care.Auditor), get("/channels", "list-channels", "Every way to people, and how it did within 24 hours"),
		func(ctx context.Context, _ care.Staff, _ *struct{}) (*out[List[channelView]], error) {
			views, err := s.channelViews(ctx)
			return list(views, ""), err
		})
	type tested struct {
		Key string `json:"key"`
	}
	type testIn struct {
		Body struct {
			Channel care.Channel `json:"channel" enum:"voice,sms,webhook,wecom,dingtalk,mail"`
			To      string       `json:"to,omitempty" maxLength:"200" doc:"the number or the mailbox; a group needs none"`
		}
	}
	add(r, roles(care.Admin, care.Supervisor), post("/notices/test", "test-channel", "Send one test over a channel"),
		func(ctx context.Context, by care.Staff, in *testIn) (*out[tested], error) {
			key, err := s.deps.Desk.TestChannel(ctx, by, dispatch.ChannelTest{Channel: in.Body.Channel, To: in.Body.To})
			return &out[tested]{Body: tested{key}}, err
		})
	r.raw(byChannel, http.MethodPost, "/api/v1/channels/:channel/receipts", s.takeChannelReceipts)
}

func (s *Server) channelViews(ctx context.Context) ([]channelView, error) {
	states, err := s.deps.Shelf.ChannelStates(ctx, s.deps.Now().Add(-channelDay))
	if err != nil {
		return nil, err
	}
	up := map[care.Channel]bool{}
	if s.deps.Channels != nil {
		for _, name := range s.deps.Channels.Names() {
			up[name] = true
		}
	}
	views := make([]channelView, len(care.Channels))
	for i, name := range care.Channels {
		views[i] = channelView{ChannelState: states[name], SetUp: up[name]}
		views[i].Channel = name
	}
	return views, nil
}

// channelSecret is what a gateway shows: a bearer, or the password of an address like
// https://yian:secret@host/, which is all that many can be told.
func channelSecret(c *fiber.Ctx) string {
	how, what, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	switch strings.ToLower(how) {
	case "bearer":
		return what
	case "basic":
		if b, err := base64.StdEncoding.DecodeString(what); err == nil {
			_, secret, _ := strings.Cut(string(b), ":")
			return secret
		}
	}
	return ""
}

// takeChannelReceipts takes every word; one about a notice that is not known, or not
// yet, is told by the answer, so that the gateway tells it again.
func (s *Server) takeChannelReceipts(c *fiber.Ctx) error {
	name := care.Channel(c.Params("channel"))
	list, err := s.deps.Channels.Receipts(name, c.Get(fiber.HeaderContentType), c.Body())
	for _, one := range list {
		err = errors.Join(err, s.deps.Desk.Receipt(c.UserContext(), dispatch.Receipt{Key: one.Key, Channel: name, Ref: one.Ref, Result: one.Result}))
	}
	if err != nil {
		return sendProblem(c, problemOf(err, s.deps.Log))
	}
	return c.SendStatus(http.StatusNoContent)
}
