package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	_ "image/jpeg" // what telephones make
	_ "image/png"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yian/care"
)

// sceneActs are what happens around an incident beside calls, orders and help.
func (s *Server) sceneActs(r *routes) {
	type refusedIn struct {
		IncidentPath
		Body struct {
			Said    string `json:"said" minLength:"1" maxLength:"1000" doc:"the sentence that the elder said"`
			Witness string `json:"witness" minLength:"1" maxLength:"100" doc:"who heard it"`
		}
	}
	act(s, r, "refused", "The elder wants no help: a sentence and a witness; a second call is owed in two hours", func(ctx context.Context, by care.Staff, in *refusedIn) (care.Incident, error) {
		return s.deps.Desk.Refuse(ctx, by, in.ID, in.Body.Said, in.Body.Witness)
	})
	type secondIn struct {
		IncidentPath
		Body struct {
			Result string `json:"result" enum:"well,accepts,refuses,no_answer"`
			Note   string `json:"note,omitempty" maxLength:"1000"`
		}
	}
	act(s, r, "second_call", "What came of the second call; no_answer starts the second ladder and settles nothing", func(ctx context.Context, by care.Staff, in *secondIn) (care.Incident, error) {
		return s.deps.Desk.SecondCall(ctx, by, in.ID, in.Body.Result, in.Body.Note)
	})
	type safeIn struct {
		IncidentPath
		Body struct {
			Who string `json:"who,omitempty" maxLength:"100" doc:"who at 119 said it; left out: it is not safe after all"`
		}
	}
	act(s, r, "safe", "119 says that the place may be entered; before that nobody is sent to smoke, gas or CO", func(ctx context.Context, by care.Staff, in *safeIn) (care.Incident, error) {
		return s.deps.Desk.SceneSafe(ctx, by, in.ID, in.Body.Who)
	})
	type codeIn struct {
		IncidentPath
		Body struct {
			Code string `json:"code" pattern:"^0[0-9]{2,3}$"`
		}
	}
	act(s, r, "area_code", "The area code of the place outside the county where the elder is", func(ctx context.Context, by care.Staff, in *codeIn) (care.Incident, error) {
		return s.deps.Desk.NoteAreaCode(ctx, by, in.ID, in.Body.Code)
	})
	s.searchActs(r)
	s.forcedActs(r)
	s.photos(r)
}

// searchActs are what is done for somebody who is lost.
func (s *Server) searchActs(r *routes) {
	act(s, r, "lost", "The elder is lost (走失), whatever it began as", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.Astray(ctx, by, in.ID)
	})
	type searchIn struct {
		IncidentPath
		Body struct {
			Looks   string     `json:"looks,omitempty" maxLength:"500"`
			Clothes string     `json:"clothes,omitempty" maxLength:"500"`
			Seen    string     `json:"seen,omitempty" maxLength:"300" doc:"where somebody saw them last"`
			SeenAt  *time.Time `json:"seen_at,omitempty"`
			SeenBy  string     `json:"seen_by,omitempty" maxLength:"100"`
			Usual   string     `json:"usual,omitempty" maxLength:"500" doc:"where they may have gone"`
			Police  string     `json:"police,omitempty" maxLength:"100" doc:"110's officer or number"`
			Printed bool       `json:"printed,omitempty"`
		}
	}
	act(s, r, "search", "The sheet of somebody who is lost; what is left out stays", func(ctx context.Context, by care.Staff, in *searchIn) (care.Incident, error) {
		b := in.Body
		return s.deps.Desk.Seek(ctx, by, in.ID, care.Search{Looks: b.Looks, Clothes: b.Clothes, Seen: b.Seen, SeenAt: b.SeenAt, SeenBy: b.SeenBy, Usual: b.Usual, Police: b.Police}, b.Printed)
	})
	type areaIn struct {
		IncidentPath
		Body struct {
			ID    string         `json:"id,omitempty" maxLength:"64" doc:"left out: a new one"`
			Where string         `json:"where,omitempty" maxLength:"200"`
			Who   string         `json:"who,omitempty" maxLength:"100"`
			Phone string         `json:"phone,omitempty" maxLength:"40"`
			State care.AreaState `json:"state,omitempty" enum:"searching,not_found,found"`
			Note  string         `json:"note,omitempty" maxLength:"500"`
		}
	}
	act(s, r, "area", "Who looks where, and whether the elder was found there", func(ctx context.Context, by care.Staff, in *areaIn) (care.Incident, error) {
		b := in.Body
		return s.deps.Desk.SearchArea(ctx, by, in.ID, care.Area{ID: b.ID, Where: b.Where, Who: b.Who, Phone: b.Phone, State: b.State, Note: b.Note})
	})
}

