package gateway_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/notify"
	"yian/dispatch/notify/gateway"
)

// formSign was made by openssl dgst -sha256 -hmac from what the form signs.
const formSign = "b75e705e06fb7ca5bd5ea175e91beccad4fb91afb544c5b135816c06b6c19cd7"

const secret, token = "样例-secret", "token-in-the-address"

var now = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

var notice = care.Notice{Key: "inc-1/first-1/contact/0", Kind: "ring", Receiver: "contact", Name: "样例子女",
	Phone: "13900000000", Incident: "inc-1", Text: "颐安平台：求助件 20261123-001 需要您处理，请立即回拨 7012349。"}

// asked is what a gateway got.
type asked struct {
	path   string
	query  url.Values
	header http.Header
	body   string
}

// answering is a gateway that answers alike; got is its last request.
func answering(t *testing.T, status int, answer string) (address string, got *asked) {
	t.Helper()
	got = &asked{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		*got = asked{r.URL.Path, r.URL.Query(), r.Header, string(b)}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/send?key=" + token, got
}

// a provider's form with a signature of its own and a code in its answer.
var form = gateway.Form{
	Headers: map[string]string{"content-type": "application/json", "X-Sign": `{{hmacSHA256 .Secret (printf "%d%s" .Time.Unix .Phone)}}`},
	Body:    `{"account":{{json .Account}},"to":[{{json .Phone}}],"content":{{json .Text}}}`,
	Taken:   gateway.Taken{Path: "code", Is: []string{"0"}, Busy: []string{"429"}},
	Ref:     "data.0.sid",
	Receipts: gateway.Receipts{List: "reports", Ref: "sid", Result: "state", Words: map[string]care.NoticeReceipt{
		"DELIVRD": care.ReceiptDelivered, "UNDELIV": care.ReceiptFailed}},
}

// plain is a form without anything of its own.
var plain = gateway.Form{Body: "x", Receipts: gateway.Receipts{Key: "key", Ref: "id", Result: "result", Words: map[string]care.NoticeReceipt{
	"1": care.ReceiptAccepted, "busy": care.ReceiptBusy, "delivered": care.ReceiptDelivered}}}

func open(t *testing.T, address string, f gateway.Form, timeout time.Duration) *gateway.Gateway {
	t.Helper()
	g, err := gateway.New(gateway.Config{Name: care.SMS, URL: address, Account: "konto", Secret: secret, Timeout: timeout, Form: f}, clock)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestAFormIsFilledInAndItsAnswerRead(t *testing.T) {
	address, got := answering(t, 200, `{"code":0,"data":[{"sid":20261123000000000123}]}`)
	ref, err := open(t, address, form, 0).Send(t.Context(), notice)
	if err != nil || ref != "20261123000000000123" {
		t.Fatalf("got %q, %v", ref, err)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"account": "konto", "to": []any{notice.Phone}, "content": notice.Text}, body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if sign := got.header.Get("X-Sign"); sign != formSign {
		t.Errorf("signed %q", sign)
	}
}

func TestAnswersAreJudged(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		answer string
		want   error
	}{
		"taken":              {200, `{"code":"0"}`, nil},
		"busy by its word":   {200, `{"code":429}`, care.ErrUnavailable},
		"refused":            {200, `{"code":1001,"msg":"号码 13900000000 不对"}`, care.ErrInvalid},
		"a page":             {200, `<html>502</html>`, care.ErrUnavailable},
		"nothing":            {200, ``, care.ErrUnavailable},
		"something else":     {200, `[1,2]`, care.ErrUnavailable},
		"no such number":     {400, ``, care.ErrInvalid},
		"a redirect":         {302, ``, care.ErrInvalid},
		"too many":           {429, ``, care.ErrUnavailable},
		"down":               {503, ``, care.ErrUnavailable},
		"a code that is not": {200, `{"code":"13900000000 is not a telephone number"}`, care.ErrInvalid},
	} {
		address, _ := answering(t, c.status, c.answer)
		_, err := open(t, address, form, 0).Send(t.Context(), notice)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		tellsNothing(t, err)
	}
}

func TestAGatewayThatHangsOrIsAwayIsTriedAgain(t *testing.T) {
	release := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-release }))
	t.Cleanup(srv.Close)
	t.Cleanup(func() { close(release) })
	for name, address := range map[string]string{"hangs": srv.URL, "away": "http://127.0.0.1:1/?key=" + token} {
		began := time.Now()
		_, err := open(t, address, form, 50*time.Millisecond).Send(t.Context(), notice)
		if !errors.Is(err, care.ErrUnavailable) || time.Since(began) > 3*time.Second {
			t.Errorf("%s: got %v after %s", name, err, time.Since(began))
		}
		tellsNothing(t, err)
	}
}

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

