package export

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// GeoJSON writes the units that have a shape as an RFC 7946 FeatureCollection in
// WGS84. intake.ReadTerritory reads it back with the properties named as they
// are here: code, name, name_en, level, parent, grid_code, predecessors. What is
// written of a street is its ground; the centreline that this came of stays.
func GeoJSON(w io.Writer, units iter.Seq[*territory.Unit]) error {
	out := bufio.NewWriterSize(w, 64<<10)
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	separator := "\n"
	var feature []byte
	for u := range units {
		if len(u.Shape) == 0 {
			continue
		}
		properties, err := json.Marshal(propertiesOf(u))
		if err != nil {
			return err
		}
		feature = append(feature[:0], separator...)
		feature = append(feature, `{"type":"Feature","properties":`...)
		feature = append(feature, properties...)
		feature = append(feature, `,"geometry":`...)
		feature = append(geo.AppendShape(feature, u.Shape), '}')
		if _, err := out.Write(feature); err != nil {
			return err
		}
		separator = ",\n"
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

// unitProperties are a feature's, in the order in which they are written.
type unitProperties struct {
	Code         string   `json:"code"`
	Name         string   `json:"name"`
	NameEN       string   `json:"name_en,omitempty"`
	Level        string   `json:"level"`
	Parent       string   `json:"parent,omitempty"`
	GridCode     string   `json:"grid_code,omitempty"`
	Predecessors []string `json:"predecessors,omitempty"`
}

func propertiesOf(u *territory.Unit) unitProperties {
	return unitProperties{u.Code, u.Names.ZH, u.Names.EN, u.Level, u.Parent, u.GridCode, u.Predecessors}
}
