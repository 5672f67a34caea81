package territory

import (
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// CheckSeats looks at seats whose terms are to be added to those in force, and
// returns everything that speaks against it: units and posts that are not, posts
// not at such a unit, terms that are no time, and people who are in each other's
// way. Its findings name the person at fault by the placeholder {person}.
func CheckSeats(p *city.Profile, units []Unit, inForce, draft []Seat) []Finding {
	levels := make(map[string]string, len(units))
	for _, u := range units {
		levels[u.Code] = u.Level
	}
	terms := make(map[[2]string][]Term, len(inForce))
	for _, s := range inForce {
		terms[[2]string{s.Unit, s.Post}] = s.Terms
	}
	var findings []Finding
	for _, s := range draft {
		if f := s.placeless(p, levels); f != nil {
			findings = append(findings, *f)
			continue
		}
		findings = append(findings, s.crowded(terms[[2]string{s.Unit, s.Post}])...)
	}
	return findings
}

// placeless says why there can be no such seat; nil when there can.
func (s Seat) placeless(p *city.Profile, levels map[string]string) *Finding {
	refuse := func(code fault.Code, field string, with fault.With) *Finding {
		return &Finding{Severity: Refusal, Code: code, Unit: s.Unit, Field: field, With: with}
	}
	level, known := levels[s.Unit]
	if !known {
		return refuse(fault.UnitUnknown, "unit", fault.With{"unit": s.Unit})
	}
	post, _, known := p.Post(s.Post)
	if !known {
		return refuse(fault.PostUnknown, "post", fault.With{"post": s.Post, "known": p.KnownPosts()})
	}
	if !post.At(level) {
		return refuse(fault.PostNotAtLevel, "post", fault.With{"post": post.Label(), "level": p.LevelLabels(level), "levels": p.LevelLabels(post.Levels...)})
	}
	return nil
}

// crowded says which of the seat's terms cannot be, beside those in force that
// they do not replace.
func (s Seat) crowded(inForce []Term) []Finding {
	var findings []Finding
	all := slices.Clone(s.Terms)
	for _, t := range inForce {
		if !slices.ContainsFunc(s.Terms, t.same) {
			all = append(all, t)
		}
	}
	for _, t := range s.Terms {
		if t.Empty() && !t.Withdrawn() { // see OverlaySeats for those that are withdrawn
			findings = append(findings, t.empty(s.Unit))
		}
	}
	for _, c := range Clashes(all) {
		if c.Later >= len(s.Terms) && c.Earlier >= len(s.Terms) {
			continue // both are in force already
		}
		findings = append(findings, c.Finding(s.Unit, all))
	}
	return findings
}

// empty says that the term is no time.
func (t Term) empty(unit string) Finding {
	return Finding{Severity: Refusal, Code: fault.TermEmpty, Unit: unit, Field: "until",
		With: fault.With{"from": t.From.Format(time.DateOnly), "until": t.Until.Format(time.DateOnly)}}
}

// Clash is a pair of terms of one seat that cannot both be: two principals at
// once, one person twice at once, or one term that is withdrawn and told of
// beside. The numbers are places in the slice.
type Clash struct{ Earlier, Later int }

// Finding says who is in whose way; terms are those that the clash is about.
func (c Clash) Finding(unit string, terms []Term) Finding {
	later, earlier := terms[c.Later], terms[c.Earlier]
	f := Finding{Severity: Refusal, Code: fault.PrincipalsClash, Unit: unit, Field: "from", With: fault.With{
		"person": later.Name, "from": later.From.Format(time.DateOnly),
		"other": earlier.Name, "since": earlier.From.Format(time.DateOnly),
	}}
	if later.Person == earlier.Person {
		f.Code = fault.TermDoubled
	}
	return f
}

// Clashes returns, for every term that clashes with one that began before it,
// or at the same time and stands before it, the one of those that lasts longest.
func Clashes(terms []Term) []Clash {
	order := make([]int, len(terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return terms[a].From.Compare(terms[b].From) })
	var clashes []Clash
	principal := -1
	byPerson, byTerm := map[string]int{}, map[termKey]int{}
	for _, i := range order {
		t := terms[i]
		told, again := byTerm[t.key()]
		byTerm[t.key()] = i
		if again && (t.Empty() || terms[told].Empty()) {
			clashes = append(clashes, Clash{told, i})
			continue
		}
		if t.Empty() {
			continue
		}
		same, known := byPerson[t.Person]
		switch {
		case known && terms[same].lasts(t.From):
			clashes = append(clashes, Clash{same, i})
		case !t.Deputy && principal >= 0 && terms[principal].lasts(t.From):
			clashes = append(clashes, Clash{principal, i})
		}
		if !known || terms[same].endsBefore(t) {
			byPerson[t.Person] = i
		}
		if !t.Deputy && (principal < 0 || terms[principal].endsBefore(t)) {
			principal = i
		}
	}
	return clashes
}

// Empty says whether the term ends no later than it begins.
func (t Term) Empty() bool { return !t.Until.IsZero() && !t.Until.After(t.From) }

// Withdrawn says whether the term ends when it begins: it was never held.
func (t Term) Withdrawn() bool { return !t.Until.IsZero() && t.Until.Equal(t.From) }

// termKey tells the terms of a seat apart.
type termKey struct {
	person string
	deputy bool
	from   time.Time
}

func (t Term) key() termKey { return termKey{t.Person, t.Deputy, t.From.UTC()} }

// lasts says whether the term still holds at an instant after its beginning.
func (t Term) lasts(at time.Time) bool { return t.Until.IsZero() || t.Until.After(at) }

// endsBefore says whether the other term lasts longer.
func (t Term) endsBefore(o Term) bool {
	return !t.Until.IsZero() && (o.Until.IsZero() || o.Until.After(t.Until))
}
