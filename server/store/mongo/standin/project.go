package standin

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// projection says which fields are kept, or left out; its zero keeps all.
type projection struct {
	keep bool
	tree branch
}

// branch is what is said of a document's fields; nil is the end of a path.
type branch map[string]branch

// newProjection reads a projection: paths with 1 or true, or with 0 or false, and
// _id either way.
func newProjection(d bson.Raw) (projection, error) {
	p := projection{tree: branch{}}
	if d == nil {
		return p, nil
	}
	elements, err := d.Elements()
	if err != nil {
		return p, err
	}
	id, others := true, 0
	for _, e := range elements {
		switch e.Value().Type {
		case bson.TypeBoolean, bson.TypeInt32, bson.TypeInt64, bson.TypeDouble:
		default:
			return p, unknown("the projection %s of %s", e.Value(), e.Key())
		}
		keep := truth(e.Value())
		if e.Key() == "_id" {
			id = keep
			continue
		}
		if others++; others > 1 && keep != p.keep {
			return p, refuse(codeBadValue, "Cannot do inclusion on field %s in exclusion projection, or the reverse", e.Key())
		}
		p.keep = keep
		if err := p.tree.grow(strings.Split(e.Key(), ".")); err != nil {
			return p, err
		}
	}
	if others == 0 && len(elements) > 0 {
		p.keep = id
	}
	if id == p.keep {
		p.tree["_id"] = nil
	}
	return p, nil
}

func (b branch) grow(path []string) error {
	next, known := b[path[0]]
	if path[0] == "" || path[0][0] == '$' || known && (next == nil || len(path) == 1) {
		return unknown("a projection where %q is empty, an operator or said twice", path[0])
	}
	if len(path) == 1 {
		b[path[0]] = nil
		return nil
	}
	if next == nil {
		next = branch{}
		b[path[0]] = next
	}
	return next.grow(path[1:])
}

// of returns what a projection leaves of a document.
func (p projection) of(d bson.Raw) (bson.Raw, error) {
	if len(p.tree) == 0 {
		return d, nil
	}
	return p.cut(d, p.tree)
}

func (p projection) cut(d bson.Raw, tree branch) (bson.Raw, error) {
	elements, err := d.Elements()
	if err != nil {
		return nil, err
	}
	left := bson.D{}
	for _, e := range elements {
		value := e.Value()
		below, named := tree[e.Key()]
		switch {
		case named && below != nil && value.Type == bson.TypeArray:
			return nil, unknown("how to project within an array, at %s", e.Key())
		case named && below != nil && value.Type == bson.TypeEmbeddedDocument:
			if value.Value, err = p.cut(value.Document(), below); err != nil {
				return nil, err
			}
		case named && below != nil && p.keep, named && below == nil && !p.keep, !named && p.keep:
			continue
		}
		left = append(left, bson.E{Key: e.Key(), Value: value})
	}
	return bson.Marshal(left)
}
