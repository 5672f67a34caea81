package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"sizhang/domain/coverage"
	"sizhang/domain/fault"
)

// shownLacking is how many units of one level a printed or drawn report names.
const shownLacking = 20

// coverageWords are the words of a printed report, by language.
var coverageWords = map[fault.Language]struct {
	title, units, sponsor, missing, none, more, all, and string
}{
	fault.Chinese: {
		title: "覆盖情况（横向到边、纵向到底） %s（%s），%s\n", units: "\n%s　%d 个单元\n",
		sponsor: "其中 ", missing: "\n%s：%d 个单元有缺项\n", none: "\n没有缺项。\n",
		more: "    …… 另有 %d 个单元\n", all: "\n共 %d 项缺项；全部见 CSV 与 JSON 输出。\n", and: "；",
	},
	fault.English: {
		title: "Coverage of %s (%s) at %s: to every edge, down to the bottom\n", units: "\n%s: units %d\n",
		sponsor: "of which ", missing: "\n%s: units that lack something %d\n", none: "\nNothing is missing.\n",
		more: "    … and %d more units\n", all: "\n%d things are missing; all of them are in the CSV and the JSON.\n", and: "; ",
	},
}

// PrintCoverage writes the report for a terminal: the measures of every level,
// then what is missing, the first units of each level.
func PrintCoverage(w io.Writer, r *coverage.Report, in fault.Language) error {
	say := coverageWords[in]
	english := in == fault.English
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, say.title, plain(r.Profile.Names.In(english)), r.Profile.Code, coverageAt(r))
	for _, l := range r.Levels {
		fmt.Fprintf(out, say.units, plain(l.Names.In(english)), l.Units)
		if l.Units == 0 {
			continue
		}
		for _, c := range coverageColumns(r) {
			printMeasure(out, "    ", c.names.In(english), c.of(l), in)
			if c.names.EN != sponsorColumn {
				continue
			}
			for _, s := range l.Sponsors {
				printMeasure(out, "        ", say.sponsor+s.Names.In(english), coverageCounted(s.Measure), in)
			}
		}
	}
	for _, l := range r.Levels {
		units := byUnit(r.Missing, l.ID)
		if len(units) == 0 {
			continue
		}
		fmt.Fprintf(out, say.missing, plain(l.Names.In(english)), len(units))
		for _, u := range units[:min(len(units), shownLacking)] {
			fmt.Fprintf(out, "    %s %s: %s\n", u.Code, plain(u.Names.In(english)), plain(strings.Join(u.texts(in), say.and)))
		}
		if left := len(units) - shownLacking; left > 0 {
			fmt.Fprintf(out, say.more, left)
		}
	}
	if len(r.Missing) == 0 {
		out.WriteString(say.none)
	} else {
		fmt.Fprintf(out, say.all, len(r.Missing))
	}
	return out.Flush()
}

// printMeasure writes a line with a bar, its columns below those of the others
// in a terminal, where a Chinese character is two columns wide.
func printMeasure(out *bufio.Writer, indent, name string, v coverageValue, in fault.Language) {
	const bar = 20
	indent += plain(name)
	fmt.Fprintf(out, "%s%s  ", indent, strings.Repeat(" ", max(0, 34-columns(indent))))
	if v.state != coverage.Counted {
		fmt.Fprintf(out, "%s\n", coverageStates[v.state].In(in == fault.English))
		return
	}
	full := int(v.share*bar + sameGround) // a half is a half
	fmt.Fprintf(out, "%s%s %7s  %s\n", strings.Repeat("#", full), strings.Repeat(".", bar-full), v.percent, v.count)
}

// columns is how wide a terminal shows a text.
func columns(text string) int {
	n := 0
	for _, c := range text {
		if n++; c >= 0x1100 {
			n++
		}
	}
	return n
}

// plain takes out of a text what nobody can see: a name must not move a
// terminal's cursor, break the line or turn the words around it.
func plain(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 {
			return '\ufffd'
		}
		return c
	}, text)
}
