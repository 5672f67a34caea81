package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

// exchange is one request and what its answer must hold: values by their place
// in the JSON, "units.0.code"; a place that ends in # is a list's length.
type exchange struct {
	name    string
	ask     string // method, a blank, URL
	headers map[string]string
	body    string
	status  int
	want    map[string]any
	code    fault.Code // of a problem
	field   string     // of the problem's first error
}

const south = "lat=39.905&lng=116.405"

var exchanges = slices.Concat(lookups, pastExchanges())

var lookups = []exchange{
	{name: "alive", ask: "GET /livez", status: 200, want: map[string]any{"status": "ok"}},
	{name: "ready", ask: "GET /readyz", status: 200, want: map[string]any{"status": "ok", "checks#": 3.0, "checks.0.name": "cities", "checks.1.name": "writes", "checks.2.name": "running"}},

	{name: "duty of a grid with a head", ask: "GET /api/v1/duty?" + south, status: 200, want: map[string]any{
		"city": cityOne, "cell": "8b31aa428211fff", "units#": 3.0, "ambiguous#": 0.0,
		"units.0.level": "grid", "units.0.level_name": "网格", "units.0.code": southCode, "units.0.name": "南网格", "units.0.heads#": 2.0,
		"units.0.heads.0.post": "grid_head", "units.0.heads.0.post_name": "网格长", "units.0.heads.0.name": "张三",
		"units.0.heads.0.since": "2024-03-01", "units.0.heads.0.until": nil,
		"units.0.heads.0.document": "试政发〔2024〕3号", "units.0.heads.0.deputy": false,
		"units.0.heads.1.name": "李四", "units.0.heads.1.until": "2030-01-01", "units.0.heads.1.deputy": true,
		"units.1.code": westCode, "units.2.code": countyCode, "units.2.heads#": 0.0,
		"answers.level": "grid", "answers.code": southCode, "answers.unit_name": "南网格",
		"answers.post": "grid_head", "answers.name": "张三", "answers.fallback": false,
	}},
	{name: "duty falls back where a term ended", ask: "GET /api/v1/duty?lat=39.915&lng=116.405", status: 200, want: map[string]any{
		"units.0.code": northCode, "units.0.heads#": 0.0,
		"answers.code": westCode, "answers.name": "王五", "answers.fallback": true}},
	{name: "duty on a street says what is generated", ask: "GET /api/v1/duty?lat=39.91&lng=116.415", status: 200, want: map[string]any{
		"units.0.code": streetCode, "units.0.name_en": "Middle Street", "units.0.generated": true, "units.0.heads.0.generated": true,
		"answers.name": "赵六", "answers.generated": true}},
	{name: "duty where nobody is in office", ask: "GET /api/v1/duty?lat=39.905&lng=116.425", status: 200, want: map[string]any{
		"city": cityTwo, "units.0.code": riverCode, "answers": nil}},
	{name: "duty nowhere", ask: "GET /api/v1/duty?lat=0&lng=0", status: 200, want: map[string]any{
		"units#": 0.0, "answers": nil, "ambiguous#": 0.0, "cell": "8c754e649929dff"}},
	{name: "duty in GCJ-02", ask: "GET /api/v1/duty?lat=39.906404&lng=116.411245&crs=gcj02", status: 200, want: map[string]any{
		"units.0.code": southCode, "cell": "8b31aa428211fff"}},
	{name: "duty near borders", ask: "GET /api/v1/duty?lat=39.9095&lng=116.405&accuracy=60", status: 200, want: map[string]any{
		"ambiguous#": 2.0, "ambiguous.0.code": streetCode, "ambiguous.0.metres": 44.4, "ambiguous.1.code": northCode, "ambiguous.1.metres": 55.5}},
	{name: "duty near another city", ask: "GET /api/v1/duty?lat=39.905&lng=116.4199&accuracy=10", status: 200, want: map[string]any{
		"city": cityOne, "ambiguous#": 2.0, "ambiguous.0.city": cityTwo, "ambiguous.0.metres": 8.6}},
	{name: "duty in a city asked for", ask: "GET /api/v1/duty?" + south + "&city=" + cityTwo, status: 200, want: map[string]any{"units#": 0.0, "answers": nil}},
	{name: "duty without a latitude", ask: "GET /api/v1/duty?lng=116.405", status: 422, code: fault.InvalidRequest, field: "lat"},
	{name: "duty with text for a number", ask: "GET /api/v1/duty?lat=north&lng=116.405", status: 422, code: fault.InvalidRequest, field: "lat",
		want: map[string]any{"errors.0.code": "not_a_number"}},
	{name: "duty beyond the pole", ask: "GET /api/v1/duty?lat=95&lng=116.405", status: 422, code: fault.PointInvalid, field: "lat"},
	{name: "duty swapped", ask: "GET /api/v1/duty?lat=116.405&lng=39.905", status: 422, code: fault.PointInvalid, field: "lat"},
	{name: "duty at NaN", ask: "GET /api/v1/duty?lat=39.9&lng=NaN", status: 422, code: fault.PointInvalid, field: "lng"},
	{name: "duty beyond the date line", ask: "GET /api/v1/duty?lat=0&lng=180.003&crs=bd09", status: 422, code: fault.PointInvalid, field: "lng"},
	{name: "duty that BD-09 leads over the pole", ask: "GET /api/v1/duty?lat=-90&lng=0&crs=bd09", status: 422, code: fault.PointInvalid},
	{name: "duty with NaN accuracy", ask: "GET /api/v1/duty?" + south + "&accuracy=NaN", status: 422, code: fault.InvalidRequest, field: "accuracy"},
	{name: "duty with a misspelt parameter", ask: "GET /api/v1/duty?" + south + "&accuarcy=5", status: 422, code: fault.InvalidRequest, field: "accuarcy",
		want: map[string]any{"errors.0.code": "field_unknown"}},
	{name: "duty with a doubled parameter", ask: "GET /api/v1/duty?" + south + "&lat=1", status: 422, code: fault.InvalidRequest, field: "lat",
		want: map[string]any{"errors.0.code": "field_twice"}},
	{name: "duty with escapes", ask: "GET /api/v1/duty?&l%61t=39%2E905&lng=%31%316.405&", status: 200, want: map[string]any{"units.0.code": southCode}},
	{name: "duty with a broken escape", ask: "GET /api/v1/duty?lat=39.9%zz&lng=116.405", status: 422, code: fault.InvalidRequest, field: "lat"},
	{name: "duty in an unknown datum", ask: "GET /api/v1/duty?" + south + "&crs=wgs72", status: 422, code: fault.CRSUnknown, field: "crs"},
	{name: "duty in an unknown city", ask: "GET /api/v1/duty?" + south + "&city=123456", status: 404, code: fault.CityNotFound, field: "city"},

	{name: "batch", ask: "POST /api/v1/duty/batch", status: 200,
		body: `{"crs":"wgs84","points":[[116.405,39.905],[0,0],null,[1],["a","b"],[116.405,95],[1e999,0],[116.425,39.905],[116.405,39.915]]}`,
		want: map[string]any{
			"results#": 9.0, "results.0.units#": 3.0, "results.0.units.0": southCode, "results.0.answer.level": "grid", "results.0.answer.code": southCode,
			"results.0.answer.post": "grid_head", "results.0.answer.name": "张三", "results.0.answer.document": "试政发〔2024〕3号", "results.0.answer.fallback": false,
			"results.1.units#": 0.0, "results.1.answer": nil,
			"results.2.error.code": "position_not_a_pair", "results.3.error.code": "position_not_a_pair", "results.4.error.code": "position_not_a_pair",
			"results.5.error.code": "point_invalid", "results.6.error.code": "point_invalid",
			"results.7.units.0": riverCode, "results.7.answer": nil,
			"results.8.answer.name": "王五", "results.8.answer.fallback": true,
		}},
	{name: "batch in English", ask: "POST /api/v1/duty/batch", headers: map[string]string{"Accept-Language": "en"}, status: 200,
		body: `{"points":[{}]}`, want: map[string]any{"results.0.error.detail": "A point is two numbers: [longitude, latitude]."}},
	{name: "batch in GCJ-02 of one city", ask: "POST /api/v1/duty/batch", status: 200,
		body: `{"points":[[116.411245,39.906404]],"city":"990101","crs":"gcj02"}`, want: map[string]any{"results.0.units.0": southCode}},
	{name: "batch without points", ask: "POST /api/v1/duty/batch", body: `{"crs":"wgs84"}`, status: 422, code: fault.InvalidRequest, field: "points"},
	{name: "batch that is a list", ask: "POST /api/v1/duty/batch", body: `[]`, status: 422, code: fault.InvalidRequest, field: "body"},
	{name: "batch with an unknown field", ask: "POST /api/v1/duty/batch", body: `{"points":[],"on":"2020-01-01"}`, status: 422, code: fault.InvalidRequest, field: "on"},
	{name: "batch with a doubled field", ask: "POST /api/v1/duty/batch", body: `{"points":[],"points":[]}`, status: 422, code: fault.InvalidRequest, field: "points"},
	{name: "batch in an unknown datum", ask: "POST /api/v1/duty/batch", body: `{"crs":"x","points":[]}`, status: 422, code: fault.CRSUnknown, field: "crs"},
	{name: "batch in an unknown city", ask: "POST /api/v1/duty/batch", body: `{"city":"1","points":[]}`, status: 404, code: fault.CityNotFound},
	{name: "batch cut short", ask: "POST /api/v1/duty/batch", body: `{"points":[[1,2`, status: 400, code: fault.BodyMalformed},
	{name: "batch of nothing", ask: "POST /api/v1/duty/batch", status: 400, code: fault.BodyMissing},
	{name: "batch of too many", ask: "POST /api/v1/duty/batch", body: `{"points":[[1,2]` + strings.Repeat(",[1,2]", maxBatch) + `]}`, status: 413,
		code: fault.TooManyPoints, field: "points"},
	{name: "batch too large", ask: "POST /api/v1/duty/batch", body: `{"points":[` + strings.Repeat(" ", 4<<20) + `]}`, status: 413, code: fault.BodyTooLarge},
	{name: "batch as a form", ask: "POST /api/v1/duty/batch", headers: map[string]string{"Content-Type": "text/csv"}, body: "1,2", status: 415,
		code: fault.MediaTypeUnsupported, field: "Content-Type"},

	{name: "cell inside a grid", ask: "GET /api/v1/cells/8c31aa4282025ff", status: 200, want: map[string]any{
		"resolution": 12.0, "units#": 3.0, "units.0.code": southCode, "units.0.share": 1.0, "units.0.city": cityOne, "units.0.heads#": 2.0,
		"split": false, "answers.name": "张三"}},
	{name: "coarse cell over both cities", ask: "GET /api/v1/cells/8631aa42fffffff", status: 200, want: map[string]any{"split": true, "answers": nil}},
	{name: "cell at one level", ask: "GET /api/v1/cells/8c31aa4282025ff?level=community", status: 200, want: map[string]any{"units#": 1.0, "units.0.code": westCode}},
	{name: "cell nowhere", ask: "GET /api/v1/cells/8c754e649929dff", status: 200, want: map[string]any{"units#": 0.0, "split": false, "answers": nil}},
	{name: "no cell", ask: "GET /api/v1/cells/zzz", status: 422, code: fault.CellInvalid, field: "cell"},
	{name: "cell in an unknown city", ask: "GET /api/v1/cells/8c31aa4282025ff?city=1", status: 404, code: fault.CityNotFound},
	{name: "cell at an unknown level", ask: "GET /api/v1/cells/8c31aa4282025ff?level=moon", status: 422, code: fault.LevelUnknown, field: "level"},

	{name: "cities", ask: "GET /api/v1/cities", status: 200, want: map[string]any{"cities#": 2.0, "cities.0.code": cityOne, "cities.0.name_en": "First City",
		"cities.0.levels.1.parents.0": "county", "cities.0.posts.2.kind": "leader"}},

	{name: "units", ask: "GET /api/v1/units", status: 200, want: map[string]any{"units#": 11.0, "next": nil}},
	{name: "units by level", ask: "GET /api/v1/units?level=grid", status: 200, want: map[string]any{"units#": 2.0, "units.0.grid_code": "990101001001001", "units.1.has_shape": true}},
	{name: "units by parent", ask: "GET /api/v1/units?parent=" + westCode, status: 200, want: map[string]any{"units#": 3.0, "units.2.code": groupCode, "units.2.has_shape": false}},
	{name: "units, first page", ask: "GET /api/v1/units?limit=2&level=county", status: 200, want: map[string]any{"units#": 2.0, "next": nil}},
	{name: "units, page within a city", ask: "GET /api/v1/units?limit=1&level=grid", status: 200, want: map[string]any{"next": cityOne + "/" + southCode}},
	{name: "units, page between cities", ask: "GET /api/v1/units?limit=1&level=county", status: 200, want: map[string]any{"next": cityOne + "/" + countyCode}},
	{name: "units, last page", ask: "GET /api/v1/units?limit=1&level=county&after=" + cityOne + "/" + countyCode, status: 200,
		want: map[string]any{"units.0.code": "990202000000", "next": nil}},
	{name: "units of the next city", ask: "GET /api/v1/units?after=" + cityOne + "/shared/code", status: 200, want: map[string]any{"units#": 3.0, "next": nil}},
	{name: "units at an unknown level", ask: "GET /api/v1/units?level=moon", status: 422, code: fault.LevelUnknown, field: "level"},
	{name: "units of an unknown city", ask: "GET /api/v1/units?city=1", status: 404, code: fault.CityNotFound},
	{name: "units of an unknown parent", ask: "GET /api/v1/units?parent=1", status: 404, code: fault.UnitNotFound, field: "parent"},
	{name: "units of an ambiguous parent", ask: "GET /api/v1/units?parent=shared/code", status: 422, code: fault.CityAmbiguous, field: "city"},
	{name: "units after nothing", ask: "GET /api/v1/units?after=nothing", status: 422, code: fault.CursorInvalid, field: "after"},

	{name: "unit", ask: "GET /api/v1/units/" + southCode, status: 200, want: map[string]any{
		"city": cityOne, "parent": westCode, "box.0": 116.40, "box.3": 39.91, "centre.0": 116.405, "declared.crs": "wgs84", "heads#": 2.0, "heads.0.since": "2024-03-01", "heads.1.until": "2030-01-01", "has_shape": true}},
	{name: "unit by its centreline", ask: "GET /api/v1/units/" + streetCode, status: 200, want: map[string]any{
		"declared.crs": "gcj02", "declared.lines": 1.0, "declared.width_m": 22.0, "generated": true}},
	{name: "unit by name only", ask: "GET /api/v1/units/" + groupCode, status: 200, want: map[string]any{"has_shape": false, "name": "一组 <甲&乙>"}},
	{name: "root", ask: "GET /api/v1/units/" + countyCode, status: 200, want: map[string]any{"parent": nil}},
	{name: "unit as GeoJSON", ask: "GET /api/v1/units/" + countyCode, headers: map[string]string{"Accept": "application/geo+json"}, status: 200, want: map[string]any{
		"type": "Feature", "id": countyCode, "bbox.0": 116.40, "geometry.type": "Polygon",
		"geometry.coordinates.0.0": []any{116.40, 39.90}, "geometry.coordinates.0.1": []any{116.42, 39.90}, "properties.code": countyCode}},
	{name: "unit by name only as GeoJSON", ask: "GET /api/v1/units/" + groupCode, headers: map[string]string{"Accept": "application/geo+json"}, status: 200,
		want: map[string]any{"geometry": nil}},
	{name: "unit with a slash in its code", ask: "GET /api/v1/units/shared%2Fcode?city=" + cityTwo, status: 200, want: map[string]any{"city": cityTwo}},
	{name: "unit of several cities", ask: "GET /api/v1/units/shared%2Fcode", status: 422, code: fault.CityAmbiguous, field: "city"},
	{name: "unit of an unknown city", ask: "GET /api/v1/units/" + southCode + "?city=1", status: 404, code: fault.CityNotFound},
	{name: "no unit", ask: "GET /api/v1/units/1", status: 404, code: fault.UnitNotFound, field: "code"},
	{name: "unit as CSV", ask: "GET /api/v1/units/" + southCode, headers: map[string]string{"Accept": "text/csv"}, status: 406, code: fault.NotAcceptable, field: "Accept"},

	{name: "children", ask: "GET /api/v1/units/" + countyCode + "/children", status: 200, want: map[string]any{
		"units#": 4.0, "units.0.code": westCode, "units.2.code": sharedCode, "units.3.code": streetCode}},
	{name: "children of no unit", ask: "GET /api/v1/units/1/children", status: 404, code: fault.UnitNotFound},
	{name: "children of an unknown city", ask: "GET /api/v1/units/1/children?city=1", status: 404, code: fault.CityNotFound},
	{name: "children of several", ask: "GET /api/v1/units/shared%2Fcode/children", status: 422, code: fault.CityAmbiguous},

	{name: "unit's cells", ask: "GET /api/v1/units/" + southCode + "/cells?res=9", status: 200, want: map[string]any{
		"code": southCode, "res": 9.0, "count": 20.0, "cells#": 20.0, "border#": 14.0}},
	{name: "unit's cells at the level's own resolution", ask: "GET /api/v1/units/" + southCode + "/cells", status: 200, want: map[string]any{"res": 12.0}},
	{name: "unit's cells at resolution 0", ask: "GET /api/v1/units/" + southCode + "/cells?res=0", status: 200, want: map[string]any{"res": 0.0, "cells.0": "8031fffffffffff", "border#": 1.0}},
	{name: "cells beyond the finest", ask: "GET /api/v1/units/" + southCode + "/cells?res=16", status: 422, code: fault.InvalidRequest, field: "res",
		want: map[string]any{"errors.0.code": "number_too_large", "errors.0.detail": "不得大于 15。"}},
	{name: "too many cells", ask: "GET /api/v1/units/" + countyCode + "/cells?res=15", status: 413, code: fault.TooManyCells, field: "res"},
	{name: "cells of a name", ask: "GET /api/v1/units/" + groupCode + "/cells", status: 422, code: fault.UnitWithoutShape},
	{name: "cells of no unit", ask: "GET /api/v1/units/1/cells", status: 404, code: fault.UnitNotFound},
	{name: "cells of an unknown city", ask: "GET /api/v1/units/1/cells?city=1", status: 404, code: fault.CityNotFound},
	{name: "cells of several", ask: "GET /api/v1/units/shared%2Fcode/cells", status: 422, code: fault.CityAmbiguous},

	{name: "picture", ask: "GET /api/v1/units/" + countyCode + "/picture.svg", status: 200},
	{name: "too fine a picture", ask: "GET /api/v1/units/" + countyCode + "/picture.svg?res=14", status: 413, code: fault.TooManyCells},
	{name: "picture of a name", ask: "GET /api/v1/units/" + groupCode + "/picture.svg", status: 422, code: fault.UnitWithoutShape},
	{name: "picture of no unit", ask: "GET /api/v1/units/1/picture.svg", status: 404, code: fault.UnitNotFound},
	{name: "picture of an unknown city", ask: "GET /api/v1/units/1/picture.svg?city=1", status: 404, code: fault.CityNotFound},
	{name: "picture of several", ask: "GET /api/v1/units/shared%2Fcode/picture.svg", status: 422, code: fault.CityAmbiguous},

	{name: "Go's own way to write a number", ask: "GET /api/v1/duty?lat=3_9.9&lng=0x74", status: 422, code: fault.InvalidRequest},

	{name: "problem codes", ask: "GET /problems", status: 200, want: map[string]any{"problems#": float64(len(fault.Codes()))}},
	{name: "problem code", ask: "GET /problems/crs_unknown", status: 200, want: map[string]any{"status": 422.0}},
	{name: "no problem code", ask: "GET /problems/none", status: 404, code: fault.NotFound},
}

