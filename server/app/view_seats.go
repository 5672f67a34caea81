package app

import (
	"cmp"
	"context"
	"slices"

	"sizhang/domain/territory"
	"sizhang/server/store"
)

// seatView is a seat as it stands, and what the draft would add.
type seatView struct {
	Unit, Post string
	inForce    []territory.Term
	drafted    []territory.Term // of the draft alone, as they would stand
	all        []territory.Term // with the draft
	withdrawn  []territory.Term // with the draft, those that were never held
	handover   string           // when the latest was recorded
}

// seats returns every seat of the city.
func (v *view) seats(ctx context.Context) ([]seatView, error) {
	if v.read.seats {
		return v.posts, nil
	}
	var posts []seatView
	err := readEach(ctx, v.app, store.Query{Collection: store.Seats, City: v.city.Code}, v.knowledge().read, func(s seatView) error {
		if !s.empty() {
			posts = append(posts, s)
		}
		return nil
	})
	if err == nil {
		v.posts, v.read.seats = posts, true
	}
	return posts, err
}

// empty says whether nobody ever held the seat, as far as is known.
func (s seatView) empty() bool { return len(s.all)+len(s.withdrawn) == 0 }

// knowledge is which editions count, and in what order.
type knowledge struct{ published, drafted, all map[string]place }

func (v *view) knowledge() knowledge {
	known := knowledge{published: v.city.places(nil)}
	if v.draft != nil {
		known.drafted, known.all = (cityBody{}).places(v.draft), v.city.places(v.draft)
	}
	return known
}

func (k knowledge) read(d store.Document) (seatView, error) {
	b, err := decode[seatBody](d)
	if err != nil {
		return seatView{}, err
	}
	return k.of(b)
}

func (k knowledge) of(b seatBody) (seatView, error) {
	s := seatView{Unit: b.Unit, Post: b.Post, handover: b.handover()}
	published, err := b.terms(k.published, true)
	if err != nil {
		return s, err
	}
	s.inForce = territory.Reconcile(published)
	s.all, s.withdrawn = s.inForce, withdrawnOf(published)
	drafted, err := b.terms(k.drafted, false)
	if err != nil || len(drafted) == 0 {
		return s, err
	}
	both, err := b.terms(k.all, true)
	s.all, s.withdrawn = territory.Reconcile(both), withdrawnOf(both)
	fresh := map[termKey]bool{}
	for _, t := range drafted {
		fresh[termBodyOf(t).key()] = true
	}
	s.drafted = slices.DeleteFunc(both, func(t territory.Term) bool { return !fresh[termBodyOf(t).key()] })
	return s, err
}

func withdrawnOf(terms []territory.Term) []territory.Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t territory.Term) bool { return !t.Withdrawn() })
}

// inForceOf returns the seats as they stand.
func inForceOf(seats []seatView) []territory.Seat {
	return pick(seats, func(s seatView) []territory.Term { return s.inForce })
}

// draftedOf returns what the draft adds to seats.
func draftedOf(seats []seatView) []territory.Seat {
	return pick(seats, func(s seatView) []territory.Term { return s.drafted })
}

// allOf returns the seats as they would stand with the draft.
func allOf(seats []seatView) []territory.Seat {
	return pick(seats, func(s seatView) []territory.Term { return s.all })
}

// knownOf returns every term that is known with the draft, the withdrawn ones too.
func knownOf(seats []seatView) []territory.Seat {
	return pick(seats, func(s seatView) []territory.Term { return slices.Concat(s.all, s.withdrawn) })
}

func pick(seats []seatView, of func(seatView) []territory.Term) []territory.Seat {
	var picked []territory.Seat
	for _, s := range seats {
		if terms := of(s); len(terms) > 0 {
			picked = append(picked, territory.Seat{Unit: s.Unit, Post: s.Post, Terms: terms})
		}
	}
	return picked
}

// compareSeats orders seats by unit and post.
func compareSeats(a, b territory.Seat) int {
	return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Post, b.Post))
}