// forcedActs are what is owed for a door that was forced.
func (s *Server) forcedActs(r *routes) {
	type forcedIn struct {
		IncidentPath
		Body struct {
			First   string `json:"first,omitempty" maxLength:"100"`
			Second  string `json:"second,omitempty" maxLength:"100"`
			Damage  string `json:"damage,omitempty" maxLength:"1000"`
			Whole   bool   `json:"whole,omitempty" doc:"nothing broke"`
			CostFen *int64 `json:"cost_fen,omitempty" minimum:"0" maximum:"100000000"`
		}
	}
	act(s, r, "forced", "The door was forced, by two persons by name or with 110; and what it broke", func(ctx context.Context, by care.Staff, in *forcedIn) (care.Incident, error) {
		b := in.Body
		return s.deps.Desk.ForceEntry(ctx, by, in.ID, care.ForcedEntry{First: b.First, Second: b.Second, Damage: b.Damage, Whole: b.Whole, CostFen: b.CostFen})
	})
	type paidIn struct {
		IncidentPath
		Body struct {
			Payer   string    `json:"payer" minLength:"1" maxLength:"100"`
			CostFen int64     `json:"cost_fen" minimum:"0" maximum:"100000000"`
			PaidAt  time.Time `json:"paid_at,omitempty" doc:"now, unless said"`
		}
	}
	act(s, r, "damage_paid", "Who paid for a forced door, how much and when", func(ctx context.Context, by care.Staff, in *paidIn) (care.Incident, error) {
		return s.deps.Desk.PayDamage(ctx, by, in.ID, in.Body.Payer, in.Body.CostFen, in.Body.PaidAt)
	})
	act(s, r, "mend", "Make the order that mends a forced door; asked again it is the same", func(ctx context.Context, by care.Staff, in *IncidentPath) (care.Incident, error) {
		return s.deps.Desk.MendDoor(ctx, by, in.ID)
	})
}

func (s *Server) photos(r *routes) {
	type photoIn struct {
		IncidentPath
		Kind    string `query:"kind" required:"true" enum:"lost,before,after"`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	op := create("/incidents/{id}/photos", "keep-incident-photo", "A photo of who is lost, or of a forced door, JPEG or PNG of at most 700 KiB; the same twice is one")
	op.MaxBodyBytes = 1 << 20
	add(r, desk, op, func(ctx context.Context, by care.Staff, in *photoIn) (*out[care.SceneFile], error) {
		mime, err := photo(in.RawBody)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(in.RawBody)
		name := sha256.Sum256([]byte(string(in.ID) + "\x00" + in.Kind + "\x00" + string(sum[:])))
		f := care.SceneFile{ID: hex.EncodeToString(name[:16]), Kind: in.Kind, Mime: mime, Size: len(in.RawBody), SHA256: hex.EncodeToString(sum[:])}
		f, err = s.deps.Desk.KeepPhoto(ctx, by, in.ID, f, in.RawBody)
		return &out[care.SceneFile]{Body: f}, err
	})
	r.raw(seePlaces, http.MethodGet, "/api/v1/incidents/:id/photos/:file", func(c *fiber.Ctx) error {
		by := staffOf(c.UserContext())
		id, file := care.IncidentID(strings.Clone(c.Params("id"))), strings.Clone(c.Params("file"))
		f, body, err := s.deps.Desk.Photo(c.UserContext(), by, id, file)
		if err != nil {
			return sendProblem(c, problemOf(err, s.deps.Log))
		}
		s.deps.Registry.Viewed(by.ID, "incident_photo", file)
		c.Set(fiber.HeaderContentType, f.Mime)
		c.Set(fiber.HeaderContentDisposition, "inline")
		c.Set("Content-Security-Policy", "default-src 'none'; sandbox") // it is a picture, whatever it holds
		c.Set(fiber.HeaderContentLength, strconv.Itoa(len(body)))
		return c.Send(body)
	})
}

// What a photo may be: the console makes it small before it sends it.
const (
	maxPhoto = 700 << 10
	maxSide  = 4096
)

// photo sees that body is a picture of a bearable size, whatever it is called.
func photo(body []byte) (mime string, err error) {
	if len(body) == 0 || len(body) > maxPhoto {
		return "", care.Invalid("body", "photo.size", "照片太大或是空的，请重新拍")
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || cfg.Width > maxSide || cfg.Height > maxSide || cfg.Width < 1 || cfg.Height < 1 {
		return "", care.Invalid("body", "photo.type", "只能上传 JPEG 或 PNG 照片")
	}
	return "image/" + format, nil
}

// describePhotos adds the pictures, which are no JSON operations, to the document.
func describePhotos(doc *huma.OpenAPI) {
	const path = "/api/v1/incidents/{id}/photos/{file}"
	if doc.Paths[path] != nil {
		return
	}
	text := &huma.Schema{Type: "string"}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: "get-incident-photo", Summary: "A photo of an incident; each look is recorded",
		Security:   []map[string][]string{{"session": {}}, {"bearer": {}}},
		Extensions: map[string]any{"x-roles": seePlaces.roles},
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: text}, {Name: "file", In: "path", Required: true, Schema: text}},
		Responses: map[string]*huma.Response{
			"200": {Description: "The picture", Content: map[string]*huma.MediaType{"image/jpeg": {Schema: text}, "image/png": {Schema: text}}},
			"401": refused("Unauthorized"), "403": refused("Forbidden"), "404": refused("Not Found"), "422": refused("Unprocessable Entity"),
		},
	})
}
