package territory

import (
	"regexp"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

var (
	// A code is part of addresses and keys, whatever the profile admits.
	codePattern     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	gridCodePattern = regexp.MustCompile(`^[0-9]{15}$`)
)

// CheckDraft looks at units that are to be added to, or to replace, those in
// force, and returns everything that speaks against it. A draft with a Refusal
// finding must not come into force. Units that the draft ends leave, and nothing
// may be left hanging under them. What a unit came of is not looked at here: see
// CheckLineage.
func CheckDraft(p *city.Profile, inForce, draft []Unit) []Finding {
	d := newDrafting(p, inForce, draft)
	seen := map[string]int{}
	for i := range draft {
		u := &draft[i]
		if first, twice := seen[u.Code]; twice {
			d.add(Refusal, fault.CodeDoubled, u, "code", nil, fault.With{"code": u.Code, "first": first + 1})
			continue
		}
		seen[u.Code] = i
		if u.Ended {
			d.end(u)
			continue
		}
		d.identity(u)
		d.parent(u)
		d.ground(u)
	}
	d.cycles()
	d.overlaps(overlapWork)
	return d.findings
}

// drafting is a check under way.
type drafting struct {
	profile  *city.Profile
	patterns map[string]*regexp.Regexp // by level
	inForce  map[string]*Unit
	draft    map[string]*Unit
	levels   map[string][]*Unit // the units as they would be, by level
	children map[string][]*Unit // the same, by the unit above; see under
	findings []Finding
}

func newDrafting(p *city.Profile, inForce, draft []Unit) *drafting {
	d := &drafting{
		profile:  p,
		patterns: map[string]*regexp.Regexp{},
		inForce:  make(map[string]*Unit, len(inForce)),
		draft:    make(map[string]*Unit, len(draft)),
		levels:   map[string][]*Unit{},
	}
	for _, l := range p.Levels {
		if pattern, err := l.Pattern(); err == nil {
			d.patterns[l.ID] = pattern
		}
	}
	for i := range draft {
		u := &draft[i]
		if d.draft[u.Code] == nil {
			d.draft[u.Code] = u
			if !u.Ended {
				d.levels[u.Level] = append(d.levels[u.Level], u)
			}
		}
	}
	for i := range inForce {
		u := &inForce[i]
		d.inForce[u.Code] = u
		if d.draft[u.Code] == nil {
			d.levels[u.Level] = append(d.levels[u.Level], u)
		}
	}
	return d
}

func (d *drafting) add(s Severity, code fault.Code, u *Unit, field string, at *geo.Point, with fault.With) {
	d.findings = append(d.findings, Finding{Severity: s, Code: code, Unit: u.Code, Field: field, At: at, With: with})
}

// unit returns the unit of the code as it would be; nil where there would be
// none.
func (d *drafting) unit(code string) *Unit {
	u := d.draft[code]
	if u == nil {
		u = d.inForce[code]
	}
	if u == nil || u.Ended {
		return nil
	}
	return u
}

// ends says whether the draft ends the unit of the code.
func (d *drafting) ends(code string) bool {
	u := d.draft[code]
	return u != nil && u.Ended
}

func (d *drafting) isDraft(u *Unit) bool { return d.draft[u.Code] == u }

func (d *drafting) ofLevel(id string) []*Unit { return d.levels[id] }

func (d *drafting) identity(u *Unit) {
	level, _, known := d.profile.Level(u.Level)
	switch {
	case !codePattern.MatchString(u.Code):
		d.add(Refusal, fault.CodeInvalid, u, "code", nil, fault.With{"code": u.Code})
	case known:
		d.fits(u, level)
	}
	if !known {
		d.add(Refusal, fault.LevelUnknown, u, "level", nil, fault.With{"level": u.Level, "known": d.profile.KnownLevels()})
	}
	d.sameLevel(u)
	if strings.TrimSpace(u.Names.ZH) == "" {
		d.add(Refusal, fault.NameMissing, u, "name", nil, nil)
	}
	if u.GridCode != "" && !gridCodePattern.MatchString(u.GridCode) {
		d.add(Refusal, fault.GridCodeInvalid, u, "grid_code", nil, fault.With{"grid_code": u.GridCode})
	}
}

// sameLevel wants a unit in force to stay what it is.
func (d *drafting) sameLevel(u *Unit) {
	if old := d.inForce[u.Code]; old != nil && old.Level != u.Level {
		d.add(Refusal, fault.LevelChanged, u, "level", nil, fault.With{"from": old.Level, "to": u.Level})
	}
}

// fits holds a code against its level's pattern. One that fits other levels was
// most likely imported under the wrong one, and the finding says so.
func (d *drafting) fits(u *Unit, level city.Level) {
	if pattern := d.patterns[level.ID]; pattern == nil || pattern.MatchString(u.Code) {
		return
	}
	var fits []string
	for _, l := range d.profile.Levels {
		if pattern := d.patterns[l.ID]; l.Code != "" && pattern != nil && pattern.MatchString(u.Code) {
			fits = append(fits, l.Label())
		}
	}
	if len(fits) == 0 {
		d.add(Refusal, fault.CodeMisfit, u, "code", nil, fault.With{"code": u.Code, "level": level.Label(), "pattern": level.Code})
		return
	}
	d.add(Refusal, fault.CodeFitsElsewhere, u, "code", nil, fault.With{"code": u.Code, "level": level.Label(), "fits": strings.Join(fits, ", ")})
}
