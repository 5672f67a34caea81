package territory

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// HandOver is what is to become of a post at a unit (交接): a successor takes
// over, a deputy acts for a stated time, or the post is left empty.
type HandOver struct {
	Unit string // the unit's code
	Post string // the post's id
	// Person and Name of the successor or deputy. Where Vacate is set, who is
	// meant: for a post it may be left open.
	Person, Name string
	// From is the first instant of the new term and the end of the running one.
	From time.Time
	// Until is the first instant after the new term; a successor may have none.
	Until time.Time
	// Document is the number of the paper that orders it.
	Document string
	// Deputy leaves the principal in office and lets the person act beside them.
	Deputy bool
	// Vacate ends the term of the principal, or with Deputy that of the deputy
	// named, without a successor.
	Vacate bool
}

// HandOver returns the seat as it stands after h, and the terms that are new or
// amended. There is no gap and no overlap between the running principal and a
// successor, and one who steps up is no longer their own deputy. A handover that
// is there already changes nothing, so that it can be repeated. The error is a
// *fault.Fault.
func (s Seat) HandOver(h HandOver) (Seat, []Term, error) {
	if f := h.incomplete(); f != nil {
		return s, nil, f
	}
	if s.done(h) {
		return s, nil, nil
	}
	end := s.succeeded
	switch {
	case h.Vacate:
		end = s.vacated
	case h.Deputy:
		end = s.deputised
	}
	changed, f := end(h)
	if f != nil {
		return s, nil, f
	}
	if !h.Vacate {
		changed = append(changed, h.term())
	}
	return s.with(changed), changed, nil
}

// incomplete says what h lacks, or has too much.
func (h HandOver) incomplete() *fault.Fault {
	for _, needed := range []struct {
		field   string
		missing bool
	}{
		{"unit", h.Unit == ""}, {"post", h.Post == ""}, {"from", h.From.IsZero()},
		{"person", h.Person == "" && (!h.Vacate || h.Deputy)}, {"name", h.Name == "" && !h.Vacate},
	} {
		if needed.missing {
			return fault.New(fault.ValueMissing, needed.field, nil)
		}
	}
	if f := h.untidy(); f != nil {
		return f
	}
	switch {
	case !city.Known(h.From):
		return fault.New(fault.InstantInvalid, "from", nil)
	case !h.Until.IsZero() && !city.Known(h.Until):
		return fault.New(fault.InstantInvalid, "until", nil)
	case h.Vacate && !h.Until.IsZero():
		return fault.New(fault.ValueUnexpected, "until", nil)
	case h.Deputy && !h.Vacate && h.Until.IsZero():
		return fault.New(fault.HandoverOpenDeputy, "until", nil)
	case h.term().Empty():
		return fault.New(fault.TermEmpty, "until", fault.With{"from": h.From.Format(time.DateOnly), "until": h.Until.Format(time.DateOnly)})
	}
	return nil
}

// maxText is the longest name or other text of a term, in characters.
const maxText = 500

// untidy says which text is none that a table could give back as it is, and none
// that anybody could tell from another by looking. A document's number alone may
// run over lines.
func (h HandOver) untidy() *fault.Fault {
	for _, t := range []struct{ field, text, allowed string }{{"person", h.Person, ""}, {"name", h.Name, ""}, {"document", h.Document, "\n\t"}} {
		space := func(c rune) bool { return unicode.IsSpace(c) || c == '\ufeff' }
		unprintable := func(c rune) bool {
			return unicode.IsControl(c) && !strings.ContainsRune(t.allowed, c) || c == utf8.RuneError || c == '\ufffe' || c == '\uffff'
		}
		switch i := strings.IndexFunc(t.text, unprintable); {
		case i >= 0:
			c, _ := utf8.DecodeRuneInString(t.text[i:])
			return fault.New(fault.TextUnprintable, t.field, fault.With{"character": fmt.Sprintf("U+%04X", c)})
		case strings.TrimFunc(t.text, space) != t.text:
			return fault.New(fault.TextSpaced, t.field, nil)
		case utf8.RuneCountInString(t.text) > maxText:
			return fault.New(fault.TextTooLong, t.field, fault.With{"limit": maxText})
		}
	}
	return nil
}

func (h HandOver) term() Term {
	return Term{Person: h.Person, Name: h.Name, From: h.From, Until: h.Until, Document: h.Document, Deputy: h.Deputy}
}

