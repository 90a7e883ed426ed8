package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yian/care"
)

// Book keeps what a site entered. Both block until read or on disk.
type Book interface {
	Offerings(ctx context.Context) ([]care.Offering, error)
	// ChangeOffering gives decide an empty row of the id when none was entered; a zero
	// entry writes nothing.
	ChangeOffering(ctx context.Context, id care.OfferingID, decide func(*care.Offering) (care.Entry, error)) (care.Offering, error)
}

// Catalogue is what can be ordered. It is safe for concurrent use.
type Catalogue struct {
	book Book
	now  func() time.Time
}

// New returns a catalogue over what a site entered; now is nil for the present.
func New(book Book, now func() time.Time) *Catalogue {
	if now == nil {
		now = time.Now
	}
	return &Catalogue{book: book, now: now}
}

// Offerings returns every row, in the order of services and then by id, those that
// are not offered any more among them. It blocks on a read.
func (c *Catalogue) Offerings(ctx context.Context) ([]care.Offering, error) {
	own, err := c.book.Offerings(ctx)
	if err != nil {
		return nil, fmt.Errorf("catalogue: read: %w", err)
	}
	all := own
	for _, o := range begins() {
		if !slices.ContainsFunc(own, func(b care.Offering) bool { return b.ID == o.ID }) {
			all = append(all, o)
		}
	}
	for i := range all {
		all[i].Given = givenOf(&all[i])
	}
	slices.SortStableFunc(all, func(a, b care.Offering) int {
		if a.Service != b.Service {
			return slices.Index(care.Services, a.Service) - slices.Index(care.Services, b.Service)
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return all, nil
}

// Offering returns one row, or [care.ErrNotFound]. It blocks on a read.
func (c *Catalogue) Offering(ctx context.Context, id care.OfferingID) (care.Offering, error) {
	all, err := c.Offerings(ctx)
	if err != nil {
		return care.Offering{}, err
	}
	for _, o := range all {
		if o.ID == id {
			return o, nil
		}
	}
	return care.Offering{}, care.NotFound("offering")
}

// Save enters a row as it is from now on, a new one when its id is new. Its version
// is that of the row which was read: another's change in between is a conflict. It
// blocks until on disk.
func (c *Catalogue) Save(ctx context.Context, by care.Staff, o care.Offering) (care.Offering, error) {
	if err := check(&o); err != nil {
		return care.Offering{}, err
	}
	now := c.now()
	saved, err := c.book.ChangeOffering(ctx, o.ID, func(was *care.Offering) (care.Entry, error) {
		if was.Version != o.Version {
			return care.Entry{}, care.Conflict("offering.changed", "这一项刚被别人改过，请刷新后再改")
		}
		begun := *was
		if was.Version == 0 {
			begun, _ = begin(o.ID)
		}
		if err := mayBecome(&begun, &o, now); err != nil {
			return care.Entry{}, err
		}
		*was = o
		return care.Entry{At: now, By: by.ID, What: "offering.saved", Noun: "offering", Subject: string(o.ID), Note: o.Name}, nil
	})
	if err != nil {
		return care.Offering{}, fmt.Errorf("catalogue: save %s: %w", o.ID, err)
	}
	return saved, nil
}

// mayBecome refuses what would change orders after the fact: a row stays of its
// service, and a price that has begun stays what it was.
func mayBecome(was, o *care.Offering, now time.Time) error {
	if was.Service != "" && was.Service != o.Service {
		return care.Conflict("offering.service", "这一项已经是另一种服务，请另建一项")
	}
	today := now.In(care.Shanghai).Format(time.DateOnly)
	begun := func(prices []care.Price) []care.Price {
		return slices.DeleteFunc(slices.Clone(prices), func(p care.Price) bool { return p.From >= today })
	}
	if was.Version > 0 && !slices.Equal(begun(was.Prices), begun(o.Prices)) {
		return care.Conflict("offering.price_begun", "已经执行的价格不能改，请从今天或以后起另加一行")
	}
	return nil
}

// check tidies what was entered and returns the first thing that is wrong with it.
func check(o *care.Offering) error {
	o.Name, o.Given = strings.TrimSpace(o.Name), givenOf(o)
	_, known := care.ParseService(string(o.Service))
	switch {
	case !validID(string(o.ID)):
		return care.Invalid("path.id", "offering.id", "编号只能用小写字母、数字和横线")
	case !known:
		return care.Invalid("body.service", "service.unknown", "没有这种服务")
	case o.Name == "":
		return care.Invalid("body.name", "offering.name", "请填写名称")
	case o.Minutes < 1 || o.Minutes > 24*60:
		return care.Invalid("body.minutes", "offering.minutes", "时长应是 1 到 1440 分钟")
	case !slices.Contains(care.Givens, o.Given):
		return care.Invalid("body.given", "offering.given", "请选择上门、到站点或电话")
	case o.AdvanceFen < 0:
		return care.Invalid("body.advance_fen", "offering.advance", "垫付上限不能是负数")
	case !pricesHold(o.Prices):
		return care.Invalid("body.prices", "offering.prices", "每一行价格要有起始日期，日期不能重复，补贴不能超过价格")
	case !preChecksHold(o.PreChecks):
		return care.Invalid("body.pre_checks", "offering.pre_checks", "服务前检查要有名称，代码只用小写字母、数字和下划线且不能重复，下限不能高于上限")
	}
	return nil
}

func validID(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// pricesHold sorts prices by their first day and reports whether they can be told.
func pricesHold(prices []care.Price) bool {
	slices.SortFunc(prices, func(a, b care.Price) int { return strings.Compare(a.From, b.From) })
	for i, p := range prices {
		if _, err := time.Parse(time.DateOnly, p.From); err != nil || p.Fen < 0 || p.SubsidyFen < 0 || p.SubsidyFen > p.Fen {
			return false
		}
		if i > 0 && prices[i-1].From == p.From {
			return false
		}
	}
	return true
}

// validCode reports whether a check may be called so: what was measured is kept by it.
func validCode(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func preChecksHold(checks []care.PreCheck) bool {
	seen := map[string]bool{}
	for i := range checks {
		p := &checks[i]
		p.Name, p.Unit = strings.TrimSpace(p.Name), strings.TrimSpace(p.Unit)
		if !validCode(p.Code) || p.Name == "" || utf8.RuneCountInString(p.Name) > 20 || utf8.RuneCountInString(p.Unit) > 10 || seen[p.Code] || p.Min != nil && p.Max != nil && *p.Min > *p.Max {
			return false
		}
		seen[p.Code] = true
	}
	return true
}
