package api

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

var aboutDutyBatch = about{
	id: "dutyBatch", tag: tagDuty, access: openToAll,
	zh: "许多点各由谁负责", en: "Who answers for each of many points",
	note: "一次最多 10,000 个点，每点为 [经度, 纬度]，结果按原顺序。坏点各自报错，不影响其他点。给出 `at` 时按当日的辖区与任职作答。\n\n" +
		"At most 10,000 points at once, each [longitude, latitude]; results come in the same order. A bad point gets an error of its own and spoils no other. With `at`, the answers are by the territory and the appointments of that day.",
	problems: []fault.Code{fault.CRSUnknown, fault.CityNotFound, fault.InstantInvalid, fault.TooManyPoints,
		fault.BodyMalformed, fault.BodyMissing, fault.BodyTooLarge, fault.BodyTooSlow, fault.MediaTypeUnsupported},
	maxBody: 4 << 20, // 10,000 points with 400 bytes for each
	body: func(r huma.Registry) *huma.MediaType {
		return &huma.MediaType{
			Schema: schemaOf[batchBody](r),
			Example: map[string]any{
				"crs":    "wgs84",
				"points": [][]float64{{116.4166, 39.9288}, {116.4272, 39.9029}},
			},
		}
	},
	answer: func(r huma.Registry) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {
			Description: "每点一个结果 · A result for each point",
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[batchAnswer](r)}},
		}}
	},
}

// batchBody is the contract of what parseBatch reads.
type batchBody struct {
	CRS    string      `json:"crs,omitempty" enum:"wgs84,gcj02,bd09" doc:"坐标系；不声明即 wgs84 · Datum; undeclared means wgs84"`
	City   string      `json:"city,omitempty" doc:"城市代码；不给则由点定 · City code; found by each point when not given"`
	At     string      `json:"at,omitempty" doc:"何时：时刻，或日期（当日零时）；不给即现在 · When: an instant (RFC 3339) or a date, its first instant; now when not given" example:"2024-03-01"`
	Points [][]float64 `json:"points" maxItems:"10000" doc:"[经度, 纬度] · [longitude, latitude]"`
}

// batchAnswer is the contract of what appendResult writes.
type batchAnswer struct {
	At      string        `json:"at,omitempty" format:"date-time" doc:"所问的时刻 · The instant asked about"`
	Results []batchResult `json:"results"`
}

type batchResult struct {
	Units  []string `json:"units,omitempty" doc:"包含该点的单元的代码，最具体的在前 · Codes of the units that hold the point, the most specific first"`
	Answer *briefer `json:"answer,omitempty" doc:"第一责任人；无人在任为 null · Who answers first; null where nobody is in office"`
	// Outstanding is left out where it is not known.
	Outstanding *int        `json:"outstanding,omitempty" minimum:"0" doc:"所在网格的未结问题数 · How many issues are outstanding in the cell that holds the point" example:"2"`
	Error       *pointError `json:"error,omitempty" doc:"坏点才有 · Only for a bad point"`
}

// TransformSchema tells that a result holds an error or the rest.
func (batchResult) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s = orNull(s, "answer")
	s.OneOf = []*huma.Schema{{Required: []string{"units", "answer"}}, {Required: []string{"error"}}}
	return s
}

type briefer struct {
	Level    string `json:"level" example:"grid"`
	Code     string `json:"code" example:"110101001001003"`
	Post     string `json:"post" example:"grid_head"`
	Name     string `json:"name" example:"张三"`
	Document string `json:"document,omitempty" doc:"任命文号，没有则不写 · Number of the appointing document; left out where there is none" example:"东政发〔2026〕3号"`
	Fallback bool   `json:"fallback"`
	// Generated is left out where it is false, as everywhere.
	Generated bool `json:"generated,omitempty" doc:"为演示虚构 · Made up for a demonstration"`
}

type pointError struct {
	Code   fault.Code `json:"code" example:"point_invalid"`
	Detail string     `json:"detail"`
}

type dutyBatchInput struct {
	RawBody  []byte `contentType:"application/json"`
	Language string `header:"Accept-Language" hidden:"true"`
}

