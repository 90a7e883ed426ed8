package webhook_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/notify/webhook"
)

const secret, token = "样例-secret", "token-in-the-address"

var now = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

var notice = care.Notice{Key: "inc-1/first-1/webhook/contact/0", Channel: "webhook", Kind: "ring", Receiver: "contact", Name: "样例子女",
	Phone: "13900000000", Incident: "inc-1", Text: "求助件 20261123-001 需要您处理"}

// gateway answers with whatever answer does, and returns a client of it.
func gateway(t *testing.T, timeout time.Duration, answer http.HandlerFunc) *webhook.Webhook {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	w, err := webhook.New(webhook.Config{URL: srv.URL + "/ring?key=" + token, Secret: secret, Timeout: timeout}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheGatewayGetsASignedJob(t *testing.T) {
	var body []byte
	var header http.Header
	w := gateway(t, 0, func(_ http.ResponseWriter, r *http.Request) {
		header = r.Header
		body, _ = io.ReadAll(r.Body)
	})
	if _, err := w.Send(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"key": notice.Key, "kind": "ring", "receiver": "contact", "name": "样例子女", "phone": "13900000000",
		"text": notice.Text, "incident_id": "inc-1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("body (-want +got)\n%s", diff)
	}
	if got := header.Get("Idempotency-Key"); got != notice.Key {
		t.Errorf("idempotency key: got %q", got)
	}
	if got := header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type: got %q", got)
	}
	signature := header.Get("Yian-Signature")
	for name, c := range map[string]struct {
		secret, header string
		at             time.Time
		body           string
		want           bool
	}{
		"as sent":           {secret, signature, now, string(body), true},
		"four minutes late": {secret, signature, now.Add(4 * time.Minute), string(body), true},
		"six minutes late":  {secret, signature, now.Add(6 * time.Minute), string(body), false},
		"from the future":   {secret, signature, now.Add(-6 * time.Minute), string(body), false},
		"another secret":    {"wrong", signature, now, string(body), false},
		"another body":      {secret, signature, now, string(body) + " ", false},
		"another time":      {secret, strings.Replace(signature, "t=1", "t=2", 1), now, string(body), false},
		"something behind":  {secret, signature + "00", now, string(body), false},
		"no header":         {secret, "", now, string(body), false},
	} {
		if err := webhook.Verify(c.secret, c.header, c.at, []byte(c.body)); (err == nil) != c.want {
			t.Errorf("%s: got %v, want it to verify: %v", name, err, c.want)
		}
	}
}

func TestAnswersAreJudged(t *testing.T) {
	for status, want := range map[int]error{
		200: nil, 202: nil, 204: nil,
		302: care.ErrInvalid, 307: care.ErrInvalid,
		400: care.ErrInvalid, 401: care.ErrInvalid, 404: care.ErrInvalid, 422: care.ErrInvalid,
		408: care.ErrUnavailable, 429: care.ErrUnavailable, 500: care.ErrUnavailable, 503: care.ErrUnavailable,
	} {
		asked := 0
		w := gateway(t, 0, func(rw http.ResponseWriter, r *http.Request) {
			asked++
			rw.Header().Set("Location", "/elsewhere")
			rw.WriteHeader(status)
		})
		_, err := w.Send(t.Context(), notice)
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%d: got %v, want %v", status, err, want)
		}
		if asked != 1 {
			t.Errorf("%d: asked %d times, want once", status, asked)
		}
		tellsNothing(t, err)
	}
}

func TestAGatewayThatIsAwayOrHangsIsTriedAgain(t *testing.T) {
	release := make(chan struct{})
	hangs := gateway(t, 50*time.Millisecond, func(_ http.ResponseWriter, r *http.Request) { <-release })
	began := time.Now()
	_, err := hangs.Send(t.Context(), notice)
	if !errors.Is(err, care.ErrUnavailable) || time.Since(began) > 3*time.Second {
		t.Errorf("hangs: got %v after %s", err, time.Since(began))
	}
	close(release)
	tellsNothing(t, err)

	away, err := webhook.New(webhook.Config{URL: "http://127.0.0.1:1/?key=" + token, Secret: secret}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = away.Send(t.Context(), notice)
	if !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("away: got %v", err)
	}
	tellsNothing(t, err)
}

// The address may hold a token, the notice a telephone number.
func tellsNothing(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, private := range []string{token, "http://", secret, notice.Phone, notice.Name} {
		if strings.Contains(err.Error(), private) {
			t.Errorf("the error holds %q: %v", private, err)
		}
	}
}

func TestWithoutAGatewayNothingIsSent(t *testing.T) {
	w, err := webhook.New(webhook.Config{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if w.Configured() {
		t.Error("configured without an address")
	}
	if _, err := w.Send(t.Context(), notice); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if _, err := webhook.New(webhook.Config{URL: "http://gateway.example"}, nil); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a gateway without a secret: got %v", err)
	}
}
