package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"go.uber.org/goleak"

	"sizhang/geo/geotest"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sizhang runs a command line and returns its exit code and what it printed.
func sizhang(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := sizhang(t, args...)
	if code != exitOK {
		t.Fatalf("sizhang %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// inExamples puts the test into a folder with the files that the examples name.
func inExamples(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/examples")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
}

// examples returns the example of every command, from its own help.
func examples(t *testing.T) map[string][]string {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Name("sizhang"), kong.Vars{"lang": "zh"})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, leaf := range parser.Model.Leaves(false) {
		help := regexp.MustCompile(`(?m)^  sizhang (.*)$`).FindStringSubmatch(leaf.Detail)
		if help == nil {
			t.Errorf("the help of %q has no example", commandName(leaf))
			continue
		}
		found[commandName(leaf)] = strings.Fields(help[1])
	}
	return found
}

// Every command's example is run, in the order in which a new city would.
func TestEveryExampleRuns(t *testing.T) {
	inExamples(t)
	all := examples(t)
	left := maps.Clone(all)
	for _, name := range []string{
		"version", "config", "import profile", "import areas", "draft drop", "import areas", "import territory", "import streets", "import buildings",
		"import appointments", "import bodies", "import people", "import categories", "import default-categories", "import charges", "import sponsorships",
		"drafts", "draft show", "draft rebase", "audit", "diff", "publish", "import calendar", "calendar show", "versions", "reschedule", "handover", "coverage", "export profile", "export units",
		"export appointments", "export people", "export bodies", "export categories", "export charges", "export sponsorships",
		"user create-admin", "user create", "user import", "user list", "user grant", "user take", "user disable", "user enable", "user reset-password", "user reset-factor",
		"key list", "key rotate", "record list", "record export", "record verify", "photo verify",
		"import requests", "import orders", "issue show", "issue list", "issue verify", "indicators", "lifecycle",
		"backup", "restore", "migrate", "doctor",
	} {
		args, ok := all[name]
		if !ok {
			t.Fatalf("no example of %s", name)
		}
		code, out, errs := sizhang(t, args...)
		if want := map[string]int{"audit": exitFailed, "reschedule": exitFailed}[name]; code != want { // posts are empty, and the version is in force
			t.Fatalf("sizhang %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
		}
		t.Logf("sizhang %s\n%s", strings.Join(args, " "), out)
		delete(left, name)
	}
	serving(t, here(all["serve"]), func(string) { mustRun(t, here(all["health"])...) })
	for _, name := range []string{"serve", "health", "demo"} { // the next test runs the demonstration
		delete(left, name)
	}
	for key := range left {
		t.Errorf("the example of %s was not run", key)
	}
	if answers := whoAnswers(t, "data", "110101", 116.40015, 39.9101); answers != "赵示例" {
		t.Errorf("after the examples %q answers in the building", answers)
	}
}

// here is an example with another address: its own may be taken.
func here(args []string) []string {
	return strings.Fields(strings.ReplaceAll(strings.Join(args, " "), "127.0.0.1:8080", freeAddress))
}

// freeAddress is one that nobody listened on when the tests began.
var freeAddress = func() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}()

// serving runs a command that serves, calls use with its URL once it is ready,
// and stops it as a signal would.
func serving(t *testing.T, args []string, use func(base string)) string {
	t.Helper()
	return servingUntil(t, args, "", func(base string, _ func() string) { use(base) })
}

// servingUntil is serving for whoever needs what is printed: use is called once
// that has the text.
func servingUntil(t *testing.T, args []string, text string, use func(base string, printed func() string)) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errs lockedBuffer
	ended := make(chan int, 1)
	go func() { ended <- Run(ctx, args, &out, &errs) }()
	base := "http://" + freeAddress
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if status(base+"/readyz") == http.StatusOK && strings.Contains(out.String(), text) {
			break
		}
		select {
		case code := <-ended:
			t.Fatalf("sizhang %v ended with %d\n%s%s", args, code, out.String(), errs.String())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("sizhang %v is not ready\n%s", args, errs.String())
		}
	}
	use(base, out.String)
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("sizhang %v stopped with %d\n%s", args, code, errs.String())
	}
	return out.String()
}

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func status(url string) int {
	answer, err := client.Get(url)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

func fetch(t *testing.T, url string, into any) {
	t.Helper()
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v\n%s", url, answer.Status, err, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s: %v\n%s", url, err, body)
	}
}

