package registry

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"yian/care"
)

// StockReport is what became of a list of devices that came into stock.
type StockReport struct {
	Made   int          `json:"made"`
	Rows   int          `json:"rows"`
	Faults []StockFault `json:"faults"`
	// Claims and Credentials are shown this once.
	Claims      []Claim      `json:"claims"`
	Credentials []Credential `json:"credentials"`
}

// StockFault is one row that could not be taken. It names the column, and never
// repeats what was in it.
type StockFault struct {
	Line   int    `json:"line"` // in the file, the header being 1
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
}

// stockColumns are the columns by every name that is understood.
var stockColumns = map[string]string{
	"id": "id", "设备编号": "id", "kind": "kind", "类型": "kind", "model": "model", "型号": "model", "secret": "secret", "密钥": "secret",
	"sim": "sim", "iccid": "sim", "sim_expires": "sim_expires", "sim到期": "sim_expires", "end_of_life": "end_of_life", "报废日期": "end_of_life",
	"gateway_id": "gateway_id", "网关": "gateway_id", "address": "address", "地址": "address",
}

const (
	mostStock   = 5000
	leastSecret = 16
)

type stockRow struct {
	device care.Device
	secret string
}

// Stock registers devices from a CSV list, each with a credential and a claim code,
// with one entry. A faulty row is reported with its line; the others are taken when
// partial, otherwise none is. [care.ErrInvalid] when it is no such list at all. It
// blocks until on disk.
func (r *Registry) Stock(ctx context.Context, by care.Staff, list io.Reader, partial bool) (StockReport, error) {
	report := StockReport{Faults: []StockFault{}, Claims: []Claim{}, Credentials: []Credential{}}
	rows, err := r.readStock(ctx, list, &report)
	if err != nil || len(rows) == 0 || len(report.Faults) > 0 && !partial {
		return report, err
	}
	devices, secrets := make([]care.Device, len(rows)), make([]string, len(rows))
	for n, row := range rows {
		devices[n] = row.device
		if row.device.GatewayID != "" {
			continue // it speaks with its gateway's credential
		}
		secret := row.secret
		if secret == "" {
			secret = newSecret()
		}
		secrets[n] = secret
		report.Credentials = append(report.Credentials, Credential{string(row.device.ID), secret})
	}
	if devices, err = r.createDevices(ctx, by, devices, secrets); err != nil {
		return StockReport{}, err
	}
	report.Made = len(devices)
	ids := make([]care.DeviceID, len(devices))
	for n := range devices {
		ids[n] = devices[n].ID
	}
	report.Claims, err = r.IssueClaims(ctx, by, ids)
	return report, err
}

func (r *Registry) readStock(ctx context.Context, list io.Reader, report *StockReport) ([]stockRow, error) {
	in := csv.NewReader(list)
	in.FieldsPerRecord, in.TrimLeadingSpace = -1, true
	head, err := in.Read()
	if err != nil {
		return nil, care.Invalid("body.csv", "stock.empty", "文件是空的，或不是 CSV 表格")
	}
	columns := make([]string, len(head))
	for n, name := range head {
		columns[n] = stockColumns[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))]
	}
	for _, need := range []string{"id", "kind"} {
		if !slices.Contains(columns, need) {
			return nil, care.Invalid("body.csv", "stock.columns", "第一行要有列名 id（设备编号）和 kind（类型）；文件请存为 UTF-8 的 CSV")
		}
	}
	var rows []stockRow
	seen := map[care.DeviceID]bool{}
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		line := 0
		if err == nil {
			line, _ = in.FieldPos(0)
		}
		fault := func(column, reason string) { report.Faults = append(report.Faults, StockFault{line, column, reason}) }
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				line = bad.Line
			}
			fault("", "引号不成对，这一行读不出来")
			continue
		}
		if report.Rows++; report.Rows > mostStock {
			return nil, care.Invalid("body.csv", "stock.count", "一次最多导入 5000 台，请分几个文件")
		}
		row := stockRow{}
		for n, value := range fields {
			if n < len(columns) {
				row.set(columns[n], strings.TrimSpace(value))
			}
		}
		if column, reason := r.checkStock(ctx, &row, seen); reason != "" {
			fault(column, reason)
			continue
		}
		seen[row.device.ID] = true
		rows = append(rows, row)
	}
}

func (s *stockRow) set(column, value string) {
	d := &s.device
	switch column {
	case "id":
		d.ID = care.DeviceID(value)
	case "kind":
		d.Kind = value
	case "model":
		d.Model = value
	case "secret":
		s.secret = value
	case "sim":
		d.SIM = value
	case "sim_expires":
		d.SIMExpires = value
	case "end_of_life":
		d.EndOfLife = value
	case "gateway_id":
		d.GatewayID = care.DeviceID(value)
	case "address":
		d.Address = value
	}
}

// checkStock says what is wrong with a row, in which column; no reason when nothing
// is.
func (r *Registry) checkStock(ctx context.Context, row *stockRow, seen map[care.DeviceID]bool) (column, reason string) {
	d := &row.device
	if err := checkDevice(d); err != nil {
		var f *care.Fault
		if errors.As(err, &f) {
			return strings.TrimPrefix(f.Field, "body."), f.Detail
		}
		return "", "这一行不能用"
	}
	switch {
	case row.secret != "" && len(row.secret) < leastSecret:
		return "secret", "密钥至少 16 位；留空则由平台生成"
	case row.secret != "" && text("", row.secret, 128) != nil:
		return "secret", "密钥太长，或含有无法识别的字符"
	case seen[d.ID]:
		return "id", "与前面一行的设备编号重复"
	case d.GatewayID != "" && !seen[d.GatewayID] && r.devices.get(d.GatewayID) == nil:
		return "gateway_id", "没有这个网关；网关要先登记，或写在它的设备前面"
	}
	if _, err := r.record.Device(ctx, care.Everything, d.ID); err == nil {
		return "id", "这个设备编号已经登记过"
	}
	return "", ""
}
