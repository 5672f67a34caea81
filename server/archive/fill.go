package archive

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// source hands over the documents of the collections that fit, by collection, city
// and id.
type source func(ctx context.Context, fits func(collection string) bool, visit func(store.Document) error) error

// filling is a store on its way to hold what a source has.
type filling struct {
	to       store.Store
	from     source
	whole    Contents // what the source has
	origin   string   // the source's name for people
	progress Progress
	now      func() time.Time
	// last, where it is set, says once all is written whether the source still has that.
	last func(ctx context.Context) error
}

// Filled is what came of filling a store.
type Filled struct {
	Contents
	// Resumed says that an earlier run had been broken off and this one went on.
	Resumed bool
}

// run fills the store, which must be empty or have been filled in part with the
// same content, and compares what it then holds with the source. Where it fails
// after its first write the store is marked unfinished.
func (f *filling) run(ctx context.Context) (Filled, error) {
	m, err := f.begin(ctx)
	if err != nil {
		return Filled{}, err
	}
	resumed := m.State == begun
	if !resumed {
		m.State, m.Content, m.From, m.Documents = begun, f.whole.Hash(), f.origin, f.whole.Total()
		m.Begun, m.Finished = instant(f.now()), ""
		if err := m.write(ctx, f.to); overtaken(err) {
			return f.run(ctx) // the same command, given twice
		} else if err != nil {
			return Filled{}, err
		}
	}
	err = f.fill(ctx)
	if err == nil {
		err = f.finish(ctx, m)
	}
	if err != nil {
		return Filled{}, broken(err)
	}
	return Filled{f.whole, resumed}, nil
}

// finish completes the mark, unless somebody else who filled the store has.
func (f *filling) finish(ctx context.Context, m mark) error {
	m.State, m.Finished = finished, instant(f.now())
	err := m.write(ctx, f.to)
	if !overtaken(err) {
		return err
	}
	there, readErr := readMark(ctx, f.to)
	if readErr == nil && there.State == finished && there.Content == m.Content {
		return nil
	}
	return errors.Join(err, readErr)
}

func overtaken(err error) bool {
	return errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrStale)
}

// begin returns the store's mark, if the store may be filled.
func (f *filling) begin(ctx context.Context) (mark, error) {
	m, err := readMark(ctx, f.to)
	switch {
	case err != nil:
		return m, err
	case m.State != begun:
		return m, empty(ctx, f.to)
	case m.Content != f.whole.Hash():
		return m, m.fault(fault.RestoreOfAnother)
	}
	return m, nil
}

// fill writes the documents and looks at all of them again. Cities come last: a
// city's document brings the rest into force, so whoever reads the store against
// all advice sees nothing of a city, or all.
func (f *filling) fill(ctx context.Context) error {
	isCity := func(collection string) bool { return collection == store.Cities }
	other := func(collection string) bool { return !isCity(collection) && collection != store.Restores }
	a := adopting{to: f.to, total: f.whole.Total(), progress: f.progress}
	for _, fits := range []func(string) bool{other, isCity} {
		if err := a.all(ctx, f.from, fits); err != nil {
			return err
		}
	}
	if f.last != nil {
		if err := f.last(ctx); err != nil {
			return err
		}
	}
	got, _, err := Sum(ctx, f.to, a.total, f.progress)
	if err == nil && got.Hash() != f.whole.Hash() {
		err = fault.New(fault.RestoreDiffers, "", fault.With{"want": f.whole.Hash(), "got": got.Hash()})
	}
	return err
}

// broken says that the store was filled in part, and why; a refusal that is
// already in words stays what it is, and so does an interruption.
func broken(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) || errors.Is(err, context.Canceled) {
		return err
	}
	return fault.Wrap(fault.RestoreBroken, err)
}
