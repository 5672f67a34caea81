package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/geo/geotest"
	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
)

func startStandin(t *testing.T) *standin.Server {
	t.Helper()
	server, err := standin.Start(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// Every command that takes a folder takes a MongoDB: the examples of their own
// help, in the order in which a new city would run them.
func TestEveryExampleRunsOnMongoDB(t *testing.T) {
	geotest.Reckons(t)
	server := startStandin(t)
	inExamples(t)
	t.Setenv(secretEnv, "elsewhere.key")
	t.Setenv("SIZHANG_PHOTOS", "elsewhere.photos")
	all := examples(t)
	for _, name := range []string{
		"import profile", "import areas", "draft drop", "import areas", "import territory", "import streets", "import buildings",
		"import appointments", "import bodies", "import people", "import categories", "import default-categories", "import charges", "import sponsorships",
		"drafts", "draft show", "draft rebase", "audit", "diff", "publish", "import calendar", "calendar show", "versions", "reschedule", "handover", "coverage", "export profile", "export units",
		"export appointments", "export people", "export bodies", "export categories", "export charges", "export sponsorships",
		"user create-admin", "user create", "user list", "user disable", "key rotate", "record export", "record verify", "photo verify", "backup", "restore", "doctor",
	} {
		args := onMongoDB(server, all[name])
		if strings.Join(args, " ") == strings.Join(all[name], " ") {
			t.Fatalf("the example of %s names no folder: %v", name, args)
		}
		code, out, errs := sizhang(t, args...)
		if want := map[string]int{"audit": exitFailed, "reschedule": exitFailed}[name]; code != want { // posts are empty, and the version is in force
			t.Fatalf("sizhang %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
		}
		if strings.Contains(out, "--data") {
			t.Errorf("sizhang %s speaks of a folder:\n%s", strings.Join(args, " "), out)
		}
	}
	serving(t, here(onMongoDB(server, all["serve"])), func(base string) {
		var listed struct{ Cities []struct{ Code string } }
		fetch(t, base+"/api/v1/cities", &listed)
		if len(listed.Cities) != 1 || listed.Cities[0].Code != "110101" {
			t.Errorf("served are %v", listed.Cities)
		}
		want(t, exitOK, "server_cities", "doctor --json --server "+base+" --mongo "+server.URI("data"))
	})
	if _, err := os.Stat("data"); err == nil {
		t.Error("somebody made a folder")
	}
	if n := len(server.Documents("data", store.Units)); n == 0 {
		t.Error("the server has no units")
	}
}

// onMongoDB puts a database of the server in the place of each folder.
func onMongoDB(server *standin.Server, args []string) []string {
	args = append([]string{}, args...)
	for i := range args {
		if args[i] == "--data" {
			args[i], args[i+1] = "--mongo", server.URI(args[i+1])
		}
	}
	return args
}

func TestADryRunOnMongoDBWritesNothing(t *testing.T) {
	geotest.Reckons(t)
	server := startStandin(t)
	inExamples(t)
	flag := " --mongo " + server.URI("data")
	want(t, exitOK, "nothing was written", "import profile profile.yaml --city 110101 --dry-run --lang en"+flag)
	for _, c := range store.Schema {
		if n := len(server.Documents("data", c.Name)); n != 0 {
			t.Errorf("%d documents in %s", n, c.Name)
		}
	}
}

// Who means which store: a folder on the command line comes before a MongoDB in the
// environment, and both on the command line are refused.
func TestWhichStoreIsMeant(t *testing.T) {
	geotest.Reckons(t)
	server := startStandin(t)
	inExamples(t)
	t.Setenv(mongoEnv, server.URI("data"))
	t.Setenv(secretEnv, "elsewhere.key")
	const profile = "import profile profile.yaml --city 110101"
	want(t, exitOK, "", profile)
	if _, err := os.Stat("data"); err == nil {
		t.Fatal("the environment was not heeded")
	}
	want(t, exitUsage, "--mongo", profile+" --data data --mongo "+server.URI("data"))
	want(t, exitFailed, "data_missing", "drafts --city 110101 --data elsewhere")
	out := want(t, exitOK, "", profile+" --data data")
	if _, err := os.Stat("data/sizhang.db"); err != nil {
		t.Error(err)
	}
	folder, err := filepath.Abs("data")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "--data "+folder) { // else the environment would answer next
		t.Errorf("the hint leads elsewhere:\n%s", out)
	}
}

// A hint is good for the same store, and tells no password.
func TestHintsNameTheStore(t *testing.T) {
	const open, secret = "mongodb://a/db?replicaSet=rs0", "mongodb://clerk:s3cret@a/db"
	usual, err := filepath.Abs("data")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		settings  dataSettings
		env, want string
	}{
		{dataSettings{Data: usual}, "", ""},
		{dataSettings{Data: usual}, open, "--data " + usual},
		{dataSettings{Data: "/city data"}, "", "--data '/city data'"},
		{dataSettings{Data: usual, Mongo: open}, "", "--mongo 'mongodb://a/db?replicaSet=rs0'"},
		{dataSettings{Data: usual, Mongo: open}, open, ""},
		{dataSettings{Data: usual, Mongo: secret}, secret, ""},
		{dataSettings{Data: usual, Mongo: secret}, open, "--mongo 'mongodb://***@a/db'"},
	} {
		t.Setenv(mongoEnv, c.env)
		if got := c.settings.flag(); got != c.want {
			t.Errorf("%+v with %q: %s, want %s", c.settings, c.env, got, c.want)
		}
	}
}

// A connection string that cannot be one is refused before anything is done, in
// both languages, and no part of it is repeated.
func TestAMalformedConnectionStringIsRefused(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	for _, line := range []string{
		"serve --mongo mongodb://clerk:s3/cret@a/db", "doctor --mongo mongodb://clerk:s3/cret@a/db",
		"drafts --city 110101 --mongo mongodb://clerk:s3/cret@a/db", "import profile profile.yaml --city 110101 --mongo mongodb://clerk:s3/cret@a/db",
	} {
		code, out, errs := onLine(t, line)
		if code != exitUsage || !strings.Contains(errs, "用户名、密码") || !strings.Contains(errs, "the password") || !strings.Contains(errs, "mongo_uri_user") {
			t.Errorf("sizhang %s: exit %d\n%s%s", line, code, out, errs)
		}
		if strings.Contains(out+errs, "s3") {
			t.Errorf("sizhang %s tells the password:\n%s%s", line, out, errs)
		}
	}
	want(t, exitFailed, "mongo_uri_option", "drafts --city 110101 --mongo mongodb://a/db?authMechanism=magic") // which only the driver knows
}

func TestConfigHidesThePassword(t *testing.T) {
	geotest.Reckons(t)
	t.Setenv(mongoEnv, "mongodb://clerk:s3cret@db.example.cn/sizhang?replicaSet=rs0")
	out := want(t, exitOK, "mongodb://***@db.example.cn/sizhang?replicaSet=rs0", "config")
	if strings.Contains(out, "s3cret") || strings.Contains(out, "clerk") {
		t.Error(out)
	}
	t.Setenv(mongoEnv, "mongodb//clerk:s3cret@db.example.cn")
	if out := want(t, exitOK, hidden, "config"); strings.Contains(out, "s3cret") {
		t.Error(out)
	}
}
