package sponsor

import (
	"time"

	"sizhang/domain/city"
)

// Sponsored is a unit that somebody sponsors (包保对象).
type Sponsored struct {
	Unit string
	Kind city.SponsorKind
}

// Sponsored returns what the person or the body sponsors at the instant, under the
// profile's kinds; by says which of the two the id is meant as. A unit whose level
// cannot be sponsored in that way gives nothing; level says false where there is no
// such unit.
func (l *Ledger) Sponsored(p *city.Profile, by city.SponsorBy, id string, at time.Time, level func(unit string) (string, bool)) []Sponsored {
	var has []Sponsored
	for _, s := range l.Units(id, at) {
		kind, known := p.SponsorKind(s.Kind)
		if !known || kind.By != by {
			continue
		}
		if its, there := level(s.Unit); there && kind.At(its) {
			has = append(has, Sponsored{s.Unit, kind})
		}
	}
	return has
}
