package standin

import "go.mongodb.org/mongo-driver/v2/bson"

// stage is one stage of a pipeline.
type stage struct {
	name  string
	value bson.RawValue
}

func (r *request) stages() ([]stage, error) {
	list, err := r.list("pipeline")
	var stages []stage
	for _, d := range list {
		elements, err := d.Elements()
		if err != nil || len(elements) != 1 {
			return nil, refuse(codeBadValue, "A pipeline stage specification object must contain exactly one field.")
		}
		stages = append(stages, stage{elements[0].Key(), elements[0].Value()})
	}
	return stages, err
}

// aggregate opens a change stream, or counts.
func (s *Server) aggregate(r *request) (bson.D, error) {
	stages, err := r.stages()
	if err != nil {
		return nil, err
	}
	if err := onlyKnown(r.document("cursor"), "the field %s of a cursor", []string{"batchSize"}); err != nil {
		return nil, refuse(codeBadValue, "aggregate needs a cursor: %v", err)
	}
	if len(stages) > 0 && stages[0].name == "$changeStream" {
		return s.watch(r, stages)
	}
	var filter bson.Raw
	if len(stages) > 0 && stages[0].name == "$match" {
		filter, _ = stages[0].value.DocumentOK()
		stages = stages[1:]
	}
	if len(stages) != 1 || r.collection == "" {
		return nil, unknown("any pipeline but $changeStream, and $match with a $group that counts")
	}
	return s.countedIn(r, filter, stages[0])
}

// countedIn answers a $group by a constant with a sum of ones.
func (s *Server) countedIn(r *request, filter bson.Raw, group stage) (bson.D, error) {
	by, _ := group.value.DocumentOK()
	elements, err := by.Elements()
	if err != nil || group.name != "$group" || len(elements) != 2 || elements[0].Key() != "_id" {
		return nil, unknown("the stage %s %s", group.name, group.value)
	}
	sum, _ := elements[1].Value().DocumentOK()
	one, counts := sum.Lookup("$sum").AsInt64OK()
	constant := elements[0].Value()
	if _, err := by.LookupErr("_id"); err != nil || !counts || one != 1 || constant.Type == bson.TypeString || constant.Type == bson.TypeEmbeddedDocument {
		return nil, unknown("the $group %s", by)
	}
	n, err := s.counted(r, filter)
	if err != nil {
		return nil, err
	}
	found := bson.A{}
	if n > 0 {
		found = append(found, bson.D{{Key: "_id", Value: constant}, {Key: elements[1].Key(), Value: n}})
	}
	return r.listed(r.collection, found), nil
}
