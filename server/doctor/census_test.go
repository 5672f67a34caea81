package doctor

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/store"
)

// What an import wrote that never came to its end, and what a draft wrote that was
// dropped by halves.
func TestDocumentsThatNobodyLists(t *testing.T) {
	dir := t.TempDir()
	st := storeIn(t, dir)
	a := app.New(st, app.Options{})
	founded(t, a, code, time.Time{})
	drafted(t, a, code)
	insert := func(collection, edition string, n int) {
		body := fmt.Sprintf(`{"edition": %q, "code": "X%d", "level": "grid", "name_zh": "无主", "parent": "T"}`, edition, n)
		must(t, st.Insert(t.Context(), store.Document{Collection: collection, City: code, ID: fmt.Sprintf("%s/%d", edition, n), Body: []byte(body)}))
	}
	for n := range 3 {
		insert(store.Units, "0190a5a0-0000-7000-8000-000000000001", n) // of 2024
	}
	insert(store.People, "from before ids had times", 0)
	underWay := uuid.Must(uuid.NewV7()).String()
	insert(store.Bodies, underWay, 0)
	must(t, st.Close())
	r := examined(t, dir, deep)
	if r.count("dead_documents") != 2 {
		t.Errorf("found\n%s", spelled(r))
	}
	says(t, r, "dead_documents", "units", "3")
}

func TestSeatsAtUnitsThatNeverWere(t *testing.T) {
	dir := t.TempDir()
	st := storeIn(t, dir)
	a := app.New(st, app.Options{})
	founded(t, a, code, time.Time{})
	_, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", Person: "p", Name: "甲", From: time.Now()})
	must(t, err)
	for unit, terms := range map[string]string{
		"G777": `[{"recorded": "2026-01-01T00:00:00.000Z", "person": "p", "name": "甲", "from": "2026-01-01T00:00:00.000Z"}]`,
		"G888": `[{"edition": "nobody lists it", "person": "p", "name": "甲", "from": "2026-01-01T00:00:00.000Z"}]`,
		"G999": `[]`,
	} {
		body := fmt.Sprintf(`{"unit": %q, "post": "head", "terms": %s}`, unit, terms)
		must(t, st.Insert(t.Context(), store.Document{Collection: store.Seats, City: code, ID: unit + "/head", Body: []byte(body)}))
	}
	must(t, st.Close())
	r := examined(t, dir, deep)
	says(t, r, "seat_nowhere", "G777", "head", code)
	if r.count("seat_nowhere") != 1 {
		t.Errorf("found\n%s", spelled(r))
	}
	lacks(t, examined(t, dir, nil), "seat_nowhere")
}
