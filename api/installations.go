package api

import (
	"context"
	"encoding/json"
	"time"

	"yian/care"
	"yian/registry"
)

// install is whoever fits devices in homes.
var install = roles(care.Worker, care.Manager, care.Admin)

// InstallationPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type InstallationPath struct {
	ID care.InstallationID `path:"id" maxLength:"64"`
}

// InstallationItem is an installation as its page shows it.
type InstallationItem struct {
	care.Installation
	Home     *registry.FieldHome `json:"home,omitempty"`
	Township string              `json:"township,omitempty"`
	Village  string              `json:"village,omitempty"`
	ByName   string              `json:"by_name,omitempty"`
	Device   *FittedDevice       `json:"device,omitempty"`
	// Pressing is how far the press that it waits for came by now.
	Pressing *care.Press `json:"pressing,omitempty"`
	Confirms bool        `json:"confirms" doc:"the device tells what it showed or spoke"`
	HeardAt  *time.Time  `json:"heard_at" nullable:"true" doc:"when the device was last heard"`
}

// FittedDevice is a device as whoever fits it sees it.
type FittedDevice struct {
	ID       care.DeviceID    `json:"id"`
	Kind     string           `json:"kind"`
	Model    string           `json:"model,omitempty"`
	Location string           `json:"location,omitempty"`
	ElderID  care.ElderID     `json:"elder_id" nullable:"true"`
	State    care.DeviceState `json:"state" enum:"registered,claimed,in_service,suspended,retired"`
}

func (v *views) installationItem(ctx context.Context, i care.Installation) (InstallationItem, error) {
	item := InstallationItem{Installation: i, ByName: v.staffName(ctx, i.By), Confirms: true}
	item.Township, item.Village = v.places(ctx, i.RegionID)
	home, err := v.deps.Registry.FieldHome(ctx, care.Staff{ID: care.System, Role: care.Admin}, i.HouseholdID)
	if err != nil {
		return item, err
	}
	item.Home = &home
	if i.DeviceID == "" {
		return item, nil
	}
	d, err := v.deps.Registry.Device(ctx, care.Everything, i.DeviceID)
	if err != nil {
		return item, err
	}
	item.Device = &FittedDevice{d.ID, d.Kind, d.Model, d.Location, d.ElderID, d.State}
	item.Confirms = v.deps.Registry.Confirms(d.ID)
	if l, known := v.deps.Supervision.Liveness(d.ID); known && !l.SeenAt.IsZero() {
		item.HeardAt = &l.SeenAt
	}
	item.Pressing, _, err = v.deps.Registry.PressNow(ctx, &i)
	return item, err
}

func (s *Server) installationOut(ctx context.Context, i care.Installation, err error) (*out[InstallationItem], error) {
	if err != nil {
		return nil, err
	}
	item, err := s.views.installationItem(ctx, i)
	return &out[InstallationItem]{Body: item}, err
}

