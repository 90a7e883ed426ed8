package api

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// ElderPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type ElderPath struct {
	ID string `path:"id" maxLength:"64"`
}

// ElderBody is what is entered of an elder.
type ElderBody struct {
	Name        string         `json:"name" minLength:"1" maxLength:"100"`
	Nickname    string         `json:"nickname,omitempty" maxLength:"50" doc:"by which the village knows the elder; found like the name"`
	Gender      string         `json:"gender,omitempty" enum:"female,male,"`
	BirthDate   string         `json:"birth_date,omitempty" maxLength:"10"`
	IDNumber    string         `json:"id_number,omitempty" maxLength:"18"`
	Phone       string         `json:"phone,omitempty" maxLength:"40"`
	HouseholdID string         `json:"household_id,omitempty" maxLength:"64"`
	RegionID    string         `json:"region_id,omitempty" maxLength:"12"`
	Reach       string         `json:"reach,omitempty" enum:"talk,device,message,send,"`
	ReachNotes  string         `json:"reach_notes,omitempty" maxLength:"1000"`
	Vital       []string       `json:"vital,omitempty" maxItems:"20"`
	Mains       bool           `json:"mains,omitempty" doc:"lives by a device from the mains"`
	Conditions  string         `json:"conditions,omitempty" maxLength:"4000"`
	DietTags    []string       `json:"diet_tags,omitempty" maxItems:"20"`
	Contacts    []care.Contact `json:"contacts,omitempty" maxItems:"20"`
}

// ElderDetail is an elder's file.
type ElderDetail struct {
	care.Elder
	Age         int              `json:"age"`
	Township    string           `json:"township,omitempty"`
	Village     string           `json:"village,omitempty"`
	Whereabouts care.Whereabouts `json:"whereabouts"`
	Household   *care.Household  `json:"household,omitempty"`
	Devices     []DeviceItem     `json:"devices"`
	// FamilyConsent is the newest word on the monthly page for the family.
	FamilyConsent *care.Consent `json:"family_consent,omitempty" doc:"left out: nobody was asked"`
}

// ElderItem is an elder in a list.
type ElderItem struct {
	care.Elder
	Age         int                   `json:"age"`
	Township    string                `json:"township,omitempty"`
	Village     string                `json:"village,omitempty"`
	Whereabouts care.WhereaboutsState `json:"whereabouts"`
}

func (s *Server) elders(r *routes) {
	type listIn struct {
		PageIn
		Text        string           `query:"q" maxLength:"100"`
		HouseholdID care.HouseholdID `query:"household_id"`
		CenterID    care.CenterID    `query:"center_id"`
		RegionID    care.RegionID    `query:"region_id"`
	}
	add(r, watch, get("/elders", "list-elders", "Elders by name, phone, address or village"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[ElderItem]], error) {
			found, next, err := s.deps.Registry.Elders(ctx, by.Scope(), care.ElderQuery{Text: in.Text, HouseholdID: in.HouseholdID, CenterID: in.CenterID, RegionID: in.RegionID}, in.page())
			if err != nil {
				return nil, err
			}
			items := make([]ElderItem, len(found))
			for i, e := range found {
				items[i] = ElderItem{Elder: e, Age: max(e.Age(s.deps.Now()), 0)}
				items[i].Township, items[i].Village = s.views.places(ctx, e.RegionID)
				w, err := s.deps.Centers.WhereaboutsAt(ctx, care.Everything, e.ID, s.deps.Now())
				if err != nil {
					return nil, err
				}
				items[i].Whereabouts = w.State
			}
			return list(items, next), nil
		})
	type createIn struct{ Body ElderBody }
	add(r, keep, create("/elders", "create-elder", "Enter an elder"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[ElderDetail], error) {
			e := care.Elder{}
			in.Body.onto(&e)
			if by.CenterID != "" {
				e.CenterID = by.CenterID
			}
			e, err := s.deps.Registry.CreateElder(ctx, by, e)
			if err != nil {
				return nil, err
			}
			return s.elder(ctx, by, e.ID)
		})
	add(r, watch, get("/elders/{id}", "get-elder", "One elder's file; each view is recorded"),
		func(ctx context.Context, by care.Staff, in *ElderPath) (*out[ElderDetail], error) {
			return s.elder(ctx, by, care.ElderID(in.ID))
		})
	type patchIn struct {
		ElderPath
		Body ElderPatch
	}
	add(r, keep, patch("/elders/{id}", "update-elder", "Change an elder's file; what is left out stays"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[ElderDetail], error) {
			e, err := s.deps.Registry.UpdateElder(ctx, by, care.ElderID(in.ID), func(e *care.Elder) error {
				in.Body.onto(e)
				return nil
			})
			if err != nil {
				return nil, err
			}
			return s.elder(ctx, by, e.ID)
		})
	s.curves(r)
	s.whereabouts(r)
	s.fences(r)
	s.family(r)
}

