package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/cover"
	"sizhang/server/svg"
)

func profile() *city.Profile {
	return &city.Profile{
		Code: "990101", Names: city.Names{ZH: "图市"}, CellResolution: 11,
		Levels: []city.Level{
			{ID: "county", Names: city.Names{ZH: "区", EN: "District"}, Form: city.Tiling, Resolution: 10},
			{ID: "street", Names: city.Names{ZH: "街", EN: "Street"}, Parents: []string{"county"}, Form: city.Overlapping, Resolution: 11},
			{ID: "community", Names: city.Names{ZH: "社区", EN: "Community"}, Parents: []string{"county"}, Form: city.Tiling, Resolution: 11},
			{ID: "group", Names: city.Names{ZH: "小组"}, Parents: []string{"community"}, Form: city.Unmapped},
		},
	}
}

const west, south, step = 116.40, 39.90, 0.01

func square(x, y, side float64) geo.Shape {
	return geo.Shape{{{{Lng: x, Lat: y}, {Lng: x + side, Lat: y}, {Lng: x + side, Lat: y + side}, {Lng: x, Lat: y + side}, {Lng: x, Lat: y}}}}
}

// gridCity is a county of n × n square communities, numbered from the south-west
// northward, and a street under it. What is generated is told by number, the
// county's being -1; numbers may be left out, which leaves gaps.
func gridCity(t testing.TB, n int, generated func(i int) bool, without ...int) territory.Moment {
	t.Helper()
	units := []territory.Unit{
		{Code: "county", Level: "county", Names: city.Names{ZH: `方区 <&"'>`, EN: "Square County"}, Shape: square(west, south, float64(n)*step), Generated: generated(-1)},
		{Code: "street", Level: "street", Names: city.Names{ZH: "横街"}, Parent: "county", Shape: square(west, south, step/10)},
		{Code: "bare", Level: "community", Names: city.Names{ZH: "有名无图"}, Parent: "county"},
	}
	for i := range n * n {
		if slices.Contains(without, i) {
			continue
		}
		units = append(units, territory.Unit{
			Code: fmt.Sprintf("c%04d", i), Level: "community", Names: city.Names{ZH: fmt.Sprintf("第%d社区", i+1)}, Parent: "county",
			Shape: square(west+float64(i/n)*step, south+float64(i%n)*step, step), Generated: generated(i),
		})
	}
	city, err := territory.New(profile(), units, nil)
	if err != nil {
		t.Fatal(err)
	}
	return city.At(time.Now())
}

func none(int) bool { return false }
func all(int) bool  { return true }
func even(i int) bool {
	return i%2 == 0
}

func unitOf(t testing.TB, city territory.Moment, code string) *territory.Unit {
	t.Helper()
	u, ok := city.Unit(code)
	if !ok {
		t.Fatalf("no unit %s", code)
	}
	return u
}

func paint(t testing.TB, city territory.Moment, code string, o Options) string {
	t.Helper()
	var svg bytes.Buffer
	if err := SVG(&svg, city, unitOf(t, city, code), o); err != nil {
		t.Fatal(err)
	}
	return svg.String()
}

// Every cell has the colour of the community that holds its centre, and is
// hatched unless all of it lies in that one. Squares are convex, so a cell lies
// in one when its corners do.
func TestCellsAreColouredByOwner(t *testing.T) {
	const n = 3
	city := gridCity(t, n, none, 4) // with a gap in the middle
	s, err := gather(city, unitOf(t, city, "county"), Options{Res: 9})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.areas) != n*n-1 || !s.split {
		t.Fatalf("%d areas", len(s.areas))
	}
	holder := func(p geo.Point) int {
		for i, a := range s.areas {
			if a.unit.Shape.Contains(p) {
				return i
			}
		}
		return -1
	}
	pure, mixed := 0, 0
	for _, c := range s.cells {
		if want := holder(c.Centre()); c.area != want {
			t.Errorf("cell %s has area %d, want %d", c, c.area, want)
		}
		whole := c.area >= 0
		for _, p := range c.Boundary() {
			whole = whole && s.areas[c.area].unit.Shape.Contains(p)
		}
		if c.mixed == whole {
			t.Errorf("cell %s: mixed is %v", c, c.mixed)
		}
		if whole {
			pure++
		} else {
			mixed++
		}
	}
	if pure < 30 || mixed < 30 {
		t.Errorf("%d whole and %d mixed cells show little", pure, mixed)
	}
}

