package dispatch_test

import (
	"testing"

	"yian/care"
)

// reach sets how Wang's file says that he is reached.
func (w *world) reach(r care.Reach) {
	w.t.Helper()
	e, err := w.store.Elder(w.t.Context(), care.Everything, "wang")
	must(w.t, err)
	must(w.t, w.store.ChangeElder(w.t.Context(), e.ID, func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
		e.Reach = r
		return care.Entry{At: w.clock.now(), By: operator.ID, What: "elder.changed", Noun: "elder", Subject: string(e.ID)}, nil
	}))
}

func TestClosingNeedsAnAttemptInTheFilesWay(t *testing.T) {
	attempt := func(way string) func(w *world, id care.IncidentID) error {
		return func(w *world, id care.IncidentID) error {
			_, err := w.desk.Attempt(w.t.Context(), operator, id, way, "no_answer")
			return err
		}
	}
	help := func(w *world, id care.IncidentID) error {
		_, err := w.desk.Help(w.t.Context(), operator, id, "key_holder", "")
		return err
	}
	nothing := func(*world, care.IncidentID) error { return nil }
	for name, c := range map[string]struct {
		reach   care.Reach
		how     string // the contact
		does    func(w *world, id care.IncidentID) error
		outcome care.Outcome
		closes  bool
	}{
		"seen, and nobody tried":             {care.ReachTalk, "seen", nothing, "help", false},
		"a file that says nothing":           {"", "seen", nothing, "help", false},
		"seen, after a call":                 {care.ReachTalk, "seen", attempt("call"), "help", true},
		"heard":                              {care.ReachTalk, "heard", nothing, "help", true},
		"somebody was sent":                  {care.ReachDevice, "handed_over", help, "help", true},
		"a call where the device must speak": {care.ReachDevice, "seen", attempt("call"), "help", false},
		"the device spoke":                   {care.ReachDevice, "seen", attempt("device"), "help", true},
		"a call where a message is read":     {care.ReachMessage, "seen", attempt("call"), "help", false},
		"a message":                          {care.ReachMessage, "seen", attempt("message"), "help", true},
		"a call to one who cannot speak":     {care.ReachSend, "heard", attempt("call"), "help", false},
		"seen, who cannot speak":             {care.ReachSend, "seen", nothing, "help", true},
		"sent to one who cannot speak":       {care.ReachSend, "heard", help, "help", true},
		"a test":                             {care.ReachTalk, "seen", nothing, care.OutcomeTest, true},
		"a drill":                            {care.ReachSend, "heard", nothing, "drill", true},
		"somebody who is dead":               {care.ReachTalk, "seen", nothing, "deceased", true},
		"a child is not enough":              {care.ReachTalk, "seen", nothing, care.OutcomeChild, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			w.reach(c.reach)
			in := w.answered(wangsPendant)
			must(t, c.does(w, in.ID))
			_, err := w.desk.Contact(t.Context(), operator, in.ID, c.how, "邻居样例", "")
			must(t, err)
			_, err = w.desk.Close(t.Context(), operator, in.ID, c.outcome, "")
			if c.closes {
				must(t, err)
				return
			}
			conflict(t, err, "incident.not_tried")
		})
	}
}

// What was tried before counts no more once it is taken up again; an unknown caller
// can be reached by nobody.
func TestAnAttemptIsForThisTime(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	ctx := t.Context()
	_, err := w.desk.Attempt(ctx, operator, in.ID, "call", "answered")
	must(t, err)
	seen := func() error {
		if _, err := w.desk.Contact(ctx, operator, in.ID, "seen", "邻居样例", ""); err != nil {
			return err
		}
		_, err := w.desk.Close(ctx, operator, in.ID, "help", "")
		return err
	}
	must(t, seen())
	_, err = w.desk.Reopen(ctx, operator, in.ID)
	must(t, err)
	conflict(t, seen(), "incident.not_tried")

	w = setup(t)
	in = w.answered(unknownPhone)
	must(t, seen())
}
