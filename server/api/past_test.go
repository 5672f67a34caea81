package api

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
)

// pastExchanges are questions about other days than today, and about what came of
// units.
func pastExchanges() []exchange {
	const duty, north = "GET /api/v1/duty?", "lat=39.915&lng=116.405"
	exchanges := []exchange{
		{name: "duty now", ask: duty + south, status: 200, want: map[string]any{
			"at": "no at", "version.number": 2.0, "version.effective": "2018-07-01T00:00:00+08:00"}},
		{name: "duty under an earlier version", ask: duty + south + "&at=2017-01-01", status: 200, want: map[string]any{
			"at": "2017-01-01T00:00:00+08:00", "version.number": 1.0, "units#": 3.0,
			"units.0.code": oldCode, "units.0.level_name": "片", "units.0.heads.0.post_name": "片长", "units.0.heads.0.name": "周九",
			"units.1.name": "西居委会", "answers.name": "周九", "answers.level_name": "片", "answers.post_name": "片长", "answers.fallback": false}},
		{name: "duty at the first instant of a version", ask: duty + south + "&at=2018-06-30T16:00:00Z", status: 200, want: map[string]any{
			"at": "2018-07-01T00:00:00+08:00", "version.number": 2.0, "units.0.code": southCode, "units.0.level_name": "网格", "answers": nil}},
		{name: "duty at the last instant before it", ask: duty + south + "&at=2018-06-30T23:59:59.999999999%2B08:00", status: 200, want: map[string]any{
			"at": "2018-06-30T23:59:59.999999999+08:00", "version.number": 1.0, "units.0.code": oldCode, "answers.name": "周九"}},
		{name: "duty with an unescaped offset", ask: duty + south + "&at=2018-06-30T23:00:00+08:00", status: 200, want: map[string]any{"version.number": 1.0}},
		{name: "duty of another day under the same version", ask: duty + north + "&at=2024-06-01", status: 200, want: map[string]any{
			"version.number": 2.0, "answers.name": "孙八", "units.0.heads.0.until": "2025-01-01"}},
		{name: "duty before the first version", ask: duty + south + "&at=2014-12-31&city=" + cityOne, status: 200, want: map[string]any{
			"version": nil, "units#": 0.0, "answers": nil, "sides.departments#": 0.0}},
		{name: "duty before the first version, anywhere", ask: duty + south + "&at=2014-12-31", status: 200, want: map[string]any{"version": nil, "units#": 0.0}},
		{name: "duty on a day to come", ask: duty + south + "&at=2031-01-01", status: 200, want: map[string]any{
			"version.number": 3.0, "units.0.heads#": 1.0}},
		{name: "duty at no instant", ask: duty + south + "&at=yesterday", status: 422, code: fault.InstantInvalid, field: "at"},
		{name: "duty at an instant without an offset", ask: duty + south + "&at=2024-03-01T08:00:00", status: 422, code: fault.InstantInvalid, field: "at"},
		{name: "duty on no day", ask: duty + south + "&at=2023-02-29", status: 422, code: fault.InstantInvalid, field: "at"},

		{name: "sides", ask: duty + "lat=39.91&lng=116.405", status: 200, want: map[string]any{
			"sides.territory.name": "张三", "sides.departments#": 2.0,
			"sides.departments.0.code": "office", "sides.departments.0.name": "城管局", "sides.departments.0.name_en": "no name_en",
			"sides.departments.0.above":             "no above",
			"sides.departments.0.categories.0.code": "sanitation", "sides.departments.0.categories.0.document": "no document",
			"sides.departments.1.generated": true, "sides.departments.1.categories#": 2.0, "sides.departments.1.categories.1.unit": southCode,
			"sides.sponsors#": 2.0, "sides.sponsors.0.kind": "adoption", "sides.sponsors.0.kind_name": "包街单位", "sides.sponsors.0.body": "water",
			"sides.sponsors.0.name": "水务局", "sides.sponsors.0.unit": streetCode, "sides.sponsors.0.document": "试包〔2021〕2号",
			"sides.sponsors.0.since": "2021-05-01", "sides.sponsors.0.generated": true,
			"sides.sponsors.1.name": "钱书记", "sides.sponsors.1.body": "no body", "sides.sponsors.1.kind_name": "联点领导"}},
		{name: "sides where no charge is limited", ask: duty + north, status: 200, want: map[string]any{
			"sides.departments#": 2.0, "sides.departments.1.categories#": 1.0, "sides.departments.1.categories.0.code": "drains", "sides.sponsors#": 1.0}},
		{name: "sides for a category", ask: duty + south + "&category=litter", status: 200, want: map[string]any{
			"sides.departments#": 1.0, "sides.departments.0.code": "water", "sides.departments.0.categories.0.code": "litter"}},
		{name: "sides for a category that only a wider one covers", ask: duty + north + "&category=litter", status: 200, want: map[string]any{
			"sides.departments#": 1.0, "sides.departments.0.code": "office", "sides.departments.0.categories.0.code": "sanitation",
			"sides.departments.0.above.0.code": "looks", "sides.departments.0.above.1.name": "指挥部",
			"sides.departments.0.name_en": "City Management", "sides.departments.0.categories.0.document": "试办〔2020〕1号"}},
		{name: "sides of a past day", ask: duty + south + "&at=2019-06-01", status: 200, want: map[string]any{
			"sides.departments#": 1.0, "sides.departments.0.code": "water", "sides.departments.0.categories#": 1.0, "sides.sponsors#": 0.0}},
		{name: "sides nowhere", ask: duty + "lat=0&lng=0&category=litter", status: 200, want: map[string]any{
			"sides.territory": nil, "sides.departments#": 0.0, "sides.sponsors#": 0.0}},
		{name: "sides for no category", ask: duty + south + "&category=moon", status: 422, code: fault.CategoryUnknown, field: "category"},

		{name: "batch on a past day", ask: "POST /api/v1/duty/batch", body: `{"at":"2017-01-01","points":[[116.405,39.905],[116.425,39.905]]}`, status: 200, want: map[string]any{
			"at": "2017-01-01T00:00:00+08:00", "results.0.units.0": oldCode, "results.0.answer.name": "周九", "results.0.answer.document": "试政发〔2016〕1号", "results.1.units.0": riverCode}},
		{name: "batch now", ask: "POST /api/v1/duty/batch", body: `{"points":[]}`, status: 200, want: map[string]any{"at": "no at"}},
		{name: "batch at no instant", ask: "POST /api/v1/duty/batch", body: `{"at":"soon","points":[]}`, status: 422, code: fault.InstantInvalid, field: "at"},
		{name: "batch at a number", ask: "POST /api/v1/duty/batch", body: `{"at":2017,"points":[]}`, status: 422, code: fault.InvalidRequest, field: "at"},

		{name: "cell on a past day", ask: "GET /api/v1/cells/8c31aa4282025ff?at=2017-01-01", status: 200, want: map[string]any{
			"at": "2017-01-01T00:00:00+08:00", "units.0.code": oldCode, "units.0.level_name": "片", "answers.name": "周九"}},
		{name: "cell at no instant", ask: "GET /api/v1/cells/8c31aa4282025ff?at=x", status: 422, code: fault.InstantInvalid, field: "at"},

		{name: "units on a past day", ask: "GET /api/v1/units?level=grid&at=2017-01-01", status: 200, want: map[string]any{
			"at": "2017-01-01T00:00:00+08:00", "units#": 1.0, "units.0.code": oldCode, "units.0.level_name": "片"}},
		{name: "units on a day to come", ask: "GET /api/v1/units?at=2027-01-01", status: 200, want: map[string]any{"units#": 12.0}},
		{name: "units under one that has ended", ask: "GET /api/v1/units?parent=" + oldCode, status: 410, code: fault.UnitGone, field: "parent"},
		{name: "units under one that is yet to be", ask: "GET /api/v1/units?parent=" + comingCode, status: 404, code: fault.UnitNotYet, field: "parent"},
		{name: "units at no instant", ask: "GET /api/v1/units?at=x", status: 422, code: fault.InstantInvalid, field: "at"},
		{name: "children on a past day", ask: "GET /api/v1/units/" + westCode + "/children?at=2017-01-01", status: 200, want: map[string]any{
			"units#": 2.0, "units.0.code": groupCode, "units.1.code": oldCode}},

		{name: "unit on a past day", ask: "GET /api/v1/units/" + oldCode + "?at=2018-06-30", status: 200, want: map[string]any{
			"at": "2018-06-30T00:00:00+08:00", "version.number": 1.0, "name": "老网格", "level_name": "片", "heads.0.name": "周九", "heads.0.document": "试政发〔2016〕1号"}},
		{name: "unit on a past day as GeoJSON", ask: "GET /api/v1/units/" + oldCode + "?at=2018-06-30", headers: map[string]string{"Accept": "application/geo+json"}, status: 200,
			want: map[string]any{"geometry.type": "Polygon", "properties.version.number": 1.0}},
		{name: "unit that is yet to be, in its time", ask: "GET /api/v1/units/" + comingCode + "?at=2027-01-01", status: 200, want: map[string]any{"name": "新社区"}},

		{name: "line", ask: "GET /api/v1/units/" + northCode + "/line", status: 200, want: map[string]any{
			"code": northCode, "version.number": 2.0, "at": "no at", "steps#": 3.0,
			"steps.0.unit.code": northCode, "steps.0.post": "grid_head", "steps.0.kind": "head", "steps.0.vacant": true, "steps.0.holders#": 0.0,
			"steps.1.unit.code": westCode, "steps.1.post_name": "主要领导", "steps.1.kind": "leader", "steps.1.holders.0.name": "王五", "steps.1.vacant": false,
			"steps.2.unit.code": countyCode, "steps.2.vacant": true}},
		{name: "line on a past day", ask: "GET /api/v1/units/" + northCode + "/line?at=2021-01-01", status: 200, want: map[string]any{
			"at": "2021-01-01T00:00:00+08:00", "steps.0.holders.0.name": "孙八", "steps.0.vacant": false, "steps.1.vacant": true}},

		{name: "lineage", ask: "GET /api/v1/units/" + southCode + "/lineage", status: 200, want: map[string]any{
			"city": cityOne, "stages#": 1.0, "stages.0.version": 2.0, "stages.0.from": "2018-07-01T00:00:00+08:00", "stages.0.until": nil,
			"stages.0.parent": westCode, "predecessors#": 1.0, "predecessors.0.code": oldCode, "predecessors.0.level_name": "片", "predecessors.0.steps": 1.0,
			"predecessors.0.since.number": 1.0, "predecessors.0.ended.number": 2.0, "predecessors.0.ended.effective": "2018-07-01T00:00:00+08:00", "successors#": 0.0}},
		{name: "lineage of a unit that has ended", ask: "GET /api/v1/units/" + oldCode + "/lineage", status: 200, want: map[string]any{
			"stages.0.until": "2018-07-01T00:00:00+08:00", "successors#": 2.0, "successors.0.code": southCode, "successors.0.ended": nil, "successors.1.code": northCode}},
		{name: "lineage of a unit that changed", ask: "GET /api/v1/units/" + westCode + "/lineage", status: 200, want: map[string]any{
			"stages#": 2.0, "stages.0.name": "西居委会", "stages.0.until": "2018-07-01T00:00:00+08:00", "stages.1.name": "西社区", "stages.1.until": nil, "predecessors#": 0.0}},

		{name: "appointments", ask: "GET /api/v1/units/" + southCode + "/appointments", status: 200, want: map[string]any{
			"code": southCode, "city": cityOne, "appointments#": 2.0,
			"appointments.0.name": "张三", "appointments.0.from": "2024-03-01", "appointments.0.until": nil, "appointments.0.document": "试政发〔2024〕3号",
			"appointments.0.post_name": "网格长", "appointments.0.current": true, "appointments.0.deputy": false,
			"appointments.1.name": "李四", "appointments.1.until": "2030-01-01", "appointments.1.deputy": true, "appointments.1.current": true, "truncated": "no truncated"}},
		{name: "appointments with lineage", ask: "GET /api/v1/units/" + southCode + "/appointments?lineage=true", status: 200, want: map[string]any{
			"appointments#": 3.0, "appointments.0.name": "周九", "appointments.0.unit": oldCode, "appointments.0.unit_name": "老网格", "appointments.0.current": false,
			"appointments.1.name": "张三", "appointments.1.unit": southCode}},
		{name: "appointments of a unit that has ended", ask: "GET /api/v1/units/" + oldCode + "/appointments", status: 200, want: map[string]any{
			"appointments#": 1.0, "appointments.0.until": "2018-07-01", "appointments.0.current": false}},

		{name: "cities with their versions", ask: "GET /api/v1/cities", status: 200, want: map[string]any{
			"cities.0.version.number": 2.0, "cities.1.version.number": 1.0, "cities.1.version.effective": nil,
			"cities.0.sponsorships.0.id": "adoption", "cities.0.sponsorships.0.by": "body", "cities.0.sponsorships.1.levels.0": "community"}},
	}
	return append(exchanges, absences()...)
}

