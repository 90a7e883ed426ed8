package ingest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"yian/care"
	"yian/devices"
)

// questions is what a watch was asked and has not answered yet, by the word that it
// answers with. Watches number nothing, so the oldest is meant.
type questions struct {
	mu      *sync.Mutex // guards waiting
	waiting map[string][]question
}

// question is one thing asked.
type question struct {
	at   time.Time
	call care.CallID // of a feedback
	step care.Step
}

// askedFor is how long an answer may take.
const askedFor = 2 * time.Minute

func newQuestions() questions { return questions{mu: &sync.Mutex{}, waiting: map[string][]question{}} }

func (a questions) add(word string, q question) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if q := a.waiting[word]; len(q) >= mostLetters {
		a.waiting[word] = q[1:]
	}
	a.waiting[word] = append(a.waiting[word], q)
}

// take returns the question that a word answers.
func (a questions) take(word string, now time.Time) (question, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.waiting[word]) > 0 {
		q := a.waiting[word][0]
		if a.waiting[word] = a.waiting[word][1:]; len(a.waiting[word]) == 0 {
			delete(a.waiting, word)
		}
		if now.Sub(q.at) <= askedFor {
			return q, true
		}
	}
	return question{}, false
}

// settle takes a word as the answer to what was asked.
func (v *voice) settle(name string, now time.Time) {
	q, ok := v.asked.take(name, now)
	if !ok || q.call == "" {
		return
	}
	x := &word{device: v.device, received: now, topic: "gps_watch/" + name, messages: []message{frameMessage{answer: func() {}}}}
	x.said.Confirms = []devices.SaidConfirm{{Call: q.call, Step: q.step}}
	v.link.watches.in.calls.queue(x)
}

// Feedback shows the senior one step on the watch. It blocks until the network has
// it, for 5 s at most; [care.ErrUnavailable] when the watch is not connected. A
// watch that cannot show text does not answer, and so confirms nothing.
func (w *Watches) Feedback(ctx context.Context, f care.Feedback) error {
	v := w.voice(f.Device)
	if v == nil {
		return errAwayWatch
	}
	v.asked.add("MESSAGE", question{at: time.Now(), call: f.Call, step: f.Step})
	return v.tell(ctx, "MESSAGE,"+utf16Hex(sentence(f)))
}

// sentence is what the senior reads.
func sentence(f care.Feedback) string {
	switch f.Step {
	case care.StepAnswered:
		return "值班员在看您的情况"
	case care.StepDispatched:
		who := f.By
		if who == "" {
			who = "人"
		}
		if f.ETASeconds > 0 {
			return fmt.Sprintf("已叫%s过来，约%d分钟", who, max(1, (f.ETASeconds+30)/60))
		}
		return fmt.Sprintf("已叫%s过来", who)
	case care.StepArrived:
		return "人到了"
	case care.StepClosed:
		return "处理好了，有事再按"
	}
	return "收到了，别着急"
}

// utf16Hex writes text as these watches read it.
func utf16Hex(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}
