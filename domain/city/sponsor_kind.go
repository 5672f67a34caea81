package city

import "slices"

// SponsorKind is one way in which somebody stands beside the heads of a unit
// (包保、包街、挂包、联点): agencies that adopt road sections, leaders that are
// linked to communities. A city's rules, such as one leader for one community,
// are its limits.
type SponsorKind struct {
	ID    string
	Names Names
	// By says who sponsors.
	By SponsorBy
	// Levels are those whose units can be sponsored. A single point 点位 is a unit
	// of an overlapping level, a disc.
	Levels []string
	// MaxUnits is how many units one sponsor has at once; 0 is no limit.
	MaxUnits int
	// MaxSponsors is how many sponsors one unit has at once; 0 is no limit.
	MaxSponsors int
	// Every wants a sponsor for every unit of the levels; the audit lists those
	// that have none.
	Every bool
	// Role is the id of the role that sponsors have there; see RoleID where empty.
	Role string
}

// SponsorBy is who can sponsor.
type SponsorBy string

const (
	// ByBody 单位包保: an agency does.
	ByBody SponsorBy = "body"
	// ByPerson 领导包保: a leader does in person.
	ByPerson SponsorBy = "person"
)

// At says whether units of the level can be sponsored in this way.
func (k SponsorKind) At(level string) bool { return slices.Contains(k.Levels, level) }

// SponsorKind returns the kind with the id.
func (p *Profile) SponsorKind(id string) (SponsorKind, bool) {
	for _, k := range p.Sponsorships {
		if k.ID == id {
			return k, true
		}
	}
	return SponsorKind{}, false
}
