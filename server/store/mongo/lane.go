package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"sizhang/server/store"
)

// How changes are found again. MongoDB orders writes for those that follow its
// change streams; not every server has them, and none keeps them for ever. So
// each process numbers its own writes, on a lane of its own, and each document
// bears the stamp of its last write. Numbers of one lane may become visible out
// of order; so the lane's owner says, a few times a second, up to which number
// all its writes are settled: made, or never to be made. A reader remembers for
// each lane a number up to which it has seen everything, and the few beyond it
// that it has seen. It looks beyond that number each time, and raises it to what
// the owner had settled before it looked. So no write is missed, however late it
// becomes visible, and none is told twice; and no write waits for any other.
//
// A process that ends well leaves its lane to the next. One that died may have a
// command on its way still, so its lane is left alone for abandonedAfter and only
// then taken over; what was written on it counts as settled once the new owner
// has held it for takeoverGrace. That is the one assumption about time: that a
// command is not carried out an hour after its sender died or lost its lane.

const (
	lanesCollection = "_lanes"
	// publishEvery is how often an owner says what is settled, if that changed.
	publishEvery = 250 * time.Millisecond
	// beatEvery is how often it says so although nothing changed.
	beatEvery = 10 * time.Second
	// staleAfter is when an owner that could say nothing gives its lane up.
	staleAfter = 20 * time.Minute
	// abandonedAfter is when a lane that nothing was heard of is taken over.
	abandonedAfter = time.Hour
	// takeoverGrace is how long the numbers of a lane's last owner stay unsettled.
	takeoverGrace = time.Minute
	// laneBlock is how many numbers are set aside at once.
	laneBlock = 1 << 20
)

// stamp names a write: the nth of a lane, from 1.
type stamp struct{ lane, seq int64 }

// laneRecord is a lane as it stands in the store.
type laneRecord struct {
	Lane     int64     `bson:"_id"`
	Version  int64     `bson:"version"`
	Owner    string    `bson:"owner"` // empty when it was left well
	Beat     time.Time `bson:"beat"`  // by the owner's clock
	Settled  int64     `bson:"settled"`
	Reserved int64     `bson:"reserved"` // no number above it was given
}

// free says whether the lane may be taken.
func (r laneRecord) free(now time.Time) bool {
	return r.Owner == "" || now.Sub(r.Beat) > abandonedAfter
}

// lanes is the collection of them.
type lanes struct{ *mongo.Collection }

// all returns every lane, in order.
func (l lanes) all(ctx context.Context) ([]laneRecord, error) {
	cursor, err := l.Find(ctx, bson.D{}, byID)
	if err != nil {
		return nil, err
	}
	var records []laneRecord
	return records, cursor.All(ctx, &records)
}

// claim takes a lane that is free, or a new one, and returns it as it was before
// and as it is now.
func (l lanes) claim(ctx context.Context, now time.Time) (before, mine laneRecord, err error) {
	for range 100 {
		known, err := l.all(ctx)
		if err != nil {
			return before, mine, err
		}
		mine = laneRecord{Lane: int64(len(known))}
		for _, r := range known {
			if r.free(now) {
				mine = r
				break
			}
		}
		before = mine
		mine.Owner, mine.Beat = uuid.NewString(), now
		mine.Reserved += laneBlock
		mine, err = l.put(ctx, mine)
		if !errors.Is(err, errLost) {
			return before, mine, err
		}
	}
	return before, mine, fmt.Errorf("%w: every lane was taken by others", store.ErrTransient)
}

// errLost says that somebody else has the lane.
var errLost = errors.New("the lane was taken over")

// put writes a lane in the place of the version that it was read at, and returns
// it as it stands. A write whose answer was lost is recognised by its owner.
func (l lanes) put(ctx context.Context, r laneRecord) (laneRecord, error) {
	read := r.Version
	r.Version++
	if read == 0 {
		_, err := l.InsertOne(ctx, r)
		if mongo.IsDuplicateKeyError(err) {
			return l.standing(ctx, r)
		}
		return r, err
	}
	result, err := l.ReplaceOne(ctx, bson.D{{Key: "_id", Value: r.Lane}, {Key: "version", Value: read}}, r)
	if err == nil && result.MatchedCount == 0 {
		return l.standing(ctx, r)
	}
	return r, err
}

// standing returns the lane if r's owner has it.
func (l lanes) standing(ctx context.Context, r laneRecord) (laneRecord, error) {
	var stands laneRecord
	err := l.FindOne(ctx, bson.D{{Key: "_id", Value: r.Lane}}).Decode(&stands)
	if err == nil && (stands.Owner != r.Owner || r.Owner == "") {
		err = errLost
	}
	return stands, err
}
