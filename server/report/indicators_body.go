package report

import (
	"encoding/json"
	"io"
	"math"

	"sizhang/domain/indicator"
)

// IndicatorsBody is figures as machines read them.
type IndicatorsBody struct {
	City       string          `json:"city"`
	Unit       string          `json:"unit,omitempty"`
	From       string          `json:"from"`
	Until      string          `json:"until"`
	At         string          `json:"at"` // when it was asked
	By         string          `json:"by,omitempty"`
	Level      string          `json:"level,omitempty"`
	Every      string          `json:"every,omitempty"`
	Compare    string          `json:"compare,omitempty"`
	Indicators []IndicatorBody `json:"indicators"`
	Latencies  []LatencyBody   `json:"latencies"`
	Scores     []ScoreBody     `json:"scores"`
	Total      IndicatorRow    `json:"total"`
	Rows       []IndicatorRow  `json:"rows"`
}

// IndicatorBody says what an indicator is.
type IndicatorBody struct {
	ID      indicator.ID     `json:"id"`
	Name    nameJSON         `json:"name"`
	Formula nameJSON         `json:"formula"`
	Kind    indicator.Kind   `json:"kind"`
	Better  indicator.Better `json:"better"`
	// PeriodBy is the instant that puts an issue into a period.
	PeriodBy nameJSON `json:"period_by"`
	// Person is who an issue counts for by person.
	Person nameJSON `json:"person"`
}

// LatencyBody says what a latency is.
type LatencyBody struct {
	ID       string   `json:"id"`
	Name     nameJSON `json:"name"`
	PeriodBy nameJSON `json:"period_by"`
}

// ScoreBody says how a composite score is made.
type ScoreBody struct {
	ID    string      `json:"id"`
	Name  nameJSON    `json:"name"`
	Items []ScoreItem `json:"items"`
}

// ScoreItem is a part of a score. Bands give points to numbers below a bound; the last
// has none.
type ScoreItem struct {
	Indicator indicator.ID `json:"indicator"`
	Weight    int          `json:"weight"`
	Less      bool         `json:"less"` // the less of the rate, the more points
	Bands     []ScoreBand  `json:"bands,omitempty"`
}

// ScoreBand gives points to numbers below a bound.
type ScoreBand struct {
	Below  int `json:"below,omitempty"`
	Points int `json:"points"`
}

// IndicatorRow is the figures of a group.
type IndicatorRow struct {
	Code  string          `json:"code"`
	Name  nameJSON        `json:"name"`
	Unit  string          `json:"unit,omitempty"` // of a head's post
	Post  string          `json:"post,omitempty"`
	Parts []IndicatorCell `json:"parts,omitempty"`
	IndicatorCell
}

// IndicatorCell is the figures of a group in a period, in the order of the indicators,
// latencies and scores.
type IndicatorCell struct {
	From    string            `json:"from"`
	Until   string            `json:"until"`
	Figures []IndicatorFigure `json:"figures"`
	Spreads []IndicatorSpread `json:"spreads"`
	Scored  []IndicatorScore  `json:"scored"`
}

// IndicatorFigure is one figure. Value is missing where there is no data: a rate from
// 0 to 1, or a number.
type IndicatorFigure struct {
	ID          indicator.ID `json:"id"`
	Value       *float64     `json:"value,omitempty"`
	Numerator   *int         `json:"numerator,omitempty"`
	Denominator *int         `json:"denominator,omitempty"`
	Before      *float64     `json:"before,omitempty"` // in the time that is compared
	Change      *float64     `json:"change,omitempty"`
}

// IndicatorSpread is a latency in seconds; the times are missing where there is none.
type IndicatorSpread struct {
	ID     string   `json:"id"`
	Issues int      `json:"issues"`
	Median *float64 `json:"median_s,omitempty"`
	P90    *float64 `json:"p90_s,omitempty"`
}

// IndicatorScore is a composite score. Points are missing where there is no data for
// enough of the weight.
type IndicatorScore struct {
	ID      string   `json:"id"`
	Points  *float64 `json:"points,omitempty"`
	Grade   string   `json:"grade,omitempty"`
	Weighed int      `json:"weighed"` // weight with data
	Of      int      `json:"of"`
}

