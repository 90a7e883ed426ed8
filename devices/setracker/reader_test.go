package setracker

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// frames reads all frames of a stream, which comes in the pieces given.
func frames(in io.Reader) (all []Frame, err error) {
	r := NewReader(in)
	for {
		f, err := r.Next()
		if err != nil {
			return all, err
		}
		all = append(all, f)
	}
}

func TestReader(t *testing.T) {
	lk := Frame{Maker: "3G", ID: "8800000015", Content: "LK,50,100,100"}
	ud := Frame{Maker: "SG", ID: "351112875210024", Content: "UD,1"}
	numbered := Frame{Maker: "ZJ", ID: "5656494528", Index: "0001", Content: "TEMP,36.5"}
	short := Frame{Maker: "ZJ", ID: "5656494528", Index: "0002", Content: "CR"}
	for _, c := range []struct {
		name, stream string
		want         []Frame
	}{
		{"one", "[3G*8800000015*000D*LK,50,100,100]", []Frame{lk}},
		{"merged", "[3G*8800000015*000D*LK,50,100,100][SG*351112875210024*0004*UD,1]", []Frame{lk, ud}},
		{"lines between", "[3G*8800000015*000D*LK,50,100,100]\r\n\x00[SG*351112875210024*0004*UD,1]\r\n", []Frame{lk, ud}},
		{"garbage between", "GET /[3G[*[3G*8800000015*000D*LK,50,100,100]]]}{[SG*351112875210024*0004*UD,1]", []Frame{lk, ud}},
		{"numbered", "[ZJ*5656494528*0001*0009*TEMP,36.5][ZJ*5656494528*0002*0002*CR]", []Frame{numbered, short}},
		{"number like a short length", "[ZJ*5656494528*0002*0002*CR][3G*8800000015*0002*LK]", []Frame{short, {Maker: "3G", ID: "8800000015", Content: "LK"}}},
		{"length too small", "[3G*8800000015*0008*LK,50,100,100][SG*351112875210024*0004*UD,1]", []Frame{lk, ud}},
		{"length too large", "[3G*8800000015*00AD*LK,50,100,100][SG*351112875210024*0004*UD,1]", []Frame{lk, ud}},
		{"length too large at the end", "[3G*8800000015*00AD*LK,50,100,100]", []Frame{lk}},
		{"bracket in a name", "[SG*351112875210024*0006*UD,a]b]", []Frame{{Maker: "SG", ID: "351112875210024", Content: "UD,a]b"}}},
		{"lower case length", "[3G*8800000015*000d*LK,50,100,100]", []Frame{lk}},
		{"no id", "[3G**0002*LK][3G*abc*0002*LK][*1*1*]", nil},
		{"empty", "", nil},
		{"torn", "[3G*8800000015*000D*LK,50", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for how, in := range map[string]io.Reader{
				"whole":        strings.NewReader(c.stream),
				"byte by byte": iotest.OneByteReader(strings.NewReader(c.stream)),
				"halves":       iotest.HalfReader(strings.NewReader(c.stream)),
			} {
				if how != "whole" && c.name == "bracket in a name" {
					continue // a sender that rests at a bracket has ended its frame
				}
				got, err := frames(in)
				if diff := cmp.Diff(c.want, got); diff != "" || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("%s: %v (-want +got):\n%s", how, err, diff)
				}
			}
		})
	}
}

// TestReaderGivesUp: whoever sends no frames is no watch.
func TestReaderGivesUp(t *testing.T) {
	for _, stream := range []string{strings.Repeat("x", 10_000), strings.Repeat("[", 10_000), strings.Repeat("[3G*", 10_000), strings.Repeat("[3G*8800000015*0002*", 100)} {
		if got, err := frames(strings.NewReader(stream)); len(got) != 0 || !errors.Is(err, ErrGarbage) && !errors.Is(err, io.EOF) {
			t.Errorf("%.20s…: got %v, %v", stream, got, err)
		}
	}
	if _, err := frames(strings.NewReader(strings.Repeat("x", 10_000))); !errors.Is(err, ErrGarbage) {
		t.Errorf("got %v, want garbage", err)
	}
}

// TestLongFramesArePassedOver: a picture costs no memory and hides nothing behind
// it.
func TestLongFramesArePassedOver(t *testing.T) {
	stream := "[3G*8800000015*EA60*img,5,160429110950," + strings.Repeat("\x7f", 60_000-len("img,5,160429110950,")) + "][3G*8800000015*0002*LK]"
	got, err := frames(strings.NewReader(stream))
	want := []Frame{{Maker: "3G", ID: "8800000015", Content: "img", Cut: true}, {Maker: "3G", ID: "8800000015", Content: "LK"}}
	if diff := cmp.Diff(want, got); diff != "" || !errors.Is(err, io.EOF) {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestAnswers(t *testing.T) {
	for said, want := range map[string]string{
		"[3G*8800000015*000D*LK,50,100,100]":       "[3G*8800000015*0002*LK]",
		"[ZJ*5656494528*0007*0002*LK]":             "[ZJ*5656494528*0007*0002*LK]",
		"[3G*8800000015*0006*AL_LTE]":              "[3G*8800000015*0002*AL]",
		"[3G*8800000015*0003*TKQ]":                 "[3G*8800000015*0003*TKQ]",
		"[3G*8800000015*0013*bphrt,112,73,67,,,,]": "[3G*8800000015*0005*bphrt]",
		"[3G*8800000015*000B*oxygen,0,98]":         "[3G*8800000015*0008*oxygen,1]",
		"[3G*8800000015*0002*UD]":                  "",
		"[3G*8800000015*0002*CR]":                  "",
	} {
		f, err := NewReader(strings.NewReader(said)).Next()
		if err != nil {
			t.Fatal(said, err)
		}
		got := ""
		if a, ok := f.Answers(); ok {
			got = string(a.Bytes())
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", said, got, want)
		}
	}
}

// FuzzReader: whatever strangers send costs a bounded time and memory, and what
// is read can be written and read again.
func FuzzReader(f *testing.F) {
	for _, s := range []string{"[3G*8800000015*000D*LK,50,100,100]", "[ZJ*5656494528*0001*0009*TEMP,36.5]", "[[[***", "[3G*8800000015*FFFF*img,",
		"[3G*8800000015*003e*AL_LTE,170525,214118,V,0,N,0,E,0,0,0,0,0,22,0,0,00010000,0,0,0]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		all, _ := frames(bytes.NewReader(stream))
		for _, one := range all {
			if len(one.Content) > MaxContent || len(one.ID) > maxID {
				t.Fatalf("too large: %d bytes", len(one.Content))
			}
			checkDecoded(t, &one)
			if one.Cut || len(one.Content) > 4 && one.Content[4] == '*' {
				continue // the latter could be read either way; no word looks so
			}
			again, err := NewReader(bytes.NewReader(one.Bytes())).Next()
			if diff := cmp.Diff(one, again); diff != "" || err != nil {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
		}
	})
}
