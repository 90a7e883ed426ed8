package api

import (
	"context"
	"strings"
	"time"

	"yian/care"
	"yian/registry"
)

// DevicePath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type DevicePath struct {
	ID care.DeviceID `path:"id" maxLength:"64"`
}

// DeviceItem is a device with what supervision knows of it now.
type DeviceItem struct {
	care.Device
	Liveness DeviceLiveness `json:"liveness"`
}

// DeviceLiveness is null-friendly [care.Liveness].
type DeviceLiveness struct {
	SeenAt   *time.Time `json:"seen_at" nullable:"true" doc:"null: never heard of"`
	Online   bool       `json:"online"`
	DueAt    *time.Time `json:"due_at" nullable:"true" doc:"when silence becomes offline"`
	Battery  *float64   `json:"battery" nullable:"true"`
	RSSI     *float64   `json:"rssi" nullable:"true"`
	Firmware string     `json:"firmware,omitempty"`
}

func (v *views) deviceItem(d care.Device) DeviceItem {
	item := DeviceItem{Device: d}
	l, known := v.deps.Supervision.Liveness(d.ID)
	if !known {
		return item
	}
	item.Liveness = DeviceLiveness{Online: l.Online, Battery: l.Battery, RSSI: l.RSSI, Firmware: l.Firmware}
	if !l.SeenAt.IsZero() {
		item.Liveness.SeenAt = &l.SeenAt
	}
	if !l.DueAt.IsZero() {
		item.Liveness.DueAt = &l.DueAt
	}
	return item
}

// seeDevices is whoever sees devices.
var seeDevices = watch

