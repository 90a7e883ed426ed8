package gateway

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"

	"yian/care"
)

// Form is how a gateway wants to be spoken to. URL, the headers' values and Body are
// text/template over [Filled], with the functions json, query, base64, sha256,
// hmacSHA256 and hmacSHA256base64.
type Form struct {
	// Method of the request (default POST).
	Method string `yaml:"method"`
	// URL of the request (default {{.URL}}, the channel's own setting).
	URL     string            `yaml:"url"`
	Headers map[string]string `yaml:"headers"`
	Body    string            `yaml:"body"`
	// Kinds are those of notices that it can carry (default ring, message and test).
	Kinds []string `yaml:"kinds"`
	// Taken says how an answer shows that the job was taken (default any 2xx).
	Taken Taken `yaml:"taken"`
	// Ref is where in the answer the gateway's own number of the job is, like data.id.
	Ref string `yaml:"ref"`
	// Receipts says how it tells what became of a job.
	Receipts Receipts `yaml:"receipts"`
}

// Taken looks at one value of an answer in JSON.
type Taken struct {
	Path string   `yaml:"path"`
	Is   []string `yaml:"is"`   // these mean that it was taken
	Busy []string `yaml:"busy"` // these mean later; whatever else is a refusal
}

// Receipts finds the words of a receipt, in JSON or in a form's fields.
type Receipts struct {
	List   string                        `yaml:"list"`   // where several are; empty: the whole is one, or a list
	Key    string                        `yaml:"key"`    // where our key is, if it comes back
	Ref    string                        `yaml:"ref"`    // where the gateway's own number is
	Result string                        `yaml:"result"` // where the result is
	Words  map[string]care.NoticeReceipt `yaml:"words"`  // what its results mean
}

// Filled is what a template may use. It holds no name of anybody.
type Filled struct {
	URL, Account, Secret string
	Key                  string // the notice's; the same key twice is one job
	Kind                 string // ring, message, connect, test
	Phone                string
	Text                 string
	Seat, SeatPhone      string // who is put through to Phone, for a connect
	Time                 time.Time
}

var functions = template.FuncMap{
	"json": func(v any) (string, error) {
		b, err := json.Marshal(v)
		return string(b), err
	},
	"query":  url.QueryEscape,
	"base64": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"sha256": func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:])
	},
	"hmacSHA256":       func(key, s string) string { return hex.EncodeToString(mac(key, s)) },
	"hmacSHA256base64": func(key, s string) string { return base64.StdEncoding.EncodeToString(mac(key, s)) },
}

func mac(key, s string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(s)) // never fails
	return m.Sum(nil)
}

// filled is a form whose templates are read.
type filled struct {
	url, body *template.Template
	headers   map[string]*template.Template
}

func (f *Form) fill() {
	if f.Method == "" {
		f.Method = http.MethodPost
	}
	if f.URL == "" {
		f.URL = "{{.URL}}"
	}
	if len(f.Kinds) == 0 {
		f.Kinds = []string{"ring", "message", "test"}
	}
}

// parse reads the templates and tries them on a sample, so that a slip is found at the
// start and not at night.
func (f *Form) parse(sample Filled) (*filled, error) {
	out := &filled{headers: map[string]*template.Template{}}
	var err error
	read := func(where, text string) *template.Template {
		t, failed := template.New(where).Option("missingkey=error").Funcs(functions).Parse(text)
		if failed != nil && err == nil {
			err = fmt.Errorf("gateway: %s of the form: %w: %w", where, failed, care.ErrInvalid)
		}
		return t
	}
	out.url, out.body = read("url", f.URL), read("body", f.Body)
	for name, text := range f.Headers {
		out.headers[http.CanonicalHeaderKey(name)] = read("header "+name, text)
	}
	for _, kind := range f.Kinds {
		if !slices.Contains([]string{"ring", "message", "connect", "test"}, kind) && err == nil {
			err = fmt.Errorf("gateway: kinds of the form: ring, message, connect and test are known: %w", care.ErrInvalid)
		}
	}
	for word, result := range f.Receipts.Words {
		if !slices.Contains(results, result) && err == nil {
			err = fmt.Errorf("gateway: the form's word %q means no known result: %w", word, care.ErrInvalid)
		}
	}
	if err != nil {
		return nil, err
	}
	req, err := out.request(f.Method, sample)
	if err != nil {
		return nil, err
	}
	if kind, _, _ := mime.ParseMediaType(req.header.Get("Content-Type")); kind == "application/json" && !json.Valid(req.body) {
		return nil, fmt.Errorf("gateway: the body of the form is no JSON once it is filled in; write {{json .Text}}, not \"{{.Text}}\": %w", care.ErrInvalid)
	}
	return out, nil
}

// results are the receipts that a gateway may tell.
var results = []care.NoticeReceipt{care.ReceiptDelivered, care.ReceiptAnswered, care.ReceiptAccepted, care.ReceiptDeclined,
	care.ReceiptNoAnswer, care.ReceiptBusy, care.ReceiptFailed}

type request struct {
	url    string
	header http.Header
	body   []byte
}

func (f *filled) request(_ string, with Filled) (*request, error) {
	r := &request{header: http.Header{}}
	run := func(t *template.Template) (string, error) {
		var b bytes.Buffer
		if err := t.Execute(&b, with); err != nil {
			// The error of text/template may hold what it was filled with.
			return "", fmt.Errorf("gateway: %s of the form cannot be filled in: %w", t.Name(), care.ErrInvalid)
		}
		return b.String(), nil
	}
	var err error
	if r.url, err = run(f.url); err != nil {
		return nil, err
	}
	body, err := run(f.body)
	if err != nil {
		return nil, err
	}
	r.body = []byte(body)
	for name, t := range f.headers {
		value, err := run(t)
		if err != nil {
			return nil, err
		}
		r.header.Set(name, strings.TrimSpace(value))
	}
	return r, nil
}
