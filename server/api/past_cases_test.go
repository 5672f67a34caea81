package api

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

// Ground may pass from one city to another: the city that answers is the one that
// had the point then.
func TestGroundThatPassedBetweenCities(t *testing.T) {
	ground := fixtureUnit("990101000000", "county", "一区", "", square(116.40, 39.90, 116.42, 39.92))
	gone := ground
	gone.Ended = true
	until := day(2020, 1, 1)
	one, err := territory.Through([]territory.Version{
		{Number: 1, Profile: fixtureProfile(cityOne, "城市一", ""), Units: []territory.Unit{ground}},
		{Number: 2, Effective: until, Profile: fixtureProfile(cityOne, "城市一", ""), Units: []territory.Unit{gone}},
	}, nil, fixtureNow)
	if err != nil {
		t.Fatal(err)
	}
	taken := ground
	taken.Code = "990202000000"
	two, err := territory.Through([]territory.Version{{Number: 1, Effective: until, Profile: fixtureProfile(cityTwo, "城市二", ""), Units: []territory.Unit{taken}}}, nil, fixtureNow)
	if err != nil {
		t.Fatal(err)
	}
	s := New(&fixedApp{cities: []*app.City{alone(one), alone(two)}}, Options{Log: quietLog()})
	for at, want := range map[string]string{"2019-12-31": "990101000000", "2020-01-01": "990202000000"} {
		single := decode(t, ask(s, "GET", "/api/v1/duty?"+south+"&at="+at, nil, ""))
		batch := decode(t, ask(s, "POST", "/api/v1/duty/batch", nil, `{"at":"`+at+`","points":[[116.405,39.905]]}`))
		if pick(single, "units.0.code") != want || pick(batch, "results.0.units.0") != want {
			t.Errorf("at %s: %v and %v, want %s", at, pick(single, "units"), pick(batch, "results.0"), want)
		}
	}
}

// A question about another day leaves the text of today where it is.
func TestOtherDaysPushNothingOut(t *testing.T) {
	s := fixtureServer(t)
	ask(s, "GET", "/api/v1/duty?"+south, nil, "")
	m := momentOf(s.app.Cities()[0], instant{Time: fixtureNow})
	grid, _ := m.Unit(southCode)
	before, ok := s.textsOf(m).known.texts.Load(grid)
	if !ok {
		t.Fatal("the text is not kept")
	}
	ask(s, "GET", "/api/v1/duty?"+south+"&at=2024-06-01", nil, "") // before the deputy
	if after, _ := s.textsOf(m).known.texts.Load(grid); after != before {
		t.Error("the text of another day is kept in its place")
	}
	fresh := fixtureServer(t)
	ask(fresh, "GET", "/api/v1/duty?"+south+"&at=2017-01-01", nil, "")
	if _, kept := fresh.texts.Load(cityOne); kept {
		t.Error("texts of another day are kept")
	}
}

// Terms come by post, whenever they began.
func TestAppointmentsComeByPost(t *testing.T) {
	profile := fixtureProfile(cityOne, "城市一", "")
	profile.Posts[1].Levels = append(profile.Posts[1].Levels, "grid")
	one, err := territory.New(profile, []territory.Unit{fixtureUnit(southCode, "grid", "格", "", nil)}, []territory.Seat{
		{Unit: southCode, Post: "street_head", Terms: []territory.Term{{Person: "a", Name: "先", From: day(2010, 1, 1)}}},
		{Unit: southCode, Post: "grid_head", Terms: []territory.Term{
			{Person: "b", Name: "中", From: day(2020, 1, 1), Until: day(2021, 1, 1)}, {Person: "c", Name: "后", From: day(2021, 1, 1)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := New(&fixedApp{cities: []*app.City{alone(one)}}, Options{Log: quietLog()})
	body := decode(t, ask(s, "GET", "/api/v1/units/"+southCode+"/appointments", nil, ""))
	for i, want := range []string{"中", "后", "先"} {
		if got := pick(body, fmt.Sprint("appointments.", i, ".name")); got != want {
			t.Errorf("term %d is %v's, want %s", i, got, want)
		}
	}
}

// A unit that is over is yet to be for those who ask about before its time.
func TestAUnitBeforeItsTime(t *testing.T) {
	s := fixtureServer(t)
	answer := ask(s, "GET", "/api/v1/units/"+oldCode+"?at=2014-06-01", nil, "")
	if body := decode(t, answer); answer.Code != 404 || pick(body, "code") != string(fault.UnitNotYet) || !strings.Contains(pick(body, "detail").(string), "2015-01-01") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// The hint of a unit that is gone names an instant of its own time.
func TestTheHintIsWithinTheStage(t *testing.T) {
	s := fixtureServer(t)
	noon := day(2020, 5, 5).Add(12 * time.Hour)
	for _, c := range []struct {
		stage territory.Stage
		want  string
	}{
		{territory.Stage{Until: day(2020, 5, 5)}, "2020-05-04"},
		{territory.Stage{Until: noon}, "2020-05-05"},
		{territory.Stage{From: day(2020, 5, 5), Until: noon}, "2020-05-05"},
		{territory.Stage{From: noon, Until: noon.Add(time.Hour)}, "2020-05-05T12:00:00+08:00"},
	} {
		if got := s.lastDay(c.stage); got != c.want {
			t.Errorf("from %v until %v: %s, want %s", c.stage.From, c.stage.Until, got, c.want)
		}
	}
}

// A client that goes away ends the work, and is no failure of ours.
func TestAnAbandonedRequestIsNoFailure(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	for _, path := range []string{"audit", "coverage"} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		answer := httptest.NewRecorder()
		w.server.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/api/v1/cities/"+cityOne+"/"+path, nil).WithContext(ctx))
		if answer.Code != statusAbandoned {
			t.Errorf("%s answers %d %s", path, answer.Code, answer.Body)
		}
	}
}

// Of two cities that ever had a unit, the one that has it now is meant.
func TestTheCityThatHasTheUnitIsMeant(t *testing.T) {
	unit := fixtureUnit(southCode, "grid", "格", "", nil)
	gone := unit
	gone.Ended = true
	had, err := territory.Through([]territory.Version{
		{Number: 1, Profile: fixtureProfile(cityOne, "城市一", ""), Units: []territory.Unit{unit}},
		{Number: 2, Effective: day(2020, 1, 1), Profile: fixtureProfile(cityOne, "城市一", ""), Units: []territory.Unit{gone}},
	}, nil, fixtureNow)
	if err != nil {
		t.Fatal(err)
	}
	has, err := territory.New(fixtureProfile(cityTwo, "城市二", ""), []territory.Unit{unit}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := New(&fixedApp{cities: []*app.City{alone(had), alone(has)}}, Options{Log: quietLog()})
	for query, want := range map[string]string{"": cityTwo, "?city=" + cityOne: cityOne} {
		for _, at := range []string{"/lineage", "/appointments"} {
			if body := decode(t, ask(s, "GET", "/api/v1/units/"+southCode+at+query, nil, "")); pick(body, "city") != want {
				t.Errorf("%s%s: %v", at, query, body)
			}
		}
	}
}