// absences ask every operation on a unit for units that are not there.
func absences() []exchange {
	var list []exchange
	for _, at := range []string{"", "/children", "/cells", "/picture.svg", "/line"} {
		list = append(list,
			exchange{name: "ended" + at, ask: "GET /api/v1/units/" + oldCode + at, status: 410, code: fault.UnitGone, field: "code"},
			exchange{name: "yet to be" + at, ask: "GET /api/v1/units/" + comingCode + at, status: 404, code: fault.UnitNotYet, field: "code"},
			exchange{name: "not yet then" + at, ask: "GET /api/v1/units/" + southCode + at + "?at=2017-01-01", status: 404, code: fault.UnitNotYet, field: "code"},
			exchange{name: "at no instant" + at, ask: "GET /api/v1/units/" + southCode + at + "?at=x", status: 422, code: fault.InstantInvalid, field: "at"})
	}
	for _, at := range []string{"/line", "/lineage", "/appointments"} {
		list = append(list,
			exchange{name: "no unit" + at, ask: "GET /api/v1/units/1" + at, status: 404, code: fault.UnitNotFound, field: "code"},
			exchange{name: "several units" + at, ask: "GET /api/v1/units/shared%2Fcode" + at, status: 422, code: fault.CityAmbiguous, field: "city"},
			exchange{name: "unknown city" + at, ask: "GET /api/v1/units/1" + at + "?city=1", status: 404, code: fault.CityNotFound, field: "city"})
	}
	return list
}

