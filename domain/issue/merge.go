package issue

import (
	"fmt"
	"slices"

	"sizhang/domain/fault"
)

// merge makes the issue part of another (并案). The other absorbs it by a write of its
// own; until then whoever keeps both has to remember that, see Into.
func merge(s *step) error {
	if s.c.Into == s.ID {
		return fault.New(fault.MergeIntoItself, "into", nil)
	}
	s.Into = s.c.Into
	s.with(map[string]string{WithInto: s.Into})
	return nil
}

// absorb takes over everybody who reported the part, and every photo. It is done once,
// whenever it is asked for. A citizen of the part has the word here now.
func absorb(s *step) error {
	part := s.c.Part
	if part.ID == s.ID {
		return fault.New(fault.MergeIntoItself, "into", nil)
	}
	s.with(map[string]string{WithPart: part.ID})
	s.Parts = append(s.Parts, part.ID)
	for _, r := range part.Reporters {
		if r.Issue == "" {
			r.Issue = part.ID
		}
		r.Answer = ""
		s.Reporters = append(s.Reporters, r)
	}
	for _, p := range part.Photos {
		if !slices.ContainsFunc(s.Photos, func(known Photo) bool { return known.ID == p.ID }) {
			s.Photos = append(s.Photos, Photo{ID: p.ID, Kind: p.Kind, Seq: len(s.History) + 1})
			s.event.Photos = append(s.event.Photos, p.ID)
		}
	}
	for _, id := range part.Parts {
		if !slices.Contains(s.Parts, id) {
			s.Parts = append(s.Parts, id)
		}
	}
	return nil
}

// mostMerges is more than one merge ever leads on to the next: only a later report becomes
// part of an earlier one, see server/issues.
const mostMerges = 1000

// Whole returns the issue that one is part of by now, from merge to merge (并入何案): the
// issue itself where it is part of none. get returns another issue of the city.
func (i Issue) Whole(get func(id string) (Issue, error)) (Issue, error) {
	for range mostMerges {
		if i.State != Merged {
			return i, nil
		}
		next, err := get(i.Into)
		if err != nil {
			return i, err
		}
		i = next
	}
	return i, fmt.Errorf("the issue %s/%s is merged in a circle", i.City, i.ID)
}

// Absorbed says whether the issue took the part over already.
func (i *Issue) Absorbed(part string) bool { return slices.Contains(i.Parts, part) }

// markChronic says that the place keeps coming back (老大难).
func markChronic(s *step) error {
	s.Chronic = true
	return nil
}
