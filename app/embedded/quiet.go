//go:build !noembedded

package embedded

import (
	"context"
	"log/slog"

	mqtt "github.com/mochi-mqtt/server/v2"
)

// quiet passes on what a server inside this process logs from Warn upwards, and
// only attributes that are known to hold no message: the broker logs whole
// packets, and a packet holds health values.
type quiet struct{ to slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.to.Enabled(ctx, l)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == mqtt.ErrMinimumKeepalive.Error() {
		return nil // the device's affair, and said at each of its connects
	}
	kept := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "error", "err", "client", "listener":
			kept.AddAttrs(a)
		}
		return true
	})
	return q.to.Handle(ctx, kept)
}

func (q quiet) WithAttrs([]slog.Attr) slog.Handler { return q }
func (q quiet) WithGroup(string) slog.Handler      { return q }
func quietly(log *slog.Logger, part string) *slog.Logger {
	return slog.New(quiet{to: log.With("room", "embedded", "part", part).Handler()})
}
