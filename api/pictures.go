package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// sendPicture sends a picture as what it is, and as nothing that a browser would run.
func sendPicture(c *fiber.Ctx, mime string, body []byte) error {
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, "inline")
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox") // it is a picture, whatever it holds
	c.Set(fiber.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Send(body)
}

// describePictures adds the pictures, which are no JSON operations, to the document. It
// is idempotent.
func describePictures(doc *huma.OpenAPI) {
	describePicture(doc, "/api/v1/orders/{id}/files/{file}", "get-visit-file", "A picture of a visit; each look is recorded", orders)
	describePicture(doc, "/api/v1/incidents/{id}/photos/{file}", "get-incident-photo", "A photo of an incident; each look is recorded", seePlaces)
}

func describePicture(doc *huma.OpenAPI, path, operation, summary string, who access) {
	if doc.Paths[path] != nil {
		return
	}
	text := &huma.Schema{Type: "string"}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: operation, Summary: summary,
		Security:   []map[string][]string{{"session": {}}, {"bearer": {}}},
		Extensions: map[string]any{"x-roles": who.roles},
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: text}, {Name: "file", In: "path", Required: true, Schema: text}},
		Responses: map[string]*huma.Response{
			"200": {Description: "The picture", Content: map[string]*huma.MediaType{"image/jpeg": {Schema: text}, "image/png": {Schema: text}}},
			"401": refused("Unauthorized"), "403": refused("Forbidden"), "404": refused("Not Found"), "422": refused("Unprocessable Entity"),
		},
	})
}
