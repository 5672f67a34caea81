package audit

import (
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

// shown is how many units or sponsors a text names.
const shown = 5

// sponsors checks what sponsorships there are at the instant against the rules
// of the profile that is in force then: both may have changed since they were
// checked at import.
func (a *auditor) sponsors() {
	byKind := map[string][]*sponsor.Sponsorship{}
	for i := range a.Sponsorships {
		if s := &a.Sponsorships[i]; s.InForce(a.At) && a.fits(s) {
			byKind[s.Kind] = append(byKind[s.Kind], s)
		}
	}
	for i, kind := range a.Profile.Sponsorships {
		if !a.on(Sponsors, i, len(a.Profile.Sponsorships)) {
			return
		}
		a.limits(kind, byKind[kind.ID])
	}
	a.on(Sponsors, len(a.Profile.Sponsorships), len(a.Profile.Sponsorships))
}

// fits says whether the sponsorship is of a unit that can be sponsored so, and
// adds a finding where it is not.
func (a *auditor) fits(s *sponsor.Sponsorship) bool {
	kind, known := a.Profile.SponsorKind(s.Kind)
	u := a.byCode[s.Unit]
	var f Finding
	switch {
	case !known:
		f = Finding{Code: fault.AuditSponsorKindUnknown, Unit: s.Unit, with: fault.With{"sponsor": sponsorOf(s), "kind": s.Kind}}
	case u == nil:
		f = Finding{Code: fault.AuditSponsoredUnknown, Unit: s.Unit, with: fault.With{"sponsor": sponsorOf(s), "kind": kind.Names, "unit": s.Unit}}
	case !kind.At(u.Level):
		f = a.atOf(fault.AuditSponsoredLevel, u, fault.With{
			"sponsor": sponsorOf(s), "kind": kind.Names, "level": a.grades[u.Level].Names, "levels": a.levelNames(kind)})
	default:
		return true
	}
	f.key = s.Kind + " " + s.Sponsor
	a.add(f)
	return false
}

// limits counts, for one kind, each sponsor's units and each unit's sponsors.
func (a *auditor) limits(kind city.SponsorKind, held []*sponsor.Sponsorship) {
	units, names := map[string][]string{}, map[string]string{} // by sponsor
	sponsors := map[string][]string{}                          // by unit
	for _, s := range held {
		names[s.Sponsor] = sponsorOf(s)
		units[s.Sponsor] = append(units[s.Sponsor], s.Unit)
		sponsors[s.Unit] = append(sponsors[s.Unit], s.Sponsor)
	}
	for code, list := range units {
		if list = distinct(list); kind.MaxUnits > 0 && len(list) > kind.MaxUnits {
			a.add(Finding{Code: fault.AuditSponsorOverloaded, key: kind.ID + " " + code, with: fault.With{
				"sponsor": names[code], "kind": kind.Names, "given": len(list), "max": kind.MaxUnits, "units": some(list)}})
		}
	}
	for _, u := range a.units {
		if !kind.At(u.Level) {
			continue
		}
		list := distinct(sponsors[u.Code])
		switch {
		case kind.MaxSponsors > 0 && len(list) > kind.MaxSponsors:
			for i, code := range list {
				list[i] = names[code]
			}
			a.addSponsored(fault.AuditSponsorsTooMany, u, kind, fault.With{
				"kind": kind.Names, "given": len(list), "max": kind.MaxSponsors, "sponsors": some(list)})
		case kind.Every && len(list) == 0:
			a.addSponsored(fault.AuditSponsorMissing, u, kind, fault.With{"kind": kind.Names, "level": a.grades[u.Level].Names})
		}
	}
}

func (a *auditor) addSponsored(code fault.Code, u *territory.Unit, kind city.SponsorKind, with fault.With) {
	f := a.atOf(code, u, with)
	f.key = kind.ID
	a.add(f)
}

func (a *auditor) levelNames(kind city.SponsorKind) several {
	names := make(several, len(kind.Levels))
	for i, id := range kind.Levels {
		names[i] = a.grades[id].Names
	}
	return names
}

// sponsorOf names a sponsor for people.
func sponsorOf(s *sponsor.Sponsorship) string {
	return strings.TrimSpace(s.Name + " " + s.Sponsor)
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// some names the first few.
func some(list []string) string {
	if len(list) > shown {
		return strings.Join(list[:shown], ", ") + ", …"
	}
	return strings.Join(list, ", ")
}
