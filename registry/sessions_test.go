package registry_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
)

const password = "correct horse"

func (w *world) account(t *testing.T, username string, role care.Role) {
	t.Helper()
	_, err := w.CreateStaff(t.Context(), admin, registry.NewStaff{Username: username, Name: "样例", Role: role, Password: password})
	must(t, err)
}

func (w *world) signIn(t *testing.T, username string) string {
	t.Helper()
	s, err := w.SignIn(t.Context(), username, password, "192.0.2.1")
	must(t, err)
	return s.Token
}

func TestASessionSlidesAndEnds(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	token := w.signIn(t, "operator")
	for range 4 { // 44 hours, never 12 without a use
		w.pass(11 * time.Hour)
		if s, err := w.Session(t.Context(), token); err != nil || s.ID != "operator" {
			t.Fatalf("in use: got %+v, %v", s, err)
		}
	}
	w.pass(13 * time.Hour)
	_, err := w.Session(t.Context(), token)
	is(t, "after 13 idle hours", err, care.ErrForbidden, "session.expired")
	_, err = w.Session(t.Context(), "made up")
	is(t, "a token that nobody has", err, care.ErrForbidden, "session.expired")

	token = w.signIn(t, "operator")
	must(t, w.SignOut(t.Context(), token))
	_, err = w.Session(t.Context(), token)
	is(t, "after leaving", err, care.ErrForbidden, "session.expired")
}

func TestDisablingEndsSessionsAtOnce(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	token := w.signIn(t, "operator")
	_, err := w.Session(t.Context(), token) // held in memory from here on
	must(t, err)
	_, err = w.UpdateStaff(t.Context(), admin, "operator", func(s *care.Staff) error { s.Disabled = true; return nil })
	must(t, err)
	_, err = w.Session(t.Context(), token)
	is(t, "the session", err, care.ErrForbidden, "session.expired")
	_, err = w.SignIn(t.Context(), "operator", password, "192.0.2.1")
	is(t, "a new one", err, care.ErrForbidden, "session.wrong_password")
}

func TestAChangedPasswordEndsTheOtherSessions(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	here, there := w.signIn(t, "operator"), w.signIn(t, "operator")
	me, err := w.Session(t.Context(), here)
	must(t, err)
	_, err = w.Session(t.Context(), there)
	must(t, err)
	is(t, "a wrong old one", w.ChangePassword(t.Context(), me, "guess", "another one", here), care.ErrInvalid, "password.wrong")
	is(t, "a short new one", w.ChangePassword(t.Context(), me, password, "short", here), care.ErrInvalid, "password.short")
	must(t, w.ChangePassword(t.Context(), me, password, "another one", here))
	if _, err := w.Session(t.Context(), here); err != nil {
		t.Errorf("the session that changed it: %v", err)
	}
	_, err = w.Session(t.Context(), there)
	is(t, "the other one", err, care.ErrForbidden, "session.expired")
	_, err = w.SignIn(t.Context(), "operator", password, "192.0.2.1")
	is(t, "the old password", err, care.ErrForbidden, "session.wrong_password")

	must(t, w.ResetPassword(t.Context(), admin, "operator", "from the admin"))
	_, err = w.Session(t.Context(), here)
	is(t, "after the admin's reset", err, care.ErrForbidden, "session.expired")
	s, err := w.SignIn(t.Context(), "operator", "from the admin", "192.0.2.1")
	if err != nil || !s.Staff.MustChange {
		t.Errorf("after the admin's reset: got %+v, %v, want a password to be changed", s.Staff, err)
	}
}