func (b *ElderBody) onto(e *care.Elder) {
	e.Nickname = b.Nickname
	e.Name, e.Gender, e.BirthDate, e.IDNumber, e.Phone = b.Name, b.Gender, b.BirthDate, b.IDNumber, b.Phone
	e.HouseholdID, e.RegionID = care.HouseholdID(b.HouseholdID), care.RegionID(b.RegionID)
	e.Reach, e.ReachNotes, e.Vital, e.Conditions, e.DietTags, e.Contacts = care.Reach(b.Reach), b.ReachNotes, b.Vital, b.Conditions, b.DietTags, b.Contacts
	e.Mains = b.Mains
}

// ElderPatch is what changes of an elder; what is left out stays.
type ElderPatch struct {
	Name        *string         `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Nickname    *string         `json:"nickname,omitempty" maxLength:"50"`
	Gender      *string         `json:"gender,omitempty" enum:"female,male,"`
	BirthDate   *string         `json:"birth_date,omitempty" maxLength:"10"`
	IDNumber    *string         `json:"id_number,omitempty" maxLength:"18"`
	Phone       *string         `json:"phone,omitempty" maxLength:"40"`
	HouseholdID *string         `json:"household_id,omitempty" maxLength:"64"`
	RegionID    *string         `json:"region_id,omitempty" maxLength:"12"`
	Reach       *string         `json:"reach,omitempty" enum:"talk,device,message,send,"`
	ReachNotes  *string         `json:"reach_notes,omitempty" maxLength:"1000"`
	Vital       *[]string       `json:"vital,omitempty" maxItems:"20"`
	Mains       *bool           `json:"mains,omitempty" doc:"lives by a device from the mains"`
	Conditions  *string         `json:"conditions,omitempty" maxLength:"4000"`
	DietTags    *[]string       `json:"diet_tags,omitempty" maxItems:"20"`
	Contacts    *[]care.Contact `json:"contacts,omitempty" maxItems:"20"`
	WishesPatch
}

func (p *ElderPatch) onto(e *care.Elder) {
	set(&e.Name, p.Name)
	set(&e.Nickname, p.Nickname)
	set(&e.Gender, p.Gender)
	set(&e.BirthDate, p.BirthDate)
	set(&e.IDNumber, p.IDNumber)
	set(&e.Phone, p.Phone)
	set(&e.HouseholdID, (*care.HouseholdID)(p.HouseholdID))
	if p.RegionID != nil && *p.RegionID != "" {
		e.RegionID = care.RegionID(*p.RegionID)
	}
	set(&e.Reach, (*care.Reach)(p.Reach))
	set(&e.ReachNotes, p.ReachNotes)
	set(&e.Vital, p.Vital)
	set(&e.Mains, p.Mains)
	set(&e.Conditions, p.Conditions)
	set(&e.DietTags, p.DietTags)
	set(&e.Contacts, p.Contacts)
	p.WishesPatch.onto(e)
}

func (s *Server) elder(ctx context.Context, by care.Staff, id care.ElderID) (*out[ElderDetail], error) {
	e, err := s.deps.Registry.Elder(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	s.deps.Registry.Viewed(by.ID, "elder", string(id))
	d := ElderDetail{Elder: e, Age: max(e.Age(s.deps.Now()), 0), Devices: []DeviceItem{}}
	d.Township, d.Village = s.views.places(ctx, e.RegionID)
	if d.Whereabouts, err = s.deps.Centers.WhereaboutsAt(ctx, care.Everything, id, s.deps.Now()); err != nil {
		return nil, err
	}
	if d.FamilyConsent, err = s.deps.Registry.FamilyConsent(ctx, id); err != nil {
		return nil, err
	}
	q := care.DeviceQuery{ElderID: id}
	if h, err := s.deps.Registry.Household(ctx, care.Everything, e.HouseholdID); e.HouseholdID != "" && err == nil {
		d.Household, q = &h, care.DeviceQuery{HouseholdID: e.HouseholdID}
	}
	devices, _, err := s.deps.Registry.Devices(ctx, care.Everything, q, care.Page{Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, dev := range devices {
		d.Devices = append(d.Devices, s.views.deviceItem(dev))
	}
	return &out[ElderDetail]{Body: d}, nil
}

// Curve is the readings of one metric.
type Curve struct {
	Metric care.Metric  `json:"metric"`
	Unit   string       `json:"unit"`
	Source string       `json:"source" enum:"readings,hours" doc:"readings: every reading; hours: summaries of hours, as readings so old are not kept or the steps are whole hours"`
	EveryS int64        `json:"every_s" doc:"width of a step in seconds: at least an hour when drawn from hours"`
	Points []care.Point `json:"points"`
}

// LatestReading is the newest value of a metric, with its age in its time.
type LatestReading struct {
	care.Reading
	Unit string `json:"unit"`
}

func (s *Server) curves(r *routes) {
	type curveIn struct {
		ElderPath
		Metric string    `query:"metric" required:"true" maxLength:"64"`
		From   time.Time `query:"from"`
		To     time.Time `query:"to"`
		Every  string    `query:"every" doc:"width of a step, like 5m; chosen by itself when left out" maxLength:"20"`
	}
	add(r, watch, get("/elders/{id}/readings", "get-readings", "A curve: mean, least, greatest and count of each step"),
		func(ctx context.Context, by care.Staff, in *curveIn) (*out[Curve], error) {
			e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(in.ID))
			if err != nil {
				return nil, err
			}
			q := care.CurveQuery{Elder: e.ID, Metric: care.Metric(in.Metric), From: in.From, To: in.To}
			looked := "readings"
			if slices.Contains(placeMetrics, q.Metric) {
				if looked = "location"; !slices.Contains(seePlaces.roles, by.Role) {
					return nil, &care.Fault{Kind: care.ErrForbidden, Code: "role.forbidden", Detail: "您的岗位不能查看位置"}
				}
			}
			if in.Every != "" {
				if q.Every, err = time.ParseDuration(in.Every); err != nil || q.Every < time.Second {
					return nil, care.Invalid("query.every", "every.invalid", "步长应是 1 秒以上的时长，例如 5m 或 1h")
				}
			}
			if q.To.IsZero() {
				q.To = s.deps.Now()
			}
			if q.From.IsZero() {
				q.From = q.To.Add(-24 * time.Hour)
			}
			if !q.From.Before(q.To) {
				return nil, care.Invalid("query.from", "from.after_to", "开始时间应早于结束时间")
			}
			curve, err := s.deps.Curves.Curve(ctx, q)
			if err != nil {
				return nil, err
			}
			if curve.Points == nil {
				curve.Points = []care.Point{}
			}
			s.deps.Registry.Viewed(by.ID, looked, in.ID)
			return &out[Curve]{Body: Curve{Metric: q.Metric, Unit: care.Quantities[q.Metric].Unit,
				Source: string(curve.Source), EveryS: int64(curve.Every / time.Second), Points: curve.Points}}, nil
		})
	add(r, watch, get("/elders/{id}/latest", "get-latest", "The newest value of each metric, with its time; places stand at /place"),
		func(ctx context.Context, by care.Staff, in *ElderPath) (*out[List[LatestReading]], error) {
			e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(in.ID))
			if err != nil {
				return nil, err
			}
			readings, err := s.deps.Curves.Latest(ctx, e.ID)
			readings = slices.DeleteFunc(readings, func(rd care.Reading) bool { return slices.Contains(placeMetrics, rd.Metric) })
			items := make([]LatestReading, len(readings))
			for i, rd := range readings {
				items[i] = LatestReading{rd, care.Quantities[rd.Metric].Unit}
			}
			return list(items, ""), err
		})
}

func (s *Server) whereabouts(r *routes) {
	add(r, watch, get("/elders/{id}/whereabouts", "get-whereabouts", "Where the elder is"),
		func(ctx context.Context, by care.Staff, in *ElderPath) (*out[care.Whereabouts], error) {
			e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(in.ID))
			if err != nil {
				return nil, err
			}
			w, err := s.deps.Centers.WhereaboutsAt(ctx, care.Everything, e.ID, s.deps.Now())
			return &out[care.Whereabouts]{Body: w}, err
		})
	type setIn struct {
		ElderPath
		Body struct {
			State    care.WhereaboutsState `json:"state" enum:"home,out,staying,day_care,hospital,center,leave,lost,deceased,unknown"`
			ReturnAt *time.Time            `json:"return_at,omitempty"`
			Place    string                `json:"place,omitempty" maxLength:"200"`
			Phone    string                `json:"phone,omitempty" maxLength:"40"`
			AreaCode string                `json:"area_code,omitempty" maxLength:"4" doc:"of a place outside the county, like 0551"`
		}
	}
	add(r, keep, post("/elders/{id}/whereabouts", "set-whereabouts", "Enter where the elder is, with a return date"),
		func(ctx context.Context, by care.Staff, in *setIn) (*out[care.Whereabouts], error) {
			w, err := s.deps.Centers.SetWhereabouts(ctx, by.Scope(), by.ID, care.Whereabouts{ElderID: care.ElderID(in.ID), State: in.Body.State,
				ReturnAt: in.Body.ReturnAt, Place: in.Body.Place, Phone: in.Body.Phone, AreaCode: in.Body.AreaCode})
			return &out[care.Whereabouts]{Body: w}, err
		})
}
