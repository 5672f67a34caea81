package api

import (
	"strconv"
	"time"

	"sizhang/domain/territory"
)

// A lookup takes a few microseconds; writing its answer by reflection takes
// longer. So the answer to the busiest question is appended by hand, and a test
// holds it to the shapes of the contract.

// appendDuty appends a dutyBody.
func (s *Server) appendDuty(dst []byte, a *dutyAnswer) []byte {
	dst = append(dst, '{')
	if len(a.Units) > 0 {
		dst = append(dst, `"city":`...)
		dst = appendText(dst, a.moment.Profile().Code)
		dst = append(dst, ',')
	}
	if a.at.asked {
		dst = append(dst, `"at":"`...)
		dst = append(dst, s.echo(a.at)...)
		dst = append(dst, `",`...)
	}
	if a.moment.city == nil {
		dst = s.appendCell(append(dst, `"version":null,`...), a)
		dst = append(dst, `"units":[],"answers":null,"sides":{"territory":null,"departments":[],"sponsors":[]}`...)
		return s.appendAmbiguous(dst, a)
	}
	t := s.textsOf(a.moment)
	dst = append(dst, `"version":`...)
	if t.known != nil {
		dst = append(dst, t.known.effect...)
	} else {
		dst = s.appendVersion(dst, a.moment)
	}
	dst = s.appendCell(append(dst, ','), a)
	dst = append(dst, `"units":[`...)
	for i, u := range a.Units {
		dst = t.appendUnit(comma(dst, i), u)
	}
	answer := t.answer(a.Answer)
	dst = append(dst, `],"answers":`...)
	dst = append(dst, answer...)
	dst = append(dst, `,"sides":`...)
	return s.appendAmbiguous(s.appendSides(dst, t, a, answer), a)
}

func (s *Server) appendCell(dst []byte, a *dutyAnswer) []byte {
	dst = append(dst, `"cell":"`...)
	dst = strconv.AppendUint(dst, uint64(a.Cell), 16)
	if a.counted {
		dst = append(dst, `","outstanding":`...)
		return append(strconv.AppendInt(dst, int64(a.outstanding), 10), ',')
	}
	return append(dst, `",`...)
}

// appendAmbiguous appends where else the point may lie, and the end of the answer.
func (s *Server) appendAmbiguous(dst []byte, a *dutyAnswer) []byte {
	dst = append(dst, `,"ambiguous":[`...)
	for i, n := range a.near {
		dst = append(comma(dst, i), '{')
		dst = appendRef(dst, n.of, n.Unit)
		if n.of.city != a.moment.city {
			dst = append(dst, `,"city":`...)
			dst = appendText(dst, n.of.Profile().Code)
		}
		dst = append(dst, `,"metres":`...)
		dst = strconv.AppendFloat(dst, round(n.Metres, 1), 'f', -1, 64)
		dst = append(dst, '}')
	}
	return append(dst, "]}\n"...)
}

// appendRef appends the fields of a UnitRef.
func appendRef(dst []byte, m *moment, u *territory.Unit) []byte {
	level, _, _ := m.Profile().Level(u.Level)
	dst = append(dst, `"level":`...)
	dst = appendText(dst, u.Level)
	dst = append(dst, `,"level_name":`...)
	dst = appendText(dst, level.Names.ZH)
	dst = append(dst, `,"code":`...)
	dst = appendText(dst, u.Code)
	dst = append(dst, `,"name":`...)
	dst = appendText(dst, u.Names.ZH)
	if u.Names.EN != "" {
		dst = append(dst, `,"name_en":`...)
		dst = appendText(dst, u.Names.EN)
	}
	return appendGenerated(dst, u.Generated)
}

// appendHeads appends a list of heads.
func appendHeads(dst []byte, holders []territory.Holder, zone *time.Location) []byte {
	dst = append(dst, '[')
	for i, h := range holders {
		dst = append(comma(dst, i), `{"post":`...)
		dst = appendText(dst, h.Post.ID)
		dst = append(dst, `,"post_name":`...)
		dst = appendText(dst, h.Post.Names.ZH)
		dst = append(dst, `,"name":`...)
		dst = appendText(dst, h.Term.Name)
		dst = append(dst, `,"since":`...)
		dst = appendDay(dst, h.Term.From, zone)
		dst = append(dst, `,"until":`...)
		dst = appendDay(dst, h.Term.Until, zone)
		dst = append(dst, `,"document":`...)
		dst = appendText(dst, h.Term.Document)
		dst = append(dst, `,"deputy":`...)
		dst = strconv.AppendBool(dst, h.Term.Deputy)
		dst = append(appendGenerated(dst, h.Term.Generated), '}')
	}
	return append(dst, ']')
}

// appendAnswer appends a firstAnswer.
func appendAnswer(dst []byte, m *moment, a *territory.Answer) []byte {
	level, _, _ := m.Profile().Level(a.Unit.Level)
	dst = append(dst, `{"level":`...)
	dst = appendText(dst, a.Unit.Level)
	dst = append(dst, `,"level_name":`...)
	dst = appendText(dst, level.Names.ZH)
	dst = append(dst, `,"code":`...)
	dst = appendText(dst, a.Unit.Code)
	dst = append(dst, `,"unit_name":`...)
	dst = appendText(dst, a.Unit.Names.ZH)
	dst = append(dst, `,"post":`...)
	dst = appendText(dst, a.Post.ID)
	dst = append(dst, `,"post_name":`...)
	dst = appendText(dst, a.Post.Names.ZH)
	dst = append(dst, `,"name":`...)
	dst = appendText(dst, a.Term.Name)
	dst = append(dst, `,"fallback":`...)
	dst = strconv.AppendBool(dst, a.Fallback)
	return append(appendGenerated(dst, a.Unit.Generated || a.Term.Generated), '}')
}

func appendGenerated(dst []byte, generated bool) []byte {
	if generated {
		return append(dst, `,"generated":true`...)
	}
	return dst
}

// appendDay appends the day that an instant begins in the zone, null for none.
func appendDay(dst []byte, at time.Time, zone *time.Location) []byte {
	if at.IsZero() {
		return append(dst, "null"...)
	}
	year, month, day := at.In(zone).Date()
	if year < 1000 || year > 9999 {
		return at.In(zone).AppendFormat(dst, `"2006-01-02"`)
	}
	dst = append(dst, '"')
	dst = strconv.AppendInt(dst, int64(year), 10)
	return append(dst, '-', '0'+byte(month/10), '0'+byte(month%10), '-', '0'+byte(day/10), '0'+byte(day%10), '"')
}

func comma(dst []byte, i int) []byte {
	if i > 0 {
		return append(dst, ',')
	}
	return dst
}