func TestGuessingStopsButTheKnownConsoleGetsIn(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	w.signIn(t, "operator") // from 192.0.2.1, known from now on
	throttledAfter := 0
	for i := range 20 {
		_, err := w.SignIn(t.Context(), "operator", "guess", fmt.Sprintf("198.51.100.%d", i))
		if throttledAfter = i; !isWrong(err) {
			is(t, "a guess too many", err, care.ErrUnavailable, "session.throttled")
			break
		}
	}
	if throttledAfter < 3 || throttledAfter > 10 {
		t.Errorf("throttled after %d guesses", throttledAfter)
	}
	_, err := w.SignIn(t.Context(), "operator", password, "203.0.113.9")
	is(t, "even the right password from a strange address", err, care.ErrUnavailable, "session.throttled")
	token := w.signIn(t, "operator") // the console that it is a weapon against
	me, err := w.Session(t.Context(), token)
	must(t, err)
	if err := w.ChangePassword(t.Context(), me, password, "changed meanwhile", token); err != nil {
		t.Errorf("changing the password there: %v", err)
	}
	must(t, w.ChangePassword(t.Context(), me, "changed meanwhile", password, token))
	w.pass(time.Minute)
	if _, err := w.SignIn(t.Context(), "operator", password, "203.0.113.9"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

func TestOneAddressCannotGuessAtEverybody(t *testing.T) {
	w := setup(t)
	stopped := -1
	for i := range 60 {
		if _, err := w.SignIn(t.Context(), fmt.Sprintf("user%d", i), "guess", "198.51.100.7"); !isWrong(err) {
			stopped = i
			break
		}
	}
	if stopped < 10 {
		t.Errorf("stopped at %d of 60", stopped)
	}
}

func TestRightPasswordsAreNeverThrottled(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	for range 20 {
		w.signIn(t, "operator")
	}
}

func TestUnknownAndWrongLookTheSame(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	_, wrong := w.SignIn(t.Context(), "operator", "guess", "192.0.2.1")
	_, unknown := w.SignIn(t.Context(), "nobody", "guess", "192.0.2.1")
	if wrong == nil || unknown == nil || wrong.Error() != unknown.Error() {
		t.Errorf("got %v and %v, want the same", wrong, unknown)
	}
	_, err := w.SignIn(t.Context(), "system", "", "192.0.2.1")
	is(t, "the platform itself", err, care.ErrForbidden, "session.wrong_password")
}

func isWrong(err error) bool {
	return err != nil && err.Error() == (&care.Fault{Code: "session.wrong_password", Detail: "用户名或密码不对"}).Error()
}

func TestFirstAccount(t *testing.T) {
	w := setup(t)
	generated, created, err := w.Bootstrap(t.Context(), "")
	if err != nil || !created || len(generated) < 12 {
		t.Fatalf("got %q, %v, %v", generated, created, err)
	}
	s, err := w.SignIn(t.Context(), "admin", generated, "192.0.2.1")
	if err != nil || !s.Staff.MustChange || s.Staff.Role != care.Admin {
		t.Errorf("got %+v, %v", s.Staff, err)
	}
	if again, created, err := w.Bootstrap(t.Context(), "something else"); again != "" || created || err != nil {
		t.Errorf("a second start: got %q, %v, %v", again, created, err)
	}
	_, err = w.UpdateStaff(t.Context(), admin, "admin", func(s *care.Staff) error { s.Role = care.Leader; return nil })
	is(t, "the last administrator", err, care.ErrConflict, "staff.last_admin")

	w = setup(t)
	if generated, created, err := w.Bootstrap(t.Context(), "given by the host"); generated != "" || !created || err != nil {
		t.Fatalf("with a password: got %q, %v, %v", generated, created, err)
	}
	if s, err := w.SignIn(t.Context(), "admin", "given by the host", "192.0.2.1"); err != nil || s.Staff.MustChange {
		t.Errorf("with a password: got %+v, %v", s.Staff, err)
	}
}

func TestUserNamesAreUnique(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	_, err := w.CreateStaff(t.Context(), admin, registry.NewStaff{Username: "operator", Name: "样例", Role: care.Admin, Password: password})
	is(t, "the same name", err, care.ErrConflict, "staff.exists")
}

func TestUseAndViewsAreWrittenInBatches(t *testing.T) {
	w := setup(t)
	w.account(t, "operator", care.Operator)
	before, err := w.store.LastEntry(t.Context())
	must(t, err)
	w.signIn(t, "operator")
	w.Viewed("operator", "elder", "e1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, w.Run(ctx)) // the last round of a stop
	s, err := w.StaffMember(t.Context(), "operator")
	if err != nil || s.LastSeenAt == nil || !s.LastSeenAt.Equal(w.now()) {
		t.Errorf("last use: got %v, %v, want %v", s.LastSeenAt, err, w.now())
	}
	if after, err := w.store.LastEntry(t.Context()); err != nil || after != before {
		t.Errorf("looking wrote %d entries of the journal", after-before)
	}
}
