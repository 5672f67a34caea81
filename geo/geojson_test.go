package geo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"sizhang/geo"
)

const square = `{"type":"Polygon","coordinates":[[[1,2],[3,2],[3,4],[1,2]]]}`

func readAll(text string) ([]geo.Feature, error) {
	var all []geo.Feature
	err := geo.ReadFeatures(strings.NewReader(text), func(f geo.Feature) error {
		all = append(all, f)
		return nil
	})
	return all, err
}

func TestReadFeaturesForms(t *testing.T) {
	shape := geo.Shape{{{{Lng: 1, Lat: 2}, {Lng: 3, Lat: 2}, {Lng: 3, Lat: 4}, {Lng: 1, Lat: 2}}}}
	one := `{"type":"Feature","id":"a","properties":{"code":110101001000123456789,"name":"东华门"},"geometry":` + square + `}`
	two := `{"geometry":` + square + `,"extra":{"deep":[1,{"x":1e999}]},"properties":null,"id":7,"type":"Feature"}`
	for name, text := range map[string]string{
		"collection":          `{"type":"FeatureCollection","features":[` + one + `,` + two + `]}`,
		"features first":      `{"features":[` + one + `,` + two + `],"name":"x","type":"FeatureCollection"}`,
		"byte order mark":     "\xef\xbb\xbf" + `{"type":"FeatureCollection","bbox":[1,2,3,4],"features":[` + one + `,` + two + `]}`,
		"line by line":        one + "\n" + two + "\r\n",
		"line by line, glued": "\xef\xbb\xbf" + one + two,
		"crs without meaning": `{"type":"FeatureCollection","crs":null,"features":[` + one + `,` + two + `]}` + "\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			all, err := readAll(text)
			if err != nil || len(all) != 2 {
				t.Fatalf("%d features, %v", len(all), err)
			}
			for i, id := range []string{"a", "7"} {
				if f := all[i]; f.Index != i || f.ID != id || !f.Geometry.Shape.Equal(shape) || f.Geometry.Type != "Polygon" || f.CRS != "" {
					t.Errorf("feature %d is %+v", i, f)
				}
			}
			if code := all[0].Properties["code"]; code != json.Number("110101001000123456789") {
				t.Errorf("the code became %v", code)
			}
			if all[1].Properties == nil || len(all[1].Properties) != 0 {
				t.Errorf("null properties became %v", all[1].Properties)
			}
		})
	}
	if all, err := readAll(one); err != nil || len(all) != 1 {
		t.Errorf("a feature alone: %v, %v", all, err)
	}
	if all, err := readAll(`{"type":"FeatureCollection","features":[]}`); err != nil || len(all) != 0 {
		t.Errorf("an empty collection: %v, %v", all, err)
	}
}

func TestReadFeaturesGeometries(t *testing.T) {
	p, q := geo.Point{Lng: 1, Lat: 2}, geo.Point{Lng: -3.5, Lat: 4e1}
	for text, want := range map[string]geo.Geometry{
		`null`:                                 {},
		`{"type":"Point","coordinates":[1,2]}`: {Type: "Point", Points: []geo.Point{p}},
		`{"coordinates":[1,2,55.5,0],"type":"Point"}`:                             {Type: "Point", Points: []geo.Point{p}},
		`{"type":"MultiPoint","coordinates":[[1,2],[-3.5,4e1]]}`:                  {Type: "MultiPoint", Points: []geo.Point{p, q}},
		`{"type":"LineString","coordinates":[ [ 1 , 2 ] , [-3.5,40,1] ]}`:         {Type: "LineString", Lines: []geo.Line{{p, q}}},
		`{"type":"MultiLineString","coordinates":[[[1,2],[-3.5,40]],[[1,2]]]}`:    {Type: "MultiLineString", Lines: []geo.Line{{p, q}, {p}}},
		`{"type":"Polygon","coordinates":[[[1,2],[-3.5,40]]]}`:                    {Type: "Polygon", Shape: geo.Shape{{{p, q}}}},
		`{"type":"Polygon","coordinates":[]}`:                                     {Type: "Polygon", Shape: geo.Shape{{}}},
		`{"type":"MultiPolygon","coordinates":[[[[1,2]],[[-3.5,40]]],[[[1,2]]]]}`: {Type: "MultiPolygon", Shape: geo.Shape{{{p}, {q}}, {{p}}}},
		`{"type":"MultiPolygon","bbox":[1,2],"coordinates":[]}`:                   {Type: "MultiPolygon"},
	} {
		all, err := readAll(`{"type":"Feature","geometry":` + text + `}`)
		if err != nil || len(all) != 1 || !reflect.DeepEqual(all[0].Geometry, want) {
			t.Errorf("%s was read as %+v, %v", text, all, err)
		}
	}
	if all, err := readAll(`{"type":"Feature","properties":{}}`); err != nil || all[0].Geometry.Type != "" {
		t.Errorf("a feature without the member: %+v, %v", all, err)
	}
}

