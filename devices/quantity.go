package devices

import (
	"fmt"
	"math"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/valyala/fastjson"

	"yian/care"
)

const (
	// maxMetricName bounds the name of an unknown metric in bytes.
	maxMetricName = 64
	// maxReadings bounds the readings of one sample: a device that invents names
	// would otherwise fill the store with columns.
	maxReadings = 256
)

// known is an entry of the catalogue, found by the bytes of its name.
type known struct {
	metric   care.Metric
	quantity care.Quantity
}

// catalogue is care.Quantities keyed so that a look-up gives back the constant
// and need not copy the name out of the payload. It never changes.
var catalogue = func() map[string]known {
	m := make(map[string]known, len(care.Quantities))
	for metric, q := range care.Quantities {
		m[string(metric)] = known{metric, q}
	}
	return m
}()

// metricOf returns the metric called name: one of the catalogue, or an unknown
// one that is stored without being judged. It reports false for a name that
// cannot be a column.
func metricOf(name []byte) (known, bool) {
	if k, ok := catalogue[string(name)]; ok {
		return k, true
	}
	if !storable(name) {
		return known{}, false
	}
	return known{metric: care.Metric(name)}, true
}

// storable reports whether name can be a column beside those that the store of
// readings writes itself.
func storable(name []byte) bool {
	if len(name) == 0 || len(name) > maxMetricName || !utf8.Valid(name) {
		return false
	}
	for _, r := range string(name) {
		if unicode.IsControl(r) {
			return false
		}
	}
	switch string(name) {
	case "time", "received", "device", "elder":
		return false
	}
	return true
}

// value reads a number, or a bool as 0 or 1 where the metric is one or is
// unknown. Text is no number here.
func (k known) value(v *fastjson.Value) (float64, bool) {
	switch v.Type() {
	case fastjson.TypeTrue:
		return 1, k.quantity.Bool || k.unknown()
	case fastjson.TypeFalse:
		return 0, k.quantity.Bool || k.unknown()
	case fastjson.TypeNumber:
		f, err := v.Float64()
		return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
	}
	return 0, false
}

// plausible reports whether value lies in the metric's range. Everything finite
// is plausible of an unknown metric.
func (k known) plausible(value float64) bool {
	if k.unknown() {
		return true
	}
	if k.quantity.Bool {
		return value == 0 || value == 1
	}
	return value >= k.quantity.Min && value <= k.quantity.Max
}

func (k known) unknown() bool { return k.quantity == care.Quantity{} }

// refuseRange and refuseType name metrics of the catalogue only, so that nothing
// a device sent is repeated.
func (k known) refuseRange(said *Said) {
	q := k.quantity
	limits := "0 或 1"
	if !q.Bool {
		limits = bound(q.Min) + " 至 " + bound(q.Max) + " " + q.Unit
	}
	said.refuse(care.OutOfRange, fmt.Sprintf("%s 不在合理范围（%s），请检查传感器或单位", k.metric, limits))
}

func (k known) refuseType(said *Said) {
	switch {
	case k.unknown():
		said.refuse(care.WrongType, "读数应为数字或 true/false，不能加引号")
	case k.quantity.Bool:
		said.refuse(care.WrongType, string(k.metric)+" 应为 true/false 或 0/1，不能加引号")
	default:
		said.refuse(care.WrongType, string(k.metric)+" 应为数字，不能加引号")
	}
}

func bound(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
