package app

import (
	"context"
	"slices"
	"sync/atomic"

	"sizhang/domain/person"
)

// register is the city's people by their ids, read when somebody first asks: to
// answer who answers for a place nobody needs it. Cities with the same editions of
// people share one.
type register struct {
	reading lane // one at a time
	people  atomic.Pointer[map[string]person.Person]
}

// registerFor returns the register that the city of the document has: old's where
// that has the same people.
func registerFor(of cityBody, old *City) *register {
	if old != nil && slices.Equal(old.of.ids(PeopleEdition), of.ids(PeopleEdition)) {
		return old.register
	}
	return &register{reading: make(lane, 1)}
}

// of returns the people of the city.
func (r *register) of(ctx context.Context, a *App, c cityBody) (map[string]person.Person, error) {
	if known := r.people.Load(); known != nil {
		return *known, nil
	}
	if err := r.reading.enter(ctx); err != nil {
		return nil, err
	}
	defer r.reading.leave()
	if known := r.people.Load(); known != nil { // somebody else read them
		return *known, nil
	}
	v, err := a.viewOf(c, nil)
	if err != nil {
		return nil, err
	}
	list, err := people.inForce(ctx, v)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]person.Person, len(list))
	for _, p := range list {
		byID[p.ID] = p
	}
	r.people.Store(&byID)
	return byID, nil
}
