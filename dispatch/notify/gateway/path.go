package gateway

import (
	"encoding/json"
	"strconv"
	"strings"
)

// find walks down a path like data.list.0.id; nil when there is nothing.
func find(v any, path string) any {
	if path == "" {
		return nil
	}
	for _, step := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// pick is the word at a path: a text, a number, or true and false.
func pick(v any, path string) (string, bool) {
	switch at := find(v, path).(type) {
	case string:
		return at, true
	case json.Number:
		return at.String(), true
	case bool:
		return strconv.FormatBool(at), true
	}
	return "", false
}
