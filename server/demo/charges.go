package demo

import (
	"time"

	"sizhang/domain/body"
	"sizhang/domain/territory"
)

// charges put every category in somebody's charge, be it by its class. In the
// first subdistricts the squads of the brigade have street vending and trade
// outside shops; illegal bills passed from one department to another; and a
// blocked fire lane is shared with the traffic police.
func charges(units []territory.Unit) []body.Charge {
	rng := randomFor("charges")
	since := midnight(2024, time.January, 1)
	var list []body.Charge
	add := func(category, by, unit string, from, until time.Time) {
		list = append(list, body.Charge{
			Category: category, Body: by, Unit: unit, From: from, Until: until,
			Document: document(rng, from), Generated: true,
		})
	}
	codes := codesByName()
	for _, d := range inCharge {
		for _, name := range d.called {
			for _, category := range codes[name] {
				add(category, departmentCode(d.by), "", since, time.Time{})
			}
		}
	}
	squad := 0
	for _, u := range units {
		if u.Level == "subdistrict" && squad < squads {
			add(streetVending, squadCode(squad), u.Code, since, time.Time{})
			add(shopTrade, squadCode(squad), u.Code, since, time.Time{})
			squad++
		}
	}
	moved := midnight(2025, time.July, 1)
	add(illegalBills, departmentCode(1), "", since, moved)
	add(illegalBills, enforcement, "", moved, time.Time{})
	add(fireLane, departmentCode(5), "", since, time.Time{})
	return list
}
