package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

// adopted is how many streets have agencies.
const adopted = 83

// leaderCommunity is the demonstration city's rule “one leader, one community”
// 一名领导包一个社区.
var leaderCommunity = city.SponsorKind{
	ID: "leader_community", Names: named("领导包社区", "Community leader"), By: city.ByPerson,
	Levels: []string{"community"}, MaxUnits: 1, MaxSponsors: 1, Every: true,
}

// sponsorships are 99 agencies on the 83 widest streets, many to many, and for
// every community a leader of its own.
func sponsorships(units []territory.Unit, by []body.Body) ([]sponsor.Sponsorship, []person.Person) {
	list := adoptions(units, by)
	leaders, people := linkedLeaders(units)
	return append(list, leaders...), people
}

// adoptions give every agency a street, so that some streets have two, and every
// third agency a second street. One street in ten passed from one agency to
// another.
func adoptions(units []territory.Unit, by []body.Body) []sponsor.Sponsorship {
	rng := randomFor("adoptions")
	streets := widest(units)
	names := map[string]string{}
	for _, b := range by {
		names[b.Code] = b.Names.ZH
	}
	since, moved := midnight(2025, time.March, 1), midnight(2026, time.March, 1)
	var list []sponsor.Sponsorship
	add := func(agency, street int, from, until time.Time) {
		code := agencyCode(agency + 1)
		list = append(list, sponsor.Sponsorship{
			Kind: "street_adoption", Unit: streets[street], Sponsor: code, Name: names[code],
			From: from, Until: until, Document: document(rng, from), Generated: true,
		})
	}
	for agency := range agencies {
		street := agency % adopted
		if agency%10 == 9 {
			add((agency+1)%agencies, street, since, moved)
			add(agency, street, moved, time.Time{})
			continue
		}
		add(agency, street, since, time.Time{})
		if agency%3 == 0 {
			add(agency, (agency+adopted/2)%adopted, since, time.Time{})
		}
	}
	return list
}

// widest returns the codes of the widest streets, which are the main roads.
func widest(units []territory.Unit) []string {
	var streets []territory.Unit
	for _, u := range units {
		if u.Level == "street" {
			streets = append(streets, u)
		}
	}
	slices.SortStableFunc(streets, func(a, b territory.Unit) int {
		if a.Declared.WidthM != b.Declared.WidthM {
			if a.Declared.WidthM > b.Declared.WidthM {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Code, b.Code)
	})
	codes := make([]string, min(adopted, len(streets)))
	for i := range codes {
		codes[i] = streets[i].Code
	}
	return codes
}

// linkedLeaders names a leader for every community. They come from the
// departments in turn.
func linkedLeaders(units []territory.Unit) ([]sponsor.Sponsorship, []person.Person) {
	rng := randomFor("leaders")
	since := midnight(2025, time.April, 1)
	var list []sponsor.Sponsorship
	var people []person.Person
	for _, u := range units {
		if u.Level != "community" {
			continue
		}
		n := len(people)
		p := person.Person{
			ID: fmt.Sprintf("demo-leader-%03d", n+1), Name: personName(rng),
			Body: departmentCode(1 + n%departments()), Generated: true,
		}
		people = append(people, p)
		list = append(list, sponsor.Sponsorship{
			Kind: leaderCommunity.ID, Unit: u.Code, Sponsor: p.ID, Name: p.Name,
			From: since, Document: document(rng, since), Generated: true,
		})
	}
	return list, people
}