// Each broken file says why, in which feature, at which byte, after which
// position. The caret stands before the byte that is expected.
func TestReadFeaturesRefuses(t *testing.T) {
	const head = `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},{"type":"Feature","geometry":`
	const ring = `{"type":"Polygon","coordinates":`
	near := &geo.Point{Lng: 1, Lat: 2}
	for _, c := range []struct {
		name, text string
		reason     geo.FormatReason
		feature    int
		near       *geo.Point
	}{
		{"empty", `^`, geo.ReasonEmptyFile, -1, nil},
		{"blank", `^` + " \n", geo.ReasonEmptyFile, -1, nil},
		{"UTF-16", "^\xff\xfe{\x00", geo.ReasonNotUTF8, -1, nil},
		{"not JSON", `^<kml>`, geo.ReasonNotJSON, -1, nil},
		{"an array", `[^1]`, geo.ReasonNotFeatures, -1, nil},
		{"a bare geometry", `{"type":"Point","coordinates":[1,2]}^`, geo.ReasonNotFeatures, -1, nil},
		{"a topology", `{"type":"Topology","arcs":[]}^`, geo.ReasonNotFeatures, -1, nil},
		{"no type", `{"features":[]}^`, geo.ReasonNotFeatures, -1, nil},
		{"no features", `{"type":"FeatureCollection"}^`, geo.ReasonNoFeatures, -1, nil},
		{"features twice", `{"features":[],"features"^:[]}`, geo.ReasonDoubledMember, -1, nil},
		{"features no array", `{"features":{^}}`, geo.ReasonMemberKind, -1, nil},
		{"two collections", `{"type":"FeatureCollection","features":[]}{^}`, geo.ReasonNotFeatures, -1, nil},
		{"foreign crs after the features", `{"features":[],"crs":{"type":"name","properties":{"name":"EPSG:2436"}}^}`, geo.ReasonLateCRS, -1, nil},
		{"a number among the features", `{"features":[3^]}`, geo.ReasonNotFeatures, 0, nil},
		{"a geometry among the features", `{"features":[` + square + `^]}`, geo.ReasonNotFeatures, 0, nil},
		{"truncated between features", `{"features":[{"type":"Feature","geometry":null},^`, geo.ReasonTruncated, 1, nil},
		{"truncated after the features", `{"type":"FeatureCollection","features":[{"type":"Feature"}]^`, geo.ReasonTruncated, -1, nil},
		{"truncated in a geometry", head + `^` + ring + `[[[1,2],[1`, geo.ReasonTruncated, 1, nil},
		{"NaN", head + ring + `[[[1,2],[^NaN,3]]]}}]}`, geo.ReasonNotANumber, 1, nil},
		{"-Infinity", head + ring + `[[[1,2],[-^Infinity,3]]]}}]}`, geo.ReasonNotANumber, 1, nil},
		{"a comma too many", head + ring + `[[[1,2],[1,3],^]]}}]}`, geo.ReasonNotJSON, 1, nil},
		{"text for a number", head + ring + `[[[1,2],[^"116.3",3]]]}}]}`, geo.ReasonCoordinateKind, 1, near},
		{"null for a number", head + ring + `[[[1,2],[^null,3]]]}}]}`, geo.ReasonCoordinateKind, 1, near},
		{"null for a position", head + ring + `[[[1,2],^null]]}}]}`, geo.ReasonCoordinateKind, 1, near},
		{"one number", head + ring + `[[[1,2],^[3]]]}}]}`, geo.ReasonBadPosition, 1, near},
		{"empty position", head + `{"type":"Point","coordinates":^[]}}]}`, geo.ReasonBadPosition, 1, nil},
		{"too shallow", head + ring + `[[^1,2],[3,4]]}}]}`, geo.ReasonWrongNesting, 1, nil},
		{"too deep", head + ring + `[[[^[1,2],[3,4]]]]}}]}`, geo.ReasonWrongNesting, 1, nil},
		{"beyond a float", head + ring + `[[[1,2],[^1e999,4]]]}}]}`, geo.ReasonCoordinateTooLarge, 1, near},
		{"coordinates no array", head + ring + `^"1 2"}}]}`, geo.ReasonCoordinateKind, 1, nil},
		{"no coordinates", head + `^{"type":"Polygon"}}]}`, geo.ReasonNoCoordinates, 1, nil},
		{"coordinates twice", head + `^` + ring + `[],"coordinates":[]}}]}`, geo.ReasonDoubledMember, 1, nil},
		{"collection of geometries", head + `^{"type":"GeometryCollection","geometries":[` + square + `]}}]}`, geo.ReasonGeometryType, 1, nil},
		{"type in lower case", head + `^{"type":"polygon","coordinates":[]}}]}`, geo.ReasonGeometryType, 1, nil},
		{"geometry a text", head + `^"POINT(1 2)"}]}`, geo.ReasonMemberKind, 1, nil},
		{"properties an array", `{"features":[{"type":"Feature","properties":[1]}^]}`, geo.ReasonMemberKind, 0, nil},
		{"id an object", `{"features":[{"type":"Feature","id":{}}^]}`, geo.ReasonMemberKind, 0, nil},
		{"geometry twice", `{"features":[{"geometry":null,"geometry"^:null}]}`, geo.ReasonDoubledMember, 0, nil},
		{"GBK name", `{"features":[{"properties":{"name":"` + "\xb6\xab" + `"}^}]}`, geo.ReasonNotUTF8, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := strings.Index(c.text, "^")
			for _, mark := range []string{"", "\xef\xbb\xbf"} {
				text := mark + strings.Replace(c.text, "^", "", 1)
				if mark != "" && strings.HasPrefix(text[3:], "\xff") {
					continue
				}
				_, err := readAll(text)
				var fault *geo.FormatError
				if !errors.As(err, &fault) {
					t.Fatalf("%v", err)
				}
				if fault.Reason != c.reason || fault.Feature != c.feature || !reflect.DeepEqual(fault.Near, c.near) {
					t.Errorf("%v, near %v", fault, fault.Near)
				}
				if int(fault.Offset) != at+len(mark) {
					t.Errorf("%v, want byte %d", fault, at+len(mark))
				}
			}
		})
	}
}

