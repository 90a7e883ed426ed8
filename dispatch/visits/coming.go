package visits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// Coming tells the elder, and the family that may know, that the worker has left and
// when the worker will be there. An incident's callers hear it from their device. Each is
// told once however often it is asked; blocks until on disk.
func (r *Visits) Coming(ctx context.Context, o care.Order) error {
	if o.ElderID == "" || o.IncidentID != "" || o.State != care.OrderOnTheWay {
		return nil
	}
	// Nobody knocks for what is given by telephone or at a site. What cannot be read is given
	// at home: better told once too often than a stranger at the door.
	if f, err := r.Offering(ctx, &o); err == nil && elsewhere(&f) {
		return nil
	}
	e, err := r.deps.People.Elder(ctx, care.Everything, o.ElderID)
	if errors.Is(err, care.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("visits: coming: %w", err)
	}
	now := r.now()
	text := "颐安：上门服务人员已出发，请留意敲门，开门前请先看工牌。有事请拨 " + r.cfg.Hotline + "。"
	if o.ETASeconds > 0 {
		text = fmt.Sprintf("颐安：上门服务人员已出发，约 %d 分钟到，开门前请先看工牌。有事请拨 %s。", (o.ETASeconds+59)/60, r.cfg.Hotline)
	}
	var errs error
	tell := func(key, receiver, name, phone string) {
		if phone != "" {
			errs = errors.Join(errs, r.message(ctx, &o, care.Notice{Key: "coming/" + string(o.ID) + "/" + key, Channel: "webhook", Kind: "message",
				Receiver: receiver, Name: name, Phone: phone, DueAt: now, Text: text}, now))
		}
	}
	tell("elder", "elder", e.Name, e.Phone)
	if o.Service == care.Meal { // a family would have one each day
		return errs
	}
	for i, c := range e.Contacts {
		if c.MayKnow {
			tell(fmt.Sprint("contact/", i), "contact", c.Name, c.Phone)
		}
	}
	return errs
}

func (r *Visits) message(ctx context.Context, o *care.Order, n care.Notice, now time.Time) error {
	_, err := r.deps.Notices.Notice(ctx, n.Key)
	if !errors.Is(err, care.ErrNotFound) {
		return err
	}
	return r.deps.Notices.AddNotice(ctx, n, care.Entry{At: now, By: care.System, What: "order.told_coming", Noun: "order", Subject: string(o.ID), RegionID: o.RegionID,
		CenterID: o.CenterID, Worker: o.WorkerID, Note: n.Receiver})
}
