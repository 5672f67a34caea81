package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/geo/geotest"
	"sizhang/server/archive"
	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/sqlite"
)

// settled makes the examples' city in the folder data.
func settled(t *testing.T) {
	t.Helper()
	inExamples(t)
	want(t, exitOK, "", "import profile profile.yaml --city 110101 --publish")
	want(t, exitOK, "", areasLine+" --publish")
	want(t, exitOK, "", "import people people.csv --city 110101 --leave-out")
}

type backupJSON struct {
	Content     string
	Size        int64
	Collections []struct {
		Name      string
		Documents int
	}
}

func backedUp(t *testing.T, flags string) backupJSON {
	t.Helper()
	return decoded[backupJSON](t, want(t, exitOK, "", "backup --json "+flags))
}

// A backup that was made beside a running server is restored, and answers as the
// first did.
func TestBackupAndRestore(t *testing.T) {
	settled(t)
	const units = "export units --city 110101 --data "
	var made backupJSON
	serving(t, here([]string{"serve", "--data", "data", "--listen", "127.0.0.1:8080"}), func(string) { made = backedUp(t, "b.zip") })
	if info, err := os.Stat("b.zip"); err != nil || info.Size() != made.Size || info.Mode() != 0o600 || len(made.Collections) == 0 {
		t.Errorf("the backup is %+v (%v)", made, err)
	}
	if again := backedUp(t, "b.zip --verify --data nowhere"); again.Content != made.Content {
		t.Errorf("checked, it is %+v", again)
	}
	want(t, exitFailed, "backup_taken", "backup b.zip")
	want(t, exitOK, made.Content, "backup b.zip --force")
	out := want(t, exitOK, made.Content, "restore b.zip --data restored --lang en")
	if !strings.Contains(out, "sizhang serve --data ") {
		t.Errorf("what to do next is not told: %s", out)
	}
	if first, second := want(t, exitOK, "", units+"data"), want(t, exitOK, "", units+"restored"); first != second || len(first) < 100 {
		t.Errorf("the city was\n%s\nand is\n%s", first, second)
	}
	want(t, exitFailed, "store_not_empty", "restore b.zip --data restored")
	want(t, exitFailed, "store_not_empty", "restore b.zip")
	if again := backedUp(t, "again.zip --data restored"); again.Content != made.Content {
		t.Errorf("a backup of what was restored is %+v", again)
	}
}

// What is refused is refused in words, and nothing is made or written.
func TestBackupsThatAreRefused(t *testing.T) {
	geotest.Reckons(t)
	settled(t)
	want(t, exitOK, "", "backup b.zip")
	whole := read(t, "b.zip")
	write(t, "cut.zip", whole[:len(whole)/2])
	write(t, "text.zip", "no backup")
	before := contents(t, "data")
	for _, c := range []struct{ line, says string }{
		{"restore cut.zip --data new", "backup_damaged"},
		{"restore text.zip --data new", "not_a_backup"},
		{"restore data --data new", "backup_no_file"},
		{"restore nowhere.zip --data new", "nowhere.zip"},
		{"backup cut.zip --verify", "backup_damaged"},
		{"backup data", "backup_no_file"},
		{"backup data/sizhang.db --force", "output_taken"},
		{"backup data/sizhang.db-wal", "output_taken"},
		{"backup new.zip --data nowhere", "data_missing"},
		{"migrate --from nowhere --to new", "source_missing"},
	} {
		want(t, exitFailed, c.says, c.line)
	}
	for _, c := range []struct{ line, says string }{
		{"migrate --from data --to ./data", "--from"},
		{"migrate --from data --to mongodb://", "--to"},
		{"migrate --from data", "--to"},
		{"backup b.zip --verify --force", "--verify"},
		{"backup", "file"},
	} {
		want(t, exitUsage, c.says, c.line)
	}
	for _, path := range []string{"new", "new.zip", "nowhere"} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was made", path)
		}
	}
	if after := contents(t, "data"); !maps.Equal(before, after) {
		t.Error("the data was written to")
	}
}

