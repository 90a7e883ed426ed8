//go:build !noembedded

package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// keep holds the broker's sessions and what waits for them: a map that is also a
// log on disk. Set returns once its entry is on disk; callers at the same time
// share one sync. What holds the map in memory anyway (the broker does) needs
// nothing larger, and every failure of the disk comes back to whoever asked, which
// is what lets the broker refuse to acknowledge.
//
// A record is: length of what follows the checksum, checksum, operation, length of
// the key, key, value. A torn end is cut off at the next start. When most of the
// log is dead it is written anew beside the old one and renamed.
type keep struct {
	path string

	mu      sync.Mutex // guards all below
	changed *sync.Cond // pending grew, or the keep closes
	live    map[string][]byte
	bytes   int64  // of live
	pending []byte // records not yet written
	group   *group // of those who wait for pending
	closing bool
	done    chan struct{}

	// Only the writer touches these.
	file *os.File // nil after a failure: it must be written anew
	size int64
}

// group is all who wait for the same sync.
type group struct {
	done chan struct{}
	err  error // once done
}

func newGroup() *group { return &group{done: make(chan struct{})} }

const (
	opSet = 's'
	opDel = 'd'

	recordHead = 8
	// mostRecord bounds what a damaged length can make a start allocate.
	mostRecord = 16 << 20
	// leastLog is the size below which a log is not worth writing anew.
	leastLog = 8 << 20
)

var errKeepClosed = errors.New("embedded: store is closed")

// openKeep reads the log in dir and starts its writer.
func openKeep(dir string) (*keep, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("embedded: make store: %w", err)
	}
	k := &keep{path: filepath.Join(dir, "sessions.log"), live: map[string][]byte{},
		group: newGroup(), done: make(chan struct{})}
	k.changed = sync.NewCond(&k.mu)
	_ = os.Remove(k.path + ".new") // of a rewriting that did not end
	file, err := os.OpenFile(k.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("embedded: open store: %w", err)
	}
	if err := k.load(file); err != nil {
		_ = file.Close()
		return nil, err
	}
	k.file = file
	go k.write()
	return k, nil
}

// load replays the log and cuts off a torn end.
func (k *keep) load(file *os.File) error {
	log, err := io.ReadAll(file)
	if err != nil {
		return fmt.Errorf("embedded: read store: %w", err)
	}
	at := 0
	for {
		record, ok := nextRecord(log[at:])
		if !ok {
			break
		}
		k.apply(record)
		at += recordHead + len(record)
	}
	if err := file.Truncate(int64(at)); err != nil {
		return fmt.Errorf("embedded: mend store: %w", err)
	}
	if _, err := file.Seek(int64(at), io.SeekStart); err != nil {
		return fmt.Errorf("embedded: mend store: %w", err)
	}
	k.size = int64(at)
	return syncDir(k.path)
}

func nextRecord(log []byte) ([]byte, bool) {
	if len(log) < recordHead {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(log))
	if n < 3 || n > mostRecord || len(log) < recordHead+n {
		return nil, false
	}
	record := log[recordHead : recordHead+n]
	if crc32.ChecksumIEEE(record) != binary.LittleEndian.Uint32(log[4:]) || 3+int(binary.LittleEndian.Uint16(record[1:])) > n {
		return nil, false
	}
	return record, true
}

func (k *keep) apply(record []byte) {
	n := int(binary.LittleEndian.Uint16(record[1:]))
	key, value := string(record[3:3+n]), record[3+n:]
	if record[0] == opSet {
		k.put(key, append([]byte(nil), value...))
	} else {
		k.drop(key)
	}
}

func (k *keep) put(key string, value []byte) {
	k.drop(key)
	k.live[key] = value
	k.bytes += int64(len(key) + len(value) + recordHead + 3)
}

func (k *keep) drop(key string) {
	if old, ok := k.live[key]; ok {
		k.bytes -= int64(len(key) + len(old) + recordHead + 3)
		delete(k.live, key)
	}
}

