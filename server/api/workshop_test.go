package api

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/accounts"
	"sizhang/server/app"
	"sizhang/server/auth/password"
	"sizhang/server/auth/secret"
	"sizhang/server/auth/token"
	"sizhang/server/profile"
	"sizhang/server/record"
	"sizhang/server/session"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// workshop is a server over a store, and an administrator at work on the first city
// of the fixtures.
type workshop struct {
	exchanging
	app    *app.App
	ids    map[string]string // drafts by the names that the test gives them
	tokens map[string]string // of an administrator of each city
	keepers
}

// keepers are the real accounts, sessions and record over a store.
type keepers struct {
	store    store.Store
	accounts *accounts.Accounts
	sessions *session.Sessions
	record   *record.Log
}

func newKeepers(st store.Store, a *app.App, now func() time.Time) keepers {
	k := keepers{store: st}
	sealed := secret.New()
	hasher := password.NewHasher(password.Options{MemoryKiB: 64, Iterations: 1, AtOnce: 8})
	k.record = record.New(st, sealed, now)
	k.accounts = accounts.New(accounts.Options{Store: st, Duties: a, Hasher: hasher, Record: k.record, Now: now})
	k.sessions = session.New(session.Options{
		Store: st, Accounts: k.accounts, Secret: sealed, Hasher: hasher, Record: k.record,
		Maker: token.Maker{Issuer: "https://sizhang.test", Audience: "sizhang"}, Now: now, Log: quietLog(),
	})
	return k
}

// testPassword is what the accounts of tests choose.
const testPassword = "云雀在第七棵老槐树上歌唱"

// admin returns the header of an administrator of the city, who is made and signed
// in when first asked for.
func (w *workshop) admin(t *testing.T, city string) map[string]string {
	t.Helper()
	if w.tokens[city] == "" {
		_, oneTime, err := w.accounts.CreateAdmin(t.Context(), city, "admin", "管理员")
		if err != nil {
			t.Fatal(err)
		}
		w.tokens[city] = w.signIn(t, city, "admin", oneTime)
	}
	return map[string]string{"Authorization": "Bearer " + w.tokens[city]}
}

// signIn signs somebody in whose one-time password must be changed.
func (w *workshop) signIn(t *testing.T, city, login, oneTime string) string {
	t.Helper()
	from := session.From{Address: "192.0.2.1"}
	first, err := w.sessions.SignIn(t.Context(), city, login, oneTime, from)
	if err != nil || first.Next != session.NextPassword {
		t.Fatal(first.Next, err)
	}
	second, err := w.sessions.Password(t.Context(), first.Ticket, testPassword, from)
	if err != nil || second.Tokens == nil {
		t.Fatal(second.Next, err)
	}
	return second.Tokens.Access
}

const drafts = "/api/v1/cities/" + cityOne + "/drafts"

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	a := app.New(st, app.Options{Log: quietLog(), Now: func() time.Time { return fixtureNow }})
	if err := a.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	k := newKeepers(st, a, func() time.Time { return fixtureNow })
	s := New(a, Options{Log: quietLog(), Accounts: k.accounts, Sessions: k.sessions, Record: k.record})
	return &workshop{exchanging{s, readContract(t, s), shown{}}, a, map[string]string{}, map[string]string{}, k}
}

// do asks as an administrator of the city that the question is about, the first
// where it names none; {name} in the question stands for a draft.
func (w *workshop) do(t *testing.T, e exchange) any {
	t.Helper()
	answer := w.raw(t, e)
	if !strings.HasSuffix(answer.Header().Get("Content-Type"), "json") {
		return answer.Body.String()
	}
	return decode(t, answer)
}

func (w *workshop) raw(t *testing.T, e exchange) *httptest.ResponseRecorder {
	t.Helper()
	for name, id := range w.ids {
		e.ask = strings.ReplaceAll(e.ask, "{"+name+"}", id)
	}
	city := cityOne
	if _, rest, named := strings.Cut(e.ask, "/cities/"); named && e.headers["Authorization"] == "" {
		city, _, _ = strings.Cut(rest, "/")
	}
	headers := maps.Clone(w.admin(t, city))
	maps.Copy(headers, e.headers)
	e.headers = headers
	if e.status == 0 {
		e.status = 200
	}
	return w.run(t, e)
}

// open opens a draft under a name.
func (w *workshop) open(t *testing.T, name string) {
	t.Helper()
	w.ids[name] = pick(w.do(t, exchange{ask: "POST " + drafts, body: fmt.Sprintf(`{"note":%q}`, name)}), "id").(string)
}