func TestNeighboursDiffer(t *testing.T) {
	const n = 8
	city := gridCity(t, n, none)
	s, err := gather(city, unitOf(t, city, "county"), Options{Res: 9})
	if err != nil {
		t.Fatal(err)
	}
	used := map[int]bool{}
	for i, a := range s.areas {
		used[a.colour] = true
		for j, b := range s.areas {
			dx, dy := i/n-j/n, i%n-j%n
			if i != j && dx*dx+dy*dy <= 2 && a.colour == b.colour { // corners, too
				t.Errorf("areas %d and %d have the same colour", i, j)
			}
		}
	}
	if len(used) < len(svg.Palette) {
		t.Errorf("only %d colours are used", len(used))
	}
}

// An area that meets a dozen others is coloured before they have used up every
// colour, though its number is the last.
func TestHubKeepsAColour(t *testing.T) {
	const rim = 12
	meet := make([]map[int]bool, rim+1)
	for i := range meet {
		meet[i] = map[int]bool{}
	}
	for i := range rim {
		for _, other := range []int{(i + 1) % rim, rim} {
			meet[i][other], meet[other][i] = true, true
		}
	}
	colours := colour(meet)
	for i := range rim {
		if colours[i] == colours[rim] || colours[i] == colours[(i+1)%rim] {
			t.Fatalf("colours %v", colours)
		}
	}
}

// With more neighbours than colours, the fewest share one.
func TestColoursRunOut(t *testing.T) {
	n := len(svg.Palette) + 1
	meet := make([]map[int]bool, n)
	for i := range meet {
		meet[i] = map[int]bool{}
		for j := range meet {
			if i != j {
				meet[i][j] = true
			}
		}
	}
	count := map[int]int{}
	for _, c := range colour(meet) {
		count[c]++
	}
	if len(count) != len(svg.Palette) {
		t.Errorf("colours %v", count)
	}
}

var reference = regexp.MustCompile(`(?i)href|src=|@import|<style|<script|<foreignObject|<image|<use|https?:|on[a-z]+=`)

func TestPictureStandsAlone(t *testing.T) {
	svg := paint(t, gridCity(t, 3, none), "county", Options{Res: Fitting, Attribution: `a <b> & "c"`})
	decoder := xml.NewDecoder(strings.NewReader(svg))
	var words []string
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			words = append(words, string(text))
		}
	}
	for _, want := range []string{`方区 <&"'> Square County`, "第5社区", `四长 Sizhang · H3 · a <b> & "c"`} {
		found := false
		for _, text := range words {
			found = found || text == want
		}
		if !found {
			t.Errorf("%q is not in the picture: %q", want, words)
		}
	}
	rest := strings.Replace(svg, `xmlns="http://www.w3.org/2000/svg"`, "", 1)
	if bad := reference.FindString(rest); bad != "" {
		t.Errorf("the picture has %q", bad)
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Error("the picture has a number that is none")
	}
}

func TestSameTerritorySamePicture(t *testing.T) {
	first := paint(t, gridCity(t, 6, even), "county", Options{Res: Fitting})
	for range 5 {
		if paint(t, gridCity(t, 6, even), "county", Options{Res: Fitting}) != first {
			t.Fatal("the picture changes")
		}
	}
}

