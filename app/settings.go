package app

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"yian/care"
	"yian/dispatch/hotline"
)

// Settings are everything that a site may set. A flag, an environment variable
// and a key of the configuration file say the same thing; flags win over the
// environment, the environment over the file, the file over defaults.
type Settings struct {
	HTTP          string   `name:"http" env:"YIAN_HTTP" default:"127.0.0.1:8080" help:"Address of the console and the API."`
	SecureCookie  bool     `name:"secure-cookie" env:"YIAN_SECURE_COOKIE" help:"Send the session cookie over HTTPS only; set it behind a TLS proxy."`
	TrustedProxy  []string `name:"trusted-proxy" env:"YIAN_TRUSTED_PROXY" help:"Addresses or networks of the proxies in front, like 10.0.0.0/8, whose word about where a request comes from counts; default: nobody's."`
	MQTTListen    string   `name:"mqtt-listen" env:"YIAN_MQTT_LISTEN" default:"127.0.0.1:1883" help:"Address where the embedded broker lets devices in."`
	MQTTClients   int      `name:"mqtt-clients" env:"YIAN_MQTT_CLIENTS" default:"4096" help:"How many connections of devices the embedded broker takes, at most 12000."`
	TLSCert       string   `name:"tls-cert" env:"YIAN_TLS_CERT" help:"File with the site's certificate and its chain, PEM; read again when it changes."`
	TLSKey        string   `name:"tls-key" env:"YIAN_TLS_KEY" help:"File with the certificate's key."`
	HTTPTLS       bool     `name:"http-tls" env:"YIAN_HTTP_TLS" help:"Serve the console and the API over TLS with this certificate; else a proxy does."`
	MQTTTLSListen string   `name:"mqtt-tls-listen" env:"YIAN_MQTT_TLS_LISTEN" help:"Address where the embedded broker lets devices in over TLS, like 0.0.0.0:8883; default: nowhere."`
	MQTTClientCA  string   `name:"mqtt-client-ca" env:"YIAN_MQTT_CLIENT_CA" help:"File with the authority, PEM, whose client certificates open the embedded broker for the device whose id is their CN; default: none do."`

	WatchListen string `name:"watch-listen" env:"YIAN_WATCH_LISTEN" help:"Address where GPS watches of the 3G* family come in, like 0.0.0.0:5093; default: nowhere. They know neither password nor encryption."`
	Rules       string `name:"rules" env:"YIAN_RULES" help:"Folder of alert rules that people edit; default: rules below the data folder."`

	Database     string `name:"database-url" env:"YIAN_DATABASE_URL" secret:"url" help:"The record, sqlite:///path/to/file.db or postgres://user:password@host/name; default: yian.db below the data folder."`
	Redis        string `name:"redis-url" env:"YIAN_REDIS_URL" secret:"url" help:"Redis for the queue; default: embedded."`
	Influx       string `name:"influx-url" env:"YIAN_INFLUX_URL" help:"InfluxDB for readings; default: embedded."`
	InfluxToken  string `name:"influx-token" env:"YIAN_INFLUX_TOKEN" secret:"all" help:"Token for InfluxDB."`
	InfluxOrg    string `name:"influx-org" env:"YIAN_INFLUX_ORG" default:"yian" help:"Organisation in InfluxDB."`
	InfluxBucket string `name:"influx-bucket" env:"YIAN_INFLUX_BUCKET" default:"yian/autogen" help:"Bucket in InfluxDB."`

	HourlyBucket string `name:"influx-hourly-bucket" env:"YIAN_INFLUX_HOURLY_BUCKET" help:"Bucket for summaries of hours; default: the bucket's name, or its database, followed by /hourly."`
	RawDays      int    `name:"raw-days" env:"YIAN_RAW_DAYS" default:"90" help:"Days that each reading is kept; 0: for ever. The embedded InfluxDB deletes what is older, an external one by its own setting."`
	HourlyDays   int    `name:"hourly-days" env:"YIAN_HOURLY_DAYS" default:"1826" help:"Days that the summaries of hours are kept; 0: for ever."`

	Webhook        string        `name:"webhook-url" env:"YIAN_WEBHOOK_URL" secret:"url" help:"SMS or voice gateway that escalation rings through."`
	WebhookSecret  string        `name:"webhook-secret" env:"YIAN_WEBHOOK_SECRET" secret:"all" help:"Secret that signs calls to the gateway."`
	WebhookTimeout time.Duration `name:"webhook-timeout" env:"YIAN_WEBHOOK_TIMEOUT" default:"5s" help:"How long one call to the gateway may take."`

	ChannelSettings
	VisitSettings

	EscalateSupervisor time.Duration `name:"escalate-supervisor" env:"YIAN_ESCALATE_SUPERVISOR" default:"30s" help:"When the supervisor is rung if nobody answers."`
	EscalateNeighbours time.Duration `name:"escalate-neighbours" env:"YIAN_ESCALATE_NEIGHBOURS" default:"60s" help:"When station keeper, township duty and contacts are rung."`
	EscalateCounty     time.Duration `name:"escalate-county" env:"YIAN_ESCALATE_COUNTY" default:"180s" help:"When the county desk is rung, and again each time after."`
	ActWithin          time.Duration `name:"act-within" env:"YIAN_ACT_WITHIN" default:"3m" help:"How long an answered incident may stay without an act before it rings again."`
	OnScene            time.Duration `name:"on-scene" env:"YIAN_ON_SCENE" default:"45m" help:"How long whoever goes to an incident may take before it rings again."`
	CallBackWithin     time.Duration `name:"call-back-within" env:"YIAN_CALL_BACK_WITHIN" default:"15m" help:"How long a caller whom nobody answered may wait to be called back before the supervisor is rung."`
	AcceptEmergency    time.Duration `name:"accept-emergency" env:"YIAN_ACCEPT_EMERGENCY" default:"30s" help:"How long an emergency order waits for its worker's yes before the next is asked."`
	Accept             time.Duration `name:"accept" env:"YIAN_ACCEPT" default:"15m" help:"How long any other order waits for its worker's yes."`

	LoneWithin time.Duration `name:"lone-within" env:"YIAN_LONE_WITHIN" default:"10s" help:"How long a call in danger rings while everybody at the desk is busy with another, before the supervisor is rung."`
	WakeEvery  time.Duration `name:"wake-every" env:"YIAN_WAKE_EVERY" default:"30m" help:"How often whoever sits alone at the desk at night is asked for a key."`
	WakeWithin time.Duration `name:"wake-within" env:"YIAN_WAKE_WITHIN" default:"60s" help:"How long they have; then the seat counts as empty and the supervisor is rung."`
	NightFrom  string        `name:"night-from" env:"YIAN_NIGHT_FROM" default:"22:00" help:"When the night begins at the desk, in Shanghai."`
	NightTo    string        `name:"night-to" env:"YIAN_NIGHT_TO" default:"06:00" help:"When it ends; the same as night-from: it is always night."`

	KinMayServe bool `name:"kin-may-serve" env:"YIAN_KIN_MAY_SERVE" help:"Let relatives whom workers declared be sent to them for planned services; in an emergency whoever is near goes."`

	TicketAcceptDays  int      `name:"ticket-accept-days" env:"YIAN_TICKET_ACCEPT_DAYS" default:"1" help:"Working days within which a ticket is taken up."`
	TicketAnswerDays  int      `name:"ticket-answer-days" env:"YIAN_TICKET_ANSWER_DAYS" default:"15" help:"Working days within which a complaint, a report or a suggestion is answered."`
	ConsultAnswerDays int      `name:"consult-answer-days" env:"YIAN_CONSULT_ANSWER_DAYS" default:"5" help:"Working days within which a consultation is answered."`
	Holidays          []string `name:"holidays" env:"YIAN_HOLIDAYS" help:"Days on which offices rest, like 2026-10-01, and weekends that are worked, like +2026-10-10; default: Saturdays and Sundays rest."`
	FollowUpPercent   int      `name:"follow-up-percent" env:"YIAN_FOLLOW_UP_PERCENT" default:"10" help:"Share of finished orders, incidents and tickets that are followed up by lot; emergencies, failures and complaints always are."`

	Hotline string `name:"hotline" env:"YIAN_HOTLINE" default:"7012349" help:"Number that people who are rung call back."`

	SubstitutePhones string `name:"substitute-phones" env:"YIAN_SUBSTITUTE_PHONES" help:"Telephones that people answer while the telephone system or the network is away; shown on the red bar, like: county desk 0990-100."`

	Training string `name:"training-url" env:"YIAN_TRAINING_URL" help:"Address of the training seat, to which the console then has a link; default: none."`

	QueueBytes int64         `name:"disk-queue-bytes" env:"YIAN_DISK_QUEUE_BYTES" default:"1073741824" help:"Bound of the disk queue for readings while InfluxDB is away."`
	SessionTTL time.Duration `name:"session-ttl" env:"YIAN_SESSION_TTL" default:"12h" help:"How long a session lives without being used."`
	LogFormat  string        `name:"log-format" env:"YIAN_LOG_FORMAT" default:"text" enum:"text,json" help:"Form of the log on standard error."`
	LogLevel   string        `name:"log-level" env:"YIAN_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"Least level that is logged."`
}

