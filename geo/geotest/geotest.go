// Package geotest gives the tests and benchmarks of every package the real
// files under geo/testdata.
package geotest

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"sizhang/geo"
)

// Path returns where a file under geo/testdata lies, such as
// "beijing/subdistricts.geojson.gz".
func Path(name string) string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "testdata", filepath.FromSlash(name))
}

// Open opens a packed file under geo/testdata, unpacked, until the test ends.
func Open(t testing.TB, name string) io.Reader {
	t.Helper()
	file, err := os.Open(Path(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Features returns the features of a packed GeoJSON file in the file's order,
// as they stand: nobody has mended them.
func Features(t testing.TB, name string) []geo.Feature {
	t.Helper()
	var all []geo.Feature
	err := geo.ReadFeatures(Open(t, name), func(f geo.Feature) error {
		all = append(all, f)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

// Area is one feature of a file of areas.
type Area struct {
	Shape      geo.Shape
	Properties map[string]any
}

// Shapes returns the areas of a packed GeoJSON file by the property that is
// their code, such as "code" or "osm". It fails where two have the same.
func Shapes(t testing.TB, name, property string) map[string]Area {
	t.Helper()
	areas := map[string]Area{}
	for _, f := range Features(t, name) {
		code := Text(f.Properties[property])
		if _, ok := areas[code]; ok || code == "" {
			t.Fatalf("%s: feature %d: %s %q is empty or stands there twice", name, f.Index, property, code)
		}
		areas[code] = Area{f.Geometry.Shape, f.Properties}
	}
	return areas
}

// Text returns a property's value as text, empty for none.
func Text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(value)
}
