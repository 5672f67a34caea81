package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// TestAPageOfLargeDocumentsIsBounded: a page ends soon after its bodies reach
// pageBytes, however many the caller asked for.
func TestAPageOfLargeDocumentsIsBounded(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	s.pageBytes = 64 << 10
	body := `{"kind":"x","text":"` + strings.Repeat("x", s.pageBytes/4) + `"}`
	for n := range 6 {
		insert(t, s, unit(fmt.Sprint(n), body))
	}
	q := store.Query{Collection: "units", City: "110101", Index: "kind", Limit: store.MaxLimit}
	for _, want := range []int{4, 2} {
		page, err := s.Query(t.Context(), q)
		if err != nil || len(page.Documents) != want || (page.Next == "") != (want == 2) {
			t.Errorf("got a page of %d, the cursor %q, %v; want %d", len(page.Documents), page.Next, err, want)
		}
		q.After = page.Next
	}
}

// TestOnlyTheHeadIsRead: what is not asked for is not copied either.
func TestOnlyTheHeadIsRead(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	insert(t, s, unit("a", `{"kind":"网格长","text":"`+strings.Repeat("x", 9000)+`"}`))
	page, err := s.Query(t.Context(), store.Query{Collection: "units", City: "110101", Index: "kind", Limit: 1, Head: 11})
	if err != nil || len(page.Documents) != 1 || string(page.Documents[0].Body) != `{"kind":"网格长`[:11] {
		t.Errorf("%+v, %v", page.Documents, err)
	}
}
