package sentences_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/sentences"
	"yian/store/records"
)

const (
	county   care.RegionID = "990101"
	township care.RegionID = "990101001"
	village  care.RegionID = "990101001002"
)

var (
	admin    = care.Staff{ID: "admin", Role: care.Admin}
	townsman = care.Staff{ID: "sup", Role: care.Supervisor, RegionID: township}
)

// book is the record, which can be put to sleep.
type book struct {
	*records.Store
	err error
}

func (b *book) Sentences(ctx context.Context) ([]care.Sentence, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Store.Sentences(ctx)
}

// homes are where the sample's devices are.
type homes map[care.DeviceID]care.Place

func (h homes) Place(_ context.Context, id care.DeviceID) (care.Place, error) {
	p, ok := h[id]
	if !ok {
		return p, care.NotFound("device")
	}
	p.Device = id
	return p, nil
}

// people are the sample's.
type people struct {
	elders map[care.ElderID]care.Elder
	err    error
}

func (p *people) Elder(_ context.Context, _ care.Scope, id care.ElderID) (care.Elder, error) {
	return p.elders[id], p.err
}
func (p *people) EldersOf(context.Context, care.HouseholdID) ([]care.Elder, error) {
	return []care.Elder{p.elders["hears"], p.elders["deaf"]}, p.err
}

type world struct {
	t    *testing.T
	said *sentences.Sentences
	book *book
	who  *people
	at   time.Time
}

func setup(t *testing.T) *world {
	t.Helper()
	store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	w := &world{t: t, book: &book{Store: store}, at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC),
		who: &people{elders: map[care.ElderID]care.Elder{"hears": {ID: "hears"}, "deaf": {ID: "deaf", Senses: &care.Senses{Hearing: "deaf"}}, "hard": {ID: "hard", Senses: &care.Senses{Hearing: "hard"}}}}}
	w.said, err = sentences.New(sentences.Deps{Book: w.book, People: w.who, Now: func() time.Time { return w.at }, Places: homes{
		"pendant": {Elder: "hears", Region: village}, "far": {Region: "990101002001"}, "deaf": {Elder: "deaf", Region: village}, "hard": {Elder: "hard"}, "shared": {Household: "couple"}}})
	must(t, err)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) hears(device care.DeviceID, f care.Feedback) care.Feedback {
	w.t.Helper()
	f.Device = device
	return w.said.Say(w.t.Context(), f)
}

func TestEveryStepHasItsWords(t *testing.T) {
	w := setup(t)
	for want, f := range map[string]care.Feedback{
		"收到了，别着急":        {Step: care.StepReceived},
		"值班员在看您的情况":      {Step: care.StepAnswered, By: "话务员样例"},
		"已叫老刘过来":         {Step: care.StepDispatched, By: care.SpokenName("刘样例")},
		"已叫人过来":          {Step: care.StepDispatched},
		"已叫老刘过来，约8分钟":    {Step: care.StepDispatched, By: "老刘", ETASeconds: 480},
		"已叫老刘过来，约1分钟":    {Step: care.StepDispatched, By: "老刘", ETASeconds: 10},
		"老刘还在路上，约4分钟到":   {Step: care.StepDispatched, Said: care.SayLate, By: "老刘", ETASeconds: 240},
		"老刘还在路上，别着急":     {Step: care.StepDispatched, Said: care.SayOnTheWay, By: "老刘"},
		"刚才的人来不了，正在另叫人":  {Step: care.StepAnswered, Said: care.SaySearching},
		"刚才的人来不了，另有人在路上": {Step: care.StepDispatched, Said: care.SayOthers},
		"改叫老欧阳过来，约3分钟":   {Step: care.StepDispatched, Said: care.SayReplaced, By: "老欧阳", ETASeconds: 180},
		"改叫120 急救过来了":    {Step: care.StepDispatched, Said: care.SayReplaced, By: "120 急救"},
		"人到了":            {Step: care.StepArrived, By: "老刘"},
		"处理好了，有事再按":      {Step: care.StepClosed, By: "话务员样例"},
	} {
		if got := w.hears("pendant", f).Text; got != want {
			t.Errorf("%s %s: got %q, want %q", f.Step, f.Said, got, want)
		}
	}
}

