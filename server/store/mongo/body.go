package mongo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"sizhang/server/store"
)

// A body is kept as BSON, so that people can read and query it with MongoDB's own
// tools: integers as 64-bit integers, every other number as a double, members in
// their order.

// encodeBody turns a checked body into BSON.
func encodeBody(body []byte) (bson.Raw, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	e := encoder{decoder}
	return e.members(nil, true)
}

type encoder struct{ *json.Decoder }

// members appends what is open, an object or a list, up to its end.
func (e encoder) members(out []byte, object bool) ([]byte, error) {
	at, out := bsoncore.AppendDocumentStart(out)
	for n := 0; e.More(); n++ {
		name := strconv.Itoa(n)
		if object {
			token, err := e.Token()
			if err != nil {
				return nil, err
			}
			name = token.(string)
		}
		var err error
		if out, err = e.member(out, name); err != nil {
			return nil, err
		}
	}
	if _, err := e.Token(); err != nil {
		return nil, err
	}
	return bsoncore.AppendDocumentEnd(out, at)
}

func (e encoder) member(out []byte, name string) ([]byte, error) {
	token, err := e.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return e.members(bsoncore.AppendHeader(out, bsoncore.TypeEmbeddedDocument, name), true)
		}
		return e.members(bsoncore.AppendHeader(out, bsoncore.TypeArray, name), false)
	case string:
		return bsoncore.AppendStringElement(out, name, token), nil
	case bool:
		return bsoncore.AppendBooleanElement(out, name, token), nil
	case json.Number:
		return number(out, name, string(token))
	}
	return bsoncore.AppendNullElement(out, name), nil
}

func number(out []byte, name, literal string) ([]byte, error) {
	if strings.ContainsAny(literal, ".eE") {
		x, err := strconv.ParseFloat(literal, 64)
		return bsoncore.AppendDoubleElement(out, name, x), err
	}
	n, err := strconv.ParseInt(literal, 10, 64)
	return bsoncore.AppendInt64Element(out, name, n), err
}

// decodeBody turns BSON back into JSON, as store.Canonical writes it.
func decodeBody(raw bson.Raw) ([]byte, error) {
	return appendMembers(nil, bsoncore.Document(raw), true)
}

func appendMembers(out []byte, raw bsoncore.Document, object bool) ([]byte, error) {
	elements, err := raw.Elements()
	if err != nil {
		return nil, err
	}
	open, end := byte('['), byte(']')
	if object {
		open, end = '{', '}'
	}
	out = append(out, open)
	for i, element := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		if object {
			out = append(store.AppendText(out, element.Key()), ':')
		}
		if out, err = appendValue(out, element.Value()); err != nil {
			return nil, fmt.Errorf("%s: %w", element.Key(), err)
		}
	}
	return append(out, end), nil
}

func appendValue(out []byte, value bsoncore.Value) ([]byte, error) {
	switch value.Type {
	case bsoncore.TypeEmbeddedDocument:
		return appendMembers(out, value.Document(), true)
	case bsoncore.TypeArray:
		return appendMembers(out, bsoncore.Document(value.Array()), false)
	case bsoncore.TypeString:
		return store.AppendText(out, value.StringValue()), nil
	case bsoncore.TypeBoolean:
		return strconv.AppendBool(out, value.Boolean()), nil
	case bsoncore.TypeInt64:
		return strconv.AppendInt(out, value.Int64(), 10), nil
	case bsoncore.TypeInt32: // somebody else's hand: this program writes none
		return strconv.AppendInt(out, int64(value.Int32()), 10), nil
	case bsoncore.TypeDouble:
		return store.AppendDouble(out, value.Double()), nil
	case bsoncore.TypeNull:
		return append(out, "null"...), nil
	}
	return nil, fmt.Errorf("a value of BSON type %s, which no body has", value.Type)
}