func TestEndpoints(t *testing.T) {
	s := fixtureServer(t)
	x := exchanging{s, readContract(t, s), shown{}}
	for _, e := range exchanges {
		t.Run(e.name, func(t *testing.T) { x.run(t, e) })
	}
	x.lacks(t, func(a about) bool { return lookup(a) })
}

// lookup says whether an operation needs neither a store nor anybody signed in.
func lookup(a about) bool {
	return !a.access.closed() && a.tag != tagState && a.tag != tagSignIn && a.tag != tagReports
}

// exchanging asks a server and notes which refusals it has shown.
type exchanging struct {
	server   *Server
	contract wireContract
	shown    shown
}

// shown are the refusals of each operation that were asked for.
type shown map[string]map[fault.Code]bool

// run asks one question and returns the answer.
func (x exchanging) run(t *testing.T, e exchange) *httptest.ResponseRecorder {
	t.Helper()
	method, url, _ := strings.Cut(e.ask, " ")
	answer := ask(x.server, method, url, e.headers, e.body)
	if answer.Code != e.status {
		t.Fatalf("%s: status %d, want %d: %.600s", e.ask, answer.Code, e.status, answer.Body)
	}
	operation := x.contract.operation(t, method, url)
	checkAnswer(t, x.contract, operation, answer)
	if e.code != "" {
		checkProblem(t, e, answer)
		if x.shown[operation.OperationID] == nil {
			x.shown[operation.OperationID] = map[fault.Code]bool{}
		}
		x.shown[operation.OperationID][e.code] = true
	}
	var body any
	if len(e.want) > 0 {
		body = decode(t, answer)
	}
	for place, want := range e.want {
		if got := pick(body, place); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s is %v, want %v", e.ask, place, got, want)
		}
	}
	return answer
}