func TestNamesAreSpokenBySurnameOnly(t *testing.T) {
	for name, want := range map[string]string{"刘德福（样例）": "老刘", "服务员王桂兰": "老王", "欧阳修": "老欧阳", "阿依古丽·买买提": "阿依古丽", " 站长李样例": "老李", "站长": "老站", "worker": "", "": ""} {
		if got := care.SpokenName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// The nearest text is said, and it comes back when the own one is taken away.
func TestTheNearestTextIsSaid(t *testing.T) {
	w := setup(t)
	text := func(device care.DeviceID) string { return w.hears(device, care.Feedback{Step: care.StepReceived}).Text }
	must(t, w.said.Change(t.Context(), admin, care.SayReceived, "", "收到啦"))
	must(t, w.said.Change(t.Context(), townsman, care.SayReceived, township, "俺收到了，别急"))
	if got := []string{text("pendant"), text("far")}; !cmp.Equal(got, []string{"俺收到了，别急", "收到啦"}) {
		t.Errorf("got %v", got)
	}
	must(t, w.said.Change(t.Context(), townsman, care.SayReceived, township, ""))
	if got := text("pendant"); got != "收到啦" {
		t.Errorf("got %q", got)
	}
	// Another process changed it: it is heard within seconds.
	_, err := w.book.ChangeSentence(t.Context(), care.SayReceived, village, nil, func(v *care.Sentence) (care.Entry, error) {
		v.Text = "听见了"
		return care.Entry{At: w.at, By: "admin", What: "sentence.changed", Noun: "sentence", Subject: "received"}, nil
	})
	must(t, err)
	w.at = w.at.Add(5 * time.Second)
	if got := text("pendant"); got != "听见了" {
		t.Errorf("got %q", got)
	}
	// The record is away: what was read last is said.
	w.book.err = care.ErrUnavailable
	w.at = w.at.Add(time.Minute)
	if got := text("pendant"); got != "听见了" {
		t.Errorf("got %q", got)
	}
	entries, err := w.book.EntriesAfter(t.Context(), 0, 10)
	must(t, err)
	if len(entries) != 4 || entries[0].What != "sentence.changed" || entries[0].By != "admin" || entries[1].RegionID != township {
		t.Errorf("journal %+v", entries)
	}
}

func TestTheRecordIsAwayFromTheBeginning(t *testing.T) {
	w := setup(t)
	w.book.err, w.who.err = care.ErrUnavailable, care.ErrUnavailable
	if f := w.hears("deaf", care.Feedback{Step: care.StepReceived}); f.Text != "收到了，别着急" || f.Audio != "" || f.Show != nil {
		t.Errorf("got %+v", f)
	}
	if f := w.hears("nobody knows", care.Feedback{Step: care.StepClosed}); f.Text != "处理好了，有事再按" {
		t.Errorf("got %+v", f)
	}
}

func TestATextPromisesNothingThatIsNotKnown(t *testing.T) {
	w := setup(t)
	for _, c := range []struct {
		saying care.Saying
		text   string
		code   string
	}{
		{care.SayReceived, "收到了，约{minutes}分钟", "sentence.minutes"},
		{care.SayDispatched, "已叫{who}过来，约{minutes}分钟", "sentence.minutes"},
		{care.SaySearching, "{who}来不了", "sentence.who"},
		{care.SayDispatchedMinutes, "已叫{who}过来", "sentence.no_minutes"},
		{care.SayDispatchedMinutes, "{who}{minutes}", "sentence.empty"},
		{care.SayReceived, "收到{name}", "sentence.slot"},
		{care.SayReceived, strings.Repeat("好", 41), "sentence.long"},
	} {
		var f *care.Fault
		if err := w.said.Change(t.Context(), admin, c.saying, "", c.text); !errors.As(err, &f) || f.Code != c.code || !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s %q: got %v, want %s", c.saying, c.text, err, c.code)
		}
	}
	must(t, w.said.Change(t.Context(), admin, care.SayDispatchedMinutes, "", "{minutes}分钟后{who}就到"))
	if got := w.hears("pendant", care.Feedback{Step: care.StepDispatched, By: "老刘", ETASeconds: 300}).Text; got != "5分钟后老刘就到" {
		t.Errorf("got %q", got)
	}
}

func TestASupervisorSpeaksForTheOwnTownshipOnly(t *testing.T) {
	w := setup(t)
	for _, region := range []care.RegionID{"", county, "990101002"} {
		if err := w.said.Change(t.Context(), townsman, care.SayReceived, region, "好"); !errors.Is(err, care.ErrForbidden) {
			t.Errorf("%q: %v", region, err)
		}
		if err := w.said.Record(t.Context(), townsman, care.SayReceived, region, wav(1)); !errors.Is(err, care.ErrForbidden) {
			t.Errorf("%q: %v", region, err)
		}
	}
	must(t, w.said.Change(t.Context(), townsman, care.SayReceived, village, "好"))
	if err := w.said.Change(t.Context(), admin, "shout", "", "好"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("no such saying: %v", err)
	}
}

// wav is so many seconds of silence, mono at 16 kHz.
func wav(seconds float64) []byte {
	n := uint32(seconds * 32000)
	var b bytes.Buffer
	b.WriteString("RIFF")
	write := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	write(36 + n)
	b.WriteString("WAVEfmt ")
	write(uint32(16))
	write([]uint16{1, 1})
	write([]uint32{16000, 32000})
	write([]uint16{2, 16})
	b.WriteString("data")
	write(n)
	b.Write(make([]byte, n))
	return b.Bytes()
}

// A recording is heard in its region, as long as it is of the words that are said.
func TestARecordingIsHeardWhileItsWordsAreSaid(t *testing.T) {
	w := setup(t)
	audio := func(device care.DeviceID) string {
		return w.hears(device, care.Feedback{Step: care.StepReceived}).Audio
	}
	must(t, w.said.Record(t.Context(), townsman, care.SayReceived, township, wav(1.5)))
	path := audio("pendant")
	if !strings.HasPrefix(path, "/api/v1/sounds/") || len(path) != len("/api/v1/sounds/")+64 || audio("far") != "" {
		t.Fatalf("got %q and %q", path, audio("far"))
	}
	mime, body, err := w.said.Recording(t.Context(), strings.TrimPrefix(path, "/api/v1/sounds/"))
	if err != nil || mime != "audio/wav" || !bytes.Equal(body, wav(1.5)) {
		t.Errorf("got %s, %d bytes, %v", mime, len(body), err)
	}
	line := w.said.In(t.Context(), township)[0]
	if line.Sound == nil || line.Sound.Seconds != 1.5 || line.Sound.By != "sup" || !line.Sound.At.Equal(w.at) || line.Outdated {
		t.Errorf("got %+v", line)
	}
	// The words change: the old recording is kept, said to be outdated, and not heard.
	must(t, w.said.Change(t.Context(), admin, care.SayReceived, "", "收到啦"))
	if got := audio("pendant"); got != "" {
		t.Errorf("the old words are heard: %q", got)
	}
	if line = w.said.In(t.Context(), township)[0]; !line.Outdated || line.Own.Sound == nil {
		t.Errorf("got %+v", line)
	}
	must(t, w.said.Record(t.Context(), townsman, care.SayReceived, township, wav(2)))
	if got := audio("pendant"); got == "" || got == path {
		t.Errorf("the new one is not heard: %q", got)
	}
	must(t, w.said.Silence(t.Context(), townsman, care.SayReceived, township))
	if got := audio("pendant"); got != "" {
		t.Errorf("heard after it was taken back: %q", got)
	}
	for _, sha := range []string{"", "none", strings.Repeat("0", 64), "../secret"} {
		if _, _, err := w.said.Recording(t.Context(), sha); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("%q: %v", sha, err)
		}
	}
}