// Who asks for a unit that has ended is told when it ended, what came of it and
// how to ask about it.
func TestAGoneUnitSaysWhatCameOfIt(t *testing.T) {
	s := fixtureServer(t)
	english := map[string]string{"Accept-Language": "en"}
	detail := pick(decode(t, ask(s, "GET", "/api/v1/units/"+oldCode, english, "")), "detail").(string)
	for _, part := range []string{"2018-07-01", southCode, northCode, "南网格", "at=2018-06-30"} {
		if !strings.Contains(detail, part) {
			t.Errorf("%s is not in %q", part, detail)
		}
	}
	_, hint, _ := strings.Cut(detail, "such as ")
	if answer := ask(s, "GET", "/api/v1/units/"+oldCode+"?"+strings.TrimSuffix(hint, "."), nil, ""); answer.Code != 200 {
		t.Errorf("the hint %q leads to %d", hint, answer.Code)
	}
}

// Questions about other days neither use nor change what is remembered for today.
func TestOtherDaysLeaveTodayAlone(t *testing.T) {
	s := fixtureServer(t)
	url := "/api/v1/duty?lat=39.91&lng=116.405"
	want := New(&fixedApp{cities: fixtureCities(t)}, Options{Log: quietLog()})
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := range 50 {
				at := fmt.Sprint("&at=", 2012+(worker+i)%20, "-06-01")
				past := ask(s, "GET", url+at, nil, "").Body.Bytes()
				now := ask(s, "GET", url, nil, "").Body.Bytes()
				if !bytes.Equal(past, ask(want, "GET", url+at, nil, "").Body.Bytes()) {
					t.Errorf("%s answers %s", at, past)
				}
				if !bytes.Equal(now, ask(want, "GET", url, nil, "").Body.Bytes()) {
					t.Errorf("now answers %s", now)
				}
			}
		})
	}
	wait.Wait()
	kept, _ := s.texts.Load(cityOne)
	if known := kept.(*unitTexts); known.version != 2 {
		t.Errorf("the texts of version %d are kept", known.version)
	}
}