func (s *Server) dutyBatch(_ context.Context, in *dutyBatchInput) (*written, error) {
	request, err := parseBatch(in.RawBody)
	if err != nil {
		return nil, err
	}
	batch := batch{server: s, language: languageOf(in.Language)}
	if batch.at, err = s.instant(request.at); err != nil {
		return nil, err
	}
	if batch.datum, err = datumOf(request.crs); err != nil {
		return nil, err
	}
	if batch.cities, err = s.momentsNamed(request.city, batch.at); err != nil {
		return nil, err
	}
	return pooled(jsonType, func(dst []byte) []byte { return batch.appendAll(dst, request.points) }), nil
}

// batch is what all points of one request share.
type batch struct {
	server   *Server
	cities   []moment
	datum    geo.Datum
	at       instant
	language fault.Language
	units    []*territory.Unit
}

// appendAll looks the points up in the order of their places, not of the request:
// neighbours then find what they need of the index still at hand, which doubles
// the rate where they lie anywhere in a city. The results are put back in order.
func (b *batch) appendAll(dst []byte, points []batchPoint) []byte {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	text := (*buffer)[:0]
	spans := make([]span, len(points))
	for i := range byPlace(points) {
		from := len(text)
		text = b.appendResult(text, points[i])
		spans[i] = span{from, len(text)}
	}
	*buffer = text
	dst = append(dst, '{')
	if b.at.asked {
		dst = append(dst, `"at":"`...)
		dst = append(dst, b.server.echo(b.at)...)
		dst = append(dst, `",`...)
	}
	dst = append(dst, `"results":[`...)
	for i, s := range spans {
		dst = append(comma(dst, i), text[s.from:s.to]...)
	}
	return append(dst, "]}\n"...)
}

// span is where a result stands.
type span struct{ from, to int }

func (b *batch) appendResult(dst []byte, point batchPoint) []byte {
	if point.bad != "" {
		return b.appendError(dst, fault.New(point.bad, "", nil))
	}
	p, err := wgs84(b.datum, point.Lng, point.Lat)
	if err != nil {
		return b.appendError(dst, fault.As(err))
	}
	m := b.cityOf(p)
	if m == nil {
		return append(dst, `{"units":[],"answer":null}`...)
	}
	units, cell, answer, answered := m.BriefIn(b.units[:0], p)
	b.units = units
	dst = append(dst, '{')
	if n, counted := b.server.outstandingIn(m.city, cell, b.at); counted {
		dst = append(dst, `"outstanding":`...)
		dst = append(strconv.AppendInt(dst, int64(n), 10), ',')
	}
	dst = append(dst, `"units":[`...)
	for i, u := range units {
		dst = appendText(comma(dst, i), u.Code)
	}
	if !answered {
		return append(dst, `],"answer":null}`...)
	}
	dst = append(dst, `],"answer":{"level":`...)
	dst = appendText(dst, answer.Unit.Level)
	dst = append(dst, `,"code":`...)
	dst = appendText(dst, answer.Unit.Code)
	dst = append(dst, `,"post":`...)
	dst = appendText(dst, answer.Post.ID)
	dst = append(dst, `,"name":`...)
	dst = appendText(dst, answer.Term.Name)
	if answer.Term.Document != "" {
		dst = append(dst, `,"document":`...)
		dst = appendText(dst, answer.Term.Document)
	}
	dst = append(dst, `,"fallback":`...)
	dst = strconv.AppendBool(dst, answer.Fallback)
	if answer.Term.Generated {
		dst = append(dst, `,"generated":true`...)
	}
	return append(dst, "}}"...)
}

// cityOf returns the city that answers for the point; nil where none does.
func (b *batch) cityOf(p geo.Point) *moment {
	if len(b.cities) == 1 {
		return &b.cities[0]
	}
	home, _ := b.server.app.Find(p, b.at.Time)
	for i := range b.cities {
		if b.cities[i].city == home {
			return &b.cities[i]
		}
	}
	return nil
}

func (b *batch) appendError(dst []byte, f *fault.Fault) []byte {
	dst = append(dst, `{"error":{"code":`...)
	dst = appendText(dst, string(f.Code))
	dst = append(dst, `,"detail":`...)
	dst = appendText(dst, f.Text(b.language))
	return append(dst, "}}"...)
}
