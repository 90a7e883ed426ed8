//go:build !noembedded

package embedded

import (
	"encoding"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/storage"
	"github.com/mochi-mqtt/server/v2/packets"
)

// sessions is the broker's storage hook. It keeps what must survive: sessions that
// were asked to last, their subscriptions, what waits for them, and retained
// messages. It differs from the hooks that come with the broker in what it leaves
// out, which is most of the writing: acknowledgements under way, sessions that end
// with their connection, messages that are retained as well; and in telling the
// gate when the disk failed.
type sessions struct {
	mqtt.HookBase
	keep *keep
	// failures counts what could not be kept, so that whoever published meanwhile is
	// not acknowledged.
	failures atomic.Int64
	shares   *shares
	// forget drops a session that was away for too long, or that must make room.
	forget func(*mqtt.Client)
	// find returns the session with this client id.
	find func(id string) (*mqtt.Client, bool)

	mu sync.Mutex // guards owned and retained
	// owned holds the ids of each user's lasting sessions.
	owned map[string]map[string]struct{}
	// retained is what each device has with the broker: bytes by topic.
	retained map[string]map[string]int

	// turn numbers what waits for sessions, so that it is sent again in its order: the
	// broker sorts by the second in which a message came, and within it by chance.
	turn atomic.Int64
}

func clientKey(id string) string { return storage.ClientKey + "_" + id }
func subscriptionKey(id, filter string) string {
	return storage.SubscriptionKey + "_" + id + ":" + filter
}
func retainedKey(topic string) string { return storage.RetainedKey + "_" + topic }
func waitingKey(id string, pk packets.Packet) string {
	return storage.InflightKey + "_" + id + ":" + pk.FormatID()
}

// ID names the hook.
func (*sessions) ID() string { return "sessions" }

// Provides lists the hook's methods.
func (*sessions) Provides(b byte) bool {
	switch b {
	case mqtt.OnSessionEstablished, mqtt.OnDisconnect, mqtt.OnSubscribed, mqtt.OnUnsubscribed,
		mqtt.OnRetainMessage, mqtt.OnQosPublish, mqtt.OnQosComplete, mqtt.OnQosDropped,
		mqtt.OnPublishDropped, mqtt.OnPacketIDExhausted, mqtt.OnClientExpired, mqtt.OnRetainedExpired,
		mqtt.StoredClients, mqtt.StoredInflightMessages, mqtt.StoredRetainedMessages, mqtt.StoredSubscriptions:
		return true
	}
	return false
}

// lasts reports whether a session outlives its connection.
func lasts(cl *mqtt.Client) bool {
	if cl.Properties.ProtocolVersion == 5 {
		return cl.Properties.Props.SessionExpiryInterval > 0
	}
	return !cl.Properties.Clean
}

func (s *sessions) set(key string, v encoding.BinaryMarshaler) {
	value, err := v.MarshalBinary()
	if err == nil {
		err = s.keep.set(key, value)
	}
	if err != nil {
		s.failures.Add(1)
		s.Log.Error("store session", "error", err)
	}
}

// OnSessionEstablished keeps a session that is to last.
func (s *sessions) OnSessionEstablished(cl *mqtt.Client, _ packets.Packet) {
	if !lasts(cl) {
		s.disown(cl)
		return
	}
	if internal(cl) {
		s.shares.note(cl)
	} else {
		s.own(cl)
	}
	props := cl.Properties.Props
	s.set(clientKey(cl.ID), storage.Client{
		ID: cl.ID, T: storage.ClientKey, Listener: cl.Net.Listener,
		Username: cl.Properties.Username, Clean: cl.Properties.Clean, ProtocolVersion: cl.Properties.ProtocolVersion,
		Properties: storage.ClientProperties{
			SessionExpiryInterval: props.SessionExpiryInterval, SessionExpiryIntervalFlag: props.SessionExpiryIntervalFlag,
			ReceiveMaximum: props.ReceiveMaximum, MaximumPacketSize: props.MaximumPacketSize,
		},
	})
}

// OnDisconnect forgets a session that ends with its connection.
func (s *sessions) OnDisconnect(cl *mqtt.Client, _ error, expire bool) {
	if expire && !cl.IsTakenOver() && !errors.Is(cl.StopCause(), packets.ErrSessionTakenOver) {
		s.disown(cl)
	}
}

