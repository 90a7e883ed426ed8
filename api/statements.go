package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/dispatch/visits"
)

// accounting is whoever sees what providers are owed; a provider's manager the own.
var accounting = roles(care.Manager, care.Leader, care.Admin, care.Auditor)

// StatementView is a statement with the names that screens show.
type StatementView struct {
	visits.Statement
	Lines []StatementLine `json:"lines"`
}

// StatementLine is one visit of a statement.
type StatementLine struct {
	visits.Line
	ElderName  string `json:"elder_name,omitempty"`
	WorkerName string `json:"worker_name,omitempty"`
	Minutes    int    `json:"minutes"`
}

func (s *Server) statements(r *routes) {
	type monthIn struct {
		Month    string          `query:"month" required:"true" maxLength:"7" doc:"2026-11"`
		Provider care.ProviderID `query:"provider_id" required:"true" maxLength:"40"`
	}
	add(r, accounting, get("/statements", "get-statement", "What a provider is owed for the visits of a month, each with its grade"),
		func(ctx context.Context, by care.Staff, in *monthIn) (*out[StatementView], error) {
			v, err := s.statement(ctx, by, in.Provider, in.Month)
			return &out[StatementView]{Body: v}, err
		})
	add(r, accounting, get("/providers", "list-providers", "Organisations whose workers carry out orders; a manager sees the own"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[care.Provider]], error) {
			found, err := s.deps.Visits.Providers(ctx, by)
			return list(found, ""), err
		})
	type saveIn struct {
		ID   care.ProviderID `path:"id" maxLength:"40" pattern:"^[a-z0-9-]+$"`
		Body struct {
			Name       string          `json:"name" minLength:"1" maxLength:"100"`
			Contract   string          `json:"contract,omitempty" maxLength:"100"`
			From       string          `json:"from,omitempty" maxLength:"10"`
			Until      string          `json:"until,omitempty" maxLength:"10"`
			CenterIDs  []care.CenterID `json:"center_ids" maxItems:"500"`
			WorkerIDs  []care.StaffID  `json:"worker_ids" maxItems:"2000"`
			ManagerIDs []care.StaffID  `json:"manager_ids" maxItems:"50"`
			Version    int64           `json:"version" minimum:"0" doc:"of the row as it was read; 0 for a new one"`
		}
	}
	add(r, admin, put("/providers/{id}", "save-provider", "Enter a provider, or change one"),
		func(ctx context.Context, by care.Staff, in *saveIn) (*out[care.Provider], error) {
			b := in.Body
			p, err := s.deps.Visits.SaveProvider(ctx, by, care.Provider{ID: in.ID, Name: b.Name, Contract: b.Contract, From: b.From, Until: b.Until, CenterIDs: b.CenterIDs,
				WorkerIDs: b.WorkerIDs, ManagerIDs: b.ManagerIDs, Version: b.Version})
			return &out[care.Provider]{Body: p}, err
		})
	add(r, accounting, get("/visit-policies", "list-visit-policies", "From which day which grades are not paid for, oldest first"),
		func(ctx context.Context, _ care.Staff, _ *struct{}) (*out[List[care.VisitPolicy]], error) {
			found, err := s.deps.Visits.Policies(ctx)
			return list(found, ""), err
		})
	type policyIn struct {
		From string `path:"from" maxLength:"10"`
		Body struct {
			Unpaid      []care.VisitGrade `json:"unpaid" maxItems:"4" enum:"A,B,C,D"`
			WeakPercent *int              `json:"weak_percent,omitempty" minimum:"0" maximum:"100" doc:"share of the weak visits that somebody is asked about; absent: 20. One of each worker and month always is, and all while C is not paid for"`
			Basis       string            `json:"basis,omitempty" maxLength:"200"`
		}
	}
	add(r, admin, put("/visit-policies/{from}", "save-visit-policy", "Which grades are not paid for from a day on, until somebody has looked"),
		func(ctx context.Context, by care.Staff, in *policyIn) (*out[care.VisitPolicy], error) {
			p, err := s.deps.Visits.SavePolicy(ctx, by, care.VisitPolicy{From: in.From, Unpaid: in.Body.Unpaid, WeakPercent: in.Body.WeakPercent, Basis: in.Body.Basis})
			return &out[care.VisitPolicy]{Body: p}, err
		})
	r.raw(accounting, http.MethodGet, "/api/v1/export/statement.csv", s.statementTable)
}

