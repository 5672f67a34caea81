package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"sizhang/geo/geotest"
)

// imports returns what every package of the module imports, tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "sizhang/...")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		found[fields[0]] = fields[1:]
	}
	if len(found) < 10 {
		t.Fatalf("only %d packages were listed", len(found))
	}
	return found
}

// within says whether a package is the one of the path or below it.
func within(pkg, path string) bool { return pkg == path || strings.HasPrefix(pkg, path+"/") }

func standard(pkg string) bool {
	return !strings.Contains(strings.Split(pkg, "/")[0], ".") && !within(pkg, "sizhang")
}

// What a part may import of the module beside the standard library. Packages
// that are not named here are free: they wire.
var mayImport = []struct {
	part    string
	of      []string
	outside []string // modules from elsewhere
}{
	{"sizhang/geo/hex", []string{"sizhang/geo"}, []string{"github.com/uber/h3-go/v4"}},
	{"sizhang/geo/cover", []string{"sizhang/geo"}, []string{"github.com/tidwall/rtree"}},
	{"sizhang/geo/mend", []string{"sizhang/geo"}, []string{"github.com/peterstace/simplefeatures"}},
	{"sizhang/geo/carve", []string{"sizhang/geo"}, []string{"github.com/peterstace/simplefeatures"}},
	{"sizhang/geo", []string{"sizhang/geo"}, nil},
	{"sizhang/domain", []string{"sizhang/domain", "sizhang/geo"}, nil},
	{"sizhang/server/store", []string{"sizhang/server/store"}, []string{"github.com/mattn/go-sqlite3", "go.mongodb.org/mongo-driver/v2", "pgregory.net/rapid", "github.com/anishathalye/porcupine", "github.com/google/uuid"}},
	{"sizhang/server/profile", []string{"sizhang/domain", "sizhang/geo"}, []string{"github.com/goccy/go-yaml"}},
	{"sizhang/server/calendar", []string{"sizhang/domain"}, nil},
	{"sizhang/server/intake/xlsx", nil, nil},
	{"sizhang/server/intake", []string{"sizhang/domain", "sizhang/geo", "sizhang/server/intake/xlsx"}, []string{"golang.org/x/text"}},
	{"sizhang/server/classes", []string{"sizhang/domain", "sizhang/server/intake"}, nil},
	{"sizhang/server/export", []string{"sizhang/domain", "sizhang/geo", "sizhang/server/intake"}, []string{"github.com/xuri/excelize/v2"}},
	{"sizhang/server/archive", []string{"sizhang/domain", "sizhang/server/store"}, nil},
	{"sizhang/server/latest", nil, nil},
	{"sizhang/server/auth", []string{"sizhang/domain/fault", "sizhang/server/latest"}, []string{"github.com/alexedwards/argon2id", "github.com/golang-jwt/jwt/v5", "github.com/coreos/go-oidc/v3", "golang.org/x/oauth2", "github.com/pquerna/otp", "golang.org/x/sync", "golang.org/x/time"}},
	{"sizhang/server/record", []string{"sizhang/domain/fault", "sizhang/server/auth/secret", "sizhang/server/store"}, []string{"golang.org/x/sync"}},
	{"sizhang/server/blob/blobtest", []string{"sizhang/server/blob"}, nil},
	{"sizhang/server/blob", []string{"sizhang/domain/fault"}, []string{"github.com/minio/minio-go/v7"}},
	{"sizhang/server/photo", []string{"sizhang/domain", "sizhang/geo", "sizhang/server/blob", "sizhang/server/store"}, []string{"github.com/gabriel-vasile/mimetype", "golang.org/x/image", "golang.org/x/sync"}},
	{"sizhang/server/accounts", []string{"sizhang/domain", "sizhang/server/auth/password", "sizhang/server/intake", "sizhang/server/latest", "sizhang/server/record", "sizhang/server/store"}, []string{"github.com/google/uuid"}},
	{"sizhang/server/session", []string{"sizhang/domain", "sizhang/server/accounts", "sizhang/server/auth", "sizhang/server/latest", "sizhang/server/record", "sizhang/server/store"}, nil},
	{"sizhang/server/app", []string{"sizhang/domain", "sizhang/geo", "sizhang/server/store", "sizhang/server/profile", "sizhang/server/calendar"}, []string{"github.com/google/uuid"}},
	{"sizhang/server/svg", nil, nil},
	{"sizhang/server/picture", []string{"sizhang/domain", "sizhang/geo", "sizhang/server/svg"}, nil},
	{"sizhang/server/report", []string{"sizhang/domain", "sizhang/geo", "sizhang/server/intake", "sizhang/server/svg"}, nil},
}

