package mongo

import (
	"cmp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sizhang/server/store"
)

// aValue draws a value that an index takes.
func aValue() *rapid.Generator[any] {
	text := rapid.StringOf(rapid.SampledFrom([]rune{'\x01', '\x02', '\x03', ' ', '1', '~', 'a', '东', '\U0010ffff'}))
	return rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 2).Draw(t, "type") {
		case 0:
			return rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 2)).Draw(t, "integer")
		case 1:
			return text.Draw(t, "text")
		}
		return rapid.Bool().Draw(t, "boolean")
	})
}

// compareValues orders as the contract does.
func compareValues(a, b any) int {
	rank := func(v any) int {
		switch v.(type) {
		case int64:
			return 1
		case string:
			return 2
		}
		return 3
	}
	if c := cmp.Compare(rank(a), rank(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return strings.Compare(a, b.(string))
	}
	number := map[any]int{false: 0, true: 1}
	return cmp.Compare(number[a], number[b])
}

func compareRows(a, b []any) int {
	for i := range min(len(a), len(b)) {
		if c := compareValues(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func TestKeysSortAsTheIndexDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(aValue(), 3, 3)
		a, b := row.Draw(t, "a"), row.Draw(t, "b")
		for i := range rapid.IntRange(0, 3).Draw(t, "alike") {
			b[i] = a[i]
		}
		idA, idB := rapid.StringMatching(`[a-c东]{1,3}`).Draw(t, "id a"), rapid.StringMatching(`[a-c东]{1,3}`).Draw(t, "id b")
		want := cmp.Or(compareRows(a, b), strings.Compare(idA, idB))
		if got := strings.Compare(prefix(a)+idA, prefix(b)+idB); got != want {
			t.Fatalf("%q %s and %q %s: the keys say %d, the values %d", a, idA, b, idB, got, want)
		}
	})
}

func TestSpanHoldsThoseWithThePrefixOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(aValue(), 2, 2)
		a, b := row.Draw(t, "a"), row.Draw(t, "b")
		alike := rapid.IntRange(0, 2).Draw(t, "alike")
		copy(b[:alike], a)
		from, to := span(prefix(a[:alike]))
		id := rapid.SampledFrom([]string{"x", "\U0010ffff", "~"}).Draw(t, "id")
		key := prefix(b) + id
		if !utf8.ValidString(to) || key < from || key >= to {
			t.Fatalf("%q is not from %q to %q", key, from, to)
		}
		if n := alike + 1; n <= 2 && compareRows(a[:n], b[:n]) != 0 {
			if from, to := span(prefix(a[:n])); key >= from && key < to {
				t.Fatalf("%q is from %q to %q", key, from, to)
			}
		}
		if out := outside(id); out < lastKey {
			t.Fatalf("%q is among the keys", out)
		}
	})
}

func TestKeysAreOfTheIndexedKindsOnly(t *testing.T) {
	c := store.Collection{Name: "things", Indexes: []store.Index{
		{Name: "place", Fields: []string{"a", "b"}}, {Name: "code", Fields: []string{"a"}, Unique: true},
	}}
	for body, want := range map[string]map[string]string{
		`{"a":1,"b":true}`:     {"a+b+id": "18000000000000001" + "31" + "x", "a": "18000000000000001"},
		`{"a":-1,"b":"东"}`:     {"a+b+id": "17fffffffffffffff" + "2东\x01" + "x", "a": "17fffffffffffffff"},
		`{"a":"\u4e1c","b":0}`: {"a+b+id": "2东\x01" + "18000000000000000" + "x", "a": "2东\x01"},
		`{"a":1.0,"b":1}`:      {"a+b+id": "~x", "a": "~x"},
		`{"a":1e0,"b":1}`:      {"a+b+id": "~x", "a": "~x"},
		`{"a":null,"b":1}`:     {"a+b+id": "~x", "a": "~x"},
		`{"a":[1],"b":{}}`:     {"a+b+id": "~x", "a": "~x"},
		`{"a":false}`:          {"a+b+id": "~x", "a": "30"},
		`{"x":{"a":1,"b":2}}`:  {"a+b+id": "~x", "a": "~x"},
	} {
		got, err := keysOf(c, store.Document{ID: "x", Body: []byte(body)})
		if err != nil || len(got) != 2 || got["a+b+id"] != want["a+b+id"] || got["a"] != want["a"] {
			t.Errorf("%s: got %q, %v; want %q", body, got, err, want)
		}
	}
	got, err := keysOf(c, store.Document{ID: "x", Gone: true, Body: []byte(`{"a":1,"b":1}`)})
	if err != nil || got["a"] != "~x" || got["a+b+id"] != "~x" {
		t.Errorf("a tombstone: got %q, %v", got, err)
	}
}
