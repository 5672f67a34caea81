package issue

// Routing is who answers for an issue on the three sides of duty (责任归属), as the
// territory, the categories and the sponsorships stood when it was routed.
type Routing struct {
	// Version is the number of the territory's version.
	Version int
	// Units hold the place, the most specific first, each with those above it; Spots
	// are those of them that hold it themselves.
	Units, Spots []string
	// Heads are in office there, in answering order; the first answers.
	Heads []Hands
	// Departments have the category in charge (职能), Supervisors watch over it (监督).
	Departments, Supervisors []string
	// Sponsors stand beside (包保).
	Sponsors []Sponsor
	// Root holds what nobody else does: the post, vacant or not, of the widest unit.
	Root Hands
	// Candidates are the units that may own a disputed place, ranked; none where it is
	// not disputed (争议位置).
	Candidates []Candidate
	// Settled is the unit that arbitration gave the place to; empty where none has.
	Settled string
}

// Hands are where an issue is (承办): a post at a unit and who holds it, or a body.
type Hands struct {
	Unit, Post   string
	Person, Name string // who holds the post; empty where it is vacant
	Body         string
	// Fallback says that they hold it because nobody else does (兜底).
	Fallback bool
}

// Sponsor is who stands beside a unit's heads.
type Sponsor struct {
	Kind, Unit   string
	Body, Person string
}

// Candidate is a unit that may own a disputed place.
type Candidate struct {
	Unit   string
	Metres float64 // from the place to its border; 0 where it holds the place
	// Precedent says that a place so near was given to it before (先例).
	Precedent bool
	// Head is who would have it.
	Head Hands
}

// Disputed says whether somebody has to decide whose place it is.
func (r *Routing) Disputed() bool { return len(r.Candidates) > 1 && r.Settled == "" }

// Empty says that nobody has it.
func (h Hands) Empty() bool { return h.Unit == "" && h.Body == "" }
