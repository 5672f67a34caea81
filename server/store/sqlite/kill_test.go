package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// loaded is the body of the documents that the load writes. It names its own
// version, so a half-made write would show.
type loaded struct {
	Code    string `json:"code"`
	Version int64  `json:"version"`
	Pad     string `json:"pad"`
}

func loadedDocument(id string, version int64) store.Document {
	body, err := json.Marshal(loaded{id, version, strings.Repeat("x", rand.IntN(rand.IntN(20000)+1))})
	if err != nil {
		panic(err)
	}
	return store.Document{Collection: "units", City: "110101", ID: id, Version: version - 1, Body: body}
}

// childLoad inserts and replaces with 8 writers until it is killed, and prints
// each write's id and version once the store has acknowledged it.
func childLoad(dir, name string) error {
	s, err := Open(context.Background(), dir, storetest.Schema)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for w := range 8 {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%d", name, w, n)
				err := s.Insert(context.Background(), loadedDocument(id, 1))
				for version := int64(2); version < 6 && err == nil; version++ {
					fmt.Println(id, version-1)
					_, err = s.Replace(context.Background(), loadedDocument(id, version))
				}
				if err != nil {
					failed <- err
					return
				}
				fmt.Println(id, 5)
			}
		}()
	}
	return <-failed
}

// TestKill kills a process with kill -9 while it writes, and finds every write
// that it acknowledged, whole, once, and in its indexes. SQLITE_KILL_ROUNDS sets
// the number of rounds, 5 unless given; all rounds are on one store, and each
// looks at the writes of all before.
func TestKill(t *testing.T) {
	rounds := 5
	if given := os.Getenv("SQLITE_KILL_ROUNDS"); given != "" {
		var err error
		if rounds, err = strconv.Atoi(given); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	acknowledged := map[string]int64{}
	writes := 0
	for round := range rounds {
		writes += killOnce(t, dir, round, acknowledged)
		checkSurvivors(t, dir, acknowledged)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("%d kills, %d acknowledged writes of %d documents", rounds, writes, len(acknowledged))
}

// killOnce kills the load after a random number of acknowledgements, in the moment
// that one arrives: what is acknowledged too early is then not yet on the disk. It
// notes what was acknowledged and returns how many writes that were.
func killOnce(t *testing.T, dir string, round int, acknowledged map[string]int64) int {
	t.Helper()
	child, lines := startChild(t, "load", dir, strconv.Itoa(round))
	writes := 0
	note := func(line string) {
		var id string
		var version int64
		// The last line may be cut off by the kill; Sscan tells, as it has no version.
		if _, err := fmt.Sscan(line, &id, &version); err == nil {
			acknowledged[id] = max(acknowledged[id], version)
			writes++
		}
	}
	for range 1 + rand.IntN(800) {
		note(<-lines)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatalf("the load ended by itself: %v", err)
	}
	for line := range lines {
		note(line)
	}
	if child.Wait(); child.ProcessState.ExitCode() != -1 {
		t.Fatalf("the load ended by itself: %v", child.ProcessState)
	}
	return writes
}

// checkSurvivors opens the store as it was left and looks at every document.
func checkSurvivors(t *testing.T, dir string, acknowledged map[string]int64) {
	t.Helper()
	s, err := Open(t.Context(), dir, storetest.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	var sound string
	if err := s.writes.conn.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity: %s, %v", sound, err)
	}
	for id, version := range acknowledged {
		d, err := s.Get(t.Context(), "units", "110101", id)
		if err != nil || d.Version < version || d.Version > version+1 {
			t.Errorf("%s was acknowledged at version %d, stands at %d: %v", id, version, d.Version, err)
		}
	}
	for id, version := range listen(t, s, func() bool { return true }) {
		d, err := s.Get(t.Context(), "units", "110101", id)
		var body loaded
		if err == nil {
			err = json.Unmarshal(d.Body, &body)
		}
		if err != nil || d.Version != version || body.Version != version || body.Code != id {
			t.Errorf("%s changed to version %d, stands at %d with the body of %s at %d: %v", id, version, d.Version, body.Code, body.Version, err)
		}
		page, err := s.Query(t.Context(), store.Query{Collection: "units", City: "110101", Index: "code", Equal: []any{id}, Limit: 2})
		if err != nil || len(page.Documents) != 1 || page.Documents[0].ID != id {
			t.Errorf("%s: its index leads to %d documents, %v", id, len(page.Documents), err)
		}
	}
}