// lacks reports every refusal that an operation documents as its own and nobody
// asked for.
func (x exchanging) lacks(t *testing.T, of func(about) bool) {
	t.Helper()
	for _, r := range x.server.routes() {
		for _, code := range r.about.problems {
			if of(r.about) && !x.shown[r.about.id][code] && code != fault.BodyTooSlow {
				t.Errorf("no exchange shows %s answering %s", r.about.id, code)
			}
		}
	}
}

// checkAnswer holds an answer against the contract.
func checkAnswer(t *testing.T, c wireContract, op wireOperation, answer *httptest.ResponseRecorder) {
	t.Helper()
	documented, ok := op.Responses[strconv.Itoa(answer.Code)]
	if !ok {
		t.Fatalf("%s does not document status %d", op.OperationID, answer.Code)
	}
	media := answer.Header().Get("Content-Type")
	content, ok := documented.Content[media]
	if !ok {
		t.Fatalf("%s does not document %s with %d: %v", op.OperationID, media, answer.Code, slices.Collect(maps.Keys(documented.Content)))
	}
	if !strings.HasSuffix(media, "json") {
		return
	}
	for _, wrong := range c.check(content.Schema, decode(t, answer), "$") {
		t.Errorf("%s: %s", op.OperationID, wrong)
	}
}

