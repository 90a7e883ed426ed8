package api

import (
	"context"

	"yian/care"
	"yian/registry"
)

// StaffPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type StaffPath struct {
	ID care.StaffID `path:"id" maxLength:"100"`
}

func (s *Server) staff(r *routes) {
	add(r, roles(care.Admin, care.Auditor, care.Supervisor), get("/staff", "list-staff", "Accounts"),
		func(ctx context.Context, by care.Staff, in *PageIn) (*out[List[care.Staff]], error) {
			items, next, err := s.deps.Registry.Staff(ctx, by.Scope(), in.page())
			return list(items, next), err
		})
	type createIn struct {
		Body struct {
			Username   string         `json:"username" minLength:"1" maxLength:"64"`
			Name       string         `json:"name,omitempty" maxLength:"100"`
			Role       care.Role      `json:"role" enum:"operator,supervisor,manager,worker,leader,admin,auditor"`
			Password   string         `json:"password" maxLength:"200"`
			RegionID   string         `json:"region_id,omitempty" maxLength:"12"`
			CenterID   string         `json:"center_id,omitempty" maxLength:"64"`
			Phone      string         `json:"phone,omitempty" maxLength:"40"`
			Skills     []care.Service `json:"skills,omitempty" maxItems:"20"`
			MustChange bool           `json:"must_change,omitempty"`
		}
	}
	add(r, admin, create("/staff", "create-staff", "Open an account"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Staff], error) {
			b := in.Body
			if b.Name == "" {
				b.Name = b.Username
			}
			v, err := s.deps.Registry.CreateStaff(ctx, by, registry.NewStaff{Username: b.Username, Name: b.Name, Role: b.Role, Password: b.Password,
				RegionID: care.RegionID(b.RegionID), CenterID: care.CenterID(b.CenterID), Phone: b.Phone, Skills: b.Skills, MustChange: b.MustChange})
			return &out[care.Staff]{Body: v}, err
		})
	type patchIn struct {
		StaffPath
		Body struct {
			Name     *string         `json:"name,omitempty" maxLength:"100"`
			Role     *care.Role      `json:"role,omitempty" enum:"operator,supervisor,manager,worker,leader,admin,auditor"`
			RegionID *string         `json:"region_id,omitempty" maxLength:"12"`
			CenterID *string         `json:"center_id,omitempty" maxLength:"64"`
			Phone    *string         `json:"phone,omitempty" maxLength:"40"`
			Skills   *[]care.Service `json:"skills,omitempty" maxItems:"20"`
			Disabled *bool           `json:"disabled,omitempty"`
			// Relatives are declared, and keep this person from being caller or witness there.
			Relatives *[]care.ElderID `json:"relatives,omitempty" maxItems:"20"`
			WorkerPatch
		}
	}
	add(r, admin, patch("/staff/{id}", "update-staff", "Change or close an account; its sessions end when it is closed"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[care.Staff], error) {
			v, err := s.deps.Registry.UpdateStaff(ctx, by, in.ID, func(st *care.Staff) error {
				set(&st.Name, in.Body.Name)
				set(&st.Role, in.Body.Role)
				set(&st.RegionID, (*care.RegionID)(in.Body.RegionID))
				set(&st.CenterID, (*care.CenterID)(in.Body.CenterID))
				set(&st.Phone, in.Body.Phone)
				set(&st.Skills, in.Body.Skills)
				set(&st.Disabled, in.Body.Disabled)
				set(&st.Relatives, in.Body.Relatives)
				in.Body.WorkerPatch.onto(st)
				if st.PhoneKind == care.PlainPhone && care.PhoneDigits(st.Phone) == "" {
					return care.Invalid("body.phone", "staff.plain_phone", "老人机要先登记电话号码，派单要打电话问")
				}
				return nil
			})
			return &out[care.Staff]{Body: v}, err
		})
	type resetIn struct {
		StaffPath
		Body struct {
			Password string `json:"password" maxLength:"200"`
		}
	}
	add(r, admin, post("/staff/{id}/password", "reset-password", "Set a password, to be changed at the next sign-in"),
		func(ctx context.Context, by care.Staff, in *resetIn) (*struct{}, error) {
			return nil, s.deps.Registry.ResetPassword(ctx, by, in.ID, in.Body.Password)
		})
}