func TestImportsRunOneWay(t *testing.T) {
	geotest.Reckons(t)
	for pkg, imported := range imports(t) {
		for _, rule := range mayImport {
			if !within(pkg, rule.part) {
				continue
			}
			for _, i := range imported {
				allowed := standard(i) || slices.ContainsFunc(slices.Concat(rule.of, rule.outside), func(path string) bool { return within(i, path) })
				if !allowed {
					t.Errorf("%s imports %s", pkg, i)
				}
			}
			break // the first rule that fits is the narrowest
		}
	}
}

// Libraries that one package alone may know.
var onlyImporter = map[string]string{
	"github.com/uber/h3-go/v4":             "sizhang/geo/hex",
	"github.com/peterstace/simplefeatures": "sizhang/geo", // where mayImport says
	"github.com/gin-gonic/gin":             "sizhang/server/api",
	"github.com/danielgtaylor/huma/v2":     "sizhang/server/api",
	"github.com/mattn/go-sqlite3":          "sizhang/server/store/sqlite",
	"go.mongodb.org/mongo-driver/v2":       "sizhang/server/store/mongo",
	"github.com/goccy/go-yaml":             "sizhang/server/profile",
	"github.com/golang-jwt/jwt/v5":         "sizhang/server/auth/token",
	"github.com/alexedwards/argon2id":      "sizhang/server/auth/password",
	"github.com/coreos/go-oidc/v3":         "sizhang/server/auth/sso",
	"golang.org/x/oauth2":                  "sizhang/server/auth/sso",
	"github.com/pquerna/otp":               "sizhang/server/auth/totp",
	"github.com/alecthomas/kong":           "sizhang/server/cli",
	"github.com/prometheus/client_golang":  "sizhang/server/api",
	"github.com/schollz/progressbar/v3":    "sizhang/server/cli",
	"github.com/xuri/excelize/v2":          "sizhang/server/export",
	"github.com/minio/minio-go/v7":         "sizhang/server/blob",
	"github.com/gabriel-vasile/mimetype":   "sizhang/server/photo",
	"golang.org/x/image":                   "sizhang/server/photo",
}

func TestLibrariesHaveOneImporter(t *testing.T) {
	geotest.Reckons(t)
	for pkg, imported := range imports(t) {
		for _, i := range imported {
			for library, importer := range onlyImporter {
				if within(i, library) && !within(pkg, importer) {
					t.Errorf("%s imports %s, which only %s may", pkg, i, importer)
				}
			}
		}
	}
}

// The pure part asks nobody for the time, the context or the world.
func TestTheDomainIsPure(t *testing.T) {
	geotest.Reckons(t)
	forbidden := []string{"context", "os", "io", "io/fs", "net", "net/http", "log", "log/slog", "sync", "encoding/json", "database/sql", "math/rand", "math/rand/v2"}
	for pkg, imported := range imports(t) {
		for _, i := range imported {
			if within(pkg, "sizhang/domain") && slices.Contains(forbidden, i) {
				t.Errorf("%s imports %s", pkg, i)
			}
		}
	}
	clock := exec.Command("grep", "-rnE", `time\.(Now|Since|Until|Sleep|After)\(`, "../domain", "--include=*.go", "--exclude=*_test.go")
	if out, err := clock.Output(); err == nil {
		t.Errorf("the domain looks at the clock:\n%s", out)
	}
}

func TestTheTopLevelStaysSmall(t *testing.T) {
	geotest.Reckons(t)
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		allowed := []string{"server", "domain", "geo", "docs", "go.mod", "go.sum", "Dockerfile", "README.md", "LICENSE"}
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			if out, err := exec.Command("git", "check-ignore", "-q", "../"+e.Name()).CombinedOutput(); err != nil {
				t.Errorf("%s stands at the top level %s", e.Name(), out)
			}
		}
	}
}