func checkProblem(t *testing.T, e exchange, answer *httptest.ResponseRecorder) {
	t.Helper()
	var p problem
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if answer.Header().Get("Content-Type") != problemType || p.Code != e.code || p.Status != e.status || p.Type != "/problems/"+string(e.code) {
		t.Errorf("problem %+v", p)
	}
	if p.Instance != "urn:sizhang:request:"+answer.Header().Get(requestIDHeader) {
		t.Errorf("instance %s", p.Instance)
	}
	if e.field != "" && (len(p.Errors) == 0 || p.Errors[0].Field != e.field) {
		t.Errorf("errors %+v, want the field %s first", p.Errors, e.field)
	}
	for _, text := range []string{p.Title, p.Detail} {
		if text == "" || strings.ContainsAny(text, "{}|") {
			t.Errorf("text %q", text)
		}
	}
}

// operation finds the operation that a URL leads to.
func (c wireContract) operation(t *testing.T, method, url string) wireOperation {
	t.Helper()
	path, _, _ := strings.Cut(url, "?")
	var found []wireOperation
	for template, methods := range c.Paths {
		if op, ok := methods[strings.ToLower(method)]; ok && matches(template, path) {
			found = append(found, op)
		}
	}
	if len(found) == 0 {
		t.Fatalf("no operation for %s %s", method, path)
	}
	// A literal path wins over a template.
	return slices.MinFunc(found, func(a, b wireOperation) int { return len(pathParameters(a)) - len(pathParameters(b)) })
}

