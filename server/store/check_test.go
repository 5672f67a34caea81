package store

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestCheckSchema(t *testing.T) {
	if err := CheckSchema(Schema); err != nil {
		t.Errorf("the product's own schema: %v", err)
	}
	with := func(indexes ...Index) []Collection { return []Collection{{Name: "a", Indexes: indexes}} }
	for name, schema := range map[string][]Collection{
		"nothing at all":              {},
		"a collection without a name": {{}},
		"a collection in capitals":    {{Name: "Units"}},
		"a leading underscore":        {{Name: "_store"}},
		"a quote in a name":           {{Name: `a"b`}},
		"a collection twice":          {{Name: "a"}, {Name: "a"}},
		"an index twice":              with(Index{"x", []string{"f"}, false}, Index{"x", []string{"g"}, false}),
		"an index without a name":     with(Index{"", []string{"f"}, false}),
		"an index without fields":     with(Index{Name: "x"}),
		"a field twice":               with(Index{"x", []string{"f", "f"}, false}),
		"a field with a dot":          with(Index{"x", []string{"f.g"}, false}),
		"a field in capitals":         with(Index{"x", []string{"gridCode"}, false}),
	} {
		if CheckSchema(schema) == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func TestDocumentCheck(t *testing.T) {
	good := Document{City: "110101", ID: "东华门", Body: []byte(`{}`)}
	change := func(f func(*Document)) Document { d := good; f(&d); return d }
	for name, c := range map[string]struct {
		d    Document
		want error
	}{
		"a good one":          {good, nil},
		"the longest id":      {change(func(d *Document) { d.ID = strings.Repeat("x", MaxKey) }), nil},
		"an id too long":      {change(func(d *Document) { d.ID = strings.Repeat("x", MaxKey+1) }), ErrBadDocument},
		"no id":               {change(func(d *Document) { d.ID = "" }), ErrBadDocument},
		"no city":             {change(func(d *Document) { d.City = "" }), ErrBadDocument},
		"NUL in the id":       {change(func(d *Document) { d.ID = "a\x00" }), ErrBadDocument},
		"an id not UTF-8":     {change(func(d *Document) { d.ID = "\xff" }), ErrBadDocument},
		"no body":             {change(func(d *Document) { d.Body = nil }), ErrBadDocument},
		"a tombstone's body":  {change(func(d *Document) { d.Body, d.Gone = nil, true }), nil},
		"a body over a limit": {change(func(d *Document) { d.Body = make([]byte, MaxBody+1) }), ErrTooLarge},
	} {
		if err := c.d.Check(keyed); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestBindReducesValues(t *testing.T) {
	type named string
	type cell uint64
	c := Collection{Name: "a", Indexes: []Index{{Name: "x", Fields: []string{"f"}}}}
	for _, v := range []struct{ given, want any }{
		{"text", "text"}, {named("text"), "text"}, {true, true},
		{7, int64(7)}, {int8(-7), int64(-7)}, {int64(math.MinInt64), int64(math.MinInt64)},
		{uint16(7), int64(7)}, {cell(math.MaxInt64), int64(math.MaxInt64)},
		{uint64(math.MaxInt64 + 1), nil}, {1.0, nil}, {float32(1), nil}, {nil, nil},
		{[]byte("text"), nil}, {[]string{"text"}, nil}, {struct{}{}, nil},
	} {
		_, equal, err := Query{Index: "x", Equal: []any{v.given}, Limit: 1}.Bind(c)
		if v.want == nil {
			if !errors.Is(err, ErrBadQuery) {
				t.Errorf("%T %v: got %v, want ErrBadQuery", v.given, v.given, err)
			}
		} else if err != nil || !reflect.DeepEqual(equal, []any{v.want}) {
			t.Errorf("%T %v became %#v, %v", v.given, v.given, equal, err)
		}
	}
}