func (s *Server) devices(r *routes) {
	type listIn struct {
		PageIn
		Text        string           `query:"q" maxLength:"100"`
		HouseholdID care.HouseholdID `query:"household_id"`
		ElderID     care.ElderID     `query:"elder_id"`
		GatewayID   care.DeviceID    `query:"gateway_id"`
		CenterID    care.CenterID    `query:"center_id"`
		Due         care.DeviceDue   `query:"due" enum:"sim,end_of_life,proof,moved," doc:"those that need somebody: SIM or end of life within 30 days, in a home and not in service, suspected of having been moved"`
	}
	add(r, seeDevices, get("/devices", "list-devices", "Devices with their liveness"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[DeviceItem]], error) {
			found, next, err := s.deps.Registry.Devices(ctx, by.Scope(), care.DeviceQuery{Text: in.Text, HouseholdID: in.HouseholdID,
				ElderID: in.ElderID, GatewayID: in.GatewayID, CenterID: in.CenterID, Due: in.Due, On: s.dueOn()}, in.page())
			items := make([]DeviceItem, len(found))
			for i, d := range found {
				items[i] = s.views.deviceItem(d)
			}
			return list(items, next), err
		})
	type createIn struct {
		Body struct {
			ID          string     `json:"id" minLength:"1" maxLength:"64"`
			Kind        string     `json:"kind" minLength:"1" maxLength:"64"`
			Name        string     `json:"name,omitempty" maxLength:"100"`
			Model       string     `json:"model,omitempty" maxLength:"100"`
			GatewayID   string     `json:"gateway_id,omitempty" maxLength:"64"`
			Address     string     `json:"address,omitempty" maxLength:"200" doc:"behind the gateway: IEEE address or friendly name"`
			HouseholdID string     `json:"household_id,omitempty" maxLength:"64"`
			ElderID     string     `json:"elder_id,omitempty" maxLength:"64"`
			CenterID    string     `json:"center_id,omitempty" maxLength:"64"`
			Power       care.Power `json:"power,omitempty" enum:"mains,battery,"`
			Location    string     `json:"location,omitempty" maxLength:"100"`
		}
	}
	add(r, admin, create("/devices", "create-device", "Register a device"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[DeviceItem], error) {
			b := in.Body
			d, err := s.deps.Registry.CreateDevice(ctx, by, care.Device{ID: care.DeviceID(b.ID), Kind: b.Kind, Name: b.Name, Model: b.Model,
				GatewayID: care.DeviceID(b.GatewayID), Address: b.Address, HouseholdID: care.HouseholdID(b.HouseholdID),
				ElderID: care.ElderID(b.ElderID), CenterID: care.CenterID(b.CenterID), Power: b.Power, Location: b.Location})
			return &out[DeviceItem]{Body: s.views.deviceItem(d)}, err
		})
	add(r, seeDevices, get("/devices/{id}", "get-device", "One device"),
		func(ctx context.Context, by care.Staff, in *DevicePath) (*out[DeviceItem], error) {
			d, err := s.deps.Registry.Device(ctx, by.Scope(), in.ID)
			return &out[DeviceItem]{Body: s.views.deviceItem(d)}, err
		})
	type patchIn struct {
		DevicePath
		Body struct {
			Name        *string     `json:"name,omitempty" maxLength:"100"`
			Model       *string     `json:"model,omitempty" maxLength:"100"`
			GatewayID   *string     `json:"gateway_id,omitempty" maxLength:"64"`
			Address     *string     `json:"address,omitempty" maxLength:"200"`
			HouseholdID *string     `json:"household_id,omitempty" maxLength:"64"`
			ElderID     *string     `json:"elder_id,omitempty" maxLength:"64"`
			Power       *care.Power `json:"power,omitempty" enum:"mains,battery,"`
			Location    *string     `json:"location,omitempty" maxLength:"100"`
			SIM         *string     `json:"sim,omitempty" maxLength:"22" doc:"ICCID"`
			SIMExpires  *string     `json:"sim_expires,omitempty" maxLength:"10" doc:"date until which it is paid"`
			SIMArrears  *bool       `json:"sim_arrears,omitempty"`
			EndOfLife   *string     `json:"end_of_life,omitempty" maxLength:"10" doc:"date before which it is replaced"`
		}
	}
	add(r, admin, patch("/devices/{id}", "update-device", "Change a device's place or names"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[DeviceItem], error) {
			b := in.Body
			d, err := s.deps.Registry.UpdateDevice(ctx, by, in.ID, func(d *care.Device) error {
				set(&d.Name, b.Name)
				set(&d.Model, b.Model)
				set(&d.GatewayID, (*care.DeviceID)(b.GatewayID))
				set(&d.Address, b.Address)
				set(&d.HouseholdID, (*care.HouseholdID)(b.HouseholdID))
				set(&d.ElderID, (*care.ElderID)(b.ElderID))
				set(&d.Power, b.Power)
				set(&d.Location, b.Location)
				set(&d.SIM, b.SIM)
				set(&d.SIMExpires, b.SIMExpires)
				set(&d.SIMArrears, b.SIMArrears)
				set(&d.EndOfLife, b.EndOfLife)
				return nil
			})
			return &out[DeviceItem]{Body: s.views.deviceItem(d)}, err
		})
	s.credentials(r)
	s.dueDevices(r)
	s.homes(r)
}

// Credential is shown once.
type Credential = registry.Credential

// IssuedCredential is a new one, and what becomes of the one before.
type IssuedCredential struct {
	Credential
	OldUntil *time.Time `json:"old_until" nullable:"true" doc:"until when the old secret stays good, unless the device uses the new one before; null: it has ended"`
}

