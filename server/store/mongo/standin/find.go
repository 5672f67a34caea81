package standin

import (
	"math"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// finding is a find under way. Outside a snapshot every batch reads what stands
// by then, behind the place where the one before ended: a document that moves in
// the order meanwhile can come twice or never, as MongoDB warns.
type finding struct {
	collection *collection
	query      query
	behind     string
	left       int
}

func (s *Server) find(r *request) (bson.D, error) {
	c := s.data.find(r.database, r.collection)
	q, err := newQuery(c, r.document("filter"), r.field("hint"))
	if err != nil {
		return nil, err
	}
	q.at = r.snapshot
	if q.sort, err = orders(r.document("sort")); r.document("sort") != nil && err != nil {
		return nil, err
	}
	if q.project, err = newProjection(r.document("projection")); err != nil {
		return nil, err
	}
	limit, err := r.number("limit", 0)
	if err != nil {
		return nil, err
	}
	if limit == 0 {
		limit = math.MaxInt
	}
	size, err := r.number("batchSize", firstBatch)
	if err != nil {
		return nil, err
	}
	f := &finding{collection: c, query: q, left: int(limit)}
	return s.open(r, f, r.collection, int(size), truth(r.field("singleBatch")))
}

func (f *finding) batch(s *Server, most int) ([]bson.Raw, bool, error) {
	if f.collection != nil && s.data.find(f.collection.database, f.collection.name) != f.collection {
		return nil, false, refuse(codeQueryPlanKilled, "collection dropped")
	}
	most = min(most, f.left)
	found, err := f.collection.rows(f.query, f.behind, most)
	if err != nil {
		return nil, false, err
	}
	var batch full
	for _, row := range found {
		d, err := f.query.project.of(row.document)
		if err != nil {
			return nil, false, err
		}
		if !batch.take(d) {
			return batch.documents, false, nil
		}
		f.behind = row.place
		f.left--
	}
	return batch.documents, len(found) < most || f.left == 0, nil
}

func (f *finding) tell() bson.D {
	if f.query.at == nil {
		return nil
	}
	return bson.D{{Key: "atClusterTime", Value: *f.query.at}}
}

// count says how many documents fit.
func (s *Server) count(r *request) (bson.D, error) {
	n, err := s.counted(r, r.document("query"))
	return bson.D{{Key: "n", Value: n}}, err
}

func (s *Server) counted(r *request, filter bson.Raw) (int32, error) {
	c := s.data.find(r.database, r.collection)
	q, err := newQuery(c, filter, r.field("hint"))
	if err != nil {
		return 0, err
	}
	q.at = r.snapshot
	found, err := c.rows(q, "", math.MaxInt)
	return int32(len(found)), err
}
