package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

const (
	registeringAtOnce = 4
	// maxAnswer bounds what is read of one answer.
	maxAnswer = 8 << 20
)

// Platform is the platform's HTTP, with an account that may write its registry.
type Platform struct {
	URL    string       // like http://127.0.0.1:8080
	Token  string       // bearer token
	Client *http.Client // nil means http.DefaultClient
}

// Register enters n typical homes, each with an elder and its devices, spread over
// the villages that there are, and returns them with fresh credentials. Without
// any village it enters a sample one. Every call makes new homes. It blocks and
// stops at the first error.
func (p *Platform) Register(ctx context.Context, seed uint64, n int) ([]Home, error) {
	villages, err := p.villages(ctx)
	if err != nil {
		return nil, err
	}
	homes := make([]Home, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(registeringAtOnce)
	for i := range homes {
		group.Go(func() error {
			h, err := p.home(ctx, seed, i, villages[i%len(villages)])
			homes[i] = h
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return homes, nil
}

type regionBody struct {
	ID   care.RegionID   `json:"id"`
	Kind care.RegionKind `json:"kind"`
	Name string          `json:"name"`
}

// villages returns where homes can be.
func (p *Platform) villages(ctx context.Context) ([]care.RegionID, error) {
	var villages []care.RegionID
	err := p.list(ctx, "/api/v1/regions", nil, func(item json.RawMessage) error {
		var r regionBody
		if err := json.Unmarshal(item, &r); err != nil {
			return err
		}
		if r.Kind == care.Village {
			villages = append(villages, r.ID)
		}
		return nil
	})
	if err != nil || len(villages) > 0 {
		return villages, err
	}
	for _, r := range []regionBody{
		{ID: "990101", Kind: care.County, Name: "样例县"},
		{ID: "990101001", Kind: care.Township, Name: "样例镇"},
		{ID: "990101001001", Kind: care.Village, Name: "样例村"},
	} {
		if err := p.post(ctx, "/api/v1/regions", r, nil); err != nil && !isConflict(err) {
			return nil, err
		}
		villages = []care.RegionID{r.ID}
	}
	return villages, nil
}

// home enters one home with all in it.
func (p *Platform) home(ctx context.Context, seed uint64, i int, village care.RegionID) (Home, error) {
	var made struct {
		ID string `json:"id"`
	}
	household := struct {
		Region  care.RegionID `json:"region_id"`
		Address string        `json:"address"`
	}{village, fmt.Sprintf("样例路%d号", i+1)}
	if err := p.post(ctx, "/api/v1/households", household, &made); err != nil {
		return Home{}, err
	}
	h := Home{ID: made.ID}
	elder := struct {
		Name      string        `json:"name"`
		Household string        `json:"household_id"`
		Region    care.RegionID `json:"region_id"`
		Born      string        `json:"birth_date"`
		Reach     care.Reach    `json:"reach"`
	}{fmt.Sprintf("样例老人%03d", i+1), h.ID, village, fmt.Sprintf("19%d-03-01", 35+i%25), care.ReachDevice}
	if err := p.post(ctx, "/api/v1/elders", elder, &made); err != nil {
		return Home{}, err
	}
	for _, w := range Furnish(seed, h.ID) {
		credential, err := p.device(ctx, h.ID, made.ID, w)
		if err != nil {
			return Home{}, err
		}
		h.Devices = append(h.Devices, credential)
	}
	return h, nil
}

// device enters one device and, unless it stands behind a gateway, fetches its
// credential.
func (p *Platform) device(ctx context.Context, household, elder string, w Wanted) (Credential, error) {
	body := struct {
		ID        care.DeviceID `json:"id"`
		Kind      string        `json:"kind"`
		Household string        `json:"household_id"`
		Elder     string        `json:"elder_id,omitempty"`
		Gateway   care.DeviceID `json:"gateway_id,omitempty"`
		Address   string        `json:"address,omitempty"`
		Power     care.Power    `json:"power,omitempty"`
		Location  string        `json:"location,omitempty"`
	}{w.ID, w.Kind, household, elder, w.Gateway, w.Address, w.Power, w.Location}
	c := Credential{Device: w.ID, Kind: w.Kind, Gateway: w.Gateway, Address: w.Address, Location: w.Location}
	if err := p.post(ctx, "/api/v1/devices", body, nil); err != nil && !isConflict(err) {
		return c, err
	}
	if w.Gateway != "" {
		return c, nil
	}
	var secret struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	err := p.post(ctx, "/api/v1/devices/"+string(w.ID)+"/credential", struct{}{}, &secret)
	c.Username, c.Password = secret.Username, secret.Password
	return c, err
}

// Doubled counts the presses that stand in more than one incident. It reads every
// incident, so it is for the end of a run.
func (p *Platform) Doubled(ctx context.Context, presses []Press) (int, error) {
	type identity struct {
		Device care.DeviceID `json:"device_id"`
		Call   care.CallID   `json:"call"`
	}
	ours := map[identity]map[string]bool{}
	for _, press := range presses {
		ours[identity{press.Device, press.Call}] = map[string]bool{}
	}
	query := url.Values{"state": {"open,answered,dispatched,arrived,closed"}}
	err := p.list(ctx, "/api/v1/incidents", query, func(item json.RawMessage) error {
		var incident struct {
			ID       string     `json:"id"`
			Feedback []identity `json:"feedback"`
		}
		if err := json.Unmarshal(item, &incident); err != nil {
			return err
		}
		if err := p.do(ctx, http.MethodGet, "/api/v1/incidents/"+url.PathEscape(incident.ID), nil, &incident); err != nil {
			return err
		}
		for _, f := range incident.Feedback {
			if in := ours[f]; in != nil {
				in[incident.ID] = true
			}
		}
		return nil
	})
	doubled := 0
	for _, in := range ours {
		doubled += boolInt(len(in) > 1)
	}
	return doubled, err
}

// list hands every item of a paged list to each.
func (p *Platform) list(ctx context.Context, path string, query url.Values, each func(json.RawMessage) error) error {
	values := url.Values{"limit": {"500"}}
	for k, v := range query {
		values[k] = v
	}
	for {
		var page struct {
			Items []json.RawMessage `json:"items"`
			Next  string            `json:"next"`
		}
		if err := p.do(ctx, http.MethodGet, path+"?"+values.Encode(), nil, &page); err != nil {
			return err
		}
		for _, item := range page.Items {
			if err := each(item); err != nil {
				return fmt.Errorf("simulator: read %s: %w", path, err)
			}
		}
		if page.Next == "" {
			return nil
		}
		values.Set("cursor", page.Next)
	}
}

func (p *Platform) post(ctx context.Context, path string, body, answer any) error {
	return p.do(ctx, http.MethodPost, path, body, answer)
}

// refused is an answer other than success.
type refused struct {
	call   string
	status int
	detail string
}

func (r *refused) Error() string {
	return fmt.Sprintf("simulator: %s: %d %s", r.call, r.status, r.detail)
}

func isConflict(err error) bool {
	var r *refused
	return errors.As(err, &r) && r.status == http.StatusConflict
}

func (p *Platform) do(ctx context.Context, method, path string, body, answer any) error {
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("simulator: %s %s: %w", method, path, err)
		}
		content = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(p.URL, "/")+path, content)
	if err != nil {
		return fmt.Errorf("simulator: %s %s: %w", method, path, err)
	}
	request.Header.Set("Authorization", "Bearer "+p.Token)
	request.Header.Set("Content-Type", "application/json")
	client := p.Client
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("simulator: %s %s: %w", method, path, err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("simulator: %s %s: %w", method, path, err)
	}
	if response.StatusCode/100 != 2 {
		var problem struct {
			Title, Detail string
		}
		_ = json.Unmarshal(raw, &problem)
		return &refused{call: method + " " + path, status: response.StatusCode, detail: strings.TrimSpace(problem.Title + " " + problem.Detail)}
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return fmt.Errorf("simulator: %s %s: %w", method, path, err)
	}
	return nil
}
