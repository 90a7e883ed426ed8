package devices

import (
	"strings"
	"unicode"

	"yian/care"
)

// meaning says what a field of a maker's own choosing is: a reading, a state that
// makes a call when it turns on, or both.
type meaning struct {
	metric   care.Metric
	call     care.CallKind
	convert  func(float64) float64 // to the metric's unit; nil when it is
	inverted bool
	// blank says that 0 and 255 stand for "could not be measured", as no living body
	// has them.
	blank bool
	// spoken says that only words tell which way round it is.
	spoken bool
	// any says that this is an alarm of some kind, which only its value tells.
	any bool
	// only is the one word that makes the call, of a field that mostly says how things
	// are.
	only string
	// place says that this is a coordinate.
	place axis
}

type axis int

const (
	nowhere axis = iota
	latitude
	longitude
)

// lexicon is what fields are called in the field, letters and digits only. It
// serves every system whose payload holds names that others chose: decoded
// objects of LoRaWAN, thing models of clouds.
var lexicon = join(
	entries(meaning{metric: care.Temperature}, "temperature temp currenttemperature indoortemperature roomtemperature envtemperature environmenttemperature ambienttemperature airtemperature airtemp tempc temperaturec tempcsht tdata wendu 温度 室温 环境温度"),
	entries(meaning{metric: care.Temperature, convert: celsius}, "tempf temperaturef"),
	entries(meaning{metric: care.BodyTemperature, blank: true}, "bodytemperature bodytemp humantemperature tiwen 体温"),
	entries(meaning{metric: care.Humidity}, "humidity humi hum relativehumidity currenthumidity envhumidity airhumidity humsht humiditypercent rh shidu 湿度"),
	entries(meaning{metric: care.HeartRate, blank: true}, "heartrate hr heart bpm pulse pulserate heartratevalue heartbeatrate xinlv 心率 脉搏"),
	entries(meaning{metric: care.SpO2, blank: true}, "spo2 bloodoxygen oxygen oxygensaturation bloodoxygensaturation xueyang 血氧 血氧饱和度"),
	entries(meaning{metric: care.Systolic, blank: true}, "systolic sbp systolicpressure systolicbloodpressure bloodpressurehigh bphigh highpressure highbloodpressure gaoya shousuoya 收缩压 高压"),
	entries(meaning{metric: care.Diastolic, blank: true}, "diastolic dbp diastolicpressure diastolicbloodpressure bloodpressurelow bplow lowpressure lowbloodpressure diya shuzhangya 舒张压 低压"),
	entries(meaning{metric: care.Glucose, blank: true}, "glucose bloodglucose bloodsugar xuetang 血糖"),
	entries(meaning{metric: care.Respiration, blank: true}, "respiration respirationrate respiratoryrate breath breathrate breathing breathingrate breathe breathvalue huxi 呼吸 呼吸率 呼吸频率"),
	entries(meaning{metric: care.Weight, blank: true}, "weight bodyweight tizhong 体重"),
	entries(meaning{metric: care.Steps}, "steps step stepcount stepnumber stepcounter walk pedometer bushu 步数"),
	entries(meaning{metric: care.Motion}, "motion occupancy occupied presence pir pirstatus pirstate humanpresence humandetected humansensor motiondetected motionstate motionstatus ispresence personpresent 人体感应 有人"),
	entries(meaning{metric: care.ContactOpen}, "contactopen dooropen doorstatus doorstate doorsensor dooropenstatus magnetstatus magneticstatus magnet contactstate contactstatus door windowopen windowstatus 门磁 门状态"),
	entries(meaning{metric: care.ContactOpen, spoken: true}, "contact reed reedswitch"),
	entries(meaning{metric: care.BedOccupied}, "bedoccupied inbed isinbed inbedstate 在床"),
	entries(meaning{metric: care.Illuminance}, "illuminance lux illumination lightintensity lightlux luminance guangzhao 光照 光照度 照度"),
	entries(meaning{metric: care.BatteryMetric}, "battery batterylevel batterypercent batterypercentage batterypct batterypower batterycapacity remainingbattery batt bat batteryvalue batlevel batpercent soc electricquantity electricity dianliang 电量 电池电量"),
	entries(meaning{metric: "battery_voltage", convert: volts}, "batteryvoltage batvoltage batv batmv battmv batteryv batterymv 电池电压"),
	entries(meaning{metric: care.BatteryLow}, "batterylow lowbattery lowbatt batlow lowpower lowvoltage batterylowalarm lowbatteryalarm batterystate 低电量 低电压"),
	entries(meaning{metric: care.Tamper}, "tamper tamperstatus tamperalarm tamperstate tamperdetected antitamper 防拆 防拆报警"),
	entries(meaning{metric: care.MainsLost}, "mainslost powerfailure poweroutage powerlost 断电"),
	entries(meaning{metric: care.NotWorn}, "removed notworn detached takenoff unworn 脱落"),
	entries(meaning{metric: care.NotWorn, inverted: true}, "worn wearing wearstatus wearstate iswear 佩戴状态"),
	entries(meaning{metric: care.RSSI}, "rssi signalstrength wifirssi 信号强度"),
	entries(meaning{metric: care.PowerDraw}, "power activepower currentpower realpower powerw watt apower 功率"),
	entries(meaning{metric: care.CO}, "coppm coconcentration coconc covalue 一氧化碳浓度"),
	entries(meaning{metric: "co2"}, "co2 co2ppm carbondioxide 二氧化碳"),
	entries(meaning{metric: "pm25"}, "pm25 pm2dot5"),
	entries(meaning{metric: "voc"}, "voc tvoc"),
	entries(meaning{metric: "pressure", convert: hectopascal}, "pressure barometricpressure barometer airpressure atmosphere atmosphericpressure 气压"),
	entries(meaning{metric: "energy"}, "energy totalenergy energykwh"),
	entries(meaning{metric: "distance"}, "distance"),
	entries(meaning{metric: "water_level"}, "waterlevel"),
	entries(meaning{place: latitude}, "lat latitude gpslat gpslatitude weidu 纬度"),
	entries(meaning{place: longitude}, "lon lng long longitude gpslon gpslng gpslongitude jingdu 经度"),

	entries(meaning{call: care.SOS}, "sos sosalarm sosstatus sosstate soscall soskey sosbutton soswarning sosflag sosevent emergency emergencycall emergencyalarm emergencybutton emergencystatus panic panicbutton panicalarm callhelp helpcall needhelp keyalarm buttonalarm alarmbutton alarmkey emergencykey nursecall callnurse qiujiu qiuzhu onekeyalarm onekeycall urgent mandown 求助 求救 紧急呼叫 一键呼叫 一键报警 紧急求助 呼救"),
	entries(meaning{call: care.PullCord}, "pullcord pullrope pullalarm pullcordalarm 拉绳 拉绳报警 拉绳呼叫"),
	entries(meaning{call: care.Fall, metric: care.FallMetric}, "fall falldown falldetected falldetection falldowndetected fallalarm falldownalarm fallstatus fallstate falldownstatus fallen isfall tumble shuaidao diedao 跌倒 摔倒 跌倒报警"),
	entries(meaning{call: care.Smoke, metric: care.SmokeMetric}, "smoke smokealarm smokedetected smokestatus smokestate smokesensorstate smokesensorstatus fire firealarm firestatus smokefire yanwu huozai 烟雾 烟雾报警 烟感 火警 火灾报警"),
	entries(meaning{call: care.Gas, metric: care.GasMetric}, "gas gasalarm gasdetected gasstatus gasstate gassensorstate gassensorstatus gasleak combustiblegas ch4alarm methane methanealarm ranqi meiqi 燃气 燃气报警 燃气泄漏 可燃气体 煤气 天然气"),
	entries(meaning{call: care.Gas, metric: "carbon_monoxide"}, "carbonmonoxide carbonmonoxidealarm coalarm coalarmstatus codetected costatus 一氧化碳 一氧化碳报警"),
	entries(meaning{call: care.WaterLeak, metric: care.WaterLeakMetric}, "waterleak leak leakage leakstatus leakdetected waterleakage waterleakstatus waterleakagestatus leakagestatus waterleakdetected waterleaksensorstate wateralarm waterdetected flood flooding floodalarm floodstatus waterimmersion waterimmersionalarm immersion wet watersensor watersensorstate waterleach waterleachstate loushui 水浸 漏水 水浸报警 漏水报警"),
	entries(meaning{call: care.OutOfBed}, "outofbed outofbedalarm leavebed leavebedalarm leftbedalarm bedexitalarm offbedalarm 离床报警 离床预警"),
	entries(meaning{call: care.Test}, "test selftest testbutton testalarm 自检 测试"),

	entries(meaning{call: care.Fall, only: "fall"}, "detectionstatus posture bodystatus personstatus"),

	entries(meaning{any: true}, "alarm alarms alarmstatus alarmstate alarmtype alarmevent alarmcode alarmflag isalarm alarmname alarmmessage alert alerttype alertstatus warning warningtype warn warntype event eventtype eventname 报警 告警 报警类型 告警类型 报警状态 告警状态"),
)

