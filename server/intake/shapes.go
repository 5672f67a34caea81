package intake

import (
	"context"
	"errors"
	"io"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// ShapeOptions say how to read a GeoJSON file of units.
type ShapeOptions struct {
	Options
	// CRS is the datum that the file's coordinates are in. It must be declared.
	CRS geo.Datum
	// Level is the profile's level of every feature, unless LevelProp names the
	// property that holds it: then Levels maps what stands there to the profile's
	// levels or to Dropped, as for a table.
	Level     string
	LevelProp string
	Levels    map[string]string
	// CodeProp names the property with the unit's code. The others may be empty:
	// what they would hold is then not read, and kept from the unit in force.
	// Each may be a path such as parent.adcode.
	CodeProp, NameProp, NameENProp, ParentProp, GridCodeProp string
	// PredecessorsProp names the property with the codes of the units that a unit
	// was formed from, a list or text with separators between; EndedProp the one
	// that says yes where a unit is no more. Such a feature needs no geometry, and
	// none that it has is read.
	PredecessorsProp, EndedProp string
	// MergeByCode makes one unit of several features with one code, as files have
	// them that cut a street at every crossing. Without it they are refused.
	MergeByCode bool
}

// ReadTerritory reads areas from a GeoJSON file: districts, grids, buildings.
// Shapes are mended in their declared coordinates, turned into WGS84 and
// checked again; what was repaired or refused is reported with its place.
func ReadTerritory(ctx context.Context, r io.Reader, o ShapeOptions) ([]territory.Unit, *Report, error) {
	return readShapes(ctx, r, o, areaGround{crs: o.CRS})
}

// ground makes a unit's shape of the pieces that a file has of it.
type ground interface {
	// declare reads what one feature says of the ground; false when it is refused.
	declare(p properties, g geo.Geometry) (territory.Declared, bool)
	// derive makes the WGS84 shape of all that was declared.
	derive(r *record, d territory.Declared) (geo.Shape, bool)
}

// shapes is a file of shapes being read.
type shapes struct {
	ShapeOptions
	ctx    context.Context
	ground ground
	codes  *codes
	names  *levelNames
	report *Report
	units  []*piece
	merged map[string]*piece
}

// piece is a unit with where it stands in the file and of how many features it
// is made.
type piece struct {
	record
	unit  territory.Unit
	count int
}

// errEnough ends the reading of a file whose report says why.
var errEnough = errors.New("enough has been read")

func readShapes(ctx context.Context, r io.Reader, o ShapeOptions, g ground) ([]territory.Unit, *Report, error) {
	o.bounds(shapeMaxBytes, shapeMaxRecords)
	s := &shapes{
		ShapeOptions: o, ctx: ctx, ground: g, report: &Report{Record: Feature, leaveOut: o.LeaveOut}, merged: map[string]*piece{},
		codes: newCodes(o.Profile), names: newLevelNames(o.Profile, o.Levels),
	}
	if !s.sound() {
		return nil, s.report, nil
	}
	in := &source{r: r, most: o.MaxBytes}
	err := geo.ReadFeatures(in, func(f geo.Feature) error {
		if stop(ctx, s.report) {
			return errEnough
		}
		if s.report.Read == o.MaxRecords {
			s.report.whole(territory.Refusal, fault.TooManyRows, "", fault.With{"max": o.MaxRecords})
			return errEnough
		}
		s.feature(f)
		o.progress(in.read)
		return nil
	})
	if err = s.ended(err); err != nil {
		return nil, s.report, err
	}
	units := s.finish()
	return units, s.report, ctx.Err()
}

// sound looks at the options before the file is opened.
func (s *shapes) sound() bool {
	if s.CRS == "" {
		s.report.whole(territory.Refusal, fault.CRSMissing, "crs", nil)
	}
	if _, _, known := s.Profile.Level(s.Level); !known && s.LevelProp == "" {
		s.report.whole(territory.Refusal, fault.LevelUnknown, "level", fault.With{"level": s.Level, "known": s.Profile.KnownLevels()})
	}
	return !s.report.Refused()
}

// ended turns what ended the reading into findings; an error remains where the
// file could not be read.
func (s *shapes) ended(err error) error {
	var broken *geo.FormatError
	switch {
	case errors.Is(err, errEnough):
		return nil
	case errors.Is(err, errTooManyBytes):
		s.report.whole(territory.Refusal, fault.FileTooLarge, "", fault.With{"max": s.MaxBytes})
		return nil
	case errors.As(err, &broken):
		f := territory.Finding{
			Severity: territory.Refusal, Code: fault.Code("geojson_" + string(broken.Reason)), Index: broken.Feature + 1,
			With: fault.With{"byte": broken.Offset, "detail": broken.Detail, "max": geo.MaxFeatureBytes},
		}
		if broken.Near != nil && broken.Near.Valid() {
			at := s.CRS.ToWGS84(*broken.Near)
			f.At = &at
		}
		s.report.Add(f)
		return nil
	case err == nil && s.report.Read == 0:
		s.report.whole(territory.Refusal, fault.FileEmpty, "", nil)
	}
	return err
}