// mostOwned is how many lasting sessions one credential may have. A client that
// invents an id at each start would otherwise leave sessions behind for days.
const mostOwned = 32

// own notes a lasting session, and drops the one of the same user that is away for
// longest when there are too many.
func (s *sessions) own(cl *mqtt.Client) {
	user := string(cl.Properties.Username)
	s.mu.Lock()
	ids := s.owned[user]
	if ids == nil {
		ids = map[string]struct{}{}
		s.owned[user] = ids
	}
	ids[cl.ID] = struct{}{}
	var oldest *mqtt.Client
	if len(ids) > mostOwned {
		for id := range ids {
			if other, ok := s.find(id); ok && other.StopTime() > 0 && (oldest == nil || other.StopTime() < oldest.StopTime()) {
				oldest = other
			}
		}
	}
	s.mu.Unlock()
	if oldest != nil {
		s.disown(oldest)
		s.forget(oldest)
	}
}

// disown forgets a session.
func (s *sessions) disown(cl *mqtt.Client) {
	s.keep.del(clientKey(cl.ID))
	s.shares.forget(cl.ID)
	user := string(cl.Properties.Username)
	s.mu.Lock()
	defer s.mu.Unlock()
	if delete(s.owned[user], cl.ID); len(s.owned[user]) == 0 {
		delete(s.owned, user)
	}
}

// OnSubscribed keeps what was granted. What was refused must not be kept: at the
// next start it would be granted unasked.
func (s *sessions) OnSubscribed(cl *mqtt.Client, pk packets.Packet, codes []byte) {
	if !lasts(cl) {
		return
	}
	for i, sub := range pk.Filters {
		key := subscriptionKey(cl.ID, sub.Filter)
		if i >= len(codes) || codes[i] > packets.CodeGrantedQos2.Code || s.keep.has(key) {
			continue
		}
		s.set(key, storage.Subscription{
			ID: key, T: storage.SubscriptionKey, Client: cl.ID, Qos: codes[i], Filter: sub.Filter, Identifier: sub.Identifier,
			NoLocal: sub.NoLocal, RetainHandling: sub.RetainHandling, RetainAsPublished: sub.RetainAsPublished,
		})
	}
}

// OnUnsubscribed forgets subscriptions.
func (s *sessions) OnUnsubscribed(cl *mqtt.Client, pk packets.Packet) {
	for _, sub := range pk.Filters {
		s.keep.del(subscriptionKey(cl.ID, sub.Filter))
	}
}

const (
	// mostRetained is how many bytes one device may have retained: the states of a
	// mesh of 200 take a tenth of it.
	mostRetained = 4 << 20
	// retainedCost is what one message takes beside its topic and payload.
	retainedCost = 256
)

// roomToRetain reports whether a message may be retained. Erasing one always may.
func (s *sessions) roomToRetain(topic string, payload []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	total := retainedCost + len(topic) + len(payload)
	for other, bytes := range s.retained[owner(topic)] {
		if other != topic {
			total += bytes
		}
	}
	return len(payload) == 0 || total <= mostRetained
}

// owner returns the device whose topic it is.
func owner(topic string) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(topic, topicPrefix), "/")
	return id
}

func (s *sessions) noteRetained(topic string, payload []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.retained[owner(topic)]
	if of == nil {
		of = map[string]int{}
		s.retained[owner(topic)] = of
	}
	of[topic] = retainedCost + len(topic) + len(payload)
}

// OnRetainMessage keeps or forgets the retained message of a topic.
func (s *sessions) OnRetainMessage(cl *mqtt.Client, pk packets.Packet, r int64) {
	if r <= 0 { // erased, or there was none
		s.OnRetainedExpired(pk.TopicName)
		return
	}
	s.noteRetained(pk.TopicName, pk.Payload)
	s.set(retainedKey(pk.TopicName), stored(storage.RetainedKey, retainedKey(pk.TopicName), cl.ID, pk))
}

// OnQosPublish keeps a message that waits for a session.
func (s *sessions) OnQosPublish(cl *mqtt.Client, pk packets.Packet, _ int64, _ int) {
	if pk.FixedHeader.Type != packets.Publish || !lasts(cl) {
		return
	}
	key := waitingKey(cl.ID, pk)
	if pk.FixedHeader.Dup && s.keep.has(key) {
		return
	}
	if !pk.FixedHeader.Dup {
		pk.Created = s.turn.Add(1)
		cl.State.Inflight.Set(pk)
		s.shares.add(cl.ID, pk)
	}
	if pk.FixedHeader.Retain {
		return // sent at a subscription from what is retained, and sent again at the next
	}
	s.set(key, stored(storage.InflightKey, key, cl.ID, pk))
}

