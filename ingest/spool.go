package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// spool is the disk queue: batches that InfluxDB could not take, in the order in
// which they came. What put returned from is on disk. What was taken out may come
// again after a crash, which writing twice bears.
//
// It is a row of files, each a row of records: length, checksum, time of receipt,
// batch. A file is removed when all of it has been taken out. A torn record ends
// its file.
type spool struct {
	dir  string
	most int64

	mu    sync.Mutex // guards all below
	files []*spoolFile
	bytes int64
	tail  *os.File // open for writing: the last of files; nil when a new one is due
	head  *os.File // open for reading: the first of files
	read  int64    // into head
	next  int64    // number of the next file
	lines []byte   // of the latest look
	whole []byte   // the latest record, to be written at once
	grown chan struct{}
	room  chan struct{}
}

type spoolFile struct {
	path string
	size int64
}

const (
	spoolHead = 16
	// fileSize bounds what one crash writes twice.
	fileSize = 8 << 20
	// mostSpooled bounds what a damaged length can make a reader allocate.
	mostSpooled = 64 << 20
	// mostTaken is how much is taken out together: about 3,000 points. Batches are as
	// small as the broker's window, and each costs the store a request.
	mostTaken = 256 << 10
)

// spooled is what one look into the disk queue finds: batch after batch, in order.
type spooled struct {
	lines    []byte    // until the next look
	received time.Time // of the oldest
	size     int64     // on disk
}

var (
	errSpoolFull = errors.New("ingest: disk queue is full")
	// errSpoolClosed means that a file cannot be opened now, as without file
	// descriptors: what it holds is not lost.
	errSpoolClosed = errors.New("ingest: disk queue cannot be opened")
)

// openSpool takes over whatever an earlier run left in dir.
func openSpool(dir string, most int64) (*spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("ingest: make disk queue: %w", err)
	}
	s := &spool{dir: dir, most: most, grown: make(chan struct{}, 1), room: make(chan struct{}, 1)}
	names, err := filepath.Glob(filepath.Join(dir, "*.queue"))
	if err != nil {
		return nil, fmt.Errorf("ingest: read disk queue: %w", err)
	}
	slices.Sort(names) // their numbers have one width
	for _, path := range names {
		size, err := soundSize(path)
		if err != nil {
			return nil, fmt.Errorf("ingest: read disk queue: %w", err)
		}
		n, _ := strconv.ParseInt(strings.TrimSuffix(filepath.Base(path), ".queue"), 10, 64)
		s.next = max(s.next, n+1)
		s.files = append(s.files, &spoolFile{path, size})
		s.bytes += size
	}
	return s, nil
}

// soundSize returns how much of a file is whole records.
func soundSize(path string) (int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	var at int64
	var batch []byte
	for {
		size, err := sizeOf(file, at)
		if err == nil {
			batch, _, err = readRecord(file, at, batch[:0])
		}
		if err != nil {
			return at, nil
		}
		at += size
	}
}

// sizeOf is how long the record at a place says that it is, on disk.
func sizeOf(file *os.File, at int64) (int64, error) {
	var n [4]byte
	if _, err := file.ReadAt(n[:], at); err != nil {
		return 0, err
	}
	size := binary.LittleEndian.Uint32(n[:])
	if size > mostSpooled {
		return 0, io.ErrUnexpectedEOF
	}
	return spoolHead + int64(size), nil
}

// readRecord appends the batch of a record to lines.
func readRecord(file *os.File, at int64, lines []byte) (_ []byte, received time.Time, err error) {
	size, err := sizeOf(file, at)
	if err != nil {
		return lines, received, err
	}
	var head [spoolHead]byte
	if _, err := file.ReadAt(head[:], at); err != nil {
		return lines, received, err
	}
	began := len(lines)
	lines = slices.Grow(lines, int(size-spoolHead))[:began+int(size-spoolHead)]
	if _, err := file.ReadAt(lines[began:], at+spoolHead); err != nil {
		return lines[:began], received, err
	}
	if checksum(head[8:], lines[began:]) != binary.LittleEndian.Uint32(head[4:]) {
		return lines[:began], received, io.ErrUnexpectedEOF
	}
	return lines, time.UnixMilli(int64(binary.LittleEndian.Uint64(head[8:]))), nil
}

func checksum(received, batch []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(received), crc32.IEEETable, batch)
}

