//go:build !noembedded

package embedded

import (
	"crypto/subtle"
	"errors"
	"strings"
	"sync"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"yian/care"
)

const (
	// platformScope begins the client ids of the platform's own clients. A device's
	// begin with its id, which cannot hold a dollar sign or a slash.
	platformScope = "$yian/"
	// mostPayload is the largest message that a device may send.
	mostPayload = 64 << 10
	// mostPacket closes the connection: up to it a message that is too large is
	// acknowledged and counted, so that its device does not send it for ever.
	mostPacket = 2 << 20
	// mostForDevice is how many messages wait for a device that is away; beyond it the
	// oldest make room.
	mostForDevice = 256
)

// gate is the broker's hook for who may do what, and for acknowledging a publish
// only once it is on disk.
type gate struct {
	mqtt.HookBase
	b      *Broker
	server *mqtt.Server
	store  *sessions
	inline *mqtt.Client
	guests guests
	// closing ends when the broker goes down: its clients' wills are not meant then.
	closing chan struct{}
	// renamed holds, per client, the packet under way whose id was changed.
	renamed sync.Map // *mqtt.Client → rename
}

// rename is a packet id that the client chose, and the one under which the broker
// works on it.
type rename struct{ theirs, ours uint16 }

// ID names the hook.
func (*gate) ID() string { return "gate" }

// Provides lists the hook's methods.
func (*gate) Provides(b byte) bool {
	switch b {
	case mqtt.OnConnect, mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPacketRead, mqtt.OnPacketEncode,
		mqtt.OnPublish, mqtt.OnWill, mqtt.OnSessionEstablish, mqtt.OnSessionEstablished, mqtt.OnDisconnect:
		return true
	}
	return false
}

// device returns whose credential cl shows.
func device(cl *mqtt.Client) care.DeviceID { return care.DeviceID(cl.Properties.Username) }

// OnConnect gives the client id a scope, so that nobody takes over the session of
// another credential, and refuses a will on a foreign topic.
func (g *gate) OnConnect(cl *mqtt.Client, pk packets.Packet) error {
	if cl.Net.Listener == platformDoor {
		cl.ID = platformScope + cl.ID
		return nil
	}
	if len(cl.Properties.Username) == 0 { // who it is its certificate says
		named, _ := shown(cl.Net.Conn)
		cl.Properties.Username = []byte(named)
	}
	user := device(cl)
	cl.ID = string(user) + "/" + cl.ID
	if !care.ValidDeviceID(string(user)) {
		return g.turnAway(cl, packets.ErrBadUsernameOrPassword)
	}
	if pk.Connect.WillFlag && !g.mayPublish(user, pk.Connect.WillTopic) {
		if g.OnConnectAuthenticate(cl, pk) { // what strangers want is not shown
			g.refuse(user, pk.Connect.WillTopic, care.UnknownTopic, "遗嘱主题不属于本设备，请改为 yian/v1/<设备编号>/status", len(pk.Connect.WillPayload))
		}
		return g.turnAway(cl, packets.ErrNotAuthorized)
	}
	return nil
}

func (g *gate) turnAway(cl *mqtt.Client, code packets.Code) error {
	_ = g.server.SendConnack(cl, code, false, nil)
	return code
}

// OnConnectAuthenticate checks the credential at the door that was used.
func (g *gate) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	if cl.Net.Listener == platformDoor {
		own := g.b.access
		return subtle.ConstantTimeCompare(pk.Connect.Username, []byte(own.Username))&
			subtle.ConstantTimeCompare(pk.Connect.Password, []byte(own.Password)) == 1
	}
	if named, made := shown(cl.Net.Conn); named != "" && named == device(cl) && g.b.cfg.Certified(named, made) {
		return true
	}
	return g.b.cfg.Authenticate(device(cl), string(pk.Connect.Password))
}

// OnSessionEstablish notes that a session moves here from an older connection.
func (g *gate) OnSessionEstablish(cl *mqtt.Client, _ packets.Packet) {
	if !internal(cl) {
		g.guests.move(cl)
	}
}

// OnSessionEstablished notes a connection of a device. When there are too many the
// oldest, most likely dead, makes room.
func (g *gate) OnSessionEstablished(cl *mqtt.Client, pk packets.Packet) {
	if internal(cl) {
		return
	}
	if oldest := g.guests.enter(cl, pk.Connect.WillTopic); oldest != nil {
		go func() { // may wait for a client that does not read
			_ = g.server.DisconnectClient(oldest, packets.ErrQuotaExceeded)
		}()
	}
}

// OnACLCheck decides about a publish, a subscription and each delivery.
func (g *gate) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	switch {
	case internal(cl):
		return true
	case write:
		return g.mayPublish(device(cl), topic)
	}
	return mayHear(device(cl), topic)
}