func appendRecord(log []byte, op byte, key string, value []byte) []byte {
	start := len(log)
	log = append(log, 0, 0, 0, 0, 0, 0, 0, 0, op)
	log = binary.LittleEndian.AppendUint16(log, uint16(len(key)))
	log = append(log, key...)
	log = append(log, value...)
	record := log[start+recordHead:]
	binary.LittleEndian.PutUint32(log[start:], uint32(len(record)))
	binary.LittleEndian.PutUint32(log[start+4:], crc32.ChecksumIEEE(record))
	return log
}

// set keeps value, which it then owns, and blocks until it is on disk.
func (k *keep) set(key string, value []byte) error {
	k.mu.Lock()
	if k.closing {
		k.mu.Unlock()
		return errKeepClosed
	}
	k.put(key, value)
	k.pending = appendRecord(k.pending, opSet, key, value)
	mine := k.group
	k.changed.Signal()
	k.mu.Unlock()
	<-mine.done
	return mine.err
}

// del forgets key. It does not wait: what comes back after a crash is delivered
// twice, which every receiver bears.
func (k *keep) del(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.live[key]; !ok || k.closing {
		return
	}
	k.drop(key)
	k.pending = appendRecord(k.pending, opDel, key, nil)
	k.changed.Signal()
}

func (k *keep) has(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok := k.live[key]
	return ok
}

// each hands over every value whose key begins with prefix.
func (k *keep) each(prefix string, do func(value []byte) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for key, value := range k.live {
		if strings.HasPrefix(key, prefix) {
			if err := do(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// write puts group after group on disk until the keep closes.
func (k *keep) write() {
	defer close(k.done)
	var spare []byte
	for {
		k.mu.Lock()
		for len(k.pending) == 0 && !k.closing {
			k.changed.Wait()
		}
		if len(k.pending) == 0 {
			k.mu.Unlock()
			return
		}
		records := k.pending
		k.pending = spare[:0]
		mine := k.group
		k.group = newGroup()
		worn := k.size+int64(len(records)) > max(leastLog, 4*k.bytes)
		var snapshot []byte
		if k.file == nil || worn {
			snapshot = k.snapshot() // holds these records' effect already
		}
		k.mu.Unlock()

		mine.err = k.flush(records, snapshot)
		close(mine.done)
		if spare = nil; cap(records) <= 1<<20 {
			spare = records
		}
	}
}

func (k *keep) snapshot() []byte {
	all := make([]byte, 0, k.bytes)
	for key, value := range k.live {
		all = appendRecord(all, opSet, key, value)
	}
	return all
}

// flush appends records to the log, or writes the log anew from snapshot.
func (k *keep) flush(records, snapshot []byte) error {
	if snapshot != nil {
		return k.renew(snapshot)
	}
	_, err := k.file.Write(records)
	if err == nil {
		err = k.file.Sync()
	}
	if err != nil {
		// What a failed sync left is unknown: only a new file can be trusted.
		_ = k.file.Close()
		k.file = nil
		return fmt.Errorf("embedded: write store: %w", err)
	}
	k.size += int64(len(records))
	return nil
}

func (k *keep) renew(snapshot []byte) error {
	file, err := os.OpenFile(k.path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("embedded: renew store: %w", err)
	}
	_, err = file.Write(snapshot)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = os.Rename(k.path+".new", k.path)
	}
	if err == nil {
		err = syncDir(k.path)
	}
	if err != nil {
		_ = file.Close()
		return fmt.Errorf("embedded: renew store: %w", err)
	}
	if k.file != nil {
		_ = k.file.Close()
	}
	k.file, k.size = file, int64(len(snapshot))
	return nil
}

// syncDir makes a new name in the folder of path survive a power cut.
func syncDir(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// close writes what is pending and ends the writer.
func (k *keep) close() error {
	k.mu.Lock()
	k.closing = true
	k.changed.Signal()
	k.mu.Unlock()
	<-k.done
	if k.file == nil {
		return nil
	}
	return k.file.Close()
}
