package standin

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// at begins a session that reads as of its first read.
func at(t testing.TB, db *mongo.Database) context.Context {
	t.Helper()
	session, err := db.Client().StartSession(options.Session().SetSnapshot(true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.EndSession(t.Context()) })
	return mongo.NewSessionContext(t.Context(), session)
}

func read(ctx context.Context, t testing.TB, c *mongo.Collection, o ...options.Lister[options.FindOptions]) string {
	t.Helper()
	cursor, err := c.Find(ctx, d(), o...)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for cursor.Next(ctx) {
		text += cursor.Current.Lookup("v").StringValue() + " "
	}
	if err := cursor.Err(); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestASnapshotStandsStill(t *testing.T) {
	c, _ := things(t)
	other := c.Database().Collection("other")
	insert(t, c, d("_id", 1, "v", "a"), d("_id", 2, "v", "b"))
	insert(t, other, d("_id", 1, "v", "o"))
	snapshot := at(t, c.Database())
	if got := read(snapshot, t, c); got != "a b " {
		t.Error(got)
	}
	for _, v := range []string{"x", "y", "z"} {
		c.ReplaceOne(t.Context(), d("_id", 1), d("v", v))
	}
	insert(t, c, d("_id", 3, "v", "c"))
	insert(t, c.Database().Collection("new"), d("_id", 1, "v", "n"))
	other.ReplaceOne(t.Context(), d("_id", 1), d("v", "p"))
	by := options.Find().SetSort(d("_id", 1))
	if got := read(snapshot, t, c) + read(snapshot, t, c, by) + read(snapshot, t, other) + read(snapshot, t, c.Database().Collection("new")); got != "a b a b o " {
		t.Error("the snapshot moved:", got)
	}
	if n, err := c.CountDocuments(snapshot, d()); n != 2 || err != nil {
		t.Error(n, err)
	}
	if got := read(t.Context(), t, c, by); got != "z b c " {
		t.Error("what stands:", got)
	}
}

// A cursor outside a snapshot sees what is written while it is read, one inside
// does not.
func TestCursorsMoveOutsideSnapshotsOnly(t *testing.T) {
	for _, row := range []struct {
		name     string
		snapshot bool
		want     string
	}{{"outside", false, "a b z d "}, {"inside", true, "a b c "}} {
		c, _ := things(t)
		insert(t, c, d("_id", 1, "v", "a"), d("_id", 2, "v", "b"), d("_id", 3, "v", "c"))
		ctx := t.Context()
		if row.snapshot {
			ctx = at(t, c.Database())
		}
		cursor, err := c.Find(ctx, d(), options.Find().SetSort(d("_id", 1)).SetBatchSize(2))
		if err != nil {
			t.Fatal(err)
		}
		c.ReplaceOne(t.Context(), d("_id", 3), d("v", "z"))
		insert(t, c, d("_id", 4, "v", "d"))
		got := ""
		for cursor.Next(ctx) {
			got += cursor.Current.Lookup("v").StringValue() + " "
		}
		if got != row.want || cursor.Err() != nil {
			t.Errorf("%s: %q, not %q: %v", row.name, got, row.want, cursor.Err())
		}
	}
}

func TestSnapshotsEnd(t *testing.T) {
	c, s := things(t)
	insert(t, c, d("_id", 1, "v", "a"))
	forgotten := at(t, c.Database())
	read(forgotten, t, c)
	c.ReplaceOne(t.Context(), d("_id", 1), d("v", "b"))
	kept := at(t, c.Database())
	read(kept, t, c)
	s.Forget()
	c.ReplaceOne(t.Context(), d("_id", 1), d("v", "c"))
	if _, err := c.Find(forgotten, d()); code(err) != codeSnapshotTooOld {
		t.Error(err)
	}
	if got := read(kept, t, c); got != "b " {
		t.Error(got)
	}
	c.Drop(t.Context())
	if _, err := c.Find(kept, d()); code(err) != codeSnapshotUnavailable {
		t.Error(err)
	}
}

func TestHistoryIsLimited(t *testing.T) {
	s := running(t, Options{History: 10})
	c := connected(t, s).Collection("things")
	insert(t, c, d("_id", 1, "v", "a"))
	early := at(t, c.Database())
	read(early, t, c)
	for i := range 100 {
		c.ReplaceOne(t.Context(), d("_id", 1), d("n", i))
	}
	if n, m := len(s.data.changes), len(s.data.find("test", "things").indexes[0].entries[0].document.revisions); n < 10 || n > 20 || m > 21 {
		t.Errorf("%d changes and %d revisions are kept", n, m)
	}
	if _, err := c.Find(early, d()); code(err) != codeSnapshotTooOld {
		t.Error(err)
	}
}