// halfRestored makes a folder where a restore of b.zip was broken off.
func halfRestored(t *testing.T, dir string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	b, err := archive.Open(ctx, "b.zip", readable, func(string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	st, err := sqlite.Open(t.Context(), dir, store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	_, err = archive.Restore(ctx, b, "b.zip", st, time.Now, func(stage string, _, _ int) {
		if stage == archive.Adopting {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the restore was not broken off: %v", err)
	}
}

// No command takes a store for whole that was restored in part, until the restore
// has been finished.
func TestAStoreThatWasRestoredInPart(t *testing.T) {
	geotest.Reckons(t)
	settled(t)
	want(t, exitOK, "", "backup b.zip")
	halfRestored(t, "half")
	apart := []string{"version", "config", "health", "doctor", "restore", "migrate", "lifecycle"} // looked at below, or of no store
	tried := 0
	for name, args := range examples(t) {
		if slices.Contains(apart, name) {
			continue
		}
		line := strings.Join(here(args), " ")
		if strings.Contains(line, "--data data") {
			line = strings.Replace(line, "--data data", "--data half", 1)
		} else {
			line += " --data half"
		}
		want(t, exitFailed, "restore_unfinished", line)
		tried++
	}
	if tried < 25 {
		t.Errorf("only %d commands were tried", tried)
	}
	want(t, exitFailed, "restore_unfinished", "import profile profile.yaml --city 110101 --data half --dry-run")
	want(t, exitFailed, "restore_unfinished", "migrate --from half --to new")
	want(t, exitFailed, "restore_unfinished", "doctor --data half")
	want(t, exitOK, "", "import categories categories.csv --city 110101 --publish")
	want(t, exitOK, "", "backup later.zip")
	want(t, exitFailed, "restore_of_another", "restore later.zip --data half")
	want(t, exitFailed, "restore_of_another", "migrate --from data --to half")
	want(t, exitOK, "接着上次", "restore b.zip --data half --lang zh")
	want(t, exitOK, "", "versions --city 110101 --data half")
}

func mongoStandin(t *testing.T, o standin.Options) *standin.Server {
	t.Helper()
	server, err := standin.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// A backup of what did not stand so at one moment says so.
func TestABackupOfManyMoments(t *testing.T) {
	geotest.Reckons(t)
	settled(t)
	for _, c := range []struct {
		options standin.Options
		noted   bool
	}{{standin.Options{}, false}, {standin.Options{NoSnapshots: true}, true}} {
		uri := mongoStandin(t, c.options).URI("sizhang")
		want(t, exitOK, "", "migrate --from data --to "+uri)
		out := want(t, exitOK, "", "backup b.zip --force --lang en --mongo "+uri)
		if noted := strings.Contains(out, "as of one moment"); noted != c.noted {
			t.Errorf("%+v: %s", c.options, out)
		}
		if out = want(t, exitOK, "", "backup b.zip --verify --lang en"); strings.Contains(out, "as of one moment") != c.noted {
			t.Errorf("%+v, checked: %s", c.options, out)
		}
	}
}

// From a folder into MongoDB and back, everything stays what it was. The server is
// the stand-in, or the one of MONGO_TEST_URI.
func TestMigrateToMongoDBAndBack(t *testing.T) {
	settled(t)
	server := mongoStandin(t, standin.Options{})
	uri := server.URI(fmt.Sprintf("sizhang_migrate_%d", time.Now().UnixNano()))
	if given := os.Getenv("MONGO_TEST_URI"); given != "" {
		uri = standin.InDatabase(given, fmt.Sprintf("sizhang_migrate_%d", time.Now().UnixNano()))
	}
	made := backedUp(t, "b.zip")
	want(t, exitOK, made.Content, "migrate --from data --to "+uri)
	if there := backedUp(t, "mongo.zip --mongo "+uri); there.Content != made.Content {
		t.Errorf("in MongoDB it is %+v, was %+v", there, made)
	}
	want(t, exitFailed, "store_not_empty", "migrate --from data --to "+uri)
	want(t, exitFailed, "store_not_empty", "restore b.zip --mongo "+uri)
	want(t, exitOK, made.Content, "migrate --from "+uri+" --to back")
	want(t, exitOK, made.Content, "restore mongo.zip --data restored")
	const versions = "versions --city 110101 --json --data "
	if was, is := want(t, exitOK, "", versions+"data"), want(t, exitOK, "", versions+"back"); was != is {
		t.Errorf("the versions were\n%s\nand are\n%s", was, is)
	}
}
