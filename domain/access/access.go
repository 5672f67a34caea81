// Package access decides who may do what where (权限): a pure function of an
// actor, a right and an object. It knows no cities and no clock: whoever makes an
// Actor reads today's appointments, so that rights end with the post.
//
// The model is role-based (NIST RBAC, ANSI INCITS 359) with a place beside each
// role: the same role is held at one unit, at one body or in the whole city, and
// a role's Reach says what that place stands for.
package access

import "slices"

// Role is what its holders may do (角色). Which roles there are is the city's own.
type Role struct {
	ID     string
	Rights []Right
	// Reach is what a place that the role is held at stands for.
	Reach Reach
	// SecondFactor demands a second factor of whoever signs in with the role.
	SecondFactor bool
}

// Has says whether the role carries the right.
func (r *Role) Has(right Right) bool { return slices.Contains(r.Rights, right) }

// Reach is how far a role goes from the place that it is held at (管辖范围).
type Reach string

const (
	// OwnUnit 本单元: the unit and nothing below it.
	OwnUnit Reach = "unit"
	// Below 本单元及下辖: the unit and all below it, leaders and heads.
	Below Reach = "below"
	// Charged 职能: what is in the charge of the body, anywhere in the city.
	Charged Reach = "charge"
	// Whole 全市: everything in the city.
	Whole Reach = "city"
)

// Reaches lists every reach.
var Reaches = []Reach{OwnUnit, Below, Charged, Whole}

// Holding is a role that somebody holds now, at a place (任职、授权).
type Holding struct {
	Role *Role
	// Unit is the code of the unit that it is held at, empty for the reach of a
	// body or the whole city.
	Unit string
	// Body is the code of the body, for Charged.
	Body string
	// Standby marks a deputy whose principal is there: they read, and act only
	// while the principal is away.
	Standby bool
}

// gives says whether the holding carries the right at all.
func (h *Holding) gives(right Right) bool {
	return h.Role != nil && h.Role.Has(right) && (!h.Standby || right.Reads())
}

// Actor is somebody who asks, with what they hold at this very moment (操作人).
// The zero Actor may do nothing.
type Actor struct {
	City    string // division code; nobody acts in another city
	Account string
	Person  string // empty where the account belongs to nobody in the register
	// Session is the sign-in that the actor came by, for the record.
	Session  string
	Holdings []Holding
}

// Object is what is asked for: where it lies and whose it is.
type Object struct {
	City string
	// Units are the codes of the units that it lies in, the nearest first, each
	// with those above it. An object of the whole city has none.
	Units []string
	// Also are further units that it lies right in, as an issue on a street lies in
	// the street and in the grid around: who holds one of them alone holds it, too.
	Also []string
	// Bodies are the codes of the bodies that have it in charge.
	Bodies []string
}

// Can says whether the actor has the right to the object.
func (a Actor) Can(right Right, o Object) bool { return a.Scope(right).Holds(o) }

// Anywhere says whether the actor has the right to anything at all.
func (a Actor) Anywhere(right Right) bool { return !a.Scope(right).Empty() }
