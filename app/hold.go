package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"yian/care"
)

// hold is a process's claim on a data folder: a locked file in it, which says where
// the embedded InfluxDB is. The system lets the lock go when the process ends,
// however it ends.
type hold struct{ file *os.File }

// told is what a held folder says to other processes of its owner.
type told struct {
	PID    int    `json:"pid"`
	Influx string `json:"influx_url"`
}

// holdFile is open to its owner only: whoever reads the address may read the
// readings.
const holdFile = "running.json"

// errHeld is why a folder cannot be had.
var errHeld = fmt.Errorf("another process runs on it: %w", care.ErrConflict)

// holdFolder claims dir, which it makes when it is not there. It does not wait.
func holdFolder(dir string) (*hold, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, holdFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errHeld
		}
		return nil, fmt.Errorf("app: data folder %s: %w", dir, err)
	}
	h := &hold{file: f}
	return h, h.tell("")
}

// tell writes where the readings are; "" that nobody knows yet.
func (h *hold) tell(influx string) error {
	b, err := json.Marshal(told{PID: os.Getpid(), Influx: influx})
	if err == nil {
		err = h.file.Truncate(0)
	}
	if err == nil {
		_, err = h.file.WriteAt(b, 0)
	}
	if err != nil {
		return fmt.Errorf("app: data folder: %w", err)
	}
	return nil
}

func (h *hold) release() { _ = h.file.Close() }

// tells reads what the process that holds dir says.
func tells(dir string) (told, error) {
	var t told
	f, err := os.Open(filepath.Join(dir, holdFile))
	if err != nil {
		return t, fmt.Errorf("app: data folder: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err == nil {
		err = json.Unmarshal(b, &t)
	}
	if err == nil && t.Influx == "" {
		err = errors.New("it has not started yet")
	}
	if err != nil {
		return t, fmt.Errorf("app: the process that runs on %s does not say where its readings are, try again: %w: %w", dir, care.ErrUnavailable, err)
	}
	return t, nil
}
