package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/geo/hex"
	"sizhang/server/app"
	"sizhang/server/issues"
	"sizhang/server/issues/board"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// What is outstanding after an import, per district, per cell and per type, is what a plain
// count of the file says. A small made-up file goes this way always, Washington's 11,288
// requests of 2016 where SIZHANG_FIELD_DATA names a folder with
// washington/requests.csv.
func TestOutstandingIsWhatTheFileSays(t *testing.T) {
	geotest.Reckons(t)
	dir := t.TempDir()
	t.Chdir(dir)
	inWashington(t)
	t.Run("made up", func(t *testing.T) {
		if err := os.WriteFile("requests.csv", madeUpRequests(), 0o600); err != nil {
			t.Fatal(err)
		}
		wantOutstanding(t, "requests.csv", filepath.Join(dir, "small"))
	})
	t.Run("Washington", func(t *testing.T) {
		file := filepath.Join(os.Getenv("SIZHANG_FIELD_DATA"), "washington", "requests.csv")
		if _, err := os.Stat(file); err != nil || os.Getenv("SIZHANG_FIELD_DATA") == "" {
			t.Skip("SIZHANG_FIELD_DATA names no folder with washington/requests.csv")
		}
		wantOutstanding(t, file, filepath.Join(dir, "large"))
	})
}

const washington = "990001"

