package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/url"
	"strings"
	"time"

	"yian/care"
)

// dueDays is how long before its end something is on a list.
const dueDays = 30

// dueOn is the day until which an end counts as near.
func (s *Server) dueOn() string {
	return s.deps.Now().In(care.Shanghai).AddDate(0, 0, dueDays).Format(time.DateOnly)
}

// DueCounts is how many devices need somebody, by why.
type DueCounts struct {
	SIM       int `json:"sim"`
	EndOfLife int `json:"end_of_life"`
	Proof     int `json:"proof" doc:"in a home and not in service"`
	Moved     int `json:"moved"`
}

// csvFile is a list as a spreadsheet takes it.
type csvFile struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func newCSV(name string, body []byte) *csvFile {
	return &csvFile{Type: "text/csv; charset=utf-8", Disposition: "attachment; filename*=UTF-8''" + url.PathEscape(name), Body: body}
}

// dues are the lists, with what they are called.
var dues = []struct {
	due  care.DeviceDue
	name string
}{{care.DueSIM, "流量卡"}, {care.DueEndOfLife, "到期更换"}, {care.DueProof, "未投入使用"}, {care.DueMoved, "疑似搬动"}}

func (s *Server) dueDevices(r *routes) {
	add(r, seeDevices, get("/due-devices", "count-due-devices", "How many devices need somebody, by why"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[DueCounts], error) {
			var n DueCounts
			for due, into := range map[care.DeviceDue]*int{care.DueSIM: &n.SIM, care.DueEndOfLife: &n.EndOfLife, care.DueProof: &n.Proof, care.DueMoved: &n.Moved} {
				var err error
				if *into, err = s.deps.Registry.CountDevices(ctx, by.Scope(), care.DeviceQuery{Due: due, On: s.dueOn()}); err != nil {
					return nil, err
				}
			}
			return &out[DueCounts]{Body: n}, nil
		})
	type exportIn struct {
		Due care.DeviceDue `query:"due" required:"true" enum:"sim,end_of_life,proof,moved"`
	}
	add(r, seeDevices, get("/due-devices/export", "export-due-devices", "One of these lists as CSV, with where each device is"),
		func(ctx context.Context, by care.Staff, in *exportIn) (*csvFile, error) {
			return s.dueFile(ctx, by, in.Due)
		})
}

func (s *Server) dueFile(ctx context.Context, by care.Staff, due care.DeviceDue) (*csvFile, error) {
	all, err := s.allDue(ctx, by, due)
	if err != nil {
		return nil, err
	}
	var ids []care.HouseholdID
	for _, d := range all {
		if d.HouseholdID != "" {
			ids = append(ids, d.HouseholdID)
		}
	}
	homes, err := s.deps.Shelf.HouseholdCards(ctx, ids)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // or a spreadsheet takes Chinese for something else
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"设备编号", "类型", "型号", "状态", "乡镇", "村", "地址", "安装位置", "流量卡", "流量卡到期", "欠费", "更换期限", "疑似搬动"})
	for _, d := range all {
		township, village := s.views.places(ctx, d.RegionID)
		h := homes[d.HouseholdID]
		if d.HouseholdID != "" {
			s.deps.Registry.Viewed(by.ID, "household", string(d.HouseholdID))
		}
		arrears, moved := "", ""
		if d.SIMArrears {
			arrears = "是"
		}
		if d.MovedAt != nil {
			moved = d.MovedAt.In(care.Shanghai).Format("2006-01-02 15:04")
		}
		row := []string{string(d.ID), d.Kind, d.Model, stateWords[d.State], township, village, h.Address, d.Location, d.SIM, d.SIMExpires, arrears, d.EndOfLife, moved}
		for i := range row {
			row[i] = plainCell(row[i])
		}
		_ = w.Write(row)
	}
	w.Flush() // a buffer takes everything
	name := string(due)
	for _, one := range dues {
		if one.due == due {
			name = one.name
		}
	}
	return newCSV(name+"-"+s.deps.Now().In(care.Shanghai).Format("20060102")+".csv", b.Bytes()), nil
}

func (s *Server) allDue(ctx context.Context, by care.Staff, due care.DeviceDue) ([]care.Device, error) {
	var all []care.Device
	for page := (care.Page{Limit: 500}); ; {
		list, next, err := s.deps.Registry.Devices(ctx, by.Scope(), care.DeviceQuery{Due: due, On: s.dueOn()}, page)
		if err != nil {
			return nil, err
		}
		if all = append(all, list...); next == "" {
			return all, nil
		}
		page.Cursor = next
	}
}

// stateWords are the states of a device as people say them.
var stateWords = map[care.DeviceState]string{"": "已登记", care.DeviceRegistered: "已登记", care.DeviceClaimed: "装机中", care.DeviceInService: "在用",
	care.DeviceSuspended: "待复核", care.DeviceRetired: "停用"}

// plainCell keeps a spreadsheet from taking text for a formula, and a long number for
// a rounded one.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) || len(s) > 15 && strings.Trim(s, "0123456789") == "" {
		return "'" + s
	}
	return s
}
