package record

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/server/store"
)

// Query asks for entries, the latest first.
type Query struct {
	Kinds   []Kind
	Account string    // who did it
	From    time.Time // entries from this instant on
	Until   time.Time // entries before it
	Before  int64     // entries with lower numbers; 0 begins with the latest
	Limit   int       // 1 to 200
}

const (
	// maxLimit is the most entries that a page holds.
	maxLimit = 200
	// maxLook is how many blocks one call looks at; a page of a rare kind may have
	// fewer entries than were asked for although more follow.
	maxLook = 4096
	// atOnce is how many blocks are read at once.
	atOnce = 16
	// clocks is how far the clocks of servers that share a store may differ: beyond a
	// block that is older than a query by more, nothing is looked for.
	clocks = time.Hour
)

// errLimit is a mistake of the caller's.
var errLimit = errors.New("record: the limit is not within 1 and 200")

// Read returns entries, the latest first, and the Before of the next page, 0 on the
// last. A page may be short, or empty, although more follow.
func (l *Log) Read(ctx context.Context, city string, q Query) ([]Numbered, int64, error) {
	if q.Limit < 1 || q.Limit > maxLimit {
		return nil, 0, errLimit
	}
	number, err := l.from(ctx, city, q.Before)
	if err != nil {
		return nil, 0, err
	}
	var page []Numbered
	for looked := 0; number > 0 && looked < maxLook; looked += atOnce {
		blocks, err := l.back(ctx, city, number)
		if err != nil {
			return nil, 0, err
		}
		for _, b := range blocks {
			entries, err := b.numbered()
			if err != nil {
				return nil, 0, err
			}
			older := true
			for _, e := range slices.Backward(entries) {
				older = older && e.At.Before(q.From.Add(-clocks))
				if !q.wants(e) {
					continue
				}
				if page = append(page, e); len(page) == q.Limit {
					return page, last(e.Number), nil
				}
			}
			if older {
				return page, 0, nil
			}
			q.Before = entries[0].Number
		}
		number -= int64(len(blocks))
	}
	if number == 0 {
		q.Before = 0
	}
	return page, q.Before, nil
}

// last is the Before that follows an entry: none follows the first.
func last(number int64) int64 {
	if number == 1 {
		return 0
	}
	return number
}

// wants says whether the query asks for the entry.
func (q *Query) wants(e Numbered) bool {
	return (q.Before == 0 || e.Number < q.Before) &&
		(len(q.Kinds) == 0 || slices.Contains(q.Kinds, e.Kind)) &&
		(q.Account == "" || q.Account == e.Account) &&
		!e.At.Before(q.From) && (q.Until.IsZero() || e.At.Before(q.Until))
}

// from returns the number of the block that a page begins in: the last one, or the
// one of the entry before the number.
func (l *Log) from(ctx context.Context, city string, before int64) (int64, error) {
	if !cityCode.MatchString(city) || before < 0 || before == 1 {
		return 0, nil
	}
	c := l.chain(city)
	if _, err := c.begin(ctx); err != nil {
		return 0, err
	}
	end, err := c.find(ctx)
	if err != nil || before == 0 || before > end.number {
		return end.block, err
	}
	low, high := int64(1), min(before-1, end.block) // a block has one entry at least
	for low < high {
		middle := low + (high-low)/2
		b, err := l.get(ctx, city, middle)
		switch {
		case err != nil:
			return 0, err
		case b == nil:
			return 0, broken(city, middle, nil)
		case b.place().number >= before-1:
			high = middle
		default:
			low = middle + 1
		}
	}
	return low, nil
}

// back returns some blocks, from the number on backwards.
func (l *Log) back(ctx context.Context, city string, number int64) ([]*blockBody, error) {
	blocks := make([]*blockBody, min(number, atOnce))
	all, ctx := errgroup.WithContext(ctx)
	for i := range blocks {
		all.Go(func() (err error) {
			blocks[i], err = l.get(ctx, city, number-int64(i))
			if err == nil && blocks[i] == nil {
				err = broken(city, number-int64(i), nil)
			}
			return err
		})
	}
	return blocks, all.Wait()
}

// Each hands every entry from the first on to visit, until visit fails.
func (l *Log) Each(ctx context.Context, city string, visit func(Numbered) error) error {
	return l.blocks(ctx, city, func(d store.Document) error {
		b, err := decode(d)
		if err != nil {
			return err
		}
		entries, err := b.numbered()
		for i := 0; i < len(entries) && err == nil; i++ {
			err = visit(entries[i])
		}
		return err
	})
}

// blocks hands every document of the city's record to visit, by id.
func (l *Log) blocks(ctx context.Context, city string, visit func(store.Document) error) error {
	for d, err := range store.All(ctx, l.store, store.Query{Collection: store.Records, City: city, Limit: 200}) {
		if err != nil {
			return err
		}
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}
