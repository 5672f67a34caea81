package app

import (
	"bytes"
	"slices"

	"sizhang/domain/territory"
	"sizhang/server/store"
)

// seatBody is a post at a unit with everything that was ever said of it. Terms
// are appended, never changed: an import writes under its edition, a handover
// under the instant at which it was recorded, and needs no edition. They stand in
// the order in which each knew of the others: what an import wrote stands before
// the handovers that it did not know of, whatever clocks say.
type seatBody struct {
	Unit  string     `json:"unit"`
	Post  string     `json:"post"`
	Terms []termBody `json:"terms"`
}

type termBody struct {
	Edition  string `json:"edition,omitempty"`
	Recorded string `json:"recorded,omitempty"`
	// Amends marks a term that a handover ended: only its end is news.
	Amends    bool   `json:"amends,omitempty"`
	Person    string `json:"person"`
	Name      string `json:"name"`
	From      string `json:"from"`
	Until     string `json:"until,omitempty"`
	Document  string `json:"document,omitempty"`
	Deputy    bool   `json:"deputy,omitempty"`
	Generated bool   `json:"generated,omitempty"`
}

func (b *seatBody) scan(s *scan) {
	s.object(func(name []byte) {
		switch string(name) {
		case "unit":
			b.Unit = s.string()
		case "post":
			b.Post = s.string()
		case "terms":
			b.Terms = make([]termBody, 0, 1+bytes.Count(s.text, []byte("},{")))
			s.list(func() {
				b.Terms = append(b.Terms, termBody{})
				b.Terms[len(b.Terms)-1].scan(s)
			})
		default:
			s.lost = true
		}
	})
}

func (b *termBody) scan(s *scan) {
	s.object(func(name []byte) {
		switch string(name) {
		case "edition":
			b.Edition = s.string()
		case "recorded":
			b.Recorded = s.string()
		case "amends":
			b.Amends = s.bool()
		case "person":
			b.Person = s.string()
		case "name":
			b.Name = s.string()
		case "from":
			b.From = s.string()
		case "until":
			b.Until = s.string()
		case "document":
			b.Document = s.string()
		case "deputy":
			b.Deputy = s.bool()
		case "generated":
			b.Generated = s.bool()
		default:
			s.lost = true
		}
	})
}

// seatID is the id of a seat's document.
func seatID(unit, post string) string { return unit + "/" + post }

// seat returns the seat as handovers and the editions of the places have it.
func (b seatBody) seat(places map[string]place) (territory.Seat, error) {
	s := territory.Seat{Unit: b.Unit, Post: b.Post}
	terms, err := b.terms(places, true)
	s.Terms = territory.Reconcile(terms)
	return s, err
}

// told is one term with its place in the order of what became known.
type told struct {
	termBody
	place
	// written is where it stands in the seat's document, counted from 1, and ended
	// where the handover does that gave it its end; 0 where none did.
	written, ended int
}

// terms returns what the editions of the places say, and handovers too where
// they are asked for, in the order in which it became known. Where two tell of
// the same term, the later is right.
func (b seatBody) terms(places map[string]place, handovers bool) ([]territory.Term, error) {
	list := make([]told, 0, len(b.Terms))
	for i, t := range b.Terms {
		at, known := places[t.Edition]
		if t.Edition == "" {
			at, known = place{t.Recorded, len(places) + i}, handovers
		}
		if known {
			list = append(list, told{t, at, i + 1, 0})
		}
	}
	slices.SortStableFunc(list, func(a, b told) int {
		switch {
		case a.before(b.place):
			return -1
		case b.before(a.place):
			return 1
		}
		return 0
	})
	terms := make([]territory.Term, 0, len(list))
	for _, t := range latest(list) {
		term, err := t.term()
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

// latest returns each term as it was told last, in that order. What an import of
// an older draft says of a term does not undo the end that a handover gave it
// since: of that it did not know. Nor does a handover that did not know of it undo
// that a term was withdrawn.
func latest(list []told) []told {
	kept := make([]told, 0, len(list))
	for _, t := range list {
		if i := slices.IndexFunc(kept, func(k told) bool { return k.key() == t.key() }); i >= 0 {
			switch k := kept[i]; {
			case t.Amends && k.withdrawn():
				t.termBody = k.termBody
			case t.Amends:
				k.Until = t.Until
				t.termBody, t.ended = k.termBody, t.written
			case k.ended > t.written && !t.withdrawn():
				t.Until, t.ended = k.Until, k.ended
			}
			kept = slices.Delete(kept, i, i+1)
		}
		kept = append(kept, t)
	}
	return kept
}

// withdrawn says whether the term was never held, see territory.Term.Withdrawn.
func (b termBody) withdrawn() bool { return b.Until != "" && b.Until == b.From }

// add puts in what an import says that knew of handovers up to one.
func (b *seatBody) add(terms []termBody, knew string) {
	i := slices.IndexFunc(b.Terms, func(t termBody) bool { return t.Recorded > knew })
	if i < 0 {
		i = len(b.Terms)
	}
	b.Terms = slices.Insert(b.Terms, i, terms...)
}

// handover returns when the latest handover was recorded; empty where there was
// none.
func (b seatBody) handover() string {
	latest := ""
	for _, t := range b.Terms {
		latest = max(latest, t.Recorded)
	}
	return latest
}

// termKey tells terms of one seat apart: the same person may come back later, or
// step up from deputy.
type termKey struct {
	person, from string
	deputy       bool
}

func (b termBody) key() termKey { return termKey{b.Person, b.From, b.Deputy} }

func (b termBody) term() (territory.Term, error) {
	from, until, err := parseSpan(b.From, b.Until)
	return territory.Term{
		Person: b.Person, Name: b.Name, From: from, Until: until,
		Document: b.Document, Deputy: b.Deputy, Generated: b.Generated,
	}, err
}

func termBodyOf(t territory.Term) termBody {
	return termBody{
		Person: t.Person, Name: t.Name, From: store.FormatInstant(t.From), Until: store.FormatInstant(t.Until),
		Document: t.Document, Deputy: t.Deputy, Generated: t.Generated,
	}
}