// Nor may the answer about a day depend on what was asked before: the same
// question of a server that was never asked has the same answer.
func TestThePastIsTheSameHoweverAsked(t *testing.T) {
	asked := fixtureServer(t)
	now := &fixedApp{cities: fixtureCities(t)}
	fresh := New(now, Options{Log: quietLog()})
	for _, p := range []geo.Point{{Lng: 116.405, Lat: 39.905}, {Lng: 116.405, Lat: 39.915}, {Lng: 116.405, Lat: 39.91}} {
		for at := day(2014, 6, 1); at.Before(day(2032, 1, 1)); at = at.AddDate(0, 5, 13) {
			url := fmt.Sprintf("/api/v1/duty?lat=%v&lng=%v&at=%s", p.Lat, p.Lng, at.Format(time.DateOnly))
			now.now = at
			fresh.texts.Clear()
			fresh.sheets.Clear()
			then := decode(t, ask(fresh, "GET", strings.Split(url, "&at")[0], nil, ""))
			past := decode(t, ask(asked, "GET", url, nil, "")).(map[string]any)
			delete(past, "at")
			if fmt.Sprint(past) != fmt.Sprint(then) {
				t.Errorf("%s answers\n%v\nand then it was\n%v", url, past, then)
			}
		}
	}
}

