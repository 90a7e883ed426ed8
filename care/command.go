package care

import (
	"encoding/json"
	"time"
)

// Command is something asked of a device (指令). It is kept until the device
// answers, or until it is of no more use.
type Command struct {
	ID       CommandID `json:"id"`
	Device   DeviceID  `json:"device_id"`
	Gateway  DeviceID  `json:"gateway_id,omitempty"` // speaks for the device
	RegionID RegionID  `json:"region_id,omitempty"`  // who may see it
	CenterID CenterID  `json:"center_id,omitempty"`
	// Name is what is asked, like "locate", "call_back" or "reboot".
	Name  string          `json:"name"`
	Args  json.RawMessage `json:"args,omitempty"` // a JSON object
	State CommandState    `json:"state" enum:"queued,sent,confirmed,expired,failed"`
	By    StaffID         `json:"by"`
	// Why is the reason that a person gave; a look at where somebody is needs one.
	Why       string     `json:"why,omitempty"`
	QueuedAt  time.Time  `json:"queued_at"`
	SentAt    *time.Time `json:"sent_at,omitempty"` // the last time
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	ExpiresAt time.Time  `json:"expires_at"`
	// Attempts counts how often broker or connection took it.
	Attempts int `json:"attempts"`
	// AnsweredAt is when the device answered; after the end, it was too late.
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	// Result is what the device answered, and Reason why it cannot: empty when it is
	// done.
	Result  json.RawMessage `json:"result,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	Version int64           `json:"version"`
	// NextAt is when it is looked at next, to be given again or to expire; nil: it
	// has ended.
	NextAt *time.Time `json:"-"`
}

// CommandState is where a [Command] is.
type CommandState string

// The states. Queued and sent may still succeed; the others are final.
const (
	CommandQueued    CommandState = "queued"    // not yet taken by broker or connection
	CommandSent      CommandState = "sent"      // taken, not yet answered
	CommandConfirmed CommandState = "confirmed" // the device says it is done
	CommandExpired   CommandState = "expired"   // not answered in time
	CommandFailed    CommandState = "failed"    // the device says it cannot
)

// CommandStates lists every state.
var CommandStates = []CommandState{CommandQueued, CommandSent, CommandConfirmed, CommandExpired, CommandFailed}

// Final reports whether nothing more can come of a command in this state.
func (s CommandState) Final() bool {
	return s == CommandConfirmed || s == CommandExpired || s == CommandFailed
}

// CommandResult is a device's answer to a [Command].
type CommandResult struct {
	Device  DeviceID
	Command CommandID
	OK      bool
	Reason  string          // why not
	Value   json.RawMessage // what came of it; may be nil
	At      time.Time       // by our clock
}

// CommandQuery chooses commands.
type CommandQuery struct {
	Device DeviceID       // empty: every device
	States []CommandState // none: all
}
