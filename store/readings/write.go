package readings

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/influxdata/influxdb-client-go/v2/api"
	transport "github.com/influxdata/influxdb-client-go/v2/api/http"

	"yian/care"
)

// Write stores a batch made by [Store.Append]. It blocks until InfluxDB has it on
// disk, is idempotent, and must have batch for itself meanwhile. It returns
// [care.ErrUnavailable] when the same batch should be tried again later. Points
// that InfluxDB refuses for good are set aside: counted, and named in the log by
// their cause but never by their value.
func (s *Store) Write(ctx context.Context, batch []byte) error {
	if len(batch) == 0 {
		return nil
	}
	start := time.Now()
	defer func() { s.writing.Observe(time.Since(start).Seconds()) }()
	return s.store(ctx, s.writer, s.noted(batch))
}

// store writes a batch and sets aside what InfluxDB refuses for good.
func (s *Store) store(ctx context.Context, to api.WriteAPIBlocking, batch []byte) error {
	err := s.sendTo(ctx, to, batch)
	if n := tooOld(err); n > 0 {
		s.setAside.Add(float64(n))
		s.cfg.Log.Warn("readings set aside", "cause", "beyond retention policy", "points", n)
		return nil // the others are stored
	}
	if errors.Is(err, care.ErrInvalid) {
		return s.bisect(ctx, to, batch, err)
	}
	return err
}

// sendTo makes one request and translates what the driver says.
func (s *Store) sendTo(ctx context.Context, to api.WriteAPIBlocking, batch []byte) error {
	if len(batch) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.cfg.WriteTimeout, care.ErrUnavailable)
	defer cancel()
	// The client only reads the string, and only until it returns: no copy is needed.
	err := to.WriteRecord(ctx, unsafe.String(unsafe.SliceData(batch), len(batch)))
	if err == nil {
		return nil
	}
	return fmt.Errorf("readings: write batch: %w: %w", kindOf(err), err)
}

// kindOf tells a fault of the points, which stays, from one of the store, which
// passes. Whatever is not clearly the points' own is the store's: trying again
// loses nothing.
func kindOf(err error) error {
	var answer *transport.Error
	if !errors.As(err, &answer) {
		return care.ErrUnavailable
	}
	switch answer.StatusCode {
	case http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		return care.ErrInvalid
	case http.StatusBadRequest:
		// InfluxDB 1.8 answers 400 also while it lacks room for more.
		if strings.Contains(answer.Error(), "timeout") || strings.Contains(answer.Error(), "cache-max-memory-size") {
			return care.ErrUnavailable
		}
		return care.ErrInvalid
	}
	return care.ErrUnavailable
}

var dropped = regexp.MustCompile(`(?:beyond|outside) retention policy.*dropped=(\d+)`)

// tooOld returns how many points were refused for their age alone; 0: that was not
// the fault, or not the only one. InfluxDB stores the others.
func tooOld(err error) int {
	if !errors.Is(err, care.ErrInvalid) {
		return 0
	}
	if found := dropped.FindStringSubmatch(err.Error()); found != nil {
		n, _ := strconv.Atoi(found[1]) // digits
		return n
	}
	return 0
}

// bisect stores the good lines of a refused batch and sets the bad ones aside.
func (s *Store) bisect(ctx context.Context, to api.WriteAPIBlocking, batch []byte, refusal error) error {
	lines := bytes.Count(batch, []byte{'\n'})
	if lines <= 1 {
		s.setAside.Inc()
		s.cfg.Log.Warn("reading set aside", "cause", causeOf(refusal), "bytes", len(batch))
		return nil
	}
	cut := nthLine(batch, lines/2)
	for _, half := range [][]byte{batch[:cut], batch[cut:]} {
		if err := s.store(ctx, to, half); err != nil {
			return err
		}
	}
	return nil
}

// nthLine returns where line n begins.
func nthLine(batch []byte, n int) int {
	at := 0
	for range n {
		at += bytes.IndexByte(batch[at:], '\n') + 1
	}
	return at
}

// causeOf names a refusal without what InfluxDB quotes of the line.
func causeOf(err error) string {
	text := err.Error()
	for _, known := range []string{"field type conflict", "unable to parse", "beyond retention policy", "max-values-per-tag", "max-series-per-database"} {
		if strings.Contains(text, known) {
			return known
		}
	}
	return "other"
}
