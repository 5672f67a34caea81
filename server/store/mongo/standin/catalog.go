package standin

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// checkName refuses names that MongoDB does.
func checkName(database, name string) error {
	if database == "" || strings.ContainsAny(database, "/\\. \"$*<>:|?\x00") || len(database) > 63 {
		return refuse(codeInvalidNamespace, "Invalid database name: '%s'", database)
	}
	if name == "" || strings.ContainsAny(name, "$\x00") || strings.HasPrefix(name, "system.") || name[0] == '.' || len(database)+len(name) > 254 {
		return refuse(codeInvalidNamespace, "Invalid namespace specified '%s.%s'", database, name)
	}
	return nil
}

// standing returns the collection that the command names.
func (s *Server) standing(r *request) (*collection, error) {
	c := s.data.find(r.database, r.collection)
	if c == nil {
		return nil, refuse(codeNamespaceNotFound, "ns does not exist: %s.%s", r.database, r.collection)
	}
	return c, nil
}

func (s *Server) create(r *request) (bson.D, error) {
	if s.data.find(r.database, r.collection) != nil {
		return nil, refuse(codeNamespaceExists, "Collection %s.%s already exists.", r.database, r.collection)
	}
	_, err := s.data.create(r.database, r.collection)
	return nil, err
}

func (s *Server) drop(r *request) (bson.D, error) {
	c := s.data.find(r.database, r.collection)
	if c == nil {
		return nil, nil // no error since 7.0
	}
	s.data.drop(c)
	return bson.D{{Key: "nIndexesWas", Value: int32(len(c.indexes))}, {Key: "ns", Value: c.namespace()}}, nil
}

func (s *Server) dropDatabase(r *request) (bson.D, error) {
	dropped := s.data.in(r.database)
	for _, c := range dropped {
		s.data.drop(c)
	}
	if len(dropped) > 0 {
		s.data.record(change{kind: "dropDatabase", database: r.database})
	}
	return bson.D{{Key: "dropped", Value: r.database}}, nil
}

func (s *Server) listCollections(r *request) (bson.D, error) {
	fits, err := compile(r.document("filter"))
	if err != nil {
		return nil, err
	}
	listed := bson.A{}
	for _, c := range s.data.in(r.database) {
		described := bson.D{{Key: "name", Value: c.name}, {Key: "type", Value: "collection"}}
		if !truth(r.field("nameOnly")) {
			described = append(described, bson.E{Key: "options", Value: bson.D{}}, bson.E{Key: "info", Value: bson.D{{Key: "readOnly", Value: false}}}, bson.E{Key: "idIndex", Value: c.indexes[0].spec()})
		}
		raw, err := bson.Marshal(described)
		if err != nil {
			return nil, err
		}
		in, err := fits(raw)
		if err != nil {
			return nil, err
		}
		if in {
			listed = append(listed, described)
		}
	}
	return r.listed("$cmd.listCollections", listed), nil
}

func (s *Server) createIndexes(r *request) (bson.D, error) {
	specs, err := r.list("indexes")
	if err != nil {
		return nil, err
	}
	var added []*index
	for _, spec := range specs {
		x, err := newIndex(spec)
		if err != nil {
			return nil, err
		}
		added = append(added, x)
	}
	made := s.data.find(r.database, r.collection) == nil
	c, err := s.data.create(r.database, r.collection)
	if err != nil {
		return nil, err
	}
	before := c.indexes
	for _, x := range added {
		if err := c.addIndex(x); err != nil {
			c.indexes = before // all or none
			return nil, err
		}
	}
	reply := bson.D{{Key: "numIndexesBefore", Value: int32(len(before))}, {Key: "numIndexesAfter", Value: int32(len(c.indexes))}, {Key: "createdCollectionAutomatically", Value: made}}
	if len(before) == len(c.indexes) {
		reply = append(reply, bson.E{Key: "note", Value: "all indexes already exist"})
	}
	return reply, nil
}

func (s *Server) listIndexes(r *request) (bson.D, error) {
	c, err := s.standing(r)
	if err != nil {
		return nil, err
	}
	listed := bson.A{}
	for _, x := range c.indexes {
		listed = append(listed, x.spec())
	}
	return r.listed(r.collection, listed), nil
}

func (s *Server) dropIndexes(r *request) (bson.D, error) {
	c, err := s.standing(r)
	if err != nil {
		return nil, err
	}
	which := r.field("index")
	before := len(c.indexes)
	if name, _ := which.StringValueOK(); name == "*" {
		c.indexes = c.indexes[:1:1]
	} else if err := c.dropIndex(which); err != nil {
		return nil, err
	}
	return bson.D{{Key: "nIndexesWas", Value: int32(before)}}, nil
}
