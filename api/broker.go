package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/devices"
)

// Broker lets a broker that asks over HTTP, as EMQX does, know who may come in and
// what for. The zero value answers nobody.
type Broker struct {
	// Secret is what the broker shows in the header X-Yian-Broker. Empty: nobody may ask.
	Secret string
	Gate   Gate
}

// Gate knows the secrets of devices. It does not block.
type Gate interface {
	Authenticate(device care.DeviceID, secret string) bool
	Kind(device care.DeviceID) string
}

// BrokerRight is one right of a device, in EMQX's words.
type BrokerRight struct {
	Permission string `json:"permission"`
	Action     string `json:"action"`
	Topic      string `json:"topic"`
}

// brokerAnswers are POST only: a secret has no place in an address.
func brokerAnswers(b Broker) map[string]fiber.Handler {
	return map[string]fiber.Handler{
		"/api/v1/broker/authenticate": b.closed(b.authenticate),
		"/api/v1/broker/authorize":    b.closed(b.authorize),
	}
}

// closed answers only whoever shows the secret.
func (b Broker) closed(do fiber.Handler) fiber.Handler {
	want := sha256.Sum256([]byte(b.Secret))
	return func(c *fiber.Ctx) error {
		if b.Secret == "" || b.Gate == nil {
			return sendProblem(c, problem(http.StatusNotFound, "broker.none", "没有设置消息服务的认证接口"))
		}
		shown := sha256.Sum256([]byte(c.Get("X-Yian-Broker")))
		if subtle.ConstantTimeCompare(shown[:], want[:]) != 1 {
			return sendProblem(c, problem(http.StatusForbidden, "broker.forbidden", "只回答出示了约定密钥的消息服务"))
		}
		return do(c)
	}
}

// What EMQX understands. Ignored, it asks whoever comes next in its own list.
const allow, deny, ignore = "allow", "deny", "ignore"

type brokerAsks struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Topic    string `json:"topic"`
	Action   string `json:"action"`
}

// authenticate answers for devices. An account that no device can have, like the
// platform's own, is the broker's.
func (b Broker) authenticate(c *fiber.Ctx) error {
	var asks brokerAsks
	if err := json.Unmarshal(c.Body(), &asks); err != nil {
		return c.JSON(fiber.Map{"result": deny})
	}
	device := care.DeviceID(asks.Username)
	switch {
	case !care.ValidDeviceID(asks.Username):
		return c.JSON(fiber.Map{"result": ignore})
	case !b.Gate.Authenticate(device, asks.Password):
		return c.JSON(fiber.Map{"result": deny})
	}
	return c.JSON(fiber.Map{"result": allow, "is_superuser": false, "acl": b.rights(device)})
}

// authorize answers for devices, for a broker that does not take the rights along with
// the first answer.
func (b Broker) authorize(c *fiber.Ctx) error {
	var asks brokerAsks
	if err := json.Unmarshal(c.Body(), &asks); err != nil {
		return c.JSON(fiber.Map{"result": deny})
	}
	if !care.ValidDeviceID(asks.Username) {
		return c.JSON(fiber.Map{"result": ignore})
	}
	for _, r := range b.rights(care.DeviceID(asks.Username)) {
		if r.covers(asks.Action, asks.Topic) {
			return c.JSON(fiber.Map{"result": r.Permission})
		}
	}
	return c.JSON(fiber.Map{"result": deny})
}

// upTopics are what a native device says, downTopics what it hears.
var (
	upTopics   = []string{"telemetry", "call", "request", "status", "confirm", "result"}
	downTopics = []string{"feedback", "command"}
)

// rights of a device that is known: its own subtree and nothing else. A bought-in
// gateway works below a level of its own there, where it also hears itself.
func (b Broker) rights(device care.DeviceID) []BrokerRight {
	kind := b.Gate.Kind(device)
	if kind == "" {
		return []BrokerRight{{deny, "all", "#"}}
	}
	below := "yian/v1/" + string(device) + "/"
	var all []BrokerRight
	for _, what := range upTopics {
		all = append(all, BrokerRight{allow, "publish", below + what})
	}
	for _, what := range downTopics {
		all = append(all, BrokerRight{allow, "subscribe", below + what})
	}
	for _, bought := range devices.DecoderKinds() {
		all = append(all, BrokerRight{allow, "all", below + bought + "/#"})
	}
	return append(all, BrokerRight{deny, "all", "#"})
}

// covers reports whether a right speaks of a topic, or of a filter that asks for no
// more than it gives.
func (r BrokerRight) covers(action, topic string) bool {
	if r.Action != "all" && r.Action != action {
		return false
	}
	if r.Topic == "#" {
		return true
	}
	if above, ok := strings.CutSuffix(r.Topic, "#"); ok {
		return strings.HasPrefix(topic, above) && len(topic) > len(above)
	}
	return topic == r.Topic
}
