package report

import (
	"encoding/json"
	"math"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/diff"
	"sizhang/domain/territory"
)

// DiffJSON writes what a draft changes for machines.
func DiffJSON(c *diff.Changes) ([]byte, error) { return json.Marshal(DiffBodyOf(c)) }

// DiffBodyOf turns changes into the form in which machines read them.
func DiffBodyOf(c *diff.Changes) DiffBody {
	return DiffBody{
		City: c.After.Profile.Code, BeforeAt: instant(c.Before.At), AfterAt: instant(c.After.At),
		Added: c.Added, Ended: c.Ended, Changed: c.Changed, Unchanged: c.Unchanged,
		Units: diffList(c.Units, diffUnitChange), Levels: each(c.Levels, diffLevel), Moves: diffList(c.Moves, diffMove),
		People: diffList(c.People, diffPerson), Posts: diffList(c.Posts, diffPost), Spots: diffList(c.Spots, diffSpot),
		Issues: diffIssues(c.Issues),
	}
}

// each never returns nil, so that an empty list is written as one.
func each[A, B any](all []A, one func(A) B) []B {
	out := make([]B, len(all))
	for i, a := range all {
		out[i] = one(a)
	}
	return out
}

func diffList[A, B any](l diff.List[A], one func(A) B) DiffList[B] {
	return DiffList[B]{l.Total, each(l.Items, one)}
}

func diffUnit(u *territory.Unit) DiffUnit {
	return DiffUnit{u.Code, u.Level, u.Names.ZH, u.Names.EN}
}

func diffUnitOrNone(u *territory.Unit) *DiffUnit {
	if u == nil {
		return nil
	}
	named := diffUnit(u)
	return &named
}

func diffUnitChange(c diff.UnitChange) DiffUnitChange {
	body := DiffUnitChange{
		Change: c.Kind, DiffUnit: diffUnit(c.Unit()), Fields: c.Fields,
		BeforeM2: centi(c.BeforeM2), AfterM2: centi(c.AfterM2), GainedM2: centi(c.GainedM2), LostM2: centi(c.LostM2),
	}
	if c.Before != nil {
		body.ParentBefore = c.Before.Parent
	}
	if c.After != nil {
		body.Parent, body.Predecessors = c.After.Parent, c.After.Predecessors
	}
	return body
}

func diffLevel(l diff.LevelChange) DiffLevel {
	body := DiffLevel{Level: l.Level.ID, M2: centi(l.M2), Transfers: diffList(l.Transfers, diffTransfer)}
	if !l.CellsUncounted {
		body.Cells = &l.Cells
		return body
	}
	for i := range body.Transfers.Items {
		body.Transfers.Items[i].Cells = nil
	}
	return body
}

func diffTransfer(t diff.Transfer) DiffTransfer {
	cells := DiffList[string]{t.Cells.Total, make([]string, len(t.Cells.List))}
	for i, c := range t.Cells.List {
		cells.Items[i] = c.String()
	}
	return DiffTransfer{diffUnitOrNone(t.From), diffUnitOrNone(t.To), centi(t.M2), &cells}
}

func diffMove(m diff.Move) DiffMove {
	return DiffMove{diffUnit(m.Unit), [2]float64{m.At.Lng, m.At.Lat}, m.Level.ID, diffUnitOrNone(m.From), diffUnitOrNone(m.To)}
}

func diffPerson(p diff.PersonChange) DiffPerson {
	return DiffPerson{p.Person, p.Name, each(p.Gained, diffUnit), each(p.Lost, diffUnit), each(p.Ground, func(g diff.PersonGround) DiffGround {
		return DiffGround{
			g.Level.ID, centi(g.GainedM2), centi(g.LostM2), g.Cells.Gained, g.Cells.Lost, g.Issues.Gained, g.Issues.Lost,
			each(g.Finer, func(f diff.FinerTally) DiffFiner { return DiffFiner{f.Level.ID, f.Gained, f.Lost} }),
		}
	})}
}

func diffPost(p diff.PostChange) DiffPost {
	return DiffPost{diffUnit(p.Unit), p.Post.ID, each(p.Before, diffHolder), each(p.After, diffHolder)}
}

func diffHolder(h diff.Holder) DiffHolder { return DiffHolder(h) }

func diffSpot(s diff.SpotChange) DiffSpot {
	owner := func(o diff.OwnerChange) DiffOwner {
		return DiffOwner{o.Level.ID, diffUnitOrNone(o.From), diffUnitOrNone(o.To)}
	}
	return DiffSpot{s.ID, s.Kind, [2]float64{s.Point.Lng, s.Point.Lat}, each(s.Owners, owner), diffAnswer(s.Before), diffAnswer(s.After)}
}

func diffAnswer(a *diff.Answer) *DiffAnswer {
	if a == nil {
		return nil
	}
	return &DiffAnswer{diffUnit(a.Unit), a.Post.ID, diffHolder(a.Holder), a.Fallback}
}

// centi rounds square metres to two decimals.
func centi(m2 float64) float64 { return math.Round(m2*100) / 100 }

// instant writes a time as in RFC 3339; nothing for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(city.China).Format(time.RFC3339)
}
