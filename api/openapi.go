package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// describeEvents adds the stream, which is not a JSON operation, to the document.
// It is idempotent.
func describeEvents(doc *huma.OpenAPI) {
	const path = "/api/v1/events"
	if doc.Paths[path] != nil {
		return
	}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: "stream-events", Summary: "Server-sent events",
		Description: "Events `incident`, `order`, `device`, `occupancy` and `alert`, at each change; `event:` comes before one-line `data:`, which is the noun as a list returns it. " +
			"Incident and order carry an id; `Last-Event-ID` resumes without a gap, or gets `resync` when more than 10,000 were missed. `ping` every 10 s carries the server's time.",
		Security:   []map[string][]string{{"session": {}}, {"bearer": {}}},
		Parameters: []*huma.Param{{Name: "Last-Event-ID", In: "header", Schema: &huma.Schema{Type: "string"}}},
		Responses: map[string]*huma.Response{"200": {
			Description: "The stream", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}}}},
	})
}
