package intake

import (
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Years beyond these are slips of the pen.
const firstYear, lastYear = 1900, 2200

// term reads a row's term of office.
func (a *appointments) term(r *row) territory.Term {
	var t territory.Term
	t.Person, _ = r.need("person")
	t.Name, _ = r.need("name")
	t.Document = r.cell("document")
	t.Deputy = flag(r, "deputy")
	from, _ := r.need("from")
	t.From = a.instant(r, "from", from)
	until := r.cell("until")
	t.Until = a.instant(r, "until", until)
	if !t.From.IsZero() && t.Empty() {
		r.refuse(fault.TermEmpty, "until", fault.With{"from": from, "until": until})
	}
	return t
}

// instant reads a date or a time; the zero time for an empty one.
func (a *appointments) instant(r *row, field, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, value)
	for _, layout := range []string{time.DateOnly, "2006/1/2", "2006年1月2日"} {
		if err != nil {
			at, err = time.ParseInLocation(layout, value, a.Zone)
		}
	}
	if err != nil || at.Year() < firstYear || at.Year() > lastYear {
		r.refuse(fault.DateInvalid, field, fault.With{"value": value})
		return time.Time{}
	}
	return at
}

// flag reads yes or no; an empty cell is no.
func flag(r *row, field string) bool {
	value := r.cell(field)
	switch strings.ToLower(value) {
	case "", "no", "n", "false", "0", "否", "正", "正职":
		return false
	case "yes", "y", "true", "1", "是", "副", "副职":
		return true
	}
	r.refuse(fault.FlagInvalid, field, fault.With{"value": value})
	return false
}
