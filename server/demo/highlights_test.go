package demo

import (
	"testing"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
)

// Every spot is put to the real territory: it must show what it says.
func TestHighlightsShowWhatTheySay(t *testing.T) {
	geotest.Reckons(t)
	m := makeCity(t)
	land, err := territory.New(Profile(), m.units, m.seats)
	if err != nil {
		t.Fatal(err)
	}
	spots := map[string]Spot{}
	duties := map[string]territory.Duty{}
	for _, s := range Highlights(m.units, m.seats, now) {
		spots[s.ID] = s
		duties[s.ID] = land.At(now).Duty(s.Datum.ToWGS84(s.At), s.AccuracyM)
		if s.At != rounded(s.At) || s.Names.ZH == "" || s.Names.EN == "" {
			t.Errorf("%+v", s)
		}
	}
	if len(spots) != 5 {
		t.Fatalf("%d spots: %v", len(spots), spots)
	}
	for _, id := range []string{"building", "street", "gcj02"} {
		if a := duties[id].Answer; a == nil || a.Fallback || a.Unit.Code != spots[id].Unit {
			t.Errorf("%s: %+v answers for %s", id, a, spots[id].Unit)
		}
	}
	fallback := duties["fallback"]
	if a := fallback.Answer; a == nil || !a.Fallback || fallback.Units[0].Unit.Code != spots["fallback"].Unit || len(fallback.Units[0].Heads) > 0 {
		t.Errorf("fallback: %+v", fallback)
	}
	if !ambiguousAt(duties["border"], "subdistrict", 10) {
		t.Errorf("border: %+v", duties["border"].Ambiguous)
	}
	if spots["gcj02"].Datum != geo.GCJ02 || geo.Distance(spots["gcj02"].At, spots["building"].At) < 100 {
		t.Errorf("gcj02: %+v", spots["gcj02"])
	}
}

func ambiguousAt(d territory.Duty, level string, within float64) bool {
	for _, n := range d.Ambiguous {
		if n.Unit.Level == level && n.Metres < within {
			return true
		}
	}
	return false
}

func TestHighlightsLeaveOutWhatIsNotThere(t *testing.T) {
	m := makeCity(t)
	if spots := Highlights(nil, nil, now); len(spots) != 0 {
		t.Errorf("no city: %v", spots)
	}
	for _, s := range Highlights(m.units, nil, now) { // nobody in office anywhere
		if s.ID != "fallback" && s.ID != "border" {
			t.Errorf("no heads: %+v", s)
		}
	}
}