// load imports a file into a draft.
func (w *workshop) load(t *testing.T, draft, noun, file string, want map[string]any) any {
	t.Helper()
	return w.do(t, exchange{
		ask:     "POST " + drafts + "/{" + draft + "}/imports/" + noun,
		headers: map[string]string{"Content-Type": "application/octet-stream"},
		body:    file, want: want,
	})
}

func fixtureYAML(t *testing.T, code string) string {
	t.Helper()
	p := fixtureProfile(code, "城市一", "First City")
	yaml, err := profile.Format(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(yaml)
}

// feature writes a square as GeoJSON.
func squareFeature(code, name, parent, more string, west, south, east, north float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":%q,"parent":%q%s},"geometry":{"type":"Polygon","coordinates":[[[%v,%v],[%v,%v],[%v,%v],[%v,%v],[%v,%v]]]}}`,
		code, name, parent, more, west, south, east, south, east, north, west, north, west, south)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// settle publishes a city: a county, two communities, a street, and in the west
// one grid with a head; a department and a sponsor beside.
func (w *workshop) settle(t *testing.T) {
	t.Helper()
	w.open(t, "first")
	w.load(t, "first", "profile?file=profile.yaml", fixtureYAML(t, cityOne), map[string]any{"taken": true, "report": "no report"})
	w.load(t, "first", "areas?file=areas.csv&levels=%E5%8C%BA%3Dcounty,city%3D-", "code,name,level,parent\n"+
		countyCode+",城市一区,区,\n"+westCode+",西社区,community,"+countyCode+"\n"+eastCode+",东社区,community,"+countyCode+"\n",
		map[string]any{"taken": true, "added": 3.0, "report.read": 3.0, "report.kept": 3.0, "report.file": "areas.csv", "report.record": "row"})
	w.load(t, "first", "territory?crs=wgs84&level=county&parent=parent", collection(squareFeature(countyCode, "城市一区", "", "", 116.40, 39.90, 116.42, 39.92)), map[string]any{"changed": 1.0})
	w.load(t, "first", "territory?crs=wgs84&level=community&parent=parent", collection(
		squareFeature(westCode, "西社区", countyCode, "", 116.40, 39.90, 116.41, 39.92),
		squareFeature(eastCode, "东社区", countyCode, "", 116.41, 39.90, 116.42, 39.92)), map[string]any{"changed": 2.0, "report.record": "feature"})
	w.load(t, "first", "buildings?crs=wgs84&level=grid&parent=parent", collection(squareFeature(oldCode, "老网格", westCode, "", 116.40, 39.90, 116.41, 39.92)), map[string]any{"added": 1.0})
	w.load(t, "first", "streets?crs=wgs84&width=22&level=street&name=-&parent=parent",
		collection(`{"type":"Feature","properties":{"code":"`+streetCode+`","name":"不读","parent":"`+countyCode+`"},"geometry":{"type":"LineString","coordinates":[[116.40,39.91],[116.42,39.91]]}}`),
		map[string]any{"taken": true, "added": 1.0})
	w.load(t, "first", "people", "person,name,phone,body\np1,周九,13800000000,\np9,钱书记,13900000000,\n", map[string]any{"added": 2.0})
	w.load(t, "first", "appointments", "unit,post,person,name,from,until,document\n"+oldCode+",grid_head,p1,周九,2016-01-01,,试政发〔2016〕1号\n", map[string]any{"added": 1.0})
	w.load(t, "first", "bodies", "code,name,parent\nhq,指挥部,\noffice,城管局,hq\n", map[string]any{"added": 2.0})
	w.load(t, "first", "categories", "code,name\nlitter,暴露垃圾\n", map[string]any{"added": 1.0})
	w.load(t, "first", "charges", "category,body,from,document\nlitter,office,2020-01-01,试办〔2020〕1号\n", map[string]any{"added": 1.0})
	w.load(t, "first", "sponsorships", "kind,unit,sponsor,name,from\nadoption,"+streetCode+",office,,2021-05-01\nlink,"+westCode+",p9,钱书记,2022-01-01\n", map[string]any{"added": 2.0})
	w.do(t, exchange{ask: "POST " + drafts + "/{first}/publish", body: `{"effective":"2015-01-01"}`, want: map[string]any{
		"published": true, "version": 1.0, "effective": "2015-01-01T00:00:00+08:00", "findings#": 0.0}})
}

// split publishes a draft that parts the old grid in two.
func (w *workshop) split(t *testing.T) {
	t.Helper()
	w.open(t, "second")
	w.load(t, "second", "territory?crs=wgs84&level=grid&parent=parent&predecessors=from&ended=ended", collection(
		squareFeature(southCode, "南网格", westCode, `,"from":"`+oldCode+`"`, 116.40, 39.90, 116.41, 39.91),
		squareFeature(northCode, "北网格", westCode, `,"from":"`+oldCode+`"`, 116.40, 39.91, 116.41, 39.92),
		`{"type":"Feature","properties":{"code":"`+oldCode+`","ended":"yes"},"geometry":null}`), map[string]any{"added": 2.0, "ended": 1.0})
}

func TestAnOperatorAtWork(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	const duty = "GET /api/v1/duty?" + south
	w.do(t, exchange{ask: duty, want: map[string]any{"version.number": 1.0, "answers.name": "周九", "sides.departments.0.code": "office", "sides.sponsors.0.name": "钱书记"}})

	w.do(t, exchange{ask: "GET /api/v1/units/" + oldCode + "/lineage", want: map[string]any{"stages#": 1.0, "successors#": 0.0}})
	w.split(t)
	w.do(t, exchange{ask: "GET " + drafts + "/{second}", want: map[string]any{"state": "open", "base": 1.0, "parts#": 1.0, "parts.0.kind": "units", "parts.0.ended": 1.0, "note": "second"}})
	w.do(t, exchange{ask: "GET " + drafts + "/{second}/diff", want: map[string]any{"added": 2.0, "ended": 1.0, "units.total": 3.0}})
	w.do(t, exchange{ask: "GET " + drafts + "/{second}/diff", headers: map[string]string{"Accept": geoJSONType}, want: map[string]any{"type": "FeatureCollection"}})
	if text := w.do(t, exchange{ask: "GET " + drafts + "/{second}/diff", headers: map[string]string{"Accept": "text/plain", "Accept-Language": "en"}}); !strings.Contains(text.(string), southCode) {
		t.Errorf("the diff for people is %s", text)
	}
	audited := w.do(t, exchange{ask: "GET " + drafts + "/{second}/audit"})
	now := w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/audit", want: map[string]any{"city": cityOne, "units": 5.0}})
	if before, after := pick(now, "faults").(float64), pick(audited, "faults").(float64); after <= before {
		t.Errorf("two grids without heads leave %v faults of %v", after, before)
	}
	w.do(t, exchange{ask: duty, want: map[string]any{"version.number": 1.0, "answers.name": "周九"}}) // nothing is in force yet
	w.do(t, exchange{ask: "POST " + drafts + "/{second}/publish", body: `{"effective":"2026-01-10"}`, want: map[string]any{"version": 2.0, "added": 2.0, "ended": 1.0}})
	w.do(t, exchange{ask: "POST " + drafts + "/{second}/publish", body: `{"effective":"2026-01-10"}`, want: map[string]any{"version": 2.0}}) // again

	w.do(t, exchange{ask: duty, want: map[string]any{"version.number": 2.0, "units.0.code": southCode, "answers": nil}})
	w.do(t, exchange{ask: duty + "&at=2026-01-09", want: map[string]any{"version.number": 1.0, "units.0.code": oldCode, "answers.name": "周九"}})
	w.do(t, exchange{ask: "GET /api/v1/units/" + oldCode, status: 410, code: fault.UnitGone})
	w.do(t, exchange{ask: "GET /api/v1/units/" + southCode + "/lineage", want: map[string]any{"predecessors.0.code": oldCode, "predecessors.0.ended.number": 2.0}})
	versions := w.do(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/versions", want: map[string]any{
		"versions#": 2.0, "versions.0.served": false, "versions.1.served": true, "versions.1.draft": w.ids["second"], "versions.0.parts#": 12.0, "versions.0.parts.0.file": "profile.yaml", "versions.0.parts.0.count": 1.0}})
	if part := pick(versions, "versions.0.parts.0").(map[string]any); part["added"] != nil {
		t.Errorf("a version does not know what was added: %v", part)
	}

	w.do(t, exchange{ask: "POST /api/v1/units/" + southCode + "/posts/grid_head/handover", body: `{"person":"p2","name":"张三","from":"2026-01-12","document":"试政发〔2026〕1号"}`,
		want: map[string]any{"appointments#": 1.0, "appointments.0.name": "张三", "appointments.0.from": "2026-01-12", "appointments.0.current": true, "appointments.0.post_name": "网格长"}})
	w.do(t, exchange{ask: duty, want: map[string]any{"answers.name": "张三", "units.0.heads.0.document": "试政发〔2026〕1号"}})
	w.do(t, exchange{ask: duty + "&at=2026-01-11", want: map[string]any{"answers": nil, "units.0.code": southCode}})
	w.do(t, exchange{ask: "GET /api/v1/units/" + southCode + "/appointments?lineage=true", want: map[string]any{"appointments#": 2.0, "appointments.0.unit": oldCode, "appointments.1.current": true}})
	w.do(t, exchange{ask: "GET " + drafts, want: map[string]any{"drafts#": 2.0, "drafts.0.state": "published", "drafts.1.version": 2.0, "drafts.1.effective": "2026-01-10T00:00:00+08:00"}})
}

