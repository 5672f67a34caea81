package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/access"
	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/blob"
	"sizhang/server/issues"
	"sizhang/server/photo"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// issueTown is the first city of the fixtures in a store, with the real issues and
// photos over it and people who work there.
//
//	南网格: 张三 (grid_head p1), his deputy 李四; 西社区: 王五 (leader); a dispatcher of
//	the county, a cadre who checks, the office that has litter in charge, the hotline.
type issueTown struct {
	exchanging
	app      *app.App
	issues   *issues.Issues
	blobs    *blob.Folder
	sessions *mintedSessions
	record   *keptRecord
	people   map[string]map[string]string // headers by name

	mu  sync.Mutex
	now time.Time
}

// workday is ten in the morning of a Thursday.
var workday = time.Date(2026, 1, 15, 10, 0, 0, 0, city.China)

func (w *issueTown) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *issueTown) move(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func newIssueTown(t *testing.T) *issueTown {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	blobs, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &issueTown{blobs: blobs, now: workday, sessions: minted(), record: &keptRecord{}, people: map[string]map[string]string{}}
	w.app = app.New(st, app.Options{Log: quietLog(), Now: w.clock})
	if err := w.app.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	w.found(t)
	w.issues = issues.New(issues.Options{Store: w.app.Store(), Cities: w.app, Now: w.clock, Log: quietLog()})
	if err := w.issues.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	w.server = New(w.app, Options{
		Log: quietLog(), Accounts: noAccounts{}, Sessions: w.sessions, Record: w.record, Issues: w.issues,
		Photos: photo.New(w.app.Store(), blobs, photo.Options{Now: w.clock, Temp: t.TempDir()}),
	})
	w.contract, w.shown = readContract(t, w.server), shown{}
	w.hire("head", "p1", access.Holding{Role: defaultRole(city.HeadRole), Unit: southCode})
	w.hire("leader", "p4", access.Holding{Role: defaultRole(city.LeaderRole), Unit: westCode})
	w.hire("cadre", "p7", access.Holding{Role: defaultRole("cadre"), Unit: westCode})
	w.hire("dispatcher", "p8", access.Holding{Role: defaultRole("dispatcher"), Unit: countyCode})
	w.hire("east", "p10", access.Holding{Role: defaultRole("cadre"), Unit: eastCode})
	w.hire("worker", "p11", access.Holding{Role: defaultRole("grid_worker"), Unit: northCode})
	w.hire("office", "", access.Holding{Role: defaultRole("department"), Body: "office"})
	w.hire("hotline", "", access.Holding{Role: defaultRole("hotline")})
	w.hire("agency", "", access.Holding{Role: defaultRole("hotline")})
	return w
}

func (w *issueTown) hire(name, person string, held ...access.Holding) {
	w.people[name] = w.sessions.mint("token-of-"+name, access.Actor{City: cityOne, Account: "a-" + name, Person: person, Session: "s-" + name, Holdings: held})
}

// found publishes the city.
func (w *issueTown) found(t *testing.T) {
	t.Helper()
	ctx, from := t.Context(), app.Source{}
	d, err := w.app.OpenDraft(ctx, cityOne, "")
	try := func(failed error) { err = errors.Join(err, failed) }
	_, failed := w.app.AddProfile(ctx, cityOne, d.ID, []byte(fixtureYAML(t, cityOne)), from)
	try(failed)
	var units []territory.Unit
	for _, u := range fixtureVersions()[0].Units {
		if u.Code != oldCode && u.Code != sharedCode {
			u.Declared, u.Generated = declaredAs(u.Shape), false
			units = append(units, u)
		}
	}
	for _, u := range fixtureVersions()[1].Units {
		if u.Code == southCode || u.Code == northCode {
			u.Predecessors, u.Declared = nil, declaredAs(u.Shape)
			units = append(units, u)
		}
	}
	_, failed = w.app.AddUnits(ctx, cityOne, d.ID, units, app.UnitsOptions{}, from, app.Silent)
	try(failed)
	_, failed = w.app.AddSeats(ctx, cityOne, d.ID, []territory.Seat{
		{Unit: southCode, Post: "grid_head", Terms: []territory.Term{{Person: "p1", Name: "张三", From: day(2024, 3, 1)}}},
		{Unit: westCode, Post: "principal_leader", Terms: []territory.Term{{Person: "p4", Name: "王五", From: day(2023, 6, 1)}}},
	}, from, app.Silent)
	try(failed)
	names := func(zh string) city.Names { return city.Names{ZH: zh} }
	_, failed = w.app.AddBodies(ctx, cityOne, d.ID, []body.Body{{Code: "office", Names: names("城管局")}, {Code: "water", Names: names("水务局")}}, from, app.Silent)
	try(failed)
	_, failed = w.app.AddCategories(ctx, cityOne, d.ID, []body.Category{
		{Code: "sanitation", Names: names("环境卫生"), PhotosReport: body.NoPhotos}, {Code: "litter", Names: names("暴露垃圾"), Parent: "sanitation"},
		{Code: "drains", Names: names("排水"), PhotosReport: 1}, {Code: "pits", Names: names("坑洞"), PhotosReport: 2}, {Code: "twin", Names: names("排水"), PhotosReport: body.NoPhotos},
	}, from, app.Silent)
	try(failed)
	_, failed = w.app.AddCharges(ctx, cityOne, d.ID, []body.Charge{{Category: "sanitation", Body: "office"}, {Category: "drains", Body: "water"}}, from, app.Silent)
	try(failed)
	p, failed := w.app.Publish(ctx, cityOne, d.ID, time.Time{})
	try(failed)
	try(w.app.RefreshCity(ctx, cityOne))
	if err != nil || p.Refused() {
		t.Fatal(err, p.Findings)
	}
}

// declaredAs is a shape as it was imported.
func declaredAs(s geo.Shape) territory.Declared {
	if s == nil {
		return territory.Declared{}
	}
	return territory.Declared{Datum: geo.WGS84, Shape: s}
}

const issuesAt = "/api/v1/cities/" + cityOne + "/issues"

// as asks on somebody's behalf, holds the answer against the contract and returns it.
func (w *issueTown) as(t *testing.T, who string, e exchange) any {
	t.Helper()
	e.headers = merged(w.people[who], e.headers)
	answer := w.run(t, e)
	if answer.Body.Len() == 0 {
		return nil
	}
	return decode(t, answer)
}

func merged(sets ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, set := range sets {
		for name, value := range set {
			all[name] = value
		}
	}
	return all
}

func newUUID() string { return uuid.NewString() }

// reportOf writes a report; more replaces or adds members, nil takes one away.
func reportOf(more map[string]any) string {
	report := map[string]any{"id": newUUID(), "category": "litter", "text": "路口垃圾桶满溢", "crs": "wgs84", "lng": 116.405, "lat": 39.905, "accuracy_m": 5}
	for name, value := range more {
		if report[name] = value; value == nil {
			delete(report, name)
		}
	}
	text, err := json.Marshal(report)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// act does an action and returns the issue as it is then.
func (w *issueTown) act(t *testing.T, who, id, action string, status int, more map[string]any) any {
	t.Helper()
	command := map[string]any{"command": newUUID(), "action": action}
	for name, value := range more {
		command[name] = value
	}
	text, _ := json.Marshal(command)
	return w.as(t, who, exchange{name: action, ask: "POST " + issuesAt + "/" + id + "/actions", body: string(text), status: status})
}

// snapshotJPEG is a photo of one colour.
func snapshotJPEG(shade uint8) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for x := range 64 {
		for y := range 48 {
			m.Set(x, y, color.RGBA{shade, uint8(4 * x), uint8(5 * y), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// upload sends a photo and returns its id.
func (w *issueTown) upload(t *testing.T, who string, content []byte) string {
	t.Helper()
	answer := ask(w.server, http.MethodPost, "/api/v1/cities/"+cityOne+"/photos", merged(w.people[who], map[string]string{"Content-Type": "image/jpeg"}), string(content))
	if answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return pick(decode(t, answer), "id").(string)
}

// formPart is one of a form.
type formPart struct {
	name    string
	content []byte
}

func formOf(parts ...formPart) (contentType, text string) {
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	for i, p := range parts {
		head := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename="f%d"`, p.name, i)}}
		to, _ := form.CreatePart(head)
		_, _ = to.Write(p.content)
	}
	_ = form.Close()
	return form.FormDataContentType(), out.String()
}

const reportsAt = "/api/v1/cities/" + cityOne + "/reports"

// snapshot reports as a citizen.
func (w *issueTown) snapshot(address string, parts ...formPart) *httptest.ResponseRecorder {
	contentType, text := formOf(parts...)
	r := httptest.NewRequest(http.MethodPost, reportsAt, bytes.NewReader([]byte(text)))
	r.Header.Set("Content-Type", contentType)
	r.RemoteAddr = address
	answer := httptest.NewRecorder()
	w.server.Handler().ServeHTTP(answer, r)
	return answer
}
