package records

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// millis is how an instant is stored: Unix milliseconds UTC.
func millis(t time.Time) int64 { return t.UnixMilli() }

// fromMillis is the inverse of millis.
func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func millisOrNil(t *time.Time) any {
	if t == nil || t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func timeOrNil(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := fromMillis(ms.Int64)
	return &t
}

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("records: encode: %w", err)
	}
	return string(b), nil
}

func fromJSON(s string, v any) error {
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("records: decode: %w", err)
	}
	return nil
}

// translate turns a driver's errors into ours, once, at the store's door.
func translate(err error) error {
	if err == nil {
		return nil
	}
	for _, kind := range []error{care.ErrNotFound, care.ErrConflict, care.ErrUnavailable, care.ErrInvalid, care.ErrForbidden} {
		if errors.Is(err, kind) {
			return err // already
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %w", care.ErrNotFound, err)
	}
	if kind := cmp.Or(sqliteKind(err), postgresKind(err)); kind != nil {
		return fmt.Errorf("%w: %w", kind, err)
	}
	return err
}

// scopeSQL returns the condition that keeps rows outside sc away, over the
// columns region_id and center_id, and appends its arguments. It says the same
// as [care.Scope.Sees].
func scopeSQL(sc care.Scope, args *[]any) string {
	switch {
	case sc.Role == "":
		return " AND 1=0"
	case sc.Center != "":
		*args = append(*args, string(sc.Center))
		return fmt.Sprintf(" AND center_id = $%d", len(*args))
	case sc.Role == care.Worker, sc.Role == care.Manager && sc.Region == "":
		return " AND 1=0"
	case sc.Region == "":
		return ""
	}
	*args = append(*args, string(sc.Region)+"%")
	like := fmt.Sprintf("region_id LIKE $%d", len(*args))
	if sc.Role == care.Manager {
		return " AND " + like
	}
	return " AND (region_id = '' OR " + like + ")"
}

// in returns "$n,$n+1,…" for the values and appends them.
func in[T ~string](args *[]any, values []T) string {
	marks := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, string(v))
		marks[i] = fmt.Sprintf("$%d", len(*args))
	}
	return strings.Join(marks, ",")
}

// limitOf bounds a page: 100 rows by default, 500 at most.
func limitOf(p care.Page) int {
	switch {
	case p.Limit <= 0:
		return 100
	case p.Limit > 500:
		return 500
	}
	return p.Limit
}

// cursorOf encodes where a page ended; opaque to callers.
func cursorOf(parts ...any) string {
	b, _ := json.Marshal(parts) // strings and integers only
	return base64.RawURLEncoding.EncodeToString(b)
}

// fromCursor is the inverse of cursorOf. A cursor that we did not make is
// invalid. An empty one leaves into untouched and returns false.
func fromCursor(cursor string, into ...any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	bad := care.Invalid("query.cursor", "cursor.invalid", "翻页位置无效，请从第一页重新开始")
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return false, bad
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil || len(raw) != len(into) {
		return false, bad
	}
	for i := range raw {
		if err := json.Unmarshal(raw[i], into[i]); err != nil {
			return false, bad
		}
	}
	return true, nil
}

// clip returns the rows of one page out of limit+1 that were read, and whether
// there are more.
func clip[T any](rows []T, limit int) ([]T, bool) {
	if len(rows) > limit {
		return rows[:limit], true
	}
	return rows, false
}

func isNotFound(err error) bool { return errors.Is(err, care.ErrNotFound) }

// newest lists what a statement selects, the newest first, a page at a time: at is the
// column of its instant, which with the id says where a page ends.
func newest[T any](ctx context.Context, s *Store, scan func(*sql.Rows) (T, error), query, at string, c *conditions, p care.Page, of func(*T) (time.Time, string)) ([]T, string, error) {
	var before int64
	var id string
	if more, err := fromCursor(p.Cursor, &before, &id); err != nil {
		return nil, "", err
	} else if more {
		c.args = append(c.args, before, id)
		c.sql += fmt.Sprintf(` AND (%s, id) < ($%d, $%d)`, at, len(c.args)-1, len(c.args))
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, scan, query+c.sql+fmt.Sprintf(` ORDER BY %s DESC, id DESC LIMIT $%d`, at, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last, name := of(&list[len(list)-1])
	return list, cursorOf(millis(last), name), nil
}
