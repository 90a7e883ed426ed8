package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yian/care"
	"yian/dispatch/visits"
)

// VisitItem is a visit with the names that screens show.
type VisitItem struct {
	care.Visit
	ElderName  string `json:"elder_name,omitempty"`
	WorkerName string `json:"worker_name,omitempty"`
	SecondName string `json:"second_name,omitempty"`
	Minutes    int    `json:"minutes" doc:"how long the worker stayed; -1 while that is not known"`
}

// VisitAsked is what a worker is asked for at the door.
type VisitAsked struct {
	OfferingID care.OfferingID `json:"offering_id,omitempty"`
	Name       string          `json:"name,omitempty"`
	Minutes    int             `json:"minutes"`
	TwoPersons bool            `json:"two_persons"`
	PreChecks  []care.PreCheck `json:"pre_checks"`
	Checklist  []string        `json:"checklist"`
	Receipt    bool            `json:"receipt"`
	AdvanceFen int64           `json:"advance_fen"`
}

// asked is what the catalogue asks of an order.
func (v *views) asked(ctx context.Context, o *care.Order) (*VisitAsked, error) {
	f, err := v.deps.Visits.Offering(ctx, o)
	if err != nil {
		return nil, err
	}
	a := &VisitAsked{OfferingID: f.ID, Name: f.Name, Minutes: f.Minutes, TwoPersons: f.TwoPersons, PreChecks: f.PreChecks, Checklist: f.Checklist, Receipt: f.Receipt, AdvanceFen: f.AdvanceFen}
	if a.PreChecks == nil {
		a.PreChecks = []care.PreCheck{}
	}
	if a.Checklist == nil {
		a.Checklist = []string{}
	}
	return a, nil
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// visitItems makes items of visits, reading what they show for all at once.
func (v *views) visitItems(ctx context.Context, by care.Staff, list []care.Visit) ([]VisitItem, error) {
	var elders []care.ElderID
	for _, one := range list {
		if one.ElderID != "" {
			elders = append(elders, one.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	items := make([]VisitItem, len(list))
	for i, one := range list {
		items[i] = VisitItem{Visit: one, ElderName: people[one.ElderID].Name, WorkerName: v.staffName(ctx, one.WorkerID), SecondName: v.staffName(ctx, one.SecondID), Minutes: one.Minutes()}
		v.deps.Registry.Viewed(by.ID, "visit", string(one.ID))
	}
	return items, nil
}

func (s *Server) visits(r *routes) {
	type listIn struct {
		PageIn
		ElderID  care.ElderID `query:"elder_id"`
		WorkerID care.StaffID `query:"worker_id"`
		Grade    string       `query:"grade" doc:"comma list of A, B, C, D"`
		Since    time.Time    `query:"since" doc:"ended at or after"`
		Until    time.Time    `query:"until" doc:"and before"`
	}
	add(r, orders, get("/visits", "list-visits", "Visits that ended, newest first; a worker sees the own"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[VisitItem]], error) {
			grades, err := statesOf(in.Grade, care.VisitGrades...)
			if err != nil {
				return nil, err
			}
			found, next, err := s.deps.Visits.List(ctx, by, care.VisitQuery{Elder: in.ElderID, Worker: in.WorkerID, Grades: grades, Since: in.Since, Until: in.Until, Page: in.page()})
			if err != nil {
				return nil, err
			}
			items, err := s.views.visitItems(ctx, by, found)
			return list(items, next), err
		})
	add(r, orders, get("/orders/{id}/visit", "get-visit", "The visit of an order: its evidence, its grade and why"),
		func(ctx context.Context, by care.Staff, in *OrderPath) (*out[VisitItem], error) {
			return s.visit(ctx, by, in.ID)
		})
	type tellIn struct {
		OrderPath
		Body struct {
			At        *time.Time         `json:"at,omitempty" doc:"when it was, where it is told later"`
			Lat       *float64           `json:"lat,omitempty" minimum:"-90" maximum:"90"`
			Lon       *float64           `json:"lon,omitempty" minimum:"-180" maximum:"180"`
			Accuracy  float64            `json:"accuracy_m,omitempty" minimum:"0" maximum:"100000"`
			Door      string             `json:"door,omitempty" maxLength:"40" doc:"what the code at the door says"`
			Values    map[string]float64 `json:"values,omitempty" doc:"what was measured before, by the code of the check"`
			Done      []string           `json:"done,omitempty" maxItems:"40" doc:"what was ticked of the checklist"`
			Note      string             `json:"note,omitempty" maxLength:"2000"`
			PaidFen   *int64             `json:"paid_fen,omitempty" minimum:"0" maximum:"10000000"`
			Signature *VisitSigned       `json:"signature,omitempty"`
		}
	}
	add(r, work, post("/orders/{id}/visit", "tell-visit", "Evidence of a visit, at once or later; a relative never signs alone"),
		func(ctx context.Context, by care.Staff, in *tellIn) (*out[VisitItem], error) {
			b := in.Body
			if len(b.Values) > 40 || tooLong(b.Done, 100) {
				return nil, care.Invalid("body", "visit.too_much", "内容太多")
			}
			told := visits.Told{At: timeOf(b.At), Lat: b.Lat, Lon: b.Lon, Accuracy: b.Accuracy, Door: b.Door, Values: b.Values, Done: b.Done, Note: b.Note, PaidFen: b.PaidFen}
			if b.Signature != nil {
				told.Signature = &care.Signature{How: b.Signature.How, Name: strings.TrimSpace(b.Signature.Name), Relation: b.Signature.Relation}
			}
			if _, err := s.deps.Visits.Tell(ctx, by, in.ID, told); err != nil {
				return nil, err
			}
			return s.visit(ctx, by, in.ID)
		})
	s.visitFiles(r)
	s.doorCodes(r)
}

// VisitSigned is who confirmed a service.
type VisitSigned struct {
	How      string `json:"how" enum:"hand,fingerprint,key,witness"`
	Name     string `json:"name,omitempty" maxLength:"100"`
	Relation string `json:"relation,omitempty" enum:"relative,neighbour,committee,staff,other"`
}

func tooLong(list []string, most int) bool {
	for _, s := range list {
		if len(s) > most*3 {
			return true
		}
	}
	return false
}

func (s *Server) visit(ctx context.Context, by care.Staff, id care.OrderID) (*out[VisitItem], error) {
	v, err := s.deps.Visits.Visit(ctx, by, id)
	if err != nil {
		return nil, err
	}
	items, err := s.views.visitItems(ctx, by, []care.Visit{v})
	if err != nil {
		return nil, err
	}
	return &out[VisitItem]{Body: items[0]}, nil
}

func (s *Server) visitFiles(r *routes) {
	type fileIn struct {
		OrderPath
		Kind    string    `query:"kind" required:"true" enum:"photo,receipt,signature,fingerprint"`
		At      time.Time `query:"at" doc:"when it was taken, where it is sent later"`
		RawBody []byte    `contentType:"application/octet-stream"`
	}
	op := create("/orders/{id}/files", "keep-visit-file", "A photo, a receipt or a signature of a visit, JPEG or PNG of at most 700 KiB; the same twice is one")
	op.MaxBodyBytes = 1 << 20
	add(r, work, op, func(ctx context.Context, by care.Staff, in *fileIn) (*out[care.VisitFile], error) {
		f, err := s.deps.Visits.KeepFile(ctx, by, in.ID, in.Kind, in.At, in.RawBody)
		return &out[care.VisitFile]{Body: f}, err
	})
	r.raw(orders, http.MethodGet, "/api/v1/orders/:id/files/:file", func(c *fiber.Ctx) error {
		by := staffOf(c.UserContext())
		id, file := care.OrderID(strings.Clone(c.Params("id"))), strings.Clone(c.Params("file"))
		f, body, err := s.deps.Visits.File(c.UserContext(), by, id, file)
		if err != nil {
			return sendProblem(c, problemOf(err, s.deps.Log))
		}
		s.deps.Registry.Viewed(by.ID, "visit_file", file)
		return sendPicture(c, f.Mime, body)
	})
}

func (s *Server) doorCodes(r *routes) {
	type Path struct {
		ID care.HouseholdID `path:"id" maxLength:"64"`
	}
	type code struct {
		Code string `json:"code" doc:"what the QR code at the door holds"`
	}
	answer := func(ctx context.Context, by care.Staff, id care.HouseholdID, replace bool) (*out[code], error) {
		text, err := s.deps.Visits.DoorCode(ctx, by, id, replace)
		if err != nil {
			return nil, err
		}
		s.deps.Registry.Viewed(by.ID, "door_code", string(id))
		return &out[code]{Body: code{Code: text}}, nil
	}
	add(r, keep, get("/households/{id}/door-code", "get-door-code", "The code that hangs at the door, to be printed; made the first time"),
		func(ctx context.Context, by care.Staff, in *Path) (*out[code], error) {
			return answer(ctx, by, in.ID, false)
		})
	add(r, keep, post("/households/{id}/door-code", "replace-door-code", "A new code: the one at the door proves nothing from now on"),
		func(ctx context.Context, by care.Staff, in *Path) (*out[code], error) {
			return answer(ctx, by, in.ID, true)
		})
}
