package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/supervision"
)

// minuteColumns are the columns of minutes, in the words of the screen.
var minuteColumns = []string{"总分钟", "受保护", "未保护", "不明", "电池", "网关", "停电", "网络或设备", "平台自身", "其中消息服务器", "外出", "没有按钮"}

func minuteCells(m care.Minutes) []string {
	cells := make([]string, 0, len(minuteColumns))
	for _, n := range []int64{m.Total(), m.Protected, m.Unprotected, m.Unknown, m.Battery, m.Gateway, m.Power, m.Network, m.Platform, m.Broker, m.Away, m.Button} {
		cells = append(cells, strconv.FormatInt(n, 10))
	}
	return cells
}

// exports are tables to take along; each is a view, and noted as one.
func (s *Server) exports(r *routes) {
	for name, draw := range map[string]func(*fiber.Ctx, care.Staff, string, care.RegionID) ([][]string, error){
		"protection/villages.csv": s.villagesTable, "protection/homes.csv": s.homesTable, "proofs.csv": s.proofsTable,
	} {
		r.raw(ledgerRule, http.MethodGet, "/api/v1/export/"+name, func(c *fiber.Ctx) error {
			by := staffOf(c.UserContext())
			month, region := strings.Clone(c.Query("month")), care.RegionID(strings.Clone(c.Query("region_id")))
			if month == "" {
				month = s.deps.Now().In(care.Shanghai).Format("2006-01")
			}
			if len(month) > 7 || len(region) > 12 {
				return sendProblem(c, problem(http.StatusUnprocessableEntity, "query.invalid", "月份或行政区划不对"))
			}
			table, err := draw(c, by, month, region)
			if err != nil {
				return sendProblem(c, problemOf(err, s.deps.Log))
			}
			s.deps.Registry.Viewed(by.ID, "export", name+" "+month+" "+string(region))
			return sendCSV(c, name, month, table)
		})
	}
}

func sendCSV(c *fiber.Ctx, name, month string, table [][]string) error {
	var b bytes.Buffer
	b.WriteString("\ufeff") // or spreadsheets read Chinese as something else
	w := csv.NewWriter(&b)
	for _, row := range table {
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s-%s"`, month, name[strings.LastIndex(name, "/")+1:]))
	return c.Send(b.Bytes())
}

// harmless keeps a spreadsheet from taking text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func (s *Server) villagesTable(c *fiber.Ctx, by care.Staff, month string, region care.RegionID) ([][]string, error) {
	ctx := c.UserContext()
	m, err := s.deps.Ledger.Month(ctx, by.Scope(), month, region)
	if err != nil {
		return nil, err
	}
	table := [][]string{append([]string{"月份", "截至", "乡镇", "村", "户数", "户·天"}, minuteColumns...)}
	row := func(township, village string, homes, days int, minutes care.Minutes) {
		table = append(table, append([]string{m.Month, stampOf(&m.To), township, village, strconv.Itoa(homes), strconv.Itoa(days)}, minuteCells(minutes)...))
	}
	days := 0
	for _, p := range m.Places {
		township, village := s.views.places(ctx, p.RegionID)
		row(township, village, p.Homes, p.HomeDays, p.Minutes)
		days += p.HomeDays
	}
	row("合计", "", m.Homes, days, m.Total)
	return table, nil
}

func (s *Server) homesTable(c *fiber.Ctx, by care.Staff, month string, region care.RegionID) ([][]string, error) {
	ctx := c.UserContext()
	found, err := s.deps.Ledger.Homes(ctx, by.Scope(), month, region, true)
	if err != nil {
		return nil, err
	}
	where, err := s.views.homePlaces(ctx, homesOf(found, func(h *supervision.HomeMinutes) (care.HouseholdID, care.RegionID) { return h.HouseholdID, h.RegionID }))
	if err != nil {
		return nil, err
	}
	table := [][]string{append([]string{"户编号", "乡镇", "村", "地址"}, minuteColumns...)}
	for _, h := range found {
		p := where[h.HouseholdID]
		table = append(table, append([]string{string(h.HouseholdID), p.Township, p.Village, p.Address}, minuteCells(h.Minutes)...))
	}
	return table, nil
}

func (s *Server) proofsTable(c *fiber.Ctx, by care.Staff, month string, region care.RegionID) ([][]string, error) {
	ctx := c.UserContext()
	found, err := s.deps.Ledger.EveryProof(ctx, by.Scope(), month, region)
	if err != nil {
		return nil, err
	}
	where, err := s.views.homePlaces(ctx, homesOf(found, func(p *care.Proof) (care.HouseholdID, care.RegionID) { return p.Household, p.Region }))
	if err != nil {
		return nil, err
	}
	table := [][]string{{"户编号", "乡镇", "村", "地址", "设备", "型号", "呼叫类型", "是否试呼", "按下", "收到", "入库", "告知设备", "设备确认", "一次成功"}}
	yes := map[bool]string{true: "是", false: "否"}
	for i := range found {
		p := &found[i]
		w := where[p.Household]
		table = append(table, []string{string(p.Household), w.Township, w.Village, w.Address, string(p.Device), p.Model, string(p.Kind), yes[p.Test],
			stampOf(&p.PressedAt), stampOf(&p.ReceivedAt), stampOf(p.RecordedAt), stampOf(p.ToldAt), stampOf(p.ConfirmedAt), yes[p.First]})
	}
	return table, nil
}

// describeExports adds the tables, which are no JSON operations, to the document. It
// is idempotent.
func describeExports(doc *huma.OpenAPI) {
	for name, summary := range map[string]string{
		"protection/villages.csv": "The minutes of a month by village", "protection/homes.csv": "The minutes of a month home by home", "proofs.csv": "The presses of a month",
	} {
		path := "/api/v1/export/" + name
		if doc.Paths[path] != nil {
			continue
		}
		doc.AddOperation(&huma.Operation{
			Method: http.MethodGet, Path: path, OperationID: "export-" + strings.NewReplacer("/", "-", ".", "-").Replace(name), Summary: summary,
			Security:   []map[string][]string{{"session": {}}, {"bearer": {}}},
			Extensions: map[string]any{"x-roles": ledgerRule.roles},
			Parameters: []*huma.Param{{Name: "month", In: "query", Schema: &huma.Schema{Type: "string"}}, {Name: "region_id", In: "query", Schema: &huma.Schema{Type: "string"}}},
			Responses: map[string]*huma.Response{
				"200": {Description: "The table, with a first line of names", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: "string"}}}},
				"401": refused("Unauthorized"), "403": refused("Forbidden"), "422": refused("Unprocessable Entity"),
			},
		})
	}
}

func refused(why string) *huma.Response {
	return &huma.Response{Description: why, Content: map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}}}
}
