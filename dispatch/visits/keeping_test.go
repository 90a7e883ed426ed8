package visits

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

// TestPicturesAreErasedWhenTheirTimeIsOver: photos first, what proves a payment much
// later; what they were and their digests stay, and the grade does.
func TestPicturesAreErasedWhenTheirTimeIsOver(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.order("o1")
	_, err := w.KeepFile(ctx, worker, "o1", "photo", w.at, photo(3))
	must(t, err)
	w.done("o1", worker)
	w.at = w.at.Add(time.Hour)
	w.look()
	before := w.visit("o1")
	taken := before.Files[0].At
	bytesOf := func(kind string) int {
		t.Helper()
		for _, f := range w.visit("o1").Files {
			if f.Kind != kind {
				continue
			}
			_, body, err := w.File(ctx, operator, "o1", f.ID)
			var fault *care.Fault
			if erased := errors.As(err, &fault) && fault.Code == "visit_file.erased"; erased != (f.ErasedAt != nil) {
				t.Errorf("%s: erased at %v, but looked at: %v", kind, f.ErasedAt, err)
			}
			if raw, err := w.store.VisitFile(ctx, "o1", f.ID); err != nil || len(raw) != len(body) {
				t.Errorf("%s: %d bytes on disk, %d shown, %v", kind, len(raw), len(body), err)
			}
			return len(body)
		}
		t.Fatalf("there is no %s", kind)
		return 0
	}
	year := 365 * 24 * time.Hour
	for _, c := range []struct {
		after         time.Duration
		photo, signed bool
	}{{180*24*time.Hour - time.Minute, true, true}, {180*24*time.Hour + time.Minute, false, true}, {3 * year, false, true}, {3*366*24*time.Hour + 3*time.Hour, false, false}} {
		w.at = taken.Add(c.after)
		for range 2 { // whichever process does it, and again
			must(t, w.process().erase(ctx, w.at))
		}
		if p, s := bytesOf("photo") > 0, bytesOf("signature") > 0; p != c.photo || s != c.signed {
			t.Errorf("after %v: photo kept %v, signature kept %v", c.after, p, s)
		}
	}
	after := w.visit("o1")
	if len(after.Files) != len(before.Files) || after.Files[0].SHA256 != before.Files[0].SHA256 || after.Grade != before.Grade {
		t.Errorf("what stays: %+v, %s", after.Files, after.Grade)
	}
	entries, err := w.store.EntriesAfter(ctx, 0, 500)
	must(t, err)
	n := 0
	for _, e := range entries {
		if e.What == "visit.files_erased" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d entries", n)
	}
	// A telephone that sends it once more brings it back to nobody.
	_, err = w.KeepFile(ctx, worker, "o1", "photo", taken, photo(3))
	must(t, err)
	if bytesOf("photo") > 0 {
		t.Error("an erased photo came back")
	}
}

// TestPicturesAreKeptForEver where the site says so.
func TestPicturesAreKeptForEver(t *testing.T) {
	w := setup(t)
	w.cfg.PhotosFor, w.cfg.ProofsFor = -1, -1
	w.order("o1")
	_, err := w.KeepFile(t.Context(), worker, "o1", "photo", w.at, photo(3))
	must(t, err)
	w.at = w.at.AddDate(30, 0, 0)
	must(t, w.process().erase(t.Context(), w.at))
	if f := w.visit("o1").Files[0]; f.ErasedAt != nil {
		t.Errorf("erased: %+v", f)
	}
}