// A week of readings and four weeks of hours go at once.
const leastRawDays, leastHourlyDays = 8, 29

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// Check returns every fault of the settings, joined; nil when there is none.
func (s *Settings) Check() error {
	var faults []error
	fault := func(name, problem string) { faults = append(faults, fmt.Errorf("%s: %s", name, problem)) }
	for name, address := range map[string]string{"http": s.HTTP, "mqtt-listen": s.MQTTListen} {
		if !strings.Contains(address, ":") {
			fault(name, "must be host:port, like 127.0.0.1:8080")
		}
	}
	if s.WatchListen != "" && !strings.Contains(s.WatchListen, ":") {
		fault("watch-listen", "must be host:port, like 0.0.0.0:5093")
	}
	if s.MQTTTLSListen != "" && !strings.Contains(s.MQTTTLSListen, ":") {
		fault("mqtt-tls-listen", "must be host:port, like 0.0.0.0:8883")
	}
	if (s.HTTPTLS || s.MQTTTLSListen != "") && (s.TLSCert == "" || s.TLSKey == "") {
		fault("tls-cert, tls-key", "are needed with http-tls and mqtt-tls-listen")
	}
	if s.MQTTClientCA != "" && s.MQTTTLSListen == "" {
		fault("mqtt-tls-listen", "is needed with mqtt-client-ca: certificates are shown over TLS only")
	}
	for name, file := range map[string]string{"tls-cert": s.TLSCert, "tls-key": s.TLSKey, "mqtt-client-ca": s.MQTTClientCA} {
		if _, err := os.Stat(file); file != "" && err != nil {
			fault(name, "there is no such file that can be read")
		}
	}
	for _, proxy := range s.TrustedProxy {
		if _, err := netip.ParsePrefix(proxy); err != nil {
			if _, err := netip.ParseAddr(proxy); err != nil {
				fault("trusted-proxy", "must be addresses or networks, like 10.0.0.1 or 10.0.0.0/8")
			}
		}
	}
	scheme := func(name, value string, allowed ...string) {
		if value == "" {
			return
		}
		u, err := url.Parse(value)
		if err != nil || !slices.Contains(allowed, u.Scheme) {
			fault(name, "must begin with "+strings.Join(allowed, ":// or ")+"://")
		}
	}
	scheme("database-url", s.Database, "sqlite", "postgres", "postgresql")
	scheme("redis-url", s.Redis, "redis", "rediss")
	scheme("influx-url", s.Influx, "http", "https")
	scheme("webhook-url", s.Webhook, "http", "https")
	scheme("training-url", s.Training, "http", "https")
	if s.Webhook != "" && s.WebhookSecret == "" {
		fault("webhook-secret", "is needed with webhook-url: the gateway must know who calls")
	}
	faults = append(faults, s.ChannelSettings.faults()...)
	faults = append(faults, s.VisitSettings.faults()...)
	if !(s.EscalateSupervisor < s.EscalateNeighbours && s.EscalateNeighbours < s.EscalateCounty) {
		fault("escalate-supervisor, escalate-neighbours, escalate-county", "must grow in this order")
	}
	for name, d := range map[string]time.Duration{"escalate-supervisor": s.EscalateSupervisor, "accept": s.Accept,
		"act-within": s.ActWithin, "on-scene": s.OnScene, "call-back-within": s.CallBackWithin, "accept-emergency": s.AcceptEmergency, "session-ttl": s.SessionTTL, "webhook-timeout": s.WebhookTimeout} {
		if d <= 0 {
			fault(name, "must be more than nothing")
		}
	}
	for name, n := range map[string]int{"ticket-accept-days": s.TicketAcceptDays, "ticket-answer-days": s.TicketAnswerDays,
		"consult-answer-days": s.ConsultAnswerDays, "follow-up-percent": s.FollowUpPercent} {
		if n < 1 || n > 100 {
			fault(name, "must be 1 to 100")
		}
	}
	for _, day := range s.Holidays {
		if hotline.CheckHoliday(day) != nil {
			fault("holidays", "must be days like 2026-10-01, or +2026-10-10 for one that is worked")
			break
		}
	}
	if s.MQTTClients < 1 || s.MQTTClients > 12_000 {
		fault("mqtt-clients", "must be from 1 to 12000")
	}
	if s.QueueBytes < 1<<20 {
		fault("disk-queue-bytes", "must be at least 1048576")
	}
	if s.RawDays != 0 && s.RawDays < leastRawDays {
		fault("raw-days", fmt.Sprintf("must be at least %d, or 0", leastRawDays))
	}
	if s.HourlyDays != 0 && (s.HourlyDays < s.RawDays || s.HourlyDays < leastHourlyDays) {
		fault("hourly-days", fmt.Sprintf("must be at least %d and not less than raw-days, or 0", leastHourlyDays))
	}
	for name, d := range map[string]time.Duration{"lone-within": s.LoneWithin, "wake-every": s.WakeEvery, "wake-within": s.WakeWithin} {
		if d <= 0 {
			fault(name, "must be more than nothing")
		}
	}
	for name, clock := range map[string]string{"night-from": s.NightFrom, "night-to": s.NightTo} {
		if _, err := time.Parse("15:04", clock); err != nil || len(clock) != 5 {
			fault(name, "must be a time of day, like 22:00")
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %w", care.ErrInvalid, errors.Join(faults...))
}