func (s *Server) statement(ctx context.Context, by care.Staff, id care.ProviderID, month string) (StatementView, error) {
	st, err := s.deps.Visits.Statement(ctx, by, id, month)
	if err != nil {
		return StatementView{}, err
	}
	var elders []care.ElderID
	for _, l := range st.Lines {
		if l.ElderID != "" {
			elders = append(elders, l.ElderID)
		}
	}
	people, err := s.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return StatementView{}, err
	}
	v := StatementView{Statement: st, Lines: make([]StatementLine, len(st.Lines))}
	for i, l := range st.Lines {
		v.Lines[i] = StatementLine{Line: l, ElderName: people[l.ElderID].Name, WorkerName: s.views.staffName(ctx, l.WorkerID), Minutes: l.Visit.Minutes()}
	}
	s.deps.Registry.Viewed(by.ID, "statement", string(id)+" "+month)
	return v, nil
}

var heldNames = map[string]string{"": "", "grade": "评级待核实", "not_final": "评级未定", "trial": "试运行"}

var lotNames = map[care.VisitLot]string{"": "", care.LotDrawn: "抽中", care.LotSpared: "未抽中"}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func (s *Server) statementTable(c *fiber.Ctx) error {
	by := staffOf(c.UserContext())
	month, id := strings.Clone(c.Query("month")), care.ProviderID(strings.Clone(c.Query("provider_id")))
	if len(month) > 7 || len(id) > 40 {
		return sendProblem(c, problem(http.StatusUnprocessableEntity, "query.invalid", "月份或承接单位不对"))
	}
	v, err := s.statement(c.UserContext(), by, id, month)
	if err != nil {
		return sendProblem(c, problemOf(err, s.deps.Log))
	}
	table := [][]string{{"工单", "服务", "老人", "服务人员", "开始", "结束", "分钟", "评级", "价格（元）", "补贴（元）", "个人自付（元）", "已收（元）", "已退（元）", "计入结算", "未计入原因", "回访"}}
	yes := map[bool]string{true: "是", false: "否"}
	for _, l := range v.Lines {
		table = append(table, []string{l.Number, care.ServiceName(l.Service), l.ElderName, l.WorkerName, stampOf(l.StartAt), stampOf(l.EndAt), strconv.Itoa(l.Minutes), string(l.Grade),
			yuan(l.PriceFen), yuan(l.SubsidyFen), yuan(l.OwnFen), yuan(l.CollectedFen), yuan(l.RefundedFen), yes[l.Paid], heldNames[l.Held], lotNames[l.Lot]})
	}
	table = append(table, []string{fmt.Sprintf("合计 %d/%d", v.Paid, v.Done), "", "", "", "", "", "", "", yuan(v.PriceFen), yuan(v.SubsidyFen), yuan(v.OwnFen), yuan(v.CollectedFen), yuan(v.RefundedFen), "", "", fmt.Sprintf("C 级抽查 %d/%d", v.Drawn, v.Weak)})
	s.deps.Registry.Viewed(by.ID, "export", "statement.csv "+month+" "+string(id))
	return sendCSV(c, "statement.csv", month, table)
}

// describeStatement adds the table to the document. It is idempotent.
func describeStatement(doc *huma.OpenAPI) {
	const path = "/api/v1/export/statement.csv"
	if doc.Paths[path] != nil {
		return
	}
	text := &huma.Schema{Type: "string"}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: "export-statement", Summary: "What a provider is owed for a month, as a table",
		Security:   []map[string][]string{{"session": {}}, {"bearer": {}}},
		Extensions: map[string]any{"x-roles": accounting.roles},
		Parameters: []*huma.Param{{Name: "month", In: "query", Schema: text}, {Name: "provider_id", In: "query", Schema: text}},
		Responses: map[string]*huma.Response{
			"200": {Description: "The table, with a first line of names", Content: map[string]*huma.MediaType{"text/csv": {Schema: text}}},
			"401": refused("Unauthorized"), "403": refused("Forbidden"), "404": refused("Not Found"), "422": refused("Unprocessable Entity"),
		},
	})
}
