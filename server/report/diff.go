package report

import (
	"fmt"
	"io"

	"sizhang/domain/diff"
	"sizhang/domain/fault"
)

// shownChanges is how many changes of one kind a printed report spells out.
const shownChanges = 20

// PrintDiff writes what a draft changes for people: the counts, then the first
// changes of every kind. Ground is in square metres.
func PrintDiff(w io.Writer, c *diff.Changes, in fault.Language) error {
	p := &diffPrinter{diffWords: diffLanguages[in], w: w, english: in == fault.English, levels: levelNames(c, in == fault.English)}
	p.say(p.summary, c.Added, c.Ended, c.Changed, c.Unchanged)
	printDiffs(p, fmt.Sprintf(p.units, c.Units.Total), c.Units, p.unitChange)
	for _, l := range c.Levels {
		heading := fmt.Sprintf(p.ground, p.level(l.Level), metres(l.M2), l.Cells, l.Transfers.Total)
		if l.CellsUncounted {
			heading = fmt.Sprintf(p.uncounted, p.level(l.Level), metres(l.M2), l.Transfers.Total)
		}
		printDiffs(p, heading, l.Transfers, func(t diff.Transfer) string { return p.transfer(t, l.CellsUncounted) })
	}
	printDiffs(p, fmt.Sprintf(p.moves, c.Moves.Total), c.Moves, func(m diff.Move) string {
		return fmt.Sprintf("%s: %s %s → %s", p.unit(m.Unit), p.level(m.Level), p.unit(m.From), p.unit(m.To))
	})
	p.issues(c.Issues)
	printDiffs(p, fmt.Sprintf(p.people, c.People.Total), c.People, p.person)
	printDiffs(p, fmt.Sprintf(p.posts, c.Posts.Total), c.Posts, func(post diff.PostChange) string {
		return fmt.Sprintf("%s %s: %s → %s", p.unit(post.Unit), post.Post.Names.In(p.english), p.holders(post.Before), p.holders(post.After))
	})
	printDiffs(p, fmt.Sprintf(p.spots, c.Spots.Total), c.Spots, p.spot)
	return p.err
}

// diffPrinter remembers the first error of its writer.
type diffPrinter struct {
	diffWords
	w       io.Writer
	english bool
	levels  map[string]string // names by id
	err     error
}

func (p *diffPrinter) say(format string, values ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, values...)
	}
}

// printDiffs writes a heading and the first of the changes under it; nothing
// where there are none.
func printDiffs[T any](p *diffPrinter, heading string, list diff.List[T], line func(T) string) {
	if list.Total == 0 {
		return
	}
	p.say("\n%s\n", heading)
	shown := list.Items[:min(len(list.Items), shownChanges)]
	for _, item := range shown {
		p.say("    %s\n", line(item))
	}
	if left := list.Total - len(shown); left > 0 {
		p.say(p.more, left)
	}
}
