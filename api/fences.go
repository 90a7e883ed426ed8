package api

import (
	"context"
	"math"
	"slices"

	"yian/care"
)

// seePlaces is whoever may look where somebody is; each look is recorded.
var seePlaces = keep

// Whereabout is where an elder was last, and how that lies to the fences.
type Whereabout struct {
	Spot *care.Spot `json:"spot,omitempty" doc:"left out: nothing of the elder's said where it is in the last 30 days"`
	// AgeS is how old it is in seconds, by the server's clock.
	AgeS   int          `json:"age_s"`
	Fences []FencePlace `json:"fences"`
}

// FencePlace is how the last place lies to one fence.
type FencePlace struct {
	ID       care.FenceID `json:"id"`
	Distance float64      `json:"distance" doc:"metres from the centre"`
	Beyond   bool         `json:"beyond" doc:"surely outside: beyond radius and accuracy together"`
	InForce  bool         `json:"in_force" doc:"within its hours now"`
}

// FenceBody is what is entered of a fence.
type FenceBody struct {
	Name   string  `json:"name,omitempty" maxLength:"40"`
	Lat    float64 `json:"lat" minimum:"-90" maximum:"90" doc:"WGS-84 degrees"`
	Lon    float64 `json:"lon" minimum:"-180" maximum:"180"`
	Radius float64 `json:"radius" minimum:"50" maximum:"50000" doc:"metres"`
	From   string  `json:"from,omitempty" maxLength:"5" doc:"hours in China, like 20:00; both empty: always"`
	Until  string  `json:"until,omitempty" maxLength:"5"`
}

func (b *FenceBody) fence() care.Fence {
	return care.Fence{Name: b.Name, Lat: b.Lat, Lon: b.Lon, Radius: b.Radius, From: b.From, Until: b.Until}
}

// FencePath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type FencePath struct {
	ElderPath
	Fence care.FenceID `path:"fence" maxLength:"64"`
}

func (s *Server) fences(r *routes) {
	add(r, seePlaces, get("/elders/{id}/place", "get-place", "Where the elder was last, with its age and accuracy; each look is recorded"),
		func(ctx context.Context, by care.Staff, in *ElderPath) (*out[Whereabout], error) {
			e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(in.ID))
			if err != nil {
				return nil, err
			}
			if err := s.mayLocate(ctx, e.ID); err != nil {
				return nil, err
			}
			w, err := s.whereabout(ctx, e.ID)
			if err == nil {
				s.deps.Registry.Viewed(by.ID, "location", in.ID)
			}
			return &out[Whereabout]{Body: w}, err
		})
	add(r, seePlaces, get("/elders/{id}/fences", "list-fences", "The fences around an elder; each look is recorded"),
		func(ctx context.Context, by care.Staff, in *ElderPath) (*out[List[care.Fence]], error) {
			e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(in.ID))
			if err != nil {
				return nil, err
			}
			found, err := s.deps.Alerts.Fences(ctx, e.ID)
			if len(found) > 0 {
				s.deps.Registry.Viewed(by.ID, "fence", in.ID)
			}
			return list(found, ""), err
		})
	type createIn struct {
		ElderPath
		Body FenceBody
	}
	add(r, seePlaces, create("/elders/{id}/fences", "create-fence", "Set a fence around an elder; leaving it makes an incident of kind lost"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Fence], error) {
			return s.setFence(ctx, by, in.ID, in.Body.fence())
		})
	type patchIn struct {
		FencePath
		Body struct {
			FenceBody
			Version int64 `json:"version" minimum:"1" doc:"as it was read"`
		}
	}
	add(r, seePlaces, patch("/elders/{id}/fences/{fence}", "update-fence", "Replace a fence; whoever is beyond is judged anew"),
		func(ctx context.Context, by care.Staff, in *patchIn) (*out[care.Fence], error) {
			f := in.Body.fence()
			f.ID, f.Version = in.Fence, in.Body.Version
			return s.setFence(ctx, by, in.ID, f)
		})
	add(r, seePlaces, del("/elders/{id}/fences/{fence}", "delete-fence", "Remove a fence"),
		func(ctx context.Context, by care.Staff, in *FencePath) (*struct{}, error) {
			e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(in.ID))
			if err != nil {
				return nil, err
			}
			return nil, s.deps.Alerts.RemoveFence(ctx, by.ID, e, in.Fence)
		})
}

