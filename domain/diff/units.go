package diff

import (
	"cmp"
	"maps"
	"slices"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// UnitChange is a unit that comes, goes or changes.
type UnitChange struct {
	Kind Kind
	// Before and After are the unit in the two states; nil where it is not.
	Before, After *territory.Unit
	// Fields of a changed unit that differ, as Field names them, in their order.
	Fields []Field
	// Ground in square metres. Gained is what it holds only after, Lost only
	// before, whoever else holds them.
	BeforeM2, AfterM2, GainedM2, LostM2 float64
}

// Kind says what became of a unit.
type Kind string

const (
	Added   Kind = "added"
	Ended   Kind = "ended"
	Changed Kind = "changed"
)

// Field is a part of a unit that can change.
type Field string

const (
	FieldLevel        Field = "level"
	FieldName         Field = "name"
	FieldNameEN       Field = "name_en"
	FieldParent       Field = "parent"
	FieldGridCode     Field = "grid_code"
	FieldGround       Field = "ground"
	FieldPredecessors Field = "predecessors"
	FieldGenerated    Field = "generated"
)

// Unit returns the unit as it is after, or before where it ends.
func (c UnitChange) Unit() *territory.Unit {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// pair lays the units of both states side by side.
func (c *comparison) pair() {
	codes := maps.Clone(c.before.byCode)
	maps.Copy(codes, c.after.byCode)
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		c.pairs = append(c.pairs, pair{code, c.before.byCode[code], c.after.byCode[code]})
	}
}

func (c *comparison) compareUnits() {
	var changes []UnitChange
	c.redrawn = map[string][]redrawn{}
	for _, p := range c.pairs {
		u := UnitChange{Before: p.before, After: p.after}
		switch {
		case p.before == nil:
			u.Kind = Added
			c.changes.Added++
		case p.after == nil:
			u.Kind = Ended
			c.changes.Ended++
		default:
			u.Kind, u.Fields = Changed, fieldsOf(p.before, p.after)
			if len(u.Fields) > 0 {
				c.changes.Changed++
			} else {
				c.changes.Unchanged++
			}
		}
		c.redraw(p)
		if u.Kind == Changed && len(u.Fields) == 0 {
			continue
		}
		u.measure(drawn(p.before), drawn(p.after))
		changes = append(changes, u)
	}
	c.changes.Units = first(changes, c.Limit)
}

func fieldsOf(a, b *territory.Unit) []Field {
	predecessors := func(u *territory.Unit) []string { return slices.Compact(slices.Sorted(slices.Values(u.Predecessors))) }
	var fields []Field
	for _, f := range []struct {
		field Field
		same  bool
	}{
		{FieldLevel, a.Level == b.Level},
		{FieldName, a.Names.ZH == b.Names.ZH},
		{FieldNameEN, a.Names.EN == b.Names.EN},
		{FieldParent, a.Parent == b.Parent},
		{FieldGridCode, a.GridCode == b.GridCode},
		{FieldGround, a.Shape.Equal(b.Shape)},
		{FieldPredecessors, slices.Equal(predecessors(a), predecessors(b))},
		{FieldGenerated, a.Generated == b.Generated},
	} {
		if !f.same {
			fields = append(fields, f.field)
		}
	}
	return fields
}

// drawn returns the shape that is kept for a unit, whether or not its level has
// ground; nil for no unit.
func drawn(u *territory.Unit) geo.Shape {
	if u == nil {
		return nil
	}
	return u.Shape
}

// measure fills in the unit's square metres.
func (c *UnitChange) measure(before, after geo.Shape) {
	c.BeforeM2, c.AfterM2 = before.AreaM2(), after.AreaM2()
	if before.Equal(after) {
		return
	}
	kept, _ := geo.Overlap(before, after)
	c.GainedM2, c.LostM2 = silent(c.AfterM2-kept, c.AfterM2), silent(c.BeforeM2-kept, c.BeforeM2)
}

// silent returns the ground, or 0 where it is only the noise of measuring.
func silent(m2, of float64) float64 {
	if m2 <= noise(of) {
		return 0
	}
	return m2
}

// comparePairs orders transfers: by who gives, then by who takes, nobody first.
func comparePairs(a, b Transfer) int {
	return cmp.Or(cmp.Compare(codeOf(a.From), codeOf(b.From)), cmp.Compare(codeOf(a.To), codeOf(b.To)))
}

// codeOf returns the unit's code, empty for nobody.
func codeOf(u *territory.Unit) string {
	if u == nil {
		return ""
	}
	return u.Code
}
