package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// telegrafConfig is Telegraf as somebody would set it who knows it: a persistent
// session, acknowledgement after the write, batches as large as ours, no
// compression on loopback.
const telegrafConfig = `[agent]
  interval = "1s"
  flush_interval = "200ms"
  metric_batch_size = 2000
  metric_buffer_limit = 200000
  omit_hostname = true
  quiet = true
[[inputs.mqtt_consumer]]
  servers = [%q]
  topics = ["yian/v1/+/telemetry"]
  qos = 1
  persistent_session = true
  client_id = "telegraf"
  username = %q
  password = %q
  max_undelivered_messages = 10000
  name_override = "reading"
  data_format = "json"
  json_time_key = "ts"
  json_time_format = "unix_ms"
[[outputs.influxdb_v2]]
  urls = [%q]
  token = "none"
  organization = "none"
  bucket = "telegraf/autogen"
  content_encoding = "identity"
`

// startTelegraf starts the peer, built by the Makefile, on the same servers.
func startTelegraf(t testing.TB, brokerURL, influxURL string) *server {
	t.Helper()
	tools, err := filepath.Abs("../.tools/telegraf")
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "telegraf.conf")
	text := fmt.Sprintf(telegrafConfig, brokerURL, platformAccount, platformPassword, influxURL)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, name: "telegraf", path: needed(t, tools, "telegraf"), args: []string{"--config", config}, up: func() error { return nil }}
	t.Cleanup(s.kill)
	return s
}
