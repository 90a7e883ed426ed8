package setracker

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

// maxGarbage is how many bytes may pass without a frame among them. Whoever sends
// more is no watch.
const maxGarbage = 4096

// ErrGarbage says that a stream holds no frames.
var ErrGarbage = errors.New("setracker: no frames in what was sent")

// Reader finds frames in a stream. Frames may be split and merged by the network;
// what is no frame is skipped. It is for one goroutine.
type Reader struct {
	in      *bufio.Reader
	garbage int // bytes since the last frame
}

// NewReader reads frames from in. It keeps about 4 KiB.
func NewReader(in io.Reader) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, MaxContent+maxHead)}
}

// Next blocks until the next frame, the end of the stream or its error, or
// [ErrGarbage].
func (r *Reader) Next() (Frame, error) {
	for {
		if r.garbage > maxGarbage {
			return Frame{}, ErrGarbage
		}
		c, err := r.in.ReadByte()
		if err != nil {
			return Frame{}, err
		}
		if c != '[' {
			r.skip(c)
			continue
		}
		f, length, ok, err := r.head()
		if err != nil {
			return Frame{}, err
		}
		if !ok {
			r.garbage++ // the bracket; what follows is looked at again
			continue
		}
		ok, err = r.content(&f, length)
		if err != nil {
			return Frame{}, err
		}
		if ok {
			r.garbage = 0
			return f, nil
		}
	}
}

// skip counts what is between frames; line ends there are common and harmless.
func (r *Reader) skip(c byte) {
	if c != '\r' && c != '\n' && c != 0 {
		r.garbage++
	}
}

// head reads up to the star before the content. When it is none nothing is
// consumed.
func (r *Reader) head() (f Frame, length int, ok bool, err error) {
	var stars []int
	for i := range maxHead {
		b, err := r.in.Peek(i + 1)
		if err != nil {
			return Frame{}, 0, false, err
		}
		if b[i] != '*' {
			if !alphanumeric(b[i]) {
				return Frame{}, 0, false, nil
			}
			continue
		}
		if stars = append(stars, i); len(stars) < 3 {
			continue
		}
		if f, ok = head(b[:stars[0]], b[stars[0]+1:stars[1]]); !ok {
			return Frame{}, 0, false, nil
		}
		last := b[stars[len(stars)-2]+1 : i]
		if length, ok = lengthOf(last); !ok {
			return Frame{}, 0, false, nil
		}
		if len(stars) == 3 && len(last) == 4 {
			if ok, err = r.numbered(i+1, length); err != nil {
				return Frame{}, 0, false, err
			}
			if ok {
				continue
			}
		}
		f.Index = ""
		if len(stars) == 4 {
			f.Index = string(b[stars[1]+1 : stars[2]])
		}
		_, err = r.in.Discard(i + 1)
		return f, length, true, err
	}
	return Frame{}, 0, false, nil
}

// numbered reports whether the third field is a number of the frame: then length
// and star follow it. A frame of the third field's length n is preferred.
func (r *Reader) numbered(from, n int) (bool, error) {
	if n < 5 { // so short that waiting for a length could mean waiting for ever
		b, err := r.in.Peek(from + n + 1)
		if err != nil || b[from+n] == ']' {
			return false, err
		}
	}
	b, err := r.in.Peek(from + 5)
	if err != nil {
		return false, err
	}
	return b[from+4] == '*' && all(b[from:from+4], hexDigit), nil
}

func lengthOf(field []byte) (int, bool) {
	if len(field) == 0 || len(field) > 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(field), 16, 16)
	return int(n), err == nil
}

// content reads up to the closing bracket. The length says where it is; since
// some firmwares miscount, the first bracket that is there counts when that place
// holds none.
func (r *Reader) content(f *Frame, length int) (bool, error) {
	if length > MaxContent {
		return true, r.long(f)
	}
	for have := 1; have <= MaxContent+1; {
		if _, err := r.in.Peek(have); err != nil {
			return false, err
		}
		have = min(r.in.Buffered(), MaxContent+1)
		b, err := r.in.Peek(have)
		if err != nil {
			return false, err
		}
		var end int
		switch {
		case have > length && b[length] == ']':
			end = length
		case have > length:
			end = bytes.IndexByte(b, ']')
		case b[have-1] == ']': // the sender rests here
			end = bytes.IndexByte(b, ']')
		default:
			end = bytes.Index(b, []byte("]["))
		}
		if end >= 0 {
			f.Content = string(b[:end])
			_, err := r.in.Discard(end + 1)
			return true, err
		}
		have++
	}
	return true, r.long(f)
}

// long passes over a frame that is too long to keep.
func (r *Reader) long(f *Frame) error {
	f.Cut = true
	b, _ := r.in.Peek(maxHead) // fewer at the end of the stream
	if comma := bytes.IndexAny(b, ",]"); comma >= 0 {
		f.Content = string(b[:comma])
	}
	for range 1 << 16 { // what the length field can say
		c, err := r.in.ReadByte()
		if err != nil || c == ']' {
			return err
		}
	}
	return ErrGarbage
}