func entries(m meaning, names string) map[string]meaning {
	all := map[string]meaning{}
	for _, name := range strings.Fields(names) {
		all[name] = m
	}
	return all
}

func join(parts ...map[string]meaning) map[string]meaning {
	all := map[string]meaning{}
	for _, part := range parts {
		for name, m := range part {
			if _, twice := all[name]; twice {
				panic("devices: the lexicon has two meanings for " + name)
			}
			all[name] = m
		}
	}
	return all
}

func celsius(fahrenheit float64) float64 { return (fahrenheit - 32) * 5 / 9 }

// volts reads a battery's voltage: no battery of a sensor has 100 V.
func volts(v float64) float64 {
	if v > 100 {
		return v / 1000
	}
	return v
}

// hectopascal reads an air pressure in Pa, hPa or kPa, which are never alike.
func hectopascal(v float64) float64 {
	switch {
	case v > 20000:
		return v / 100
	case v > 20 && v < 120:
		return v * 10
	}
	return v
}

// meaningOf finds what a field is by its name.
func meaningOf(name string) (meaning, bool) {
	// "module:name" in some clouds.
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if m, ok := lexicon[letters(name)]; ok {
		return m, true
	}
	parts := strings.Fields(tokens(name))
	for n := len(parts); n > 1 && neutral[parts[n-1]]; n-- {
		if m, ok := lexicon[strings.Join(parts[:n-1], "")]; ok && (m.call != "" || care.Quantities[m.metric].Bool) {
			return m, true
		}
	}
	for n := 1; n < len(parts) && ahead[parts[n-1]]; n++ {
		if m, ok := lexicon[strings.Join(parts[n:], "")]; ok && m.call != "" {
			return m, true
		}
	}
	return meaning{}, false
}

// ahead are words in front of a name that change nothing of a call: alarm_sos, isFall.
var ahead = wordSet("alarm alert warning is has key button")

// neutral are words behind a name that change nothing of a truth: SOSAlarmState.
var neutral = wordSet("state status alarm alert trigger triggered flag sensor detected detect detection event warning")

// letters returns the letters and digits of a name, in lower case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// tokens splits what people write as one word, like alarmLeftBed or fall_alarm,
// into its words in lower case, with a space around each.
func tokens(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	lower := false
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r, lower = ' ', false
		case unicode.IsUpper(r):
			if lower {
				b.WriteByte(' ')
			}
			lower = false
		default:
			lower = true
		}
		b.WriteRune(unicode.ToLower(r))
	}
	b.WriteByte(' ')
	return b.String()
}
