package sentences

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/http"

	"yian/care"
)

// What a recording may be. The console records as WAV, mono at 16 kHz, which every
// device plays: 20 seconds are 640 KB.
const (
	mostSound   = 900 << 10
	mostSeconds = 20
)

// kinds are the formats that are taken, by what their first bytes are.
var kinds = map[string]string{"audio/wave": "audio/wav", "audio/mpeg": "audio/mpeg", "application/ogg": "audio/ogg"}

// listen sees that body is a recording of a bearable size, whatever it is called.
func listen(body []byte) (*care.Sound, error) {
	if len(body) == 0 || len(body) > mostSound {
		return nil, care.Invalid("body", "sound.size", "录音是空的或太大，请控制在 20 秒以内")
	}
	mime, known := kinds[http.DetectContentType(body)]
	if !known && len(body) > 2 && body[0] == 0xff && body[1]&0xe6 == 0xe2 { // MPEG layer III without a tag
		mime, known = "audio/mpeg", true
	}
	if !known {
		return nil, care.Invalid("body", "sound.format", "只能用 WAV、MP3 或 OGG 录音")
	}
	sum := sha256.Sum256(body)
	sound := &care.Sound{SHA256: hex.EncodeToString(sum[:]), Mime: mime, Size: len(body)}
	if mime == "audio/wav" {
		seconds, ok := wavSeconds(body)
		if !ok {
			return nil, care.Invalid("body", "sound.wav", "这个 WAV 文件读不懂，请重新录")
		}
		if seconds > mostSeconds || seconds < 0.3 {
			return nil, care.Invalid("body", "sound.length", "录音要在 0.3 到 20 秒之间")
		}
		sound.Seconds = float64(int(seconds*10+0.5)) / 10
	}
	return sound, nil
}

// wavSeconds reads how long a WAV file is from its chunks.
func wavSeconds(b []byte) (seconds float64, ok bool) {
	b = b[12:] // RIFF, size, WAVE
	var rate uint32
	for len(b) >= 8 {
		size := binary.LittleEndian.Uint32(b[4:8])
		name, rest := b[:4], b[8:]
		switch {
		case bytes.Equal(name, []byte("fmt ")) && size >= 16 && len(rest) >= 16:
			rate = binary.LittleEndian.Uint32(rest[8:12]) // bytes a second
		case bytes.Equal(name, []byte("data")):
			if rate == 0 {
				return 0, false
			}
			return float64(min(uint64(size), uint64(len(rest)))) / float64(rate), true
		}
		skip := uint64(size) + uint64(size&1)
		if skip > uint64(len(rest)) {
			return 0, false
		}
		b = rest[skip:]
	}
	return 0, false
}

// Recording returns a recording by its SHA-256; [care.ErrNotFound] when there is none.
// It blocks on a read.
func (s *Sentences) Recording(ctx context.Context, sha string) (mime string, body []byte, err error) {
	if b, err := hex.DecodeString(sha); err != nil || len(b) != sha256.Size {
		return "", nil, care.NotFound("sound")
	}
	return s.deps.Book.Recording(ctx, sha)
}
