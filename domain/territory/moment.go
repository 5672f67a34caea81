package territory

import (
	"time"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// Moment is the territory at an instant: what questions are asked of. It is
// cheap to make.
type Moment struct {
	t   *Territory
	at  time.Time
	era int32 // none before the first version
	now bool  // the era is the one served fast
	// of is the era, or that of the first version before it, which has no units.
	of *era
}

// At returns the moment of an instant.
func (t *Territory) At(at time.Time) Moment {
	v := t.eraAt(at)
	return Moment{t: t, at: at, era: v, now: v == t.served && v != none, of: &t.eras[max(v, 0)]}
}

// Instant returns the instant that the moment is of.
func (m Moment) Instant() time.Time { return m.at }

// Profile returns the profile in force; before the first version, that of the
// first.
func (m Moment) Profile() *city.Profile { return m.of.profile }

// Version returns the version in force without its units; false before the first.
func (m Moment) Version() (Version, bool) {
	return Version{Number: m.of.number, Effective: m.of.from, Profile: m.of.profile}, m.era != none
}

// stage returns the unit of a line in the moment; nil where there is none.
func (m *Moment) stage(line int32) *stage {
	if m.now {
		return m.t.lines[line].serving
	}
	return m.t.lines[line].at(m.era)
}

// rank returns the rank of a unit that is there.
func (m *Moment) rank(line int32) int { return m.of.ranks[m.stage(line).level] }

func (m *Moment) answering(line int32) bool { return m.of.answering[m.stage(line).level] }

// Owner returns the unit of a level that owns the centre of the cell; where the
// level's units overlap, the one with the lowest code.
func (m Moment) Owner(level string, c hex.Cell) (*Unit, bool) { return m.Holder(level, c.Centre()) }

// Holder returns the unit of a level that holds the point; where the level's
// units overlap, the one with the lowest code.
func (m Moment) Holder(level string, p geo.Point) (*Unit, bool) {
	for _, l := range m.of.layers {
		if m.t.levels[l.level] != level {
			continue
		}
		cell, err := hex.At(p, m.t.finest)
		if err != nil {
			return nil, false
		}
		if line, ok := m.owner(l, cell, p); ok {
			return &m.stage(line).Unit, true
		}
	}
	return nil, false
}