// OnQosComplete forgets a message that its session has acknowledged.
func (s *sessions) OnQosComplete(cl *mqtt.Client, pk packets.Packet) {
	s.keep.del(waitingKey(cl.ID, pk))
	s.shares.remove(cl.ID, pk.PacketID)
}

// OnQosDropped forgets a message that will not be sent, except when its session
// has only moved to a new connection.
func (s *sessions) OnQosDropped(cl *mqtt.Client, pk packets.Packet) {
	if !cl.IsTakenOver() {
		s.OnQosComplete(cl, pk)
	}
}

// OnPublishDropped counts a message that a lasting session could not take.
func (s *sessions) OnPublishDropped(cl *mqtt.Client, _ packets.Packet) {
	if internal(cl) {
		s.failures.Add(1)
	}
}

// OnPacketIDExhausted counts likewise.
func (s *sessions) OnPacketIDExhausted(cl *mqtt.Client, pk packets.Packet) {
	s.OnPublishDropped(cl, pk)
}

// OnClientExpired forgets a session that was away for too long.
func (s *sessions) OnClientExpired(cl *mqtt.Client) {
	s.disown(cl)
	s.forget(cl)
}

// OnRetainedExpired forgets a retained message.
func (s *sessions) OnRetainedExpired(topic string) {
	s.keep.del(retainedKey(topic))
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.retained[owner(topic)]
	if delete(of, topic); len(of) == 0 {
		delete(s.retained, owner(topic))
	}
}

func stored(kind, key, client string, pk packets.Packet) storage.Message {
	return storage.Message{
		ID: key, T: kind, Client: client, Origin: pk.Origin, PacketID: pk.PacketID, FixedHeader: pk.FixedHeader,
		TopicName: pk.TopicName, Payload: pk.Payload, Created: pk.Created,
		Properties: storage.MessageProperties{
			MessageExpiryInterval: pk.Properties.MessageExpiryInterval, ContentType: pk.Properties.ContentType,
			ResponseTopic: pk.Properties.ResponseTopic, CorrelationData: pk.Properties.CorrelationData, User: pk.Properties.User,
		},
	}
}

// StoredClients returns the kept sessions.
func (s *sessions) StoredClients() ([]storage.Client, error) {
	all, err := kept[storage.Client](s.keep, storage.ClientKey+"_")
	for i := range all {
		if user := string(all[i].Username); !strings.HasPrefix(all[i].ID, platformScope) {
			if s.owned[user] == nil {
				s.owned[user] = map[string]struct{}{}
			}
			s.owned[user][all[i].ID] = struct{}{}
		}
	}
	return all, err
}

// StoredSubscriptions returns the kept subscriptions.
func (s *sessions) StoredSubscriptions() ([]storage.Subscription, error) {
	return kept[storage.Subscription](s.keep, storage.SubscriptionKey+"_")
}

// StoredInflightMessages returns the messages that wait for sessions.
func (s *sessions) StoredInflightMessages() ([]storage.Message, error) {
	all, err := kept[storage.Message](s.keep, storage.InflightKey+"_")
	for i := range all {
		s.turn.Store(max(s.turn.Load(), all[i].Created))
	}
	return all, err
}

// StoredRetainedMessages returns the retained messages.
func (s *sessions) StoredRetainedMessages() ([]storage.Message, error) {
	all, err := kept[storage.Message](s.keep, storage.RetainedKey+"_")
	for i := range all {
		s.noteRetained(all[i].TopicName, all[i].Payload)
	}
	return all, err
}

func kept[T any, P interface {
	*T
	storage.Serializable
}](k *keep, prefix string) (all []T, err error) {
	err = k.each(prefix, func(value []byte) error {
		var v T
		if err := P(&v).UnmarshalBinary(value); err != nil {
			return err
		}
		all = append(all, v)
		return nil
	})
	return all, err
}

// internal reports whether cl is the platform's own.
func internal(cl *mqtt.Client) bool { return strings.HasPrefix(cl.ID, platformScope) }
