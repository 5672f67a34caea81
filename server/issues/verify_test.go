package issues

import (
	"bytes"
	"regexp"
	"testing"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// Whatever is changed in a document shows, also what stands beside the history and what
// lists and figures are made of.
func TestWhatIsChangedInADocumentShows(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		i := f.file(report(inWest))
		i = f.do(i, command("p1", issue.Claim))
		broken := func() int {
			at := -1
			if err := f.Verify(t.Context(), town, func(_ *issue.Issue, n int) error { at = n; return nil }); err != nil {
				t.Fatal(err)
			}
			return at
		}
		if at := broken(); at != 0 {
			t.Fatalf("untouched, event %d does not hold", at)
		}
		whole, err := f.inner.Get(t.Context(), store.Issues, town, i.ID)
		if err != nil {
			t.Fatal(err)
		}
		version := whole.Version
		put := func(body []byte) {
			d := whole
			d.Body, d.Version = body, version
			if version, err = f.inner.Replace(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		card, _, _ := bytes.Cut(whole.Body, []byte(`"issue":{`))
		for name, change := range map[string]func(body []byte) []byte{
			"who works on it":       func(b []byte) []byte { return replaceLast(b, `"worker":{"kind":"staff"`, `"worker":{"kind":"citizen"`) },
			"a clock":               func(b []byte) []byte { return replaceLast(b, `"stage":"handle"`, `"stage":"check"`) },
			"text":                  func(b []byte) []byte { return replaceLast(b, `"text":"`, `"text":"没有`) },
			"who, in the card":      func(b []byte) []byte { return bytes.Replace(b, []byte(`"worker":"p1"`), []byte(`"worker":"p2"`), 1) },
			"deadline, in the card": func(b []byte) []byte { return bytes.Replace(b, []byte(`"due":"2026`), []byte(`"due":"2027`), 2) },
			"number elsewhere": func(b []byte) []byte {
				return bytes.Replace(b, []byte(`,"card":`), []byte(`,"outside":"12345/1","card":`), 1)
			},
		} {
			body := change(bytes.Clone(whole.Body))
			if bytes.Equal(body, whole.Body) {
				t.Fatalf("%s: nothing changed in %s", name, card)
			}
			if put(body); broken() == 0 {
				t.Errorf("%s is changed, and nobody notices", name)
			}
		}
		if put(whole.Body); broken() != 0 {
			t.Error("as it was, and still broken")
		}
		early := regexp.MustCompile(`"cells":\[[^]]*\],`).ReplaceAll(whole.Body, nil)
		if put(early); len(early) == len(whole.Body) || broken() != 0 {
			t.Error("as it was written before the card had its cells, and broken")
		}
	})
}

func replaceLast(body []byte, old, now string) []byte {
	at := bytes.LastIndex(body, []byte(old))
	if at < 0 {
		return body
	}
	return append(append(bytes.Clone(body[:at]), now...), body[at+len(old):]...)
}