// However many days are asked about, few sheets are kept.
func TestSheetsAreBounded(t *testing.T) {
	s := fixtureServer(t)
	city := s.app.Cities()[0]
	for i := range 200 {
		at := instant{day(2015, 1, 1).AddDate(0, i, 0), true}
		if got, want := len(s.sheetOf(momentOf(city, at)).Departments(nil)), len(city.Bodies.Sheet(at.Time).Departments(nil)); got != want {
			t.Fatalf("%d departments, want %d", got, want)
		}
	}
	kept, _ := s.sheets.Load(cityOne)
	if n := len(kept.(*sheets).known); n == 0 || n > maxSheets {
		t.Errorf("%d sheets are kept", n)
	}
	// Another register, such as after an import, has sheets of its own.
	next := &app.City{Territory: city.Territory, Bodies: alone(city.Territory).Bodies, Sponsors: city.Sponsors}
	if got := s.sheetOf(momentOf(next, instant{Time: fixtureNow})).Departments(nil); len(got) != 0 {
		t.Errorf("the register that was replaced answers %v", got)
	}
}

// Terms at a unit that has ended are over, whatever they say.
func TestNobodyIsInOfficeAtAUnitThatEnded(t *testing.T) {
	one, err := territory.Through(fixtureVersions(), []territory.Seat{
		{Unit: oldCode, Post: "grid_head", Terms: []territory.Term{{Person: "p", Name: "某", From: day(2016, 1, 1)}}},
	}, fixtureNow)
	if err != nil {
		t.Fatal(err)
	}
	s := New(&fixedApp{cities: []*app.City{alone(one)}}, Options{Log: quietLog()})
	if body := decode(t, ask(s, "GET", "/api/v1/units/"+oldCode+"/appointments", nil, "")); pick(body, "appointments.0.current") != false {
		t.Errorf("%v", body)
	}
}