// A slip in a form is found at the start, in words, and not at night.
func TestAFormWithASlipIsRefused(t *testing.T) {
	for name, f := range map[string]gateway.Form{
		"no template":       {Body: "{{.Text"},
		"no such value":     {Body: "{{.Name}}"},
		"no such function":  {URL: "{{.URL}}", Body: "{{rot13 .Text}}"},
		"no JSON":           {Headers: map[string]string{"Content-Type": "application/json"}, Body: `{"text":"{{.Text}}"}`},
		"no such result":    {Body: "x", Receipts: gateway.Receipts{Words: map[string]care.NoticeReceipt{"OK": "fine"}}},
		"no such kind":      {Body: "x", Kinds: []string{"whisper"}},
		"a header that is ": {Body: "x", Headers: map[string]string{"X": "{{"}},
	} {
		if _, err := gateway.New(gateway.Config{Name: care.SMS, URL: "http://gateway.example", Form: f}, nil); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReceiptsAreReadAsTheGatewayWritesThem(t *testing.T) {
	for name, c := range map[string]struct {
		form    gateway.Form
		kind    string
		payload string
		want    []notify.Told
		err     error
	}{
		"a list":          {form, "application/json", `{"reports":[{"sid":12,"state":"DELIVRD"},{"sid":"13","state":"UNDELIV"},{"sid":14,"state":"ENROUTE"},{"state":"DELIVRD"},7]}`, []notify.Told{{Ref: "12", Result: care.ReceiptDelivered}, {Ref: "13", Result: care.ReceiptFailed}}, nil},
		"a form's fields": {plain, "application/x-www-form-urlencoded", `id=9&result=1&key=k`, []notify.Told{{Key: "k", Ref: "9", Result: care.ReceiptAccepted}}, nil},
		"a bare list":     {plain, "application/json", `[{"id":"9","result":"busy"}]`, []notify.Told{{Ref: "9", Result: care.ReceiptBusy}}, nil},
		"one":             {plain, "", `{"key":"k","result":"delivered"}`, []notify.Told{{Key: "k", Result: care.ReceiptDelivered}}, nil},
		"nothing known":   {form, "application/json", `{"other":1}`, nil, nil},
		"garbage":         {form, "application/json", `<xml/>`, nil, care.ErrInvalid},
		"no receipts":     {gateway.Form{Body: "x"}, "application/json", `{}`, nil, care.ErrNotFound},
	} {
		got, err := open(t, "http://gateway.example", c.form, 0).Receipts(c.kind, []byte(c.payload))
		if diff := cmp.Diff(c.want, got); diff != "" || !errors.Is(err, c.err) {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	g := open(t, "http://gateway.example", form, 0)
	if !g.Opens(secret) || g.Opens("") || g.Opens(secret+"x") {
		t.Error("the door does not know its key")
	}
	if bare, err := gateway.New(gateway.Config{Name: care.SMS, URL: "http://gateway.example"}, nil); err != nil || bare.Opens("") {
		t.Errorf("a gateway without a secret: %v, or everybody comes in", err)
	}
}
