package registry

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"yian/care"
)

// NewStaff is an account to be made.
type NewStaff struct {
	Username   string         `json:"username"`
	Name       string         `json:"name"`
	Role       care.Role      `json:"role" enum:"operator,supervisor,manager,worker,leader,admin,auditor"`
	Password   string         `json:"password"`
	RegionID   care.RegionID  `json:"region_id,omitempty"` // empty: the whole county
	CenterID   care.CenterID  `json:"center_id,omitempty"`
	Phone      string         `json:"phone,omitempty"`
	Skills     []care.Service `json:"skills,omitempty"`
	MustChange bool           `json:"must_change,omitempty"` // the password, at the first sign-in
	// What only workers have.
	Gender       string             `json:"gender,omitempty"`
	Certificates []care.Certificate `json:"certificates,omitempty"`
	Zones        []care.RegionID    `json:"zones,omitempty"`
	Hours        *care.WorkHours    `json:"hours,omitempty"`
	Carries      []string           `json:"carries,omitempty"`
	// PasswordHash is an Argon2id PHC string instead of Password, for accounts that
	// come from elsewhere.
	PasswordHash string `json:"-"`
}

// Staff lists users in order of their user names.
func (r *Registry) Staff(ctx context.Context, sc care.Scope, p care.Page) (list []care.Staff, next string, err error) {
	return r.record.Staff(ctx, sc, "", p)
}

// Workers lists the users who carry out orders, without those who are disabled.
func (r *Registry) Workers(ctx context.Context) ([]care.Staff, error) {
	return r.Holders(ctx, care.Worker)
}

// Holders lists the users who hold a role, without those who are disabled.
func (r *Registry) Holders(ctx context.Context, role care.Role) ([]care.Staff, error) {
	out := []care.Staff{}
	p := care.Page{Limit: 500}
	for {
		list, next, err := r.record.Staff(ctx, care.Everything, role, p)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(list, func(s care.Staff) bool { return s.Disabled })...)
		if next == "" {
			return out, nil
		}
		p.Cursor = next
	}
}

// StaffMember returns one user, or [care.ErrNotFound]. It takes no scope: a name
// that stands on a timeline is shown to whoever may see the timeline.
func (r *Registry) StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error) {
	return r.record.StaffMember(ctx, care.Everything, id)
}

// CreateStaff makes an account.
func (r *Registry) CreateStaff(ctx context.Context, by care.Staff, n NewStaff) (care.Staff, error) {
	list, err := r.CreateStaffs(ctx, by, []NewStaff{n})
	if err != nil {
		return care.Staff{}, err
	}
	return list[0], nil
}

// CreateStaffs makes accounts with one entry, all or none. It blocks for about
// 20 ms per password that comes without a hash.
func (r *Registry) CreateStaffs(ctx context.Context, by care.Staff, news []NewStaff) ([]care.Staff, error) {
	look := r.look(ctx)
	known, err := r.regionNames(ctx)
	if err != nil {
		return nil, err
	}
	people, hashes := make([]care.Staff, len(news)), make([]string, len(news))
	for i, n := range news {
		people[i] = care.Staff{ID: care.StaffID(n.Username), Username: n.Username, Name: n.Name, Role: n.Role, RegionID: n.RegionID,
			CenterID: n.CenterID, Phone: n.Phone, Skills: n.Skills, MustChange: n.MustChange, CreatedAt: r.now(),
			Gender: n.Gender, Certificates: n.Certificates, Zones: n.Zones, Hours: n.Hours, Carries: n.Carries}
		if err := checkStaff(&people[i], known, look); err != nil {
			return nil, err
		}
		if !keeps(by, &people[i], look) {
			return nil, forbidden("staff")
		}
		if hashes[i], err = r.hashNew(ctx, n); err != nil {
			return nil, err
		}
	}
	e := r.many(by.ID, "staff", len(people))
	if len(people) == 1 {
		e = r.staffEntry(by.ID, "created", &people[0])
	}
	if err := r.record.CreateStaff(ctx, people, hashes, e); err != nil {
		return nil, taken(err, "staff", "这个用户名已被使用")
	}
	return people, nil
}

