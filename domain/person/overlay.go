package person

import "sizhang/domain/overlay"

// Overlay lays imported people over those in the register. A person is known by
// their id and keeps the telephone number and the body that the import does not
// carry; overlay.Clear takes them away.
func Overlay(inForce, imported []Person) overlay.Overlaid[Person] {
	merge := func(old, newer Person) Person {
		newer.Phone = overlay.Carried(old.Phone, newer.Phone)
		newer.Body = overlay.Carried(old.Body, newer.Body)
		return newer
	}
	id := func(p Person) string { return p.ID }
	return overlay.Lay(inForce, imported, id, merge, func(a, b Person) bool { return a == b })
}

// Rebase makes the change that was made to a person, whom others have changed
// since, to the person as they stand.
func Rebase(was, changed, stands Person) Person {
	return Person{
		ID:        changed.ID,
		Name:      overlay.Changed(was.Name, changed.Name, stands.Name),
		Phone:     overlay.Changed(was.Phone, changed.Phone, stands.Phone),
		Body:      overlay.Changed(was.Body, changed.Body, stands.Body),
		Generated: overlay.Changed(was.Generated, changed.Generated, stands.Generated),
	}
}
