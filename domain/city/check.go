package city

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// Bounds of the H3 resolutions that a profile may choose. A level's index that
// ends coarser than 7 leaves all the work to the borders, one that ends finer
// than 13 costs more memory than a city's border is worth.
const (
	minLevelResolution, maxLevelResolution = 7, 13
	minCellResolution, maxCellResolution   = 7, 15
)

var (
	cityCodePattern = regexp.MustCompile(`^[0-9]{6}$`)
	idPattern       = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

const maxIDLength = 40

// MaxLevels is the most levels that a profile has.
const MaxLevels = 64

// Check returns everything that is wrong with the profile, each with the path
// of the field at fault, such as levels[3].parents[0]; nil when it is valid.
func (p *Profile) Check() error {
	c := &checker{profile: p}
	if !cityCodePattern.MatchString(p.Code) {
		c.add(fault.CityCodeInvalid, "code", fault.With{"code": p.Code})
	}
	c.names("name", p.Names)
	c.extent()
	c.resolution("cell_resolution", p.CellResolution, minCellResolution, maxCellResolution)
	c.levels()
	c.posts()
	c.sponsorships()
	c.roles()
	c.issues()
	return errors.Join(c.problems...)
}

type checker struct {
	profile  *Profile
	problems []error
}

func (c *checker) add(code fault.Code, field string, with fault.With) {
	c.problems = append(c.problems, fault.New(code, field, with))
}

func (c *checker) names(field string, n Names) {
	if strings.TrimSpace(n.ZH) == "" {
		c.add(fault.NameMissing, field+".zh", nil)
	}
}

func (c *checker) id(field, id string, seen map[string]string) {
	if len(id) > maxIDLength || !idPattern.MatchString(id) {
		c.add(fault.IDInvalid, field, fault.With{"id": id})
		return
	}
	if first, twice := seen[id]; twice {
		c.add(fault.IDDoubled, field, fault.With{"id": id, "first": first})
		return
	}
	seen[id] = field
}

func (c *checker) resolution(field string, given, lowest, highest int) {
	if given < lowest || given > highest {
		c.add(fault.ResolutionInvalid, field, fault.With{"given": given, "min": lowest, "max": highest})
	}
}

func (c *checker) extent() {
	e := c.profile.Extent
	if e == (Extent{}) {
		return
	}
	ordered := e.West < e.East && e.South < e.North
	if !ordered || !(geo.Point{Lng: e.West, Lat: e.South}).Valid() || !(geo.Point{Lng: e.East, Lat: e.North}).Valid() {
		c.add(fault.ExtentInvalid, "extent", fault.With{"west": e.West, "east": e.East, "south": e.South, "north": e.North})
	}
}

func (c *checker) levels() {
	levels := c.profile.Levels
	if len(levels) == 0 {
		c.add(fault.LevelsMissing, "levels", nil)
		return
	}
	if len(levels) > MaxLevels {
		c.add(fault.LevelsTooMany, "levels", fault.With{"max": MaxLevels, "given": len(levels)})
		return
	}
	roots := 0
	seen := map[string]string{}
	for i, l := range levels {
		at := fmt.Sprintf("levels[%d]", i)
		c.id(at+".id", l.ID, seen)
		c.names(at+".name", l.Names)
		if len(l.Parents) == 0 {
			roots++
		}
		c.parents(at, i)
		c.ground(at, l)
		if _, err := l.Pattern(); err != nil {
			c.add(fault.CodePatternBroken, at+".code", fault.With{"pattern": l.Code, "reason": err})
		}
	}
	if roots == 0 {
		c.add(fault.RootMissing, "levels", nil)
	}
}

// parents wants every parent of level i wider than it. Since levels run from
// the widest on, this also rules out a circle of levels.
func (c *checker) parents(at string, i int) {
	level := c.profile.Levels[i]
	for j, parent := range level.Parents {
		field := fmt.Sprintf("%s.parents[%d]", at, j)
		_, rank, known := c.profile.Level(parent)
		switch {
		case !known:
			c.add(fault.LevelParentUnknown, field, fault.With{"parent": parent, "known": c.profile.KnownLevels()})
		case rank >= i:
			c.add(fault.LevelParentOrder, field, fault.With{"parent": parent, "level": level.ID})
		}
	}
}

func (c *checker) ground(at string, l Level) {
	switch l.Form {
	case Tiling, Overlapping:
		c.resolution(at+".resolution", l.Resolution, minLevelResolution, maxLevelResolution)
	case Unmapped: // has no index, so no resolution either
	default:
		c.add(fault.FormUnknown, at+".form", fault.With{"form": string(l.Form)})
	}
}
