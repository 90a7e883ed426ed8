package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"yian/care"
)

const (
	mostSources = 100
	mostFormer  = 20 // filters that a source had before
	mostField   = 100
	mostCut     = 10
)

// sourceCache answers for every source without touching the record, and tells
// whoever listens.
type sourceCache struct {
	rows  atomic.Pointer[[]care.Source]
	stale atomic.Bool // somebody changed one

	mu        sync.Mutex // guards a reading of the record, and telling
	listeners []func([]care.Source)
}

func (c *sourceCache) all() []care.Source {
	if rows := c.rows.Load(); rows != nil {
		return *rows
	}
	return nil
}

// OnSources calls f with every source once they are read, and at each change in
// whichever process. f must not block or change them. Add listeners before Load.
func (r *Registry) OnSources(f func([]care.Source)) {
	r.sources.listeners = append(r.sources.listeners, f)
}

// loadSources reads every source into memory and tells. It blocks.
func (r *Registry) loadSources(ctx context.Context) error {
	c := &r.sources
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stale.Store(false)
	rows, err := r.record.Sources(ctx)
	if err != nil {
		c.stale.Store(true)
		return err
	}
	c.rows.Store(&rows)
	for _, f := range c.listeners {
		f(rows)
	}
	return nil
}

// followSources reads again what somebody changed.
func (r *Registry) followSources(ctx context.Context) {
	if !r.sources.stale.Load() {
		return
	}
	if err := r.loadSources(ctx); err != nil {
		r.log.Warn("sources not refreshed", "err", err)
	}
}

// Sources lists every source, in order of id.
func (r *Registry) Sources(ctx context.Context) ([]care.Source, error) { return r.record.Sources(ctx) }

// SourceOf returns the enabled source whose topic it is, from memory.
func (r *Registry) SourceOf(topic string) (source care.Source, ok bool) {
	rows := r.sources.all()
	for i := range rows {
		if rows[i].Enabled && rows[i].Matches(topic) {
			return rows[i], true
		}
	}
	return care.Source{}, false
}

// CreateSource adds a source.
func (r *Registry) CreateSource(ctx context.Context, by care.Staff, s care.Source) (care.Source, error) {
	if err := mayKeepSources(by); err != nil {
		return care.Source{}, err
	}
	s.Former, s.CreatedAt, s.Version = nil, r.now(), 0
	if !care.ValidDeviceID(string(s.ID)) || len(s.ID) > 40 {
		return care.Source{}, care.Invalid("body.id", "id.invalid", "接入源编号只能用字母、数字、下划线和短横线，1 到 40 位")
	}
	if err := r.CheckSource(ctx, &s); err != nil {
		return care.Source{}, err
	}
	err := r.record.CreateSource(ctx, &s, func(others []care.Source) (care.Entry, error) {
		if len(others) >= mostSources {
			return care.Entry{}, care.Conflict("source.too_many", "接入源最多 100 个，请合并过滤器")
		}
		return r.sourceEntry(by, "created", &s), apart(&s, others)
	})
	if err != nil {
		return care.Source{}, taken(err, "source", "接入源编号已被使用")
	}
	r.sourcesChanged(ctx)
	return s, nil
}

// ChangeSource changes a source; its id stays. Devices are heard on the new topics
// within seconds, in every process.
func (r *Registry) ChangeSource(ctx context.Context, by care.Staff, id care.SourceID, change func(*care.Source) error) (care.Source, error) {
	if err := mayKeepSources(by); err != nil {
		return care.Source{}, err
	}
	var out care.Source
	err := r.record.ChangeSource(ctx, id, func(s *care.Source, others []care.Source) (care.Entry, error) {
		before := *s
		if err := change(s); err != nil {
			return care.Entry{}, err
		}
		s.ID, s.CreatedAt, s.Version, s.Former = before.ID, before.CreatedAt, before.Version, former(&before, s)
		// What is switched off need not fit any more: a gateway may be gone.
		if s.Enabled || !before.Enabled {
			if err := r.CheckSource(ctx, s); err != nil {
				return care.Entry{}, err
			}
		}
		verb := "changed"
		switch {
		case before.Enabled && !s.Enabled:
			verb = "disabled"
		case s.Enabled && !before.Enabled:
			verb = "enabled"
		}
		out = *s
		return r.sourceEntry(by, verb, s), apart(s, others)
	})
	if err != nil {
		return care.Source{}, err
	}
	out.Version++
	r.sourcesChanged(ctx)
	return out, nil
}

// sourcesChanged makes a change that is on disk known here. When it cannot be read
// now, it is in a moment.
func (r *Registry) sourcesChanged(ctx context.Context) {
	r.sources.stale.Store(true)
	r.followSources(ctx)
}