// done says whether the seat stands as h wants it: the term is there, ended at
// most by one who came after, or it ended just then and nobody followed.
func (s Seat) done(h HandOver) bool {
	if h.Vacate {
		running := slices.ContainsFunc(s.Terms, func(t Term) bool { return h.ends(t) && t.InOffice(h.From) })
		return !running && slices.ContainsFunc(s.Terms, func(t Term) bool { return h.ends(t) && t.Until.Equal(h.From) })
	}
	want := h.term()
	return slices.ContainsFunc(s.Terms, func(t Term) bool {
		return t.same(want) && t.Name == want.Name && t.Document == want.Document &&
			(t.Until.Equal(want.Until) || t.endsBefore(want) && s.followed(t))
	})
}

// ends says whether a term is of those that h ends where it vacates.
func (h HandOver) ends(t Term) bool {
	return t.Deputy == h.Deputy && (h.Person == "" || h.Person == t.Person)
}

// followed says whether a principal takes over where the term ends.
func (s Seat) followed(t Term) bool {
	return slices.ContainsFunc(s.Terms, func(next Term) bool { return !next.Deputy && next.From.Equal(t.Until) })
}

// succeeded ends what runs when a principal takes over.
func (s Seat) succeeded(h HandOver) ([]Term, *fault.Fault) {
	var ended []Term
	for _, t := range s.Terms {
		switch {
		case t.Deputy && t.Person != h.Person: // acts beside whoever is in office
		case t.From.Equal(h.From):
			return nil, h.refused(fault.HandoverTooEarly, t)
		case t.From.After(h.From):
			return nil, h.refused(fault.HandoverLater, t)
		case !t.lasts(h.From):
		case !t.Deputy && t.Person == h.Person:
			return nil, h.refused(fault.HandoverSamePerson, t)
		default:
			t.Until = h.From
			ended = append(ended, t)
		}
	}
	return ended, nil
}

// deputised wants the deputy not to hold the post already.
func (s Seat) deputised(h HandOver) ([]Term, *fault.Fault) {
	for _, t := range s.Terms {
		if t.Person == h.Person && t.lasts(h.From) && t.From.Before(h.Until) {
			return nil, h.refused(fault.HandoverSamePerson, t)
		}
	}
	return nil, nil
}

// vacated ends what runs and lets nobody follow.
func (s Seat) vacated(h HandOver) ([]Term, *fault.Fault) {
	for _, t := range s.Terms {
		if !h.ends(t) || !t.InOffice(h.From) {
			continue
		}
		if t.From.Equal(h.From) {
			return nil, h.refused(fault.HandoverTooEarly, t)
		}
		t.Until = h.From
		return []Term{t}, nil
	}
	return nil, fault.New(fault.HandoverVacant, "from", fault.With{"from": h.From.Format(time.DateOnly)})
}

func (h HandOver) refused(code fault.Code, by Term) *fault.Fault {
	field := "from"
	if code == fault.HandoverSamePerson {
		field = "person"
	}
	return fault.New(code, field, fault.With{
		"from": h.From.Format(time.DateOnly), "other": by.Name, "since": by.From.Format(time.DateOnly),
	})
}

// with returns the seat with the changed terms beside the others or, where they
// are amended, in their place.
func (s Seat) with(changed []Term) Seat {
	next := Seat{Unit: s.Unit, Post: s.Post, Terms: slices.Clone(changed)}
	for _, t := range s.Terms {
		if !slices.ContainsFunc(changed, t.same) {
			next.Terms = append(next.Terms, t)
		}
	}
	slices.SortFunc(next.Terms, CompareTerms)
	return next
}

// Reconcile returns the terms of one seat, given in the order in which they
// became known, as they can have been: no principal stays in office beyond the
// beginning of the next, and of two that begin together the one known last is
// right. Checks see to it that what is published is so anyway; a handover that
// was under way beside a publication was checked without it.
func Reconcile(terms []Term) []Term {
	kept := slices.DeleteFunc(slices.Clone(terms), Term.Empty)
	slices.SortStableFunc(kept, func(a, b Term) int { return a.From.Compare(b.From) })
	var next *Term // the principal after the one at hand
	for i := len(kept) - 1; i >= 0; i-- {
		t := &kept[i]
		if t.Deputy {
			continue
		}
		if next != nil && t.lasts(next.From) {
			if t.Until = next.From; t.Empty() {
				continue
			}
		}
		next = t
	}
	kept = slices.DeleteFunc(kept, Term.Empty)
	slices.SortStableFunc(kept, CompareTerms)
	return kept
}
