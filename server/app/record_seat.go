package app

import (
	"slices"

	"sizhang/domain/territory"
)

type seatBody struct {
	Unit  string     `json:"unit"`
	Post  string     `json:"post"`
	Terms []termBody `json:"terms"`
}

type termBody struct {
	Edition   string `json:"edition"`
	Person    string `json:"person"`
	Name      string `json:"name"`
	From      string `json:"from"`
	Until     string `json:"until,omitempty"`
	Document  string `json:"document,omitempty"`
	Deputy    bool   `json:"deputy,omitempty"`
	Generated bool   `json:"generated,omitempty"`
}

// seat returns the seat as the published editions have it, order giving each its
// place from 1 up. Where two tell of the same term, the later is right.
func (b seatBody) seat(order map[string]int) (territory.Seat, error) {
	latest := map[termKey]termBody{}
	for _, t := range b.Terms {
		known, ok := latest[t.key()]
		if order[t.Edition] > 0 && (!ok || order[t.Edition] > order[known.Edition]) {
			latest[t.key()] = t
		}
	}
	s := territory.Seat{Unit: b.Unit, Post: b.Post}
	for _, t := range latest {
		term, err := t.term()
		if err != nil {
			return s, err
		}
		s.Terms = append(s.Terms, term)
	}
	slices.SortFunc(s.Terms, territory.CompareTerms)
	return s, nil
}

// termKey tells terms of one seat apart: the same person may come back later, or
// step up from deputy.
type termKey struct {
	person, from string
	deputy       bool
}

func (b termBody) key() termKey { return termKey{b.Person, b.From, b.Deputy} }

func (b termBody) term() (territory.Term, error) {
	from, err := parseInstant(b.From)
	if err != nil {
		return territory.Term{}, err
	}
	until, err := parseInstant(b.Until)
	return territory.Term{
		Person: b.Person, Name: b.Name, From: from, Until: until,
		Document: b.Document, Deputy: b.Deputy, Generated: b.Generated,
	}, err
}

func termBodyOf(t territory.Term, edition string) termBody {
	return termBody{
		Edition: edition, Person: t.Person, Name: t.Name, From: formatInstant(t.From), Until: formatInstant(t.Until),
		Document: t.Document, Deputy: t.Deputy, Generated: t.Generated,
	}
}
