package mongo

import (
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"sizhang/server/store"
)

func TestBodyComesBackCanonical(t *testing.T) {
	for _, body := range []string{
		`{}`, `{"b":[1,{},[]],"a":null,"t":true,"f":false}`, `{"n":[-9223372036854775808,9007199254740993,1.0,5e-324,1e+300,-0.0]}`,
		`{"_id":1,"version":"x","t":"a\u0000b\"\\ 东😀","d":{"d":{"d":[[1],[2.5]]}}}`,
	} {
		raw, err := encodeBody([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := raw.Validate(); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if got, err := decodeBody(raw); err != nil || string(got) != body {
			t.Errorf("got %s, %v; want %s", got, err, body)
		}
	}
}

func TestBodyReadsWhatPeopleTypedIn(t *testing.T) {
	raw, err := bson.Marshal(bson.D{{Key: "n", Value: int32(7)}, {Key: "s", Value: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeBody(raw); err != nil || string(got) != `{"n":7,"s":"x"}` {
		t.Errorf("got %s, %v", got, err)
	}
	raw, err = bson.Marshal(bson.D{{Key: "when", Value: bson.DateTime(0)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decodeBody(raw); err == nil || !strings.Contains(err.Error(), "when") {
		t.Errorf("a date: got %v", err)
	}
}

// FuzzBody compares a body with what comes back, and its size with the width that
// the contract reckons with.
func FuzzBody(f *testing.F) {
	for _, body := range []string{`{}`, `{"a":[1,2.5,"x",[null,true]],"b":{"c":"\u4e2d\n"}}`, `{"n":[0,0,0,0,0,0,0,0,0,0,0,0]}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if (store.Document{City: "1", ID: "1", Body: body}).Check(store.Collection{}) != nil {
			return
		}
		raw, err := encodeBody(body)
		if err != nil {
			t.Fatal(err)
		}
		if width, err := store.Width(body); err != nil || len(raw) > width {
			t.Errorf("%s: %d bytes of BSON, the contract reckons with %d, %v", body, len(raw), width, err)
		}
		got, err := decodeBody(raw)
		want, wrong := store.Canonical(body)
		if err != nil || wrong != nil || string(got) != string(want) {
			t.Errorf("%s: got %s, %v; want %s, %v", body, got, err, want, wrong)
		}
	})
}
