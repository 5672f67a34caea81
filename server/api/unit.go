package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

var aboutUnit = about{
	id: "unit", tag: tagUnits, access: openToAll,
	zh: "一个单元", en: "One unit",
	note: "`Accept: application/geo+json` 给出带图形的 GeoJSON Feature（RFC 7946，WGS84）。已撤销的单元答 410 并指明后继；给出撤销之前的 `at` 则按当时作答。\n\n" +
		"With `Accept: application/geo+json`, a GeoJSON Feature with its shape (RFC 7946, WGS84). A unit that has ended is answered with 410, naming what came of it; with an `at` before its end, it is answered as it was.",
	produces: []string{jsonType, geoJSONType},
	problems: []fault.Code{fault.UnitNotFound, fault.UnitGone, fault.UnitNotYet, fault.CityNotFound, fault.CityAmbiguous, fault.InstantInvalid},
	answer: func(r huma.Registry) map[string]*huma.Response {
		return notModified(map[string]*huma.Response{"200": {
			Description: "单元 · The unit",
			Content: map[string]*huma.MediaType{
				jsonType:    {Schema: schemaOf[unitBody](r)},
				geoJSONType: {Schema: schemaOf[feature](r)},
			},
		}})
	},
}

const geoJSONType = "application/geo+json"

type UnitInput struct {
	Code string `path:"code" doc:"单元代码 · The unit's code" example:"110101001000"`
	City string `query:"city" doc:"城市代码；代码重复时必须给出 · City code; needed where several cities have the unit's code" example:"110101"`
}

// UnitAtInput names a unit at an instant.
type UnitAtInput struct {
	UnitInput
	AtInput
}

// unitAt finds the unit that is asked for.
func (s *Server) unitAt(in *UnitAtInput) (moment, *territory.Unit, error) {
	at, err := s.instant(in.At)
	if err != nil {
		return moment{}, nil, err
	}
	return s.unitNamed("code", in.Code, in.City, at)
}

// unitBody is a unit in full.
type unitBody struct {
	UnitSummary
	At       string        `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
	Version  *versionRef   `json:"version" doc:"作答的版本 · The version that answers"`
	AreaM2   float64       `json:"area_m2,omitempty" doc:"真实面积，平方米 · True area in square metres"`
	Box      []float64     `json:"box,omitempty" minItems:"4" maxItems:"4" doc:"西、南、东、北 · West, south, east, north"`
	Centre   []float64     `json:"centre,omitempty" minItems:"2" maxItems:"2" doc:"box 的中心 [经度, 纬度] · Centre of the box [longitude, latitude]"`
	Declared *declaredBody `json:"declared,omitempty" doc:"图形最初的声明 · How the ground was given"`
	Heads    []head        `json:"heads"`
}

// TransformSchema is where huma lets the schema say that version may be null.
func (unitBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "version")
}

// declaredBody is how a unit's ground was given.
type declaredBody struct {
	CRS    string  `json:"crs" enum:"wgs84,gcj02,bd09"`
	Lines  int     `json:"lines,omitempty" doc:"以中心线给出：线数 · Given by centrelines: how many"`
	WidthM float64 `json:"width_m,omitempty" doc:"中心线的宽度，米 · Width around the centrelines in metres"`
}

// feature is a unit as GeoJSON.
type feature struct {
	Type       string    `json:"type" enum:"Feature"`
	ID         string    `json:"id"`
	BBox       []float64 `json:"bbox,omitempty" minItems:"4" maxItems:"4"`
	Geometry   *geometry `json:"geometry"`
	Properties unitBody  `json:"properties"`
}

// TransformSchema tells that a unit without a shape has a null geometry.
func (feature) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "geometry")
}

type geometry struct {
	Type        string `json:"type" enum:"Polygon,MultiPolygon"`
	Coordinates []any  `json:"coordinates"`
}

func (s *Server) unit(_ context.Context, in *UnitAtInput) (*written, error) {
	m, u, err := s.unitAt(in)
	if err != nil {
		return nil, err
	}
	body := s.unitOf(m, u)
	return &written{func(ctx huma.Context) {
		if negotiate(ctx.Header("Accept"), aboutUnit.produces...) == geoJSONType {
			tagged(geoJSONType, appendFeature(nil, body, u.Shape)).Body(ctx)
			return
		}
		tagged(jsonType, marshal(body)).Body(ctx)
	}}, nil
}

func (s *Server) unitOf(m moment, u *territory.Unit) unitBody {
	body := unitBody{
		UnitSummary: summaryOf(m, u),
		At:          s.echoOf(m),
		Version:     s.versionOf(m),
		Heads:       headsOf(m.Heads(u), s.options.Zone),
	}
	if !body.HasShape {
		return body
	}
	box := u.Shape.Box()
	body.AreaM2 = round(u.Shape.AreaM2(), 1)
	body.Box = []float64{box.Min.Lng, box.Min.Lat, box.Max.Lng, box.Max.Lat}
	body.Centre = []float64{(box.Min.Lng + box.Max.Lng) / 2, (box.Min.Lat + box.Max.Lat) / 2}
	if d := u.Declared; d.Datum != "" {
		body.Declared = &declaredBody{CRS: string(d.Datum), Lines: len(d.Lines), WidthM: d.WidthM}
	}
	return body
}

// appendFeature appends the unit as a GeoJSON Feature.
func appendFeature(dst []byte, body unitBody, shape geo.Shape) []byte {
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendText(dst, body.Code)
	if body.HasShape {
		dst = append(dst, `,"bbox":`...)
		dst = append(dst, marshal(body.Box)...)
	}
	dst = append(dst, `,"geometry":`...)
	dst = geo.AppendShape(dst, shape)
	dst = append(dst, `,"properties":`...)
	dst = append(dst, marshal(body)...)
	return append(dst, "}\n"...)
}
