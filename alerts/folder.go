package alerts

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// maxFiles bounds how many rule files a folder may hold.
const maxFiles = 100

// folder reads the rule files of a directory again and again. A broken file keeps
// its last good version in force.
type folder struct {
	dir   string
	now   func() time.Time
	files map[string]*file
	fault *Fault // of the folder itself
}

// file is one rule file as it was last read.
type file struct {
	stamp   stamp   // of the version that was read
	pending stamp   // a newer version that may still be being written
	good    []Rule  // the last good version
	faults  []Fault // of the version that was read
}

// stamp tells one version of a file from another.
type stamp struct {
	mtime time.Time
	size  int64
}

// openFolder reads dir, after filling it with the built-in rules when it is empty
// or missing.
func openFolder(dir string, now func() time.Time) *folder {
	f := &folder{dir: dir, now: now, files: map[string]*file{}}
	if err := f.fill(); err != nil {
		f.fault = &Fault{File: dir, Problem: "规则文件夹无法写入", Advice: "请检查权限；目前使用内置规则", Since: now()}
		for name, data := range builtinFiles() {
			good, _ := Parse(name, data)
			f.files[name] = &file{good: good}
		}
		return f
	}
	f.read(true)
	return f
}

// fill writes the built-in rules into a folder that holds no rule file.
func (f *folder) fill() error {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return err
	}
	found, err := f.list()
	if err != nil || len(found) > 0 {
		return err
	}
	for name, data := range builtinFiles() {
		if err := os.WriteFile(filepath.Join(f.dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// list returns the rule files that are there now.
func (f *folder) list() (map[string]stamp, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	found := map[string]stamp{}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || ext != ".yaml" && ext != ".yml" || len(found) == maxFiles {
			continue
		}
		info, err := os.Stat(filepath.Join(f.dir, e.Name()))
		if err != nil {
			continue // gone since, or a link to nowhere
		}
		found[e.Name()] = stamp{info.ModTime(), info.Size()}
	}
	return found, nil
}

// read looks at the folder and reports whether anything is different. Unless it
// is the first time, a changed file is read only when it has stood still from
// one look to the next: an editor may be half through writing it.
func (f *folder) read(first bool) bool {
	found, err := f.list()
	if err != nil {
		if f.fault == nil {
			f.fault = &Fault{File: f.dir, Problem: "规则文件夹无法读取", Advice: "请检查它是否还在、权限是否正确；目前沿用原来的规则", Since: f.now()}
			return true
		}
		return false
	}
	changed := f.fault != nil
	f.fault = nil
	for name := range f.files {
		if _, there := found[name]; !there {
			delete(f.files, name)
			changed = true
		}
	}
	for name, now := range found {
		known := f.files[name]
		switch {
		case known == nil && first:
			known = &file{}
			f.files[name] = known
		case known == nil:
			f.files[name] = &file{pending: now}
			continue
		case known.stamp == now:
			continue
		case known.pending != now:
			known.pending = now
			continue
		}
		known.stamp = now
		f.readFile(name, known)
		changed = true
	}
	return changed
}

func (f *folder) readFile(name string, known *file) {
	data, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		known.faults = []Fault{{File: name, Problem: "文件无法读取", Advice: "请检查权限", Since: f.now()}}
		if errors.Is(err, fs.ErrNotExist) {
			known.faults = nil // gone since; the next look takes it out
		}
		return
	}
	rules, faults := Parse(name, data)
	for i := range faults {
		faults[i].Since = f.now()
	}
	known.faults = faults
	if len(faults) == 0 {
		known.good = rules
		return
	}
	// Broken from the start: the built-in file of this name, if there is one.
	if data, ok := builtinFiles()[name]; ok && known.good == nil {
		known.good, _ = Parse(name, data)
	}
}

// rules returns the rules in force and every fault.
func (f *folder) rules() (*ruleset, []Fault) {
	names := make([]string, 0, len(f.files))
	for name := range f.files {
		names = append(names, name)
	}
	slices.Sort(names)
	var (
		files  [][]Rule
		faults []Fault
	)
	if f.fault != nil {
		faults = append(faults, *f.fault)
	}
	for _, name := range names {
		files = append(files, f.files[name].good)
		faults = append(faults, f.files[name].faults...)
	}
	set, more := assemble(files)
	for i := range more {
		more[i].Since = f.now()
	}
	faults = append(faults, more...)
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return set, faults
}

// describe writes faults as one text for the log.
func describe(faults []Fault) string {
	lines := make([]string, len(faults))
	for i := range faults {
		lines[i] = faults[i].Error()
	}
	return fmt.Sprint(strings.Join(lines, " | "))
}
