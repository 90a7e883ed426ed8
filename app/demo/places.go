package demo

import (
	"context"
	"fmt"

	"yian/care"
)

// countyCode is the sample county's: no county has it.
const countyCode care.RegionID = "990101"

// The middle of a county that is on no map.
const countyLat, countyLon = 33.35, 116.85

// townshipNames are made up; the first is the development zone.
var townshipNames = []string{"开发区", "清河镇", "柳林镇", "石桥镇", "安平镇", "双庙镇", "永宁镇", "高塘镇",
	"南湖镇", "北岭乡", "青山乡", "白沙乡", "桃园乡", "龙泉乡", "东湾乡", "大河乡"}

// villageNames are ten to a township, 160 in all, one station each.
var villageNames = []string{"前进", "团结", "新庄", "大李", "王楼", "张桥", "柳湾", "高岗", "胡营", "南坡"}

// demonstration are the townships whose care home is a demonstration home (智慧示范院),
// with how many beds are commissioned, planned and blocked.
var demonstration = map[int]struct{ beds, planned, blocked int }{
	1: {88, 4, 4}, 4: {56, 0, 4}, 8: {30, 10, 0},
}

func (b *builder) enterRegions(ctx context.Context) error {
	all := []care.Region{{ID: countyCode, Name: "样例县", DutyName: "县养老服务值班室（样例）", DutyPhone: b.phone()}}
	for i, name := range townshipNames {
		t := care.Region{ID: care.RegionID(fmt.Sprintf("%s%03d", countyCode, 100+i)), Name: name,
			DutyName: surnames[i%len(surnames)] + "主任（样例）", DutyPhone: b.phone()}
		b.townships = append(b.townships, t)
		all = append(all, t)
	}
	for i, t := range b.townships {
		for k, name := range villageNames {
			suffix := "村"
			if i == 0 {
				suffix = "社区"
			}
			v := care.Region{ID: care.RegionID(fmt.Sprintf("%s%03d", t.ID, 200+k)), Name: name + suffix}
			b.villages = append(b.villages, v)
			all = append(all, v)
		}
	}
	b.county.Region = countyCode
	_, err := b.Registry.CreateRegions(ctx, author, all)
	return err
}

// enterSites enters every site of the county. Townships lie in a ring around the
// county town.
func (b *builder) enterSites(ctx context.Context) error {
	for i := range b.townships {
		lat, lon := b.near(round(countyLat+0.06*float64(i/4-1)-0.03), round(countyLon+0.07*float64(i%4-1)-0.03), 2)
		b.townshipSites(i, lat, lon)
		for k := range villageNames {
			b.villageSites(i, k, lat, lon)
		}
	}
	b.site(care.Center{ID: "rehab", Kind: care.Rehab, Name: "样例县老年医养康复中心", RegionID: b.townships[0].ID, Address: "开发区康复路 9 号",
		Lat: round(countyLat), Lon: round(countyLon)}, fullName(b, false))
	_, err := b.Registry.CreateCenters(ctx, author, b.sites)
	return err
}

// site notes a site to be entered, with its head or keeper.
func (b *builder) site(c care.Center, keeper string) care.Center {
	c.KeeperName, c.KeeperPhone = keeper+"（样例）", b.phone()
	b.sites = append(b.sites, c)
	return c
}

// townshipSites are the guidance centre and the care home, and in every fourth
// township a day-care centre.
func (b *builder) townshipSites(i int, lat, lon *float64) {
	t := b.townships[i]
	b.site(care.Center{ID: care.CenterID(fmt.Sprintf("guidance-%02d", i)), Kind: care.Guidance, Name: t.Name + "智慧养老服务指导中心", RegionID: t.ID,
		Address: t.Name + "政府院内", Lat: lat, Lon: lon}, fullName(b, false))
	house := care.Center{ID: care.CenterID(fmt.Sprintf("house-%02d", i)), Kind: care.CareHome, Name: t.Name + "敬老院", RegionID: t.ID,
		Address: t.Name + "敬老路 1 号", Designations: []string{"三合一"}}
	if _, ok := demonstration[i]; ok {
		house.Name, house.Designations = t.Name+"智慧养老示范院", []string{"三合一", "智慧示范院"}
	}
	house.Lat, house.Lon = b.near(lat, lon, 1)
	b.houses = append(b.houses, b.site(house, fullName(b, false)))
	if i%4 == 0 {
		b.site(care.Center{ID: care.CenterID(fmt.Sprintf("day-%02d", i)), Kind: care.DayCare, Name: t.Name + "日间照料中心", RegionID: t.ID,
			Address: t.Name + "文化广场", Designations: []string{"示范点"}, Lat: lat, Lon: lon}, fullName(b, true))
	}
}

// villageSites are the station of the k-th village of a township, and a branch of
// the care home in nineteen of them.
func (b *builder) villageSites(i, k int, lat, lon *float64) {
	t, n := b.townships[i], i*len(villageNames)+k
	v := b.villages[n]
	st := care.Center{ID: care.CenterID(fmt.Sprintf("station-%03d", n)), Kind: care.Station, Name: t.Name + v.Name + "养老服务站", RegionID: v.ID,
		Address: v.Name + "村部旁"}
	if n < 24 {
		st.Designations = []string{"五合一"}
	}
	st.Lat, st.Lon = b.near(lat, lon, 4)
	keeper := fullName(b, k%2 == 0)
	account := k*len(townshipNames) + i
	if account < workers { // the keepers of the first villages have accounts
		st.KeeperStaff = workerName(account)
	}
	st = b.site(st, keeper)
	if account < workers {
		b.keepers[account] = person{keeper, st.KeeperPhone}
	}
	b.stations = append(b.stations, st)
	if k == 3 || k == 7 && i < 3 {
		b.site(care.Center{ID: care.CenterID(fmt.Sprintf("branch-%03d", n)), Kind: care.Branch, Name: t.Name + v.Name + "分院", RegionID: v.ID,
			Address: v.Name, Lat: st.Lat, Lon: st.Lon}, fullName(b, true))
	}
}