func (r *Registry) hashNew(ctx context.Context, n NewStaff) (string, error) {
	if n.PasswordHash != "" {
		_, _, _, _, _, err := parsePHC(n.PasswordHash)
		return n.PasswordHash, err
	}
	if err := r.checkPassword(n.Username, n.Password); err != nil {
		return "", err
	}
	return r.hasher.hash(ctx, n.Password)
}

// UpdateStaff changes an account; its user name stays. Disabling it ends its
// sessions at once. The last administrator who can sign in stays one.
func (r *Registry) UpdateStaff(ctx context.Context, by care.Staff, id care.StaffID, change func(*care.Staff) error) (care.Staff, error) {
	look := r.look(ctx)
	known, err := r.regionNames(ctx)
	if err != nil {
		return care.Staff{}, err
	}
	var out care.Staff
	err = r.record.ChangeStaff(ctx, id, nil, func(s *care.Staff, _ *string, admins int) (care.Entry, error) {
		if !keeps(by, s, look) {
			return care.Entry{}, care.NotFound("staff")
		}
		before := *s
		if err := change(s); err != nil {
			return care.Entry{}, err
		}
		s.ID, s.Username, s.CreatedAt, s.Version = before.ID, before.Username, before.CreatedAt, before.Version
		if err := checkStaff(s, known, look); err != nil {
			return care.Entry{}, err
		}
		if !keeps(by, s, look) {
			return care.Entry{}, forbidden("staff")
		}
		was, is := before.Role == care.Admin && !before.Disabled, s.Role == care.Admin && !s.Disabled
		if was && !is && admins == 0 {
			return care.Entry{}, care.Conflict("staff.last_admin", "这是最后一个能登录的管理员，不能停用或改角色")
		}
		out = *s
		verb := "changed"
		if s.Disabled != before.Disabled {
			verb = map[bool]string{true: "disabled", false: "enabled"}[s.Disabled]
		}
		return r.staffEntry(by.ID, verb, s), nil
	})
	if err != nil {
		return care.Staff{}, err
	}
	out.Version++
	r.sessions.forgetStaff(id)
	return out, nil
}

// ChangePassword replaces the own password. Every session ends, but for those of
// the tokens in keep.
func (r *Registry) ChangePassword(ctx context.Context, staff care.Staff, old, next string, keep ...string) error {
	back, _ := r.gate.enter(string(staff.ID), "", true, r.now())
	if back == nil {
		return throttled()
	}
	if len(old) > longestPassword {
		return wrongOld()
	}
	if _, err := r.verify(ctx, staff.ID, old); errors.Is(err, care.ErrForbidden) {
		return wrongOld()
	} else if err != nil {
		return err
	}
	back()
	if old == next {
		return care.Invalid("body.new", "password.same", "新密码不能和旧密码相同")
	}
	return r.setPassword(ctx, staff.ID, staff.ID, next, "body.new", false, keep)
}

func wrongOld() error { return care.Invalid("body.old", "password.wrong", "原密码不对") }

// ResetPassword gives somebody else a new password, to be changed at the next
// sign-in. Every session of theirs ends.
func (r *Registry) ResetPassword(ctx context.Context, by care.Staff, id care.StaffID, password string) error {
	s, err := r.record.StaffMember(ctx, care.Everything, id)
	if err != nil {
		return err
	}
	if !keeps(by, &s, r.look(ctx)) {
		return care.NotFound("staff")
	}
	return r.setPassword(ctx, by.ID, id, password, "body.password", by.ID != id, nil)
}

