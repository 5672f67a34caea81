package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// A process that was killed leaves the index of its log too: SQLite's next user
// throws it away, but it says how much of the log had been committed. So much must
// be there, be it the last transaction. After a loss of power the index may be
// gone, or be an earlier one; then log.c alone judges. The format of both:
// sqlite.org/walformat.html.
//
// What neither can tell, and what is then dropped as a write that was torn: after a
// loss of power, or without the index, damage to the pages or commit marks of the
// log's last transaction, or damage that clears the commit mark of the one before;
// and in any case a log that was taken away or emptied as a whole.

var errLogDamaged = errors.New("the log of the file is damaged, and with it writes that were kept; restore a backup")

// inUse counts the stores of this process by their files.
var inUse = struct {
	sync.Mutex
	stores map[string]int
}{stores: map[string]int{}}

// claim notes that a store of this process uses the file, until release. The first
// looks at what a crash left: a later one may not, for to close the index would
// drop the locks that this process has on it.
func claim(path string) (release func(), err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.stores[path] == 0 {
		if err := checkLeft(path); err != nil {
			return nil, err
		}
	}
	inUse.stores[path]++
	return func() {
		inUse.Lock()
		defer inUse.Unlock()
		if inUse.stores[path]--; inUse.stores[path] == 0 {
			delete(inUse.stores, path)
		}
	}, nil
}

// checkLeft holds the log against its index. Another process may be writing both;
// what is committed stands meanwhile, unless the log begins anew, which shows.
func checkLeft(path string) error {
	index, err := readIndex(path)
	if err != nil || index == nil {
		return err
	}
	log, err := os.Open(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer log.Close()
	sound, err := index.describes(log)
	if err != nil || sound {
		return err
	}
	if again, err := readIndex(path); err != nil || again == nil || again.salts != index.salts {
		return err
	}
	return errLogDamaged
}

// logIndex is what an index tells of its log.
type logIndex struct {
	frames int64
	salts  [8]byte
}

// readIndex returns nil where there is none, or none that is whole.
func readIndex(path string) (*logIndex, error) {
	file, err := os.Open(path + "-shm")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var raw [96]byte // it stands there twice
	if _, err := io.ReadFull(file, raw[:]); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	native := binary.NativeEndian
	sum := logSum{order: native}.add(raw[:40])
	if !bytes.Equal(raw[:48], raw[48:]) || raw[12] == 0 ||
		sum.first != native.Uint32(raw[40:]) || sum.second != native.Uint32(raw[44:]) {
		return nil, nil
	}
	index := &logIndex{frames: int64(native.Uint32(raw[16:]))}
	copy(index.salts[:], raw[32:])
	return index, nil
}

// describes says whether the log is another one, or holds every frame that the
// index tells of.
func (x *logIndex) describes(log io.Reader) (bool, error) {
	var head [32]byte
	if _, err := io.ReadFull(log, head[:]); err != nil || !bytes.Equal(head[16:24], x.salts[:]) {
		return true, nil
	}
	big := binary.BigEndian
	sum := logSum{big.Uint32(head[24:]), big.Uint32(head[28:]), binary.LittleEndian}
	if head[3]&1 == 1 {
		sum.order = big
	}
	size := big.Uint32(head[8:])
	if size < 512 || size > 65536 {
		return false, nil
	}
	frame := make([]byte, 24+size)
	for range x.frames {
		_, err := io.ReadFull(log, frame)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		sum = sum.add(frame[:8]).add(frame[24:])
		if sum.first != big.Uint32(frame[16:]) || sum.second != big.Uint32(frame[20:]) || !bytes.Equal(frame[8:16], x.salts[:]) {
			return false, nil
		}
	}
	return true, nil
}

// logSum is SQLite's checksum of logs, under way.
type logSum struct {
	first, second uint32
	order         binary.ByteOrder
}

func (s logSum) add(b []byte) logSum {
	for ; len(b) >= 8; b = b[8:] {
		s.first += s.order.Uint32(b) + s.second
		s.second += s.order.Uint32(b[4:]) + s.first
	}
	return s
}