// mayPublish reports whether the credential of device may publish on topic: its own,
// or one that a source grants it.
func (g *gate) mayPublish(device care.DeviceID, topic string) bool {
	if mayPublish(device, topic) {
		return true
	}
	if strings.HasPrefix(topic, topicPrefix) || strings.ContainsAny(topic, "+#\x00") {
		return false
	}
	_, publisher, ok := g.b.cfg.Outside(topic)
	return ok && publisher != "" && publisher == device
}

// OnPacketRead looks at every packet before the broker does.
func (g *gate) OnPacketRead(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	switch pk.FixedHeader.Type {
	case packets.Publish:
		if !internal(cl) && !g.mayPublish(device(cl), pk.TopicName) {
			return g.foreign(cl, pk)
		}
		if pk.FixedHeader.Qos == 1 {
			return g.rename(cl, pk), nil
		}
	case packets.Subscribe, packets.Unsubscribe:
		return g.rename(cl, pk), nil
	}
	return pk, nil
}

// rename gives a packet another id when the broker has a message of its own under
// the same one. The two directions number apart, which the broker forgets: it would
// refuse the subscription, or take the waiting message for acknowledged.
func (g *gate) rename(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	if _, used := cl.State.Inflight.Get(pk.PacketID); !used {
		return pk
	}
	ours, err := cl.NextPacketID()
	if err != nil {
		return pk
	}
	g.renamed.Store(cl, rename{theirs: pk.PacketID, ours: uint16(ours)})
	pk.PacketID = uint16(ours)
	return pk
}

// OnPacketEncode gives an answer the id that the client knows.
func (g *gate) OnPacketEncode(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	switch pk.FixedHeader.Type {
	case packets.Puback, packets.Suback, packets.Unsuback:
		if r, ok := g.renamed.Load(cl); ok && r.(rename).ours == pk.PacketID {
			g.renamed.Delete(cl)
			pk.PacketID = r.(rename).theirs
		}
	}
	return pk
}

// foreign counts a publish on a foreign topic, and closes the connection where the
// broker would leave it unanswered: on 3.1.1, and at quality 0 on 5. The rest gets
// its PUBACK 0x87 from the check of rights.
func (g *gate) foreign(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	g.refuse(device(cl), pk.TopicName, care.UnknownTopic, "主题不属于本设备，或不是上行主题", len(pk.Payload))
	if cl.Properties.ProtocolVersion < 5 {
		return pk, packets.ErrRejectPacket
	}
	if pk.FixedHeader.Qos == 0 {
		_ = g.server.DisconnectClient(cl, packets.ErrNotAuthorized)
		return pk, packets.ErrRejectPacket
	}
	if strings.HasPrefix(strings.ToUpper(pk.TopicName), mqtt.SysPrefix) {
		pk.TopicName = "refused" // $SYS would be dropped in silence
	}
	return pk, nil
}

// OnPublish stores and delivers the message before the broker acknowledges it, and
// then tells the broker to do neither.
func (g *gate) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if cl.Net.Inline {
		return pk, nil
	}
	if !internal(cl) {
		if len(pk.Payload) > mostPayload {
			g.refuse(device(cl), pk.TopicName, care.TooLarge, "消息超过 64 KiB，请分批发送", len(pk.Payload))
			return pk, packets.CodeSuccessIgnore
		}
		if !known(device(cl), pk.TopicName) {
			g.refuse(device(cl), pk.TopicName, care.UnknownTopic, "没有这种上行主题，请核对网关的 base_topic", len(pk.Payload))
			return pk, packets.CodeSuccessIgnore
		}
		pk.FixedHeader.Retain = g.retains(cl, pk.FixedHeader.Retain, pk.TopicName, pk.Payload)
	}
	if pk.FixedHeader.Qos == 0 && (internal(cl) || !worthKeeping(pk.TopicName)) {
		return pk, nil
	}
	err := g.keepThenSend(cl, pk)
	switch {
	case err == nil:
		return pk, packets.CodeSuccessIgnore
	case pk.FixedHeader.Qos == 0:
		return pk, nil // nobody waits for an answer: to whoever is there
	case cl.Properties.ProtocolVersion == 5 && pk.FixedHeader.Qos == 1:
		return pk, packets.ErrQuotaExceeded // PUBACK 0x97
	}
	// 3.1.1 has no refusal: without its acknowledgement the client sends it again.
	cl.Stop(packets.ErrQuotaExceeded)
	return pk, packets.ErrRejectPacket
}

// retains reports whether a message stays with the broker. A device that asks for
// too much of it is told so on the devices screen.
func (g *gate) retains(cl *mqtt.Client, asked bool, topic string, payload []byte) bool {
	if !asked || !mayRetain(device(cl), topic) {
		return false
	}
	if !g.store.roomToRetain(topic, payload) {
		g.refuse(device(cl), topic, care.TooLarge, "本设备的保留消息过多，这一条不再保留", len(payload))
		return false
	}
	return true
}

