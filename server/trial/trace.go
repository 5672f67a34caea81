package main

import (
	"encoding/binary"
	"fmt"
	"os"
)

// Operations of a trace. All but the last come from preload/shim.c.
const (
	opCreate   = 'C'
	opWrite    = 'W'
	opTruncate = 'T'
	opSync     = 'S'
	opUnsynced = 'X' // a sync that failed
	opUnlink   = 'U'
	opSaid     = 'A' // what the child said of a write, in name
)

// record is one operation of a trace. The directory is called ".".
type record struct {
	op     byte
	name   string
	offset int64
	data   []byte
}

const headSize = 24

func (r record) bytes() []byte {
	b := make([]byte, headSize, headSize+len(r.name)+len(r.data))
	b[0], b[1] = r.op, byte(len(r.name))
	binary.NativeEndian.PutUint64(b[8:], uint64(r.offset))
	binary.NativeEndian.PutUint64(b[16:], uint64(len(r.data)))
	return append(append(b, r.name...), r.data...)
}

// readTrace returns what a child did and said, in order.
func readTrace(path string) ([]record, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var trace []record
	for len(b) >= headSize {
		name, size := int(b[1]), int(binary.NativeEndian.Uint64(b[16:]))
		if len(b) < headSize+name+size {
			break
		}
		trace = append(trace, record{
			op: b[0], name: string(b[headSize : headSize+name]),
			offset: int64(binary.NativeEndian.Uint64(b[8:])), data: b[headSize+name : headSize+name+size],
		})
		b = b[headSize+name+size:]
	}
	if len(b) > 0 {
		return nil, fmt.Errorf("%s ends with %d bytes that are no record", path, len(b))
	}
	return trace, nil
}
