package mongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"sizhang/server/store"
)

// patience is how long a write that is in doubt is repeated for its caller.
const patience = 10 * time.Second

// Insert keeps a new document. See store.Store.
func (s *Store) Insert(ctx context.Context, d store.Document) error {
	if d.Gone {
		return fmt.Errorf("%w: %s/%s would begin as a tombstone", store.ErrBadDocument, d.Collection, d.ID)
	}
	d.Version = 1
	_, err := s.write(ctx, d, (*write).insert)
	return err
}

// Replace puts a document in the place of the version it was read at. See
// store.Store.
func (s *Store) Replace(ctx context.Context, d store.Document) (int64, error) {
	d.Version++
	return s.write(ctx, d, (*write).replace)
}

// Adopt keeps a document as another store had it. See store.Store.
func (s *Store) Adopt(ctx context.Context, d store.Document) error {
	if d.Version < 1 {
		return fmt.Errorf("%w: %s/%s at version %d", store.ErrBadDocument, d.Collection, d.ID, d.Version)
	}
	_, err := s.write(ctx, d, (*write).adopt)
	return err
}

// write is one document on its way. To send it again is safe: it takes effect
// once at most, and its stamp tells whether it has.
type write struct {
	*collection
	document store.Document // as it will stand
	envelope *envelope
	send     func(*write, context.Context) error
	doubt    bool // it was sent, and whether it was made is not known
}

func (s *Store) write(ctx context.Context, d store.Document, send func(*write, context.Context) error) (int64, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return 0, err
	}
	defer s.gate.Leave()
	c, ok := s.collections[d.Collection]
	if !ok {
		return 0, fmt.Errorf("%w: no collection %q is declared", store.ErrBadDocument, d.Collection)
	}
	if err := d.Check(c.Collection); err != nil {
		return 0, err
	}
	if err := s.stampAndSend(ctx, &write{collection: c, document: d, send: send}); err != nil {
		return 0, fmt.Errorf("%s/%s/%s: %w", d.Collection, d.City, d.ID, err)
	}
	s.news.tell()
	return d.Version, nil
}

// stampAndSend makes the write, and sees to it that its number is settled.
func (s *Store) stampAndSend(ctx context.Context, w *write) error {
	if err := s.doubts.room(); err != nil {
		return err
	}
	lane, by, err := s.owner.stamp(ctx)
	if err != nil {
		return translate(said(ctx, err))
	}
	if w.envelope, err = pack(w.Collection, w.document, by); err != nil {
		lane.settle(by.seq)
		return fmt.Errorf("%w: %w", store.ErrBadDocument, err)
	}
	err = w.insist(ctx)
	if w.final(err) {
		lane.settle(by.seq)
	} else {
		s.doubts.resolve(w, lane)
	}
	if unsure(err) || w.doubt && ctx.Err() != nil {
		return fmt.Errorf("%w: whether the write was made is not known: %w", store.ErrTransient, said(ctx, err))
	}
	return translate(said(ctx, err))
}

// insist sends the write until it is known to be made or refused, the caller goes
// or patience ends.
func (w *write) insist(ctx context.Context) error {
	for deadline := time.Now().Add(patience); ; {
		err := w.send(w, ctx)
		w.doubt = w.doubt || unsure(err)
		if !unsure(err) || ctx.Err() != nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// final says whether no copy of the write can take effect any more. One that was
// never in doubt was refused or made; of one that was, a copy may be on its way:
// it is harmless once the document has passed the version that it is for.
func (w *write) final(err error) bool {
	if !w.doubt {
		return true
	}
	return err == nil || errors.Is(err, store.ErrStale) || errors.Is(err, errTaken)
}

// errTaken is ErrExists for an id, rather than for a unique key.
var errTaken = fmt.Errorf("%w: the id is taken", store.ErrExists)

func (w *write) insert(ctx context.Context) error {
	_, err := w.documents.InsertOne(ctx, w.envelope)
	if !mongo.IsDuplicateKeyError(err) {
		return err
	}
	stands, found := w.standing(ctx)
	switch {
	case errors.Is(found, mongo.ErrNoDocuments) && ofID(err):
		return errUnseen
	case errors.Is(found, mongo.ErrNoDocuments):
		return err // a unique key is another's
	case found != nil:
		return found
	case stands.by() == w.envelope.by():
		return nil
	}
	return errTaken
}

func (w *write) replace(ctx context.Context) error {
	e := w.envelope
	result, err := w.documents.ReplaceOne(ctx, bson.D{
		{Key: fieldID, Value: e.ID}, {Key: fieldCity, Value: e.City}, {Key: fieldVersion, Value: e.Version - 1},
	}, e)
	if err != nil || result.MatchedCount > 0 {
		return err
	}
	stands, err := w.standing(ctx)
	switch {
	case errors.Is(err, mongo.ErrNoDocuments):
		return store.ErrMissing
	case err == nil && stands.Version == e.Version-1:
		return errUnseen
	case err == nil && stands.by() != e.by():
		return store.ErrStale
	}
	return err
}

// errUnseen is what stands in the way of a write, perhaps an earlier copy of it,
// before a majority has it and it can be read: it may yet be undone.
var errUnseen = fmt.Errorf("%w: a write stands in the way that no majority has yet", store.ErrTransient)

func (w *write) adopt(ctx context.Context) error {
	err := w.insert(ctx)
	if !errors.Is(err, errTaken) {
		return err
	}
	stands, found := w.standing(ctx)
	if found != nil {
		return found
	}
	if stands.Version == w.envelope.Version && stands.Gone == w.envelope.Gone && bytes.Equal(stands.Body, w.envelope.Body) {
		return nil
	}
	return err
}

// standing returns what has the document's id.
func (w *write) standing(ctx context.Context) (*envelope, error) {
	var stands envelope
	err := w.documents.FindOne(ctx, bson.D{{Key: fieldID, Value: w.envelope.ID}, {Key: fieldCity, Value: w.envelope.City}}).Decode(&stands)
	return &stands, err
}

// by is the write that an envelope stands by.
func (e *envelope) by() stamp { return stamp{e.Lane, e.Seq} }
