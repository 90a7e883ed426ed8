package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yian/care"
	"yian/registry"
)

// workers is how many there are besides the account "worker"; each keeps a station,
// too.
const workers = 40

// workerName is the user name of the n-th of them.
func workerName(n int) care.StaffID { return care.StaffID(fmt.Sprintf("worker%02d", n+2)) }

// enterStaff makes one account per role, named like the role, and people enough
// for every township. All share one hash: their password is printed on the screen
// anyway, and hashing it sixty times would cost more than all the rest.
func (b *builder) enterStaff(ctx context.Context) error {
	hash, err := b.Registry.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	var all []registry.NewStaff
	add := func(username, name string, role care.Role, region care.RegionID, center care.CenterID, skills ...care.Service) {
		all = append(all, registry.NewStaff{Username: username, Name: name + "（样例）", Role: role, RegionID: region, CenterID: center,
			Phone: b.phone(), Skills: skills, PasswordHash: hash})
	}
	add("operator", "话务员小周", care.Operator, "", "")
	add("supervisor", "值班长老吴", care.Supervisor, "", "")
	add("leader", "陈局长", care.Leader, "", "")
	add("admin", "管理员小何", care.Admin, "", "")
	add("auditor", "审计员小郭", care.Auditor, "", "")
	add("manager", "院长"+fullName(b, true), care.Manager, "", b.houses[1].ID)
	add("worker", "服务员"+fullName(b, true), care.Worker, b.townships[1].ID, "")
	b.qualify(&all[len(all)-1], 1)
	add("operator2", "话务员小徐", care.Operator, "", "")
	for i := range b.houses {
		if i != 1 {
			add(fmt.Sprintf("manager%02d", i+1), "院长"+fullName(b, i%2 == 0), care.Manager, "", b.houses[i].ID)
		}
	}
	skills := [][]care.Service{nil, {care.Meal, care.Cleaning, care.Shopping, care.Companionship, care.Emergency},
		{care.Bathing, care.Cleaning, care.VisitService, care.Emergency}, {care.Medical, care.Appointment, care.Emergency, care.VisitService}}
	for i := range workers {
		t := i % len(b.townships)
		add(string(workerName(i)), b.keepers[i].name, care.Worker, b.townships[t].ID, "", skills[i/len(b.townships)%len(skills)]...)
		all[len(all)-1].Phone = b.keepers[i].phone
		b.qualify(&all[len(all)-1], i)
	}
	for i, nurse := range nurses {
		house := b.houses[nurse.house]
		add(nurse.id, nurse.name, care.Worker, house.RegionID, house.ID, care.Drill)
		b.qualify(&all[len(all)-1], workers+1+i)
	}
	if b.county.Staff, err = b.Registry.CreateStaffs(ctx, author, all); err != nil {
		return err
	}
	return b.plainPhones(ctx)
}

// plainPhones gives every sixth keeper a phone that only rings.
func (b *builder) plainPhones(ctx context.Context) error {
	for i := 4; i < workers; i += 6 {
		w, err := b.Registry.UpdateStaff(ctx, author, workerName(i), func(s *care.Staff) error {
			s.PhoneKind = care.PlainPhone
			return nil
		})
		if err != nil {
			return err
		}
		at := slices.IndexFunc(b.county.Staff, func(s care.Staff) bool { return s.ID == w.ID })
		b.county.Staff[at] = w
	}
	return nil
}

// qualify gives a worker the certificates of the services, zones and hours. Of some a
// certificate ends soon, and of one it has ended: without them the lists would have
// nothing to show.
func (b *builder) qualify(w *registry.NewStaff, n int) {
	day := func(days int) string { return b.opts.Now.In(care.Shanghai).AddDate(0, 0, days).Format(time.DateOnly) }
	health := care.Certificate{Name: "健康证", Number: fmt.Sprintf("样例%04d", n+1), Expires: day(120 + n*7)}
	switch {
	case n == 17:
		health.Expires = day(-3)
	case n%13 == 4:
		health.Expires = day(9 + n)
	}
	w.Certificates = []care.Certificate{health}
	able := care.Staff{Skills: w.Skills}
	if able.Able(care.Bathing) {
		w.Certificates = append(w.Certificates, care.Certificate{Name: "助浴培训证"})
	}
	if able.Able(care.Medical) && n%3 == 0 || len(w.Skills) > 0 && w.Skills[0] == care.Medical {
		w.Certificates = append(w.Certificates, care.Certificate{Name: "护士执业证", Expires: day(800 + n)})
	}
	w.Gender = []string{"female", "female", "male"}[n%3]
	if n%8 == 2 {
		w.Carries = []string{"清真"}
	}
	if n%5 == 3 {
		w.Hours = &care.WorkHours{From: "06:30", Until: "16:30"}
	}
}