func TestGeneratedIsSaid(t *testing.T) {
	for _, c := range []struct {
		name, unit, want string
		generated        func(int) bool
		stars            int
	}{
		{"none", "county", "", none, 0},
		{"all", "county", "图中边界均为虚构 · Demonstration: all these borders are made up", all, 0},
		{"the children", "county", "社区边界为虚构 · Demonstration: the Community borders are made up", func(i int) bool { return i >= 0 }, 0},
		{"the outline", "county", "外边界为虚构", func(i int) bool { return i < 0 }, 0},
		{"some", "county", "标 ＊ 者边界为虚构", even, 5},
		{"the unit", "c0000", "本单元为虚构", even, 0},
		{"not the unit", "c0001", "", even, 0},
	} {
		svg := paint(t, gridCity(t, 3, c.generated), c.unit, Options{Res: Fitting})
		if got := strings.Contains(svg, "演示数据"); got != (c.want != "") || !strings.Contains(svg, c.want) {
			t.Errorf("%s: the note is wrong", c.name)
		}
		if got := strings.Count(svg, " ＊</text>"); got != c.stars {
			t.Errorf("%s: %d marks, want %d", c.name, got, c.stars)
		}
	}
}

func TestFittingResolution(t *testing.T) {
	for side := 0.0002; side < 3; side *= 1.7 { // 20 m to 300 km
		shape := square(west, south, side)
		found, err := cover.Cells(shape, fittingRes(shape), 100_000)
		if err != nil {
			t.Fatal(err)
		}
		if n := found.Len(); n < 300 || n > 3000 {
			t.Errorf("a square of %g° gets %d cells", side, n)
		}
	}
}

func TestRefusals(t *testing.T) {
	city := gridCity(t, 3, none)
	err := SVG(io.Discard, city, unitOf(t, city, "bare"), Options{Res: Fitting})
	if f := fault.As(err); f.Code != fault.UnitWithoutShape {
		t.Errorf("a unit without a shape: %v", err)
	}
	for _, res := range []int{12, 15} {
		err = SVG(io.Discard, city, unitOf(t, city, "county"), Options{Res: res})
		var tooMany *cover.TooManyError
		if !errors.As(err, &tooMany) || tooMany.AtLeast <= tooMany.Max {
			t.Errorf("resolution %d: %v", res, err)
		}
	}
	if svg := paint(t, city, "county", Options{Res: 0}); !strings.Contains(svg, "</svg>") {
		t.Error("resolution 0 gives no picture")
	}
}

// A legend that would run off the page says how many it leaves out.
func TestLongLegend(t *testing.T) {
	svg := paint(t, gridCity(t, 8, none), "county", Options{Res: 9})
	var left int
	at := strings.Index(svg, "另有 ")
	if at < 0 {
		t.Fatal("the legend leaves nothing out")
	}
	if _, err := fmt.Sscanf(svg[at:], "另有 %d 个", &left); err != nil {
		t.Fatal(err)
	}
	place := regexp.MustCompile(`y="([0-9.]+)"[^>]*>另有`).FindStringSubmatch(svg)
	height := regexp.MustCompile(`height="([0-9.]+)"`).FindStringSubmatch(svg)
	y, _ := strconv.ParseFloat(place[1], 64)
	page, _ := strconv.ParseFloat(height[1], 64)
	if y == 0 || y > page-footerHigh {
		t.Errorf("the legend ends at %g of %g", y, page)
	}
	for number, want := range map[int]bool{64 - left: true, 65 - left: false} {
		if shown := strings.Contains(svg, fmt.Sprintf(">%d  第%d社区<", number, number)); shown != want {
			t.Errorf("%d are left out, but number %d: %v", left, number, shown)
		}
	}
}

// A unit without children with ground is drawn for itself.
func TestLeaf(t *testing.T) {
	city := gridCity(t, 2, none)
	s, err := gather(city, unitOf(t, city, "c0001"), Options{Res: 10})
	if err != nil {
		t.Fatal(err)
	}
	if s.split || len(s.areas) != 1 || s.areas[0].unit.Code != "c0001" {
		t.Errorf("areas %+v", s.areas)
	}
	for _, c := range s.cells {
		if inside := s.unit.Shape.Contains(c.Centre()); inside != (c.area == 0) {
			t.Errorf("cell %s has area %d", c, c.area)
		}
	}
}
