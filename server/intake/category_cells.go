package intake

import (
	"strconv"
	"strings"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/domain/overlay"
)

// What tables call the kinds and the rules of dispatch; a dash clears.
var (
	kindNames = map[string]body.CategoryKind{
		"": "", overlay.Clear: overlay.Clear,
		"component": body.Component, "部件": body.Component, "部件类": body.Component,
		"event": body.Occurrence, "事件": body.Occurrence, "事件类": body.Occurrence,
	}
	handsNames = map[string]city.Hands{
		"": "", overlay.Clear: overlay.Clear,
		"territory": city.ToTerritory, "属地优先": city.ToTerritory, "属地": city.ToTerritory,
		"department": city.ToDepartment, "职能优先": city.ToDepartment, "职能": city.ToDepartment, "部门": city.ToDepartment,
	}
)

// one reads one of the values that a column may have.
func one[T ~string](r *row, field string, names map[string]T, unknown fault.Code, known string) T {
	text := r.cell(field)
	value, ok := names[strings.ToLower(text)]
	if !ok {
		r.refuse(unknown, field, fault.With{field: text, "known": known})
	}
	return value
}

// CategoryKind reads the kind of a category as a table has it; false for what is
// none.
func CategoryKind(text string) (body.CategoryKind, bool) {
	kind, known := kindNames[strings.ToLower(text)]
	return kind, known && kind != overlay.Clear
}

// photos reads how many photos there must be: nothing for what is not carried.
func photos(r *row, field string) int {
	text := r.cell(field)
	switch strings.ToLower(text) {
	case "":
		return 0
	case overlay.Clear:
		return body.ClearPhotos
	case "0", "无", "不要", "none":
		return body.NoPhotos
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, "张"))
	if err != nil || n < 1 || n > city.MaxPhotos {
		r.refuse(fault.PhotosInvalid, field, fault.With{"given": text, "max": city.MaxPhotos})
		return 0
	}
	return n
}

// condition reads what the row says of a condition; false where it says nothing.
func (c *categories) condition(r *row) (body.Condition, bool) {
	of := body.Condition{Code: r.identifier("condition", r.cell("condition")), Filing: r.cell("filing"), Closing: r.cell("closing")}
	of.Limit = limit(r, "limit")
	return of, of != (body.Condition{})
}

// limit reads a time limit; the zero limit for what is not carried.
func limit(r *row, field string) clock.Limit {
	text := r.cell(field)
	switch strings.ToLower(text) {
	case "":
		return clock.Limit{}
	case overlay.Clear, "无", "不限", "none":
		return body.ClearLimit
	}
	l, err := clock.ParseLimit(text)
	if err != nil {
		f := fault.As(err)
		r.refuse(f.Code, field, f.With)
		return clock.Limit{}
	}
	return l
}
