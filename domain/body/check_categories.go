package body

import (
	"fmt"
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// CheckCategories does for categories what CheckBodies does for bodies, and holds
// what they say of themselves against the bodies that there are. Its findings have
// the category's code as Unit.
func CheckCategories(bodies []Body, inForce, draft []Category) []territory.Finding {
	t := tree{parentUnknown: fault.CategoryParentUnknown, above: map[string]string{}}
	c := categoryCheck{tree: &t, bodies: newNamesakes(bodies), was: map[string]Category{}, all: map[string]Category{}}
	for _, old := range inForce {
		t.above[old.Code] = old.Parent
		c.was[old.Code], c.all[old.Code] = old, old
	}
	for _, fresh := range draft {
		t.above[fresh.Code] = fresh.Parent
		c.all[fresh.Code] = fresh
	}
	for i, fresh := range draft {
		t.place(i, fresh.Code, fresh.Parent, fresh.Names.ZH)
		c.details(fresh)
	}
	t.cycles()
	t.depths()
	c.kinds()
	return t.findings
}

// categoryCheck is a check of what categories say of themselves.
type categoryCheck struct {
	*tree
	bodies   namesakes
	was, all map[string]Category // by code: in force, and as it would be
}

func (c *categoryCheck) details(fresh Category) {
	switch fresh.Kind {
	case "", Component, Occurrence:
	default:
		c.refuse(fault.CategoryKindUnknown, fresh.Code, "kind", fault.With{"kind": string(fresh.Kind), "known": fmt.Sprintf("%s, %s", Component, Occurrence)})
	}
	if fresh.Hands != "" && !fresh.Hands.Known() {
		c.refuse(fault.HandsUnknown, fresh.Code, "hands", fault.With{"hands": string(fresh.Hands), "known": city.HandsIDs()})
	}
	c.body(fresh.Code, "department", fresh.Department)
	c.body(fresh.Code, "supervisor", fresh.Supervisor)
	c.photos(fresh.Code, "photos_report", fresh.PhotosReport)
	c.photos(fresh.Code, "photos_finish", fresh.PhotosFinish)
	c.conditions(fresh)
	c.replaced(fresh)
}

// body wants a body of the code.
func (c *categoryCheck) body(of, field, code string) {
	switch candidates := c.bodies.called(code); {
	case code == "" || c.bodies.codes[code]:
	case len(candidates) > 1:
		c.refuse(fault.DepartmentAmbiguous, of, field, fault.With{"body": code, "codes": strings.Join(candidates, ", ")})
	default:
		c.refuse(fault.DepartmentUnknown, of, field, fault.With{"body": code})
	}
}

func (c *categoryCheck) photos(of, field string, count int) {
	if count < NoPhotos || count > city.MaxPhotos {
		c.refuse(fault.PhotosInvalid, of, field, fault.With{"given": count, "max": city.MaxPhotos})
	}
}

func (c *categoryCheck) conditions(of Category) {
	if len(of.Conditions) > MaxConditions {
		c.refuse(fault.ConditionsTooMany, of.Code, "condition", fault.With{"max": MaxConditions})
	}
	for i, condition := range of.Conditions {
		switch {
		case !codePattern.MatchString(condition.Code):
			c.refuse(fault.CodeInvalid, of.Code, "condition", fault.With{"code": condition.Code})
		case conditionAt(of.Conditions, condition.Code) != i:
			c.refuse(fault.ConditionDoubled, of.Code, "condition", fault.With{"condition": condition.Code, "category": of.Code})
		}
		if condition.Limit == (clock.Limit{}) {
			continue
		}
		if err := condition.Limit.Check("limit"); err != nil {
			f := fault.As(err)
			c.refuse(f.Code, of.Code, "limit", f.With)
		}
	}
}

// replaced refuses what has another name and is of another kind than what has the
// code in force: a table of events that takes the place of one of components, which
// count from 01 both.
func (c *categoryCheck) replaced(fresh Category) {
	was, there := c.was[fresh.Code]
	if !there || was.Names.ZH == fresh.Names.ZH || was.Kind == fresh.Kind || was.Kind == "" || fresh.Kind == "" {
		return
	}
	c.refuse(fault.CategoryReplaced, fresh.Code, "kind", fault.With{"category": fresh.Code, "was": was.Names.ZH, "name": fresh.Names.ZH})
}

// kinds refuses components under events and the other way round, where the draft
// has part in it.
func (c *categoryCheck) kinds() {
	for _, code := range c.codes() {
		of, drafted := c.all[code], c.drafted(code)
		if of.Kind == "" {
			continue
		}
		up, steps := of.Parent, 0
		for ; up != "" && c.all[up].Kind == "" && steps < MaxDepth; up = c.all[up].Parent {
			drafted = drafted || c.drafted(up)
			steps++
		}
		above, there := c.all[up]
		if there && above.Kind != "" && above.Kind != of.Kind && (drafted || c.drafted(up)) {
			c.refuse(fault.CategoryKindMixed, code, "kind", fault.With{"category": code, "parent": up, "kind": string(above.Kind)})
		}
	}
}

func (c *categoryCheck) drafted(code string) bool { _, ok := c.first[code]; return ok }

// codes returns every category's, the draft's first and in its order.
func (c *categoryCheck) codes() []string {
	codes := slices.Clone(c.order)
	var rest []string
	for code := range c.all {
		if !c.drafted(code) {
			rest = append(rest, code)
		}
	}
	slices.Sort(rest)
	return append(codes, rest...)
}
