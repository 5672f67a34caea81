package store

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestCanonical(t *testing.T) {
	for body, want := range map[string]string{
		" { \"b\" : [ 1 , { } ] ,\n\"a\":null } ":             `{"b":[1,{}],"a":null}`,
		`{"n":[-0,7,1.0,1e2,1E+2,100.00,0.1e1,-0.0]}`:         `{"n":[0,7,1.0,100.0,100.0,100.0,1.0,-0.0]}`,
		`{"n":[5e-324,1e21,0.30000000000000004]}`:             `{"n":[5e-324,1e+21,0.30000000000000004]}`,
		`{"t":"\u4e2d\/\"\\\b\u001F\n<>&\u2028\ud83d\ude00"}`: "{\"t\":\"中/\\\"\\\\\\u0008\\u001f\\n<>&\u2028😀\"}",
		`{"t":true,"f":false,"\u0061":""}`:                    `{"t":true,"f":false,"a":""}`,
	} {
		got, err := Canonical([]byte(body))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v; want %s", body, got, err, want)
		}
		again, err := Canonical(got)
		if err != nil || string(again) != want {
			t.Errorf("%s: again %s, %v", body, again, err)
		}
	}
	for _, bad := range []string{``, `{`, `{} {}`, `{"n":9223372036854775808}`} {
		if got, err := Canonical([]byte(bad)); err == nil {
			t.Errorf("%s became %s", bad, got)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add([]byte(`{"a":[1,2.50,"\u0041\ud83d\ude00",{"x":null}],"b":1e-7}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if (Document{City: "1", ID: "1", Body: body}).Check(Collection{}) != nil {
			return
		}
		canonical, err := Canonical(body)
		if err != nil {
			t.Fatal(err)
		}
		var was, is any
		if json.Unmarshal(body, &was) != nil || json.Unmarshal(canonical, &is) != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%s became %s", body, canonical)
		}
	})
}
