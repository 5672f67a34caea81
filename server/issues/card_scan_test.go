package issues

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/issue"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// A card reader reads what encoding/json does, by itself where the text has no surprise.
func TestCardsAreReadAsJSONIs(t *testing.T) {
	byItself := 0
	r := newCardReader() // one for all, as a start has it
	rapid.Check(t, func(t *rapid.T) {
		var c issue.Card
		anything(t, reflect.ValueOf(&c).Elem())
		c.Seq = max(1, c.Seq)
		if rapid.Bool().Draw(t, "plain") { // as nearly all are
			c.Category, c.Source, c.State, c.Hands = "0101", "patrol", "filed", issue.Hands{Unit: "G1", Fallback: c.Hands.Fallback}
			c.Units, c.Spots, c.Bodies = []string{"G1", "C"}, c.Bodies[:0:0], []string{"clean"}
			c.Spots, c.Reporter, c.Filer, c.Dispatcher, c.Worker, c.Checker, c.Verifier, c.Department, c.Answer = nil, "p1", "p2", "", "p3", "", "", "clean", ""
		}
		text, err := json.Marshal(struct {
			Number  string   `json:"number"`
			Outside string   `json:"outside,omitempty"`
			Card    cardBody `json:"card"`
			Issue   string   `json:"issue"`
		}{c.Number, outsideKey(c.Source, c.Outside), cardBodyOf(board.Pack(c)), rapid.String().Draw(t, "issue")})
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "spaced") {
			var spaced bytes.Buffer
			_ = json.Indent(&spaced, text, " ", "\t")
			text = spaced.Bytes()
		}
		got, err := r.read(store.Document{ID: c.ID, Body: text})
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Fatalf("%s\nread %+v, %v", text, got, err)
		}
		if !r.lost {
			byItself++
		}
	})
	if byItself < 20 {
		t.Errorf("%d cards were read without encoding/json", byItself)
	}
}

// What the product writes is read without encoding/json; what a later version adds, or
// what is no card, is not taken for something else.
func TestWhatACardReaderKnows(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.do(f.file(report(inWest)), command("p1", issue.Claim))
	d, err := f.inner.Get(t.Context(), store.Issues, town, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	r := newCardReader()
	if c, err := r.read(d); err != nil || r.lost || !reflect.DeepEqual(c, i.Card()) {
		t.Errorf("lost: %v, %v\n%+v, want\n%+v", r.lost, err, c, i.Card())
	}
	for from, to := range map[string]string{
		`"card":{`: `"card":{"later":[1,{"x":"}"}],`, `"seq":`: `"seq" : `, `"state":"`: `"state":"\u0068`, `"number":"`: `"number":"\"\\`,
	} {
		body := strings.ReplaceAll(string(d.Body), from, to)
		if body == string(d.Body) {
			t.Fatalf("no %s", from)
		}
		want := i.Card()
		if strings.HasPrefix(to, `"state`) {
			want.State = "h" + want.State
		}
		if strings.HasPrefix(to, `"number`) {
			want.Number = `"\` + want.Number
		}
		if c, err := r.read(store.Document{ID: d.ID, Body: []byte(body)}); err != nil || !reflect.DeepEqual(c, want) {
			t.Errorf("%s: %v, %+v", to, err, c)
		}
	}
	at := store.FormatInstant(i.Reported())
	for _, bad := range []string{`{}`, `{"card":{}}`, `{"card":[]}`, `{"card":{"seq":1,"reported":"2026-02-30T00:00:00.000Z"}}`, `{"card":{"seq":1,"reported":"x"}}`, `{"card":{"seq":1,"reported":"` + strings.Replace(at, "T", "x", 1) + `"}}`, `{"card":{"seq":1,"seq":"1"}}`} {
		if c, err := r.read(store.Document{ID: d.ID, Body: []byte(bad)}); err == nil {
			t.Errorf("%s is read as %+v", bad, c)
		}
	}
}

// What it costs to read a card, and how much more to read the whole issue.
func BenchmarkCard(b *testing.B) {
	f := newFixture(b, openSQLite(b))
	i := f.file(report(inWest))
	d, err := f.inner.Get(b.Context(), store.Issues, town, i.ID)
	if err != nil {
		b.Fatal(err)
	}
	r := newCardReader()
	var card, whole time.Duration
	for b.Loop() {
		began := time.Now()
		if _, err := r.read(d); err != nil || r.lost {
			b.Fatal(err)
		}
		card += time.Since(began)
		began = time.Now()
		if _, err := readDocument(d); err != nil {
			b.Fatal(err)
		}
		whole += time.Since(began)
	}
	b.ReportMetric(float64(whole)/float64(card), "issue÷card")
	b.ReportMetric(float64(card.Nanoseconds())/float64(b.N), "ns/card")
}