// load reads a city from a data folder.
func load(t *testing.T, dir, code string) *app.City {
	t.Helper()
	st, err := sqlite.Open(t.Context(), dir, store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	a := app.New(st, app.Options{})
	if err := a.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	city, ok := a.City(code)
	if !ok {
		t.Fatalf("there is no city %s", code)
	}
	return city
}

func whoAnswers(t *testing.T, dir, code string, lng, lat float64) string {
	t.Helper()
	_, answer, ok := load(t, dir, code).At(time.Now()).Brief(nil, pointAt(lng, lat))
	if !ok {
		return ""
	}
	return answer.Term.Name
}

// The welcome's curl lines work as they are printed, and show what they say.
func TestTheDemonstrationAnswersWhatItPrints(t *testing.T) {
	geotest.Reckons(t)
	type answer struct {
		Units []struct {
			Level, Code string
			Heads       []struct{ Name string }
		}
		Answers *struct {
			Level    string
			Fallback bool
		}
		Ambiguous []struct{ Code string }
		Version   struct{ Number int }
	}
	var printed string
	args := append(here(examples(t)["demo"]), "--data", filepath.Join(t.TempDir(), "kept"))
	printed = servingUntil(t, args, "Ctrl-C", func(string, func() string) {})
	// Again over the kept data, now asking.
	serving(t, args, func(string) {
		lines := regexp.MustCompile(`curl -s '(http://[^']*duty\?[^']*)'`).FindAllStringSubmatch(printed, -1)
		if len(lines) != 7 {
			t.Fatalf("%d curl lines were printed, want 7:\n%s", len(lines), printed)
		}
		answers := make([]answer, len(lines))
		for i, line := range lines {
			fetch(t, line[1], &answers[i])
		}
		building, street, fallback, border, gcj := answers[0], answers[1], answers[2], answers[3], answers[4]
		then, today := answers[5], answers[6]
		for _, line := range regexp.MustCompile(`curl -s '(http://[^']*/units/[^']*)'`).FindAllStringSubmatch(printed, -1) {
			var any map[string]json.RawMessage
			fetch(t, line[1], &any)
		}
		switch {
		case building.Answers == nil || building.Answers.Level != "building" || building.Answers.Fallback:
			t.Errorf("in a building: %+v", building.Answers)
		case street.Answers == nil || street.Answers.Level != "street":
			t.Errorf("on a street: %+v", street.Answers)
		case fallback.Answers == nil || !fallback.Answers.Fallback || len(fallback.Units[0].Heads) != 0:
			t.Errorf("in a grid without a head: %+v", fallback)
		case len(border.Ambiguous) == 0:
			t.Errorf("at a border nothing is ambiguous")
		case len(gcj.Units) == 0 || gcj.Units[0].Code != building.Units[0].Code:
			t.Errorf("the same building in GCJ-02: %+v", gcj.Units)
		case then.Version.Number != 1 || today.Version.Number != 2 || then.Units[0].Code == today.Units[0].Code || then.Units[0].Heads[0].Name == today.Units[0].Heads[0].Name:
			t.Errorf("in the grid that was split: %+v, and now %+v", then, today)
		}
	})
}

func TestWrongSettingsAreToldBeforeAnythingStarts(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	for _, c := range []struct {
		name string
		args string
		code int
		says string
	}{
		{"no command", "", exitUsage, "expected one of"},
		{"unknown command", "conquer", exitUsage, "conquer"},
		{"address without a port", "serve --listen localhost", exitUsage, "--listen"},
		{"limit of nothing", "serve --stop-limit 0s", exitUsage, "--stop-limit"},
		{"restless", "serve --refresh 1ms", exitUsage, "--refresh"},
		{"city of four digits", "import areas areas.csv --city 1101", exitUsage, "--city"},
		{"no city", "import areas areas.csv", exitUsage, "--city"},
		{"file that is not there", "import areas nowhere.csv --city 110101", exitUsage, "nowhere.csv"},
		{"city without a profile", "import areas areas.csv --city 110101", exitFailed, "city_without_profile"},
		{"profile of no city", "import areas areas.csv --city 110101 --dry-run", exitFailed, "city_without_profile"},
		{"no folder of data", "audit --city 110101 --data nowhere", exitFailed, "data_missing"},
		{"day that is none", "audit --city 110101 --at tomorrow", exitUsage, "2024-03-01"},
		{"format that is none", "audit --city 110101 --format pdf", exitUsage, "geojson"},
		{"diff of nothing", "diff --city 110101", exitUsage, "--draft"},
		{"dry and published", "import areas areas.csv --city 110101 --dry-run --publish", exitUsage, "--dry-run"},
		{"effective without publishing", "import areas areas.csv --city 110101 --effective 2026-01-01", exitUsage, "--publish"},
		{"draft that is none", "publish --city 110101 --draft nowhere", exitFailed, "draft_unknown"},
		{"no draft at all", "publish --city 110101 --draft last", exitFailed, "no_open_draft"},
		{"operator token, which there is no more", "serve --operator-token hunter2hunter2hunter2hunter2hunter2", exitUsage, "--operator-token"},
		{"proxy that is none", "serve --proxies nginx", exitUsage, "--proxies"},
		{"no audience", "serve --audience=", exitUsage, "--audience"},
		{"a grace of an hour", "serve --refresh-grace 1h", exitUsage, "--refresh-grace"},
		{"no grace", "serve --refresh-grace 0s", exitUsage, "--refresh-grace"},
		{"half a single sign-on", "serve --sso-city 110101", exitUsage, "--sso-issuer"},
		{"single sign-on of no city", "serve --sso-issuer https://sso.example", exitUsage, "--sso-city"},
		{"single sign-on without a way back", "serve --sso-issuer https://sso.example --sso-city 110101 --sso-client-id sizhang", exitUsage, "--sso-callback"},
		{"account of no city", "user list", exitUsage, "--city"},
		{"place without a role", "user create --login wang --unit 110101001000 --city 110101", exitUsage, "--role"},
		{"accounts of a city of four digits", "user create --login wang --city 1101", exitUsage, "--city"},
		{"no data for accounts", "user create-admin --login wang --city 110101 --data nowhere", exitFailed, "data_missing"},
		{"kind of entry that is none", "record list --city 110101 --kind gossip", exitUsage, "--kind"},
		{"negative width", "import streets streets.geojson --city 110101 --width -3", exitUsage, "--width"},
	} {
		code, _, errs := sizhang(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit %d, want %d; %q does not say %q", c.name, code, c.code, errs, c.says)
		}
	}
}

// A profile that is wrong says in which line, for somebody with an editor.
func TestAProfileThatIsRefusedNamesTheLine(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("broken.yaml", []byte("name: {zh: 城}\nlevels:\n  - {id: grid, name: {zh: 网格}, form: tilling}\npost: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{"zh": "第 4 行第 1 列，post: 没有“post”这一项", "en": "line 4, column 1, post: There is no such setting"} {
		code, _, errs := sizhang(t, "import", "profile", "broken.yaml", "--city", "110101", "--lang", language)
		if code != exitFailed || !strings.Contains(errs, want) {
			t.Errorf("exit %d, %s; want %s", code, errs, want)
		}
	}
}

// A column that a table lacks is named as the command's own help names it.
func TestMissingColumnsAreNamedAsInTheHelp(t *testing.T) {
	inExamples(t)
	mustRun(t, "import", "profile", "profile.yaml", "--city", "110101", "--publish")
	if err := os.WriteFile("other.csv", []byte("甲,乙\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for noun, command := range map[string]interface{ Help() string }{
		"areas": importAreas{}, "appointments": importAppointments{}, "people": importPeople{}, "bodies": importBodies{},
		"categories": importCategories{}, "charges": importCharges{}, "sponsorships": importSponsorships{}, "calendar": importCalendar{},
	} {
		_, out, _ := sizhang(t, "import", noun, "other.csv", "--city", "110101")
		missing := regexp.MustCompile(`缺少“(.*?)”列`).FindAllStringSubmatch(out, -1)
		if len(missing) == 0 {
			t.Errorf("import %s: %s", noun, out)
		}
		for _, column := range missing {
			if !strings.Contains(command.Help(), column[1]) {
				t.Errorf("import %s: %s is not in its help", noun, column[1])
			}
		}
	}
}

func TestImportsThatAreRefused(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	mustRun(t, "import", "profile", "profile.yaml", "--city", "110101", "--publish")
	mustRun(t, strings.Fields("import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --city 110101 --publish")...)
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	feature := func(coordinates string) string {
		return `{"type":"Feature","properties":{"code":"110101001000","name":"甲"},"geometry":{"type":"Polygon","coordinates":[[` + coordinates + `]]}}`
	}
	write("bowtie.geojson", feature("[116.39,39.90],[116.41,39.92],[116.41,39.90],[116.39,39.92],[116.39,39.90]"))
	write("truncated.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature"`)
	write("empty.geojson", "")
	write("text.geojson", "code,name\n1,2\n")
	write("nameless.csv", "code,name,level,parent\n110101000000,,county,110100000000\n")
	write("codeless.geojson", strings.Replace(feature("[116.39,39.90],[116.41,39.90],[116.41,39.92],[116.39,39.92],[116.39,39.90]"), `"code":"110101001000",`, "", 1))
	for _, c := range []struct{ args, code string }{
		{"territory bowtie.geojson --level subdistrict --crs wgs84", "shape_self_crossing"},
		{"territory bowtie.geojson --level subdistrict", "crs_missing"},
		{"territory bowtie.geojson --level subdistrict --crs mars", "crs_unknown"},
		{"territory bowtie.geojson --level planet --crs wgs84", "level_unknown"},
		{"territory truncated.geojson --level subdistrict --crs wgs84", "geojson_truncated"},
		{"territory empty.geojson --level subdistrict --crs wgs84", "geojson_empty_file"},
		{"territory text.geojson --level subdistrict --crs wgs84", "geojson_not_json"},
		{"areas areas.csv", "level_unmapped"},
		{"areas nameless.csv --whole county --leave-out --json", "whole_incomplete"},
		{"areas nameless.csv --whole county --leave-out --json --dry-run", "whole_incomplete"},
		{"territory codeless.geojson --level subdistrict --crs wgs84 --whole subdistrict --leave-out --json", "whole_incomplete"},
		{"streets streets.geojson --crs wgs84", "width_missing"},
	} {
		code, out, errs := sizhang(t, strings.Fields("import "+c.args+" --city 110101")...)
		if code != exitFailed || !strings.Contains(out+errs, c.code) {
			t.Errorf("import %s: exit %d\n%s%s", c.args, code, out, errs)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		_, out, _ := sizhang(t, strings.Fields("import territory bowtie.geojson --level subdistrict --crs wgs84 --city 110101 --lang "+lang)...)
		want := map[string]string{"zh": "未写入任何内容", "en": "nothing was written"}[lang]
		if !strings.Contains(out, want) {
			t.Errorf("in %s: %s", lang, out)
		}
	}
	if n := load(t, "data", "110101").At(time.Now()).Len(); n != 5 {
		t.Errorf("%d units are in force after refusals, want the 5 of the table", n)
	}
	if out := mustRun(t, "drafts", "--city", "110101", "--json"); strings.TrimSpace(out) != "[]" {
		t.Errorf("refused imports left drafts behind: %s", out)
	}
}

func TestReportsAsJSON(t *testing.T) {
	inExamples(t)
	mustRun(t, "import", "profile", "profile.yaml", "--city", "110101", "--publish")
	out := mustRun(t, strings.Fields("import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --city 110101 --json")...)
	var report struct {
		File     string
		Read     int
		Findings []struct{ Code string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.File != "areas.csv" || report.Read != 6 {
		t.Errorf("%v: %+v\n%s", err, report, out)
	}
}

func TestConfigNamesEverySettingAndHidesSecrets(t *testing.T) {
	t.Setenv("SIZHANG_LISTEN", "127.0.0.1:9999")
	out := mustRun(t, "config")
	t.Setenv("SIZHANG_SSO_CLIENT_SECRET", "hunter2hunter2hunter2hunter2hunter2")
	if out := mustRun(t, "config"); strings.Contains(out, "hunter2") || !regexp.MustCompile(`--sso-client-secret +\*{6} +environment`).MatchString(out) {
		t.Errorf("a secret shows, or nobody sees that there is one:\n%s", out)
	}
	for _, line := range []string{"--listen", "SIZHANG_LISTEN", "127.0.0.1:9999", "environment", "--data", "SIZHANG_LOG_LEVEL", "import areas"} {
		if !strings.Contains(out, line) {
			t.Errorf("config does not mention %s:\n%s", line, out)
		}
	}
	var secretive struct {
		Token string `secret:"" default:"hunter2"`
	}
	parser, err := kong.New(&secretive, kong.DefaultEnvars("SIZHANG"))
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(settings(parser.Model)); strings.Contains(text, "hunter2") || !strings.Contains(text, "******") {
		t.Errorf("a secret shows: %s", text)
	}
}

func TestEveryFlagHasAnEnvironmentVariable(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.DefaultEnvars("SIZHANG"), kong.Vars{"lang": "zh"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings(parser.Model) {
		if !strings.HasPrefix(s.env, "SIZHANG_") {
			t.Errorf("%s has the environment variable %q", s.name, s.env)
		}
	}
}

func TestATakenAddressIsSaid(t *testing.T) {
	inExamples(t)
	serving(t, []string{"serve", "--listen", freeAddress}, func(string) {
		code, _, errs := sizhang(t, "serve", "--listen", freeAddress, "--data", "other")
		if code != exitFailed || !strings.Contains(errs, "address_in_use") {
			t.Errorf("exit %d: %s", code, errs)
		}
	})
}

func TestAnInterruptedImportSaysSo(t *testing.T) {
	inExamples(t)
	mustRun(t, "import", "profile", "profile.yaml", "--city", "110101", "--publish")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := Run(ctx, strings.Fields("import areas areas.csv --city 110101"), &out, &errs)
	if code != exitInterrupted {
		t.Errorf("exit %d\n%s%s", code, out.String(), errs.String())
	}
}

func TestHealthOfNothingFails(t *testing.T) {
	if code, _, errs := sizhang(t, "health", "--listen", freeAddress, "--timeout", "1s"); code != exitFailed || errs == "" {
		t.Errorf("exit %d: %s", code, errs)
	}
}