// IndicatorsJSON writes the figures for machines, whole.
func IndicatorsJSON(w io.Writer, r *Indicators) error {
	return json.NewEncoder(w).Encode(IndicatorsBodyOf(r))
}

// IndicatorsBodyOf turns figures into the form in which machines read them.
func IndicatorsBodyOf(r *Indicators) IndicatorsBody {
	b := IndicatorsBody{
		City: r.Profile.Code, Unit: r.Unit, From: instant(r.Period.From), Until: instant(r.Period.Until), At: instant(r.Now),
		By: string(r.By), Level: r.Level.ID, Every: string(r.Every), Compare: string(r.Compare),
		Indicators: each(indicator.All, indicatorBody),
		Latencies: each(indicator.Latencies[:], func(l indicator.Latency) LatencyBody {
			return LatencyBody{l.ID, nameJSON(l.Names), nameJSON(indicator.Instants[l.At])}
		}),
		Scores: each(r.scored(), func(k int) ScoreBody { return scoreBody(&r.Scheme.Scores[k]) }),
		Total:  r.rowBody(&r.Total), Rows: []IndicatorRow{},
	}
	b.Total.Name = nameJSON(totalNames)
	for k := range r.Rows {
		row := r.rowBody(&r.Rows[k])
		row.Name = nameJSON(r.Labels[k])
		b.Rows = append(b.Rows, row)
	}
	return b
}

func indicatorBody(i indicator.Indicator) IndicatorBody {
	return IndicatorBody{i.ID, nameJSON(i.Names), nameJSON(i.Formula), i.Kind, i.Better, nameJSON(indicator.Instants[i.At]), nameJSON(indicator.Roles[i.Role])}
}

func scoreBody(s *indicator.Score) ScoreBody {
	return ScoreBody{s.ID, nameJSON(s.Names), each(s.Items, func(i indicator.Item) ScoreItem {
		item := ScoreItem{Indicator: i.Indicator, Weight: i.Weight, Less: i.Less}
		for _, band := range i.Bands {
			item.Bands = append(item.Bands, ScoreBand(band))
		}
		return item
	})}
}

func (r *Indicators) rowBody(row *indicator.Row) IndicatorRow {
	return IndicatorRow{
		Code: row.Key.Code, Unit: row.Key.Unit, Post: row.Key.Post, IndicatorCell: r.cellBody(row.Cell), Parts: each(row.Parts, r.cellBody),
	}
}

func (r *Indicators) cellBody(c indicator.Cell) IndicatorCell {
	b := IndicatorCell{From: instant(c.Period.From), Until: instant(c.Period.Until), Figures: []IndicatorFigure{}, Spreads: []IndicatorSpread{}, Scored: []IndicatorScore{}}
	for k := range indicator.All {
		b.Figures = append(b.Figures, figureBody(&c, k))
	}
	for k, s := range c.Spreads {
		spread := IndicatorSpread{ID: indicator.Latencies[k].ID, Issues: s.N}
		if s.N > 0 {
			spread.Median, spread.P90 = known(s.Median.Seconds(), true), known(s.P90.Seconds(), true)
		}
		b.Spreads = append(b.Spreads, spread)
	}
	for _, k := range r.scored() {
		s := c.Scores[k]
		b.Scored = append(b.Scored, IndicatorScore{r.Scheme.Scores[k].ID, known(s.Points, s.OK), s.Grade, s.Weighed, s.Of})
	}
	return b
}

func figureBody(c *indicator.Cell, place int) IndicatorFigure {
	i, f := &indicator.All[place], c.Figures[place]
	b := IndicatorFigure{ID: i.ID, Value: known(i.Value(f))}
	if i.Kind == indicator.Rate {
		b.Numerator, b.Denominator = &f.Numerator, &f.Denominator
	}
	if c.Before != nil {
		b.Before, b.Change = known(i.Value(c.Before.Figures[place])), known(i.Change(f, c.Before.Figures[place]))
	}
	return b
}

// known is a number to a millionth, or nothing.
func known(x float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	x = math.Round(x*1e6) / 1e6
	return &x
}
