package storetest

import (
	"context"
	"errors"
	"time"

	"sizhang/server/store"
)

// patient is a store as a careful caller uses it: what fails for the time being
// is repeated, and where a write may have had its effect, the caller looks.
type patient struct{ store.Store }

// patiently returns the case with a patient caller of the store.
func (s *subject) patiently(of store.Store) *subject {
	p := *s
	p.Store = patient{of}
	return &p
}

// lasting repeats a call until it does not fail for the time being.
func (p patient) lasting(ctx context.Context, call func(context.Context) error) error {
	whole, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		part, cancel := context.WithTimeout(whole, cutCall)
		err := call(part)
		cancel()
		passing := errors.Is(err, store.ErrTransient) || errors.Is(err, context.DeadlineExceeded)
		if !passing || whole.Err() != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

// once repeats a write. A refusal that comes after a failure may be the write's
// own doing: then it has had its effect.
func (p patient) once(ctx context.Context, want store.Document, write func(context.Context) error) error {
	unknown := false
	err := p.lasting(ctx, func(ctx context.Context) error {
		err := write(ctx)
		unknown = unknown || errors.Is(err, store.ErrTransient)
		return err
	})
	if unknown && (errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrStale)) && p.stands(ctx, want) {
		return nil
	}
	return err
}

func (p patient) stands(ctx context.Context, want store.Document) bool {
	got, err := p.Get(ctx, want.Collection, want.City, want.ID)
	if want.Gone {
		return errors.Is(err, store.ErrMissing)
	}
	return err == nil && differ(got, want) == ""
}

func (p patient) Insert(ctx context.Context, d store.Document) error {
	return p.once(ctx, at(1, d), func(ctx context.Context) error { return p.Store.Insert(ctx, d) })
}

func (p patient) Replace(ctx context.Context, d store.Document) (int64, error) {
	return d.Version + 1, p.once(ctx, at(d.Version+1, d), func(ctx context.Context) error {
		_, err := p.Store.Replace(ctx, d)
		return err
	})
}

func (p patient) Adopt(ctx context.Context, d store.Document) error {
	return p.lasting(ctx, func(ctx context.Context) error { return p.Store.Adopt(ctx, d) })
}

func (p patient) Get(ctx context.Context, collection, city, id string) (d store.Document, err error) {
	err = p.lasting(ctx, func(ctx context.Context) error {
		d, err = p.Store.Get(ctx, collection, city, id)
		return err
	})
	return d, err
}

func (p patient) Query(ctx context.Context, q store.Query) (page store.Page, err error) {
	err = p.lasting(ctx, func(ctx context.Context) error {
		page, err = p.Store.Query(ctx, q)
		return err
	})
	return page, err
}

func (p patient) Changes(ctx context.Context, since store.Token, limit int) (changes []store.Change, next store.Token, err error) {
	err = p.lasting(ctx, func(ctx context.Context) error {
		changes, next, err = p.Store.Changes(ctx, since, limit)
		return err
	})
	return changes, next, err
}

func (p patient) Newest(ctx context.Context) (token store.Token, err error) {
	err = p.lasting(ctx, func(ctx context.Context) error {
		token, err = p.Store.Newest(ctx)
		return err
	})
	return token, err
}

// Await returns on a failure, as it may: its caller then looks for changes.
func (p patient) Await(ctx context.Context, since store.Token) error {
	err := p.Store.Await(ctx, since)
	if errors.Is(err, store.ErrTransient) && ctx.Err() == nil {
		return nil
	}
	return err
}

func (p patient) Scan(ctx context.Context, visit func(store.Document) error) (moment bool, err error) {
	var all []store.Document
	err = p.lasting(ctx, func(ctx context.Context) error {
		all = nil
		moment, err = p.Store.Scan(ctx, func(d store.Document) error { all = append(all, d); return nil })
		return err
	})
	for i := 0; i < len(all) && err == nil; i++ {
		err = visit(all[i])
	}
	return moment, err
}
