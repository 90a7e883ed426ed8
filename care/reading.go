package care

import "time"

// Reading is one metric of one device at one instant (监测数据). Bool metrics are 0
// or 1.
type Reading struct {
	Device     DeviceID  `json:"device_id"`
	Metric     Metric    `json:"metric"`
	Value      float64   `json:"value"`
	At         time.Time `json:"at"`          // by the device's clock
	ReceivedAt time.Time `json:"received_at"` // by ours
}

// Metric names what a reading measures.
type Metric string

// The metrics that the platform judges and draws.
const (
	HeartRate       Metric = "heart_rate"
	SpO2            Metric = "spo2"
	Systolic        Metric = "systolic"
	Diastolic       Metric = "diastolic"
	BodyTemperature Metric = "body_temperature"
	Glucose         Metric = "glucose"
	Respiration     Metric = "respiration"
	Weight          Metric = "weight"
	Steps           Metric = "steps"
	Motion          Metric = "motion"
	ContactOpen     Metric = "contact_open"
	BedOccupied     Metric = "bed_occupied"
	FallMetric      Metric = "fall"
	SmokeMetric     Metric = "smoke"
	GasMetric       Metric = "gas"
	WaterLeakMetric Metric = "water_leak"
	CO              Metric = "co"
	Temperature     Metric = "temperature"
	Humidity        Metric = "humidity"
	PowerDraw       Metric = "power"
	Illuminance     Metric = "illuminance"
	BatteryMetric   Metric = "battery"
	RSSI            Metric = "rssi"
	LinkQuality     Metric = "linkquality"
	BatteryLow      Metric = "battery_low"
	Tamper          Metric = "tamper"
	MainsLost       Metric = "mains_lost"
	NotWorn         Metric = "removed" // a wearable is not worn, or a button is off its wall
	Latitude        Metric = "latitude"
	Longitude       Metric = "longitude"
	Accuracy        Metric = "accuracy" // of latitude and longitude
	// FenceDistance is what alerts of a fence carry instead of a place: how far from
	// its centre.
	FenceDistance Metric = "fence_distance"
)

// Quantity describes a metric: its unit and its plausible range, both ends
// included. Outside it a reading is refused.
type Quantity struct {
	Unit     string
	Min, Max float64
	Bool     bool
}

// unbounded is wide enough for any honest value of a metric without a published
// range, and keeps infinities out.
const unbounded = 1e12

// Quantities is the catalogue of known metrics.
var Quantities = map[Metric]Quantity{
	HeartRate:       {Unit: "bpm", Min: 20, Max: 250},
	SpO2:            {Unit: "%", Min: 50, Max: 100},
	Systolic:        {Unit: "mmHg", Min: 30, Max: 300},
	Diastolic:       {Unit: "mmHg", Min: 30, Max: 300},
	BodyTemperature: {Unit: "°C", Min: 30, Max: 45},
	Glucose:         {Unit: "mmol/L", Min: 0.5, Max: 40},
	Respiration:     {Unit: "rpm", Min: 3, Max: 80},
	Weight:          {Unit: "kg", Min: 0, Max: 500},
	Steps:           {Unit: "", Min: 0, Max: unbounded},
	Motion:          {Bool: true, Max: 1},
	ContactOpen:     {Bool: true, Max: 1},
	BedOccupied:     {Bool: true, Max: 1},
	FallMetric:      {Bool: true, Max: 1},
	SmokeMetric:     {Bool: true, Max: 1},
	GasMetric:       {Bool: true, Max: 1},
	WaterLeakMetric: {Bool: true, Max: 1},
	CO:              {Unit: "ppm", Min: 0, Max: 100000},
	Temperature:     {Unit: "°C", Min: -40, Max: 85},
	Humidity:        {Unit: "%", Min: 0, Max: 100},
	PowerDraw:       {Unit: "W", Min: -unbounded, Max: unbounded},
	Illuminance:     {Unit: "lx", Min: 0, Max: unbounded},
	BatteryMetric:   {Unit: "%", Min: 0, Max: 100},
	RSSI:            {Unit: "dBm", Min: -200, Max: 50},
	LinkQuality:     {Unit: "", Max: 255},
	BatteryLow:      {Bool: true, Max: 1},
	Tamper:          {Bool: true, Max: 1},
	MainsLost:       {Bool: true, Max: 1},
	NotWorn:         {Bool: true, Max: 1},
	Latitude:        {Unit: "°", Min: -90, Max: 90},
	Longitude:       {Unit: "°", Min: -180, Max: 180},
	Accuracy:        {Unit: "m", Min: 0, Max: unbounded},
	FenceDistance:   {Unit: "m", Min: 0, Max: unbounded},
}

// CurveSource says what a curve was drawn from.
type CurveSource string

// What a curve is drawn from.
const (
	FromReadings CurveSource = "readings" // each reading
	FromHours    CurveSource = "hours"    // summaries of hours, and readings where an hour has none yet
)

// Curve is one metric over time, oldest first.
type Curve struct {
	Source CurveSource
	Every  time.Duration // the width of a step
	Points []Point       // of the steps that hold any reading
}

// Point is one step of a curve.
type Point struct {
	At    time.Time `json:"at"`
	Mean  float64   `json:"mean"`
	Min   float64   `json:"min"`
	Max   float64   `json:"max"`
	Count int64     `json:"count"`
}
