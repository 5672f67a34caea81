package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/hex"
)

var aboutDuty = about{
	id: "duty", tag: tagDuty,
	zh: "这一点由谁负责", en: "Who answers for a point",
	note: "`units` 为包含该点的单元，最具体的在前；`answers` 为第一责任人，无人在任为 null；给出 `accuracy`（定位精度，米）时，`ambiguous` 列出该点还可能落在哪些单元，近者在前。不在任何单元内的点 `units` 为空。\n\n" +
		"`units` hold the point, the most specific first; `answers` is who answers first, null where nobody is in office; with `accuracy` (of the fix, in metres) `ambiguous` lists the other units that the point may lie in, nearest first. A point that no unit holds has no `units`.",
	problems:   []fault.Code{fault.PointInvalid, fault.CRSUnknown, fault.CityNotFound},
	parameters: dutyParameters,
	answer: func(r huma.Registry) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {
			Description: "谁负责 · Who answers",
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[dutyBody](r)}},
		}}
	},
}

// dutyBody is the contract of what appendDuty writes.
type dutyBody struct {
	City      string       `json:"city,omitempty" doc:"所在城市的代码 · Code of the city that holds the point" example:"110101"`
	Cell      string       `json:"cell" doc:"点所在的 H3 网格 · The H3 cell that holds the point" example:"8c31aa42d4951ff"`
	Units     []dutyUnit   `json:"units"`
	Answers   *firstAnswer `json:"answers"`
	Ambiguous []neighbour  `json:"ambiguous"`
}

// TransformSchema is where huma lets the schema say that answers may be null.
func (dutyBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "answers")
}

type dutyUnit struct {
	UnitRef
	Heads []head `json:"heads" doc:"在任者，先负责的在前 · In office, in answering order"`
}

// neighbour is another unit that the point may lie in.
type neighbour struct {
	UnitRef
	City   string  `json:"city,omitempty" doc:"属于另一城市时 · Where it is another city's"`
	Metres float64 `json:"metres" minimum:"0" doc:"到其边界的距离 · Distance to its border" example:"7.3"`
}

func (s *Server) duty(_ context.Context, in *dutyInput) (*written, error) {
	datum, err := datumOf(in.crs)
	if err != nil {
		return nil, err
	}
	p, err := wgs84(datum, in.lng, in.lat)
	if err != nil {
		return nil, err
	}
	home, err := s.cityAt(p, in.city)
	if err != nil {
		return nil, err
	}
	now := s.app.Now()
	var duty territory.Duty
	if home != nil {
		duty = home.At(now).Duty(p, in.accuracy)
	} else if duty.Cell, err = hex.At(p, city.DefaultCellResolution); err != nil {
		return nil, err
	}
	ambiguous := neighboursOf(home, duty.Ambiguous)
	if in.city == "" && in.accuracy > 0 {
		ambiguous = s.addForeign(ambiguous, home, p, in.accuracy, now)
	}
	return pooled(jsonType, func(dst []byte) []byte {
		return s.appendDuty(dst, home, duty, ambiguous)
	}), nil
}

// near is a neighbour and its city.
type near struct {
	territory.Neighbour
	city *territory.Territory
}

func neighboursOf(t *territory.Territory, neighbours []territory.Neighbour) []near {
	list := make([]near, len(neighbours))
	for i, n := range neighbours {
		list[i] = near{n, t}
	}
	return list
}

// addForeign adds the units of other cities that the point may lie in: a city's
// own territory knows only its own.
func (s *Server) addForeign(list []near, home *territory.Territory, p geo.Point, accuracy float64, at time.Time) []near {
	for _, t := range s.app.Cities() {
		if t != home {
			list = append(list, neighboursOf(t, t.At(at).Duty(p, accuracy).Ambiguous)...)
		}
	}
	slices.SortStableFunc(list, func(a, b near) int { return cmp.Compare(a.Metres, b.Metres) })
	return list
}
