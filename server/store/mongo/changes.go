package mongo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sizhang/server/store"
)

// Changes returns what was written after the token. See store.Store, and lane.go
// for how it is found.
func (s *Store) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return nil, "", err
	}
	defer s.gate.Leave()
	if limit < 1 || limit > store.MaxLimit {
		return nil, "", fmt.Errorf("%w: the limit %d is not within 1 and %d", store.ErrBadQuery, limit, store.MaxLimit)
	}
	known, err := s.readToken(since)
	if err != nil {
		return nil, "", err
	}
	var changes []store.Change
	var next progress
	// One session: what is settled is read first, and what is read after it stands
	// at that moment or a later one, whichever shard it comes from.
	err = s.client.UseSession(ctx, func(ctx context.Context) error {
		changes, next, err = s.changes(ctx, known, limit)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("changes: %w", translate(said(ctx, err)))
	}
	return changes, s.token(next), nil
}

// Newest returns a token to go on from: past all that is settled. See store.Store.
func (s *Store) Newest(ctx context.Context) (store.Token, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return "", err
	}
	defer s.gate.Leave()
	settled, err := s.settled(ctx, progress{})
	if err != nil {
		return "", fmt.Errorf("newest: %w", translate(said(ctx, err)))
	}
	return s.token(progress{}.past(nil, settled, false)), nil
}

// found is a change with the stamp that it was found by.
type found struct {
	store.Change
	stamp
}

func (s *Store) changes(ctx context.Context, known progress, limit int) ([]store.Change, progress, error) {
	settled, err := s.settled(ctx, known)
	if err != nil || len(settled) == 0 {
		return nil, known, err
	}
	var all []found
	for _, name := range s.names {
		part, err := s.collections[name].since(ctx, known, settled, limit)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, part...)
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.lane, b.lane), cmp.Compare(a.seq, b.seq)) })
	// Each collection gave its first ones, so the first of all are among them.
	more := len(all) >= limit
	all = all[:min(len(all), limit)]
	changes := make([]store.Change, len(all))
	for i, f := range all {
		changes[i] = f.Change
	}
	return changes, known.past(all, settled, more), nil
}

// settled returns every lane with the number up to which its writes are settled.
// It is ErrBadToken when the reader knows of more than there was.
func (s *Store) settled(ctx context.Context, known progress) (map[int64]int64, error) {
	records, err := s.owner.lanes.all(ctx)
	if err != nil {
		return nil, err
	}
	settled, given := make(map[int64]int64, len(records)), make(map[int64]int64, len(records))
	for _, r := range records {
		given[r.Lane] = r.Reserved
		settled[r.Lane] = max(r.Settled, s.owner.settled(r.Lane))
		if r.Owner == "" {
			settled[r.Lane] = r.Reserved
		}
	}
	for lane, at := range known {
		if at.low > given[lane] {
			return nil, fmt.Errorf("%w: it is ahead of the store", store.ErrBadToken)
		}
	}
	return settled, nil
}

// past returns the progress of a reader that was told of all, in order. more says
// that others may follow the last of them.
func (p progress) past(all []found, settled map[int64]int64, more bool) progress {
	next := progress{}
	for lane, upTo := range settled {
		at, ended := p[lane], false
		early := slices.Clone(at.early)
		for _, f := range all {
			if f.lane == lane {
				early = append(early, f.seq)
			}
		}
		slices.Sort(early)
		if more { // lanes before the last one are done with, that one in part, others not at all
			last := all[len(all)-1]
			switch {
			case lane == last.lane:
				upTo = min(upTo, last.seq)
			case lane > last.lane:
				ended = true
			}
		}
		if ended {
			next[lane] = at
			continue
		}
		at.low = max(at.low, upTo)
		at.early = slices.DeleteFunc(early, func(seq int64) bool { return seq <= at.low })
		next[lane] = at
	}
	return next
}

// since returns up to limit changes of the collection that a reader has not seen.
func (c *collection) since(ctx context.Context, known progress, settled map[int64]int64, limit int) ([]found, error) {
	var lanes bson.A
	seenAlready := 0
	for lane := range settled {
		lanes = append(lanes, bson.D{
			{Key: fieldLane, Value: lane}, {Key: fieldSeq, Value: bson.D{{Key: "$gt", Value: known[lane].low}}},
		})
		seenAlready += len(known[lane].early)
	}
	cursor, err := c.documents.Find(ctx, bson.D{{Key: "$or", Value: lanes}}, options.Find().
		SetSort(bson.D{{Key: fieldLane, Value: 1}, {Key: fieldSeq, Value: 1}}).
		SetProjection(bson.D{
			{Key: fieldCity, Value: 1}, {Key: fieldVersion, Value: 1}, {Key: fieldGone, Value: 1},
			{Key: fieldLane, Value: 1}, {Key: fieldSeq, Value: 1},
		}).SetLimit(int64(limit+seenAlready)))
	if err != nil {
		return nil, err
	}
	return c.unseen(ctx, cursor, known)
}

func (c *collection) unseen(ctx context.Context, cursor *mongo.Cursor, known progress) ([]found, error) {
	defer cursor.Close(context.WithoutCancel(ctx))
	var all []found
	for cursor.Next(ctx) {
		var e envelope
		if err := cursor.Decode(&e); err != nil {
			return nil, err
		}
		if known[e.Lane].has(e.Seq) {
			continue
		}
		all = append(all, found{store.Change{
			Collection: c.Name, City: e.City, ID: strings.TrimPrefix(e.ID, inCity(e.City)), Version: e.Version, Gone: e.Gone,
		}, e.by()})
	}
	return all, cursor.Err()
}
