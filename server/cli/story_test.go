package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sizhang/geo/geotest"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// onLine runs a command line that is written as one.
func onLine(t *testing.T, line string) (code int, stdout, stderr string) {
	t.Helper()
	return sizhang(t, strings.Fields(line)...)
}

// want runs a command line, which must end with the code and print the text.
func want(t *testing.T, code int, says, line string) string {
	t.Helper()
	got, out, errs := onLine(t, line)
	if got != code || !strings.Contains(out+errs, says) {
		t.Fatalf("sizhang %s: exit %d, want %d and %q\n%s%s", line, got, code, says, out, errs)
	}
	return out
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

// contents sums up every file below a folder.
func contents(t *testing.T, dir string) map[string][sha256.Size]byte {
	t.Helper()
	sums := map[string][sha256.Size]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			sums[path] = sha256.Sum256([]byte(read(t, path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// drafts returns what the command lists, all of them or those that are open.
func drafts(t *testing.T, flags string) []draftJSON {
	t.Helper()
	return decoded[[]draftJSON](t, want(t, exitOK, "", "drafts --city 110101 --json "+flags))
}

const areasLine = "import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --city 110101"

// The whole life of a small city, from nothing to a past and a future.
func TestTheStoryOfACity(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	want(t, exitOK, "", "import profile profile.yaml --city 110101")
	want(t, exitFailed, "--draft "+shortID(drafts(t, "")[0].ID), areasLine)
	want(t, exitOK, "2024-01-01", "publish --draft last --city 110101 --effective 2024-01-01")
	t.Run("a dry run writes nothing", dryRun)
	t.Run("imports go into a draft", intoADraft)
	t.Run("a refused import leaves the draft as it was", refusedIntoADraft)
	t.Run("audit and diff of the draft", auditAndDiff)
	want(t, exitOK, "2025-01-01", "publish --city 110101 --draft last --effective 2025-01-01 --lang en")
	want(t, exitFailed, "no_open_draft", "publish --city 110101 --draft last")
	t.Run("a draft that others overtook", overtakenDraft)
	t.Run("a version that is to come", scheduled)
	t.Run("handover", handedOver)
	t.Run("tables round trip", roundTrip)
	t.Run("coverage", covered)
}

func dryRun(t *testing.T) {
	before := contents(t, "data")
	out := want(t, exitOK, "nothing was written", areasLine+" --dry-run --lang en")
	if !strings.Contains(out, "5 added") {
		t.Errorf("the dry run does not say what would come: %s", out)
	}
	write(t, "bad.csv", "code,name,level,parent\n110101009000,某街道,subdistrict,990000000000\n")
	want(t, exitFailed, "parent_unknown", "import areas bad.csv --city 110101 --dry-run")
	want(t, exitOK, "", "import profile profile.yaml --city 110101 --data elsewhere --dry-run")
	if after := contents(t, "data"); len(before) != len(after) || before["data/sizhang.db"] != after["data/sizhang.db"] {
		t.Errorf("a dry run wrote: %d files before, %d after", len(before), len(after))
	}
	if _, err := os.Stat("elsewhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a dry run made a folder: %v", err)
	}
}

func intoADraft(t *testing.T) {
	type report struct {
		Read   int
		Import struct {
			Added int
			Draft draftJSON
		}
	}
	first := decoded[report](t, want(t, exitOK, "", areasLine+" --json --note 首批"))
	if first.Read != 6 || first.Import.Added != 5 || first.Import.Draft.Note != "首批" || len(first.Import.Draft.Parts) != 1 {
		t.Errorf("the report says %+v", first)
	}
	id := first.Import.Draft.ID
	for i, line := range []string{
		"territory subdistricts.geojson --level subdistrict --parent parent --crs wgs84", "appointments appointments.csv",
		"bodies bodies.csv", "people people.csv", "categories categories.csv", "charges charges.csv", "sponsorships sponsorships.csv",
	} {
		if line == "appointments appointments.csv" { // they are about streets and buildings, too
			want(t, exitOK, "", "import streets streets.geojson --width 12 --crs wgs84 --city 110101 --draft "+id)
			want(t, exitOK, "", "import buildings buildings.geojson --crs wgs84 --city 110101 --draft "+id)
		}
		by := map[bool]string{true: "last", false: shortID(id)}[i%2 == 0]
		want(t, exitOK, "--draft "+shortID(id), "import "+line+" --city 110101 --draft "+by)
	}
	if open := drafts(t, ""); len(open) != 1 || open[0].ID != id || len(open[0].Parts) != 10 {
		t.Errorf("open drafts: %+v", open)
	}
	if n := load(t, "data", "110101").At(time.Now()).Len(); n != 0 {
		t.Errorf("%d units are in force before anything was published", n)
	}
}

func refusedIntoADraft(t *testing.T) {
	before := len(drafts(t, "")[0].Parts)
	want(t, exitFailed, "parent_unknown", "import areas bad.csv --city 110101 --draft last")
	want(t, exitFailed, "body_unknown", "import people "+people(t, "p-7,钱示例,,NOBODY")+" --city 110101 --draft last")
	want(t, exitFailed, "parent_unknown", "import areas bad.csv --city 110101")
	want(t, exitFailed, "parent_unknown", "import areas bad.csv --city 110101 --publish")
	if open := drafts(t, ""); len(open) != 1 || len(open[0].Parts) != before {
		t.Errorf("after the refusals: %+v", open)
	}
}

// people writes a register of one person and returns its name.
func people(t *testing.T, row string) string {
	t.Helper()
	write(t, "register.csv", "person,name,phone,body\n"+row+"\n")
	return "register.csv"
}

func auditAndDiff(t *testing.T) {
	want(t, exitFailed, "audit_without_leader", "audit --city 110101 --draft last")
	write(t, "places.geojson", "what stood there before")
	want(t, exitFailed, "", "audit --city 110101 --draft last --output places.geojson")
	if found := decoded[struct{ Features []any }](t, read(t, "places.geojson")); len(found.Features) == 0 {
		t.Errorf("the audit has no places")
	}
	want(t, exitOK, "1896405.8", "diff --city 110101 --draft last")
	changes := decoded[struct {
		Units struct{ Added int }
		Added int
	}](t, want(t, exitOK, "", "diff --city 110101 --draft last --format json"))
	if changes.Added+changes.Units.Added != 7 {
		t.Errorf("the diff has %+v", changes)
	}
	want(t, exitFailed, "output_taken", "diff --city 110101 --draft last --output data/sizhang.db")
	want(t, exitFailed, "output_taken", "diff --city 110101 --draft last --output data/sizhang.db-wal")
}

func overtakenDraft(t *testing.T) {
	write(t, "one.csv", "code,name,level,parent\n110101001001,多福社区,community,110101001000\n")
	write(t, "two.csv", "code,name,level,parent\n110101002001,黄化门社区,community,110101002000\n")
	want(t, exitOK, "", "import areas one.csv --city 110101 --note one")
	id := drafts(t, "")[0].ID
	want(t, exitOK, "", "import areas two.csv --city 110101 --publish --effective 2025-03-01")
	want(t, exitFailed, "draft rebase "+shortID(id), "publish --city 110101 --draft "+id)
	want(t, exitOK, "", "draft rebase last --city 110101")
	want(t, exitFailed, "effective_too_early", "publish --city 110101 --draft last --effective 2025-02-28")
	want(t, exitOK, "", "publish --city 110101 --draft last --effective 2025-03-02")
	now := load(t, "data", "110101").At(time.Now())
	if u, ok := now.Unit("110101001001"); !ok || u.Names.ZH != "多福社区" {
		t.Errorf("the rebased draft is not in force: %+v", u)
	}
	if _, ok := now.Unit("110101002001"); !ok {
		t.Error("what overtook it is gone")
	}
	want(t, exitOK, "", "import areas one.csv --city 110101 --publish") // all of it is there
	if all := drafts(t, "--all"); all[len(all)-1].State != app.DroppedDraft {
		t.Errorf("an import of nothing new: %+v", all[len(all)-1])
	}
}

// A subdistrict is split in two on a day that is to come.
func scheduled(t *testing.T) {
	half := func(code, name string, south, north string) string {
		return `{"type":"Feature","properties":{"code":"` + code + `","name":"` + name + `","parent":"110101000000","from":["110101002000"]},"geometry":{"type":"Polygon","coordinates":[[[116.39,` +
			south + `],[116.41,` + south + `],[116.41,` + north + `],[116.39,` + north + `],[116.39,` + south + `]]]}}`
	}
	write(t, "split.geojson", `{"type":"FeatureCollection","features":[`+half("110101003000", "景山南街道", "39.92", "39.925")+","+half("110101004000", "景山北街道", "39.925", "39.93")+
		`,{"type":"Feature","properties":{"code":"110101002000","gone":true},"geometry":null}]}`)
	write(t, "under.csv", "code,name,level,parent\n110101002001,黄化门社区,community,110101003000\n")
	const line = "import territory split.geojson --level subdistrict --parent parent --predecessors from --ended gone --crs wgs84 --city 110101"
	want(t, exitFailed, "ended_with_children", line)
	// The community has to move first, and can: the two come into force together.
	write(t, "new.csv", "code,name,level,parent\n110101003000,景山南街道,subdistrict,110101000000\n")
	want(t, exitOK, "", "import areas new.csv --city 110101")
	want(t, exitOK, "", "import areas under.csv --city 110101 --draft last")
	want(t, exitOK, "", line+" --draft last")
	want(t, exitOK, "2099-01-01", "publish --city 110101 --draft last --effective 2099-01-01 --lang en")
	want(t, exitOK, "to come", "versions --city 110101 --lang en")
	city := load(t, "data", "110101")
	spot := pointAt(116.40, 39.922)
	for at, code := range map[time.Time]string{time.Now(): "110101002000", time.Date(2098, 12, 31, 16, 0, 0, 0, time.UTC): "110101003000"} {
		if u, ok := city.At(at).Holder("subdistrict", spot); !ok || u.Code != code {
			t.Errorf("at %v the spot is in %+v, want %s", at, u, code)
		}
	}
	want(t, exitOK, "110101003000", "diff --city 110101 --from 2098-12-31 --to 2099-01-01")
}

func handedOver(t *testing.T) {
	const line = "handover --city 110101 --unit 110101R00001 --post street_head "
	want(t, exitOK, "孙示例", line+"--person p-9 --name 孙示例 --from 2025-09-01")
	seat := decoded[seatJSON](t, want(t, exitOK, "", line+"--person p-9 --name 孙示例 --from 2025-09-01 --json")) // again
	if len(seat.Terms) != 2 || *seat.Terms[0].Until != *seat.Terms[1].From {
		t.Errorf("after the handover: %+v", seat)
	}
	want(t, exitFailed, "--until", line+"--person p-8 --name 周示例 --from 2025-10-01 --deputy")
	want(t, exitFailed, "--name", line+"--person p-8 --from 2025-10-01")
	want(t, exitFailed, "unit_unknown", "handover --city 110101 --unit 110101R09999 --post street_head --person p-8 --name 周示例 --from 2025-10-01")
}

// What goes out comes in again elsewhere, and goes out the same.
func roundTrip(t *testing.T) {
	nouns := map[string]string{"areas": "units", "bodies": "bodies", "people": "people", "categories": "categories", "appointments": "appointments", "charges": "charges", "sponsorships": "sponsorships"}
	const at = " --at 2026-01-01"
	want(t, exitOK, "", "import profile profile.yaml --city 110101 --data copy --publish")
	for i, noun := range []string{"areas", "bodies", "people", "categories", "appointments", "charges", "sponsorships"} {
		format := []string{"xlsx", "csv"}[i%2]
		want(t, exitOK, "", "export "+nouns[noun]+" --city 110101 --output out."+format+at)
		want(t, exitOK, "", "import "+noun+" out."+format+" --city 110101 --data copy --publish")
		one := want(t, exitOK, "", "export "+nouns[noun]+" --city 110101 --lang-header en"+at)
		other := want(t, exitOK, "", "export "+nouns[noun]+" --city 110101 --data copy --lang-header en"+map[bool]string{false: at}[noun == "areas"])
		if one != other || strings.Count(one, "\n") < 2 {
			t.Errorf("%s went out as\n%sand then as\n%s", noun, one, other)
		}
	}
	want(t, exitOK, "", "export people --city 110101 --output eyes.csv")
	if info, err := os.Stat("eyes.csv"); err != nil || info.Mode().Perm() != private {
		t.Errorf("telephone numbers for others' eyes: %v, %v", info, err)
	}
}

func covered(t *testing.T) {
	want(t, exitOK, "", "coverage --city 110101 --output page.html --at 2026-01-01")
	if page := read(t, "page.html"); !strings.HasPrefix(page, "<!") {
		t.Errorf("the page begins with %.40q", page)
	}
	type level struct {
		ID    string
		Units int
	}
	levels := decoded[struct{ Levels []level }](t, want(t, exitOK, "", "coverage --city 110101 --format json --at 2026-01-01")).Levels
	if len(levels) != 9 || levels[2] != (level{"subdistrict", 2}) {
		t.Errorf("coverage has %+v", levels)
	}
	want(t, exitOK, "景山街道", "coverage --city 110101 --format csv --at 2026-01-01")
}

// A city in which nothing is wrong.
func TestACleanAuditEndsWell(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	write(t, "small.yaml", "name: {zh: 小城, en: Small}\nlevels:\n  - {id: town, name: {zh: 镇, en: Town}, form: tiling}\nposts:\n  - {id: head, name: {zh: 镇长, en: Head}, kind: head, levels: [town]}\n")
	write(t, "town.geojson", strings.NewReplacer("110101001000", "T1").Replace(strings.Split(read(t, "subdistricts.geojson"), "\n")[1][:len(strings.Split(read(t, "subdistricts.geojson"), "\n")[1])-1]))
	write(t, "heads.csv", "unit,post,person,name,from\nT1,head,p1,王示例,2024-01-01\n")
	want(t, exitOK, "", "import profile small.yaml --city 110101 --publish --effective 2024-01-01")
	want(t, exitOK, "", "import territory town.geojson --level town --crs wgs84 --city 110101 --publish")
	want(t, exitFailed, "audit_without_head", "audit --city 110101")
	want(t, exitOK, "", "import appointments heads.csv --city 110101")
	want(t, exitOK, "", "audit --city 110101 --draft last")
	want(t, exitFailed, "audit_without_head", "audit --city 110101")
}

// An import that ends in the middle gives up the draft that it made, and only that.
func TestAnInterruptedImportLeavesNoDraft(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out bytes.Buffer
	w := &working{run: &run{ctx: ctx, stdout: &out, stderr: &out}, citySettings: &citySettings{City: "110101"}, app: app.New(st, app.Options{}), progress: app.Silent, record: nothingDone{}}
	i := &importing{working: w, how: &putSettings{}, content: strings.NewReader(""), sum: sha256.New()}
	_, err = i.put(func(string) (app.Outcome, error) {
		cancel()
		return app.Outcome{}, ctx.Err()
	})
	if code := w.exitCode(err); code != exitInterrupted {
		t.Errorf("exit %d: %s", code, out.String())
	}
	all, err := w.app.Drafts(t.Context(), "110101")
	if err != nil || len(all) != 1 || all[0].State != app.DroppedDraft {
		t.Errorf("%v: %+v", err, all)
	}
}

// A file is there whole or as it was.
func TestAnOutputThatFailsLeavesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.txt")
	write(t, path, "before")
	broken := errors.New("broken")
	err := replaceFile(path, public, func(w io.Writer) error {
		if _, err := io.WriteString(w, strings.Repeat("half ", 10_000)); err != nil {
			return err
		}
		return broken
	})
	left, _ := os.ReadDir(dir)
	if !errors.Is(err, broken) || read(t, path) != "before" || len(left) != 1 {
		t.Errorf("%v; %d files; %.20q", err, len(left), read(t, path))
	}
	if err := replaceFile(path, public, func(w io.Writer) error { _, err := io.WriteString(w, "after"); return err }); err != nil || read(t, path) != "after" {
		t.Errorf("%v: %q", err, read(t, path))
	}
}
