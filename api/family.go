package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yian/care"
)

// FamilyPage is what the family is told of a month (家属月页): how it went, in neutral
// words, and whom to ring. It holds no illness, no address and no identity number, and
// there is none without consent.
type FamilyPage struct {
	ElderName string       `json:"elder_name"`
	Month     string       `json:"month" doc:"2006-01"`
	AsOf      time.Time    `json:"as_of" doc:"the end of the month, or now"`
	Consent   care.Consent `json:"consent"`
	For       []string     `json:"for" doc:"the contacts who may be told, by name and relation"`
	Presses   []FamilyLine `json:"presses" doc:"calls for help, oldest first"`
	Trials    int          `json:"trials" doc:"presses to try the devices"`
	Services  []FamilySum  `json:"services" doc:"visits and meals that were due, and how many were carried out"`
	Ring      []FamilyRing `json:"ring" doc:"whom to ring"`
}

// FamilyLine is one call for help.
type FamilyLine struct {
	At        time.Time `json:"at"`
	How       string    `json:"how" enum:"press,phone,device"`
	AnsweredS *int      `json:"answered_s" nullable:"true" doc:"seconds until somebody answered"`
	Ended     string    `json:"ended" enum:"going_on,seen,spoken,by_mistake,away"`
}

// FamilySum is n of N of one service.
type FamilySum struct {
	Service care.Service `json:"service"`
	Done    int          `json:"done"`
	Due     int          `json:"due"`
}

// FamilyRing is somebody to ring.
type FamilyRing struct {
	Who   string `json:"who" enum:"hotline,station"`
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone"`
}

func (s *Server) family(r *routes) {
	type familyConsentIn struct {
		ElderPath
		Body struct {
			Given bool   `json:"given"`
			By    string `json:"by" enum:"elder,guardian"`
			Name  string `json:"name,omitempty" maxLength:"60" doc:"of the guardian"`
		}
	}
	add(r, keep, post("/elders/{id}/family-consent", "consent-family", "Whether the family may be told every month how it went; the newest word counts"),
		func(ctx context.Context, by care.Staff, in *familyConsentIn) (*out[care.Consent], error) {
			c, err := s.deps.Registry.FamilyMayKnow(ctx, by, care.ElderID(in.ID), in.Body.Given, in.Body.By, in.Body.Name)
			return &out[care.Consent]{Body: c}, err
		})
	type familyPageIn struct {
		ElderPath
		Month string `query:"month" maxLength:"7" doc:"2006-01; the last whole month when empty"`
	}
	add(r, keep, get("/elders/{id}/family-page", "get-family-page", "The month for the family, to be printed; nothing without consent, and each view is recorded"),
		func(ctx context.Context, by care.Staff, in *familyPageIn) (*out[FamilyPage], error) {
			p, err := s.views.familyPage(ctx, by, care.ElderID(in.ID), in.Month)
			if err != nil {
				return nil, err
			}
			s.deps.Registry.Viewed(by.ID, "family_page", in.ID)
			if s.cfg.Hotline != "" {
				p.Ring = slices.Insert(p.Ring, 0, FamilyRing{Who: "hotline", Phone: s.cfg.Hotline})
			}
			return &out[FamilyPage]{Body: p}, nil
		})
	type familyPrintedIn struct {
		ElderPath
		Body struct {
			Month string `json:"month" minLength:"7" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$"`
		}
	}
	add(r, keep, post("/elders/{id}/family-page/printed", "family-page-printed", "It was printed"),
		func(ctx context.Context, by care.Staff, in *familyPrintedIn) (*struct{}, error) {
			return nil, s.deps.Registry.FamilyPrinted(ctx, by, care.ElderID(in.ID), in.Body.Month)
		})
}

// familyMonth returns the bounds of a month, the last whole one for "".
func familyMonth(month string, now time.Time) (from, to time.Time, err error) {
	here := now.In(care.Shanghai)
	this := time.Date(here.Year(), here.Month(), 1, 0, 0, 0, 0, care.Shanghai)
	if month == "" {
		return this.AddDate(0, -1, 0), this, nil
	}
	from, err = time.ParseInLocation("2006-01", month, care.Shanghai)
	if err != nil || from.After(now) {
		return from, to, care.Invalid("query.month", "month.invalid", "月份应为 2006-01 的样子，且已经开始")
	}
	return from, from.AddDate(0, 1, 0), nil
}

func (v *views) familyPage(ctx context.Context, by care.Staff, id care.ElderID, month string) (FamilyPage, error) {
	e, err := v.deps.Registry.Elder(ctx, by.Scope(), id)
	if err != nil {
		return FamilyPage{}, err
	}
	if err := v.deps.Registry.MayTellFamily(ctx, id); err != nil {
		return FamilyPage{}, err
	}
	consent, err := v.deps.Registry.FamilyConsent(ctx, id)
	if err != nil {
		return FamilyPage{}, err
	}
	now := v.deps.Now()
	w, err := v.deps.Centers.WhereaboutsAt(ctx, care.Everything, id, now)
	if err != nil {
		return FamilyPage{}, err
	}
	if w.State == care.Deceased {
		return FamilyPage{}, care.Conflict("elder.deceased", "老人已登记去世，不再提供家属月报")
	}
	from, to, err := familyMonth(month, now)
	if err != nil {
		return FamilyPage{}, err
	}
	p := FamilyPage{ElderName: e.Name, Month: from.Format("2006-01"), AsOf: to, Consent: *consent, For: []string{}, Ring: []FamilyRing{}}
	if to.After(now) {
		p.AsOf = now
	}
	for _, c := range e.Contacts {
		if c.MayKnow {
			p.For = append(p.For, c.Name+relation(c.Relation))
		}
	}
	if p.Presses, err = v.familyPresses(ctx, id, from, to); err != nil {
		return p, err
	}
	if p.Services, err = v.familyServices(ctx, id, from, p.AsOf); err != nil {
		return p, err
	}
	if e.HouseholdID != "" {
		if p.Trials, err = v.familyTrials(ctx, e.HouseholdID, p.Month); err != nil {
			return p, err
		}
		h, err := v.deps.Registry.Household(ctx, care.Everything, e.HouseholdID)
		if err != nil {
			return p, err
		}
		if c, err := v.deps.Registry.Center(ctx, care.Everything, h.StationID); h.StationID != "" && err == nil && c.KeeperPhone != "" {
			p.Ring = append(p.Ring, FamilyRing{Who: "station", Name: c.Name, Phone: c.KeeperPhone})
		}
	}
	return p, nil
}

