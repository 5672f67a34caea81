package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// explain returns SQLite's plan of a statement, a line a step.
func explain(t *testing.T, s *Store, text string, args ...any) string {
	t.Helper()
	var steps []string
	err := s.reads.query(context.Background(), "EXPLAIN QUERY PLAN "+text, args, func(row *sql.Rows) (bool, error) {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return true, err
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(steps, "\n")
}

// TestEveryQueryGoesByItsIndex looks at the plan of every shape of query that the
// schemas allow: it must search its own index, begin at the cursor, and sort
// nothing.
func TestEveryQueryGoesByItsIndex(t *testing.T) {
	for _, schema := range [][]store.Collection{store.Schema, storetest.Schema} {
		s := opened(t, t.TempDir(), schema)
		for _, c := range schema {
			for _, x := range append(c.Indexes, store.Index{}) {
				for equal := range len(x.Fields) + 1 {
					for _, after := range []bool{false, true} {
						want, text := wantedStep(c, x, equal, after), querySQL(c, x, equal, after, after)
						args := make([]any, strings.Count(text, "?"))
						if got := explain(t, s, text, args...); got != want {
							t.Errorf("%s.%s with %d values, cursor %v:\n got %s\nwant %s", c.Name, x.Name, equal, after, got, want)
						}
					}
				}
			}
		}
	}
}

// wantedStep is the one step that the plan should have.
func wantedStep(c store.Collection, x store.Index, equal int, after bool) string {
	name := indexName(c, x.Name)
	if x.Name == "" {
		name = "sqlite_autoindex_" + c.Name + "_1"
	}
	terms := "city=?"
	for _, field := range x.Fields[:equal] {
		terms += " AND key_" + field + "=?"
	}
	order := strings.ReplaceAll(strings.Join(orderOf(x, equal), ","), `"`, "")
	first, _, several := strings.Cut(order, ",")
	switch {
	case x.Unique && equal == len(x.Fields): // one document at most
	case after && several:
		terms += " AND (" + order + ")>(" + strings.Repeat("?,", strings.Count(order, ",")) + "?)"
	case after || first != "id": // "is not NULL" is a bound too
		terms += " AND " + first + ">?"
	}
	return "SEARCH " + c.Name + " USING INDEX " + name + " (" + terms + ")"
}

// TestTheFeedMergesIndexes looks at the plan of Changes: a search in each stamp
// index, merged, and no sorting of what might be millions.
func TestTheFeedMergesIndexes(t *testing.T) {
	for _, schema := range [][]store.Collection{store.Schema, storetest.Schema, storetest.Schema[:1]} {
		s := opened(t, t.TempDir(), schema)
		plan := explain(t, s, s.feed, 1, 1)
		for _, c := range schema {
			if want := "SEARCH " + c.Name + " USING INDEX " + c.Name + "._stamp (stamp>?)"; !strings.Contains(plan, want) {
				t.Errorf("got %s\nwithout %s", plan, want)
			}
		}
		if strings.Contains(plan, "TEMP") || strings.Contains(plan, "SCAN") {
			t.Errorf("the feed scans or sorts: %s", plan)
		}
	}
}
