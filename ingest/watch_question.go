package ingest

import (
	"sync"
	"time"

	"yian/care"
)

// questions is what a watch was asked and has not answered yet, by the word that it
// answers with. Watches number nothing, so the oldest is meant.
type questions struct {
	mu      *sync.Mutex // guards waiting and the orders in it
	waiting map[string][]question
}

// question is one thing asked: a feedback, or a frame of a command.
type question struct {
	at, until time.Time
	call      care.CallID // of a feedback
	step      care.Step
	order     *order // of a command
}

// order is one command, which may be several frames.
type order struct {
	id   care.CommandID
	left int // frames not yet answered
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

// pending reports whether a command waits for its answer already: it is said
// again, and answered once.
func (a questions) pending(id care.CommandID, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, list := range a.waiting {
		for _, q := range list {
			if q.order != nil && q.order.id == id && q.until.After(now) {
				return true
			}
		}
	}
	return false
}

// oldest returns since when the oldest question of a word waits.
func (a questions) oldest(word string, now time.Time) (time.Time, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range a.waiting[word] {
		if q.until.After(now) {
			return q.at, true
		}
	}
	return time.Time{}, false
}

// take returns the question that a word answers. whole is true unless other frames
// of the same command are still to be answered.
func (a questions) take(word string, now time.Time) (q question, whole, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.waiting[word]) > 0 {
		q := a.waiting[word][0]
		if a.waiting[word] = a.waiting[word][1:]; len(a.waiting[word]) == 0 {
			delete(a.waiting, word)
		}
		if !q.until.After(now) {
			continue
		}
		if q.order == nil {
			return q, true, true
		}
		q.order.left--
		return q, q.order.left <= 0, true
	}
	return question{}, false, false
}
