package storetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"

	"sizhang/server/store"
)

// linearizable are random histories of some clients, each looked over for an
// order in which one document could have answered as it did. STORETEST_HISTORIES
// says how many a case plays.
var linearizable = []test{
	{"one document", func(s *subject) { s.histories(pace{documents: 1}) }},
	{"three documents and two keys", func(s *subject) { s.histories(pace{documents: 3}) }},
	{"two handles", func(s *subject) { s.histories(pace{documents: 2, second: s.another()}) }},
	{"contexts that end", func(s *subject) { s.histories(pace{documents: 2, hurry: true}) }},
	{"a connection that comes and goes", func(s *subject) { s.canBeCut(); s.histories(pace{documents: 2, cuts: true}) }},
}

// pace says what a history is made of.
type pace struct {
	documents int
	second    store.Store // a handle for every other client, if any
	hurry     bool        // one call in four has little time
	cuts      bool        // the connection is cut on the way
}

// judgement is how long one history may be thought about. What cannot be decided
// by then counts for nothing.
const judgement = 5 * time.Second

// histories plays histories, each in a city of its own, and judges each document's.
func (s *subject) histories(p pace) {
	s.Helper()
	count, undecided := s.size.histories, 0
	if n, err := strconv.Atoi(os.Getenv("STORETEST_HISTORIES")); err == nil {
		count = n
	}
	for n := range count {
		h := &history{subject: s, pace: p, city: strconv.Itoa(200000 + n), seed: rand.Uint64()}
		h.play()
		for id, operations := range h.byDocument() {
			result, info := porcupine.CheckOperationsVerbose(oneDocument, operations, judgement)
			switch result {
			case porcupine.Unknown:
				undecided++
			case porcupine.Illegal:
				s.Fatalf("no order explains what %q answered in history %d: see %s", id, n, s.draw(info))
			}
		}
	}
	if undecided > count/10 {
		s.Errorf("%d histories could not be decided", undecided)
	}
}

// draw writes a picture of a history that cannot be and returns its path.
func (s *subject) draw(info porcupine.LinearizationInfo) string {
	file, err := os.CreateTemp("", "history-*.html")
	s.must(err)
	defer file.Close()
	s.must(porcupine.Visualize(oneDocument, info, file))
	return file.Name()
}

// ids are the documents of a history.
func (p pace) ids() []string { return []string{"a", "b", "c"}[:p.documents] }

// byDocument returns each document's part of a history. What a query found is
// each document's own: it was among the answers or it was not.
func (h *history) byDocument() map[string][]porcupine.Operation {
	parts := map[string][]porcupine.Operation{}
	for _, o := range h.all() {
		for _, id := range h.ids() {
			if o.call.kind != "find" && o.call.id != id {
				continue
			}
			answer := o.answer
			if o.call.kind == "find" {
				answer.seen = o.found[id]
			}
			parts[id] = append(parts[id], porcupine.Operation{ClientId: o.client, Input: o.call, Call: o.from, Output: answer, Return: o.to})
		}
	}
	return parts
}

func (h *history) all() []operation { return slices.Concat(h.operations...) }

func (c call) String() string {
	return fmt.Sprintf("%s %s@%d n=%d code=%q gone=%v", c.kind, c.id, c.at, c.n, c.code, c.gone)
}
