package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo/geotest"
	"sizhang/server/app"
)

// What is appended by hand is what the typed shapes would have given.
func TestDutyTextFitsItsTypes(t *testing.T) {
	geotest.Reckons(t)
	s := fixtureServer(t)
	for _, query := range []string{
		south, "lat=39.915&lng=116.405", "lat=39.91&lng=116.415", "lat=39.905&lng=116.425", "lat=0&lng=0",
		"lat=39.9095&lng=116.405&accuracy=60", "lat=39.905&lng=116.4199&accuracy=10",
	} {
		for range 2 { // written, then remembered
			text := ask(s, "GET", "/api/v1/duty?"+query, nil, "").Body.Bytes()
			var typed dutyBody
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&typed); err != nil {
				t.Fatal(err)
			}
			if again := mustDecode(marshal(typed)); !reflect.DeepEqual(again, mustDecode(text)) {
				t.Errorf("%s:\n%s\n%s", query, text, marshal(typed))
			}
		}
	}
}

// A remembered text must not outlive the people in it: the same server is asked
// on days before, within and after their terms.
func TestTextsFollowThePeople(t *testing.T) {
	app := &fixedApp{cities: fixtureCities(t)}
	s := New(app, Options{Log: quietLog()})
	for range 2 {
		for _, c := range []struct {
			at           time.Time
			north, south any // who answers
			fallback     any // in the north
			heads        any // in the south
		}{
			{day(2019, 1, 1), nil, nil, nil, 0.0},
			{day(2020, 1, 1), "孙八", nil, false, 0.0},
			{day(2024, 3, 1).Add(-time.Second), "孙八", "王五", false, 0.0},
			{day(2024, 3, 1), "孙八", "张三", false, 1.0},
			{day(2025, 1, 1), "王五", "张三", true, 2.0},
			{day(2030, 1, 1), "王五", "张三", true, 1.0},
		} {
			app.now = c.at
			north := decode(t, ask(s, "GET", "/api/v1/duty?lat=39.915&lng=116.405", nil, ""))
			southern := decode(t, ask(s, "GET", "/api/v1/duty?"+south, nil, ""))
			if got := nameOf(north); got != c.north || c.north != nil && pick(north, "answers.fallback") != c.fallback {
				t.Errorf("%v: %v answers in the north, want %v", c.at, pick(north, "answers"), c.north)
			}
			if got := nameOf(southern); got != c.south || pick(southern, "units.0.heads#") != c.heads {
				t.Errorf("%v: %v answers in the south, want %v", c.at, southern, c.south)
			}
		}
	}
}

func nameOf(duty any) any {
	if pick(duty, "answers") == nil {
		return nil
	}
	return pick(duty, "answers.name")
}

// Nor the territory that it was written for.
func TestTextsFollowTheTerritory(t *testing.T) {
	fixed := &fixedApp{cities: fixtureCities(t)}
	s := New(fixed, Options{Log: quietLog()})
	ask(s, "GET", "/api/v1/duty?"+south, nil, "")
	profile := fixtureProfile(cityOne, "新城", "")
	profile.Levels[4].Names.ZH = "新网格"
	renamed, err := territory.New(profile, []territory.Unit{
		{Code: southCode, Level: "grid", Names: city.Names{ZH: "改名网格"}, Shape: square(116.40, 39.90, 116.41, 39.91)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	fixed.cities = []*app.City{alone(renamed)}
	body := decode(t, ask(s, "GET", "/api/v1/duty?"+south, nil, ""))
	if pick(body, "units.0.name") != "改名网格" || pick(body, "units.0.level_name") != "新网格" || pick(body, "units#") != 1.0 || pick(body, "answers") != nil {
		t.Errorf("%v", body)
	}
}

// Beyond its bound the memory takes no more units, and answers are still right.
func TestTextsAreBounded(t *testing.T) {
	geotest.Reckons(t)
	var units []territory.Unit
	for i := range maxTexts + 100 {
		x := 116 + float64(i%100)*0.001
		y := 39 + float64(i/100)*0.001
		units = append(units, territory.Unit{Code: fmt.Sprint(i), Level: "grid", Names: city.Names{ZH: fmt.Sprint("格", i)}, Shape: square(x, y, x+0.001, y+0.001)})
	}
	one, err := territory.New(fixtureProfile(cityOne, "城", ""), units, nil)
	if err != nil {
		t.Fatal(err)
	}
	only := alone(one)
	s := New(&fixedApp{cities: []*app.City{only}}, Options{Log: quietLog()})
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := worker; i < len(units); i += 4 {
				box := units[i].Shape.Box()
				url := fmt.Sprintf("/api/v1/duty?lat=%v&lng=%v", (box.Min.Lat+box.Max.Lat)/2, (box.Min.Lng+box.Max.Lng)/2)
				if name := pick(mustDecode(ask(s, "GET", url, nil, "").Body.Bytes()), "units.0.name"); name != units[i].Names.ZH {
					t.Errorf("%v, want %s", name, units[i].Names.ZH)
				}
			}
		})
	}
	wait.Wait()
	kept := 0
	s.textsOf(momentOf(only, instant{Time: fixtureNow})).known.texts.Range(func(any, any) bool { kept++; return true })
	if kept < maxTexts || kept > maxTexts+4 {
		t.Errorf("%d texts are kept", kept)
	}
}
