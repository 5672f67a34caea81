package sponsor

import (
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Ground is what sponsorships are held against, as it would be with the draft.
type Ground struct {
	Profile *city.Profile
	// Level tells the level of a unit, false where there never was one: the
	// sponsorship of a unit that is no more can still be ended. Left nil, units are
	// not looked up.
	Level func(unit string) (level string, known bool)
	// Bodies says whether there is a body with the code. Left nil, bodies are not
	// looked up.
	Bodies func(code string) bool
}

// Check looks at sponsorships that are to be added to, or to replace, those in
// force, and returns everything that speaks against it: kinds, units and bodies
// that are not, units that cannot be sponsored in this way, terms that are no
// time, and at any instant of past or future more units or sponsors than the
// kind's rules allow. What is in force and breaks a rule by itself is left
// alone: rules may be newer than it.
func Check(g Ground, inForce, draft []Sponsorship) []territory.Finding {
	var findings []territory.Finding
	for _, s := range draft {
		findings = append(findings, s.Placeless(g)...)
	}
	fresh, rest := grown(inForce, draft)
	all := over(inForce, slices.Concat(fresh, rest))
	for _, b := range Breaches(g.Profile, all, len(fresh)) {
		findings = append(findings, b.Finding(g.Profile, all))
	}
	return findings
}

// grown parts the draft into what adds to what is in force and what only ends or
// renames it, which can break no rule that was not broken before.
func grown(inForce, draft []Sponsorship) (fresh, rest []Sponsorship) {
	old := make(map[key]Sponsorship, len(inForce))
	for _, s := range inForce {
		old[s.key()] = s
	}
	for _, s := range draft {
		was, there := old[s.key()]
		if there && (was.Until.IsZero() || !s.Until.IsZero() && !s.Until.After(was.Until)) {
			rest = append(rest, s)
		} else {
			fresh = append(fresh, s)
		}
	}
	return fresh, rest
}

// Placeless says what the sponsorship names that is not there or does not fit,
// and whether it ends before it begins.
func (s Sponsorship) Placeless(g Ground) []territory.Finding {
	var findings []territory.Finding
	refuse := func(code fault.Code, field string, with fault.With) {
		findings = append(findings, territory.Finding{Severity: territory.Refusal, Code: code, Unit: s.Unit, Field: field, With: with})
	}
	kind, known := g.Profile.SponsorKind(s.Kind)
	if !known {
		refuse(fault.SponsorKindUnknown, "kind", fault.With{"kind": s.Kind, "known": g.Profile.KnownSponsorKinds()})
	}
	if g.Level != nil {
		level, there := g.Level(s.Unit)
		switch {
		case !there:
			refuse(fault.UnitUnknown, "unit", fault.With{"unit": s.Unit})
		case known && !kind.At(level):
			refuse(fault.SponsorKindNotAtLevel, "kind", fault.With{"kind": kind.Label(), "level": g.Profile.LevelLabels(level), "levels": g.Profile.LevelLabels(kind.Levels...)})
		}
	}
	switch {
	case strings.TrimSpace(s.Sponsor) == "":
		refuse(fault.ValueMissing, "sponsor", nil)
	case known && kind.By == city.ByBody && g.Bodies != nil && !g.Bodies(s.Sponsor):
		refuse(fault.SponsorUnknown, "sponsor", fault.With{"sponsor": s.Sponsor})
	}
	if s.Empty() {
		refuse(fault.SpanEmpty, "until", fault.With{"from": s.From.Format(time.DateOnly), "until": s.Until.Format(time.DateOnly)})
	}
	return findings
}

// Empty says whether the sponsorship ends no later than it begins.
func (s Sponsorship) Empty() bool { return !s.Until.IsZero() && !s.Until.After(s.From) }
