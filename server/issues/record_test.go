package issues

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/server/issues/board"
)

// anything fills a value of any type with whatever it can hold: every field of every
// struct, so that one which is forgotten is found. Empty lists are nil, times are of
// milliseconds and durations of whole ones, as the form says.
func anything(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		if ms := rapid.Int64Range(0, 4e12).Draw(t, "ms"); ms%5 > 0 {
			v.Set(reflect.ValueOf(time.UnixMilli(ms).In(city.China)))
		}
		return
	case time.Duration:
		v.SetInt(int64(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "duration")) * time.Millisecond))
		return
	case issue.Stage:
		v.SetString(string(rapid.SampledFrom(issue.Stages[:]).Draw(t, "stage")))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for k := range v.NumField() {
			anything(t, v.Field(k))
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			anything(t, v.Elem())
		}
	case reflect.Slice:
		if n := rapid.IntRange(0, 3).Draw(t, "n"); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for k := range n {
				anything(t, v.Index(k))
			}
		}
	case reflect.Array:
		for k := range v.Len() {
			anything(t, v.Index(k))
		}
	case reflect.Map:
		if n := rapid.IntRange(0, 2).Draw(t, "n"); n > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				v.SetMapIndex(reflect.ValueOf(rapid.String().Draw(t, "key")), reflect.ValueOf(rapid.String().Draw(t, "value")))
			}
		}
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int:
		v.SetInt(rapid.Int64Range(-3, 1e6).Draw(t, "int"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-180, 180).Draw(t, "float"))
	default:
		t.Fatalf("a field of the kind %s", v.Kind())
	}
}

func TestAnIssueComesBackAsItWasKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k kept
		anything(t, reflect.ValueOf(&k.Issue).Elem())
		if len(k.History) == 0 {
			k.History = []issue.Event{{Seq: 1, At: day(1, 1)}}
		}
		k.version, k.todo = 7, rapid.String().Draw(t, "todo")
		k.due = round(time.UnixMilli(rapid.Int64Range(1, 4e12).Draw(t, "due")))
		d, err := k.document(k.packed())
		if err != nil {
			t.Fatal(err)
		}
		back, err := readDocument(d)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(k, back) {
			t.Fatalf("kept %+v, read %+v", k, back)
		}
	})
}

func TestACardComesBackAsItWasKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c issue.Card
		anything(t, reflect.ValueOf(&c).Elem())
		text, err := json.Marshal(cardBodyOf(board.Pack(c)))
		if err != nil {
			t.Fatal(err)
		}
		var b cardBody
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatal(err)
		}
		r := reading{}
		if back := b.card(c.ID, outsideKey(c.Source, c.Outside), &r); r.err != nil || !reflect.DeepEqual(c, back) {
			t.Fatalf("kept %+v, read %+v, %v", c, back, r.err)
		}
	})
}

// The order of the members is part of the form: whoever fills a board stops after the
// card.
func TestTheFormOfADocument(t *testing.T) {
	k := kept{todo: todoMerge, due: day(2, 3).Add(time.Nanosecond)}
	k.City, k.ID, k.Number, k.Source, k.Outside = town, "i", "260310-000001", issue.FromHotline, "7"
	k.Clocks = []issue.Timer{{Stage: issue.ToHandle, Limit: clock.Limit{Kind: clock.Workdays, Amount: 24 * time.Hour}}}
	k.History = []issue.Event{{Seq: 1, At: day(1, 1)}}
	d, err := k.document(k.packed())
	if err != nil {
		t.Fatal(err)
	}
	const begins = `{"due":"2026-03-01T19:00:00.001Z","number":"260310-000001","outside":"hotline/7","todo":"merge","card":{"number":"260310-000001","seq":1,`
	if len(d.Body) < len(begins) || string(d.Body[:len(begins)]) != begins {
		t.Errorf("it begins %.200s", d.Body)
	}
	if err := openSQLite(t).Insert(t.Context(), d); err != nil {
		t.Error(err)
	}
	k.due, k.todo, k.Outside = time.Time{}, "", ""
	if d, err = k.document(k.packed()); err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(d.Body, &members); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"due", "outside", "todo"} {
		if _, there := members[name]; there {
			t.Errorf("%s stands there, empty", name)
		}
	}
}
