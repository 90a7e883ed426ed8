package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/dispatch/sentences"
)

// SentenceLine is one saying as seniors hear it in a region.
type SentenceLine struct {
	Saying  care.Saying `json:"saying" enum:"received,answered,dispatched,dispatched_minutes,on_the_way,late,searching,others,replaced,replaced_minutes,arrived,closed"`
	Text    string      `json:"text" doc:"as it is said here; {who} and {minutes} are filled in"`
	Default string      `json:"default" doc:"while nothing is entered"`
	Who     bool        `json:"who" doc:"the text may hold {who}"`
	Minutes bool        `json:"minutes" doc:"the text holds {minutes}"`
	OwnText string      `json:"own_text" doc:"entered for this very region; empty: taken over from above"`
	// Audio is where the recording that is heard here lies; it may be of a region above.
	Audio   string      `json:"audio,omitempty"`
	Own     *care.Sound `json:"own_sound,omitempty" doc:"the recording of this very region"`
	OwnPath string      `json:"own_audio,omitempty" doc:"where that lies"`
	// Outdated marks a recording of the region's own that is of another text than is said
	// now, and is not heard.
	Outdated  bool       `json:"outdated"`
	ChangedAt *time.Time `json:"changed_at" nullable:"true"`
	ChangedBy string     `json:"changed_by,omitempty" doc:"name"`
	// RecordedBy is who made the region's own recording.
	RecordedBy string `json:"recorded_by,omitempty" doc:"name"`
}

// Sayings is what seniors hear, for the server.
type Sayings struct{ Sentences *sentences.Sentences }

// SentencePath names a saying in a region. It is exported because huma looks into
// exported embedded structs only.
type SentencePath struct {
	Saying   care.Saying   `path:"saying" maxLength:"40"`
	RegionID care.RegionID `query:"region_id" maxLength:"12" doc:"empty: the whole county"`
}

func (s *Server) sentences(r *routes) {
	speak := roles(care.Supervisor, care.Admin)
	type listIn struct {
		RegionID care.RegionID `query:"region_id" maxLength:"12" doc:"empty: the whole county"`
	}
	add(r, watch, get("/sentences", "list-sentences", "What seniors hear in a region, step by step"),
		func(ctx context.Context, _ care.Staff, in *listIn) (*out[List[SentenceLine]], error) {
			return s.spoken(ctx, in.RegionID)
		})
	type textIn struct {
		SentencePath
		Body struct {
			Text string `json:"text" maxLength:"200" doc:"empty: as in the region above"`
		}
	}
	add(r, speak, put("/sentences/{saying}", "change-sentence", "Enter what is said in a region and below"),
		func(ctx context.Context, by care.Staff, in *textIn) (*out[List[SentenceLine]], error) {
			if err := s.deps.Sentences.Change(ctx, by, in.Saying, in.RegionID, in.Body.Text); err != nil {
				return nil, err
			}
			return s.spoken(ctx, in.RegionID)
		})
	type soundIn struct {
		SentencePath
		RawBody []byte `contentType:"application/octet-stream"`
	}
	record := post("/sentences/{saying}/sound", "record-sentence", "A recording of what is said here now: WAV, MP3 or OGG, at most 900 KiB and 20 s")
	record.MaxBodyBytes = 1 << 20
	add(r, speak, record, func(ctx context.Context, by care.Staff, in *soundIn) (*out[List[SentenceLine]], error) {
		if err := s.deps.Sentences.Record(ctx, by, in.Saying, in.RegionID, in.RawBody); err != nil {
			return nil, err
		}
		return s.spoken(ctx, in.RegionID)
	})
	silence := del("/sentences/{saying}/sound", "silence-sentence", "Take the recording of a region back")
	silence.DefaultStatus = http.StatusOK
	add(r, speak, silence, func(ctx context.Context, by care.Staff, in *SentencePath) (*out[List[SentenceLine]], error) {
		if err := s.deps.Sentences.Silence(ctx, by, in.Saying, in.RegionID); err != nil {
			return nil, err
		}
		return s.spoken(ctx, in.RegionID)
	})
	r.raw(anyone, http.MethodGet, soundPath, s.sound)
	s.senses(r)
}

const soundPath = "/api/v1/sounds/:sha"

// sound sends a recording to whoever knows its name: devices have no session, and it
// holds nothing personal.
func (s *Server) sound(c *fiber.Ctx) error {
	mime, body, err := s.deps.Sentences.Recording(c.UserContext(), strings.Clone(c.Params("sha")))
	if err != nil {
		return sendProblem(c, problemOf(err, s.deps.Log))
	}
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, "inline")
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox")        // it is a sound, whatever it holds
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable") // its name is what it holds
	return c.Send(body)
}

func (s *Server) spoken(ctx context.Context, region care.RegionID) (*out[List[SentenceLine]], error) {
	lines := s.deps.Sentences.In(ctx, region)
	items := make([]SentenceLine, len(lines))
	for i, l := range lines {
		item := SentenceLine{Saying: l.Saying, Text: l.Text, Default: l.Default, Outdated: l.Outdated}
		item.Who, item.Minutes = l.Saying.Slots()
		if l.Sound != nil {
			item.Audio = sentences.Path(l.Sound.SHA256)
		}
		if own := l.Own; own != nil {
			item.OwnText, item.Own, item.ChangedAt, item.ChangedBy = own.Text, own.Sound, &own.At, s.views.staffName(ctx, own.By)
			if own.Sound != nil {
				item.OwnPath, item.RecordedBy = sentences.Path(own.Sound.SHA256), s.views.staffName(ctx, own.Sound.By)
			}
		}
		items[i] = item
	}
	return list(items, ""), nil
}

// senses keeps how an elder hears, speaks and understands.
func (s *Server) senses(r *routes) {
	type sensesIn struct {
		ElderPath
		Body care.Senses
	}
	add(r, keep, put("/elders/{id}/senses", "set-senses", "How an elder hears, speaks and understands: what the desk reads first, and whether devices shine and vibrate"),
		func(ctx context.Context, by care.Staff, in *sensesIn) (*struct{}, error) {
			if len([]rune(in.Body.Dialect)) > 40 {
				return nil, care.Invalid("body.dialect", "senses.dialect", "方言最多 40 个字")
			}
			_, err := s.deps.Registry.UpdateElder(ctx, by, care.ElderID(in.ID), func(e *care.Elder) error {
				in.Body.Dialect = strings.TrimSpace(in.Body.Dialect)
				if e.Senses = &in.Body; in.Body == (care.Senses{}) {
					e.Senses = nil
				}
				return nil
			})
			return nil, err
		})
}

// describeSounds adds the recordings, which are no JSON operation, to the document. It
// is idempotent.
func describeSounds(doc *huma.OpenAPI) {
	const path = "/api/v1/sounds/{sha}"
	if doc.Paths[path] != nil {
		return
	}
	text := &huma.Schema{Type: "string"}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: "get-sound", Summary: "A recording of a sentence, for devices: it needs no session and holds nothing personal",
		Parameters: []*huma.Param{{Name: "sha", In: "path", Required: true, Schema: text}},
		Responses: map[string]*huma.Response{
			"200": {Description: "The recording", Content: map[string]*huma.MediaType{"audio/wav": {Schema: text}, "audio/mpeg": {Schema: text}, "audio/ogg": {Schema: text}}},
			"404": refused("Not Found"), "422": refused("Unprocessable Entity"),
		},
	})
}