func pathParameters(op wireOperation) []wireParameter {
	return slices.DeleteFunc(slices.Clone(op.Parameters), func(p wireParameter) bool { return p.In != "path" })
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") })
}

// ask sends a request straight to the handler.
func ask(s *Server, method, url string, headers map[string]string, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", jsonType)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func decode(t testing.TB, answer *httptest.ResponseRecorder) any {
	t.Helper()
	var body any
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
		t.Fatalf("%v: %.300s", err, answer.Body)
	}
	return body
}

// mustDecode is decode where there is no testing.TB.
func mustDecode(text []byte) any {
	var body any
	if err := json.Unmarshal(text, &body); err != nil {
		panic(err)
	}
	return body
}

// pick finds a value by its place, or says what is in the way.
func pick(body any, place string) any {
	place, length := strings.CutSuffix(place, "#")
	for step := range strings.SplitSeq(place, ".") {
		switch at := body.(type) {
		case map[string]any:
			next, ok := at[step]
			if !ok {
				return fmt.Sprintf("no %s", step)
			}
			body = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(at) {
				return fmt.Sprintf("no item %s of %d", step, len(at))
			}
			body = at[i]
		default:
			return fmt.Sprintf("%v has no %s", at, step)
		}
	}
	if list, ok := body.([]any); ok && length {
		return float64(len(list))
	}
	return body
}