func relation(text string) string {
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}

// familyPresses are the calls for help of a month. What stands in a sealed ticket, and
// what a rule judged of readings, is no news for a family's table.
func (v *views) familyPresses(ctx context.Context, id care.ElderID, from, to time.Time) ([]FamilyLine, error) {
	incidents, err := whole(func(p care.Page) ([]care.Incident, string, error) {
		return v.deps.Shelf.Incidents(ctx, care.Everything, care.IncidentQuery{Elder: id, Since: from, Newest: true, Page: p})
	})
	if err != nil {
		return nil, err
	}
	tickets, err := whole(func(p care.Page) ([]care.Ticket, string, error) {
		return v.deps.Shelf.Tickets(ctx, care.Everything, care.TicketQuery{Elder: id, Page: p})
	})
	if err != nil {
		return nil, err
	}
	sealed := map[care.IncidentID]bool{}
	for _, t := range tickets {
		if t.Sealed != "" && t.IncidentID != "" {
			sealed[t.IncidentID] = true
		}
	}
	lines := []FamilyLine{}
	for _, in := range incidents {
		how, told := familyHow[in.Kind]
		if ended := familyEnd(&in); told && ended != "" && in.ElderID == id && in.OpenedAt.Before(to) && !in.Trial && !sealed[in.ID] {
			line := FamilyLine{At: in.PressedAt, How: how, Ended: ended}
			if in.AnsweredAt != nil {
				seconds := max(int(in.AnsweredAt.Sub(in.OpenedAt).Seconds()), 0)
				line.AnsweredS = &seconds
			}
			lines = append(lines, line)
		}
	}
	slices.SortFunc(lines, func(a, b FamilyLine) int { return a.At.Compare(b.At) })
	return lines, nil
}

// familyHow says how somebody called, without what for. Other kinds are not told.
var familyHow = map[string]string{
	string(care.SOS): "press", string(care.PullCord): "press", string(care.Phone): "phone", string(care.Fall): "device", string(care.Smoke): "device",
	string(care.Gas): "device", string(care.WaterLeak): "device", string(care.Alarm): "device", string(care.OutOfBed): "device", string(care.Removed): "device",
}

// familyEnd says how it ended, in words that hold for a fall and for an illness alike;
// "" for what is not told on paper.
func familyEnd(in *care.Incident) string {
	switch in.Outcome {
	case "":
		return "going_on"
	case care.OutcomeChild, care.OutcomeByMistake, "device_fault":
		return "by_mistake"
	case care.OutcomeNobodyHome:
		return "away"
	case care.OutcomeTest, "drill", care.OutcomeNuisance, "deceased":
		return ""
	}
	if in.ArrivedAt != nil || in.Contact != nil && in.Contact.How != "heard" {
		return "seen"
	}
	return "spoken"
}

// madeAhead is how long before its day a plan makes an order, at most.
const madeAhead = 45 * 24 * time.Hour

// familyServices counts what was due until now. What was called off was not due.
func (v *views) familyServices(ctx context.Context, id care.ElderID, from, to time.Time) ([]FamilySum, error) {
	list, err := whole(func(p care.Page) ([]care.Order, string, error) {
		return v.deps.Shelf.Orders(ctx, care.Everything, care.OrderQuery{Elder: id, Since: from.Add(-madeAhead), Page: p})
	})
	if err != nil {
		return nil, err
	}
	sums := map[care.Service]*FamilySum{}
	for _, o := range list {
		at := o.CreatedAt
		if o.DueAt != nil {
			at = *o.DueAt
		}
		if at.Before(from) || !at.Before(to) || o.State == care.OrderCancelled || o.Trial || slices.Contains(notTold, o.Service) {
			continue
		}
		if sums[o.Service] == nil {
			sums[o.Service] = &FamilySum{Service: o.Service}
		}
		sums[o.Service].Due++
		if o.State == care.OrderCompleted {
			sums[o.Service].Done++
		}
	}
	out := []FamilySum{}
	for _, sum := range sums {
		out = append(out, *sum)
	}
	slices.SortFunc(out, func(a, b FamilySum) int { return cmp.Or(b.Due-a.Due, cmp.Compare(a.Service, b.Service)) })
	return out, nil
}

// notTold are services that say something of an illness or of an emergency, or are none
// of the elder's.
var notTold = []care.Service{care.Emergency, "medical", "appointment", "repair", care.Drill}

func (v *views) familyTrials(ctx context.Context, home care.HouseholdID, month string) (int, error) {
	proofs, err := whole(func(p care.Page) ([]care.Proof, string, error) {
		return v.deps.Ledger.Proofs(ctx, care.Everything, month, "", home, p)
	})
	n := 0
	for _, p := range proofs {
		if p.Test {
			n++
		}
	}
	return n, err
}
