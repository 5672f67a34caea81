package api

import (
	"context"
	"io"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/intake"
)

var shapeTypes = []string{geoJSONType, jsonType, anyType}

// aboutShapes is what the imports of shapes have in common.
func aboutShapes(noun, zh, en string) about {
	a := aboutImport(noun, zh, en,
		"坐标系必须声明。`code`、`name` 等为属性名，可为路径，如 `parent.adcode`；不给 `parent` 时按位置归属上级。",
		"The datum must be declared. `code`, `name` and so on are names of properties, or paths such as `parent.adcode`; without `parent`, units hang by place. ", shapeTypes)
	a.problems = append(a.problems, fault.LevelUnknown)
	return a
}

var (
	aboutImportTerritory = aboutShapes("territory", "单元边界（GeoJSON）", "the shapes of a level (GeoJSON)")
	aboutImportStreets   = aboutShapes("streets", "街（GeoJSON）", "streets: centrelines or areas (GeoJSON)")
	aboutImportBuildings = aboutShapes("buildings", "楼栋（GeoJSON）", "buildings (GeoJSON)")
)

// ShapesInput says how to read a file of shapes.
type ShapesInput struct {
	RecordsInput
	CRS          string   `query:"crs" required:"true" enum:"wgs84,gcj02,bd09" doc:"坐标系，必须声明 · Datum of the file; it must be declared" example:"wgs84"`
	Code         string   `query:"code" default:"code" maxLength:"200" doc:"编码属性 · Property with the unit's code"`
	Name         string   `query:"name" default:"name" maxLength:"200" doc:"名称属性；- 为不读 · Property with its name; - reads none"`
	NameEN       string   `query:"name_en" maxLength:"200" doc:"英文名属性 · Property with its English name" example:"name_en"`
	Parent       string   `query:"parent" maxLength:"200" doc:"上级编码属性；不给则按位置归属 · Property with the parent's code; without one, units hang by place" example:"parent"`
	GridCode     string   `query:"grid_code" maxLength:"200" doc:"15 位单元网格编码属性 · Property with the legal 15-digit unit-grid code" example:"grid_code"`
	LevelProp    string   `query:"level_prop" maxLength:"200" doc:"层级属性，用于混合层级的文件 · Property with the level, for files of several" example:"level"`
	Levels       string   `query:"levels" maxLength:"1000" doc:"文件层级=本系统层级，'-' 为不要 · The file's levels and what they are here; - leaves one out" example:"street=subdistrict"`
	Predecessors string   `query:"predecessors" maxLength:"200" doc:"前身编码属性 · Property with the codes of the units that it was formed from" example:"predecessors"`
	Ended        string   `query:"ended" maxLength:"200" doc:"撤销属性，值为是的单元撤销 · Property that says yes where a unit is no more" example:"ended"`
	MergeByCode  bool     `query:"merge_by_code" doc:"同编码的要素合为一个单元 · Make one unit of features that share a code"`
	Whole        []string `query:"whole" doc:"文件完整包含的层级 · Levels that the file is the whole of" example:"[\"grid\"]"`
}

// none is how a property with a default is left unread.
const none = "-"

// options say how to read the file, given the level of its features.
func (in *ShapesInput) options(i *importing, level string) (intake.ShapeOptions, error) {
	if _, _, known := i.options.Profile.Level(level); !known && in.LevelProp == "" {
		return intake.ShapeOptions{}, fault.New(fault.LevelUnknown, "level", fault.With{"level": level, "known": i.options.Profile.KnownLevels()})
	}
	levels, err := pairs("levels", in.Levels)
	if err != nil {
		return intake.ShapeOptions{}, err
	}
	if in.Name == none {
		in.Name = ""
	}
	return intake.ShapeOptions{
		Options: i.options, CRS: geo.Datum(in.CRS), Level: level, LevelProp: in.LevelProp, Levels: levels,
		CodeProp: in.Code, NameProp: in.Name, NameENProp: in.NameEN, ParentProp: in.Parent, GridCodeProp: in.GridCode,
		PredecessorsProp: in.Predecessors, EndedProp: in.Ended, MergeByCode: in.MergeByCode,
	}, nil
}

// shapesReader turns a file of shapes into units.
type shapesReader func(context.Context, io.Reader, intake.ShapeOptions) ([]territory.Unit, *intake.Report, error)

func (s *Server) importShapes(ctx context.Context, noun string, in *ShapesInput, level string, read shapesReader) (*written, error) {
	return s.importRecords(ctx, noun, &in.RecordsInput, "", func(i *importing) (fileRead, error) {
		options, err := in.options(i, level)
		if err != nil {
			return fileRead{}, err
		}
		units, report, err := read(ctx, i.reader(), options)
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddUnits(ctx, in.City, in.ID, units, app.UnitsOptions{Whole: in.Whole, LeftOut: report.LeftOut()}, i.source(), app.Silent)
		}}, err
	})
}

type importTerritoryInput struct {
	ShapesInput
	Level string `query:"level" maxLength:"100" doc:"层级；有 level_prop 时可不给 · Level of the units; not needed with level_prop" example:"subdistrict"`
}

func (s *Server) importTerritory(ctx context.Context, in *importTerritoryInput) (*written, error) {
	return s.importShapes(ctx, "territory", &in.ShapesInput, in.Level, intake.ReadTerritory)
}

type importStreetsInput struct {
	ShapesInput
	Level     string  `query:"level" default:"street" maxLength:"100" doc:"层级 · Level of the streets"`
	Width     float64 `query:"width" minimum:"0" doc:"中心线宽度，米 · Width in metres of centrelines that do not say" example:"12"`
	WidthProp string  `query:"width_prop" maxLength:"200" doc:"宽度属性，米 · Property with the width in metres" example:"width"`
}

func (s *Server) importStreets(ctx context.Context, in *importStreetsInput) (*written, error) {
	return s.importShapes(ctx, "streets", &in.ShapesInput, in.Level, func(ctx context.Context, file io.Reader, o intake.ShapeOptions) ([]territory.Unit, *intake.Report, error) {
		return intake.ReadStreets(ctx, file, intake.StreetOptions{ShapeOptions: o, WidthM: in.Width, WidthProp: in.WidthProp})
	})
}

type importBuildingsInput struct {
	ShapesInput
	Level string `query:"level" default:"building" maxLength:"100" doc:"层级 · Level of the buildings"`
}

func (s *Server) importBuildings(ctx context.Context, in *importBuildingsInput) (*written, error) {
	return s.importShapes(ctx, "buildings", &in.ShapesInput, in.Level, intake.ReadTerritory)
}
