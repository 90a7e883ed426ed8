package setracker

import (
	"bytes"
	"fmt"
	"strings"
)

const (
	// MaxContent bounds what is kept of a frame in bytes. Longer frames are
	// pictures and recorded voice, which nobody here looks at.
	MaxContent = 4096
	maxHead    = 64 // of maker, id, index and length with their stars
	maxID      = 20
)

// Frame is one message of the watch protocol, in either direction.
type Frame struct {
	Maker string // two characters, like "3G" or "SG"
	ID    string // of the watch: ten digits of its IMEI, or all fifteen
	Index string // four hex digits on makes that number their frames, else empty
	// Content is the word of the frame and what follows it, without the brackets.
	Content string
	// Cut says that the content was too long and only its beginning is here.
	Cut bool
}

// Word is what the frame is about, in capitals: LK, UD_LTE, AL, HEART.
func (f *Frame) Word() string {
	word, _, _ := strings.Cut(f.Content, ",")
	return strings.ToUpper(strings.TrimSpace(word))
}

// Args are what follows the word, without blanks around them.
func (f *Frame) Args() []string {
	_, rest, ok := strings.Cut(f.Content, ",")
	if !ok {
		return nil
	}
	args := strings.Split(rest, ",")
	for i := range args {
		args[i] = strings.TrimSpace(args[i])
	}
	return args
}

// Bytes writes the frame as it travels.
func (f *Frame) Bytes() []byte {
	index := ""
	if f.Index != "" {
		index = f.Index + "*"
	}
	return fmt.Appendf(nil, "[%s*%s*%s%04X*%s]", f.Maker, f.ID, index, len(f.Content), f.Content)
}

// To returns a frame to the watch that sent f, in the form that this watch uses.
func (f *Frame) To(content string) Frame {
	return Frame{Maker: f.Maker, ID: f.ID, Index: f.Index, Content: content}
}

// head reads maker and id; the length and what follows is still to come.
func head(maker, id []byte) (Frame, bool) {
	if len(maker) != 2 || !all(maker, alphanumeric) || len(id) < 5 || len(id) > maxID || !all(id, digit) {
		return Frame{}, false
	}
	return Frame{Maker: string(maker), ID: string(id)}, true
}

func all(b []byte, is func(byte) bool) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r > 0x7f || !is(byte(r)) })
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func hexDigit(c byte) bool {
	return digit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func alphanumeric(c byte) bool {
	return digit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