func TestReadFeaturesCRS(t *testing.T) {
	for member, want := range map[string]struct {
		crs   string
		wgs84 bool
	}{
		`{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}`: {"urn:ogc:def:crs:OGC:1.3:CRS84", true},
		`{"type":"name","properties":{"name":"EPSG:4490"}}`:                     {"EPSG:4490", true},
		`{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}}`:    {"urn:ogc:def:crs:EPSG::3857", false},
		`{"type":"EPSG","properties":{"code":4326}}`:                            {`{"type":"EPSG","properties":{"code":4326}}`, false},
		`null`: {"", true},
	} {
		all, err := readAll(`{"type":"FeatureCollection","crs":` + member + `,"features":[{"type":"Feature"}]}`)
		if err != nil || len(all) != 1 || all[0].CRS != want.crs || geo.DeclaresWGS84(all[0].CRS) != want.wgs84 {
			t.Errorf("%s: %+v, %v", member, all, err)
		}
	}
	if _, err := readAll(`{"features":[],"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4326"}}}`); err != nil {
		t.Errorf("a harmless declaration after the features: %v", err)
	}
}

func TestReadFeaturesPassesOnErrors(t *testing.T) {
	stop := errors.New("stop")
	text := `{"features":[{"type":"Feature"},{"type":"Feature"},{"type":"Feature"}],"type":"FeatureCollection"}`
	seen := 0
	err := geo.ReadFeatures(strings.NewReader(text), func(f geo.Feature) error {
		seen++
		if f.Index == 1 {
			return stop
		}
		return nil
	})
	if err != stop || seen != 2 {
		t.Errorf("%v after %d features", err, seen)
	}
	reader := io.MultiReader(strings.NewReader(text[:40]), iotest.ErrReader(stop))
	if err := geo.ReadFeatures(reader, func(geo.Feature) error { return nil }); !errors.Is(err, stop) {
		t.Errorf("a failing disk became %v", err)
	}
}

