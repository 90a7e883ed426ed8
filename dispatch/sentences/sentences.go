package sentences

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yian/care"
)

// Book keeps what a site entered. All block until read or on disk.
type Book interface {
	Sentences(ctx context.Context) ([]care.Sentence, error)
	// ChangeSentence gives decide an empty row when none was entered, and keeps recording
	// with it, if there is one.
	ChangeSentence(ctx context.Context, saying care.Saying, region care.RegionID, recording []byte, decide func(*care.Sentence) (care.Entry, error)) (care.Sentence, error)
	// Recording is care.ErrNotFound for one that was never made.
	Recording(ctx context.Context, sha string) (mime string, body []byte, err error)
}

// Places knows where a device is. It is quick.
type Places interface {
	Place(ctx context.Context, id care.DeviceID) (care.Place, error)
}

// People knows who may be listening at a device. Both block on a read.
type People interface {
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
	EldersOf(ctx context.Context, id care.HouseholdID) ([]care.Elder, error)
}

// Deps are what sentences are made of. All but Now and Log are required.
type Deps struct {
	Book   Book
	Places Places
	People People
	Now    func() time.Time
	Log    *slog.Logger
}

// Sentences is what seniors hear. It is safe for concurrent use.
type Sentences struct {
	deps Deps
	log  *slog.Logger

	mu     sync.Mutex // guards all below
	rows   map[row]care.Sentence
	read   time.Time // when rows were, or could not be
	shows  map[care.DeviceID][]string
	shown  time.Time // since when shows are kept
	failed bool
}

type row struct {
	saying care.Saying
	region care.RegionID
}

// What was read is believed for a while: by a press that many repeat, and by the other
// processes of a site, where a sentence was changed.
const (
	rowsFor  = 5 * time.Second
	showsFor = 30 * time.Second
	readFor  = time.Second // how long a senior may wait for better words
)

// New returns sentences over what a site entered.
func New(deps Deps) (*Sentences, error) {
	if deps.Book == nil || deps.Places == nil || deps.People == nil {
		return nil, fmt.Errorf("sentences: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Sentences{deps: deps, log: deps.Log.With("room", "sentences"), shows: map[care.DeviceID][]string{}}, nil
}

// Say puts a feedback into words. It always has some: what cannot be read is said in
// the words that were read last, or in the default ones.
func (s *Sentences) Say(ctx context.Context, f care.Feedback) care.Feedback {
	ctx, cancel := context.WithTimeoutCause(ctx, readFor, care.ErrUnavailable)
	defer cancel()
	place, err := s.deps.Places.Place(ctx, f.Device)
	if err != nil { // a device that nobody registered
		f.Text = f.Words()
		return f
	}
	text, sound := s.effective(ctx, f.Saying(), place.Region)
	f.Text, f.Show = f.Speak(text), s.show(ctx, place)
	if sound != nil {
		f.Audio = Path(sound.SHA256)
	}
	return f
}

// Path is where a recording is.
func Path(sha string) string { return "/api/v1/sounds/" + sha }

// effective is what is said in a region: the nearest text, and the nearest recording of
// just that text.
func (s *Sentences) effective(ctx context.Context, saying care.Saying, region care.RegionID) (text string, sound *care.Sound) {
	rows := s.entered(ctx)
	text = saying.Default()
	for _, at := range upward(region) {
		if v, ok := rows[row{saying, at}]; ok && v.Text != "" {
			text = v.Text
			break
		}
	}
	for _, at := range upward(region) {
		if v, ok := rows[row{saying, at}]; ok && v.Sound != nil && v.Sound.Text == text {
			return text, v.Sound
		}
	}
	return text, nil
}

// upward are a region and those above it: village, township, county, everywhere.
func upward(region care.RegionID) []care.RegionID {
	list := []care.RegionID{region}
	for _, length := range []int{9, 6} {
		if len(region) > length {
			list = append(list, region[:length])
		}
	}
	if region != "" {
		list = append(list, "")
	}
	return list
}

// entered is what the site entered, as it was a few seconds ago at most.
func (s *Sentences) entered(ctx context.Context) map[row]care.Sentence {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.deps.Now(); s.rows == nil || now.Sub(s.read) >= rowsFor || now.Before(s.read) {
		s.read = now
		list, err := s.deps.Book.Sentences(ctx)
		if err != nil {
			if !s.failed {
				s.log.Warn("sentences not read, the last ones are said", "err", err)
			}
			s.failed = true
			return s.rows
		}
		s.failed = false
		s.rows = make(map[row]care.Sentence, len(list))
		for _, v := range list {
			s.rows[row{v.Saying, v.RegionID}] = v
		}
	}
	return s.rows
}

func (s *Sentences) forget() {
	s.mu.Lock()
	s.read = time.Time{}
	s.mu.Unlock()
}

// mostShows bounds what is remembered of who does not hear.
const mostShows = 20_000

// show is how a device makes itself noticed beside speaking: when any of those who may
// have pressed it does not hear. Light and vibration disturb nobody else.
func (s *Sentences) show(ctx context.Context, p care.Place) []string {
	now := s.deps.Now()
	s.mu.Lock()
	if now.Sub(s.shown) >= showsFor || now.Before(s.shown) || len(s.shows) >= mostShows {
		s.shown, s.shows = now, map[care.DeviceID][]string{}
	}
	known, ok := s.shows[p.Device]
	s.mu.Unlock()
	if ok {
		return known
	}
	show, err := s.senses(ctx, p)
	if err != nil {
		return nil // the sentence itself must not wait
	}
	s.mu.Lock()
	s.shows[p.Device] = show
	s.mu.Unlock()
	return show
}

func (s *Sentences) senses(ctx context.Context, p care.Place) ([]string, error) {
	switch {
	case p.Elder != "":
		e, err := s.deps.People.Elder(ctx, care.Everything, p.Elder)
		return e.Senses.Show(), err
	case p.Household != "":
		list, err := s.deps.People.EldersOf(ctx, p.Household)
		for _, e := range list {
			if show := e.Senses.Show(); show != nil {
				return show, nil
			}
		}
		return nil, err
	}
	return nil, nil
}
