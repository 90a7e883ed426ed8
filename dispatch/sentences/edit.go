package sentences

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yian/care"
)

// Line is one saying as it is heard in a region, with what was entered for that region
// itself.
type Line struct {
	Saying  care.Saying
	Text    string // with its slots
	Sound   *care.Sound
	Default string
	// Own is what was entered for the region itself; nil: nothing.
	Own *care.Sentence
	// Outdated marks a recording of the region's own that is of another text than is said
	// now: it is not heard.
	Outdated bool
}

// In lists every saying as it is heard in a region. It blocks on a read.
func (s *Sentences) In(ctx context.Context, region care.RegionID) []Line {
	rows := s.entered(ctx)
	list := make([]Line, len(care.Sayings))
	for i, saying := range care.Sayings {
		l := Line{Saying: saying, Default: saying.Default()}
		l.Text, l.Sound = s.effective(ctx, saying, region)
		if own, ok := rows[row{saying, region}]; ok {
			l.Own = &own
			l.Outdated = own.Sound != nil && own.Sound.Text != l.Text
		}
		list[i] = l
	}
	return list
}

// mostText is how long a sentence may be: who is on the floor hears one breath.
const mostText = 40

// Change enters the text of a saying in a region and below; an empty one takes the own
// text back. It blocks until on disk.
func (s *Sentences) Change(ctx context.Context, by care.Staff, saying care.Saying, region care.RegionID, text string) error {
	text = strings.TrimSpace(text)
	if err := check(by, saying, region); err != nil {
		return err
	}
	if err := checkText(saying, text); err != nil {
		return err
	}
	return s.change(ctx, saying, region, nil, func(v *care.Sentence) string {
		v.Text = text
		return "changed"
	}, by)
}

// Record keeps a recording of a saying as it is said in a region now. It blocks until
// on disk.
func (s *Sentences) Record(ctx context.Context, by care.Staff, saying care.Saying, region care.RegionID, body []byte) error {
	if err := check(by, saying, region); err != nil {
		return err
	}
	sound, err := listen(body)
	if err != nil {
		return err
	}
	sound.Text, _ = s.effective(ctx, saying, region)
	sound.At, sound.By = s.deps.Now().UTC(), by.ID
	return s.change(ctx, saying, region, body, func(v *care.Sentence) string {
		v.Sound = sound
		return "recorded"
	}, by)
}

// Silence takes the recording of a region back. It blocks until on disk.
func (s *Sentences) Silence(ctx context.Context, by care.Staff, saying care.Saying, region care.RegionID) error {
	if err := check(by, saying, region); err != nil {
		return err
	}
	return s.change(ctx, saying, region, nil, func(v *care.Sentence) string {
		v.Sound = nil
		return "silenced"
	}, by)
}

func (s *Sentences) change(ctx context.Context, saying care.Saying, region care.RegionID, recording []byte, do func(*care.Sentence) (verb string), by care.Staff) error {
	now := s.deps.Now().UTC()
	_, err := s.deps.Book.ChangeSentence(ctx, saying, region, recording, func(v *care.Sentence) (care.Entry, error) {
		verb := do(v)
		v.At, v.By = now, by.ID
		return care.Entry{At: now, By: by.ID, What: "sentence." + verb, Noun: "sentence", Subject: string(saying), RegionID: region, Note: v.Text}, nil
	})
	s.forget()
	if err != nil {
		return fmt.Errorf("sentences: %s: %w", saying, err)
	}
	return nil
}

// check sees that the saying is one and that by may speak for the region.
func check(by care.Staff, saying care.Saying, region care.RegionID) error {
	if _, known := care.ParseSaying(string(saying)); !known {
		return care.NotFound("sentence")
	}
	if by.CenterID != "" || !by.RegionID.Contains(region) {
		return &care.Fault{Kind: care.ErrForbidden, Code: "sentence.region", Detail: "只能改自己辖区里老人听到的话"}
	}
	return nil
}

// checkText refuses a text that would promise what is not known: minutes before
// somebody accepted, or nobody where somebody comes.
func checkText(saying care.Saying, text string) error {
	if text == "" {
		return nil
	}
	who, minutes := saying.Slots()
	bare := strings.NewReplacer(care.SlotWho, "", care.SlotMinutes, "").Replace(text)
	switch {
	case utf8.RuneCountInString(text) > mostText:
		return care.Invalid("body.text", "sentence.long", fmt.Sprintf("太长了，一口气说得完才听得清，最多 %d 个字", mostText))
	case strings.ContainsAny(bare, "{}\n\r\t"):
		return care.Invalid("body.text", "sentence.slot", "只认 {who}（来的人）和 {minutes}（分钟）")
	case !who && strings.Contains(text, care.SlotWho):
		return care.Invalid("body.text", "sentence.who", "这句话里还没有来的人，不能用 {who}")
	case !minutes && strings.Contains(text, care.SlotMinutes):
		return care.Invalid("body.text", "sentence.minutes", "有人接单才能说几分钟，这句话里不能用 {minutes}")
	case minutes && !strings.Contains(text, care.SlotMinutes):
		return care.Invalid("body.text", "sentence.no_minutes", "这句话要说几分钟，请写上 {minutes}")
	case strings.TrimSpace(bare) == "":
		return care.Invalid("body.text", "sentence.empty", "请写一句完整的话")
	}
	return nil
}
