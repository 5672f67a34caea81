package main

import "encoding/binary"

// The write-ahead log as SQLite writes it: a head, then frames of one page each;
// the last frame of a transaction says how many pages the file has. See
// https://sqlite.org/fileformat2.html#the_write_ahead_log.
const (
	logHead   = 32
	frameHead = 24
)

// frames calls each with where a frame begins, for the frames of this log; after
// them there may stand some of an older one.
func frames(log []byte, each func(at, end int)) {
	size := frameHead + int(binary.BigEndian.Uint32(log[8:]))
	for at := logHead; at+size <= len(log) && string(log[at+8:at+16]) == string(log[16:24]); at += size {
		each(at, at+size)
	}
}

// transactions returns where each transaction of a log ends.
func transactions(log []byte) []int {
	var ends []int
	frames(log, func(at, end int) {
		if binary.BigEndian.Uint32(log[at+4:]) != 0 {
			ends = append(ends, end)
		}
	})
	return ends
}

// commitEachFrame makes a transaction of every frame, with the checksums to match:
// a planted bug, as if pages were committed one by one.
func commitEachFrame(log []byte) {
	var order binary.ByteOrder = binary.LittleEndian
	if log[3]&1 == 1 {
		order = binary.BigEndian
	}
	pages := uint32(0)
	frames(log, func(at, _ int) { pages = max(pages, binary.BigEndian.Uint32(log[at:])) })
	a, b := binary.BigEndian.Uint32(log[24:]), binary.BigEndian.Uint32(log[28:])
	sum := func(part []byte) {
		for i := 0; i < len(part); i += 8 {
			a += order.Uint32(part[i:]) + b
			b += order.Uint32(part[i+4:]) + a
		}
	}
	frames(log, func(at, end int) {
		binary.BigEndian.PutUint32(log[at+4:], pages)
		sum(log[at : at+8])
		sum(log[at+frameHead : end])
		binary.BigEndian.PutUint32(log[at+16:], a)
		binary.BigEndian.PutUint32(log[at+20:], b)
	})
}