func TestAppendShape(t *testing.T) {
	clockwise := geo.Ring{{Lng: 0, Lat: 0}, {Lng: 0, Lat: 3}, {Lng: 3, Lat: 3}, {Lng: 0, Lat: 0}}
	hole := geo.Ring{{Lng: 1, Lat: 2}, {Lng: 2, Lat: 2.5}, {Lng: 1.1, Lat: 2.5}, {Lng: 1, Lat: 2}}
	for _, c := range []struct {
		shape geo.Shape
		want  string
	}{
		{nil, `null`},
		{geo.Shape{{clockwise, hole}}, `{"type":"Polygon","coordinates":[[[0,0],[3,3],[0,3],[0,0]],[[1,2],[1.1,2.5],[2,2.5],[1,2]]]}`},
		{geo.Shape{{clockwise}, {hole}}, `{"type":"MultiPolygon","coordinates":[[[[0,0],[3,3],[0,3],[0,0]]],[[[1,2],[2,2.5],[1.1,2.5],[1,2]]]]}`},
	} {
		if got := string(geo.AppendShape(nil, c.shape)); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if clockwise[1] != (geo.Point{Lng: 0, Lat: 3}) {
		t.Error("writing turned the shape itself round")
	}
	if got := string(geo.AppendLines([]byte("x"), []geo.Line{{{Lng: 1e-7, Lat: -0.30000000000000004}, {Lng: 100, Lat: 1e21}}})); got != `x{"type":"LineString","coordinates":[[0.0000001,-0.30000000000000004],[100,1000000000000000000000]]}` {
		t.Error(got)
	}
	if got := string(geo.AppendLines(nil, []geo.Line{{{}}, {{Lng: 1}}})); got != `{"type":"MultiLineString","coordinates":[[[0,0]],[[1,0]]]}` {
		t.Error(got)
	}
	if got := string(geo.AppendPoint(nil, geo.Point{Lng: 116.3975, Lat: 39.9087})); got != `{"type":"Point","coordinates":[116.3975,39.9087]}` {
		t.Error(got)
	}
}

func TestWrittenReadsBack(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) float64 {
		return math.Float64frombits(rapid.Uint64().Filter(func(b uint64) bool {
			v := math.Float64frombits(b)
			return !math.IsNaN(v) && !math.IsInf(v, 0)
		}).Draw(t, "bits"))
	})
	rapid.Check(t, func(t *rapid.T) {
		line := geo.Line(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) geo.Point {
			return geo.Point{Lng: number.Draw(t, "lng"), Lat: number.Draw(t, "lat")}
		}), 1, 5).Draw(t, "line"))
		all, err := readAll(`{"type":"Feature","geometry":` + string(geo.AppendLines(nil, []geo.Line{line})) + `}`)
		if err != nil || !slices.Equal(all[0].Geometry.Lines[0], line) {
			t.Fatalf("%v came back as %v, %v", line, all, err)
		}
	})
}

// What the reader takes, the writer writes and the reader takes again,
// unchanged but for the way that rings run.
func FuzzReadFeatures(f *testing.F) {
	for _, seed := range []string{
		`{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"properties":{"code":"1"},"geometry":` + square + `}]}`,
		`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[1,2,3],[4,5],[6,7],[1,2]]],[[[1,1]]]]}}`,
		`{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3e0,-4.5]]}}` + "\n" + `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}`,
		"\xef\xbb\xbf" + `{"features":[{"type":"Feature","geometry":{"coordinates":[[[1,2],[3,4]]],"type":"MultiLineString"}}],"crs":{"type":"name","properties":{"name":"x"}}}`,
		`{"features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[NaN,2`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":[],"geometry":{"type":"MultiPoint","coordinates":[[],["1",2]]}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		next := 0
		err := geo.ReadFeatures(bytes.NewReader(text), func(feature geo.Feature) error {
			if feature.Index != next || feature.Properties == nil {
				t.Errorf("feature %d is %+v", next, feature)
			}
			next++
			for p := range feature.Geometry.Positions {
				if math.IsNaN(p.Lng+p.Lat) || math.IsInf(p.Lng, 0) || math.IsInf(p.Lat, 0) {
					t.Errorf("position %v", p)
				}
			}
			if written := write(feature.Geometry); written != "null" {
				again, err := readAll(`{"type":"Feature","geometry":` + written + `}`)
				if err != nil || write(again[0].Geometry) != written {
					t.Errorf("%s came back as %v, %v", written, again, err)
				}
			}
			return nil
		})
		var fault *geo.FormatError
		if err == nil || errors.As(err, &fault) && fault.Offset >= 0 && fault.Offset <= int64(len(text)) {
			return
		}
		t.Errorf("%d bytes: %v", len(text), err)
	})
}

func write(g geo.Geometry) string {
	if len(g.Lines) > 0 {
		return string(geo.AppendLines(nil, g.Lines))
	}
	for _, p := range g.Points {
		return string(geo.AppendPoint(nil, p))
	}
	return string(geo.AppendShape(nil, g.Shape))
}
