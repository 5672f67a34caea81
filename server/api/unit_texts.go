package api

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/domain/territory"
)

// maxTexts is how many units' texts are kept for a city. The wide units, which
// stand in every answer and have the most heads, are asked for first and so are
// among them; 4,096 texts take about 2 MB.
const maxTexts = 4096

// unitTexts remembers how units of one territory and their heads are written in
// duty answers: writing them again would take longer than the lookup.
//
// A text holds as long as the same people are in office. Territories never
// change, so comparing the heads that a lookup found is enough to know.
type unitTexts struct {
	of    *territory.Territory
	zone  *time.Location
	texts sync.Map // *territory.Unit to *unitText
	kept  atomic.Int32
}

// unitText is a unit with its heads as a dutyUnit, and as the firstAnswer that
// its first head gives; the latter for the plain and for the fallback case.
type unitText struct {
	heads   []territory.Holder
	unit    []byte
	answers [2][]byte
}

// textsOf returns the texts of a territory. Those of the territory that it
// replaced are dropped.
func (s *Server) textsOf(t *territory.Territory) *unitTexts {
	code := t.Profile().Code
	if known, ok := s.texts.Load(code); ok && known.(*unitTexts).of == t {
		return known.(*unitTexts)
	}
	fresh := &unitTexts{of: t, zone: s.options.Zone}
	s.texts.Store(code, fresh)
	return fresh
}

// append appends a unit and its heads.
func (c *unitTexts) append(dst []byte, u territory.UnitDuty) []byte {
	known, ok := c.texts.Load(u.Unit)
	if ok && slices.Equal(known.(*unitText).heads, u.Heads) {
		return append(dst, known.(*unitText).unit...)
	}
	text := c.write(u)
	if ok || c.kept.Load() < maxTexts {
		if _, replaced := c.texts.Swap(u.Unit, text); !replaced {
			c.kept.Add(1)
		}
	}
	return append(dst, text.unit...)
}

func (c *unitTexts) write(u territory.UnitDuty) *unitText {
	text := &unitText{heads: slices.Clone(u.Heads)}
	text.unit = appendRef([]byte{'{'}, c.of, u.Unit)
	text.unit = append(text.unit, `,"heads":`...)
	text.unit = append(appendHeads(text.unit, u.Heads, c.zone), '}')
	if len(u.Heads) > 0 {
		for i := range text.answers {
			text.answers[i] = appendAnswer(nil, c.of, &territory.Answer{Unit: u.Unit, Holder: u.Heads[0], Fallback: i == 1})
		}
	}
	return text
}

// appendAnswer appends who answers first.
func (c *unitTexts) appendAnswer(dst []byte, a *territory.Answer) []byte {
	if known, ok := c.texts.Load(a.Unit); ok {
		if text := known.(*unitText); len(text.heads) > 0 && text.heads[0] == a.Holder {
			return append(dst, text.answers[fallbackIndex(a.Fallback)]...)
		}
	}
	return appendAnswer(dst, c.of, a)
}

func fallbackIndex(fallback bool) int {
	if fallback {
		return 1
	}
	return 0
}
