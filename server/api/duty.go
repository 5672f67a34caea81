package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/hex"
)

var aboutDuty = about{
	id: "duty", tag: tagDuty, access: openToAll,
	zh: "这一点由谁负责", en: "Who answers for a point",
	note: "`units` 为包含该点的单元，最具体的在前；`answers` 为第一责任人，无人在任为 null；给出 `accuracy`（定位精度，米）时，`ambiguous` 列出该点还可能落在哪些单元，近者在前。不在任何单元内的点 `units` 为空。`sides` 为三个方面：属地（同 `answers`）、职能部门、包保单位或个人；给出 `category` 时只列负责该类问题的部门。给出 `at` 时按当日的辖区与任职作答。\n\n" +
		"`units` hold the point, the most specific first; `answers` is who answers first, null where nobody is in office; with `accuracy` (of the fix, in metres) `ambiguous` lists the other units that the point may lie in, nearest first. A point that no unit holds has no `units`. `sides` are the three sides of duty: the territory (as `answers`), the departments, those that have `category` in charge where it is given, and the sponsors. With `at`, the answer is by the territory and the appointments of that day.",
	problems:   []fault.Code{fault.PointInvalid, fault.CRSUnknown, fault.CityNotFound, fault.InstantInvalid, fault.CategoryUnknown},
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
	City    string      `json:"city,omitempty" doc:"所在城市的代码 · Code of the city that holds the point" example:"110101"`
	At      string      `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
	Version *versionRef `json:"version" doc:"作答的版本；此前或不在任何城市为 null · The version that answers; null before the first and outside every city"`
	Cell    string      `json:"cell" doc:"点所在的 H3 网格 · The H3 cell that holds the point" example:"8c31aa42d4951ff"`
	// Outstanding is left out where it is not known.
	Outstanding *int         `json:"outstanding,omitempty" minimum:"0" doc:"此网格的未结问题数；问过去、或服务不管问题时没有 · How many issues are outstanding in the cell; left out for another day and where none are kept" example:"2"`
	Units       []dutyUnit   `json:"units"`
	Answers     *firstAnswer `json:"answers"`
	Sides       sides        `json:"sides" doc:"三个方面 · The three sides of duty"`
	Ambiguous   []neighbour  `json:"ambiguous"`
}

// TransformSchema is where huma lets the schema say what may be null.
func (dutyBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "answers", "version")
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
	at, err := s.instant(in.at)
	if err != nil {
		return nil, err
	}
	home, err := s.cityAt(p, in.city, at)
	if err != nil {
		return nil, err
	}
	answer := &dutyAnswer{at: at, category: in.category}
	if home != nil {
		answer.moment = momentOf(home, at)
		answer.Duty = answer.moment.Duty(p, in.accuracy)
		err = answer.checkCategory()
	} else {
		answer.Cell, err = hex.At(p, city.DefaultCellResolution)
	}
	if err != nil {
		return nil, err
	}
	answer.outstanding, answer.counted = s.outstandingIn(home, answer.Cell, at)
	answer.near = neighboursOf(&answer.moment, answer.Ambiguous)
	if in.city == "" && in.accuracy > 0 {
		s.addForeign(answer, p, in.accuracy)
	}
	return pooled(jsonType, func(dst []byte) []byte { return s.appendDuty(dst, answer) }), nil
}

// dutyAnswer is what was found out about a point.
type dutyAnswer struct {
	// moment is that of the city that answers; its city is nil where none does.
	moment moment
	territory.Duty
	at       instant
	near     []near
	category string // that departments were asked for; empty for all
	// outstanding is how many issues are in the cell, where that was counted.
	outstanding int
	counted     bool
}

// near is a neighbour and its city.
type near struct {
	territory.Neighbour
	of *moment
}

func neighboursOf(m *moment, neighbours []territory.Neighbour) []near {
	list := make([]near, len(neighbours))
	for i, n := range neighbours {
		list[i] = near{n, m}
	}
	return list
}

// addForeign adds the units of other cities that the point may lie in: a city's
// own territory knows only its own.
func (s *Server) addForeign(answer *dutyAnswer, p geo.Point, accuracy float64) {
	for _, c := range s.app.Cities() {
		if c != answer.moment.city {
			m := momentOf(c, answer.at)
			answer.near = append(answer.near, neighboursOf(&m, m.Duty(p, accuracy).Ambiguous)...)
		}
	}
	slices.SortStableFunc(answer.near, func(a, b near) int { return cmp.Compare(a.Metres, b.Metres) })
}
