package sqlite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// examined returns what Examine tells, a line a finding, by code.
func examined(t *testing.T, s *Store, deep bool) map[string][]store.Finding {
	t.Helper()
	told := map[string][]store.Finding{}
	if err := s.Examine(t.Context(), deep, func(f store.Finding) { told[f.Code] = append(told[f.Code], f) }); err != nil {
		t.Fatal(err)
	}
	return told
}

func TestExamineTellsTheFacts(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{}`), unit("b", `{}`))
	if _, err := s.Replace(t.Context(), store.Document{Collection: "units", City: "110101", ID: "b", Version: 1, Gone: true}); err != nil {
		t.Fatal(err)
	}
	told := examined(t, s, false)
	if len(told) != 2 {
		t.Errorf("a sound store: %v", told)
	}
	if f := told[store.FoundStore]; len(f) != 1 || f[0].With["kind"] != "sqlite" || f[0].With["layout"] != strconv.Itoa(layoutVersion) ||
		!strings.HasPrefix(f[0].With["where"], dir) || !strings.HasPrefix(f[0].With["server"], "SQLite 3.") {
		t.Errorf("the store: %v", f)
	}
	room := told[store.FoundRoom]
	for _, name := range []string{"free", "used"} {
		if n, err := strconv.ParseInt(room[0].With[name], 10, 64); err != nil || n <= 0 || len(room) != 1 || room[0].With["where"] != dir {
			t.Errorf("the room: %v", room)
		}
	}
	told = examined(t, s, true)
	if got := fmt.Sprint(told[store.FoundDocuments]); len(told) != 3 ||
		got != "[{documents map[collection:notes count:0 gone:0]} {documents map[collection:units count:2 gone:1]} {documents map[collection:reports count:0 gone:0]}]" {
		t.Errorf("a sound store: %v", told)
	}
}

func TestExamineFinds(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		deep  bool
		code  string
		with  []string // "name=part of its value"
	}{
		"an index that is gone":      {`DROP INDEX "units.kind"`, false, store.FoundIndexMissing, []string{"collection=units", "index=kind"}},
		"the feed's index gone":      {`DROP INDEX "notes._stamp"`, false, store.FoundIndexMissing, []string{"collection=notes", "index=_stamp"}},
		"an index of another kind":   {`DROP INDEX "units.code"; CREATE INDEX "units.code" ON units (city, key_code)`, false, store.FoundIndexStrange, []string{"collection=units", "index=code"}},
		"a body that is none":        {`UPDATE units SET body = '[1]' WHERE id = '7'`, true, store.FoundBadDocument, []string{"collection=units", "city=110101", "id=7", "detail=JSON object"}},
		"a version that cannot be":   {`UPDATE units SET version = 0 WHERE id = '7'`, true, store.FoundBadDocument, []string{"id=7", "detail=version 0"}},
		"a change ahead of its time": {`UPDATE _store SET stamp = stamp - 2`, true, store.FoundDamaged, []string{"where=units", "detail=2 changes"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			made(t, dir)
			s := opened(t, dir, storetest.Schema)
			tamper(t, dir, c.spoil)
			found := examined(t, s, c.deep)[c.code]
			if len(found) != 1 {
				t.Fatalf("got %v", found)
			}
			for _, want := range c.with {
				name, part, _ := strings.Cut(want, "=")
				if !strings.Contains(found[0].With[name], part) {
					t.Errorf("got %v without %s", found[0], want)
				}
			}
		})
	}
}

// TestExamineSaysOnlyWhatIsSo: each trouble is told by its code alone.
func TestExamineSaysOnlyWhatIsSo(t *testing.T) {
	dir := t.TempDir()
	made(t, dir)
	s := opened(t, dir, storetest.Schema)
	tamper(t, dir, `DROP INDEX "units.kind"`)
	var codes []string
	for code := range examined(t, s, true) {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	want := []string{store.FoundDocuments, store.FoundIndexMissing, store.FoundRoom, store.FoundStore}
	if slices.Sort(want); !slices.Equal(codes, want) {
		t.Errorf("got %v", codes)
	}
}
