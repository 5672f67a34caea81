package standin

import (
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// addIndex adds an index over what stands, unless it is there already. It is an
// error when a like one is.
func (c *collection) addIndex(x *index) error {
	for _, stands := range c.indexes {
		same := slices.Equal(stands.fields, x.fields)
		equal := same && (stands.unique == x.unique || stands.name == "_id_")
		switch {
		case same && stands.name == "_id_", equal && stands.name == x.name:
			return nil
		case equal:
			return refuse(codeIndexOptionsConflict, "Index already exists with a different name: %s", stands.name)
		case same:
			return refuse(codeIndexOptionsConflict, "An equivalent index already exists with different options. Requested index: %v, existing index: %v", x.spec(), stands.spec())
		case stands.name == x.name:
			return refuse(codeIndexKeySpecs, "An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: %v, existing index: %v", x.spec(), stands.spec())
		}
	}
	for _, d := range c.documents {
		at, err := place(d.latest(), x.fields)
		if err != nil {
			return err
		}
		if !x.takes(d, at) {
			return c.duplicate(x, d.latest())
		}
		x.move(d, "", d.total(at))
	}
	c.indexes = append(slices.Clip(c.indexes), x)
	return nil
}

// dropIndex drops the index that a name or a key pattern means.
func (c *collection) dropIndex(v bson.RawValue) error {
	x := c.named(v)
	if x == nil {
		return refuse(codeIndexNotFound, "index not found with name [%s]", v)
	}
	if x.name == "_id_" {
		return refuse(codeInvalidOptions, "cannot drop _id index")
	}
	c.indexes = slices.DeleteFunc(slices.Clone(c.indexes), func(other *index) bool { return other == x })
	return nil
}

// named finds the index that a name or a key pattern means.
func (c *collection) named(v bson.RawValue) *index {
	at := slices.IndexFunc(c.indexes, func(x *index) bool {
		if name, ok := v.StringValueOK(); ok {
			return x.name == name
		}
		key, _ := v.DocumentOK()
		fields, err := orders(key)
		return err == nil && slices.Equal(fields, x.fields)
	})
	if at < 0 {
		return nil
	}
	return c.indexes[at]
}
