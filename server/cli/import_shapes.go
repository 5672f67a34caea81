package cli

import (
	"context"
	"fmt"
	"io"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/intake"
)

// shapeSettings say how to read a file of shapes.
type shapeSettings struct {
	CRS       string            `name:"crs" help:"坐标系，必须声明 / datum of the file; it must be declared: wgs84, gcj02 or bd09." placeholder:"CRS"`
	Code      string            `help:"编码属性 / property with the unit's code." default:"code" placeholder:"PROP"`
	Name      string            `help:"名称属性；空为不读 / property with its name; empty reads none." default:"name" placeholder:"PROP"`
	NameEN    string            `name:"name-en" help:"英文名属性 / property with its English name." placeholder:"PROP"`
	Parent    string            `help:"上级编码属性；空则按位置归属 / property with the parent's code; without one, units hang by place." placeholder:"PROP"`
	GridCode  string            `help:"15 位单元网格编码属性 / property with the legal 15-digit unit-grid code." placeholder:"PROP"`
	LevelProp string            `help:"层级属性，用于混合层级的文件 / property with the level, for files of several." placeholder:"PROP"`
	Levels    map[string]string `help:"文件层级=本系统层级，'-' 为不要 / the file's levels and what they are here." mapsep:"," placeholder:"street=subdistrict"`
	// What units came of, and those that are no more.
	Predecessors string `help:"前身编码属性 / property with the codes of the units that a unit was formed from." placeholder:"PROP"`
	Ended        string `help:"撤销属性（是、否）/ property that says whether a unit has ended." placeholder:"PROP"`
	MergeByCode  bool   `help:"同编码的要素合为一个单元 / make one unit of features that share a code."`
}

func (s shapeSettings) options(i *importing, level string) (intake.ShapeOptions, error) {
	if s.CRS == "" {
		return intake.ShapeOptions{}, fault.New(fault.CRSMissing, "--crs", nil)
	}
	datum, ok := geo.ParseDatum(s.CRS)
	if !ok {
		return intake.ShapeOptions{}, fault.New(fault.CRSUnknown, "--crs", fault.With{"crs": s.CRS})
	}
	if _, _, known := i.options.Profile.Level(level); !known && s.LevelProp == "" {
		return intake.ShapeOptions{}, fault.New(fault.LevelUnknown, "--level", fault.With{"level": level, "known": i.options.Profile.KnownLevels()})
	}
	return intake.ShapeOptions{
		Options: i.options, CRS: datum, Level: level, LevelProp: s.LevelProp, Levels: s.Levels,
		CodeProp: s.Code, NameProp: s.Name, NameENProp: s.NameEN, ParentProp: s.Parent, GridCodeProp: s.GridCode,
		PredecessorsProp: s.Predecessors, EndedProp: s.Ended, MergeByCode: s.MergeByCode,
	}, nil
}

// reading is what turns a file of shapes into units.
type reading func(context.Context, io.Reader, intake.ShapeOptions) ([]territory.Unit, *intake.Report, error)

// run reads the file with the reader and puts what it held into a draft.
func (s shapeSettings) run(r *run, common *recordSettings, level string, whole wholeSettings, read reading) error {
	return common.underProfile(r, func(i *importing) error {
		options, err := s.options(i, level)
		if err != nil {
			return err
		}
		units, report, err := read(r.ctx, i.reader(), options)
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddUnits(r.ctx, common.City, draft, units, whole.options(report), i.source(), i.progress)
		})
	})
}

type importTerritory struct {
	recordSettings
	shapeSettings
	wholeSettings
	Level string `help:"层级 / level of the units." placeholder:"LEVEL"`
}

// Help is shown by import territory --help.
func (importTerritory) Help() string {
	return "示例 / Example:\n\n  sizhang import territory subdistricts.geojson --level subdistrict --parent parent --crs wgs84 --city 110101 --data data --draft last"
}

// Run imports the shapes of one level.
func (c *importTerritory) Run(r *run) error {
	return c.shapeSettings.run(r, &c.recordSettings, c.Level, c.wholeSettings, intake.ReadTerritory)
}

type importStreets struct {
	recordSettings
	shapeSettings
	wholeSettings
	Level     string  `help:"层级 / level of the streets." default:"street" placeholder:"LEVEL"`
	Width     float64 `help:"中心线宽度（米）/ width in metres of centrelines that do not say." placeholder:"METRES"`
	WidthProp string  `help:"宽度属性（米）/ property with the width in metres." placeholder:"PROP"`
}

// Validate checks the settings before anything starts.
func (c *importStreets) Validate() error {
	if c.Width < 0 {
		return fmt.Errorf("--width: %v metres is less than nothing", c.Width)
	}
	return c.importSettings.Validate()
}

// Help is shown by import streets --help.
func (importStreets) Help() string {
	return "示例 / Example:\n\n  sizhang import streets streets.geojson --width 12 --crs wgs84 --city 110101 --data data --draft last"
}

// Run imports streets.
func (c *importStreets) Run(r *run) error {
	return c.shapeSettings.run(r, &c.recordSettings, c.Level, c.wholeSettings, func(ctx context.Context, file io.Reader, o intake.ShapeOptions) ([]territory.Unit, *intake.Report, error) {
		return intake.ReadStreets(ctx, file, intake.StreetOptions{ShapeOptions: o, WidthM: c.Width, WidthProp: c.WidthProp})
	})
}

type importBuildings struct {
	recordSettings
	shapeSettings
	wholeSettings
	Level string `help:"层级 / level of the buildings." default:"building" placeholder:"LEVEL"`
}

// Help is shown by import buildings --help.
func (importBuildings) Help() string {
	return "示例 / Example:\n\n  sizhang import buildings buildings.geojson --crs wgs84 --city 110101 --data data --draft last"
}

// Run imports buildings.
func (c *importBuildings) Run(r *run) error {
	return c.shapeSettings.run(r, &c.recordSettings, c.Level, c.wholeSettings, intake.ReadTerritory)
}
