package care

import "encoding/json"

// nullable encodes s, or null when it is empty.
func nullable(s string) ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return json.Marshal(s)
}
