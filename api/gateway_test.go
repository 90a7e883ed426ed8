package api

import (
	"testing"

	"yian/care"
)

func TestOnlyTheGatewayTellsReceipts(t *testing.T) {
	s := start(t)
	var sent struct {
		Key string `json:"key"`
	}
	s.ask("supervisor", "POST", "/api/v1/notices/test", map[string]any{"channel": "webhook", "to": "13900000001"}).into(t, &sent)
	body := map[string]any{"key": sent.Key, "result": "answered"}
	for name, c := range map[string]struct {
		body   any
		header []string
		want   int
		code   string
	}{
		"not signed":        {body, nil, 401, "signature.wrong"},
		"signed wrongly":    {body, []string{"Yian-Signature", "t=1,v1=00"}, 401, "signature.wrong"},
		"an unknown word":   {map[string]any{"key": sent.Key, "result": "perhaps"}, []string{"Yian-Signature", "sealed"}, 422, "receipt.invalid"},
		"an unknown key":    {map[string]any{"key": "none", "result": "answered"}, []string{"Yian-Signature", "sealed"}, 404, ""},
		"not JSON":          {"{broken", []string{"Yian-Signature", "sealed"}, 422, "receipt.invalid"},
		"in order":          {body, []string{"Yian-Signature", "sealed"}, 204, ""},
		"in order, as JSON": {map[string]any{"key": sent.Key, "result": "answered", "more": 1}, []string{"Yian-Signature", "sealed"}, 204, ""},
	} {
		a := s.ask("", "POST", "/api/v1/gateway/receipts", c.body, c.header...)
		if a.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", name, a.StatusCode, a.body, c.want)
		} else if c.want != 204 && a.problem(t).Code != c.code && c.code != "" {
			t.Errorf("%s: %s, want %s", name, a.body, c.code)
		}
	}
	var list List[care.Notice]
	s.ask("supervisor", "GET", "/api/v1/notices", nil).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].Receipt != care.ReceiptAnswered || list.Items[0].ReceiptAt == nil {
		t.Errorf("the list shows %+v", list.Items)
	}
}