// mayLocate lets nobody look where an elder is who said no to it, unless the elder calls
// for help or is looked for: help in danger waits for no consent.
func (s *Server) mayLocate(ctx context.Context, elder care.ElderID) error {
	refused, err := s.deps.Registry.Refused(ctx, elder, "location")
	if err != nil || !refused {
		return err
	}
	open, _, err := s.deps.Shelf.Incidents(ctx, care.Everything, care.IncidentQuery{Elder: elder, Page: care.Page{Limit: 1},
		States: []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}})
	if err != nil || len(open) > 0 {
		return err
	}
	return care.Conflict("place.no_consent", "老人或监护人没有同意使用位置；老人求助或走失时可以查，改变主意后请在装机页重新登记同意")
}

// setFence sets a fence unless the elder, or who speaks for them, said no to being
// located.
func (s *Server) setFence(ctx context.Context, by care.Staff, id string, f care.Fence) (*out[care.Fence], error) {
	e, err := s.deps.Registry.Elder(ctx, by.Scope(), care.ElderID(id))
	if err != nil {
		return nil, err
	}
	refused, err := s.deps.Registry.Refused(ctx, e.ID, "location")
	if err != nil {
		return nil, err
	}
	if refused {
		return nil, care.Conflict("fence.no_consent", "老人或监护人没有同意使用位置，不能设置围栏；改变主意后请在装机页重新登记同意")
	}
	kept, err := s.deps.Alerts.SetFence(ctx, by.ID, e, f)
	return &out[care.Fence]{Body: kept}, err
}

func (s *Server) whereabout(ctx context.Context, elder care.ElderID) (Whereabout, error) {
	w := Whereabout{Fences: []FencePlace{}}
	latest, err := s.deps.Curves.Latest(ctx, elder)
	if err != nil {
		return w, err
	}
	if w.Spot = spotOf(latest); w.Spot == nil {
		return w, nil
	}
	now := s.deps.Now()
	w.AgeS = max(0, int(now.Sub(w.Spot.At).Seconds()))
	fences, err := s.deps.Alerts.Fences(ctx, elder)
	for i := range fences {
		f := &fences[i]
		away := f.Distance(w.Spot.Location)
		w.Fences = append(w.Fences, FencePlace{ID: f.ID, Distance: math.Round(away), Beyond: away > f.Radius+w.Spot.Accuracy, InForce: f.InForce(now)})
	}
	return w, err
}

// placeMetrics say where somebody is: they stand in no list of readings.
var placeMetrics = []care.Metric{care.Latitude, care.Longitude, care.Accuracy}

// spotOf finds the newest place in the newest readings of each metric and device.
func spotOf(latest []care.Reading) *care.Spot {
	var newest *care.Spot
	at := func(lat care.Reading, m care.Metric) (float64, bool) {
		i := slices.IndexFunc(latest, func(r care.Reading) bool { return r.Metric == m && r.Device == lat.Device && r.At.Equal(lat.At) })
		if i < 0 {
			return 0, false
		}
		return latest[i].Value, true
	}
	for _, lat := range latest {
		if lat.Metric != care.Latitude || newest != nil && !lat.At.After(newest.At) {
			continue
		}
		if lon, ok := at(lat, care.Longitude); ok {
			accuracy, _ := at(lat, care.Accuracy)
			newest = &care.Spot{Location: care.Location{Lat: lat.Value, Lon: lon, Accuracy: accuracy}, At: lat.At, Device: lat.Device}
		}
	}
	return newest
}
