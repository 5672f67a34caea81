package intake

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// AppointmentOptions say how to read a table of appointments.
type AppointmentOptions struct {
	Options
	// Zone is where a date without a time begins; China's time when nil.
	Zone *time.Location
	// Level tells the level of a unit in force, false where there is none. Left
	// nil, units are not looked up.
	Level func(unit string) (level string, known bool)
}

var appointmentColumns = []column{
	{[]string{"unit", "单元", "单元编码", "单元代码"}, true},
	{[]string{"post", "岗位"}, true},
	{[]string{"person", "人员编号", "人员", "工号"}, true},
	{[]string{"name", "姓名"}, true},
	{[]string{"from", "任职日期", "开始"}, true},
	{[]string{"until", "离任日期", "结束"}, false},
	{[]string{"document", "任命文号", "文号"}, false},
	{[]string{"deputy", "副职", "代理"}, false},
	{[]string{"generated", "虚构"}, false},
}

// ReadAppointments reads a table of terms of office: unit, post, person
// (an identifier, since names alone do not tell people apart), name, from and,
// where they apply, until, document, deputy and generated (yes or no).
//
// A date such as 2024-03-01 is midnight where that day begins, in o.Zone; a
// time is given as in RFC 3339, or without a zone, 2024-03-01 08:30, as a
// spreadsheet's clock has it. Until is the first instant out of office: with
// a handover on 1 March the one term is until, the other from 2024-03-01. A term
// that ends when it begins is withdrawn: it is known, by its person, beginning and
// rank, and was never held. Whether it is known is not looked up here.
//
// The seats come by unit and post, their terms in order.
func ReadAppointments(ctx context.Context, r io.Reader, o AppointmentOptions) ([]territory.Seat, *Report, error) {
	if o.Zone == nil {
		o.Zone = city.China
	}
	a := &appointments{AppointmentOptions: o, seats: map[seatKey]*seatLines{}}
	report, err := readTable(ctx, r, o.Options, appointmentColumns, a.row)
	return a.sorted(report), report, err
}

type seatKey struct{ unit, post string }

// seatLines is a seat with the row that each of its terms came from.
type seatLines struct {
	territory.Seat
	rows []int
}

type appointments struct {
	AppointmentOptions
	seats map[seatKey]*seatLines
}

func (a *appointments) row(r *row) {
	before := r.report.faults
	key := a.seat(r)
	term := a.term(r)
	if r.report.faults > before {
		return
	}
	seat := a.seats[key]
	if seat == nil {
		seat = &seatLines{Seat: territory.Seat{Unit: key.unit, Post: key.post}}
		a.seats[key] = seat
	}
	seat.Terms = append(seat.Terms, term)
	seat.rows = append(seat.rows, r.index)
	r.report.about(key.unit, r.index)
}

// seat reads which post at which unit a row is about.
func (a *appointments) seat(r *row) seatKey {
	unit, _ := r.need("unit")
	unit = strings.TrimPrefix(unit, "'") // a spreadsheet's mark for text
	r.code = unit
	id, _ := r.need("post")
	post, known := a.Profile.PostNamed(id)
	if known {
		id = post.ID
	}
	if id != "" && !known {
		r.refuse(fault.PostUnknown, "post", fault.With{"post": id, "known": a.Profile.KnownPosts()})
	}
	if unit == "" || a.Level == nil {
		return seatKey{unit, id}
	}
	level, there := a.Level(unit)
	switch {
	case !there && scientific.MatchString(unit):
		r.refuse(fault.CodeScientific, "unit", fault.With{"value": unit})
	case !there:
		r.refuse(fault.UnitUnknown, "unit", fault.With{"unit": unit})
	case known && !post.At(level):
		r.refuse(fault.PostNotAtLevel, "post", fault.With{"post": post.Label(), "level": a.Profile.LevelLabels(level), "levels": a.Profile.LevelLabels(post.Levels...)})
	}
	return seatKey{unit, id}
}

// part refuses the terms that clash with another, at their rows.
func (s *seatLines) part(report *Report) {
	clashes := territory.Clashes(s.Terms)
	for _, c := range clashes {
		f := c.Finding(s.Unit, s.Terms)
		f.Index, f.Severity = s.rows[c.Later], report.refusal()
		report.Add(f)
	}
	slices.SortFunc(clashes, func(a, b territory.Clash) int { return b.Later - a.Later })
	for _, c := range clashes {
		s.Terms = slices.Delete(s.Terms, c.Later, c.Later+1)
	}
}

// sorted returns the seats in order, with what their terms do to each other
// reported at the later row.
func (a *appointments) sorted(report *Report) []territory.Seat {
	seats := make([]territory.Seat, 0, len(a.seats))
	for _, s := range a.seats {
		s.part(report)
		slices.SortStableFunc(s.Terms, territory.CompareTerms)
		seats = append(seats, s.Seat)
		report.Kept += len(s.Terms)
	}
	slices.SortFunc(seats, func(x, y territory.Seat) int {
		return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Post, y.Post))
	})
	slices.SortStableFunc(report.Findings, func(x, y territory.Finding) int { return cmp.Compare(x.Index, y.Index) })
	return seats
}
