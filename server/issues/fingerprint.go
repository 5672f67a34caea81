package issues

import (
	"encoding/binary"
	"hash/fnv"
	"slices"

	"sizhang/domain/issue"
)

// fingerprint is the same for two routings that have the same people answer: versions,
// names, ranks and precedents apart, which may change without anybody having to act. What
// was settled shows in the units.
func fingerprint(r *issue.Routing) uint64 {
	h := fnv.New64a()
	put := func(texts ...string) {
		for _, t := range texts {
			h.Write(binary.AppendUvarint(nil, uint64(len(t))))
			h.Write([]byte(t))
		}
		h.Write([]byte{0xff, 0xff})
	}
	hands := func(x issue.Hands) {
		put(x.Unit, x.Post, x.Person, x.Body)
		if x.Fallback {
			put("fallback")
		}
	}
	put(r.Units...)
	put(r.Spots...)
	for _, head := range r.Heads {
		hands(head)
	}
	put(r.Departments...)
	put(r.Supervisors...)
	for _, s := range r.Sponsors {
		put(s.Kind, s.Unit, s.Body, s.Person)
	}
	hands(r.Root)
	disputed := each(r.Candidates, func(c issue.Candidate) string { return c.Unit + " " + c.Head.Person })
	slices.Sort(disputed)
	put(disputed...)
	return h.Sum64()
}

// causeOf says what made the routing another one, see issue.WithCause.
func causeOf(was, is *issue.Routing) string {
	switch {
	case !slices.Equal(was.Units, is.Units) || !slices.Equal(was.Spots, is.Spots) || was.Settled != is.Settled:
		return "territory"
	case !slices.Equal(was.Departments, is.Departments) || !slices.Equal(was.Supervisors, is.Supervisors):
		return "category"
	}
	return "post"
}
