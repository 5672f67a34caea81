package standin

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// reach returns the value at a dotted path, without a type where there is none.
// MongoDB looks into the elements of an array on the way; this server refuses to.
func reach(d bson.Raw, path string) (bson.RawValue, error) {
	for {
		name, rest, more := strings.Cut(path, ".")
		v, err := d.LookupErr(name)
		if err != nil {
			return bson.RawValue{}, nil // validated when it came, so: not there
		}
		if !more {
			return v, nil
		}
		switch v.Type {
		case bson.TypeEmbeddedDocument:
			d, path = v.Document(), rest
		case bson.TypeArray:
			return v, unknown("how to follow a path through an array, at %s", path)
		default:
			return bson.RawValue{}, nil
		}
	}
}
