// Package console carries the web console inside the binary, so that one file
// serves every screen without a network. It is built by npm; without it the
// server says so and everything else works.
package console

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS returns the built console with index.html at its root, and whether it was
// built when this binary was. It does not block.
func FS() (files fs.FS, built bool) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist, false
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
