package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"strconv"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/mend"
)

// Width of a street in metres, kerb to kerb or wall to wall as the city counts
// it; what lies beyond is a slip of the pen or of the unit.
const minWidthM, maxWidthM = 0.5, 500.0

// StreetOptions say how to read a GeoJSON file of streets.
type StreetOptions struct {
	ShapeOptions
	// WidthProp names the property with a centreline's width in metres; WidthM
	// is the width of those that have none.
	WidthProp string
	WidthM    float64
}

// ReadStreets reads streets from a GeoJSON file: centrelines, which get the
// ground within half their width, and polygons, which are taken as they are. It
// reads points (点位) too, such as a market or a school gate: each is a disc as
// wide as a street would be.
func ReadStreets(ctx context.Context, r io.Reader, o StreetOptions) ([]territory.Unit, *Report, error) {
	return readShapes(ctx, r, o.ShapeOptions, streetGround{areaGround{o.CRS, true}, o.WidthProp, o.WidthM})
}

// streetGround is ground given as polygons or as centrelines.
type streetGround struct {
	areaGround
	widthProp string
	widthM    float64
}

func (s streetGround) declare(p properties, g geo.Geometry) (territory.Declared, bool) {
	lines := g.Lines
	switch g.Type {
	case "LineString", "MultiLineString":
	case "Point", "MultiPoint":
		for _, point := range g.Points {
			lines = append(lines, geo.Line{point, point}) // a line of no length, whose ground is a disc
		}
	default:
		return s.areaGround.declare(p, g)
	}
	width, ok := s.width(p)
	return territory.Declared{Datum: s.crs, Lines: lines, WidthM: width}, ok
}

func (s streetGround) width(p properties) (float64, bool) {
	var text string
	switch v, _ := p.lookup(s.widthProp); v := v.(type) {
	case nil:
	case string:
		text = trim(v)
	case json.Number:
		text = v.String()
	default:
		text = brief(v)
	}
	if text == "" && s.widthM == 0 {
		p.refuse(fault.WidthMissing, s.widthProp, fault.With{"property": cmp.Or(s.widthProp, "—")})
		return 0, false
	}
	if text == "" {
		text = strconv.FormatFloat(s.widthM, 'f', -1, 64)
	}
	width, err := strconv.ParseFloat(text, 64)
	if err != nil || !(width >= minWidthM && width <= maxWidthM) {
		p.refuse(fault.WidthInvalid, s.widthProp, fault.With{"value": text, "min": minWidthM, "max": maxWidthM})
		return 0, false
	}
	return width, true
}

// derive draws the corridor in WGS84, where metres are metres.
func (s streetGround) derive(r *record, d territory.Declared) (geo.Shape, bool) {
	if d.Shape != nil {
		return s.areaGround.derive(r, d)
	}
	lines := make([]geo.Line, len(d.Lines))
	for i, line := range d.Lines {
		lines[i] = pointsToWGS84(line, d.Datum)
	}
	shape, err := mend.Corridor(lines, d.WidthM)
	if err != nil {
		refuseShape(r, err, geo.WGS84)
		return nil, false
	}
	return shape, true
}
