package roster

import (
	"context"

	"yian/care"
)

// Person is somebody who can be put on duty.
type Person struct {
	ID       care.StaffID  `json:"id"`
	Name     string        `json:"name"`
	Role     care.Role     `json:"role"`
	RegionID care.RegionID `json:"region_id,omitempty"`
	HasPhone bool          `json:"has_phone"`
}

// People lists those with an account whom by may put on duty. It blocks on a read.
func (r *Roster) People(ctx context.Context, by care.Staff) ([]Person, error) {
	out := []Person{}
	sc := by.Scope()
	for _, role := range []care.Role{care.Operator, care.Supervisor, care.Manager, care.Worker, care.Leader, care.Admin} {
		list, err := r.deps.Posts.Holders(ctx, role)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if sc.Region == "" || sc.Region.Contains(s.RegionID) {
				out = append(out, Person{s.ID, s.Name, s.Role, s.RegionID, care.PhoneDigits(s.Phone) != ""})
			}
		}
	}
	return out, nil
}
