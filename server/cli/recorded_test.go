package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"sizhang/server/auth/secret"
	"sizhang/server/record"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Why a command puts nothing on the record.
const (
	looks     = "it only looks"
	byServer  = "a server: what is done over HTTP is put on the record there"
	wholeCopy = "it must be possible where nothing can be recorded, and it is the operator's own copy of everything, the record among it"
	namesNone = "it hands out what anybody may ask for: nobody is named in it"
	newStore  = "it fills an empty place, with the record of where that came from; how is said by a document of its own"
	schedule  = "it only looks; the first key is made, and recorded, as by any server"
)

// onRecord is every command with the kind that it has on the record, or with the
// reason for none. A command that is new goes here.
var onRecord = map[string]struct {
	kind   record.Kind
	reason string
}{
	"demo": {reason: byServer}, "serve": {reason: byServer},

	"import profile": {kind: record.Imported}, "import areas": {kind: record.Imported}, "import territory": {kind: record.Imported},
	"import streets": {kind: record.Imported}, "import buildings": {kind: record.Imported}, "import appointments": {kind: record.Imported},
	"import people": {kind: record.Imported}, "import bodies": {kind: record.Imported}, "import categories": {kind: record.Imported},
	"import default-categories": {kind: record.Imported}, "import charges": {kind: record.Imported}, "import sponsorships": {kind: record.Imported},
	"import calendar": {kind: record.Imported}, "import requests": {kind: record.Imported}, "import orders": {kind: record.Imported},

	"drafts": {reason: looks}, "draft show": {reason: looks}, "draft drop": {kind: record.DraftDropped}, "draft rebase": {kind: record.DraftRebased},
	"audit": {reason: looks}, "diff": {reason: looks}, "versions": {reason: looks}, "calendar show": {reason: looks}, "coverage": {reason: looks},
	"publish": {kind: record.Published}, "reschedule": {kind: record.Rescheduled}, "handover": {kind: record.PostHandedOver},
	"indicators": {kind: record.Exported},

	"export profile": {reason: namesNone}, "export units": {reason: namesNone}, "export bodies": {reason: namesNone},
	"export categories": {reason: namesNone}, "export charges": {reason: namesNone},
	"export appointments": {kind: record.Exported}, "export people": {kind: record.Exported}, "export sponsorships": {kind: record.Exported},

	"issue show": {reason: looks}, "issue list": {reason: looks}, "issue verify": {reason: looks}, "lifecycle": {reason: looks}, "photo verify": {reason: looks},

	"user create-admin": {kind: record.AccountCreated}, "user create": {kind: record.AccountCreated}, "user list": {reason: looks},
	"user import": {kind: record.AccountCreated}, "user grant": {kind: record.RoleGiven}, "user take": {kind: record.RoleTaken},
	"user disable": {kind: record.AccountDisabled}, "user enable": {kind: record.AccountEnabled},
	"user reset-password": {kind: record.PasswordReset}, "user reset-factor": {kind: record.FactorReset},
	"key list": {reason: schedule}, "key rotate": {kind: record.KeyRotated},
	"record verify": {reason: looks}, "record list": {reason: looks}, "record export": {kind: record.Exported},

	"doctor": {reason: looks}, "backup": {reason: wholeCopy}, "restore": {reason: newStore}, "migrate": {reason: newStore},
	"config": {reason: looks}, "health": {reason: looks}, "version": {reason: looks},
}

// Every command of the command line stands in the table, and none that there is not.
func TestEveryCommandIsRecordedOrSaysWhyNot(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Name("sizhang"), kong.Vars{"lang": "zh"})
	if err != nil {
		t.Fatal(err)
	}
	left := maps.Clone(onRecord)
	for _, leaf := range parser.Model.Leaves(false) {
		row, there := left[commandName(leaf)]
		if !there || (row.kind == "") == (row.reason == "") {
			t.Errorf("%s is neither put on the record nor says why not", commandName(leaf))
		}
		delete(left, commandName(leaf))
	}
	for name := range left {
		t.Errorf("there is no command %s", name)
	}
}

