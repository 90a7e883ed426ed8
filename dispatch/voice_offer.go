package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yian/care"
)

// A worker with a plain phone has no field page: an order is offered by a telephone
// call that takes a key. Pressing 1 accepts, pressing 2 or not picking up an emergency
// asks the next one at once, and whatever is told late never makes two of one.

const (
	// offerKey begins the key of the notice by which one order is offered, and dayKey
	// that by which a day's orders are announced.
	offerKey = "offer/"
	dayKey   = "offer-day/"
	// dayCalls is how long a call about a day's orders waits for more of them. What is sent
	// after it was made is another call: nobody knows by themselves of what came later.
	dayCalls = 5 * time.Minute
)

// offered is one offer: of which order, until when, to whom.
type offered struct {
	order  care.OrderID
	until  int64 // the order's deadline to accept, ms
	worker care.StaffID
}

func (f offered) key() string { return fmt.Sprintf("%s%s/%d/%s", offerKey, f.order, f.until, f.worker) }

func offerOf(o *care.Order) offered {
	f := offered{order: o.ID, worker: o.WorkerID}
	if o.AcceptBy != nil {
		f.until = o.AcceptBy.UnixMilli()
	}
	return f
}

// offerIn reads the key of a notice.
func offerIn(key string) (f offered, ok bool) {
	rest, ok := strings.CutPrefix(key, offerKey)
	part := strings.SplitN(rest, "/", 3)
	if !ok || len(part) != 3 {
		return f, false
	}
	f = offered{order: care.OrderID(part[0]), worker: care.StaffID(part[2])}
	var err error
	f.until, err = strconv.ParseInt(part[1], 10, 64)
	return f, err == nil
}

// stands reports whether o is still offered as f says.
func (f offered) stands(o *care.Order) bool { return o.State == care.OrderAssigned && offerOf(o) == f }

// byVoice is the worker when that is one who must be rung; nil for who has the field
// page, and for whom the register does not tell: the desk sees that nobody accepts.
func (d *Desk) byVoice(ctx context.Context, id care.StaffID) *care.Staff {
	if id == "" {
		return nil
	}
	s, err := d.deps.Posts.StaffMember(ctx, id)
	if err != nil || s.PhoneKind != care.PlainPhone || s.Phone == "" {
		return nil
	}
	return &s
}

// ringWorker makes the call that offers o to w, when w was just assigned and must be
// rung. The call holds neither name nor illness nor address.
func (d *Desk) ringWorker(ctx context.Context, o *care.Order, w *care.Staff, now time.Time, change *care.Change) {
	if w == nil || o.State != care.OrderAssigned || o.WorkerID != w.ID {
		return
	}
	n := care.Notice{Key: offerOf(o).key(), Kind: "ring", Receiver: string(care.Worker), Name: w.Name, Phone: w.Phone, Incident: o.IncidentID, DueAt: now}
	where := d.village(ctx, o.RegionID)
	if where != "" {
		where = "，在" + where
	}
	n.Text = "颐安平台：有一件" + care.ServiceName(o.Service) + where + "，" + dueWords(o) + "能去吗？回电 " + d.cfg.Hotline + "。"
	if o.Service != care.Emergency {
		n.DueAt = care.Daytime(now)
		if sentAhead(o, now, d.cfg.Accept) { // one call for all of a day
			day := o.AcceptBy.In(care.Shanghai).Format(time.DateOnly)
			if n.DueAt.Equal(now) { // what is sent within these minutes is told by the same call
				n.DueAt = now.Truncate(dayCalls).Add(dayCalls)
			}
			n.Key = fmt.Sprintf("%s%s/%d/%s", dayKey, day, n.DueAt.Unix(), w.ID)
			n.Text = "颐安平台：" + day + " 有派给您的服务，请回电 " + d.cfg.Hotline + " 听取安排。"
			n.Incident = ""
		}
	}
	change.Notices = append(change.Notices, n)
}

// sentAhead reports whether an order was sent long before it must be accepted, like
// those of a plan or of a day's round.
func sentAhead(o *care.Order, now time.Time, usual time.Duration) bool {
	return o.AcceptBy != nil && o.AcceptBy.After(care.Daytime(now).Add(usual))
}

func dueWords(o *care.Order) string {
	if o.Service == care.Emergency || o.DueAt == nil {
		return ""
	}
	return o.DueAt.In(care.Shanghai).Format("1月2日15点04分") + "，"
}

// village is where something is in the words of a call; "" when that cannot be read.
func (d *Desk) village(ctx context.Context, id care.RegionID) string {
	var words string
	for _, one := range []care.RegionID{id.Township(), id} {
		if one == "" || one == id.Township() && words != "" {
			continue
		}
		if region, err := d.deps.Posts.Region(ctx, one); err == nil {
			words += region.Name
		}
	}
	return words
}

// offerTold takes what was told of a call that offered an order.
func (d *Desk) offerTold(ctx context.Context, n care.Notice, f offered, r Receipt, now time.Time) error {
	o, err := d.deps.Shelf.Order(ctx, care.Everything, f.order)
	if errors.Is(err, care.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("dispatch: offer: %w", err)
	}
	switch {
	case r.Result == care.ReceiptAccepted:
		return d.yesByPhone(ctx, n, f, o, r.ETASeconds, now)
	case r.Result == care.ReceiptDeclined:
		return d.letGo(ctx, f.order, now, "declined", "电话里按 2", f.stands)
	case refused(r.Result) && o.Service == care.Emergency: // others are not given away for a missed ring
		return d.letGo(ctx, f.order, now, "declined", noAnswerWords[r.Result], f.stands)
	}
	return nil
}

