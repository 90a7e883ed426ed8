package care

import "time"

// Home says how well one household with devices is protected right now.
type Home struct {
	Household Household `json:"household"`
	Elders    []string  `json:"elders"` // their names
	// DeviceIDs are those in use; revoked ones do not count.
	DeviceIDs []DeviceID `json:"device_ids"`
	Devices   int        `json:"devices"`
	Offline   int        `json:"offline"`
	NeverSeen int        `json:"never_seen"` // registered, but not a word from them yet
	// LastProofAt is the newest press, real or trial, of which the device
	// confirmed "received".
	LastProofAt  *time.Time `json:"last_proof_at" nullable:"true"`
	ProofAgeDays *int       `json:"proof_age_days" nullable:"true"`
	// Overdue is true when that press is more than 31 days old, or never was.
	Overdue bool `json:"overdue"`
	// Next is the code of what to do now: "switch_on" (nothing heard yet),
	// "check_device" (one is silent), "test_press", or empty.
	Next string `json:"next" enum:"switch_on,check_device,test_press,"`
}
