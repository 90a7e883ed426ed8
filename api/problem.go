package api

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gofiber/fiber/v2"

	"yian/care"
)

// Problem is an error over HTTP (RFC 9457). It never repeats a value that was
// sent: a name or an illness must not travel back into a log.
type Problem struct {
	Type   string  `json:"type"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Detail string  `json:"detail,omitempty"`
	Code   string  `json:"code,omitempty" doc:"A stable word for programs"`
	Errors []Where `json:"errors,omitempty"`
	// Winner is who took it first, on a conflict.
	Winner care.StaffID `json:"winner,omitempty"`

	retryAfter int // seconds, for the header of that name; 0: none
}

// Where says which part of a request a problem is about.
type Where struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders returns what goes beside the body, for huma.
func (p *Problem) GetHeaders() http.Header {
	if p.retryAfter == 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(p.retryAfter)}}
}

// ContentType is that of a problem, for huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// fromHuma makes a problem of huma's own findings about a request, without the
// values that huma would echo.
func fromHuma(status int, _ string, errs ...error) huma.StatusError {
	p := problem(status, "request.invalid", cmp.Or(refusals[status], "请求无法处理"))
	for _, err := range errs {
		var detailed huma.ErrorDetailer
		if errors.As(err, &detailed) {
			d := detailed.ErrorDetail()
			p.Errors = append(p.Errors, where(d))
			continue
		}
		var ours *Problem
		if errors.As(err, &ours) {
			return ours
		}
		p.Errors = append(p.Errors, Where{"body", "cannot be read"})
	}
	return p
}

// refusals are sentences for what huma finds wrong before a room is asked.
var refusals = map[int]string{
	http.StatusBadRequest:            "请求内容无法读取",
	http.StatusRequestEntityTooLarge: "请求内容太大",
	http.StatusUnsupportedMediaType:  "请求内容应为 JSON",
	http.StatusUnprocessableEntity:   "内容不符合要求",
}

// where says which part is wrong, in words of ours only: huma names an unknown
// property by what was sent, and some of its messages quote the value.
func where(d *huma.ErrorDetail) Where {
	if d.Message == validation.MsgUnexpectedProperty {
		return Where{"body", d.Message}
	}
	location := d.Location
	if len(location) > 80 || strings.Trim(location, "abcdefghijklmnopqrstuvwxyz0123456789_.-[]") != "" {
		location, _, _ = strings.Cut(location, ".")
	}
	message, _, quotes := strings.Cut(d.Message, ": ")
	switch {
	case strings.HasPrefix(message, "expected "), strings.HasPrefix(message, "invalid ") && !quotes, message == "required query parameter is missing":
		return Where{location, message}
	}
	return Where{location, "cannot be read"}
}

// throttledFor is how many seconds after too many wrong passwords another try is
// worth it, as the registry gives them back.
const throttledFor = 20

// problemOf is the one place that turns an error into a status. Whatever it does
// not know is a 500, whose text stays in the log.
func problemOf(err error, log *slog.Logger) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, care.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, care.ErrInvalid):
		status = http.StatusUnprocessableEntity
	case errors.Is(err, care.ErrConflict):
		status = http.StatusConflict
	case errors.Is(err, care.ErrForbidden):
		status = http.StatusForbidden
	case errors.Is(err, care.ErrUnavailable):
		status = http.StatusServiceUnavailable
	}
	var f *care.Fault
	if errors.As(err, &f) {
		// Not knowing who somebody is differs from knowing that they may not.
		if strings.HasPrefix(f.Code, "session.") && status == http.StatusForbidden {
			status = http.StatusUnauthorized
		}
		if f.Code == "session.throttled" {
			status = http.StatusTooManyRequests
		}
		p = problem(status, f.Code, f.Detail)
		p.Winner = f.Winner
		if status == http.StatusTooManyRequests {
			p.retryAfter = throttledFor
		}
		if f.Field != "" {
			p.Errors = []Where{{f.Field, f.Detail}}
		}
		return p
	}
	if status >= 500 {
		log.Error("request failed", "err", err)
	}
	switch status {
	case http.StatusNotFound:
		return problem(status, "not_found", "没有找到，或不在您的管辖范围内")
	case http.StatusConflict:
		return problem(status, "conflict", "与现有记录冲突")
	case http.StatusUnprocessableEntity:
		return problem(status, "invalid", "内容不符合要求")
	case http.StatusForbidden:
		return problem(status, "forbidden", "您没有这项权限")
	case http.StatusServiceUnavailable:
		return problem(status, "unavailable", "系统的一部分暂时不可用，请稍后再试")
	}
	return problem(status, "internal", "系统内部出错，已记录")
}

// sendProblem writes p outside huma's own routes.
func sendProblem(c *fiber.Ctx, p *Problem) error {
	if err := c.Status(p.Status).JSON(p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}
