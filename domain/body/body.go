// Package body holds who answers by function rather than by ground (职能): the
// bodies of a city, the categories of what can be wrong, and which body has
// which category in charge.
package body

import (
	"time"

	"sizhang/domain/city"
)

// Body is an organisation (机构): a headquarters 指挥部, a task group 专项组, a
// department 职能部门, an agency that sponsors 包保单位.
type Body struct {
	// Code identifies the body within its city.
	Code  string
	Names city.Names
	// Parent is the code of the body above, empty at the top. Task groups nest to
	// any depth, as 1+9+4 does.
	Parent string
	// Kind is the city's own word for what the body is; it decides nothing.
	Kind      string
	Generated bool
}

// Charge puts a category in the charge of a body (职责分工), everywhere or within
// one unit.
type Charge struct {
	Category string
	Body     string
	// Unit is the code of the unit that the charge is limited to; empty is
	// everywhere.
	Unit string
	// From is the first instant of the charge, Until the first after it; the zero
	// time leaves that side open.
	From, Until time.Time
	Document    string
	Generated   bool
}

// InForce says whether the charge holds at the instant.
func (c Charge) InForce(at time.Time) bool {
	return !at.Before(c.From) && (c.Until.IsZero() || at.Before(c.Until))
}
