package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/diff"
	"sizhang/domain/territory"
)

func (p *diffPrinter) unitChange(c diff.UnitChange) string {
	line := p.kinds[c.Kind] + " " + p.levels[c.Unit().Level] + " " + p.unit(c.Unit())
	if c.Kind == diff.Changed {
		fields := make([]string, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = p.fields[f]
		}
		line += ": " + strings.Join(fields, p.comma)
	}
	if c.GainedM2 > 0 {
		line += " +" + metres(c.GainedM2) + " m²"
	}
	if c.LostM2 > 0 {
		line += " −" + metres(c.LostM2) + " m²"
	}
	return line
}

func (p *diffPrinter) transfer(t diff.Transfer, uncounted bool) string {
	line := fmt.Sprintf("%s → %s: %s m²", p.unit(t.From), p.unit(t.To), metres(t.M2))
	if uncounted {
		return line
	}
	return line + fmt.Sprintf("%s%d %s", p.comma, t.Cells.Total, p.cells)
}

func (p *diffPrinter) person(c diff.PersonChange) string {
	var parts []string
	add := func(word, what string) {
		if what != "" {
			parts = append(parts, word+what)
		}
	}
	add(p.gains, p.list(c.Gained))
	add(p.loses, p.list(c.Lost))
	for _, g := range c.Ground {
		gained, lost := p.amounts(g)
		add(p.gains, gained)
		add(p.loses, lost)
	}
	return fmt.Sprintf("%s %s: %s", c.Name, c.Person, strings.Join(parts, p.comma))
}

// amounts writes what is gained and lost at one level.
func (p *diffPrinter) amounts(g diff.PersonGround) (gained, lost string) {
	amount := func(m2 float64, cells, issues int, finer func(diff.Tally) int) string {
		var parts []string
		if m2 > 0 {
			parts = append(parts, metres(m2)+" m²")
		}
		if cells > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", cells, p.cells))
		}
		for _, f := range g.Finer {
			if n := finer(f.Tally); n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, f.Level.Names.In(p.english)))
			}
		}
		if issues > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", issues, p.openIssues))
		}
		if len(parts) == 0 {
			return ""
		}
		return g.Level.Names.In(p.english) + " " + strings.Join(parts, " + ")
	}
	return amount(g.GainedM2, g.Cells.Gained, g.Issues.Gained, func(t diff.Tally) int { return t.Gained }),
		amount(g.LostM2, g.Cells.Lost, g.Issues.Lost, func(t diff.Tally) int { return t.Lost })
}

func (p *diffPrinter) spot(c diff.SpotChange) string {
	var parts []string
	for _, o := range c.Owners {
		parts = append(parts, fmt.Sprintf("%s %s → %s", p.level(o.Level), p.unit(o.From), p.unit(o.To)))
	}
	before, after := p.answer(c.Before), p.answer(c.After)
	if before != after {
		parts = append(parts, fmt.Sprintf("%s %s → %s", p.answers, before, after))
	}
	return fmt.Sprintf("%s %s: %s", c.Kind, c.ID, strings.Join(parts, p.comma))
}

func (p *diffPrinter) answer(a *diff.Answer) string {
	if a == nil {
		return p.nobody
	}
	return p.holders([]diff.Holder{a.Holder}) + " (" + a.Unit.Code + " " + a.Post.Names.In(p.english) + ")"
}

func (p *diffPrinter) holders(holders []diff.Holder) string {
	if len(holders) == 0 {
		return p.vacant
	}
	names := make([]string, len(holders))
	for i, h := range holders {
		names[i] = h.Name
		if h.Deputy {
			names[i] += p.deputy
		}
	}
	return strings.Join(names, p.comma)
}

func (p *diffPrinter) list(units []*territory.Unit) string {
	shown := units[:min(len(units), shownChanges)]
	names := make([]string, len(shown), len(shown)+1)
	for i, u := range shown {
		names[i] = p.unit(u)
	}
	if left := len(units) - len(shown); left > 0 {
		names = append(names, fmt.Sprintf("… +%d", left))
	}
	return strings.Join(names, p.comma)
}

// unit names a unit for people; nil is nobody.
func (p *diffPrinter) unit(u *territory.Unit) string {
	if u == nil {
		return p.nobody
	}
	return u.Names.In(p.english) + " " + u.Code
}

func (p *diffPrinter) level(l city.Level) string { return l.Names.In(p.english) + " " + l.ID }

// levelNames names the levels of both sides for people.
func levelNames(c *diff.Changes, english bool) map[string]string {
	names := map[string]string{}
	for _, side := range []diff.State{c.Before, c.After} {
		if side.Profile == nil {
			continue
		}
		for _, l := range side.Profile.Levels {
			names[l.ID] = l.Names.In(english)
		}
	}
	return names
}

// metres writes square metres to one decimal, where they have one.
func metres(m2 float64) string { return strconv.FormatFloat(math.Round(m2*10)/10, 'f', -1, 64) }
