// Package mosquitto tells Mosquitto which devices may come in, through its
// dynamic-security plugin: one account for each device, with its secret. What an
// account may do stays in the broker's file of rights, which says it once for all
// devices; the plugin is set up to leave rights to it.
//
// The plugin writes all its accounts to disk for each change and hears nobody
// meanwhile, about 10 ms with 3,000 devices. So accounts go one after the other, and
// calls between them.
package mosquitto

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"yian/care"
)

const (
	control = "$CONTROL/dynamic-security/v1"
	answers = control + "/response"

	// patience is how long one answer may take. A broker that has not the plugin, or
	// an account without the right to it, never answers.
	patience = 5 * time.Second
	// atATime is how many accounts are listed in one answer, well below the largest
	// packet that the broker sends.
	atATime = 500
)

// Config is how the platform's account reaches the broker. All fields but the
// password are required.
type Config struct {
	URL      string
	Username string
	Password string
	// ClientID must be this process's own.
	ClientID string
}

// Doorman tells one broker. It is safe for concurrent use; one question is asked at
// a time.
type Doorman struct {
	cfg Config

	mu     sync.Mutex // guards all below, and the wire
	client mqtt.Client
	heard  chan []byte
	asked  int64
}

// New returns a doorman who is not connected yet.
func New(cfg Config) *Doorman { return &Doorman{cfg: cfg} }

// Close ends the connection.
func (d *Doorman) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hangUp()
}

// command is one of the plugin's commands, as far as we use them.
type command struct {
	Command     string `json:"command"`
	Username    string `json:"username,omitempty"`
	Password    string `json:"password,omitempty"`
	Verbose     bool   `json:"verbose,omitempty"`
	Count       int    `json:"count,omitempty"`
	Offset      int    `json:"offset,omitempty"`
	Correlation string `json:"correlationData"`
}

type answer struct {
	Command     string `json:"command"`
	Error       string `json:"error"`
	Correlation string `json:"correlationData"`
	Data        struct {
		Total   int `json:"totalCount"`
		Clients []struct {
			Username string `json:"username"`
			Disabled bool   `json:"disabled"`
		} `json:"clients"`
	} `json:"data"`
}

// taken is the plugin's word for an account that is there already.
const taken = "Client already exists"

// Admit tells the broker of accounts, one after the other, and returns how many it
// has taken. An account that is shut out stays, disabled: deleted, the device would
// fall back on an account of the same name in the broker's password file.
func (d *Doorman) Admit(ctx context.Context, accounts []care.Account) (int, error) {
	for n, a := range accounts {
		var err error
		switch {
		case a.Secret == "":
			err = d.tell(ctx, command{Command: "createClient", Username: string(a.Device)}, command{Command: "disableClient", Username: string(a.Device)})
		case !a.Replaces:
			if err = d.tell(ctx, command{Command: "createClient", Username: string(a.Device), Password: a.Secret}); !errors.Is(err, errTaken) {
				break
			}
			fallthrough
		default:
			// Its connections end with the new password.
			err = d.tell(ctx, command{Command: "createClient", Username: string(a.Device), Password: a.Secret},
				command{Command: "setClientPassword", Username: string(a.Device), Password: a.Secret},
				command{Command: "enableClient", Username: string(a.Device)})
		}
		if err != nil {
			return n, err
		}
	}
	return len(accounts), nil
}

var errTaken = errors.New("mosquitto: there is such an account")

// tell asks for commands; that the account is there already is an error only when
// nothing but its creation was asked for.
func (d *Doorman) tell(ctx context.Context, commands ...command) error {
	all, err := d.ask(ctx, commands...)
	if err != nil {
		return err
	}
	for _, a := range all {
		switch {
		case a.Error == "":
		case a.Error == taken && len(commands) > 1:
		case a.Error == taken:
			return errTaken
		default:
			return fmt.Errorf("mosquitto: %s: %s", a.Command, a.Error)
		}
	}
	return nil
}

// Accounts returns every account of the plugin, true for whoever may come in.
func (d *Doorman) Accounts(ctx context.Context) (map[care.DeviceID]bool, error) {
	all := map[care.DeviceID]bool{}
	for offset := 0; ; offset += atATime {
		list, err := d.ask(ctx, command{Command: "listClients", Verbose: true, Count: atATime, Offset: offset})
		if err != nil {
			return nil, err
		}
		if list[0].Error != "" {
			return nil, fmt.Errorf("mosquitto: list accounts: %s", list[0].Error)
		}
		for _, c := range list[0].Data.Clients {
			all[care.DeviceID(c.Username)] = !c.Disabled
		}
		if len(list[0].Data.Clients) < atATime {
			return all, nil
		}
	}
}

// ask sends commands in one message and waits for the answer to it.
func (d *Doorman) ask(ctx context.Context, commands ...command) ([]answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := d.dial(); err != nil {
		return nil, err
	}
	d.asked++
	mark := strconv.FormatInt(d.asked, 36)
	for i := range commands {
		commands[i].Correlation = mark
	}
	b, err := json.Marshal(map[string][]command{"commands": commands})
	if err != nil {
		return nil, fmt.Errorf("mosquitto: %w", err)
	}
	if token := d.client.Publish(control, 1, false, b); !token.WaitTimeout(patience) || token.Error() != nil {
		d.hangUp()
		return nil, fmt.Errorf("mosquitto: the broker does not take commands: %w", care.ErrUnavailable)
	}
	for {
		select {
		case b := <-d.heard:
			var said struct {
				Responses []answer `json:"responses"`
			}
			// An answer to an earlier question came too late.
			if json.Unmarshal(b, &said) == nil && len(said.Responses) == len(commands) && said.Responses[0].Correlation == mark {
				return said.Responses, nil
			}
		case <-ctx.Done():
			d.hangUp()
			return nil, fmt.Errorf("mosquitto: no answer on %s; is the plugin loaded, and may the platform's account use it? %w", control, care.ErrUnavailable)
		}
	}
}

// dial connects unless it is connected.
func (d *Doorman) dial() error {
	if d.client != nil && d.client.IsConnectionOpen() {
		return nil
	}
	d.hangUp()
	heard := make(chan []byte, 16)
	o := mqtt.NewClientOptions().AddBroker(d.cfg.URL).SetClientID(d.cfg.ClientID).SetUsername(d.cfg.Username).SetPassword(d.cfg.Password).
		SetProtocolVersion(4).SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).
		SetConnectTimeout(patience).SetWriteTimeout(patience).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
			select {
			case heard <- m.Payload():
			default: // nobody waits for so many
			}
		})
	client := mqtt.NewClient(o)
	if token := client.Connect(); !token.WaitTimeout(patience) || token.Error() != nil {
		client.Disconnect(0)
		return fmt.Errorf("mosquitto: connect: %w", care.ErrUnavailable)
	}
	if token := client.Subscribe(answers, 1, nil); !token.WaitTimeout(patience) || token.Error() != nil {
		client.Disconnect(0)
		return fmt.Errorf("mosquitto: subscribe: %w", care.ErrUnavailable)
	}
	d.client, d.heard = client, heard
	return nil
}

func (d *Doorman) hangUp() {
	if d.client != nil {
		d.client.Disconnect(0)
		d.client = nil
	}
}