func (s *Server) installations(r *routes) {
	type homesIn struct {
		Text string `query:"q" maxLength:"100" doc:"at least two characters"`
	}
	add(r, install, get("/installations/homes", "find-field-homes", "Homes in one's region, by address, village or name of the elder"),
		func(ctx context.Context, by care.Staff, in *homesIn) (*out[List[registry.FieldHome]], error) {
			homes, err := s.deps.Registry.FieldHomes(ctx, by, in.Text)
			for _, h := range homes {
				s.deps.Registry.Viewed(by.ID, "household", string(h.ID))
			}
			return list(homes, ""), err
		})
	type listIn struct {
		PageIn
		State     care.InstallationState `query:"state" enum:"running,done,abandoned,"`
		DeviceID  care.DeviceID          `query:"device_id" maxLength:"64"`
		Household care.HouseholdID       `query:"household_id" maxLength:"64"`
	}
	add(r, install, get("/installations", "list-installations", "What is being or was fitted, newest first; a worker sees the own"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[InstallationItem]], error) {
			found, next, err := s.deps.Registry.Installations(ctx, by, care.InstallationQuery{State: in.State, Device: in.DeviceID, Household: in.Household}, in.page())
			if err != nil {
				return nil, err
			}
			items := make([]InstallationItem, len(found))
			for n, i := range found {
				if items[n], err = s.views.installationItem(ctx, i); err != nil {
					return nil, err
				}
				s.deps.Registry.Viewed(by.ID, "household", string(i.HouseholdID))
			}
			return list(items, next), nil
		})
	add(r, install, get("/installations/{id}", "get-installation", "One installation, with how far its press came"),
		func(ctx context.Context, by care.Staff, in *InstallationPath) (*out[InstallationItem], error) {
			i, err := s.deps.Registry.Installation(ctx, by, in.ID)
			if err == nil {
				s.deps.Registry.Viewed(by.ID, "household", string(i.HouseholdID))
			}
			return s.installationOut(ctx, i, err)
		})
	type createIn struct {
		Body struct {
			HouseholdID care.HouseholdID `json:"household_id" minLength:"1" maxLength:"64"`
		}
	}
	add(r, install, create("/installations", "begin-installation", "Begin to fit one device in a home, or take up what one began there"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[InstallationItem], error) {
			i, err := s.deps.Registry.Install(ctx, by, in.Body.HouseholdID)
			return s.installationOut(ctx, i, err)
		})
	s.installationActs(r)
}

// fitting registers POST /installations/{id}/<verb>, which answers with the
// installation as it then stands.
func fitting[I any](s *Server, r *routes, verb, id, summary string, do func(ctx context.Context, by care.Staff, in *I) (care.Installation, error)) {
	add(r, install, post("/installations/{id}/"+verb, id, summary),
		func(ctx context.Context, by care.Staff, in *I) (*out[InstallationItem], error) {
			i, err := do(ctx, by, in)
			return s.installationOut(ctx, i, err)
		})
}

