package simulator

import (
	"encoding/json"
	"fmt"
	"os"

	"yian/care"
)

// The kinds of device that the simulator can play. A kind that it does not know
// only says that it is alive.
const (
	KindPanel         = "home_panel"     // speaks for the sensors of the home; SOS button, green key, voice
	KindWearable      = "wearable"       // heart, oxygen, steps, falls
	KindDoor          = "door_contact"   // front door
	KindMotion        = "motion"         // one room
	KindBed           = "bed_sensor"     // under the mattress
	KindSmoke         = "smoke_detector" // kitchen
	KindGas           = "gas_detector"   // kitchen
	KindBloodPressure = "blood_pressure" // morning and evening
	KindPullCord      = "pull_cord"      // bathroom
	KindButton        = "sos_button"     // bedside, behind a bought-in gateway
	KindZigbee2MQTT   = "zigbee2mqtt"    // a bought-in gateway
	KindGPSWatch      = care.GPSWatch    // says where its wearer is, over TCP; its address is its number
)

// Home is one home, or one site, as the simulator speaks for it. Its id names its
// habits: the same seed and id always live alike. With more than one bed sensor it
// is a site, where every bed is a sleeper of its own.
type Home struct {
	ID      string       `json:"id"`
	Devices []Credential `json:"devices"`
	// Lat and Lon are where it stands, in WGS-84 degrees.
	Lat float64 `json:"lat,omitempty"`
	Lon float64 `json:"lon,omitempty"`
}

// site reports whether h is a centre rather than somebody's home.
func (h *Home) site() bool {
	beds := 0
	for _, d := range h.Devices {
		beds += boolInt(d.Kind == KindBed)
	}
	return beds > 1
}

// Credential is a device that the simulator may speak for: with an account of its
// own, or behind a gateway of the same home.
type Credential struct {
	Device   care.DeviceID `json:"device"`
	Kind     string        `json:"kind"`
	Gateway  care.DeviceID `json:"gateway,omitempty"`
	Address  string        `json:"address,omitempty"`  // what a bought-in gateway calls it
	Location string        `json:"location,omitempty"` // room, in words
	Empty    bool          `json:"empty,omitempty"`    // a bed sensor under nobody
	Username string        `json:"username,omitempty"` // empty: speaks through Gateway
	Password string        `json:"password,omitempty"`
}

// credentialsFile is the form of a credentials file.
type credentialsFile struct {
	Homes []Home `json:"homes"`
}

// ReadCredentials reads homes from a JSON file {"homes":[…]}.
func ReadCredentials(path string) ([]Home, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("simulator: read credentials: %w", err)
	}
	var file credentialsFile
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("simulator: read credentials %s: %w", path, err)
	}
	return file.Homes, nil
}

// WriteCredentials writes homes for [ReadCredentials], readable by the owner only.
func WriteCredentials(path string, homes []Home) error {
	raw, err := json.MarshalIndent(credentialsFile{homes}, "", "  ")
	if err != nil {
		return fmt.Errorf("simulator: write credentials: %w", err)
	}
	if err := os.WriteFile(path, append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("simulator: write credentials: %w", err)
	}
	return nil
}
