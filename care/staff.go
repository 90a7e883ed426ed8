package care

import "time"

// Staff is a user of the platform (人员).
type Staff struct {
	ID       StaffID  `json:"id"` // the user name
	Username string   `json:"username"`
	Name     string   `json:"name"`
	Role     Role     `json:"role" enum:"operator,supervisor,manager,worker,leader,admin,auditor"`
	RegionID RegionID `json:"region_id,omitempty"` // empty: the whole county
	CenterID CenterID `json:"center_id,omitempty"` // empty: no single center
	Phone    string   `json:"phone,omitempty"`
	// PhoneKind says whether orders come to the field page, or by voice to a plain
	// phone (老人机).
	PhoneKind PhoneKind `json:"phone_kind,omitempty" enum:"smart,plain,"`
	// Skills are the services a worker may carry out; empty means all.
	Skills []Service `json:"skills,omitempty"`
	Gender string    `json:"gender,omitempty" enum:"female,male,"`
	// Certificates are those on record, valid or not.
	Certificates []Certificate `json:"certificates,omitempty"`
	// Zones are the townships and villages in which a worker works; none: RegionID.
	Zones []RegionID `json:"zones,omitempty"`
	Hours *WorkHours `json:"hours,omitempty"` // nil: [Usual]
	// Carries are the diets that need a carrier of their own, like 清真.
	Carries []string `json:"carries,omitempty"`
	// Relatives are the elders whom this person declared as kin: never the caller, the
	// witness or the assessor for them.
	Relatives  []ElderID  `json:"relatives,omitempty"`
	MustChange bool       `json:"must_change"` // the password, at the next sign-in
	Disabled   bool       `json:"disabled"`
	LastSeenAt *time.Time `json:"last_seen_at,omitempty"`
	CreatedAt  time.Time  `json:"created_at"`
	Version    int64      `json:"version"`
}

// PhoneKind is what somebody can be asked by; empty is [SmartPhone].
type PhoneKind string

// The kinds of phone.
const (
	SmartPhone PhoneKind = "smart"
	PlainPhone PhoneKind = "plain" // 老人机: rings, and takes a key
)

// Role says what a [Staff] does here, and so which routes are open.
type Role string

// The roles.
const (
	Operator   Role = "operator"   // 话务员
	Supervisor Role = "supervisor" // 值班长
	Manager    Role = "manager"    // 机构负责人
	Worker     Role = "worker"     // 服务人员
	Leader     Role = "leader"     // 局领导
	Admin      Role = "admin"      // 管理员
	Auditor    Role = "auditor"    // 审计员
)

// Roles lists every role, in the order in which screens show them.
var Roles = []Role{Operator, Supervisor, Manager, Worker, Leader, Admin, Auditor}

// Scope says which rows somebody may see. It is a parameter of every read in the
// record and of the event stream. The zero Scope sees nothing.
type Scope struct {
	Staff  StaffID
	Role   Role
	Region RegionID // empty: the whole county
	Center CenterID // empty: not bound to one center
}

// Everything is the scope of the platform itself.
var Everything = Scope{Staff: System, Role: Admin}

// Scope returns what s may see.
func (s *Staff) Scope() Scope {
	return Scope{Staff: s.ID, Role: s.Role, Region: s.RegionID, Center: s.CenterID}
}

// Sees reports whether a row at region and center is visible. A row without any
// place is visible to whoever is bound to no center, so that an unknown caller
// is seen by every operator.
func (s Scope) Sees(region RegionID, center CenterID) bool {
	switch {
	case s.Role == "":
		return false
	case s.Center != "":
		return center == s.Center
	case s.Role == Manager || s.Role == Worker:
		// A manager without a center, or a worker: nothing by place. Workers see
		// their orders by name (Order.Visible).
		return s.Role == Manager && s.Region != "" && region != "" && s.Region.Contains(region)
	case region == "":
		return true
	}
	return s.Region.Contains(region)
}