func (s *Server) credentials(r *routes) {
	type stockIn struct {
		Body struct {
			CSV     string `json:"csv" minLength:"1" maxLength:"900000" doc:"columns id, kind, model, secret, sim, sim_expires, end_of_life, gateway_id, address"`
			Partial bool   `json:"partial,omitempty" doc:"take the good rows although others are faulty"`
		}
	}
	add(r, admin, post("/devices/import", "import-devices", "Take devices into stock; each gets a secret and a claim code, shown once"),
		func(ctx context.Context, by care.Staff, in *stockIn) (*out[registry.StockReport], error) {
			report, err := s.deps.Registry.Stock(ctx, by, strings.NewReader(in.Body.CSV), in.Body.Partial)
			return &out[registry.StockReport]{Body: report}, err
		})
	type claimsIn struct {
		Body struct {
			IDs []care.DeviceID `json:"ids" minItems:"1" maxItems:"5000"`
		}
	}
	add(r, admin, post("/devices/claims", "issue-claims", "New claim codes, shown once; older ones of these devices end"),
		func(ctx context.Context, by care.Staff, in *claimsIn) (*out[List[registry.Claim]], error) {
			claims, err := s.deps.Registry.IssueClaims(ctx, by, in.Body.IDs)
			return list(claims, ""), err
		})
	add(r, admin, post("/devices/{id}/retire", "retire-device", "Take it out of use for good: its credential ends"),
		func(ctx context.Context, by care.Staff, in *DevicePath) (*out[DeviceItem], error) {
			if err := s.deps.Registry.RetireDevice(ctx, by, in.ID); err != nil {
				return nil, err
			}
			d, err := s.deps.Registry.Device(ctx, by.Scope(), in.ID)
			return &out[DeviceItem]{Body: s.views.deviceItem(d)}, err
		})
	type rotateIn struct {
		DevicePath
		Body *struct {
			KeepOldHours int `json:"keep_old_hours,omitempty" minimum:"0" maximum:"168" doc:"the old secret stays good for so long, or until the device uses the new one; 0: it ends at once"`
		}
	}
	add(r, admin, post("/devices/{id}/credential", "issue-credential", "A new secret, shown once, good at once; the old one ends, at once or after a while"),
		func(ctx context.Context, by care.Staff, in *rotateIn) (*out[IssuedCredential], error) {
			var keep time.Duration
			if in.Body != nil {
				keep = time.Duration(in.Body.KeepOldHours) * time.Hour
			}
			user, secret, until, err := s.deps.Registry.RotateCredential(ctx, by, in.ID, keep)
			issued := IssuedCredential{Credential: Credential{Username: user, Password: secret}}
			if !until.IsZero() {
				issued.OldUntil = &until
			}
			return &out[IssuedCredential]{Body: issued}, err
		})
	add(r, admin, post("/devices/{id}/revoke", "revoke-device", "End its credential and cut its connection"),
		func(ctx context.Context, by care.Staff, in *DevicePath) (*out[DeviceItem], error) {
			if err := s.deps.Registry.RevokeDevice(ctx, by, in.ID); err != nil {
				return nil, err
			}
			d, err := s.deps.Registry.Device(ctx, by.Scope(), in.ID)
			return &out[DeviceItem]{Body: s.views.deviceItem(d)}, err
		})
}

// RefusalList is what devices sent and nobody could use: the last of them, and
// all of them by reason since the start.
type RefusalList struct {
	Items  []care.Refusal        `json:"items"`
	Counts map[care.Reason]int64 `json:"counts"`
	Since  time.Time             `json:"since"`
}

func (s *Server) homes(r *routes) {
	add(r, seeDevices, get("/homes", "list-homes", "Each home's protection, with its last proven press"),
		func(ctx context.Context, by care.Staff, in *PageIn) (*out[List[care.Home]], error) {
			items, next, err := s.deps.Supervision.Homes(ctx, by.Scope(), in.page())
			return list(items, next), err
		})
	add(r, roles(care.Admin, care.Operator, care.Supervisor, care.Auditor), get("/refusals", "list-refusals", "Messages that nobody could use"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[RefusalList], error) {
			items := s.refusalsFor(ctx, by.Scope(), s.deps.Refusals.Refusals(200))
			return &out[RefusalList]{Body: RefusalList{Items: items, Counts: s.deps.Refusals.RefusalCounts(), Since: s.since}}, nil
		})
}

// refusalsFor leaves out what devices said that sc does not see: a topic may hold what a
// gateway calls somebody's button. Whom nobody knows everybody sees.
func (s *Server) refusalsFor(ctx context.Context, sc care.Scope, all []care.Refusal) []care.Refusal {
	items := []care.Refusal{}
	for _, r := range all {
		if place, err := s.deps.Registry.Place(ctx, r.Device); err != nil || sc.Sees(place.Region, place.Center) {
			items = append(items, r)
		}
	}
	return items
}

// DeviceChanged tells every console that a device went silent or came back. It
// never blocks on a client.
func (s *Server) DeviceChanged(place care.Place, _ care.Liveness) {
	d, err := s.deps.Registry.Device(context.Background(), care.Everything, place.Device)
	if err != nil {
		return // gone since; the list shows it at the next fetch
	}
	ev, err := eventOf("device", 0, s.views.deviceItem(d), func(sc care.Scope) bool { return sc.Sees(place.Region, place.Center) })
	if err != nil {
		s.deps.Log.Error("device event not made", "err", err)
		return
	}
	s.hub.Publish(ev)
}
