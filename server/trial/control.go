package main

import (
	"encoding/binary"
	"os"
	"syscall"
)

// Calls that the shim can fail, as in preload/shim.c.
const (
	callWrite = 1 << iota
	callSync
	callTruncate
	_ // syncs of the directory: SQLite does not heed their errors
	callUnlink
	callCreate
)

// Files whose calls fail.
const (
	allFiles = iota
	theLog
	allButTheLog
)

// fault says which calls the shim fails, as struct control in preload/shim.c.
type fault struct {
	Calls, Files, Skip, Left int32
	Error                    int32
	Lie                      int32
	Failed                   int32
}

const controlSize = 7 * 4

// short has a write do half of what it should, without an error.
const short = syscall.Errno(0)

// arm tells the shim what to fail from now on; the zero fault is nothing.
func (s *shim) arm(f fault) error {
	file, err := os.OpenFile(s.control, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	data, err := binary.Append(nil, binary.NativeEndian, f)
	if err == nil {
		_, err = file.WriteAt(data, 0)
	}
	return err
}

// failed returns how many calls were failed since the shim was armed.
func (s *shim) failed() (int, error) {
	data, err := os.ReadFile(s.control)
	if err != nil {
		return 0, err
	}
	return int(binary.NativeEndian.Uint32(data[controlSize-4:])), nil
}