// inWashington makes Washington in the folder data, of the shapes that are kept as test data.
func inWashington(t *testing.T) {
	t.Helper()
	profile := filepath.Join(here0, "..", "profile", "examples", "washington.yaml")
	mustRun(t, "import", "profile", profile, "--city", washington, "--data", "data")
	for _, file := range [][2]string{{"wards", "ward"}, {"commissions", "commission"}, {"member-districts", "member_district"}} {
		if err := os.WriteFile(file[0]+".geojson", unpacked(t, file[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"import", "territory", file[0] + ".geojson", "--level", file[1], "--crs", "wgs84", "--city", washington, "--data", "data", "--draft", "last"}
		if file[1] != "ward" {
			args = append(args, "--parent", "parent")
		}
		mustRun(t, args...)
	}
	mustRun(t, "publish", "--city", washington, "--data", "data", "--draft", "last", "--effective", "2015-01-01")
}

// here0 is where the tests were started.
var here0 = func() string { dir, _ := os.Getwd(); return dir }()

func unpacked(t *testing.T, name string) []byte {
	t.Helper()
	text, err := io.ReadAll(geotest.Open(t, "washington/"+name+".geojson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// madeUpRequests is a file of 200 requests in every status. Every tenth lies where a
// commission of one ward reaches into another: it is the other's, and of the other alone.
func madeUpRequests() []byte {
	rng := rand.New(rand.NewPCG(16, 8))
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"id", "code", "type", "organization", "status", "priority", "added", "due", "resolved", "address", "ward", "lat", "lng"})
	for n := range 200 {
		added := time.Date(2016, 7, 8, 0, 0, 0, 0, time.UTC).Add(time.Duration(rng.IntN(30*24*3600)) * time.Second)
		kind := rng.IntN(6)
		status, resolved := []string{"OPEN", "IN-PROGRESS", "CLOSED", "VOIDED", "CLOSED - INCOMPLETE INFORMATION", "DUPLICATE (OPENED)"}[rng.IntN(6)], ""
		if strings.HasPrefix(status, "CLOSED") || status == "VOIDED" {
			resolved = added.Add(time.Duration(rng.IntN(100)) * time.Hour).Format(time.RFC3339)
		}
		lat, lng := 38.90+rng.Float64()*0.03, -77.04+rng.Float64()*0.06
		if n%10 == 0 {
			lat, lng = 38.96846026, -77.06323853
		}
		w.Write([]string{
			fmt.Sprintf("99-%06d", n), fmt.Sprintf("K%d", kind), fmt.Sprintf("Kind %d", kind), "DPW", status, "STANDARD", added.Format(time.RFC3339),
			added.AddDate(0, 0, 7).Format(time.RFC3339), resolved, "", "",
			strconv.FormatFloat(lat, 'f', 8, 64), strconv.FormatFloat(lng, 'f', 8, 64),
		})
	}
	w.Flush()
	return text.Bytes()
}

// counts are how many requests are outstanding, by what.
type counts map[string]int

// wantOutstanding imports the file into a copy of Washington, twice, and compares.
func wantOutstanding(t *testing.T, file, data string) {
	t.Helper()
	if err := os.CopyFS(data, os.DirFS("data")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(data, secretFile), 0o600); err != nil { // copying forgets it
		t.Fatal(err)
	}
	args := []string{"import", "requests", file, "--crs", "wgs84", "--city", washington, "--data", data}
	if code, out, _ := sizhang(t, args...); code != exitFailed || !strings.Contains(out, "--add-categories") {
		t.Fatalf("without categories: exit %d\n%s", code, out)
	}
	mustRun(t, append(args, "--add-categories", "--publish")...)
	want := countedPlainly(t, file)
	if got := countedOnBoard(t, data, want); !maps.Equal(got, want) {
		for key := range want {
			if got[key] != want[key] {
				t.Errorf("%s: %d outstanding, the file says %d", key, got[key], want[key])
			}
		}
		for key := range got {
			if _, there := want[key]; !there {
				t.Errorf("%s: %d outstanding, the file knows none", key, got[key])
			}
		}
	}
	if out := mustRun(t, append(args, "--lang", "en")...); !strings.Contains(out, "\n0 imported") {
		t.Errorf("importing again: %s", out)
	}
	mustRun(t, "issue", "verify", "--city", washington, "--data", data)
	wantOwnTimes(t, file, data)
}

// countedPlainly counts without the product: the file, the districts' rings, and H3.
func countedPlainly(t *testing.T, file string) counts {
	t.Helper()
	rows, column := readCSV(t, file)
	wards, above := ringsOf(t, "wards")
	for _, name := range []string{"commissions", "member-districts"} {
		rings, parents := ringsOf(t, name)
		maps.Copy(wards, rings)
		maps.Copy(above, parents)
	}
	n := counts{}
	for _, row := range rows {
		switch status := row[column["status"]]; {
		case strings.HasPrefix(status, "CLOSED"), status == "VOIDED", status == "DUPLICATE (CLOSED)":
			continue
		}
		lat, _ := strconv.ParseFloat(row[column["lat"]], 64)
		lng, _ := strconv.ParseFloat(row[column["lng"]], 64)
		within, held := map[string]bool{}, map[int]bool{} // districts, and levels of them by how long their codes are
		for code, rings := range wards {
			if inRings(rings, lng, lat) {
				n["spot "+code]++
				within[code], held[len(code)] = true, true
			}
		}
		for _, code := range slices.Collect(maps.Keys(within)) { // districts do not nest everywhere: who holds the place comes first
			for up := above[code]; up != ""; up = above[up] {
				within[up] = within[up] || !held[len(up)]
			}
		}
		for code, in := range within {
			n["unit "+code] += 0 // asked for, too, where it is not in
			if in {
				n["unit "+code]++
			}
		}
		for res := 7; res <= 11; res++ {
			cell, err := hex.At(geo.Point{Lng: lng, Lat: lat}, res)
			if err != nil {
				t.Fatal(err)
			}
			n["cell "+cell.String()]++
		}
		n["type "+row[column["code"]]]++
		n["all"]++
	}
	return n
}

func readCSV(t *testing.T, file string) ([][]string, map[string]int) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	return rows[1:], column
}

// ringsOf reads the rings of a file by code, and who is above whom.
func ringsOf(t *testing.T, name string) (map[string][][][2]float64, map[string]string) {
	t.Helper()
	var file struct {
		Features []struct {
			Properties struct{ Code, Parent string }
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(unpacked(t, name), &file); err != nil {
		t.Fatal(err)
	}
	wards, above := map[string][][][2]float64{}, map[string]string{}
	for _, f := range file.Features {
		var one [][][2]float64
		var many [][][][2]float64
		if f.Geometry.Type == "Polygon" {
			if err := json.Unmarshal(f.Geometry.Coordinates, &one); err != nil {
				t.Fatal(err)
			}
			many = append(many, one)
		} else if err := json.Unmarshal(f.Geometry.Coordinates, &many); err != nil {
			t.Fatal(err)
		}
		wards[f.Properties.Code] = slices.Concat(many...)
		above[f.Properties.Code] = f.Properties.Parent
	}
	return wards, above
}

// inRings counts how many edges a ray to the east crosses.
func inRings(rings [][][2]float64, x, y float64) bool {
	in := false
	for _, ring := range rings {
		for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
			a, b := ring[i], ring[j]
			if (a[1] > y) != (b[1] > y) && x < (b[0]-a[0])*(y-a[1])/(b[1]-a[1])+a[0] {
				in = !in
			}
		}
	}
	return in
}

// onBoard opens the issues of a folder.
func onBoard(t *testing.T, data string, use func(*issues.Issues, *board.Board, board.Filter)) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), data, store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	a := app.New(st, app.Options{})
	desk := issues.New(issues.Options{Store: st, Cities: a})
	if err := a.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	if err := desk.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	w := &working{citySettings: &citySettings{City: washington}}
	use(desk, desk.Board(washington), board.Filter{Scope: w.everything(), Open: true})
}

// countedOnBoard asks the product; of wards and types it asks for those that are wanted.
func countedOnBoard(t *testing.T, data string, want counts) counts {
	t.Helper()
	n, now := counts{}, time.Now()
	onBoard(t, data, func(_ *issues.Issues, b *board.Board, f board.Filter) {
		for key := range want {
			kind, code, _ := strings.Cut(key, " ")
			one := f
			switch kind {
			case "unit":
				one.Unit = code
			case "type":
				one.Categories = []string{code}
			default:
				continue
			}
			n[key] = b.Count(one, now)
		}
		for res := 7; res <= 11; res++ {
			for _, c := range b.Cells(f, res, now) {
				n["cell "+c.Cell.String()] = c.Count
				if b.Outstanding(c.Cell) != c.Count {
					t.Errorf("cell %s has %d outstanding, and %d on the map", c.Cell, b.Outstanding(c.Cell), c.Count)
				}
			}
		}
		b.Each(f, now, func(c *issue.Card) bool {
			for _, code := range c.Spots {
				n["spot "+code]++
			}
			return true
		})
		n["all"] = b.Open()
	})
	return n
}

// wantOwnTimes wants each issue to have the times of its row.
func wantOwnTimes(t *testing.T, file, data string) {
	t.Helper()
	rows, column := readCSV(t, file)
	onBoard(t, data, func(desk *issues.Issues, b *board.Board, _ board.Filter) {
		if b.Len() != len(rows) {
			t.Errorf("%d issues of %d rows", b.Len(), len(rows))
		}
		for k, row := range rows {
			if k%max(1, len(rows)/200) != 0 {
				continue
			}
			i, err := desk.ByOutside(t.Context(), washington, issue.FromOther, row[column["id"]])
			if err != nil {
				t.Fatal(err)
			}
			c := i.Card()
			at := func(name string) time.Time {
				instant, _ := time.Parse(time.RFC3339, row[column[name]])
				return instant
			}
			over := i.Last().At
			if i.Open() {
				over = time.Time{}
			}
			if !c.Reported.Equal(at("added")) || row[column["resolved"]] != "" && !over.Equal(at("resolved")) || row[column["resolved"]] == "" && !i.Open() {
				t.Errorf("%s was reported %s and over %s, the file says %v", i.Outside, c.Reported, over, row)
			}
			if i.State != issue.Void && row[column["due"]] != "" && !c.Due.Equal(at("due")) {
				t.Errorf("%s was due %s, the file says %s", i.Outside, c.Due, row[column["due"]])
			}
			if i.History[0].With[issue.WithImported] == "" || i.Verify() != 0 {
				t.Errorf("%s does not say that it was imported, or its chain is broken", i.Outside)
			}
		}
	})
}

// What is wrong with a file is named by row and number, and nothing of it is written.
func TestRequestsThatAreRefused(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	mustRun(t, strings.Fields("import profile profile.yaml --city 110101")...)
	for _, step := range []string{
		"import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict",
		"import territory subdistricts.geojson --level subdistrict --parent parent --crs wgs84", "import bodies bodies.csv", "import categories categories.csv",
	} {
		mustRun(t, strings.Fields(step+" --city 110101 --draft last")...)
	}
	mustRun(t, strings.Fields("publish --city 110101 --draft last")...)
	const header = "id,category,status,added,resolved,lng,lat,text\n"
	const good = "1,0101,open,2026-02-01T08:00:00+08:00,,116.40015,39.9101,一\n"
	for _, c := range []struct{ row, want string }{
		{"2,0101,open,2026-02-01,,1,1,远方\n", "place_outside"},
		{"2,0101,asleep,2026-02-01,,116.40015,39.9101,x\n", "status_unknown"},
		{"2,0101,open,2026-02-01,2026-02-02,116.40015,39.9101,x\n", "open_yet_over"},
		{"2,0101,closed,2026-02-01,,116.40015,39.9101,x\n", "value_missing"},
		{"2,0101,closed,2026-02-02,2026-02-01,116.40015,39.9101,x\n", "time_backwards"},
		{"2,0101,open,2090-02-02,,116.40015,39.9101,x\n", "future_time"},
		{"2,0101,open,2026-02-02,,,39.9101,x\n", "value_missing"},
		{"2,0101,open,2026-02-02,,east,39.9101,x\n", "point_invalid"},
		{"2,77,open,2026-02-02,,116.40015,39.9101,x\n", "category_unknown"},
		{"1,0101,open,2026-02-02,,116.40015,39.9101,x\n", "code_doubled"},
	} {
		if err := os.WriteFile("r.csv", []byte(header+good+c.row), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, dry := range []string{"--dry-run", "--json", ""} {
			code, out, errs := sizhang(t, strings.Fields("import requests r.csv --crs wgs84 --city 110101 "+dry)...)
			if code != exitFailed || !strings.Contains(out, c.want) {
				t.Errorf("%s%s: exit %d\n%s%s", c.row, dry, code, out, errs)
			}
			if dry == "" && !strings.Contains(out, "第 3 行，"+c.row[:1]) {
				t.Errorf("%s: the row is not named:\n%s", c.row, out)
			}
		}
	}
	if out := mustRun(t, strings.Fields("issue list --city 110101 --json")...); strings.TrimSpace(out) != "[]" {
		t.Errorf("refused imports left issues behind: %s", out)
	}
	mustRun(t, strings.Fields("import requests r.csv --crs wgs84 --city 110101 --leave-out --dry-run")...)
	if out := mustRun(t, strings.Fields("import requests r.csv --crs wgs84 --city 110101 --leave-out --lang en")...); !strings.Contains(out, "\n1 imported") {
		t.Errorf("left out: %s", out)
	}
	if code, _, errs := sizhang(t, strings.Fields("import requests r.csv --crs wgs84 --city 110101 --publish")...); code != exitUsage || !strings.Contains(errs, "--add-categories") {
		t.Errorf("publish what? exit %d %s", code, errs)
	}
}

// A broken chain is found by verify, and told by show.
func TestAnIssueThatWasTamperedWith(t *testing.T) {
	geotest.Reckons(t)
	t.Chdir(t.TempDir())
	inWashington(t)
	if err := os.WriteFile("requests.csv", madeUpRequests()[:2000], 0o600); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile("requests.csv")
	if err := os.WriteFile("requests.csv", text[:bytes.LastIndexByte(text, '\n')+1], 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, strings.Fields("import requests requests.csv --crs wgs84 --city 990001 --data data --add-categories --publish")...)
	mustRun(t, strings.Fields("issue verify --city 990001 --data data")...)
	st, err := sqlite.Open(t.Context(), "data", store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	page, err := st.Query(t.Context(), store.Query{Collection: store.Issues, City: washington, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	d := page.Documents[0]
	was, chain, _ := bytes.Cut(d.Body, []byte(`"history":`)) // what stands before it may name the office, too, and is in no chain
	d.Body = slices.Concat(was, []byte(`"history":`), bytes.Replace(chain, []byte(`"DPW"`), []byte(`"DPX"`), 1))
	if _, err := st.Replace(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := sizhang(t, strings.Fields("issue verify --city 990001 --data data --json")...); code != exitFailed || !strings.Contains(out, d.ID) {
		t.Errorf("verify: exit %d\n%s", code, out)
	}
	if code, out, _ := sizhang(t, strings.Fields("issue show "+d.ID+" --city 990001 --data data")...); code != exitFailed || !strings.Contains(out, "断开") {
		t.Errorf("show: exit %d\n%s", code, out)
	}
}
