package demo

import (
	"embed"
	"encoding/csv"
	"fmt"

	"sizhang/geo"
)

// The extract travels with its licence and the note on its sources.
//
//go:embed dongcheng
var dongcheng embed.FS

// area is a row of areas.csv: a real code with its real name.
type area struct {
	code, name, parent string
}

// extract is what is real in the demonstration city.
type extract struct {
	city, county area
	// subdistricts and communities in order of their codes.
	subdistricts, communities []area
	// shapes of the subdistricts by code, as the file has them.
	shapes map[string]geo.Shape
}

func readExtract() (extract, error) {
	x := extract{shapes: map[string]geo.Shape{}}
	if err := x.readAreas(); err != nil {
		return x, fmt.Errorf("areas.csv: %w", err)
	}
	if err := x.readShapes(); err != nil {
		return x, fmt.Errorf("subdistricts.geojson: %w", err)
	}
	for _, s := range x.subdistricts {
		if len(x.shapes[s.code]) != 1 {
			return x, fmt.Errorf("subdistrict %s has no polygon", s.code)
		}
	}
	return x, nil
}

func (x *extract) readAreas() error {
	file, err := dongcheng.Open("dongcheng/areas.csv")
	if err != nil {
		return err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		a := area{code: row[0], name: row[1], parent: row[3]}
		switch row[2] {
		case "province": // Beijing is a province and a city in one
			x.city = a
		case "city": // 市辖区, a heading in the statistics, is no unit
		case "district":
			x.county = a
		case "street":
			x.subdistricts = append(x.subdistricts, a)
		case "community":
			x.communities = append(x.communities, a)
		default:
			return fmt.Errorf("row %s: unknown level %q", a.code, row[2])
		}
	}
	return nil
}

func (x *extract) readShapes() error {
	file, err := dongcheng.Open("dongcheng/subdistricts.geojson")
	if err != nil {
		return err
	}
	defer file.Close()
	return geo.ReadFeatures(file, func(f geo.Feature) error {
		code, _ := f.Properties["code"].(string)
		if shape := f.Geometry.Shape; len(shape) != 1 || len(shape[0]) != 1 {
			return fmt.Errorf("feature %s: want one polygon without holes", code)
		}
		x.shapes[code] = f.Geometry.Shape
		return nil
	})
}

// under returns the communities of a subdistrict, in order of their codes.
func (x *extract) under(subdistrict string) []area {
	var out []area
	for _, c := range x.communities {
		if c.parent == subdistrict {
			out = append(out, c)
		}
	}
	return out
}
