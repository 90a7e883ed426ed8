package care

import "time"

// Call is somebody, or a device on their behalf, asking for help (紧急呼叫).
type Call struct {
	ID         CallID    `json:"id"`
	Kind       CallKind  `json:"kind" enum:"sos,pull_cord,fall,smoke,gas,water_leak,phone,removed,out_of_bed,alarm,test"`
	PressedAt  time.Time `json:"pressed_at"`  // by the device's clock, or ReceivedAt when it has none
	ReceivedAt time.Time `json:"received_at"` // by ours
	// ClockSkew marks a device clock that was more than 5 minutes ahead.
	ClockSkew bool      `json:"clock_skew,omitempty"`
	Location  *Location `json:"location,omitempty"`
	Place     Place     `json:"-"`
	// Orphan marks a call of a device that the registry does not know, raised at
	// its gateway's place.
	Orphan bool `json:"orphan,omitempty"`
}

// CallKind says what a [Call] is about.
type CallKind string

// The kinds of call.
const (
	SOS       CallKind = "sos"
	PullCord  CallKind = "pull_cord"
	Fall      CallKind = "fall"
	Smoke     CallKind = "smoke"
	Gas       CallKind = "gas"
	WaterLeak CallKind = "water_leak"
	Phone     CallKind = "phone"
	Removed   CallKind = "removed"    // a wearable says that it was taken off
	OutOfBed  CallKind = "out_of_bed" // a bed or radar says that its person left and did not return
	Alarm     CallKind = "alarm"      // a device says that something is the matter, and not what
	Test      CallKind = "test"       // 试呼: opens no incident, is kept as proof
)

// ParseCallKind returns the kind named s, and whether it is known.
func ParseCallKind(s string) (CallKind, bool) {
	switch k := CallKind(s); k {
	case SOS, PullCord, Fall, Smoke, Gas, WaterLeak, Phone, Removed, OutOfBed, Alarm, Test:
		return k, true
	}
	return "", false
}

// Location is where a wearable was.
type Location struct {
	Lat      float64 `json:"lat"` // WGS-84 degrees
	Lon      float64 `json:"lon"`
	Accuracy float64 `json:"accuracy,omitempty"` // metres
}

// Request is a wish for a service, from a home panel's green key (服务需求).
type Request struct {
	ID      CallID
	At      time.Time
	Service Service
	Place   Place
}

// Step is what a device is told about its call (回执).
type Step string

// The steps, in their order.
const (
	StepReceived   Step = "received"
	StepAnswered   Step = "answered"
	StepDispatched Step = "dispatched"
	StepArrived    Step = "arrived"
	StepClosed     Step = "closed"
)

// Feedback is one step told to one device about one call, kept until the device
// confirms.
type Feedback struct {
	Device     DeviceID   `json:"device_id"`
	Gateway    DeviceID   `json:"gateway_id,omitempty"`
	Call       CallID     `json:"call"`
	Step       Step       `json:"state" enum:"received,answered,dispatched,arrived,closed"`
	Incident   IncidentID `json:"incident_id" nullable:"true"`
	At         time.Time  `json:"at"`
	By         string     `json:"by,omitempty"`    // who acts, as the senior may hear it
	ETASeconds int        `json:"eta_s,omitempty"` // only after somebody accepted
	// Said is which sentence it is where the step alone does not tell.
	Said Saying `json:"said,omitempty"`
	// Text, Audio and Show are the sentence as this senior hears it: in words, where its
	// recording is, and what a device does beside speaking. They are put in when it is told.
	Text        string     `json:"text,omitempty"`
	Audio       string     `json:"audio,omitempty"`
	Show        []string   `json:"show,omitempty"`
	Attempts    int        `json:"attempts"`
	SentAt      *time.Time `json:"sent_at,omitempty"`
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty"`
	// NextAt is when it goes again unless it is confirmed; nil gives up.
	NextAt *time.Time `json:"-"`
}

// Confirmation is a device saying that it showed or spoke a feedback.
type Confirmation struct {
	Device DeviceID
	Call   CallID
	Step   Step
	At     time.Time
}