var errFull = errors.New("a session of the platform is full")

// keepThenSend publishes one message to whoever subscribed. It returns nil only when
// every session of the platform that wants the message holds it, on disk.
func (g *gate) keepThenSend(cl *mqtt.Client, pk packets.Packet) error {
	copied := packets.Packet{
		FixedHeader: packets.FixedHeader{Type: packets.Publish, Qos: max(pk.FixedHeader.Qos, 1), Retain: pk.FixedHeader.Retain},
		TopicName:   pk.TopicName, Payload: pk.Payload, PacketID: 1,
		Properties: packets.Properties{ContentType: pk.Properties.ContentType, User: pk.Properties.User,
			MessageExpiryInterval: pk.Properties.MessageExpiryInterval},
	}
	var late <-chan time.Time
	for {
		to := g.receivers(pk.TopicName)
		if g.room(to, g.b.owner(pk.TopicName)) {
			before := g.store.failures.Load()
			if err := g.server.InjectPacket(g.inline, copied); err != nil {
				return err
			}
			if g.store.failures.Load() != before {
				return errors.New("the store failed")
			}
			if !anyMoved(to) {
				return nil
			}
			// A session moved to a new connection while we published, maybe without this
			// message: publish again. Twice is harmless, never is not.
		}
		if late == nil {
			late = time.After(g.b.cfg.patience)
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-late:
			g.Log.Warn("publish refused, a session is full", "client", cl.ID)
			return errFull
		case <-g.closing:
			return errFull
		}
	}
}

// receivers returns the sessions of the platform that want topic, and makes room in
// those of devices.
func (g *gate) receivers(topic string) []*mqtt.Client {
	var to []*mqtt.Client
	for id := range g.server.Topics.Subscribers(topic).Subscriptions {
		cl, ok := g.server.Clients.Get(id)
		switch {
		case !ok:
		case internal(cl):
			to = append(to, cl)
		case cl.State.Inflight.Len() >= mostForDevice:
			g.dropOldest(cl)
		}
	}
	return to
}

func (g *gate) dropOldest(cl *mqtt.Client) {
	for _, pk := range cl.State.Inflight.GetAll(false) {
		if cl.State.Inflight.Len() < mostForDevice {
			return
		}
		if pk.FixedHeader.Type == packets.Publish && cl.State.Inflight.Delete(pk.PacketID) {
			g.store.OnQosComplete(cl, pk)
		}
	}
}

// room reports whether every session can take one more of a device: at most 80 % of
// the messages that may wait while it is away, or of those that may be on their way
// while it is here. Beyond either the broker would drop what it acknowledged. One
// device may fill half of that: a flood must not hold up the calls of others.
func (g *gate) room(to []*mqtt.Client, device string) bool {
	for _, cl := range to {
		limit := g.b.cfg.mostWaiting * 8 / 10
		if !cl.Closed() {
			limit = min(limit, mostOutbound*8/10)
		}
		if cl.State.Inflight.Len() >= limit || g.store.shares.of(cl.ID, device) >= limit/2 || cl.IsTakenOver() {
			return false
		}
	}
	return true
}

func anyMoved(to []*mqtt.Client) bool {
	for _, cl := range to {
		if cl.IsTakenOver() {
			return true
		}
	}
	return false
}

// OnWill raises a will to quality 1, so that it waits for the platform like any
// status, and silences it when it is the broker that goes, or when the device is
// still there through another connection.
func (g *gate) OnWill(cl *mqtt.Client, will mqtt.Will) (mqtt.Will, error) {
	select {
	case <-g.closing:
		return noWill, nil
	default:
	}
	if !internal(cl) && !g.guests.goes(cl, will.TopicName) {
		return noWill, nil
	}
	will.Qos = max(will.Qos, 1)
	if !internal(cl) {
		will.Retain = g.retains(cl, will.Retain, will.TopicName, will.Payload)
	}
	return will, nil
}

// noWill is on a topic that nobody can hear.
var noWill = mqtt.Will{TopicName: "$closed"}

// OnDisconnect notes that a connection ended, and counts a packet so large that it
// was not read.
func (g *gate) OnDisconnect(cl *mqtt.Client, err error, _ bool) {
	g.renamed.Delete(cl)
	if !internal(cl) {
		g.guests.leave(cl)
	}
	if errors.Is(err, packets.ErrPacketTooLarge) && !internal(cl) {
		g.refuse(device(cl), "", care.TooLarge, "消息超过 2 MiB，连接已关闭", mostPacket)
	}
}

func (g *gate) refuse(device care.DeviceID, topic string, reason care.Reason, detail string, size int) {
	if len(topic) > 200 {
		topic = strings.ToValidUTF8(topic[:200], "") + "…"
	}
	g.b.cfg.OnRefused(care.Refusal{At: time.Now(), Device: device, Topic: topic, Reason: reason, Detail: detail, Bytes: size})
}
