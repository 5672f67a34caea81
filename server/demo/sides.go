package demo

import (
	"sizhang/domain/body"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

// Sides are the other two sides of duty in the demonstration city beside the
// heads 属地: departments by category 职能, and sponsors 包保. All of it is
// generated, the same on every run, and says so where it can: categories are
// names and cannot.
type Sides struct {
	Bodies       []body.Body // parents before children
	Categories   []body.Category
	Charges      []body.Charge
	People       []person.Person
	Sponsorships []sponsor.Sponsorship
}

// SidesOf returns the other two sides for the units and the seats that City
// returned. The people are everybody who holds, held or will hold a seat, in
// order of those, and then the leaders who sponsor communities.
func SidesOf(units []territory.Unit, seats []territory.Seat) Sides {
	s := Sides{Bodies: bodies(), Categories: categories(), Charges: charges(units), People: holders(seats)}
	var leaders []person.Person
	s.Sponsorships, leaders = sponsorships(units, s.Bodies)
	s.People = append(s.People, leaders...)
	return s
}

func holders(seats []territory.Seat) []person.Person {
	var people []person.Person
	known := map[string]bool{}
	for _, s := range seats {
		for _, t := range s.Terms {
			if !known[t.Person] {
				known[t.Person] = true
				people = append(people, person.Person{ID: t.Person, Name: t.Name, Generated: t.Generated})
			}
		}
	}
	return people
}
