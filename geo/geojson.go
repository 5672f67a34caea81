package geo

import (
	"fmt"
	"strings"
)

// Feature is one feature of a GeoJSON file (RFC 7946), read as it stands: its
// coordinates are in whatever datum the file is in, and nobody has looked yet
// whether its rings are good.
type Feature struct {
	// Index counts the features of the file from 0.
	Index int
	// ID is the feature's id as text, empty where it has none.
	ID string
	// Properties are never nil; numbers are json.Number, so that a code of many
	// digits loses none.
	Properties map[string]any
	Geometry   Geometry
	// CRS names the coordinate system that the file declares for its features,
	// in the form that GeoJSON had before RFC 7946; empty where it declares
	// none. See DeclaresWGS84.
	CRS string
}

// Geometry is a feature's geometry. Type is Point, MultiPoint, LineString,
// MultiLineString, Polygon or MultiPolygon and tells which of the three members
// is filled; it is empty for a feature that has no geometry. Altitudes are
// dropped.
type Geometry struct {
	Type   string
	Shape  Shape
	Lines  []Line
	Points []Point
}

// Positions calls yield with every position of the geometry until it returns
// false.
func (g Geometry) Positions(yield func(Point) bool) {
	for _, p := range g.Points {
		if !yield(p) {
			return
		}
	}
	for _, line := range g.Lines {
		for _, p := range line {
			if !yield(p) {
				return
			}
		}
	}
	for ring := range g.Shape.Rings {
		for _, p := range ring {
			if !yield(p) {
				return
			}
		}
	}
}

// DeclaresWGS84 says whether a declared coordinate system is longitude and
// latitude in WGS84 or in CGCS2000, which differs by centimetres. No
// declaration means WGS84, as RFC 7946 has it. Files that name GCJ-02 or BD-09
// do not exist: neither has a registered name.
func DeclaresWGS84(crs string) bool {
	switch strings.ToUpper(crs) {
	case "",
		"URN:OGC:DEF:CRS:OGC:1.3:CRS84", "URN:OGC:DEF:CRS:OGC::CRS84", "OGC:CRS84", "CRS84",
		"URN:OGC:DEF:CRS:EPSG::4326", "EPSG:4326",
		"URN:OGC:DEF:CRS:EPSG::4490", "EPSG:4490":
		return true
	}
	return false
}

// FormatReason is a stable code for what is wrong with a GeoJSON file.
type FormatReason string

const (
	ReasonEmptyFile          FormatReason = "empty_file"
	ReasonNotUTF8            FormatReason = "not_utf8"
	ReasonNotJSON            FormatReason = "not_json"
	ReasonTruncated          FormatReason = "truncated"
	ReasonNotANumber         FormatReason = "not_a_number"         // NaN or Infinity, bare
	ReasonNotFeatures        FormatReason = "not_features"         // JSON, but neither a collection nor features
	ReasonNoFeatures         FormatReason = "no_features_member"   // a collection without "features"
	ReasonDoubledMember      FormatReason = "doubled_member"       // one member twice in one object
	ReasonMemberKind         FormatReason = "member_kind"          // a member that is not what the standard says
	ReasonLateCRS            FormatReason = "late_crs"             // another system declared after the features
	ReasonGeometryType       FormatReason = "geometry_type"        // unknown, or a GeometryCollection
	ReasonNoCoordinates      FormatReason = "no_coordinates"       // a geometry without them
	ReasonWrongNesting       FormatReason = "wrong_nesting"        // arrays too deep or too shallow for the type
	ReasonBadPosition        FormatReason = "bad_position"         // fewer than two numbers
	ReasonCoordinateKind     FormatReason = "coordinate_kind"      // text, null or an object for a coordinate
	ReasonCoordinateTooLarge FormatReason = "coordinate_too_large" // beyond what a float64 holds
	ReasonFeatureTooLarge    FormatReason = "feature_too_large"
)

// MaxFeatureBytes is how much of a file may belong to one feature, or lie
// between two. The reader holds a few times the bytes of one feature, never
// those of the file.
const MaxFeatureBytes = 64 << 20

// FormatError says why a GeoJSON file cannot be read on.
type FormatError struct {
	Reason FormatReason
	// Feature is the index of the feature at fault, or -1 where it is the file.
	Feature int
	// Offset is the byte of the file at which it goes wrong, or after which
	// where that cannot be told; it counts from 0.
	Offset int64
	// Near is the last good position before the fault, where there is one.
	Near *Point
	// Detail is what the JSON decoder said or what stood there; for the log.
	Detail string
}

// Error returns the reason and the place.
func (e *FormatError) Error() string {
	text := "geojson: " + string(e.Reason)
	if e.Feature >= 0 {
		text += fmt.Sprintf(", feature %d", e.Feature)
	}
	text += fmt.Sprintf(", byte %d", e.Offset)
	if e.Near != nil {
		text += fmt.Sprintf(", after position %v, %v", e.Near.Lng, e.Near.Lat)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}