// mayKeepSources: topics belong to no place, so neither does whoever keeps them.
func mayKeepSources(by care.Staff) error {
	if sc := by.Scope(); sc.Center != "" || sc.Region != "" {
		return &care.Fault{Kind: care.ErrForbidden, Code: "source.outside", Detail: "接入源不属于任何辖区，只有全县的管理员可以维护"}
	}
	return nil
}

func (r *Registry) sourceEntry(by care.Staff, verb string, s *care.Source) care.Entry {
	e := r.entry(by.ID, "source", verb, string(s.ID))
	e.Note = s.Decoder + " " + s.Filter
	switch s.Find {
	case care.FindTopic:
		e.Note += " level " + strconv.Itoa(s.Level)
	case care.FindField:
		e.Note += " field " + s.Field
	}
	if s.GatewayID != "" {
		e.Note += " gateway " + string(s.GatewayID)
	}
	if s.AccountID != "" {
		e.Note += " account " + string(s.AccountID)
	}
	return e
}

// former are the filters that sessions at the broker may still hold.
func former(before, now *care.Source) []string {
	list := slices.DeleteFunc(slices.Clone(before.Former), func(f string) bool { return f == now.Filter || f == before.Filter })
	if before.Filter != now.Filter {
		list = append(list, before.Filter)
	}
	return list[max(0, len(list)-mostFormer):]
}

// apart sees that no topic is of two sources that are enabled: one of them would
// never hear it.
func apart(s *care.Source, others []care.Source) error {
	if !s.Enabled {
		return nil
	}
	for i := range others {
		if o := &others[i]; o.Enabled && o.ID != s.ID && care.FiltersMeet(o.Filter, s.Filter) {
			return care.Conflict("source.overlap", "主题与接入源 "+string(o.ID)+" 重叠，请缩小过滤器，或先停用它")
		}
	}
	return nil
}

// CheckSource reports what of a source cannot work, whatever other sources there
// are. It reads at most two devices.
func (r *Registry) CheckSource(ctx context.Context, s *care.Source) error {
	if err := first(required("body.name", s.Name, 60), text("body.field", s.Field, mostField)); err != nil {
		return err
	}
	switch {
	case !slices.Contains(r.decoders, s.Decoder):
		return care.Invalid("body.decoder", "source.decoder", "没有这种解码器")
	case !care.ValidFilter(s.Filter):
		return care.Invalid("body.filter", "source.filter", "过滤器不正确：+ 要独占一级，# 只能独占最后一级，最长 200 字节、20 级")
	case care.FilterReserved(s.Filter):
		return care.Invalid("body.filter", "source.reserved", "过滤器不能包含平台自己的主题 yian/v1/…、所有主题 # 或系统主题，请写出网关的主题前缀")
	case s.Cut < 0 || s.Cut > mostCut:
		return care.Invalid("body.cut", "source.cut", "去掉的级数为 0 到 10")
	}
	levels := strings.Count(s.Filter, "/") + 1
	open := strings.HasSuffix(s.Filter, "#")
	if !open && s.Cut > levels {
		return care.Invalid("body.cut", "source.cut", "去掉的级数比主题的级数还多")
	}
	if err := checkFind(s, levels, open); err != nil {
		return err
	}
	return first(r.anyDevice(ctx, "body.gateway_id", s.GatewayID), r.anyDevice(ctx, "body.account_id", s.AccountID))
}

func checkFind(s *care.Source, levels int, open bool) error {
	switch s.Find {
	case care.FindGateway:
		s.Level, s.Field = 0, ""
		if s.GatewayID == "" {
			return care.Invalid("body.gateway_id", "source.gateway", "请选择这些主题属于哪个网关")
		}
	case care.FindTopic:
		s.Field = ""
		if s.Level < 1 || s.Level > 20 || !open && s.Level > levels {
			return care.Invalid("body.level", "source.level", "级数超出了主题，第一级为 1")
		}
	case care.FindField:
		s.Level = 0
		if s.Field == "" || slices.Contains(strings.Split(s.Field, "."), "") {
			return care.Invalid("body.field", "source.field", "字段写成 deviceInfo.devEui 这样，逐级用点分开")
		}
		// A payload can say anything: whoever may publish it must not speak for all.
		if s.GatewayID == "" {
			return care.Invalid("body.gateway_id", "source.gateway", "按字段识别设备时必须选择网关，设备登记在它之下")
		}
	default:
		return care.Invalid("body.find", "source.find", "请选择怎样找到设备")
	}
	return nil
}

func (r *Registry) anyDevice(ctx context.Context, field string, id care.DeviceID) error {
	if id == "" {
		return nil
	}
	_, err := r.record.Device(ctx, care.Everything, id)
	if errors.Is(err, care.ErrNotFound) {
		return care.Invalid(field, "device.gateway", "没有这个设备，请先登记")
	}
	if err != nil {
		return fmt.Errorf("registry: source's device: %w", err)
	}
	return nil
}
