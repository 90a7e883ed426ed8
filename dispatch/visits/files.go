package visits

import (
	"context"
	"fmt"
	_ "image/jpeg" // what telephones make
	_ "image/png"  // what a signature is
	"slices"
	"time"

	"yian/care"
)

// maxFiles bounds the files of one visit.
const maxFiles = 20

// KeepFile keeps a photo, a receipt or a signature of a visit; the same twice is one.
// It comes at once or, without signal, hours later. Blocks until on disk.
func (r *Visits) KeepFile(ctx context.Context, by care.Staff, id care.OrderID, kind string, taken time.Time, body []byte) (care.VisitFile, error) {
	if !slices.Contains(care.VisitFileKinds, kind) {
		return care.VisitFile{}, care.Invalid("query.kind", "visit.file_kind", "没有这种附件")
	}
	p, err := care.ReadPicture(body)
	if err != nil {
		return care.VisitFile{}, err
	}
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.VisitFile{}, err
	}
	now := r.now()
	f := care.VisitFile{ID: p.ID(string(id), kind), Kind: kind, Mime: p.Mime, Size: p.Size, SHA256: p.SHA256(), At: happened(taken, &o, now), By: by.ID}
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
