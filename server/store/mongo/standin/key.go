package standin

import (
	"bytes"
	"encoding/binary"
	"math"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Every value is written as a key: a text of bytes that sorts as MongoDB orders
// values, and is equal where values are. No key begins another, so that keys can
// be joined, and turned over for a descending order.

// Brackets of types, in MongoDB's order. What is missing counts as null.
const (
	bracketMin       = 0x10
	bracketNull      = 0x20
	bracketNumber    = 0x30
	bracketString    = 0x40
	bracketObject    = 0x50
	bracketArray     = 0x60
	bracketBinary    = 0x70
	bracketObjectID  = 0x80
	bracketBoolean   = 0x90
	bracketDate      = 0xa0
	bracketTimestamp = 0xb0
	bracketMax       = 0xe0
)

var brackets = map[bson.Type]byte{
	0: bracketNull, bson.TypeNull: bracketNull, bson.TypeMinKey: bracketMin, bson.TypeMaxKey: bracketMax,
	bson.TypeInt32: bracketNumber, bson.TypeInt64: bracketNumber, bson.TypeDouble: bracketNumber,
	bson.TypeString: bracketString, bson.TypeEmbeddedDocument: bracketObject, bson.TypeArray: bracketArray,
	bson.TypeBinary: bracketBinary, bson.TypeObjectID: bracketObjectID, bson.TypeBoolean: bracketBoolean,
	bson.TypeDateTime: bracketDate, bson.TypeTimestamp: bracketTimestamp,
}

// keyOf returns the key of a value; of one without a type, the key of null.
func keyOf(v bson.RawValue) (string, error) {
	k, err := appendKey(nil, v)
	return string(k), err
}

func appendKey(k []byte, v bson.RawValue) ([]byte, error) {
	bracket, ok := brackets[v.Type]
	if !ok {
		return nil, unknown("how to order values of type %s", v.Type)
	}
	k = append(k, bracket)
	switch bracket {
	case bracketNumber:
		return appendNumber(k, v), nil
	case bracketString:
		return appendText(k, v.StringValue()), nil
	case bracketObject:
		return appendMembers(k, v.Document(), true)
	case bracketArray:
		return appendMembers(k, bson.Raw(v.Array()), false)
	case bracketBinary:
		subtype, data := v.Binary()
		k = binary.BigEndian.AppendUint32(k, uint32(len(data)))
		return append(append(k, subtype), data...), nil
	case bracketObjectID, bracketBoolean:
		return append(k, v.Value...), nil
	case bracketDate:
		return binary.BigEndian.AppendUint64(k, uint64(v.DateTime())^1<<63), nil
	case bracketTimestamp:
		t, i := v.Timestamp()
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(k, t), i), nil
	}
	return k, nil // null, least and greatest have nothing more to say
}

// appendNumber writes the nearest double, and behind it how far an integer lies
// from that: so the kinds of numbers compare by value, exactly.
func appendNumber(k []byte, v bson.RawValue) []byte {
	var near float64
	var beyond int64
	if v.Type == bson.TypeDouble {
		near = v.Double()
	} else {
		n := v.AsInt64()
		near = float64(n)
		if near == 1<<63 {
			beyond = n - math.MaxInt64 - 1 // 1<<63 is no int64
		} else {
			beyond = n - int64(near)
		}
	}
	bits := uint64(0) // what is no number stands before all numbers
	switch {
	case near == 0:
		bits = 1 << 63 // zero has no sign
	case near > 0:
		bits = math.Float64bits(near) | 1<<63
	case near < 0:
		bits = ^math.Float64bits(near)
	}
	k = binary.BigEndian.AppendUint64(k, bits)
	return binary.BigEndian.AppendUint16(k, uint16(beyond+1<<15))
}

// appendText writes a text and an end that sorts before whatever goes on.
func appendText(k []byte, text string) []byte {
	k = append(k, bytes.ReplaceAll([]byte(text), []byte{0}, []byte{0, 0xff})...)
	return append(k, 0, 0)
}

// appendMembers writes an object or an array: each member's bracket, its name and
// its value, and a zero at the end.
func appendMembers(k []byte, d bson.Raw, named bool) ([]byte, error) {
	elements, err := d.Elements()
	if err != nil {
		return nil, err
	}
	for _, e := range elements {
		if named {
			k = appendText(append(k, brackets[e.Value().Type]), e.Key())
		}
		if k, err = appendKey(k, e.Value()); err != nil {
			return nil, err
		}
	}
	return append(k, 0), nil
}

// turned is the key for a descending order.
func turned(k []byte) []byte {
	for i := range k {
		k[i] = ^k[i]
	}
	return k
}
