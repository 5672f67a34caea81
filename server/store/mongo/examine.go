package mongo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"sizhang/server/store"
)

// Examine looks the store over. See store.Store.
func (s *Store) Examine(ctx context.Context, deep bool, tell func(store.Finding)) error {
	if err := s.gate.Enter(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	steps := []func(context.Context, func(store.Finding)) error{s.examineServer, s.examineRoom, s.examineIndexes, s.examineLanes}
	if deep {
		steps = append(steps, s.examineDocuments)
	}
	for _, step := range steps {
		if err := step(ctx, tell); err != nil {
			return fmt.Errorf("examine: %w", translate(said(ctx, err)))
		}
	}
	return nil
}

// examineServer tells what the server is, and how far its clock is from ours.
func (s *Store) examineServer(ctx context.Context, tell func(store.Finding)) error {
	var build struct {
		Version string `bson:"version"`
	}
	if err := s.database.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return err
	}
	var hello struct {
		Set       string    `bson:"setName"`
		Message   string    `bson:"msg"`
		LocalTime time.Time `bson:"localTime"`
	}
	asked := time.Now()
	if err := s.database.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return err
	}
	server := "MongoDB " + build.Version
	tell(store.Finding{Code: store.FoundStore, With: map[string]string{
		"kind": "mongo", "where": s.database.Name(), "layout": strconv.Itoa(layoutVersion), "server": server,
	}})
	if hello.Set == "" && hello.Message != "isdbgrid" {
		tell(store.Finding{Code: store.FoundNoReplicas, With: map[string]string{"server": server}})
	}
	if why := s.stream.without.Load(); why != nil {
		tell(store.Finding{Code: store.FoundNoStream, With: map[string]string{"detail": (*why).Error()}})
	}
	middle := asked.Add(time.Since(asked) / 2)
	if off := hello.LocalTime.Sub(middle); !hello.LocalTime.IsZero() && off.Abs() > time.Second {
		tell(store.Finding{Code: store.FoundClock, With: map[string]string{"seconds": strconv.FormatInt(int64(off.Seconds()), 10)}})
	}
	return nil
}

// examineRoom tells how much room the disk has, where the server knows.
func (s *Store) examineRoom(ctx context.Context, tell func(store.Finding)) error {
	var stats struct {
		Total float64 `bson:"fsTotalSize"`
		Used  float64 `bson:"fsUsedSize"`
		Data  float64 `bson:"storageSize"`
		Index float64 `bson:"indexSize"`
	}
	if err := s.database.RunCommand(ctx, bson.D{{Key: "dbStats", Value: 1}}).Decode(&stats); err != nil {
		return err
	}
	if stats.Total > 0 {
		tell(store.Finding{Code: store.FoundRoom, With: map[string]string{
			"free": size(stats.Total - stats.Used), "used": size(stats.Data + stats.Index), "where": s.database.Name(),
		}})
	}
	return nil
}

func size(n float64) string { return strconv.FormatInt(int64(n), 10) }

// examineIndexes tells of indexes that are not as they were declared.
func (s *Store) examineIndexes(ctx context.Context, tell func(store.Finding)) error {
	for _, name := range s.names {
		c := s.collections[name]
		specs, err := c.documents.Indexes().ListSpecifications(ctx)
		if err != nil {
			return err
		}
		there := map[string]string{}
		for _, spec := range specs {
			there[spec.Name] = fmt.Sprint(bson.Raw(spec.KeysDocument), spec.Unique != nil && *spec.Unique)
		}
		wanted := c.wanted()
		for _, index := range slices.Sorted(maps.Keys(wanted)) {
			keys, err := bson.Marshal(wanted[index].keys)
			if err != nil {
				return err
			}
			about := map[string]string{"collection": name, "index": index}
			if stands, ok := there[index]; !ok {
				tell(store.Finding{Code: store.FoundIndexMissing, With: about})
			} else if stands != fmt.Sprint(bson.Raw(keys), wanted[index].unique) {
				tell(store.Finding{Code: store.FoundIndexStrange, With: about})
			}
		}
	}
	return nil
}

// examineLanes tells of processes that ended without saying so.
func (s *Store) examineLanes(ctx context.Context, tell func(store.Finding)) error {
	records, err := s.owner.lanes.all(ctx)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.Owner != "" && time.Since(r.Beat) > abandonedAfter {
			tell(store.Finding{Code: store.FoundLaneAbandoned, With: map[string]string{
				"lane": strconv.FormatInt(r.Lane, 10), "since": r.Beat.UTC().Format(time.RFC3339),
			}})
		}
	}
	return nil
}

// examineDocuments reads every document and tells which is none of the contract's,
// and how many there are.
func (s *Store) examineDocuments(ctx context.Context, tell func(store.Finding)) error {
	for _, name := range s.names {
		c := s.collections[name]
		count, gone := 0, 0
		err := c.scan(ctx, func(d store.Document) error {
			count++
			if d.Gone {
				gone++
			}
			if err := d.Check(c.Collection); err != nil {
				tell(store.Finding{Code: store.FoundBadDocument, With: map[string]string{
					"collection": name, "city": d.City, "id": d.ID, "detail": err.Error(),
				}})
			}
			return nil
		})
		if err != nil {
			return err
		}
		tell(store.Finding{Code: store.FoundDocuments, With: map[string]string{
			"collection": name, "count": strconv.Itoa(count), "gone": strconv.Itoa(gone),
		}})
	}
	return nil
}
