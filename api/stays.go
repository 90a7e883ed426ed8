package api

import (
	"context"
	"time"

	"yian/care"
	"yian/centers"
)

// StayPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type StayPath struct {
	ID care.StayID `path:"id" maxLength:"64"`
}

func (s *Server) stays(r *routes) {
	s.beds(r)
	type admitIn struct {
		CenterPath
		Body struct {
			ElderID string `json:"elder_id" minLength:"1" maxLength:"64"`
			BedID   string `json:"bed_id" minLength:"1" maxLength:"64"`
		}
	}
	add(r, house, create("/centers/{id}/stays", "admit", "Admit an elder to a bed"),
		func(ctx context.Context, by care.Staff, in *admitIn) (*out[care.Stay], error) {
			st, err := s.deps.Centers.Admit(ctx, by, in.ID, centers.Admission{ElderID: care.ElderID(in.Body.ElderID), BedID: care.BedID(in.Body.BedID)})
			return &out[care.Stay]{Body: st}, err
		})
	type leaveIn struct {
		StayPath
		Body *struct {
			Until    *time.Time `json:"until,omitempty" doc:"expected back"`
			Hospital bool       `json:"hospital,omitempty"`
			Place    string     `json:"place,omitempty" maxLength:"200"`
			Phone    string     `json:"phone,omitempty" maxLength:"40"`
		}
	}
	stayAct(s, r, "leave", "On leave or to hospital; the bed is kept", func(ctx context.Context, by care.Staff, in *leaveIn) (care.Stay, error) {
		away := centers.Away{}
		if b := in.Body; b != nil {
			away = centers.Away{Hospital: b.Hospital, Until: b.Until, Place: b.Place, Phone: b.Phone}
		}
		return s.deps.Centers.Leave(ctx, by, in.ID, away)
	})
	stayAct(s, r, "return", "Back in the house", func(ctx context.Context, by care.Staff, in *StayPath) (care.Stay, error) {
		return s.deps.Centers.Return(ctx, by, in.ID)
	})
	type dischargeIn struct {
		StayPath
		Body *struct {
			Reason string `json:"reason,omitempty" maxLength:"500"`
		}
	}
	stayAct(s, r, "discharge", "End the stay; the bed is free", func(ctx context.Context, by care.Staff, in *dischargeIn) (care.Stay, error) {
		reason := ""
		if in.Body != nil {
			reason = in.Body.Reason
		}
		return s.deps.Centers.Discharge(ctx, by, in.ID, reason)
	})
	type moveIn struct {
		StayPath
		Body struct {
			BedID string `json:"bed_id" minLength:"1" maxLength:"64"`
		}
	}
	stayAct(s, r, "move", "To another bed", func(ctx context.Context, by care.Staff, in *moveIn) (care.Stay, error) {
		return s.deps.Centers.Move(ctx, by, in.ID, care.BedID(in.Body.BedID))
	})
	stayAct(s, r, "undo", "Take the last step back, within 10 minutes", func(ctx context.Context, by care.Staff, in *StayPath) (care.Stay, error) {
		return s.deps.Centers.Undo(ctx, by, in.ID)
	})
}

func stayAct[I any](s *Server, r *routes, verb, summary string, do func(ctx context.Context, by care.Staff, in *I) (care.Stay, error)) {
	add(r, house, post("/stays/{id}/"+verb, verb+"-stay", summary), func(ctx context.Context, by care.Staff, in *I) (*out[care.Stay], error) {
		st, err := do(ctx, by, in)
		return &out[care.Stay]{Body: st}, err
	})
}

func (s *Server) beds(r *routes) {
	add(r, roles(care.Manager, care.Leader, care.Supervisor, care.Operator, care.Admin, care.Auditor), get("/centers/{id}/beds", "list-beds", "Beds of a site"),
		func(ctx context.Context, by care.Staff, in *CenterPath) (*out[List[care.Bed]], error) {
			items, err := s.deps.Centers.Beds(ctx, by.Scope(), in.ID)
			return list(items, ""), err
		})
	type createIn struct {
		CenterPath
		Body struct {
			Floor    string        `json:"floor,omitempty" maxLength:"20"`
			Room     string        `json:"room" minLength:"1" maxLength:"20"`
			Name     string        `json:"name" minLength:"1" maxLength:"20"`
			State    care.BedState `json:"state,omitempty" enum:"planned,commissioned,blocked,"`
			DeviceID string        `json:"device_id,omitempty" maxLength:"64"`
		}
	}
	add(r, house, create("/centers/{id}/beds", "create-bed", "Enter a bed"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Bed], error) {
			b := care.Bed{CenterID: in.ID, Floor: in.Body.Floor, Room: in.Body.Room, Name: in.Body.Name, State: in.Body.State, DeviceID: care.DeviceID(in.Body.DeviceID)}
			if b.State == "" {
				b.State = care.BedCommissioned
			}
			b, err := s.deps.Centers.CreateBed(ctx, by, b)
			return &out[care.Bed]{Body: b}, err
		})
	type patchIn struct {
		ID   care.BedID `path:"id" maxLength:"64"`
		Body struct {
			State    *care.BedState `json:"state,omitempty" enum:"planned,commissioned,blocked"`
			DeviceID *string        `json:"device_id,omitempty" maxLength:"64"`
			Name     *string        `json:"name,omitempty" maxLength:"20"`
		}
	}
	add(r, house, patch("/beds/{id}", "update-bed", "Commission or block a bed, or give it a sensor"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[care.Bed], error) {
			b, err := s.deps.Centers.UpdateBed(ctx, by, in.ID, func(b *care.Bed) error {
				set(&b.State, in.Body.State)
				set(&b.DeviceID, (*care.DeviceID)(in.Body.DeviceID))
				set(&b.Name, in.Body.Name)
				return nil
			})
			return &out[care.Bed]{Body: b}, err
		})
}
