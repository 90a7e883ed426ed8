// Package emqx tells EMQX whose connections end. Who may come in EMQX asks the
// platform itself, over HTTP; only what is connected already must be cut, through its
// management API.
package emqx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yian/care"
)

// Config is how the management API is reached.
type Config struct {
	// URL is its address, like http://emqx:18083.
	URL string
	// Key and Secret are an API key of the dashboard.
	Key, Secret string
}

// Doorman tells one cluster of EMQX. It is safe for concurrent use.
type Doorman struct {
	cfg  Config
	http *http.Client
}

// New returns a doorman.
func New(cfg Config) *Doorman {
	return &Doorman{cfg: cfg, http: &http.Client{Timeout: 3 * time.Second}}
}

// Accounts returns nil: EMQX keeps none.
func (d *Doorman) Accounts(context.Context) (map[care.DeviceID]bool, error) { return nil, nil }

// Admit cuts the connections of devices, one device after the other, and returns of
// how many it did so.
func (d *Doorman) Admit(ctx context.Context, accounts []care.Account) (int, error) {
	for n, a := range accounts {
		if err := d.cut(ctx, a.Device); err != nil {
			return n, err
		}
	}
	return len(accounts), nil
}

// most is how many connections of one device are listed at once.
const most = 1000

func (d *Doorman) cut(ctx context.Context, device care.DeviceID) error {
	var list struct {
		Data []struct {
			ClientID string `json:"clientid"`
			Username string `json:"username"`
		} `json:"data"`
	}
	q := url.Values{"username": {string(device)}, "limit": {strconv.Itoa(most)}, "fields": {"clientid,username"}}
	if err := d.do(ctx, http.MethodGet, "/api/v5/clients?"+q.Encode(), &list); err != nil {
		return err
	}
	for _, c := range list.Data {
		// Should the filter be one that this version does not know, it lists everybody.
		if c.Username != string(device) {
			continue
		}
		if err := d.do(ctx, http.MethodDelete, "/api/v5/clients/"+url.PathEscape(c.ClientID), nil); err != nil {
			return err
		}
	}
	return nil
}

// do asks the API. What is gone already is no error.
func (d *Doorman) do(ctx context.Context, method, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, d.cfg.URL+path, nil)
	if err != nil {
		return fmt.Errorf("emqx: %w", err)
	}
	req.SetBasicAuth(d.cfg.Key, d.cfg.Secret)
	res, err := d.http.Do(req)
	if err != nil {
		// The error holds the address, which may hold a device's id only.
		return fmt.Errorf("emqx: the management API does not answer: %w", care.ErrUnavailable)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound && method == http.MethodDelete:
	case res.StatusCode/100 != 2:
		return fmt.Errorf("emqx: the management API answers %d: %w", res.StatusCode, care.ErrUnavailable)
	case into != nil:
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			return fmt.Errorf("emqx: the management API: %w", err)
		}
	}
	return nil
}
