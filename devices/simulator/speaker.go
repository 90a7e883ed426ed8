package simulator

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/valyala/fastjson"

	"yian/care"
)

const (
	// outboxSize is how much a speaker may have on its tongue. A broker that takes
	// nothing holds up its own connection only; what does not fit is not said.
	outboxSize = 1024
	// connectAgain is the pause after a connection that failed at the start.
	connectAgain = 2 * time.Second
	publishLimit = 10 * time.Second
)

// speaker is one account on its connection.
type speaker struct {
	credential Credential
	outbox     chan utterance
	client     mqtt.Client
	acks       *acks
	tally      *tally
	log        *slog.Logger
}

// tally counts over all speakers.
type tally struct {
	said, acked, unsaid atomic.Int64
	samples, kept       atomic.Int64
	onAck               func(device care.DeviceID, at time.Time)
}

// ears take what the platform says. They may be called from any goroutine.
type ears struct {
	feedback func(feedback)
	order    func(order) // nil: takes none
}

// newSpeaker prepares the connection of an account.
func newSpeaker(broker string, credential Credential, t *tally, log *slog.Logger, heard ears) *speaker {
	s := &speaker{credential: credential, outbox: make(chan utterance, outboxSize), acks: newAcks(), tally: t, log: log}
	options := mqtt.NewClientOptions().AddBroker(broker).
		SetClientID("sim-" + credential.Username).
		SetUsername(credential.Username).SetPassword(credential.Password).
		SetCleanSession(false). // what was not acknowledged is said again after a reconnect
		SetKeepAlive(time.Minute).
		SetConnectTimeout(10 * time.Second).SetWriteTimeout(publishLimit).
		SetMaxReconnectInterval(10 * time.Second).
		SetCustomOpenConnectionFn(func(u *url.URL, _ mqtt.ClientOptions) (net.Conn, error) {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			return s.acks.dial(ctx, u)
		})
	base := "yian/v1/" + string(credential.Device) + "/"
	topics := map[string]byte{base + "feedback": 1}
	if heard.order != nil {
		topics[base+"command"] = 1
	}
	options.SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
		if m.Topic() == base+"command" {
			if o, ok := parseOrder(m.Payload(), &s.credential); ok && heard.order != nil {
				heard.order(o)
			}
		} else if f, ok := parseFeedback(m.Payload(), &s.credential); ok {
			heard.feedback(f)
		}
	})
	will, born := lastWords(credential)
	options.SetBinaryWill(will.topic, will.payload, 1, true)
	options.SetOnConnectHandler(func(c mqtt.Client) {
		// Not waited for: a handler that waits would hold up its own answer.
		c.SubscribeMultiple(topics, nil)
		c.Publish(born.topic, 1, true, born.payload)
	})
	s.client = mqtt.NewClient(options)
	return s
}

// lastWords are what an account leaves as its will, and what it says at birth.
func lastWords(c Credential) (will, born utterance) {
	if c.Kind == KindZigbee2MQTT {
		topic := "yian/v1/" + string(c.Device) + "/zigbee2mqtt/bridge/state"
		return utterance{topic: topic, payload: []byte(`{"state":"offline"}`)},
			utterance{topic: topic, payload: []byte(`{"state":"online"}`)}
	}
	topic := "yian/v1/" + string(c.Device) + "/status"
	// No ts: it would be the instant of connecting, not of falling silent.
	return utterance{topic: topic, payload: []byte(`{"online":false}`)},
		utterance{topic: topic, payload: []byte(`{"online":true,"firmware":"sim-1.0"}`)}
}

// parseFeedback reads {"call":…,"state":…,"device":…,"text":…,"audio":…,"show":[…]}.
func parseFeedback(payload []byte, to *Credential) (feedback, bool) {
	at := time.Now()
	v, err := fastjson.ParseBytes(payload)
	if err != nil {
		return feedback{}, false
	}
	f := feedback{speaker: to, at: at, call: care.CallID(v.GetStringBytes("call")),
		step: care.Step(v.GetStringBytes("state")), device: care.DeviceID(v.GetStringBytes("device")), text: string(v.GetStringBytes("text")), audio: string(v.GetStringBytes("audio"))}
	for _, how := range v.GetArray("show") {
		f.show = append(f.show, string(how.GetStringBytes()))
	}
	return f, f.call != "" && f.step != ""
}

// say queues what is to be said; it never blocks. It reports false when the tongue
// is full.
func (s *speaker) say(u utterance) bool {
	select {
	case s.outbox <- u:
		return true
	default:
		s.tally.unsaid.Add(1)
		return false
	}
}

// pending counts what was not yet said and acknowledged.
func (s *speaker) pending() int { return s.acks.pending() + len(s.outbox) }

// run connects and speaks until ctx ends.
func (s *speaker) run(ctx context.Context, connecting chan struct{}, up func()) {
	if !s.connect(ctx, connecting) {
		return
	}
	up()
	for {
		select {
		case u := <-s.outbox:
			s.publish(u)
		case <-ctx.Done():
			return
		}
	}
}

// connect tries until it succeeds or ctx ends. connecting limits how many do so at
// once.
func (s *speaker) connect(ctx context.Context, connecting chan struct{}) bool {
	for warned := false; ; warned = true {
		select {
		case connecting <- struct{}{}:
		case <-ctx.Done():
			return false
		}
		token := s.client.Connect()
		select {
		case <-token.Done():
		case <-ctx.Done():
		}
		<-connecting
		if ctx.Err() != nil {
			return false
		}
		if token.Error() == nil {
			return true
		}
		if !warned {
			s.log.Warn("cannot connect", "device_id", s.credential.Device, "err", token.Error())
		}
		select {
		case <-time.After(connectAgain):
		case <-ctx.Done():
			return false
		}
	}
}

func (s *speaker) publish(u utterance) {
	s.tally.said.Add(1)
	if u.sample != nil {
		s.tally.samples.Add(1)
	}
	token, _ := s.client.Publish(u.topic, 1, u.retained, u.payload).(*mqtt.PublishToken)
	if token == nil || token.MessageID() == 0 {
		return // never left: no id, no acknowledgement
	}
	s.acks.expect(token.MessageID(), func() {
		s.tally.acked.Add(1)
		if u.sample != nil {
			s.tally.kept.Add(1)
			if s.tally.onAck != nil {
				s.tally.onAck(u.sample.device, u.sample.at)
			}
		}
	})
}

// bye disconnects in good order, so that the will is not published.
func (s *speaker) bye() {
	if s.client.IsConnectionOpen() {
		s.client.Publish(statusTopic(s.credential), 1, true, offline(s.credential)).WaitTimeout(time.Second)
	}
	s.client.Disconnect(100)
}

func statusTopic(c Credential) string { will, _ := lastWords(c); return will.topic }

func offline(c Credential) []byte { will, _ := lastWords(c); return will.payload }
