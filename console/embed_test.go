package console_test

import (
	"io/fs"
	"testing"

	"yian/console"
)

// A checkout without Node must still build: then FS says that nothing was built
// instead of failing.
func TestFSSaysWhetherTheConsoleWasBuilt(t *testing.T) {
	files, built := console.FS()
	_, err := fs.Stat(files, "index.html")
	if got, want := built, err == nil; got != want {
		t.Errorf("built = %v, want %v", got, want)
	}
}
