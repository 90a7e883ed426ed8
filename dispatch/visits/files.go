package visits

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/jpeg" // what telephones make
	_ "image/png"  // what a signature is
	"slices"
	"time"

	"yian/care"
)

// What a file may be: the field page makes photos small before it sends them.
const (
	maxFile  = 700 << 10
	maxFiles = 20
	maxSide  = 4096
)

// KeepFile keeps a photo, a receipt or a signature of a visit; the same twice is one.
// It comes at once or, without signal, hours later. Blocks until on disk.
func (r *Visits) KeepFile(ctx context.Context, by care.Staff, id care.OrderID, kind string, taken time.Time, body []byte) (care.VisitFile, error) {
	if !slices.Contains(care.VisitFileKinds, kind) {
		return care.VisitFile{}, care.Invalid("query.kind", "visit.file_kind", "没有这种附件")
	}
	mime, err := picture(body)
	if err != nil {
		return care.VisitFile{}, err
	}
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.VisitFile{}, err
	}
	sum := sha256.Sum256(body)
	name := sha256.Sum256([]byte(string(id) + "\x00" + kind + "\x00" + string(sum[:])))
	now := r.now()
	f := care.VisitFile{ID: hex.EncodeToString(name[:16]), Kind: kind, Mime: mime, Size: len(body), SHA256: hex.EncodeToString(sum[:]), At: happened(taken, &o, now), By: by.ID}
	_, err = r.deps.Book.KeepVisitFile(ctx, id, f.ID, body, func(v *care.Visit) (bool, []care.Entry, error) {
		r.begin(v, &o, by, now)
		if slices.ContainsFunc(v.Files, func(k care.VisitFile) bool { return k.ID == f.ID }) {
			return false, nil, nil
		}
		if len(v.Files) >= maxFiles {
			return false, nil, care.Conflict("visit.files", "这次服务的照片已经够多了")
		}
		v.Files = append(v.Files, f)
		r.regrade(v, &o, now)
		return true, []care.Entry{entry(v, now, by.ID, "file", kind+" "+f.SHA256)}, nil
	})
	if err != nil {
		return care.VisitFile{}, fmt.Errorf("visits: file: %w", err)
	}
	return f, nil
}

// picture sees that body is a picture of a bearable size, whatever it is called.
func picture(body []byte) (mime string, err error) {
	if len(body) == 0 || len(body) > maxFile {
		return "", care.Invalid("body", "visit.file_size", "照片太大或是空的，请重新拍")
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || cfg.Width > maxSide || cfg.Height > maxSide || cfg.Width < 1 || cfg.Height < 1 {
		return "", care.Invalid("body", "visit.file_type", "只能上传 JPEG 或 PNG 照片")
	}
	return "image/" + format, nil
}

// File returns the bytes of a file of a visit that by may see.
func (r *Visits) File(ctx context.Context, by care.Staff, id care.OrderID, file string) (care.VisitFile, []byte, error) {
	v, err := r.deps.Shelf.Visit(ctx, by.Scope(), id)
	if err != nil {
		return care.VisitFile{}, nil, err
	}
	i := slices.IndexFunc(v.Files, func(f care.VisitFile) bool { return f.ID == file })
	if i < 0 {
		return care.VisitFile{}, nil, care.NotFound("visit_file")
	}
	if v.Files[i].ErasedAt != nil {
		return care.VisitFile{}, nil, &care.Fault{Kind: care.ErrNotFound, Code: "visit_file.erased", Detail: "这张照片已到期删除"}
	}
	body, err := r.deps.Shelf.VisitFile(ctx, id, file)
	return v.Files[i], body, err
}