var noAnswerWords = map[care.NoticeReceipt]string{care.ReceiptNoAnswer: "电话没有人接", care.ReceiptBusy: "电话占线", care.ReceiptFailed: "电话没有打通"}

// yesByPhone accepts for a worker who pressed 1. An emergency goes to whoever says yes
// first: it is taken from another who is only being asked, and never from one who
// goes. Whoever is too late hears that nobody needs to go.
func (d *Desk) yesByPhone(ctx context.Context, n care.Notice, f offered, seen care.Order, eta int, now time.Time) error {
	w, err := d.deps.Posts.StaffMember(ctx, f.worker)
	if err != nil {
		return fmt.Errorf("dispatch: accepted by telephone: %w", err)
	}
	if eta <= 0 && d.deps.Roads != nil { // a key tells no time
		if minutes, err := d.deps.Roads.Minutes(ctx, seen, w.ID); err == nil {
			eta = minutes * 60
		}
	}
	door := d.doorNotice(ctx, n, seen, now)
	var goes bool
	_, err = d.deps.Book.ChangeOrder(ctx, f.order, func(c *care.Case) (care.Change, error) {
		o := c.Order(f.order)
		goes = o.WorkerID == w.ID && (o.State == care.OrderAccepted || o.State == care.OrderOnTheWay || o.State == care.OrderArrived)
		if goes || barred(c.Incident) != nil || !mayTake(o, &w, f) { // nobody goes into smoke or gas
			return care.Change{}, nil //nolint:nilerr // barred says why, and the offer just ends
		}
		goes = true
		o.WorkerID, o.SecondID, o.State, o.AcceptBy, o.AcceptedAt, o.ETASeconds, o.OnBehalf = w.ID, "", care.OrderAccepted, nil, at(now), max(eta, 0), ""
		change := care.Change{Entries: []care.Entry{orderEntry(o, now, w.ID, "accepted", "电话里按 1")}, Notices: []care.Notice{door}}
		if in := c.Incident; in != nil && helps(o, now) {
			if in.State == care.IncidentOpen || in.State == care.IncidentAnswered || in.State == care.IncidentDispatched {
				dispatched(in, &change, now, w.ID, d.goerOf(ctx, o))
			}
			d.spare(in, now)
			d.expect(c, now)
		}
		return change, nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: accepted by telephone: %w", err)
	}
	d.noticeDue.Ring()
	d.hurry(f.order)
	if goes {
		return nil
	}
	late := care.Notice{Key: "late/" + n.Key, Kind: "message", Receiver: n.Receiver, Name: n.Name, Phone: n.Phone, Incident: n.Incident, DueAt: now,
		Text: "颐安平台：刚才那一件已另有安排，您不用去了，谢谢。"}
	return d.deps.Outbox.AddNotice(ctx, late, care.Entry{At: now, By: care.System, What: "notice.made", Noun: "notice", Subject: late.Key, Note: n.Receiver})
}

// mayTake reports whether a yes that came by telephone is in time.
func mayTake(o *care.Order, w *care.Staff, f offered) bool {
	switch {
	case w.Disabled || w.Role != care.Worker || !able(*w, o.Service):
		return false
	case o.State == care.OrderQueued, f.stands(o):
		return true
	}
	return o.State == care.OrderAssigned && (o.Service == care.Emergency || o.WorkerID == w.ID)
}

// spare holds the ladders back while somebody goes who said so by telephone.
func (d *Desk) spare(in *care.Incident, now time.Time) {
	until := now.Add(acceptedPause)
	for _, l := range []*care.Ladder{&in.Ladder, &in.Second} {
		if l.NextAt != nil && l.NextAt.Before(until) {
			l.NextAt = at(until)
		}
	}
}

// doorNotice tells whoever accepted where it is: the village and the elder's surname.
// The door they ask the desk for.
func (d *Desk) doorNotice(ctx context.Context, n care.Notice, o care.Order, now time.Time) care.Notice {
	whose := ""
	if e, err := d.deps.People.Elder(ctx, care.Everything, o.ElderID); o.ElderID != "" && err == nil {
		if name := care.Surname(e.Name); name != "" {
			whose = "，老人姓" + name
		}
	}
	return care.Notice{Key: "door/" + strings.TrimPrefix(n.Key, offerKey), Kind: "message", Receiver: n.Receiver, Name: n.Name, Phone: n.Phone, Incident: n.Incident, DueAt: now,
		Text: "颐安平台：您已接" + care.ServiceName(o.Service) + "单 " + o.Number + "，" + cmp.Or(d.village(ctx, o.RegionID), "地点请问值守台") + whose + "。问门牌和路线请回电 " + d.cfg.Hotline + "。"}
}

// offerFailed asks the next one when the call that offers an emergency could not be
// made at all: no channel takes it.
func (d *Desk) offerFailed(ctx context.Context, n care.Notice) error {
	f, ok := offerIn(n.Key)
	if !ok {
		return nil
	}
	return d.letGo(ctx, f.order, d.now(), "declined", "没有电话通道", func(o *care.Order) bool { return o.Service == care.Emergency && f.stands(o) })
}