func TestReportsInEveryForm(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	for _, c := range []struct{ path, accept, media, holds string }{
		{"audit", "", jsonType, `"faults"`}, {"audit", geoJSONType, geoJSONType, "FeatureCollection"}, {"audit", "text/plain", textType, eastCode},
		{"coverage", "", jsonType, `"missing"`}, {"coverage", "text/html,*/*;q=0.1", htmlType, "<!DOCTYPE html>"}, {"coverage", "text/csv", csvText, eastCode},
		{"coverage", "text/plain", textType, "城市一"}, {"coverage.svg", "", svgType, "<svg"}, {"coverage?format=html", "", htmlType, "<!DOCTYPE html>"},
		{"coverage?format=csv", "text/html", csvText, eastCode}, {"audit?format=text", "", textType, eastCode}, {"audit?format=geojson", "", geoJSONType, "FeatureCollection"},
		{"coverage?at=2020-01-01", "", jsonType, `"2020-01-01T00:00:00+08:00"`},
	} {
		answer := w.raw(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/" + c.path, headers: map[string]string{"Accept": c.accept, "Authorization": ""}})
		if answer.Header().Get("Content-Type") != c.media || !strings.Contains(answer.Body.String(), c.holds) {
			t.Errorf("%s as %q is %s: %.300s", c.path, c.accept, answer.Header().Get("Content-Type"), answer.Body)
		}
	}
	page := w.raw(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/coverage", headers: map[string]string{"Accept": "text/html"}})
	if policy := page.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "style-src") || strings.Contains(policy, "script-src") {
		t.Errorf("the page's policy is %q", policy)
	}
}

// What is exported and imported again changes nothing.
func TestExportsComeBackUnchanged(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	w.open(t, "back")
	for noun, into := range map[string]string{
		"units": "areas", "appointments": "appointments", "people": "people", "bodies": "bodies", "categories": "categories", "charges": "charges", "sponsorships": "sponsorships",
	} {
		for _, format := range []string{"csv&header=en", "csv", "xlsx"} {
			answer := w.raw(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/export/" + noun + "?format=" + format, headers: map[string]string{"Accept": "*/*"}})
			if name := answer.Header().Get("Content-Disposition"); !strings.Contains(name, noun+"."+format[:3]) && !strings.Contains(name, noun+".xlsx") {
				t.Errorf("the file is called %s", name)
			}
			report := w.load(t, "back", into, answer.Body.String(), map[string]any{"taken": true, "added": 0.0, "changed": 0.0, "ended": 0.0})
			if pick(report, "unchanged") == 0.0 {
				t.Errorf("%s as %s came back as %v", noun, format, report)
			}
		}
	}
	w.do(t, exchange{ask: "POST " + drafts + "/{back}/publish", status: 422, code: fault.DraftEmpty})
	shapes := w.raw(t, exchange{ask: "GET /api/v1/cities/" + cityOne + "/export/units?format=geojson&draft={back}", headers: map[string]string{"Accept": "*/*"}})
	w.load(t, "back", "territory?crs=wgs84&level_prop=level&name_en=name_en&parent=parent", shapes.Body.String(), map[string]any{
		"taken": true, "added": 0.0, "changed": 1.0, "unchanged": 4.0}) // the street is declared by its ground now
}

// A file that is refused is answered with its report, and nothing is written.
func TestARefusedFileIsReported(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	w.open(t, "draft")
	table := func(status int, query, file string, want map[string]any) {
		t.Helper()
		w.do(t, exchange{ask: "POST " + drafts + "/{draft}/imports/" + query, headers: map[string]string{"Content-Type": csvType}, body: file, status: status, want: want})
	}
	bad := "unit,post,person,name,from,until\n" + oldCode + ",grid_head,p3,孙八,soon,\n" + oldCode + ",grid_head,p4,李四,2010-01-01,2011-01-01\n"
	table(422, "appointments", bad, map[string]any{
		"taken": false, "added": 0.0, "report.refused": 1.0, "report.findings.0.severity": "refused", "report.findings.0.index": 2.0, "report.findings.0.field": "from"})
	w.do(t, exchange{ask: "GET " + drafts + "/{draft}", want: map[string]any{"parts#": 0.0}})
	clash := "unit,post,person,name,from\n" + oldCode + ",grid_head,p4,李四,2017-01-01\n" // beside 周九
	table(422, "appointments", clash, map[string]any{"taken": false, "report.refused": 1.0, "report.kept": 1.0})
	table(200, "appointments?leave_out=true", bad, map[string]any{"taken": true, "added": 1.0, "report.omitted": 1.0})
	table(422, "people", "person,name,body\np3,孙八,nobody\n", map[string]any{"taken": false, "report.findings.0.field": "body"})
	table(422, "areas?whole=grid", "code,name,level,parent\n"+westCode+",西社区,county,\n", map[string]any{"taken": false})
	w.open(t, "whole")
	nameless := "code,name,level,parent\n" + westCode + ",,community," + countyCode + "\n" + eastCode + ",东社区,community," + countyCode + "\n"
	w.do(t, exchange{ask: "POST " + drafts + "/{whole}/imports/areas?whole=community&leave_out=true", headers: map[string]string{"Content-Type": csvType}, body: nameless, status: 422,
		want: map[string]any{"taken": false, "ended": 0.0, "report.omitted": 1.0, "report.refused": 1.0, "report.findings.1.code": string(fault.WholeIncomplete), "report.findings.1.field": "whole"}})
	unnamed := collection(squareFeature("", "西社区", countyCode, "", 116.40, 39.90, 116.41, 39.92), squareFeature(eastCode, "东社区", countyCode, "", 116.41, 39.90, 116.42, 39.92))
	w.do(t, exchange{ask: "POST " + drafts + "/{whole}/imports/territory?crs=wgs84&level=community&whole=community&leave_out=true", headers: map[string]string{"Content-Type": geoJSONType}, body: unnamed, status: 422,
		want: map[string]any{"taken": false, "report.omitted": 1.0, "report.refused": 1.0, "report.findings.1.code": string(fault.WholeIncomplete)}})
	w.do(t, exchange{ask: "GET " + drafts + "/{whole}", want: map[string]any{"parts#": 0.0}})
	w.do(t, exchange{ask: "POST " + drafts + "/{draft}/imports/areas?levels=nonsense", headers: map[string]string{"Content-Type": csvType}, body: "code", status: 422, code: fault.InvalidRequest, field: "levels"})
	w.do(t, exchange{ask: "POST " + drafts + "/{draft}/imports/areas?crs=wgs84", headers: map[string]string{"Content-Type": csvType}, body: "code", status: 422, code: fault.InvalidRequest, field: "crs"})
	w.do(t, exchange{ask: "POST " + drafts + "/{draft}/imports/territory?level=grid", body: "{}", status: 422, code: fault.InvalidRequest, field: "crs"})
	w.do(t, exchange{ask: "POST " + drafts + "/{draft}/imports/profile", headers: map[string]string{"Content-Type": yamlType}, body: "name: {zh: 城}\nlevels: 7\n", status: 422,
		code: fault.NotAList, want: map[string]any{"errors.0.line": 2.0, "errors.0.column": 9.0}})
}

// A file that is the whole of a level ends the units that it does not name, and
// what a unit came of may be said where no ground tells it.
func TestAFileMayBeTheWholeOfALevel(t *testing.T) {
	geotest.Reckons(t)
	w := newWorkshop(t)
	w.settle(t)
	w.open(t, "whole")
	w.load(t, "whole", "territory?crs=wgs84&level=grid&parent=parent&predecessors=from&whole=grid", collection(
		squareFeature(southCode, "东边的格", eastCode, `,"from":"`+oldCode+`"`, 116.415, 39.90, 116.42, 39.91)), map[string]any{"added": 1.0, "ended": 1.0})
	w.do(t, exchange{ask: "POST " + drafts + "/{whole}/publish"})
	w.do(t, exchange{ask: "GET /api/v1/units/" + southCode + "/lineage", want: map[string]any{"predecessors.0.code": oldCode}})
	w.open(t, "table")
	w.load(t, "table", "areas?whole=grid,street", "code,name,level,parent\n"+northCode+",北网格,grid,"+westCode+"\n", map[string]any{"added": 1.0, "ended": 2.0})
}