// aCitysWay runs commands in the order in which a new city would; lines of its own
// stand where the example of the help would not do.
var aCitysWay = []struct{ name, line string }{
	{name: "import profile"}, {name: "import areas"}, {name: "draft drop"}, {name: "import areas"}, {name: "import territory"}, {name: "import streets"},
	{name: "import buildings"}, {name: "import appointments"}, {name: "import bodies"}, {name: "import people"}, {name: "import categories"},
	{name: "import default-categories"}, {name: "import charges"}, {name: "import sponsorships"}, {name: "drafts"}, {name: "draft show"}, {name: "draft rebase"},
	{name: "diff"}, {name: "publish"}, {name: "import calendar"}, {name: "calendar show"}, {name: "versions"}, {name: "handover"},
	{"import bodies", "import bodies bodies-later.csv --publish --city 110101 --data data"},
	{"import areas", "import areas areas-later.csv --publish --effective 2099-01-01 --city 110101 --data data"},
	{"reschedule", "reschedule --version 3 --effective 2099-02-01 --city 110101 --data data"},
	{name: "export profile"}, {name: "export units"}, {name: "export appointments"}, {name: "export people"}, {name: "export bodies"}, {name: "export categories"},
	{name: "export charges"}, {name: "export sponsorships"},
	{name: "user create-admin"}, {name: "user create"}, {name: "user import"}, {name: "user list"}, {name: "user grant"}, {name: "user take"}, {name: "user disable"}, {name: "user enable"},
	{name: "user reset-password"}, {name: "user reset-factor"}, {name: "key list"}, {name: "key rotate"}, {name: "record list"}, {name: "record export"}, {name: "record verify"},
	{name: "photo verify"}, {name: "import requests"}, {name: "import orders"}, {name: "issue list"}, {name: "issue verify"}, {name: "coverage"},
	{"indicators", "indicators --by head --output heads.csv --city 110101 --data data"},
	{name: "backup"}, {name: "restore"}, {name: "doctor"},
}

// Every command that changes something, or hands people's names out, is on the record
// with who typed it, and is not done where it cannot be recorded. Others write nothing
// there.
func TestWhatTheCommandLineDoesIsOnTheRecord(t *testing.T) {
	inExamples(t)
	write(t, "bodies-later.csv", "code,name\nlater,后设局\n  \n")
	write(t, "areas-later.csv", "code,name,level,parent\n110101009000,后设街道,subdistrict,110101000000\n")
	write(t, "subdistricts.geojson", read(t, "subdistricts.geojson")+strings.Repeat("\n", 1<<18)) // blanks belong to the file, too
	t.Setenv("SUDO_USER", "zhao")
	all, ran := examples(t), map[string]bool{}
	for _, step := range aCitysWay {
		args := all[step.name]
		if step.line != "" {
			args = strings.Fields(step.line)
		}
		args = append([]string{"--lang", "zh"}, args...)
		if onRecord[step.name].kind != "" && (alone(step.name) || os.Getenv("SIZHANG_LONG") != "") {
			isNotDoneUnrecorded(t, step.name, args)
		}
		before := recorded(t)
		if code, out, errs := sizhang(t, args...); code != exitOK {
			t.Fatalf("sizhang %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
		}
		isRecorded(t, step.name, args, recorded(t)[len(before):])
		ran[step.name] = true
	}
	for name, row := range onRecord {
		if row.kind != "" && !ran[name] {
			t.Errorf("%s was not run", name)
		}
	}
}

// alone says whether a command does what it does in a way of its own: imports into a
// draft have one in common, and so have exports.
func alone(name string) bool {
	verb, noun, _ := strings.Cut(name, " ")
	switch verb {
	case "import":
		return slices.Contains([]string{"profile", "areas", "calendar", "requests", "orders"}, noun)
	case "export":
		return noun == "people"
	}
	return true
}

// isRecorded holds what a command put on the record against the table.
func isRecorded(t *testing.T, name string, args []string, entries []record.Entry) {
	t.Helper()
	row := onRecord[name]
	if row.kind == "" {
		for _, e := range entries {
			if e.With["by"] != "schedule" || row.reason != schedule {
				t.Errorf("%s, although %s, put on the record %+v", name, row.reason, e)
			}
		}
		return
	}
	at := slices.IndexFunc(entries, func(e record.Entry) bool { return e.Kind == row.kind })
	if at < 0 {
		t.Errorf("%s is not on the record: %+v", name, entries)
		return
	}
	host, _ := os.Hostname()
	for _, e := range entries {
		if w := e.With; w["by"] != "command" || w["command"] != name || w["os_user"] == "" || w["host"] != host || w["sudo_user"] != "zhao" || w["failed"] != "" || e.Account != "" {
			t.Errorf("%s is on the record as %+v", name, e)
		}
	}
	if row.kind == record.Imported && name != "import default-categories" {
		file := args[slices.IndexFunc(args, func(a string) bool { return strings.Contains(a, ".") })]
		sum := sha256.Sum256([]byte(read(t, file)))
		if w := entries[at].With; w["file"] != file || w["sha256"] != hex.EncodeToString(sum[:]) || w["noun"] != strings.TrimPrefix(name, "import ") {
			t.Errorf("%s is on the record as %+v", name, entries[at])
		}
	}
	if slices.Contains(args, "--publish") && !slices.ContainsFunc(entries, func(e record.Entry) bool { return e.Kind == record.Published }) {
		t.Errorf("the publication by %s is not on the record: %+v", name, entries)
	}
}

// isNotDoneUnrecorded runs a command on a copy of the data whose record is broken: it
// must fail, and have no effect.
func isNotDoneUnrecorded(t *testing.T, name string, args []string) {
	t.Helper()
	const copied = "unrecorded"
	if err := os.RemoveAll(copied); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("data"); err == nil {
		if err := os.CopyFS(copied, os.DirFS("data")); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(copied, secretFile), 0o600); err != nil { // copying forgets it
			t.Fatal(err)
		}
	}
	for _, city := range []string{"110101", store.Installation} {
		breakRecord(t, copied, city)
	}
	there := slices.Clone(args)
	for k, arg := range there {
		if arg == "data" {
			there[k] = copied
		}
	}
	before, files := documents(t, copied), outputs(t)
	if code, out, errs := sizhang(t, there...); code != exitFailed || !strings.Contains(errs, "record_broken") {
		t.Errorf("unrecorded, sizhang %s: exit %d\n%s%s", strings.Join(there, " "), code, out, errs)
	}
	if after := documents(t, copied); !maps.Equal(before, after) {
		for key, now := range after {
			if before[key] != now {
				t.Errorf("%s, unrecorded, wrote %s", name, key)
			}
		}
	}
	if !maps.Equal(files, outputs(t)) {
		t.Errorf("%s, unrecorded, wrote a file", name)
	}
}

