package figures

import (
	"sizhang/domain/city"
	"sizhang/domain/indicator"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

// none is what is written of a group of issues that have no such thing.
var none = city.Names{ZH: "（无）", EN: "(none)"}

// namer returns what says the name of a group: the code itself where nothing is known
// of it any more.
func namer(c *app.City, m territory.Moment, by indicator.By) func(indicator.Key) city.Names {
	people := map[string]string{}
	if by == indicator.ByHead || by == indicator.ByPerson {
		for seat := range c.EverySeat() {
			for _, term := range seat.Terms {
				people[term.Person] = term.Name
			}
		}
	}
	find := func(code string) city.Names {
		switch by {
		case indicator.ByUnit:
			if u, there := m.Unit(code); there {
				return u.Names
			}
		case indicator.ByHead, indicator.ByPerson:
			return city.Names{ZH: people[code]}
		case indicator.ByDepartment:
			if b, there := c.Bodies.Body(code); there {
				return b.Names
			}
		case indicator.ByCategory:
			if category, there := c.Bodies.Category(code); there {
				return category.Names
			}
		case indicator.BySource:
			return issue.Source(code).Names()
		}
		return city.Names{}
	}
	return func(k indicator.Key) city.Names {
		names := find(k.Code)
		switch {
		case k.Code == "":
			names = none
		case names.ZH == "":
			names.ZH = k.Code
		}
		if k.Unit != "" {
			names = atPost(names, m, k)
		}
		return names
	}
}

// atPost adds the unit and the post to a head's name.
func atPost(names city.Names, m territory.Moment, k indicator.Key) city.Names {
	unit, post := city.Names{ZH: k.Unit}, city.Names{ZH: k.Post}
	if u, there := m.Unit(k.Unit); there {
		unit = u.Names
	}
	if p, _, there := m.Profile().Post(k.Post); there {
		post = p.Names
	}
	return city.Names{
		ZH: unit.ZH + post.ZH + " " + names.ZH,
		EN: unit.In(true) + ", " + post.In(true) + ", " + names.In(true),
	}
}
