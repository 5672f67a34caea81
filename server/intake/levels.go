package intake

import (
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Dropped is the profile level that stands for leaving a file's level out.
const Dropped = "-"

// StatisticalLevels maps the levels of the national statistical files, whose
// “district” is a county and whose “street” a subdistrict, to those of the
// Chinese profile. A municipality such as Beijing is itself their province:
// there, map province to city and drop city, which only stands for 市辖区.
var StatisticalLevels = map[string]string{
	"province": Dropped, "city": "city", "district": "county", "street": "subdistrict", "community": "community",
}

// levelNames turns a file's names of levels into those of a profile.
type levelNames struct {
	profile *city.Profile
	mapped  map[string]string
	unknown map[string]bool // reported already
}

func newLevelNames(p *city.Profile, mapped map[string]string) *levelNames {
	return &levelNames{p, mapped, map[string]bool{}}
}

// level returns the profile's level for the file's name of it, and whether the
// record is to be left out. ok is false where there is none; the first record
// of each such name says so.
func (n *levelNames) level(r *record, field, name string) (l city.Level, dropped, ok bool) {
	id := name
	if to, given := n.mapped[name]; given {
		id = to
	}
	if id == Dropped {
		r.find(territory.Note, fault.LevelDropped, field, fault.With{"level": name})
		return city.Level{}, true, true
	}
	if l, ok = n.profile.LevelNamed(id); ok {
		return l, false, true
	}
	if !n.unknown[name] {
		n.unknown[name] = true
		// Even where single records may be left out, a whole level may not.
		r.find(territory.Refusal, fault.LevelUnmapped, field, fault.With{"level": name, "known": n.profile.KnownLevels()})
	}
	return city.Level{}, false, false
}
