package app

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/server/store"
)

// A seat is read as encoding/json reads it, whatever is in it and however it is
// spaced.
func TestSeatsAreReadAsTheyAreKept(t *testing.T) {
	some := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "王建国", "2024-01-01T00:00:00.000Z", `"`, `\`, "a\nb", "}", "]", "<"}))
	term := rapid.Custom(func(t *rapid.T) termBody {
		return termBody{
			Edition: some.Draw(t, "edition"), Recorded: some.Draw(t, "recorded"), Amends: rapid.Bool().Draw(t, "amends"),
			Person: some.Draw(t, "person"), Name: some.Draw(t, "name"), From: some.Draw(t, "from"), Until: some.Draw(t, "until"),
			Document: some.Draw(t, "document"), Deputy: rapid.Bool().Draw(t, "deputy"), Generated: rapid.Bool().Draw(t, "generated"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		kept := seatBody{some.Draw(t, "unit"), some.Draw(t, "post"), rapid.SliceOfN(term, 0, 4).Draw(t, "terms")}
		text := encode(kept)
		if rapid.Bool().Draw(t, "spaced") {
			var spaced bytes.Buffer
			if err := json.Indent(&spaced, text, "\r", "\t"); err != nil {
				t.Fatal(err)
			}
			text = append(spaced.Bytes(), ' ')
		}
		var want seatBody
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		got, err := decode[seatBody](store.Document{Body: text})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\nis read as %+v, %v\nwant       %+v", text, got, err, want)
		}
		var fast seatBody
		if plain := !bytes.ContainsRune(text, '\\') && !strings.Contains(string(text), "null"); plain && !scanBody(text, &fast) {
			t.Fatalf("%s is not read fast", text)
		}
	})
}

// What is not as it is kept is not taken for something else.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`{"unit":"G","post":"head","terms":[{"person":"P","name":"甲","from":"2024","deputy":true}]}`, `{"unit":"G"}`, `{"unit":"G",}`, `{,"unit":"G"}`,
		`{"unit":"G" "post":"head"}`, `{"terms":[]}`, `{"terms":[,]}`, `{"terms":[{"deputy":false},]}`, `{"terms":null}`, `{"terms":[{"deputy":truefalse}]}`,
		`{"unit":1}`, `{"other":"x"}`, `{"Unit":"G"}`, `{"unit":"a\"b"}`, `{"unit":"G"} {}`, `{"unit":"G"`, `{`, `[]`, ``, ` `, `"`, `{"unit":"G","unit":"H"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var fast, slow seatBody
		if !scanBody(text, &fast) {
			return
		}
		if (store.Document{City: code, ID: "G/head", Body: text}).Check(store.Collection{}) != nil {
			return // no store keeps it
		}
		if err := json.Unmarshal(text, &slow); err != nil || !reflect.DeepEqual(fast, slow) {
			t.Errorf("%s\nis read as %+v\nwant       %+v, %v", text, fast, slow, err)
		}
	})
}
