package messenger

import (
	"context"
	"time"

	"yian/care"
)

// Outbox keeps what is to be told until it is. All block, FirstFeedback and
// AgainFeedback on a read, the others until on disk; all are idempotent.
type Outbox interface {
	// FirstFeedback is what is due and was never told, AgainFeedback what was.
	FirstFeedback(ctx context.Context, now time.Time, limit int) ([]care.Feedback, error)
	AgainFeedback(ctx context.Context, now time.Time, limit int) ([]care.Feedback, error)
	FeedbackSent(ctx context.Context, sent []care.Feedback) error
	FeedbackRepeat(ctx context.Context, device care.DeviceID, call care.CallID, now time.Time) error
	FeedbackAgain(ctx context.Context, device care.DeviceID, now time.Time) error
	ConfirmFeedback(ctx context.Context, c care.Confirmation) (fresh bool, err error)
}

// Downlink tells a device. It blocks for at most its own timeout; telling twice
// does no harm.
type Downlink interface {
	Feedback(ctx context.Context, f care.Feedback) error
}

// Speech puts a feedback into words, as the senior at its device hears it. It blocks on
// a read at most, changes nothing, and always has words.
type Speech interface {
	Say(ctx context.Context, f care.Feedback) care.Feedback
}

// Turns spares devices a feedback from each process of the site. It decides
// nothing: hearing a feedback twice does no harm.
type Turns interface {
	// First reports for each key whether nobody asked for it within hold. It blocks
	// for at most a second; after an error everybody may go ahead.
	First(ctx context.Context, keys []string, hold time.Duration) ([]bool, error)
}
