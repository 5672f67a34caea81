package record

import (
	"context"
	"errors"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// get returns a block, nil where there is none.
func (l *Log) get(ctx context.Context, city string, number int64) (*blockBody, error) {
	d, err := l.store.Get(ctx, store.Records, city, blockID(number))
	if errors.Is(err, store.ErrMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	b, err := decode(d)
	if err != nil {
		return nil, broken(city, number, err)
	}
	return b, nil
}

// broken says that a block is not what this program wrote.
func broken(city string, number int64, cause error) error {
	return &fault.Fault{Code: fault.RecordBroken, With: fault.With{"city": city, "block": number}, Cause: cause}
}

// end returns where the city's chain has got to, looking from a place in it on: in
// steps that double until no block stands, then halving what is between. That takes
// one look where nothing was written since, and some forty for a million blocks.
func (l *Log) end(ctx context.Context, city string, from place) (place, error) {
	if from.block == 0 {
		from.hash = root(city)
	}
	last := from
	low, high := from.block, int64(0) // low stands, high does not; 0 is not known yet
	for step := int64(1); high == 0 || high-low > 1; {
		look := low + step
		if high != 0 {
			look = low + (high-low)/2
		}
		b, err := l.get(ctx, city, look)
		switch {
		case err != nil:
			return place{}, err
		case b == nil:
			high = look
		default:
			low, last = look, b.place()
			step *= 2
		}
	}
	return last, nil
}
