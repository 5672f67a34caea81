package issues

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// What a document says of work that was begun and is not done (待续): written with what
// began it, in one write, and due at once, so that Run completes it wherever a crash
// cut it short.
const (
	// todoMerge: the issue that it is merged into has to absorb it.
	todoMerge = "merge"
	// todoPrecedent: an arbitration has to be remembered for its place.
	todoPrecedent = "precedent"
)

// attempts is how often a change begins anew because another write came first, and
// doubts how often a write is repeated whose effect is unknown.
const (
	attempts = 100
	doubts   = 3
)

// read returns an issue as it is kept; fault.IssueNotFound where there is none.
func (s *Issues) read(ctx context.Context, city, id string) (kept, error) {
	if id == "" || len(id) > store.MaxKey || city == "" || len(city) > store.MaxKey {
		return kept{}, notFound()
	}
	d, err := s.store.Get(ctx, store.Issues, city, id)
	if errors.Is(err, store.ErrMissing) {
		return kept{}, notFound()
	}
	if err != nil {
		return kept{}, err
	}
	return readDocument(d)
}

func notFound() error { return fault.New(fault.IssueNotFound, "", nil) }

// errAsItIs says that an issue is as it is wanted already.
var errAsItIs = errors.New("nothing to write")

// edit changes an issue by compare-and-set: it reads it, lets change do its work and
// writes it unless another write came first, in which case it begins anew. change may
// run several times, also after a write whose answer was lost, so it must know its own
// work again and then return errAsItIs.
func (s *Issues) edit(ctx context.Context, city, id string, change func(*kept) error) (kept, error) {
	doubted := 0
	for range attempts {
		k, err := s.read(ctx, city, id)
		if err != nil {
			return kept{}, err
		}
		err = s.editOnce(ctx, &k, change)
		switch {
		case err == nil || errors.Is(err, errAsItIs):
			return k, nil
		case errors.Is(err, store.ErrStale):
			continue
		case errors.Is(err, store.ErrTransient) && doubted < doubts && ctx.Err() == nil:
			if err := pause(ctx, time.Duration(doubted)*20*time.Millisecond); err != nil {
				return kept{}, err
			}
			doubted++
			continue
		}
		return kept{}, err
	}
	return kept{}, fault.New(fault.TooBusy, "", nil)
}

// editOnce changes what was read and writes it, if nobody wrote since; else
// store.ErrStale.
func (s *Issues) editOnce(ctx context.Context, k *kept, change func(*kept) error) error {
	if err := change(k); err != nil {
		return err
	}
	return s.write(ctx, k)
}

// write puts the issue in the place of what it was read as, and shows it before anybody
// is answered.
func (s *Issues) write(ctx context.Context, k *kept) error {
	card := k.packed()
	d, err := k.document(card)
	if err != nil {
		return err
	}
	if k.version == 0 {
		err = s.store.Insert(ctx, d)
		k.version = 1
	} else {
		k.version, err = s.store.Replace(ctx, d)
	}
	if err == nil {
		s.show(&k.Issue, card)
		s.boards.wrote(k.City, k.ID, k.version)
		s.runner.expect(k.due)
	}
	return err
}

// set takes over what a decision made of the issue, and when the system has to look at
// it again: at once where something was begun.
func (k *kept) set(i issue.Issue, w issue.World) {
	k.Issue = i
	k.due = i.Due(w)
	if k.todo != "" {
		k.due = w.Now
	}
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
