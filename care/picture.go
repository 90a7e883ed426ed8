package care

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	_ "image/jpeg" // what telephones make
	_ "image/png"  // what a signature is
)

// Picture is a photo, a receipt or a signature as it came in.
type Picture struct {
	Mime string
	Size int
	Sum  [sha256.Size]byte
}

// What a picture may be: the console makes it small before it sends it.
const (
	maxPicture = 700 << 10 // bytes
	maxSide    = 4096      // pixels
)

// ReadPicture sees that body is a JPEG or PNG of a bearable size, whatever it is
// called. It fails with [ErrInvalid].
func ReadPicture(body []byte) (Picture, error) {
	if len(body) == 0 || len(body) > maxPicture {
		return Picture{}, Invalid("body", "photo.size", "照片太大或是空的，请重新拍")
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || cfg.Width > maxSide || cfg.Height > maxSide || cfg.Width < 1 || cfg.Height < 1 {
		return Picture{}, Invalid("body", "photo.type", "只能上传 JPEG 或 PNG 照片")
	}
	return Picture{Mime: "image/" + format, Size: len(body), Sum: sha256.Sum256(body)}, nil
}

// SHA256 is its digest, in hexadecimal digits.
func (p Picture) SHA256() string { return hex.EncodeToString(p.Sum[:]) }

// ID is the same for the same picture of the same thing, so that it is kept once.
func (p Picture) ID(of, kind string) string {
	name := sha256.Sum256([]byte(of + "\x00" + kind + "\x00" + string(p.Sum[:])))
	return hex.EncodeToString(name[:16])
}