func TestOnlyRecordingsAreTaken(t *testing.T) {
	w := setup(t)
	ogg := append([]byte("OggS\x00"), make([]byte, 100)...)
	mp3 := append([]byte{0xff, 0xfb, 0x90, 0x44}, make([]byte, 100)...)
	tagged := append([]byte("ID3\x04"), make([]byte, 100)...)
	for name, body := range map[string][]byte{"wav": wav(20), "ogg": ogg, "mp3": mp3, "mp3 with a tag": tagged} {
		if err := w.said.Record(t.Context(), admin, care.SayReceived, "", body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, body := range map[string][]byte{"nothing": {}, "a page": []byte("<html><script>alert(1)</script>"), "a picture": []byte("\x89PNG\r\n\x1a\n"), "too long": wav(21), "too short": wav(0.1),
		"too large": append([]byte("OggS\x00"), make([]byte, 900<<10)...), "cut": wav(1)[:30], "no format": append([]byte("RIFF\x00\x00\x00\x00WAVEdata\x00\x00\x00\x10"), make([]byte, 64)...)} {
		if err := w.said.Record(t.Context(), admin, care.SayReceived, "", body); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Who does not hear sees light and feels it vibrate; of a shared button whoever may have
// pressed it.
func TestWhoDoesNotHearIsShown(t *testing.T) {
	w := setup(t)
	for device, want := range map[care.DeviceID][]string{"pendant": nil, "deaf": {"light", "vibrate"}, "hard": {"light", "vibrate"}, "shared": {"light", "vibrate"}, "far": nil} {
		if got := w.hears(device, care.Feedback{Step: care.StepReceived}).Show; !cmp.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", device, got, want)
		}
	}
	w.who.elders["hears"] = care.Elder{ID: "hears", Senses: &care.Senses{Hearing: "hard"}}
	w.at = w.at.Add(30 * time.Second)
	if got := w.hears("pendant", care.Feedback{Step: care.StepReceived}).Show; len(got) != 2 {
		t.Errorf("after the file was changed: %v", got)
	}
}
