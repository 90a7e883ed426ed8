package demo

import (
	"context"
	"fmt"

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
	}
	b.county.Staff, err = b.Registry.CreateStaffs(ctx, author, all)
	return err
}
