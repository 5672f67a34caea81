package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

var keyed = Collection{Name: "things", Indexes: []Index{{Name: "by_code", Fields: []string{"code"}}}}

func TestBody(t *testing.T) {
	many := func(n int, last string) string {
		body := `{`
		for i := range n {
			body += fmt.Sprintf(`"m%d":1,`, (i*7)%n)
		}
		return body + `"` + last + `":1}`
	}
	deep := func(n int) string {
		return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n)
	}
	for body, wrong := range map[string]string{
		`{}`:                                             "",
		" \n{ \"a\" : [ 1 , { } , [ ] ] }\t":             "",
		`{"a":9223372036854775807,"b":-0}`:               "",
		`{"a":1e308,"b":0.1,"c":5e-324}`:                 "",
		`{"a":true,"b":false,"c":null}`:                  "",
		`{"a":"\ud83d\ude00","中文":"\\ud800"}`:            "",
		`{"a":{"b":1},"c":{"b":1},"d":[{"b":1}]}`:        "",
		`{"a":"\u0000"}`:                                 "",
		`{"code":"` + strings.Repeat("x", MaxKey) + `"}`: "",
		deep(MaxDepth):                                   "",
		many(100, "another"):                             "",

		many(100, "m50"):            `"m50" is named twice`,
		many(fewNames, "m0"):        `"m0" is named twice`,
		``:                          "valid JSON",
		`{`:                         "valid JSON",
		`{} {}`:                     "valid JSON",
		`{a:1}`:                     "valid JSON",
		`[]`:                        "not a JSON object",
		`"text"`:                    "not a JSON object",
		`null`:                      "not a JSON object",
		"{\"a\":\"\xff\"}":          "not UTF-8",
		`{"a":1,"a":2}`:             `"a" is named twice`,
		`{"a":1,"\u0061":2}`:        `"a" is named twice`,
		`{"x":[{"b":1,"b":1}]}`:     `"b" is named twice`,
		`{"$set":1}`:                "$ in front",
		`{"a.b":1}`:                 "dot",
		`{"a\u002eb":1}`:            "dot",
		`{"a\u0000b":1}`:            "NUL",
		`{"a":9223372036854775808}`: "neither",
		`{"a":[1,1e309]}`:           "neither",
		`{"a":"\ud83d"}`:            "half a surrogate",
		`{"a":"\ud83dxxxx"}`:        "half a surrogate",
		`{"a":"\ud83d\u0041"}`:      "half a surrogate",
		`{"a":"\ude00\ud83d"}`:      "half a surrogate",
		`{"code":"a\u0000"}`:        "indexed text",
		`{"code":"` + strings.Repeat("x", MaxKey+1) + `"}`: "indexed text",
		deep(MaxDepth + 1): "nests deeper",
		`{"a":` + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth) + `}`: "nests deeper",
	} {
		_, err := checkBody([]byte(body), keyed.indexed)
		switch {
		case wrong == "" && err != nil:
			t.Errorf("%.60s was refused: %v", body, err)
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)):
			t.Errorf("%.60s: got %v, want an error with %q", body, err, wrong)
		}
	}
}

// FuzzBody compares the walker with encoding/json's own syntax and tokens, which it
// shares no code with.
func FuzzBody(f *testing.F) {
	for _, body := range []string{
		`{}`, `{"a":[1,2.5,{"b":"\u4e2d"}],"$c":1}`, `{"a":1,"a":2}`, `{"x":"\ud800"}`,
		`{"n":9223372036854775808}`, `{"e":1e999}`, `{"a":[01,-0,1.,.5,-1.5e+3,00,0x1,-]}`, `{"a":[tru]}`, `{"a":1,}`, `{"a":[1,]}`, `{,}`, `{"a" 1}`,
		"{\"a\":\"\x01\"}", `{"a":"\x"}`, `{"a":"\u12g4"}`, `{"a":"\u12`, `{"a":"\`, `{"a":"`, `{"a":[1 2]}`, `{"a":-}`, `{"a":1e}`, `{"a":+1}`, `{} x`, `[{"a":1}]`, "{\"a\":\"\xff\"}", ` { "q\"" : "\\" } `,
	} {
		f.Add([]byte(body))
	}
	none := func(string) bool { return false }
	f.Fuzz(func(t *testing.T, body []byte) {
		_, got := checkBody(body, none)
		want := slowCheck(body)
		if (got == nil) != (want == nil) {
			t.Fatalf("%q: the walker says %v, the tokens say %v", body, got, want)
		}
	})
}

var (
	wholePair = regexp.MustCompile(`\\u[dD][89abAB]..\\u[dD][c-fC-F]..`)
	halfPair  = regexp.MustCompile(`\\u[dD][89a-fA-F]..`)
)

func slowCheck(body []byte) error {
	if !json.Valid(body) || !utf8.Valid(body) || bytes.TrimLeft(body, " \t\r\n")[0] != '{' {
		return fmt.Errorf("not an object")
	}
	rest := strings.ReplaceAll(string(body), `\\`, "")
	if halfPair.MatchString(wholePair.ReplaceAllString(rest, "")) {
		return fmt.Errorf("half a surrogate pair")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	return slowValue(dec, 0)
}

func slowValue(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	switch v := token.(type) {
	case json.Number:
		_, err := strconv.ParseInt(string(v), 10, 64)
		if strings.ContainsAny(string(v), ".eE") {
			_, err = strconv.ParseFloat(string(v), 64)
		}
		return err
	case json.Delim:
		if depth++; depth > MaxDepth {
			return fmt.Errorf("too deep")
		}
		seen := map[string]bool{}
		for dec.More() {
			if v == '{' {
				name, err := dec.Token()
				if err != nil {
					return err
				}
				text := name.(string)
				if seen[text] || strings.HasPrefix(text, "$") || strings.ContainsAny(text, ".\x00") {
					return fmt.Errorf("bad name")
				}
				seen[text] = true
			}
			if err := slowValue(dec, depth); err != nil {
				return err
			}
		}
		_, err = dec.Token()
	}
	return err
}
