package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// Downlink tells devices what became of their calls, and what is asked of them, over
// a connection of its own.
type Downlink struct {
	conn  *connection
	sent  *prometheus.CounterVec // feedback
	asked *prometheus.CounterVec // commands
}

// sendTimeout bounds one publish: the broker answers at once or is not there.
const sendTimeout = 5 * time.Second

// NewDownlink prepares a downlink. Only the broker's address and account and the
// client id of cfg are used. Log and metrics may be nil.
func NewDownlink(cfg Config, log *slog.Logger, metrics prometheus.Registerer) *Downlink {
	cfg.defaults()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	d := &Downlink{
		conn:  newConnection(cfg, connectionConfig{name: "downlink", clean: true}, log.With("room", "ingest")),
		sent:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yian_downlink_feedback_total", Help: "Feedback sent to devices, by whether the broker took it."}, []string{"result"}),
		asked: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yian_downlink_commands_total", Help: "Commands sent to devices, by whether the broker took it."}, []string{"result"}),
	}
	if metrics != nil {
		metrics.MustRegister(d.sent, d.asked)
	}
	return d
}

// Run keeps the connection until ctx ends.
func (d *Downlink) Run(ctx context.Context) error {
	d.conn.start()
	<-ctx.Done()
	d.conn.close()
	return nil
}

// Ready reports whether feedback can be sent now.
func (d *Downlink) Ready() bool { return d.conn.isReady() }

// WaitReady blocks until [Downlink.Ready] or the end of ctx.
func (d *Downlink) WaitReady(ctx context.Context) error { return d.conn.waitReady(ctx) }

// told is a feedback as devices read it.
type told struct {
	Call       care.CallID `json:"call"`
	State      care.Step   `json:"state"`
	At         int64       `json:"ts"` // ms
	By         string      `json:"by,omitempty"`
	ETASeconds int         `json:"eta_s,omitempty"`
	// What is spoken or shown, where its recording is, and what to do beside speaking.
	Text   string        `json:"text,omitempty"`
	Audio  string        `json:"audio,omitempty"`
	Show   []string      `json:"show,omitempty"`
	Device care.DeviceID `json:"device,omitempty"` // the child, when the gateway hears it
}

// Feedback tells one step to the device, and to its gateway if it has one. It
// blocks until the broker has it, for 5 s at most, and is idempotent for whoever
// listens. [care.ErrUnavailable] means: try again later.
func (d *Downlink) Feedback(ctx context.Context, f care.Feedback) error {
	ctx, cancel := context.WithTimeoutCause(ctx, sendTimeout, care.ErrUnavailable)
	defer cancel()
	t := told{Call: f.Call, State: f.Step, At: f.At.UnixMilli(), By: f.By, ETASeconds: f.ETASeconds, Text: f.Text, Audio: f.Audio, Show: f.Show}
	err := d.publish(ctx, f.Device, "feedback", t)
	if err == nil && f.Gateway != "" && f.Gateway != f.Device {
		t.Device = f.Device
		err = d.publish(ctx, f.Gateway, "feedback", t)
	}
	if err != nil {
		d.sent.WithLabelValues("unavailable").Inc()
		return fmt.Errorf("ingest: tell device %s: %w", f.Device, err)
	}
	d.sent.WithLabelValues("sent").Inc()
	return nil
}

// asked is a command as devices read it.
type asked struct {
	ID      care.CommandID  `json:"id"`
	Name    string          `json:"name"`
	Args    json.RawMessage `json:"args"`
	Expires int64           `json:"expires_ts"`       // ms; nobody wants it afterwards
	Device  care.DeviceID   `json:"device,omitempty"` // the child, when the gateway hears it
}

// Command asks something of a device, and of its gateway if it has one. It blocks
// until the broker has it, for 5 s at most, and is idempotent for whoever listens.
// [care.ErrUnavailable] means: try again later.
func (d *Downlink) Command(ctx context.Context, c care.Command) error {
	ctx, cancel := context.WithTimeoutCause(ctx, sendTimeout, care.ErrUnavailable)
	defer cancel()
	a := asked{ID: c.ID, Name: c.Name, Args: c.Args, Expires: c.ExpiresAt.UnixMilli()}
	if len(a.Args) == 0 {
		a.Args = json.RawMessage("{}")
	}
	err := d.publish(ctx, c.Device, "command", a)
	if err == nil && c.Gateway != "" && c.Gateway != c.Device {
		a.Device = c.Device
		err = d.publish(ctx, c.Gateway, "command", a)
	}
	if err != nil {
		d.asked.WithLabelValues("unavailable").Inc()
		return fmt.Errorf("ingest: ask device %s: %w", c.Device, err)
	}
	d.asked.WithLabelValues("sent").Inc()
	return nil
}

func (d *Downlink) publish(ctx context.Context, to care.DeviceID, what string, words any) error {
	payload, err := json.Marshal(words)
	if err != nil {
		return err
	}
	// When the connection drops, a token completes without an error, or never: the
	// connection itself tells.
	turn := d.conn.turn.Load()
	gone, ok := d.conn.standing()
	if !ok {
		return care.ErrUnavailable
	}
	token := d.conn.client.Publish("yian/v1/"+string(to)+"/"+what, 1, false, payload)
	select {
	case <-token.Done():
	case <-gone:
		return care.ErrUnavailable
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", care.ErrUnavailable, context.Cause(ctx))
	}
	if err := token.Error(); err != nil {
		return fmt.Errorf("%w: %w", care.ErrUnavailable, err)
	}
	if d.conn.turn.Load() != turn {
		return care.ErrUnavailable
	}
	return nil
}