func (r *Registry) setPassword(ctx context.Context, by, id care.StaffID, password, field string, mustChange bool, keep []string) error {
	if err := r.checkPassword(string(id), password); err != nil {
		var f *care.Fault
		if errors.As(err, &f) {
			f.Field = field
		}
		return err
	}
	encoded, err := r.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	kept := make([]string, len(keep))
	for i, token := range keep {
		kept[i] = digestOf(token)
	}
	err = r.record.ChangeStaff(ctx, id, kept, func(s *care.Staff, hash *string, _ int) (care.Entry, error) {
		*hash = encoded
		s.MustChange = mustChange
		return r.staffEntry(by, "password_changed", s), nil
	})
	r.sessions.forgetStaff(id)
	return err
}

// Bootstrap makes the first account, "admin", when there is none. With an empty
// password it generates one, which has to be changed at the first sign-in. It is
// idempotent: later starts change nothing and ignore the password.
func (r *Registry) Bootstrap(ctx context.Context, password string) (generated string, created bool, err error) {
	list, _, err := r.record.Staff(ctx, care.Everything, "", care.Page{Limit: 1})
	if err != nil || len(list) > 0 {
		return "", false, err
	}
	if password == "" {
		b := make([]byte, 10)
		_, _ = rand.Read(b) // never fails
		generated = strings.ToLower(base32.StdEncoding.EncodeToString(b))
		password = generated
	}
	_, err = r.CreateStaff(ctx, care.Staff{ID: care.System, Role: care.Admin},
		NewStaff{Username: "admin", Name: "管理员", Role: care.Admin, Password: password, MustChange: generated != ""})
	if errors.Is(err, care.ErrConflict) {
		return "", false, nil // another process was first
	}
	return generated, err == nil, err
}

func (r *Registry) checkPassword(username, password string) error {
	switch {
	case utf8.RuneCountInString(password) < r.cfg.MinPassword:
		return care.Invalid("body.password", "password.short", "密码太短")
	case len(password) > longestPassword:
		return care.Invalid("body.password", "password.long", "密码太长")
	case r.cfg.MinPassword >= 8 && strings.EqualFold(password, username):
		return care.Invalid("body.password", "password.name", "密码不能和用户名相同")
	}
	return nil
}

func (r *Registry) staffEntry(by care.StaffID, verb string, s *care.Staff) care.Entry {
	e := r.entry(by, "staff", verb, string(s.ID))
	e.RegionID, e.CenterID = s.RegionID, s.CenterID
	return e
}

func checkStaff(s *care.Staff, known map[care.RegionID]string, look *lookup) error {
	if !validUsername(string(s.ID)) {
		return care.Invalid("body.username", "staff.username", "用户名用 1 到 32 位字母、数字或 . _ -")
	}
	if s.ID == care.System {
		return care.Invalid("body.username", "staff.username", "这个用户名由平台保留")
	}
	if !slices.Contains(care.Roles, s.Role) {
		return care.Invalid("body.role", "staff.role", "没有这个角色")
	}
	if s.RegionID != "" {
		if _, ok := known[s.RegionID]; !ok {
			return care.Invalid("body.region_id", "region.unknown", "没有这个区划")
		}
	}
	if s.CenterID != "" {
		if _, err := look.center(s.CenterID); err != nil {
			return care.Invalid("body.center_id", "center.unknown", "没有这个机构")
		}
	}
	for _, v := range s.Skills {
		if !slices.Contains(care.Services, v) {
			return care.Invalid("body.skills", "staff.skills", "没有这种服务")
		}
	}
	return first(required("body.name", s.Name, 50), phone("body.phone", s.Phone), checkWorker(s, known))
}

// keeps reports whether an account is by's to keep: it is of the same site, or of a
// place within the same region. One for the whole county is nobody's who is bound to a
// part of it, or a township could make itself the county.
func keeps(by care.Staff, s *care.Staff, look *lookup) bool {
	switch {
	case by.CenterID != "":
		return s.CenterID == by.CenterID
	case by.RegionID == "":
		return true
	case s.CenterID != "":
		c, err := look.center(s.CenterID)
		return err == nil && by.RegionID.Contains(c.RegionID)
	}
	return s.RegionID != "" && by.RegionID.Contains(s.RegionID)
}

func validUsername(s string) bool {
	if len(s) == 0 || len(s) > 32 {
		return false
	}
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}
