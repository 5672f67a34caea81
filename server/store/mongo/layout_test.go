package mongo

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
)

// bare is a schema to which an index is added later.
func bare(indexes ...store.Index) []store.Collection {
	return []store.Collection{{Name: "notes"}, {Name: "units", Indexes: indexes}}
}

var (
	byKind = store.Index{Name: "kind", Fields: []string{"kind"}}
	byCode = store.Index{Name: "code", Fields: []string{"code"}, Unique: true}
)

func idsBy(t *testing.T, s *Store, index string, equal ...any) []string {
	t.Helper()
	page, err := s.Query(t.Context(), store.Query{Collection: "units", City: "110101", Index: index, Equal: equal, Limit: 100})
	must(t, err)
	var ids []string
	for _, d := range page.Documents {
		ids = append(ids, d.ID)
	}
	return ids
}

// TestAnIndexIsAddedToWhatStands breaks the addition off at every command that it
// sends, begins it again, and finds every document by the new index, at the
// version and behind the token that it had.
func TestAnIndexIsAddedToWhatStands(t *testing.T) {
	for _, command := range []string{"update", "createIndexes", "find"} {
		for nth := 1; ; nth++ {
			server := startStandin(t, standin.Options{})
			uri := server.URI("fill")
			old := openedAgain(t, uri, bare())
			for i := range 5 {
				must(t, old.Insert(t.Context(), unit(fmt.Sprint(i), fmt.Sprintf(`{"kind":"%d","code":%d}`, i%2, i))))
			}
			d := unit("4", "")
			d.Version, d.Gone = 1, true
			_, err := old.Replace(t.Context(), d)
			must(t, err)
			token := behind(t, old)
			must(t, old.Close())

			struck := server.Fault(standin.Fault{Kind: standin.Refuse, Code: 8000, Command: command, Nth: nth})
			opened, err := Open(t.Context(), uri, bare(byKind, byCode))
			if err == nil {
				must(t, opened.Close())
			}
			broken := false
			select {
			case <-struck:
				broken = true
			default:
			}
			if (err != nil) != broken {
				t.Errorf("%s %d: broken off: %v, got %v", command, nth, broken, err)
			}
			if !broken {
				break
			}
			s := openedAgain(t, uri, bare(byKind, byCode))
			if got := idsBy(t, s, "kind", "0"); !slices.Equal(got, []string{"0", "2"}) {
				t.Errorf("%s %d: by kind: got %q", command, nth, got)
			}
			if got := idsBy(t, s, "code"); !slices.Equal(got, []string{"0", "1", "2", "3"}) {
				t.Errorf("%s %d: by code: got %q", command, nth, got)
			}
			if changes := changesSince(t, s, &token); len(changes) > 0 {
				t.Errorf("%s %d: readers hear of %v", command, nth, changes)
			}
			stands(t, s, "3", 1, `{"kind":"1","code":3}`)
		}
	}
}

func TestAnIndexThatIsDeclaredOtherwiseIsMadeAnew(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("other")
	old := openedAgain(t, uri, bare(store.Index{Name: "kind", Fields: []string{"code"}}))
	must(t, old.Insert(t.Context(), unit("a", `{"kind":"x","code":1}`)))
	must(t, old.Close())
	s := openedAgain(t, uri, bare(byKind))
	if got := idsBy(t, s, "kind", "x"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %q", got)
	}
	must(t, s.Examine(t.Context(), true, func(f store.Finding) {
		if f.Code == store.FoundIndexStrange || f.Code == store.FoundIndexMissing {
			t.Errorf("found %v", f)
		}
	}))
}

func TestAStoreThatIsNotOursIsRefused(t *testing.T) {
	for change, want := range map[string]string{
		"layout":  "newer version",
		"program": "another program",
	} {
		server := startStandin(t, standin.Options{})
		s := openedAgain(t, server.URI("x"), bare())
		value := map[string]any{"layout": int64(layoutVersion + 1), "program": "elsewhere"}[change]
		_, err := s.database.Collection(storeCollection).UpdateOne(t.Context(), bson.D{{Key: "_id", Value: groundID}},
			bson.D{{Key: "$set", Value: bson.D{{Key: change, Value: value}}}})
		must(t, err)
		if _, err := Open(t.Context(), server.URI("x"), bare()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", change, err)
		}
	}
}

func TestThereWritesNothing(t *testing.T) {
	server := startStandin(t, standin.Options{})
	if there, err := There(t.Context(), server.URI("x")); there || err != nil {
		t.Errorf("got %v, %v", there, err)
	}
	if server.Seen()["insert"]+server.Seen()["createIndexes"] > 0 {
		t.Errorf("it wrote: %v", server.Seen())
	}
	openedAgain(t, server.URI("x"), bare())
	if there, err := There(t.Context(), server.URI("x")); !there || err != nil {
		t.Errorf("got %v, %v", there, err)
	}
}

func TestExamineTellsOfIndexes(t *testing.T) {
	server := startStandin(t, standin.Options{})
	s := openedAgain(t, server.URI("x"), bare(byKind, byCode))
	units := s.collections["units"].documents
	must(t, units.Indexes().DropOne(t.Context(), "kind"))
	must(t, units.Indexes().DropOne(t.Context(), "code"))
	must(t, s.collections["units"].makeIndex(t.Context(), "code", wantedIndex{keys: bson.D{{Key: fieldCity, Value: 1}}}))
	found := map[string]string{}
	must(t, s.Examine(t.Context(), false, func(f store.Finding) { found[f.Code] += f.With["index"] }))
	if found[store.FoundIndexMissing] != "kind" || found[store.FoundIndexStrange] != "code" {
		t.Errorf("found %v", found)
	}
}

func TestSettings(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://h": DefaultDatabase, "mongodb://h/": DefaultDatabase, "mongodb://h/liaoning?w=1&journal=false": "liaoning",
	} {
		o, name, err := settings(uri)
		if err != nil || name != want || o.WriteConcern.W != "majority" || !*o.WriteConcern.Journal || o.ReadConcern.Level != "majority" {
			t.Errorf("%s: got %q, %+v, %v", uri, name, o, err)
		}
	}
	for _, uri := range []string{"", "h", "http://h", "mongodb://"} {
		if _, _, err := settings(uri); err == nil {
			t.Errorf("%q was taken", uri)
		}
	}
}
