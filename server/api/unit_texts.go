package api

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

// maxTexts is how many units' texts are kept for a city. The wide units, which
// stand in every answer and have the most heads, are asked for first and so are
// among them; 4,096 texts take about 2 MB.
const maxTexts = 4096

// unitTexts remembers how units and their heads are written in duty answers about
// now: writing them again would take longer than the lookup. They are of one city
// under one version, whose profile names levels and posts.
//
// A text holds as long as the same people are in office. Cities never change, so
// comparing the heads that a lookup found is enough to know.
type unitTexts struct {
	of       *app.City
	version  int
	effect   []byte   // the version as a versionRef
	texts    sync.Map // *territory.Unit to *unitText
	kept     atomic.Int32
	sponsors sync.Map // *sponsor.Sponsorship to []byte, a sponsored
	beside   atomic.Int32
}

// unitText is a unit with its heads as a dutyUnit, and as the firstAnswer that
// its first head gives; the latter for the plain and for the fallback case.
type unitText struct {
	heads   []territory.Holder
	unit    []byte
	answers [2][]byte
}

// texts writes parts of answers about one moment, from memory where it can.
type texts struct {
	moment moment
	zone   *time.Location
	known  *unitTexts // nil where nothing is remembered
	// keep is false where known may be read only: questions about other days must
	// not push out what is asked about now.
	keep bool
}

// textsOf returns the texts of a moment. Those of the version or city that it
// replaced are dropped.
func (s *Server) textsOf(m moment) texts {
	t := texts{moment: m, zone: s.options.Zone, keep: !m.asked}
	code, number := m.city.Profile().Code, 0
	if v, ok := m.Version(); ok {
		number = v.Number
	}
	if known, ok := s.texts.Load(code); ok {
		if known := known.(*unitTexts); known.of == m.city && known.version == number {
			t.known = known
			return t
		}
	}
	if t.keep {
		t.known = &unitTexts{of: m.city, version: number, effect: s.appendVersion(nil, m)}
		s.texts.Store(code, t.known)
	}
	return t
}

// appendVersion appends the versionRef of the moment, null before the first.
func (s *Server) appendVersion(dst []byte, m moment) []byte {
	return append(dst, marshal(s.versionOf(m))...)
}

// appendUnit appends a unit and its heads.
func (t texts) appendUnit(dst []byte, u territory.UnitDuty) []byte {
	if t.known == nil {
		return append(dst, t.write(u).unit...)
	}
	known, ok := t.known.texts.Load(u.Unit)
	if ok && slices.Equal(known.(*unitText).heads, u.Heads) {
		return append(dst, known.(*unitText).unit...)
	}
	text := t.write(u)
	if t.keep && (ok || t.known.kept.Load() < maxTexts) {
		if _, replaced := t.known.texts.Swap(u.Unit, text); !replaced {
			t.known.kept.Add(1)
		}
	}
	return append(dst, text.unit...)
}

func (t texts) write(u territory.UnitDuty) *unitText {
	text := &unitText{heads: slices.Clone(u.Heads)}
	text.unit = appendRef([]byte{'{'}, &t.moment, u.Unit)
	text.unit = append(text.unit, `,"heads":`...)
	text.unit = append(appendHeads(text.unit, u.Heads, t.zone), '}')
	if len(u.Heads) > 0 {
		for i := range text.answers {
			text.answers[i] = appendAnswer(nil, &t.moment, &territory.Answer{Unit: u.Unit, Holder: u.Heads[0], Fallback: i == 1})
		}
	}
	return text
}

// answer returns who answers first, null for nobody.
func (t texts) answer(a *territory.Answer) []byte {
	if a == nil {
		return []byte("null")
	}
	if t.known != nil {
		if known, ok := t.known.texts.Load(a.Unit); ok {
			if text := known.(*unitText); len(text.heads) > 0 && text.heads[0] == a.Holder {
				return text.answers[fallbackIndex(a.Fallback)]
			}
		}
	}
	return appendAnswer(nil, &t.moment, a)
}

func fallbackIndex(fallback bool) int {
	if fallback {
		return 1
	}
	return 0
}

// appendSponsors appends who sponsors the units. Kinds that the profile of the
// moment does not know are left out: nobody could say what they mean.
func (t texts) appendSponsors(dst []byte, codes []string) []byte {
	var room [16]*sponsor.Sponsorship
	written := 0
	for _, sp := range t.moment.city.Sponsors.Of(room[:0], codes, t.moment.Instant()) {
		kind, ok := t.moment.Profile().SponsorKind(sp.Kind)
		if !ok {
			continue
		}
		dst = t.appendSponsor(comma(dst, written), sp, kind)
		written++
	}
	return dst
}

func (t texts) appendSponsor(dst []byte, sp *sponsor.Sponsorship, kind city.SponsorKind) []byte {
	if t.known == nil {
		return t.writeSponsor(dst, sp, kind)
	}
	if known, ok := t.known.sponsors.Load(sp); ok {
		return append(dst, known.([]byte)...)
	}
	from := len(dst)
	dst = t.writeSponsor(dst, sp, kind)
	if t.keep && t.known.beside.Load() < maxTexts {
		if _, there := t.known.sponsors.Swap(sp, slices.Clone(dst[from:])); !there {
			t.known.beside.Add(1)
		}
	}
	return dst
}

// writeSponsor appends a sponsored.
func (t texts) writeSponsor(dst []byte, sp *sponsor.Sponsorship, kind city.SponsorKind) []byte {
	dst = append(dst, `{"kind":`...)
	dst = appendText(dst, kind.ID)
	dst = append(dst, `,"kind_name":`...)
	dst = appendText(dst, kind.Names.ZH)
	name := sp.Name
	if kind.By == city.ByBody {
		dst = append(dst, `,"body":`...)
		dst = appendText(dst, sp.Sponsor)
		if b, known := t.moment.city.Bodies.Body(sp.Sponsor); known {
			name = b.Names.ZH
		}
	}
	dst = append(dst, `,"name":`...)
	dst = appendText(dst, name)
	dst = append(dst, `,"unit":`...)
	dst = appendText(dst, sp.Unit)
	dst = append(dst, `,"document":`...)
	dst = appendText(dst, sp.Document)
	dst = append(dst, `,"since":`...)
	dst = appendDay(dst, sp.From, t.zone)
	return append(appendGenerated(dst, sp.Generated), '}')
}
