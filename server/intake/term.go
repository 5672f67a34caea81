package intake

import (
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// term reads a row's term of office.
func (a *appointments) term(r *row) territory.Term {
	var t territory.Term
	t.Person, _ = r.need("person")
	t.Name, _ = r.need("name")
	t.Document = r.cell("document")
	t.Deputy, t.Generated = flag(r, "deputy"), flag(r, "generated")
	from, _ := r.need("from")
	t.From = r.instant("from", from, a.Zone)
	until := r.cell("until")
	t.Until = r.instant("until", until, a.Zone)
	if !t.From.IsZero() && t.Empty() && !t.Withdrawn() {
		r.refuse(fault.TermEmpty, "until", fault.With{"from": from, "until": until})
	}
	return t
}

// clocks are how tables have dates and times of day that name no zone; a
// workbook's own dates are read as the first two.
var clocks = []string{time.DateOnly, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006/1/2", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006年1月2日"}

// instant reads a date or a time, in the zone unless the value names its own;
// the zero time for an empty one.
func (r *row) instant(field, value string, zone *time.Location) time.Time {
	if value == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, value)
	for _, layout := range clocks {
		if err != nil {
			at, err = time.ParseInLocation(layout, value, zone)
		}
	}
	if err != nil || !city.Known(at) {
		r.refuse(fault.DateInvalid, field, fault.With{"value": value})
		return time.Time{}
	}
	return at
}

// flag reads yes or no; an empty cell is no.
func flag(r *row, field string) bool {
	value := r.cell(field)
	yes, ok := yesOrNo(value)
	if !ok {
		r.refuse(fault.FlagInvalid, field, fault.With{"value": value})
	}
	return yes
}

// yesOrNo reads what people write for yes and no; nothing is no.
func yesOrNo(value string) (yes, ok bool) {
	switch strings.ToLower(value) {
	case "", "no", "n", "false", "0", "否", "正", "正职":
		return false, true
	case "yes", "y", "true", "1", "是", "副", "副职":
		return true, true
	}
	return false, false
}