// put adds a batch and blocks until it is on disk. It returns errSpoolFull when the
// batch does not fit; any other error is the disk's. In either case nothing of it
// stays.
func (s *spool) put(batch []byte, received time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := int64(spoolHead + len(batch))
	if s.bytes+size > s.most {
		return errSpoolFull
	}
	if err := s.ensureTail(); err != nil {
		return err
	}
	last := s.files[len(s.files)-1]
	var head [spoolHead]byte
	binary.LittleEndian.PutUint32(head[:], uint32(len(batch)))
	binary.LittleEndian.PutUint64(head[8:], uint64(received.UnixMilli()))
	binary.LittleEndian.PutUint32(head[4:], checksum(head[8:], batch))
	s.whole = append(append(s.whole[:0], head[:]...), batch...)
	_, err := s.tail.WriteAt(s.whole, last.size)
	if err == nil {
		err = s.tail.Sync()
	}
	if err != nil {
		// What the disk has of it is unknown: leave this file where it is sound.
		_ = s.tail.Truncate(last.size)
		s.closeTail()
		return fmt.Errorf("ingest: write disk queue: %w", err)
	}
	last.size += size
	s.bytes += size
	if last.size >= fileSize {
		s.closeTail()
	}
	signal(s.grown)
	return nil
}

func (s *spool) ensureTail() error {
	if s.tail != nil {
		return nil
	}
	path := filepath.Join(s.dir, fmt.Sprintf("%016d.queue", s.next))
	s.next++ // also when it fails: the name may be taken then
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = syncFolder(s.dir)
	}
	if err != nil {
		if file != nil {
			_ = file.Close()
		}
		return fmt.Errorf("ingest: begin disk queue file: %w", err)
	}
	s.tail = file
	s.files = append(s.files, &spoolFile{path: path})
	return nil
}

func (s *spool) closeTail() {
	_ = s.tail.Close()
	s.tail = nil
}

// peek returns the oldest batches, as many as lie in one file and are written well
// together; nothing when there are none. After an error other than errSpoolClosed its
// file is damaged.
func (s *spool) peek() (spooled, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.files) > 0 {
		first := s.files[0]
		if s.read >= first.size {
			if s.tail != nil && len(s.files) == 1 {
				return spooled{}, nil // all read, and still being written
			}
			s.removeHead()
			continue
		}
		if err := s.ensureHead(first); err != nil {
			return spooled{}, err
		}
		return s.takeTogether(first.size)
	}
	return spooled{}, nil
}

func (s *spool) ensureHead(first *spoolFile) (err error) {
	if s.head != nil {
		return nil
	}
	s.head, err = os.Open(first.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("ingest: read disk queue: %w", err)
	case err != nil:
		return fmt.Errorf("%w: %w", errSpoolClosed, err)
	}
	return nil
}

// takeTogether reads records from where the queue is until enough of them, the end of
// the file, or one that is damaged: that one shows when it is the first.
func (s *spool) takeTogether(end int64) (spooled, error) {
	got := spooled{lines: s.lines[:0]}
	var damage error
	for s.read+got.size < end {
		size, err := sizeOf(s.head, s.read+got.size)
		if err == nil && got.size > 0 && int64(len(got.lines))+size-spoolHead > mostTaken {
			break
		}
		n := len(got.lines)
		if n > 0 && got.lines[n-1] != '\n' {
			got.lines = append(got.lines, '\n')
		}
		var received time.Time
		if err == nil {
			got.lines, received, err = readRecord(s.head, s.read+got.size, got.lines)
		}
		if err != nil {
			damage = fmt.Errorf("ingest: read disk queue: %w", err)
			break
		}
		if got.size == 0 {
			got.received = received
		}
		got.size += size
	}
	s.lines = got.lines
	if got.size > 0 {
		damage = nil // it shows at the next look
	}
	return got, damage
}

// skip takes what peek returned out of the queue.
func (s *spool) skip(got spooled) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read += got.size
	s.bytes -= got.size
	if s.read >= s.files[0].size && len(s.files) == 1 && s.tail != nil {
		s.closeTail() // empty: the file can go
	}
	if s.read >= s.files[0].size && (len(s.files) > 1 || s.tail == nil) {
		s.removeHead()
	}
	signal(s.room)
}

// forsake gives up the rest of a file that cannot be read, and returns how many
// bytes that is.
func (s *spool) forsake() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.files) == 0 {
		return 0
	}
	lost := s.files[0].size - s.read
	s.bytes -= lost
	if len(s.files) == 1 && s.tail != nil {
		s.closeTail()
	}
	_ = os.Rename(s.files[0].path, s.files[0].path+".damaged")
	s.removeHead()
	return lost
}

func (s *spool) removeHead() {
	if s.head != nil {
		_ = s.head.Close()
		s.head = nil
	}
	_ = os.Remove(s.files[0].path)
	s.files = s.files[1:]
	s.read = 0
}

// size is what waits, in bytes on disk.
func (s *spool) size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

func (s *spool) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tail != nil {
		s.closeTail()
	}
	if s.head != nil {
		_ = s.head.Close()
		s.head = nil
	}
}

// signal wakes whoever waits on c, once.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// syncFolder makes a new name survive a power cut.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
