package hotline

import (
	"testing"

	"yian/care"
)

func TestDeadlinesCountWorkingDays(t *testing.T) {
	october := []string{"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07", "+2026-10-10"}
	for _, c := range []struct {
		what     string
		holidays []string
		from     string
		n        int
		want     string // the last day
	}{
		{"Monday morning", nil, "2026-11-23 09:00", 1, "2026-11-24"},
		{"a minute before midnight", nil, "2026-11-23 23:59", 1, "2026-11-24"},
		{"Friday", nil, "2026-11-27 17:00", 1, "2026-11-30"},
		{"Saturday", nil, "2026-11-28 10:00", 1, "2026-11-30"},
		{"fifteen days are three weeks", nil, "2026-11-23 09:00", 15, "2026-12-14"},
		{"over the holidays", october, "2026-09-30 12:00", 1, "2026-10-08"},
		{"a Saturday that is worked", october, "2026-10-09 12:00", 1, "2026-10-10"},
	} {
		want := shanghai(c.want+" 00:00").AddDate(0, 0, 1)
		if got := newWorkdays(c.holidays).after(shanghai(c.from), c.n); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", c.what, got.In(care.Shanghai), want)
		}
	}
}