func (s *Server) installationActs(r *routes) {
	reg := s.deps.Registry
	type consentIn struct {
		InstallationPath
		Body struct {
			Consents []struct {
				ElderID string `json:"elder_id" minLength:"1" maxLength:"64"`
				Kind    string `json:"kind" enum:"health,location"`
				Given   bool   `json:"given"`
				By      string `json:"by" enum:"elder,guardian"`
				Name    string `json:"name,omitempty" maxLength:"60" doc:"of the guardian"`
			} `json:"consents" maxItems:"40"`
			ResidentsTold bool `json:"residents_told"`
		}
	}
	fitting(s, r, "consent", "consent-installation", "What each elder agreed to, and that co-residents were told", func(ctx context.Context, by care.Staff, in *consentIn) (care.Installation, error) {
		said := make([]care.Consent, len(in.Body.Consents))
		for n, c := range in.Body.Consents {
			said[n] = care.Consent{ElderID: care.ElderID(c.ElderID), Kind: c.Kind, Given: c.Given, By: c.By, Name: c.Name}
		}
		return reg.Consented(ctx, by, in.ID, said, in.Body.ResidentsTold)
	})
	type entryIn struct {
		InstallationPath
		Body struct {
			Allowed bool   `json:"allowed"`
			By      string `json:"by" enum:"elder,guardian"`
			Name    string `json:"name,omitempty" maxLength:"60"`
		}
	}
	fitting(s, r, "entry", "entry-installation", "Whether responders may enter when nobody opens", func(ctx context.Context, by care.Staff, in *entryIn) (care.Installation, error) {
		return reg.EntrySettled(ctx, by, in.ID, care.EntryRight{Allowed: in.Body.Allowed, By: in.Body.By, Name: in.Body.Name})
	})
	type keysIn struct {
		InstallationPath
		Body struct {
			Keys []care.HomeKey `json:"keys" maxItems:"10" doc:"empty: none was handed over"`
		}
	}
	fitting(s, r, "keys", "keys-installation", "Which keys there are and who holds them", func(ctx context.Context, by care.Staff, in *keysIn) (care.Installation, error) {
		return reg.KeysNoted(ctx, by, in.ID, in.Body.Keys)
	})
	type claimIn struct {
		InstallationPath
		Body struct {
			Code     string `json:"code" minLength:"1" maxLength:"80" doc:"claim code, or the id of a device that is registered for this home"`
			ElderID  string `json:"elder_id,omitempty" maxLength:"64" doc:"empty: shared by the home"`
			Location string `json:"location" minLength:"1" maxLength:"60"`
		}
	}
	fitting(s, r, "claim", "claim-installation", "Take a device by its claim code and place it", func(ctx context.Context, by care.Staff, in *claimIn) (care.Installation, error) {
		return reg.Claimed(ctx, by, in.ID, in.Body.Code, care.ElderID(in.Body.ElderID), in.Body.Location)
	})
	fitting(s, r, "press", "press-installation", "Start the press that comes next; it must come within two minutes", func(ctx context.Context, by care.Staff, in *InstallationPath) (care.Installation, error) {
		return reg.PressAsked(ctx, by, in.ID)
	})
	fitting(s, r, "ours", "ours-installation", "The press that came was ours; the last one puts the device into service", func(ctx context.Context, by care.Staff, in *InstallationPath) (care.Installation, error) {
		return s.pressOurs(ctx, by, in.ID)
	})
	fitting(s, r, "address", "address-installation", "The address was read back and is this home's", func(ctx context.Context, by care.Staff, in *InstallationPath) (care.Installation, error) {
		return reg.AddressRead(ctx, by, in.ID)
	})
	type abandonIn struct {
		InstallationPath
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"200"`
		}
	}
	fitting(s, r, "abandon", "abandon-installation", "End it without a device in service", func(ctx context.Context, by care.Staff, in *abandonIn) (care.Installation, error) {
		return reg.Abandon(ctx, by, in.ID, in.Body.Reason)
	})
}

// pressOurs tells the desk first: should the second step fail, its being said again
// harms nothing.
func (s *Server) pressOurs(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	before, err := s.deps.Registry.Installation(ctx, by, id)
	if err != nil {
		return before, err
	}
	var heard time.Time
	if l, known := s.deps.Supervision.Liveness(before.DeviceID); known {
		heard = l.SeenAt
	}
	i, presses, err := s.deps.Registry.PressOurs(ctx, by, id, heard)
	if err != nil {
		return i, err
	}
	if p := before.Waiting(); p != nil {
		if err := s.deps.Desk.Ours(ctx, by, p.AskedAt, presses); err != nil {
			// The incident stays with the desk, which is how any press is treated.
			s.deps.Log.Error("an installer's press was not closed", "installation_id", id, "err", err)
		}
	}
	return i, nil
}

// pressEvery is how often the press that somebody waits for is looked at.
const pressEvery = 300 * time.Millisecond

// watchPresses tells whoever waits for a press how far it came, as it comes. The
// record is asked only while a page is open and an installation waits.
func (s *Server) watchPresses(ctx context.Context) {
	tick := time.NewTicker(pressEvery)
	defer tick.Stop()
	shown := map[care.InstallationID]string{}
	for idle := 0; ; idle++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.hub.Clients() == 0 || len(shown) == 0 && idle%3 != 0 {
			continue
		}
		waiting, err := s.deps.Registry.WaitingPresses(ctx)
		if err != nil {
			continue // the page says that its data grow old
		}
		now := map[care.InstallationID]string{}
		for _, i := range waiting {
			item, err := s.views.installationItem(ctx, i)
			if err != nil {
				continue
			}
			b, _ := json.Marshal(item.Pressing)
			now[i.ID] = string(b)
			if shown[i.ID] != now[i.ID] {
				s.tellInstallation(item)
			}
		}
		shown = now
	}
}

func (s *Server) tellInstallation(item InstallationItem) {
	ev, err := eventOf("installation", 0, item, seesInstallation(item.Installation))
	if err != nil {
		s.deps.Log.Error("installation event not made", "err", err)
		return
	}
	s.hub.Publish(ev)
}

func seesInstallation(i care.Installation) func(care.Scope) bool {
	return func(sc care.Scope) bool {
		switch sc.Role {
		case care.Worker:
			return sc.Staff == i.By
		case care.Manager, care.Admin:
			return sc.Sees(i.RegionID, "")
		}
		return false
	}
}
