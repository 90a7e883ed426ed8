package supervision_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"yian/care"
)

// BenchmarkLedger measures the page of a county of 10,000 homes that has a month
// behind it: two silences a home, and a hundred that go on.
func BenchmarkLedger(b *testing.B) {
	k := openBooks(b)
	k.furnish(10_000)
	l := k.ledger()
	k.keep(l)
	ctx, began := b.Context(), k.now
	random := rand.New(rand.NewPCG(5, 6))
	var silences []care.Silence
	for n := range 20_000 {
		from := began.Add(time.Duration(random.Int64N(int64(28 * 24 * time.Hour))))
		until := from.Add(time.Duration(random.Int64N(int64(6 * time.Hour))))
		silences = append(silences, care.Silence{Device: care.DeviceID(fmt.Sprintf("b%05d", n%10_000)), DoubtAt: from.Add(-29 * time.Minute), From: from, Until: &until, Cause: care.Causes[n%4]})
	}
	for n := range 100 {
		from := began.Add(28*24*time.Hour + time.Duration(n)*time.Minute)
		silences = append(silences, care.Silence{Device: care.DeviceID(fmt.Sprintf("b%05d", n*97)), DoubtAt: from, From: from, Cause: care.CauseNetwork})
	}
	must(b, k.store.KeepSilences(ctx, silences))
	for _, part := range []care.UptimePart{care.UpCalls, care.UpDesk} {
		for n := range 30 { // a restart a day
			from := began.Add(time.Duration(n) * 24 * time.Hour)
			must(b, k.store.KeepUptime(ctx, care.Uptime{Part: part, Instance: "up", From: from, Until: from.Add(24*time.Hour - time.Minute)}))
		}
	}
	k.now = began.Add(29*24*time.Hour + 12*time.Hour)
	k.keep(l) // closes the days
	for name, ask := range map[string]func() error{
		"now":     func() error { _, err := l.Now(ctx, care.Everything, ""); return err },
		"month":   func() error { _, err := l.Month(ctx, care.Everything, "", ""); return err },
		"village": func() error { _, err := l.Homes(ctx, care.Everything, "", "990101001003", false); return err },
		"homes":   func() error { _, err := l.Homes(ctx, care.Everything, "", "", false); return err },
		"home":    func() error { _, err := l.Home(ctx, care.Everything, "h00970", ""); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				must(b, ask())
			}
		})
	}
}
