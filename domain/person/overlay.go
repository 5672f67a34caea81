package person

import (
	"cmp"

	"sizhang/domain/overlay"
)

// Overlay lays imported people over those in the register. A person is known by
// their id and keeps the telephone number and the body that the import does not
// carry.
func Overlay(inForce, imported []Person) overlay.Overlaid[Person] {
	merge := func(old, newer Person) Person {
		newer.Phone = cmp.Or(newer.Phone, old.Phone)
		newer.Body = cmp.Or(newer.Body, old.Body)
		return newer
	}
	id := func(p Person) string { return p.ID }
	return overlay.Lay(inForce, imported, id, merge, func(a, b Person) bool { return a == b })
}
