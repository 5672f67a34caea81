package report

import (
	"fmt"
	"strings"

	"sizhang/domain/diff"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// DiffIssues are the open issues that change hands (未结问题); there is none where no
// issue is open. A move counts all of them and names those that the reader may read.
type DiffIssues struct {
	Open  int                       `json:"open"`
	Moved int                       `json:"moved"`
	Moves DiffList[DiffIssueMove]   `json:"moves"`
	Units DiffList[DiffUnitOfIssue] `json:"units"`
}

// DiffIssueMove is how many open issues pass from one unit to another; null is nobody.
type DiffIssueMove struct {
	Level string    `json:"level"`
	From  *DiffUnit `json:"from"`
	To    *DiffUnit `json:"to"`
	Count int       `json:"count"`
	IDs   []string  `json:"ids"`
}

// DiffUnitOfIssue is how many open issues a unit gains and loses. AtLevel is the level at
// which it does, which its own may have been before.
type DiffUnitOfIssue struct {
	AtLevel string   `json:"at_level"`
	Unit    DiffUnit `json:"unit"`
	Gained  int      `json:"gained"`
	Lost    int      `json:"lost"`
}

func diffIssues(i diff.IssueChanges) *DiffIssues {
	if i.Open == 0 {
		return nil
	}
	return &DiffIssues{
		i.Open, i.Moved, diffList(i.Moves, diffIssueMove),
		diffList(i.Units, func(u diff.UnitIssues) DiffUnitOfIssue {
			return DiffUnitOfIssue{u.Level.ID, diffUnit(u.Unit), u.Gained, u.Lost}
		}),
	}
}

func diffIssueMove(m diff.IssueMove) DiffIssueMove {
	return DiffIssueMove{m.Level.ID, diffUnitOrNone(m.From), diffUnitOrNone(m.To), m.Count, each(m.Named, issueID)}
}

func issueID(i diff.Issue) string { return i.ID }

// namedInLine is how many issues a printed line names.
const namedInLine = 3

// issues writes the open issues that change hands; nothing where none does.
func (p *diffPrinter) issues(i diff.IssueChanges) {
	printDiffs(p, fmt.Sprintf(p.issuesMoved, i.Moved, i.Open), i.Moves, func(m diff.IssueMove) string {
		line := fmt.Sprintf("%s %s → %s: %d %s", p.level(m.Level), p.unit(m.From), p.unit(m.To), m.Count, p.openIssues)
		if len(m.Named) == 0 {
			return line
		}
		shown := m.Named[:min(len(m.Named), namedInLine)]
		line += ": " + strings.Join(each(shown, issueID), p.comma)
		if len(shown) < m.Count {
			line += p.comma + "…"
		}
		return line
	})
	printDiffs(p, fmt.Sprintf(p.issueUnits, i.Units.Total), i.Units, func(u diff.UnitIssues) string {
		line := p.level(u.Level) + " " + p.unit(u.Unit) + ":"
		if u.Gained > 0 {
			line += fmt.Sprintf(" +%d", u.Gained)
		}
		if u.Lost > 0 {
			line += fmt.Sprintf(" −%d", u.Lost)
		}
		return line
	})
}

// issues adds a point for every move of open issues: that of one that the reader may
// read or, where there is none, one inside the ground that passes with them.
func (f *features) issues(c *diff.Changes) {
	for _, m := range c.Issues.Moves.Items {
		geometry := []byte("null")
		if len(m.Named) > 0 {
			geometry = geo.AppendPoint(nil, m.Named[0].Point)
		} else if at, ok := placeOf(c, m).Inner(); ok {
			geometry = geo.AppendPoint(nil, at)
		}
		f.add(geometry, between("issues", m.Level.ID, m.From, m.To), map[string]any{"count": m.Count, "ids": each(m.Named, issueID)})
	}
}

// placeOf returns the ground with which issues pass; nil where the changes do not list it.
func placeOf(c *diff.Changes, m diff.IssueMove) geo.Shape {
	code := func(u *territory.Unit) string {
		if u == nil {
			return ""
		}
		return u.Code
	}
	for _, l := range c.Levels {
		for _, t := range l.Transfers.Items {
			if l.Level.ID == m.Level.ID && code(t.From) == code(m.From) && code(t.To) == code(m.To) {
				return t.Place
			}
		}
	}
	return nil
}
