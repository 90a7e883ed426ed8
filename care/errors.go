package care

import (
	"errors"
	"fmt"
)

// Kinds of error. A room wraps one of them; api turns it into a status in one
// place; whoever retries does so for [ErrUnavailable] only.
var (
	ErrNotFound    = errors.New("not found")
	ErrInvalid     = errors.New("invalid")
	ErrConflict    = errors.New("conflict")
	ErrForbidden   = errors.New("forbidden")
	ErrUnavailable = errors.New("unavailable")
)

// Fault is an error for people: what was wrong, where, and what to do. Its text
// is safe to show and never repeats a value that was sent.
type Fault struct {
	Kind   error  // one of the kinds above
	Code   string // stable word that the console translates, like "incident.taken"
	Detail string // a sentence, in Chinese, for whoever sees it
	Field  string // where in the request, like "body.name"; may be empty
	// Winner is who took it first, on a conflict over an answer or a claim.
	Winner StaffID
}

// Error returns the sentence.
func (f *Fault) Error() string { return fmt.Sprintf("%s: %s", f.Code, f.Detail) }

// Unwrap returns the kind, so that errors.Is finds it.
func (f *Fault) Unwrap() error { return f.Kind }

// Invalid makes a [Fault] about one field of a request.
func Invalid(field, code, detail string) *Fault {
	return &Fault{Kind: ErrInvalid, Code: code, Detail: detail, Field: field}
}

// NotFound makes a [Fault] for a noun that is not there, or not visible to the
// asker: the two are never told apart.
func NotFound(noun string) *Fault {
	return &Fault{Kind: ErrNotFound, Code: noun + ".not_found", Detail: "没有找到，或不在您的管辖范围内"}
}

// Conflict makes a [Fault] for a step that the present state does not allow.
func Conflict(code, detail string) *Fault {
	return &Fault{Kind: ErrConflict, Code: code, Detail: detail}
}
