package demo

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// made is the city that the tests look at.
type made struct {
	units []territory.Unit
	seats []territory.Seat
	by    map[string]*territory.Unit   // code
	at    map[string][]*territory.Unit // level
	below map[string][]*territory.Unit // parent
}

var theCity = sync.OnceValues(func() (*made, error) {
	units, seats, err := City(context.Background(), nil)
	m := &made{
		units: units, seats: seats, by: map[string]*territory.Unit{},
		at: map[string][]*territory.Unit{}, below: map[string][]*territory.Unit{},
	}
	for i := range units {
		u := &units[i]
		m.by[u.Code] = u
		m.at[u.Level] = append(m.at[u.Level], u)
		m.below[u.Parent] = append(m.below[u.Parent], u)
	}
	return m, err
})

func makeCity(t testing.TB) *made {
	t.Helper()
	m, err := theCity()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// children returns the units of the level right below.
func (m *made) children(parent, level string) []*territory.Unit {
	var out []*territory.Unit
	for _, u := range m.below[parent] {
		if u.Level == level {
			out = append(out, u)
		}
	}
	return out
}

func TestCityIsTheSameEveryTime(t *testing.T) {
	sum := func(units []territory.Unit, seats []territory.Seat) [sha256.Size]byte {
		text, err := json.Marshal([]any{units, seats})
		if err != nil {
			t.Fatal(err)
		}
		return sha256.Sum256(text)
	}
	once := makeCity(t)
	units, seats, err := City(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if sum(once.units, once.seats) != sum(units, seats) {
		t.Error("two runs made two cities")
	}
}

// What is real is as the sources have it: every row is a unit with its name,
// level and parent, and every subdistrict has the file's coordinates.
func TestRealUnitsAreAsTheSourcesHaveThem(t *testing.T) {
	m := makeCity(t)
	file, err := os.Open("dongcheng/areas.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]string{"province": "city", "district": "county", "street": "subdistrict", "community": "community"}
	seen := map[string]int{}
	for _, row := range rows[1:] {
		level, ok := levels[row[2]]
		if !ok {
			continue // the heading 市辖区
		}
		seen[level]++
		u := m.by[row[0]]
		if u == nil || u.Names.ZH != row[1] || u.Level != level {
			t.Errorf("%s %s: got %+v", row[0], row[1], u)
			continue
		}
		if (level == "community") != (u.Names.EN == "") {
			t.Errorf("%s: %+v", u.Code, u.Names)
		}
		if level == "subdistrict" || level == "community" {
			if u.Parent != row[3] {
				t.Errorf("%s: parent %s, want %s", u.Code, u.Parent, row[3])
			}
		}
	}
	for level, want := range map[string]int{"city": 1, "county": 1, "subdistrict": 17, "community": 169} {
		if seen[level] != want || len(m.at[level]) != want {
			t.Errorf("%s: %d rows and %d units, want %d", level, seen[level], len(m.at[level]), want)
		}
	}
}

func TestSubdistrictsHaveTheFilesCoordinates(t *testing.T) {
	m := makeCity(t)
	text, err := os.ReadFile("dongcheng/subdistricts.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Features []struct {
			Properties map[string]string
			Geometry   struct{ Coordinates [][][]float64 }
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Features) != 17 {
		t.Fatalf("%d features", len(file.Features))
	}
	for _, f := range file.Features {
		u := m.by[f.Properties["code"]]
		if u == nil || u.Names.ZH != f.Properties["name"] || u.Names.EN == "" || len(u.Shape) != 1 {
			t.Fatalf("%s: got %+v", f.Properties["code"], u)
		}
		for i, ring := range f.Geometry.Coordinates {
			for k, c := range ring {
				if u.Shape[0][i][k] != (geo.Point{Lng: c[0], Lat: c[1]}) || len(u.Shape[0][i]) != len(ring) {
					t.Fatalf("%s: ring %d differs at %d", u.Code, i, k)
				}
			}
		}
	}
}

func TestWhatIsGeneratedSaysSo(t *testing.T) {
	m := makeCity(t)
	for _, u := range m.units {
		wantReal := u.Level == "city" || u.Level == "county" || u.Level == "subdistrict"
		if u.Generated == wantReal {
			t.Errorf("%s %s: generated is %v", u.Level, u.Code, u.Generated)
		}
	}
	for _, s := range m.seats {
		for _, term := range s.Terms {
			if !term.Generated {
				t.Errorf("%s at %s: %s is not marked", s.Post, s.Unit, term.Person)
			}
		}
	}
}

func TestUnitsFitTheProfile(t *testing.T) {
	m := makeCity(t)
	p := Profile()
	extent, _ := p.Extent.Box()
	if len(m.by) != len(m.units) {
		t.Errorf("%d units share %d codes", len(m.units), len(m.by))
	}
	placed := map[string]bool{}
	for _, u := range m.units {
		level, _, ok := p.Level(u.Level)
		if !ok {
			t.Fatalf("%s: unknown level %s", u.Code, u.Level)
		}
		pattern, err := level.Pattern()
		if err != nil {
			t.Fatal(err)
		}
		if !pattern.MatchString(u.Code) {
			t.Errorf("%s %s: the code is not %s", u.Level, u.Code, level.Code)
		}
		switch parent := m.by[u.Parent]; {
		case u.Parent == "" && level.Root():
		case parent == nil || !level.Admits(parent.Level):
			t.Errorf("%s %s: hangs under %q", u.Level, u.Code, u.Parent)
		case !placed[u.Parent]:
			t.Errorf("%s %s: comes before its parent", u.Level, u.Code)
		}
		placed[u.Code] = true
		if u.Names.ZH == "" || (u.Level != "city") != (len(u.Shape) == 1) || (u.Level == "grid") != (u.GridCode == u.Code) {
			t.Errorf("%s %s: %+v", u.Level, u.Code, u)
		}
		if box := u.Shape.Box(); !box.Empty() && (!extent.Contains(box.Min) || !extent.Contains(box.Max)) {
			t.Errorf("%s %s: beyond the extent at %v", u.Level, u.Code, box)
		}
	}
}

func TestProgressTellsEveryStageToItsEnd(t *testing.T) {
	type state struct{ done, total int }
	last := map[string]state{}
	var order []string
	_, _, err := City(context.Background(), func(stage string, done, total int) {
		before, known := last[stage]
		if !known {
			order = append(order, stage)
		}
		if known && (done < before.done || total != before.total) || done > total || order[len(order)-1] != stage {
			t.Errorf("%s: %d of %d after %+v", stage, done, total, before)
		}
		last[stage] = state{done, total}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(order) != 3 || order[0] != Borders || order[1] != Buildings || order[2] != People {
		t.Errorf("stages %v", order)
	}
	for stage, s := range last {
		if s.total == 0 || s.done != s.total {
			t.Errorf("%s ended at %+v", stage, s)
		}
	}
}

func TestCancelEndsTheWork(t *testing.T) {
	for _, stage := range []string{Borders, Buildings} {
		ctx, cancel := context.WithCancel(context.Background())
		after := 0
		units, seats, err := City(ctx, func(now string, done, _ int) {
			if ctx.Err() != nil {
				after++
			}
			if now == stage && done > 0 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || units != nil || seats != nil {
			t.Errorf("cancelled in %s: %d units, %d seats, %v", stage, len(units), len(seats), err)
		}
		if after > 0 {
			t.Errorf("cancelled in %s: %d more steps", stage, after)
		}
		cancel()
	}
}

func BenchmarkCity(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := City(context.Background(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
