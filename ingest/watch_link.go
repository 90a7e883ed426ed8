package ingest

import (
	"context"
	"errors"
	"net"
	"time"

	"yian/care"
	"yian/devices"
	"yian/devices/setracker"
)

const (
	mostLetters = 64 // frames that wait to be written to one connection
	mostVoices  = 32 // watches that may share one connection, as behind a bridge
	letterStall = 10 * time.Second
)

// link is one connection. Usually one watch speaks over it.
type link struct {
	watches *Watches
	conn    net.Conn
	address string
	out     chan letter
	gone    chan struct{}     // closed when nothing is written any more
	voices  map[string]*voice // by number; changed by serve only, under Watches.mu
}

// letter is a frame to be written.
type letter struct {
	frame   setracker.Frame
	written chan error // nil: nobody waits
}

// voice is one watch on one connection.
type voice struct {
	link    *link
	device  care.DeviceID
	place   care.Place // while known
	known   bool
	joined  time.Time
	decoder *setracker.Decoder
	form    setracker.Frame // the last it sent, whose form it is spoken to in
	told    bool            // its refusal is counted
	asked   questions
}

// serve hears the connection until it ends, and says why it did.
func (l *link) serve() string {
	w := l.watches
	writer := make(chan struct{})
	go func() { defer close(writer); l.write() }()
	defer func() { _ = l.conn.Close(); close(l.gone); <-writer }()
	in := setracker.NewReader(l.conn)
	patience := w.cfg.First
	for {
		if err := l.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return "closed"
		}
		f, err := in.Next()
		if err != nil {
			if errors.Is(err, setracker.ErrGarbage) {
				w.in.refusals.add(care.Refusal{At: w.in.deps.Now(), Topic: "gps_watch", Reason: care.UnknownTopic, Detail: "手表端口收到的不是手表报文，连接已断开"})
			}
			return why(err)
		}
		known, ok := l.hear(&f, w.in.deps.Now())
		if !ok {
			return "too_many"
		}
		if known {
			patience = w.cfg.Idle
		}
	}
}

// hear takes one frame. It returns false when too many watches share the
// connection.
func (l *link) hear(f *setracker.Frame, received time.Time) (known, ok bool) {
	w := l.watches
	w.in.meters.count("gps_watch")
	v, ok := l.voice(f, received)
	if !ok {
		return false, false
	}
	var said devices.Said
	v.decoder.Decode(f, received, &said)
	if !v.known {
		l.stranger(f, v, &said, received)
		return false, true
	}
	if w.join(v) {
		w.in.deps.Supervisor.Status(v.place, care.Status{Device: v.device, Online: true, At: received})
	}
	w.in.deps.Supervisor.Seen(v.place, received, nil)
	v.settle(f, &said, received)
	answer := v.answer(f)
	m := frameMessage{word: f.Word(), size: len(f.Content), answer: answer}
	switch {
	case len(said.Calls) > 0:
		l.call(f, v, &said, received, answer)
		m.answer = func() {} // the call's place in the record answers
	case len(said.Samples) == 0 || f.Word() == "LK":
		answer() // a sign of life waits for nothing
		m.answer = func() {}
	}
	if len(said.Samples)+len(said.Refused) > 0 {
		w.hear(m, v.device, &said, received)
	}
	return true, true
}

// voice returns who speaks, asked of the registry each time: watches are
// registered, moved and revoked while they are connected.
func (l *link) voice(f *setracker.Frame, now time.Time) (*voice, bool) {
	w := l.watches
	place, err := w.numbers.Watch(w.ctx, f.ID)
	device := place.Device
	if err != nil {
		device = strangerID(f.ID)
	}
	v := l.voices[f.ID]
	if v != nil && v.device != device {
		w.part(v)
		v = nil
	}
	if v == nil {
		if len(l.voices) >= mostVoices {
			return nil, false
		}
		v = &voice{link: l, device: device, joined: now, decoder: setracker.NewDecoder(device), asked: newQuestions()}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v.place, v.known, v.form = place, err == nil, setracker.Frame{Maker: f.Maker, ID: f.ID, Index: f.Index}
	l.voices[f.ID] = v
	return v, true
}

// stranger refuses a watch that nobody registered, except that its calls are
// raised: somebody may need help.
func (l *link) stranger(f *setracker.Frame, v *voice, said *devices.Said, received time.Time) {
	w := l.watches
	if !v.told {
		v.told = true
		w.in.refusals.add(care.Refusal{At: received, Device: v.device, Topic: "gps_watch/" + f.Word(), Reason: care.UnknownDevice,
			Detail: "手表未登记：请在设备管理中登记类型为定位手表、地址为手表编号或 IMEI 的设备", Bytes: len(f.Content)})
	}
	if len(said.Calls) == 0 {
		return
	}
	if !w.strangers.may(l.address, received) {
		w.in.refusals.add(care.Refusal{At: received, Device: v.device, Topic: "gps_watch/" + f.Word(), Reason: care.UnknownDevice,
			Detail: "未登记手表的呼叫过多，这一条没有转给值班台", Bytes: len(f.Content)})
		return
	}
	w.join(v)
	l.call(f, v, said, received, v.answer(f))
}

// call puts calls into the lane of calls, which answers once they are in the
// record.
func (l *link) call(f *setracker.Frame, v *voice, said *devices.Said, received time.Time, answer func()) {
	w := &word{device: v.device, received: received, topic: "gps_watch/" + f.Word(), bytes: len(f.Content), stranger: !v.known,
		messages: []message{frameMessage{word: f.Word(), size: len(f.Content), answer: answer}}}
	w.said.Calls = said.Calls
	l.watches.in.calls.queue(w)
}

// answer returns what sends the watch the word that it waits for.
func (v *voice) answer(f *setracker.Frame) func() {
	a, ok := f.Answers()
	return func() {
		if ok {
			v.link.send(letter{frame: a})
		}
	}
}

// send puts a letter on its way without waiting. A watch that does not read is cut
// off: it connects again.
func (l *link) send(x letter) bool {
	select {
	case l.out <- x:
		return true
	default:
		_ = l.conn.Close()
		return false
	}
}

// write writes letters until the connection ends.
func (l *link) write() {
	for {
		select {
		case x := <-l.out:
			_ = l.conn.SetWriteDeadline(time.Now().Add(letterStall))
			_, err := l.conn.Write(x.frame.Bytes())
			if x.written != nil {
				x.written <- err
			}
			if err != nil {
				_ = l.conn.Close()
			}
		case <-l.gone:
			return
		}
	}
}

// tell writes a frame to the watch and blocks until the network has it, for 5 s at
// most.
func (v *voice) tell(ctx context.Context, content string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, sendTimeout, care.ErrUnavailable)
	defer cancel()
	v.link.watches.mu.Lock()
	form := v.form
	v.link.watches.mu.Unlock()
	x := letter{frame: form.To(content), written: make(chan error, 1)}
	if !v.link.send(x) {
		return errAwayWatch
	}
	select {
	case err := <-x.written:
		if err != nil {
			return errors.Join(errAwayWatch, err)
		}
		return nil
	case <-v.link.gone:
		return errAwayWatch
	case <-ctx.Done():
		return errors.Join(errAwayWatch, context.Cause(ctx))
	}
}
