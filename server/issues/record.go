package issues

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// This file and the record_ files are the form in which issues are kept. A field once
// written keeps its name and meaning; a new one must be right when it is absent. What
// is empty, zero or false is left out.
//
// The body of an issue has these members, in this order:
//
//	due      when the system itself has something to do, an instant; left out where it
//	         has not: the index "due" holds exactly what is to be done
//	number   the receipt number
//	outside  "source/number there", where it came from another system
//	todo     what was begun and is not done, see the todo constants
//	card     the card; whoever fills a board reads no further
//	issue    the issue, its history last
//
// The id of the document is the issue's. Instants are as store.FormatInstant writes
// them; see cardBody for the card.
type documentBody struct {
	Due     string    `json:"due,omitempty"`
	Number  string    `json:"number"`
	Outside string    `json:"outside,omitempty"`
	Todo    string    `json:"todo,omitempty"`
	Card    cardBody  `json:"card"`
	Issue   issueBody `json:"issue"`
}

// kept is an issue with what else its document says.
type kept struct {
	issue.Issue
	// version is the document's, 0 of one that was never kept.
	version int64
	// due is when the system has something to do about it; todo what was begun.
	due  time.Time
	todo string
}

// packed returns the issue's card as a board takes it.
func (k *kept) packed() *board.Packed { return board.Pack(k.Card()) }

// document returns the issue as it is kept, with its card.
func (k *kept) document(card *board.Packed) (store.Document, error) {
	b := documentBody{
		Due: store.FormatInstant(upward(k.due)), Number: k.Number, Outside: outsideKey(k.Source, k.Outside), Todo: k.todo,
		Card: cardBodyOf(card), Issue: issueBodyOf(&k.Issue),
	}
	var text bytes.Buffer
	to := json.NewEncoder(&text)
	to.SetEscapeHTML(false) // what has escapes is slower to read
	err := to.Encode(b)
	return store.Document{Collection: store.Issues, City: k.City, ID: k.ID, Version: k.version, Body: bytes.TrimRight(text.Bytes(), "\n")}, err
}

// upward rounds up to what is kept of an instant, so that nothing is done early.
func upward(t time.Time) time.Time {
	if cut := t.Truncate(time.Millisecond); !cut.Equal(t) {
		return cut.Add(time.Millisecond)
	}
	return t
}

// readDocument reads what document made.
func readDocument(d store.Document) (kept, error) {
	var b struct {
		documentBody
		Card json.RawMessage `json:"card"` // the issue has it all
	}
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return kept{}, fmt.Errorf("the issue %s/%s cannot be read: %w", d.City, d.ID, err)
	}
	r := reading{}
	k := kept{Issue: b.Issue.issue(&r), version: d.Version, due: r.instant(b.Due), todo: b.Todo}
	k.City, k.ID, k.Number = d.City, d.ID, b.Number
	if r.err != nil {
		return kept{}, fmt.Errorf("the issue %s/%s cannot be read: %w", d.City, d.ID, r.err)
	}
	return k, nil
}

// outsideKey is what the index of numbers elsewhere holds; empty where there is none.
func outsideKey(from issue.Source, number string) string {
	if number == "" {
		return ""
	}
	return string(from) + "/" + number
}

// outsideNumber returns the number that outsideKey made a key of.
func outsideNumber(from issue.Source, key string) string {
	return strings.TrimPrefix(key, string(from)+"/")
}

// reading reads instants and remembers the first that is none.
type reading struct{ err error }

func (r *reading) instant(text string) time.Time {
	t, err := store.ParseInstant(text)
	if err != nil && r.err == nil {
		r.err = err
	}
	return inChina(t)
}

// inChina leaves the zero time, which is no instant, as it is.
func inChina(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.In(city.China)
}

// round returns an instant as it comes back from the store.
func round(t time.Time) time.Time { return inChina(t.Truncate(time.Millisecond)) }
