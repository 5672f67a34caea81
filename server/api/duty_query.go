package api

import (
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// dutyInput is the busiest question. It reads its parameters itself: huma's
// reflection over them would take as long as the lookup. A test sends what the
// contract below forbids and wants it refused.
type dutyInput struct {
	lat, lng, accuracy float64
	crs, city          string
	at, category       string
}

const maxAccuracy = 1000.0 // metres

func dutyParameters() []*huma.Param {
	number := func(low, high float64) *huma.Schema {
		return &huma.Schema{Type: huma.TypeNumber, Format: "double", Minimum: &low, Maximum: &high}
	}
	return []*huma.Param{
		{Name: "lat", In: "query", Required: true, Schema: number(-90, 90), Example: 39.9288,
			Description: "纬度 · Latitude in degrees"},
		{Name: "lng", In: "query", Required: true, Schema: number(-180, 180), Example: 116.4166,
			Description: "经度 · Longitude in degrees"},
		{Name: "crs", In: "query", Description: "坐标系；不声明即 wgs84 · Datum; undeclared means wgs84",
			Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{geo.WGS84, geo.GCJ02, geo.BD09}, Default: geo.WGS84}},
		{Name: "accuracy", In: "query", Schema: number(0, maxAccuracy),
			Description: "定位精度，米，如 20 · Accuracy of the fix in metres, such as 20"},
		{Name: "city", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Examples: []any{"110101"}},
			Description: "城市代码；不给则由点定 · City code; found by the point when not given"},
		atParameter,
		{Name: "category", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Examples: []any{"sanitation"}},
			Description: "问题类别的代码：只列负责该类的部门 · Code of a category: only the departments in charge of it"},
	}
}

// Resolve is where huma lets an input read the request. A position off the globe
// is left to the handler, which refuses it as a batch would.
func (in *dutyInput) Resolve(ctx huma.Context) []error {
	var wrong []error
	number := func(name string, into *float64) bool {
		text := ctx.Query(name)
		if text == "" {
			return false
		}
		x, err := strconv.ParseFloat(text, 64)
		if *into = x; err != nil || strings.ContainsAny(text, "_xX") { // Go's own ways to write numbers
			wrong = append(wrong, fault.New(fault.NotANumber, name, nil))
		}
		return true
	}
	if !number("lat", &in.lat) {
		wrong = append(wrong, fault.New(fault.FieldMissing, "lat", nil))
	}
	if !number("lng", &in.lng) {
		wrong = append(wrong, fault.New(fault.FieldMissing, "lng", nil))
	}
	if number("accuracy", &in.accuracy) && wrong == nil {
		switch {
		case in.accuracy > maxAccuracy:
			wrong = append(wrong, fault.New(fault.NumberTooLarge, "accuracy", fault.With{"limit": maxAccuracy}))
		case !(in.accuracy >= 0): // NaN, too
			wrong = append(wrong, fault.New(fault.NumberTooSmall, "accuracy", fault.With{"limit": 0}))
		}
	}
	in.crs, in.city = ctx.Query("crs"), ctx.Query("city")
	in.at, in.category = ctx.Query("at"), ctx.Query("category")
	return wrong
}
