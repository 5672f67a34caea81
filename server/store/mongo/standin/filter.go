package standin

import (
	"math"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// test says whether a document fits a filter.
type test func(bson.Raw) (bool, error)

// compile makes the test of a filter: fields with values or operators, $and, $or.
func compile(filter bson.Raw) (test, error) {
	if len(filter) == 0 {
		return all(nil), nil
	}
	elements, err := filter.Elements()
	if err != nil {
		return nil, err
	}
	var tests []test
	for _, e := range elements {
		var t test
		switch name := e.Key(); {
		case name == "$and" || name == "$or":
			t, err = several(name, e.Value())
		case strings.HasPrefix(name, "$"):
			err = unknown("the filter %s", name)
		default:
			t, err = field(name, e.Value())
		}
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return all(tests), nil
}

func all(tests []test) test {
	return func(d bson.Raw) (bool, error) {
		for _, t := range tests {
			if ok, err := t(d); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	}
}

func either(tests []test) test {
	return func(d bson.Raw) (bool, error) {
		for _, t := range tests {
			if ok, err := t(d); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	}
}

func several(name string, v bson.RawValue) (test, error) {
	list, err := listOf(name, v)
	if err != nil || len(list) == 0 {
		return nil, refuse(codeBadValue, "%s needs an array that is not empty", name)
	}
	var tests []test
	for _, v := range list {
		if v.Type != bson.TypeEmbeddedDocument {
			return nil, refuse(codeBadValue, "%s needs documents", name)
		}
		t, err := compile(v.Document())
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	if name == "$or" {
		return either(tests), nil
	}
	return all(tests), nil
}

// field makes the test of one field.
func field(path string, v bson.RawValue) (test, error) {
	if v.Type != bson.TypeEmbeddedDocument {
		return equals(path, v)
	}
	elements, err := v.Document().Elements()
	if err != nil {
		return nil, err
	}
	if len(elements) == 0 || !strings.HasPrefix(elements[0].Key(), "$") {
		return equals(path, v)
	}
	var tests []test
	for _, e := range elements {
		t, err := operator(path, e.Key(), e.Value())
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return all(tests), nil
}

func operator(path, name string, v bson.RawValue) (test, error) {
	switch name {
	case "$eq":
		return equals(path, v)
	case "$ne":
		is, err := equals(path, v)
		return func(d bson.Raw) (bool, error) { ok, err := is(d); return !ok, err }, err
	case "$gt", "$gte", "$lt", "$lte":
		return compares(path, name, v)
	case "$in":
		list, err := listOf(name, v)
		var tests []test
		for _, v := range list {
			t, err := equals(path, v)
			if err != nil {
				return nil, err
			}
			tests = append(tests, t)
		}
		return either(tests), err
	case "$exists":
		wanted, ok := v.BooleanOK()
		if !ok {
			return nil, unknown("$exists of anything but true or false")
		}
		return func(d bson.Raw) (bool, error) {
			found, err := reach(d, path)
			return (found.Type != 0) == wanted, err
		}, nil
	case "$type":
		return typed(path, v)
	}
	return nil, unknown("the operator %s", name)
}

// values returns what a condition on a path looks at: the value there and, of an
// array, each of its elements too.
func values(d bson.Raw, path string) ([]bson.RawValue, error) {
	v, err := reach(d, path)
	if err != nil || v.Type != bson.TypeArray {
		return []bson.RawValue{v}, err
	}
	elements, err := v.Array().Values()
	return append(elements, v), err
}

// equals tests for the value; null is also what is missing.
func equals(path string, want bson.RawValue) (test, error) {
	key, err := keyOf(want)
	return func(d bson.Raw) (bool, error) {
		found, err := values(d, path)
		for _, v := range found {
			if k, err := keyOf(v); err != nil || k == key {
				return k == key, err
			}
		}
		return false, err
	}, err
}

// compares tests against a bound; only values of its own bracket fit.
func compares(path, name string, bound bson.RawValue) (test, error) {
	key, err := keyOf(bound)
	switch {
	case err != nil:
		return nil, err
	case key[0] == bracketMin || key[0] == bracketMax || key[0] == bracketArray || key[0] == bracketNull || noNumber(bound):
		return nil, unknown("%s with %s of type %s", name, bound, bound.Type)
	}
	return func(d bson.Raw) (bool, error) {
		found, err := values(d, path)
		for _, v := range found {
			if brackets[v.Type] != key[0] || noNumber(v) {
				continue
			}
			if k, err := keyOf(v); err != nil || within(name, strings.Compare(k, key)) {
				return err == nil, err
			}
		}
		return false, err
	}, nil
}

// within says whether an order against a bound is what an operator asks for.
func within(operator string, order int) bool {
	switch operator {
	case "$gt":
		return order > 0
	case "$gte":
		return order >= 0
	case "$lt":
		return order < 0
	}
	return order <= 0
}

// noNumber says whether a value is the double that is not a number.
func noNumber(v bson.RawValue) bool {
	f, ok := v.DoubleOK()
	return ok && math.IsNaN(f)
}

var typeNames = map[string][]bson.Type{
	"double": {bson.TypeDouble}, "string": {bson.TypeString}, "object": {bson.TypeEmbeddedDocument},
	"binData": {bson.TypeBinary}, "objectId": {bson.TypeObjectID}, "bool": {bson.TypeBoolean},
	"date": {bson.TypeDateTime}, "array": {bson.TypeArray}, "null": {bson.TypeNull}, "int": {bson.TypeInt32}, "long": {bson.TypeInt64},
	"timestamp": {bson.TypeTimestamp}, "number": {bson.TypeDouble, bson.TypeInt32, bson.TypeInt64, bson.TypeDecimal128},
}

// typed tests for a type by its name, or for one of several.
func typed(path string, v bson.RawValue) (test, error) {
	names := []bson.RawValue{v}
	if v.Type == bson.TypeArray {
		var err error
		if names, err = v.Array().Values(); err != nil {
			return nil, err
		}
	}
	wanted := map[bson.Type]bool{}
	for _, v := range names {
		name, _ := v.StringValueOK()
		types, ok := typeNames[name]
		if !ok {
			return nil, unknown("the $type %s", v)
		}
		for _, t := range types {
			wanted[t] = true
		}
	}
	return func(d bson.Raw) (bool, error) {
		found, err := values(d, path)
		return slices.ContainsFunc(found, func(v bson.RawValue) bool { return wanted[v.Type] }), err
	}, nil
}

func listOf(name string, v bson.RawValue) ([]bson.RawValue, error) {
	array, ok := v.ArrayOK()
	if !ok {
		return nil, refuse(codeBadValue, "%s needs an array", name)
	}
	return array.Values()
}
