package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"yian/care"
	"yian/supervision"
)

// CommandItem is a command as lists show it.
type CommandItem struct {
	care.Command
	ByName     string `json:"by_name,omitempty"`
	DeviceName string `json:"device_name,omitempty"`
	Title      string `json:"title"`
	TitleEN    string `json:"title_en"`
}

// seeCommands is whoever sees what was asked of devices; its content is for those
// who may ask, see [discreetCommand].
var seeCommands = roles(care.Operator, care.Supervisor, care.Admin, care.Auditor)

func (v *views) commandItem(ctx context.Context, c care.Command) CommandItem {
	item := CommandItem{Command: c, ByName: v.staffName(ctx, c.By), DeviceName: v.deviceName(ctx, c.Device), Title: c.Name, TitleEN: c.Name}
	for _, n := range supervision.CommandNames {
		if n.Name == c.Name {
			item.Title, item.TitleEN = n.Title, n.TitleEN
		}
	}
	return item
}

// discreetCommand leaves out whom to call and where somebody is: an overview needs
// neither.
func discreetCommand(item CommandItem) CommandItem {
	item.Args, item.Result = nil, nil
	return item
}

func (s *Server) commands(r *routes) {
	type sendIn struct {
		DevicePath
		Key  string `header:"Idempotency-Key" maxLength:"200"`
		Body struct {
			Name    string         `json:"name" minLength:"1" maxLength:"40"`
			Args    map[string]any `json:"args,omitempty" doc:"as the name takes them; see /commands/names"`
			Why     string         `json:"why,omitempty" maxLength:"2000" doc:"needed to look where somebody is"`
			Expires int            `json:"expires_s,omitempty" minimum:"0" maximum:"604800" doc:"how long it is worth doing; 0: as its name says"`
		}
	}
	add(r, desk, create("/devices/{id}/commands", "send-command", "Ask something of a device; the same Idempotency-Key is one command"),
		func(ctx context.Context, by care.Staff, in *sendIn) (*out[CommandItem], error) {
			args, err := json.Marshal(in.Body.Args)
			if err != nil {
				return nil, err
			}
			if in.Body.Name == supervision.Locate {
				d, err := s.deps.Registry.Device(ctx, by.Scope(), in.ID)
				if err != nil {
					return nil, err
				}
				if err := s.mayLocate(ctx, d.ElderID); err != nil {
					return nil, err
				}
			}
			c, err := s.deps.Commands.Send(ctx, by, supervision.NewCommand{Device: in.ID, Name: in.Body.Name, Args: args, Why: in.Body.Why,
				Expires: time.Duration(in.Body.Expires) * time.Second, Key: in.Key})
			if err != nil {
				return nil, err
			}
			return &out[CommandItem]{Body: s.views.commandItem(ctx, c)}, nil
		})
	type ofDeviceIn struct {
		DevicePath
		PageIn
	}
	add(r, seeCommands, get("/devices/{id}/commands", "list-device-commands", "What was asked of a device, newest first"),
		func(ctx context.Context, by care.Staff, in *ofDeviceIn) (*out[List[CommandItem]], error) {
			if _, err := s.deps.Registry.Device(ctx, by.Scope(), in.ID); err != nil {
				return nil, err
			}
			found, next, err := s.deps.Commands.List(ctx, by.Scope(), care.CommandQuery{Device: in.ID}, in.page())
			if err != nil {
				return nil, err
			}
			items := make([]CommandItem, len(found))
			where := false
			for i, c := range found {
				items[i] = s.views.commandItem(ctx, c)
				if by.Role == care.Auditor {
					items[i] = discreetCommand(items[i])
				}
				where = where || c.Name == supervision.Locate && items[i].Result != nil
			}
			if where { // whoever reads where somebody was looks at them
				s.deps.Registry.Viewed(by.ID, "location", string(in.ID))
			}
			return list(items, next), nil
		})
	type listIn struct {
		PageIn
		State string `query:"state" doc:"comma list of exact states"`
	}
	add(r, seeCommands, get("/commands", "list-commands", "What was asked of devices, newest first, without arguments and answers"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[CommandItem]], error) {
			states, err := statesOf(in.State, care.CommandStates...)
			if err != nil {
				return nil, err
			}
			found, next, err := s.deps.Commands.List(ctx, by.Scope(), care.CommandQuery{States: states}, in.page())
			items := make([]CommandItem, len(found))
			for i, c := range found {
				items[i] = discreetCommand(s.views.commandItem(ctx, c))
			}
			return list(items, next), err
		})
	add(r, seeCommands, get("/commands/names", "list-command-names", "What devices can be asked, by whom and with what"),
		func(_ context.Context, _ care.Staff, _ *struct{}) (*out[List[supervision.CommandName]], error) {
			names := slices.Clone(supervision.CommandNames)
			for i := range names {
				names[i].Args = append([]supervision.CommandArg{}, names[i].Args...)
			}
			return list(names, ""), nil
		})
	add(r, seeDevices, get("/firmware", "get-firmware", "Which device runs which firmware"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[supervision.Inventory], error) {
			inventory, err := s.deps.Supervision.Firmware(ctx, s.deps.Registry, by.Scope())
			return &out[supervision.Inventory]{Body: inventory}, err
		})
}
