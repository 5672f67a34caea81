package standin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Numbers of the wire protocol.
const (
	opReply = 1
	opQuery = 2004
	opMsg   = 2013

	checksumPresent = 1 << 0
	moreToCome      = 1 << 1

	maxDocument = 16 << 20
	maxMessage  = 48_000_000
	maxBatch    = 100_000
	// maxCommand leaves room for a command around the largest document.
	maxCommand = maxDocument + 16<<10
)

// message is a command as it came: its document and the lists beside it.
type message struct {
	id     int32
	legacy bool // OP_QUERY, which handshakes still use
	body   bson.Raw
	lists  map[string][]bson.Raw
}

// readMessage reads one command. An error ends the connection: there is nobody to
// answer who would understand.
func readMessage(r io.Reader) (*message, error) {
	var head [16]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := int64(binary.LittleEndian.Uint32(head[0:]))
	if length < 16 || length > maxMessage {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	rest := make([]byte, length-16)
	if _, err := io.ReadFull(r, rest); err != nil {
		return nil, err
	}
	m := &message{id: int32(binary.LittleEndian.Uint32(head[4:])), lists: map[string][]bson.Raw{}}
	switch opcode := binary.LittleEndian.Uint32(head[12:]); opcode {
	case opMsg:
		return m, m.parse(rest)
	case opQuery:
		m.legacy = true
		return m, m.parseQuery(rest)
	default:
		return nil, fmt.Errorf("opcode %d", opcode)
	}
}

// parse reads the sections of an OP_MSG.
func (m *message) parse(rest []byte) error {
	if len(rest) < 4 {
		return io.ErrUnexpectedEOF
	}
	if flags := binary.LittleEndian.Uint32(rest); flags&(checksumPresent|moreToCome) != 0 {
		return fmt.Errorf("flags %#x: a checksum, or a write that wants no answer", flags)
	}
	for rest = rest[4:]; len(rest) > 0; {
		kind := rest[0]
		var err error
		switch kind {
		case 0:
			m.body, rest, err = takeDocument(rest[1:])
		case 1:
			rest, err = m.parseList(rest[1:])
		default:
			err = fmt.Errorf("a section of kind %d", kind)
		}
		if err != nil {
			return err
		}
	}
	if m.body == nil {
		return errors.New("a message without a body")
	}
	return nil
}

// parseList reads a section of documents that belong into the command as a list.
func (m *message) parseList(rest []byte) ([]byte, error) {
	if len(rest) < 4 {
		return nil, io.ErrUnexpectedEOF
	}
	size := int64(binary.LittleEndian.Uint32(rest))
	if size < 5 || size > int64(len(rest)) {
		return nil, io.ErrUnexpectedEOF
	}
	section, rest := rest[4:size], rest[size:]
	name, section, ok := bytes.Cut(section, []byte{0})
	if !ok {
		return nil, io.ErrUnexpectedEOF
	}
	list := []bson.Raw{}
	for len(section) > 0 {
		var d bson.Raw
		var err error
		if d, section, err = takeDocument(section); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	m.lists[string(name)] = list
	return rest, nil
}

// parseQuery reads an OP_QUERY: flags, the name of a collection, two numbers and
// the document.
func (m *message) parseQuery(rest []byte) error {
	if len(rest) < 4 {
		return io.ErrUnexpectedEOF
	}
	_, rest, ok := bytes.Cut(rest[4:], []byte{0})
	if !ok || len(rest) < 8 {
		return io.ErrUnexpectedEOF
	}
	var err error
	m.body, _, err = takeDocument(rest[8:])
	return err
}

func takeDocument(b []byte) (bson.Raw, []byte, error) {
	if len(b) < 5 {
		return nil, nil, io.ErrUnexpectedEOF
	}
	size := int64(binary.LittleEndian.Uint32(b))
	if size < 5 || size > int64(len(b)) {
		return nil, nil, io.ErrUnexpectedEOF
	}
	d := bson.Raw(b[:size:size])
	return d, b[size:], d.Validate()
}

// writeReply answers a message in its own protocol.
func writeReply(w io.Writer, m *message, reply bson.D) error {
	body, err := bson.Marshal(reply)
	if err != nil {
		return err
	}
	opcode, before := uint32(opMsg), make([]byte, 5) // no flags, one section of kind 0
	if m.legacy {
		opcode, before = opReply, make([]byte, 20)
		binary.LittleEndian.PutUint32(before[16:], 1) // one document
	}
	out := make([]byte, 16, 16+len(before)+len(body))
	binary.LittleEndian.PutUint32(out[0:], uint32(cap(out)))
	binary.LittleEndian.PutUint32(out[8:], uint32(m.id))
	binary.LittleEndian.PutUint32(out[12:], opcode)
	out = append(append(out, before...), body...)
	_, err = w.Write(out)
	return err
}
