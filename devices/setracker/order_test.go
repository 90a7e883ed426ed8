package setracker

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrders(t *testing.T) {
	for _, c := range []struct {
		command, args string
		want          []Order
	}{
		{"locate", `{}`, []Order{{"CR", Place}}},
		{"identify", ``, []Order{{"FIND", "FIND"}}},
		{"reboot", `{}`, []Order{{"RESET", "RESET"}}},
		{"call_back", `{"number":"7012349"}`, []Order{{"CALL,7012349", "CALL"}}},
		{"call_back", `{"number":"7012349]"}`, nil}, // nobody writes a frame of their own
		{"call_back", `{}`, nil},
		{"config", `{"upload_s":600}`, []Order{{"UPLOAD,600", "UPLOAD"}}},
		{"config", `{"center":"7012349","sos":["110","+8619900000001"],"fall_alarm":true,"removed_alarm":false,"low_battery_alarm":true}`, []Order{
			{"CENTER,7012349", "CENTER"}, {"SOS1,110", "SOS1"}, {"SOS2,+8619900000001", "SOS2"}, {"FALLDOWN,1,0", "FALLDOWN"}, {"REMOVE,0", "REMOVE"}, {"LOWBAT,1", "LOWBAT"}}},
		{"config", `{"contacts":[{"name":"张三","number":"110"}]}`, []Order{{"PHB,110,5F204E09", "PHB"}}},
		{"config", `{"contacts":[{"name":"a","number":"111"},{"name":"b","number":"112"},{"name":"c","number":"113"},{"name":"d","number":"114"},{"name":"e","number":"115"},{"name":"f","number":"116"}]}`,
			[]Order{{"PHB,111,0061,112,0062,113,0063,114,0064,115,0065", "PHB"}, {"PHB2,116,0066", "PHB2"}}},
		{"config", `{"upload_s":1}`, nil},
		{"config", `{"upload_s":600,"colour":"red"}`, nil},
		{"config", `{"sos":["1","2","3","4"]}`, nil},
		{"config", `{"contacts":[{"name":"一个超过十个字的长长的名字","number":"110"}]}`, nil},
		{"config", `{}`, nil},
		{"config", `[`, nil},
		{"volume", `{"level":3}`, nil},
		{"update", `{"version":"2"}`, nil},
		{"POWEROFF", `{}`, nil},
	} {
		got, ok := Orders(c.command, json.RawMessage(c.args))
		if ok != (c.want != nil) {
			t.Errorf("%s %s: %v", c.command, c.args, ok)
		}
		if diff := cmp.Diff(c.want, got); ok && diff != "" {
			t.Errorf("%s %s (-want +got)\n%s", c.command, c.args, diff)
		}
	}
}