// breakRecord puts into the place of a chain's first block what nobody sealed.
func breakRecord(t *testing.T, dir, city string) {
	t.Helper()
	in(t, dir, func(st store.Store) error {
		d := store.Document{Collection: store.Records, City: city, ID: "000000000000001", Body: []byte(`{"number":1}`)}
		if was, err := st.Get(t.Context(), d.Collection, d.City, d.ID); err == nil {
			d.Version = was.Version
			_, err = st.Replace(t.Context(), d)
			return err
		}
		return st.Insert(t.Context(), d)
	})
	if _, err := secret.Load(filepath.Join(dir, secretFile)); err != nil { // a record without one would be refused for that
		t.Fatal(err)
	}
}

// in opens the store of a folder for as long as work takes.
func in(t *testing.T, dir string, work func(store.Store) error) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), dir, store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	if err := work(st); err != nil {
		t.Error(err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}

// recorded is what stands in the record of the city and then of the installation; the
// latter only grows where the former does not.
func recorded(t *testing.T) []record.Entry {
	t.Helper()
	var list []record.Entry
	if _, err := os.Stat("data"); err != nil {
		return nil
	}
	in(t, "data", func(st store.Store) error {
		sealed, err := secret.Load(filepath.Join("data", secretFile))
		if err != nil {
			return err
		}
		log := record.New(st, sealed, time.Now)
		for _, city := range []string{"110101", store.Installation} {
			if err := log.Each(t.Context(), city, func(e record.Numbered) error { list = append(list, e.Entry); return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b record.Entry) int { return a.At.Compare(b.At) })
	return list
}

// documents are all documents of a folder but those of the record, by place and
// version.
func documents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	in(t, dir, func(st store.Store) error {
		for _, c := range store.Schema {
			for _, city := range []string{"110101", store.Installation} {
				for q := (store.Query{Collection: c.Name, City: city, Limit: 200}); c.Name != store.Records; {
					page, err := st.Query(t.Context(), q)
					if err != nil {
						return err
					}
					for _, d := range page.Documents {
						all[c.Name+"/"+city+"/"+d.ID] = string(d.Body)
					}
					if q.After = page.Next; q.After == "" {
						break
					}
				}
			}
		}
		return nil
	})
	return all
}

// outputs are the files of the folder beside the data.
func outputs(t *testing.T) map[string][sha256.Size]byte {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string][sha256.Size]byte{}
	for _, e := range entries {
		if !e.IsDir() {
			sums[e.Name()] = sha256.Sum256([]byte(read(t, e.Name())))
		}
	}
	return sums
}
