package registry

import (
	"context"
	"errors"
	"time"

	"yian/care"
)

// bookPrinted is the setting that says when the emergency book was last printed.
const bookPrinted = "emergency_book_printed"

// BookPrinted notes that a shift has a fresh emergency book of a region on paper.
func (r *Registry) BookPrinted(ctx context.Context, by care.Staff, region care.RegionID) error {
	e := r.entry(by.ID, "desk", "book_printed", string(region))
	return r.record.SetSetting(ctx, bookPrinted, e.At.UTC().Format(time.RFC3339), e)
}

// BookPrintedAt is when the emergency book was last printed; nil: never.
func (r *Registry) BookPrintedAt(ctx context.Context) (*time.Time, error) {
	text, err := r.record.Setting(ctx, bookPrinted)
	if errors.Is(err, care.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, nil //nolint:nilerr // as if never: it is printed once more
	}
	return &at, nil
}
