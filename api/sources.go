package api

import (
	"context"
	"time"

	"yian/care"
	"yian/devices"
)

// DryRun says what a message would be if a source read it now. It asks the registry
// in memory, stores nothing and raises nothing.
type DryRun func(ctx context.Context, source *care.Source, topic string, payload []byte, now time.Time) (care.DryRun, error)

// SourcePath names one in an address.
type SourcePath struct {
	ID care.SourceID `path:"id" maxLength:"40"`
}

// SourceForm is how a source reads.
type SourceForm struct {
	Decoder   string          `json:"decoder" minLength:"1" maxLength:"40"`
	Filter    string          `json:"filter" minLength:"1" maxLength:"200" doc:"MQTT filter, outside of yian/v1"`
	Cut       int             `json:"cut,omitempty" minimum:"0" maximum:"10" doc:"levels of the topic that the decoder does not see"`
	Find      care.SourceFind `json:"find" enum:"gateway,topic,field" doc:"how the device is found"`
	Level     int             `json:"level,omitempty" minimum:"0" maximum:"20" doc:"of the topic, the first being 1; with find topic"`
	Field     string          `json:"field,omitempty" maxLength:"100" doc:"path in the JSON, like deviceInfo.devEui; with find field"`
	GatewayID care.DeviceID   `json:"gateway_id,omitempty" maxLength:"64" doc:"whose children are named; without it the level names the device or gateway itself"`
	AccountID care.DeviceID   `json:"account_id,omitempty" maxLength:"64" doc:"whose credential publishes at the platform's own broker; default the gateway's, or that of whom the level names"`
}

func (f *SourceForm) source() care.Source {
	return care.Source{Decoder: f.Decoder, Filter: f.Filter, Cut: f.Cut, Find: f.Find, Level: f.Level, Field: f.Field, GatewayID: f.GatewayID, AccountID: f.AccountID}
}

// SourceDecoder is a format that a source may name.
type SourceDecoder struct {
	Kind string `json:"kind"`
}

func (s *Server) sources(r *routes) {
	add(r, audit, get("/sources", "list-sources", "What is read outside of yian/v1, and how"),
		func(ctx context.Context, _ care.Staff, _ *struct{}) (*out[List[care.Source]], error) {
			items, err := s.deps.Registry.Sources(ctx)
			return list(items, ""), err
		})
	add(r, audit, get("/sources/decoders", "list-source-decoders", "The formats that a source may name"),
		func(context.Context, care.Staff, *struct{}) (*out[List[SourceDecoder]], error) {
			var items []SourceDecoder
			for _, kind := range devices.SourceKinds() {
				items = append(items, SourceDecoder{kind})
			}
			return list(items, ""), nil
		})
	type createIn struct {
		Body struct {
			ID   care.SourceID `json:"id" minLength:"1" maxLength:"40"`
			Name string        `json:"name" minLength:"1" maxLength:"60"`
			SourceForm
			Enabled *bool `json:"enabled,omitempty" doc:"default true"`
		}
	}
	add(r, admin, create("/sources", "create-source", "Read topics outside of yian/v1"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Source], error) {
			made := in.Body.source()
			made.ID, made.Name, made.Enabled = in.Body.ID, in.Body.Name, in.Body.Enabled == nil || *in.Body.Enabled
			made, err := s.deps.Registry.CreateSource(ctx, by, made)
			return &out[care.Source]{Body: made}, err
		})
	type patchIn struct {
		SourcePath
		Body struct {
			Name      *string          `json:"name,omitempty" minLength:"1" maxLength:"60"`
			Decoder   *string          `json:"decoder,omitempty" minLength:"1" maxLength:"40"`
			Filter    *string          `json:"filter,omitempty" minLength:"1" maxLength:"200"`
			Cut       *int             `json:"cut,omitempty" minimum:"0" maximum:"10"`
			Find      *care.SourceFind `json:"find,omitempty" enum:"gateway,topic,field"`
			Level     *int             `json:"level,omitempty" minimum:"0" maximum:"20"`
			Field     *string          `json:"field,omitempty" maxLength:"100"`
			GatewayID *care.DeviceID   `json:"gateway_id,omitempty" maxLength:"64"`
			AccountID *care.DeviceID   `json:"account_id,omitempty" maxLength:"64"`
			Enabled   *bool            `json:"enabled,omitempty"`
		}
	}
	add(r, admin, patch("/sources/{id}", "update-source", "Change a source, or switch it off and on; heard within seconds"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[care.Source], error) {
			b := in.Body
			changed, err := s.deps.Registry.ChangeSource(ctx, by, in.ID, func(v *care.Source) error {
				set(&v.Name, b.Name)
				set(&v.Decoder, b.Decoder)
				set(&v.Filter, b.Filter)
				set(&v.Cut, b.Cut)
				set(&v.Find, b.Find)
				set(&v.Level, b.Level)
				set(&v.Field, b.Field)
				set(&v.GatewayID, b.GatewayID)
				set(&v.AccountID, b.AccountID)
				set(&v.Enabled, b.Enabled)
				return nil
			})
			return &out[care.Source]{Body: changed}, err
		})
	type dryIn struct {
		Body struct {
			SourceForm
			Topic   string `json:"topic" minLength:"1" maxLength:"400"`
			Payload string `json:"payload" maxLength:"70000"`
		}
	}
	add(r, admin, post("/sources/dry-run", "dry-run-source", "What a pasted message would be; nothing is stored, nothing raised"),
		func(ctx context.Context, _ care.Staff, in *dryIn) (*out[care.DryRun], error) {
			source := in.Body.source()
			source.Name = "dry-run"
			if err := s.deps.Registry.CheckSource(ctx, &source); err != nil {
				return nil, err
			}
			result, err := s.deps.DryRun(ctx, &source, in.Body.Topic, []byte(in.Body.Payload), s.deps.Now())
			return &out[care.DryRun]{Body: result}, err
		})
}
