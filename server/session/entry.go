package session

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"sizhang/server/record"
	"sizhang/server/store"
)

// record writes an entry to the city's record.
func (s *Sessions) record(ctx context.Context, city string, e record.Entry) error {
	e.At = s.now()
	if err := s.options.Record.Append(ctx, city, e); err != nil {
		return fmt.Errorf("recording %s: %w", e.Kind, err)
	}
	return nil
}

// by is an entry of what somebody who is signed in does.
func by(kind record.Kind, who Signed, from From, object string) record.Entry {
	return record.Entry{Kind: kind, Account: who.Account.ID, Session: who.Session.ID, Address: from.Address, Object: object}
}

// with makes the entry's details of names and values; empty values are left out.
func with(pairs ...string) map[string]string {
	details := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			details[pairs[i]] = pairs[i+1]
		}
	}
	return details
}

// cities remembers which cities there are. What somebody tried in a city that is
// none is not recorded: made-up cities would fill the store.
type cities struct{ known sync.Map }

// hasCity says whether there is such a city: one that was published, or has
// accounts already. It is asked of the city alone, so that the answer takes as
// long whoever was tried.
func (s *Sessions) hasCity(ctx context.Context, city string) (bool, error) {
	if _, there := s.cities.known.Load(city); there {
		return true, nil
	}
	if !isCity(city) {
		return false, nil
	}
	_, err := s.options.Store.Get(ctx, store.Cities, store.Installation, city)
	if errors.Is(err, store.ErrMissing) {
		var page store.Page
		page, err = s.options.Store.Query(ctx, store.Query{Collection: store.Accounts, City: city, Limit: 1})
		if err == nil && len(page.Documents) == 0 {
			return false, nil
		}
	}
	if err != nil {
		return false, fmt.Errorf("looking for the city: %w", err)
	}
	s.cities.known.Store(city, true)
	return true, nil
}

// isCity says whether a city can be called so: by six digits.
func isCity(code string) bool {
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return len(code) == 6 && code != store.Installation
}
