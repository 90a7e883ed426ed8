package records

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yian/care"
)

// furnishSentences puts something into the tables of what seniors hear.
func furnishSentences(t testing.TB, s *Store) {
	t.Helper()
	_, err := s.ChangeSentence(t.Context(), care.SayReceived, "990101001", []byte("sound"), func(v *care.Sentence) (care.Entry, error) {
		v.Text, v.Sound = "俺收到了", &care.Sound{SHA256: "sha", Mime: "audio/wav", Text: "俺收到了", At: pressedAt}
		return entry("sentence", "received"), nil
	})
	must(t, err)
}

func TestSentencesAndRecordings(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for range 2 { // the same recording twice is one
			furnishSentences(t, s)
		}
		list, err := s.Sentences(t.Context())
		must(t, err)
		if len(list) != 1 || list[0].Version != 2 || list[0].Sound == nil || list[0].RegionID != "990101001" {
			t.Errorf("got %+v", list)
		}
		mime, body, err := s.Recording(t.Context(), "sha")
		if err != nil || mime != "audio/wav" || string(body) != "sound" {
			t.Errorf("got %s %q, %v", mime, body, err)
		}
		if _, _, err := s.Recording(t.Context(), "other"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		_, err = s.ChangeSentence(t.Context(), care.SayReceived, "", nil, func(*care.Sentence) (care.Entry, error) { return care.Entry{}, care.ErrInvalid })
		if list, _ := s.Sentences(t.Context()); !errors.Is(err, care.ErrInvalid) || len(list) != 1 {
			t.Errorf("refused, and kept: %v, %+v", err, list)
		}
	})
}

// A senior hears again of who is on the way, and nothing that is not true any more.
func TestFeedbackIsSaidAgainAndOutdated(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		id, _, err := raise(t, s, pressOf("c1"), "i1")
		must(t, err)
		then := pressedAt.Add(8 * time.Minute)
		step := func(state care.IncidentState, say *time.Time, made care.StepMade) {
			t.Helper()
			_, err := s.ChangeIncident(ctx, id, func(c *care.Case) (care.Change, error) {
				c.Incident.State, c.Incident.Coming = state, &care.Coming{SayAt: say}
				return care.Change{Entries: []care.Entry{entry("incident", string(id))}, Feedback: []care.StepMade{made}}, nil
			})
			must(t, err)
		}
		late := func(at time.Time) int {
			ids, err := s.LateIncidents(ctx, at)
			must(t, err)
			return len(ids)
		}
		due := func() (out []care.Saying) {
			list, err := s.FirstFeedback(ctx, pressedAt.Add(time.Hour), 9)
			must(t, err)
			for _, f := range list {
				out = append(out, f.Saying())
			}
			return out
		}
		step(care.IncidentDispatched, &then, care.StepMade{Step: care.StepDispatched, ETASeconds: 480})
		if late(then.Add(-time.Millisecond)) != 0 || late(then) != 1 {
			t.Errorf("due too early or not at all")
		}
		if got := due(); len(got) != 2 || got[1] != care.SayDispatchedMinutes {
			t.Errorf("due %v", got)
		}
		step(care.IncidentAnswered, &then, care.StepMade{Step: care.StepAnswered, Said: care.SaySearching})
		if late(then) != 0 {
			t.Errorf("said of one who does not come")
		}
		if got := due(); len(got) != 2 || got[1] != care.SaySearching {
			t.Errorf("due %v", got)
		}
		must(t, s.FeedbackAgain(ctx, "d-c1", pressedAt.Add(time.Minute)))
		if got := due(); len(got) != 2 {
			t.Errorf("after it came back due %v", got)
		}
		step(care.IncidentDispatched, nil, care.StepMade{Step: care.StepDispatched, Said: care.SayReplaced})
		if got := due(); len(got) != 2 || !slices.Contains(got, care.SayReplaced) || slices.Contains(got, care.SaySearching) {
			t.Errorf("due %v", got)
		}
	})
}
