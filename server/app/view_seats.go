package app

import (
	"cmp"
	"context"

	"sizhang/domain/territory"
	"sizhang/server/store"
)

// seatView is a seat as it stands, and what the draft would add.
type seatView struct {
	Unit, Post string
	inForce    []territory.Term
	drafted    []territory.Term // of the draft alone
	all        []territory.Term // with the draft
	handover   string           // when the latest was recorded
}

// seats returns every seat of the city.
func (v *view) seats(ctx context.Context) ([]seatView, error) {
	if v.read.seats {
		return v.posts, nil
	}
	known := knowledge{published: v.city.places(nil)}
	if v.draft != nil {
		known.drafted, known.all = (cityBody{}).places(v.draft), v.city.places(v.draft)
	}
	var posts []seatView
	err := v.app.each(ctx, store.Query{Collection: store.Seats, City: v.city.Code}, func(d store.Document) error {
		b, err := decode[seatBody](d)
		if err != nil {
			return err
		}
		s, err := known.of(b)
		if len(s.all) > 0 {
			posts = append(posts, s)
		}
		return err
	})
	if err == nil {
		v.posts, v.read.seats = posts, true
	}
	return posts, err
}

// knowledge is which editions count, and in what order.
type knowledge struct{ published, drafted, all map[string]place }

func (k knowledge) of(b seatBody) (seatView, error) {
	s := seatView{Unit: b.Unit, Post: b.Post, handover: b.handover()}
	published, err := b.terms(k.published, true)
	if err != nil {
		return s, err
	}
	s.inForce = territory.Reconcile(published)
	s.all = s.inForce
	if s.drafted, err = b.terms(k.drafted, false); err != nil || len(s.drafted) == 0 {
		return s, err
	}
	both, err := b.terms(k.all, true)
	s.all = territory.Reconcile(both)
	return s, err
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
