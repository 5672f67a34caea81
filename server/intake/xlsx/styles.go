package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// readStyles returns, for every style that a cell can have, whether it shows a
// number as a date or a time.
func (b *Book) readStyles(part string) ([]bool, error) {
	x, err := b.open(part, b.limits.other)
	if err != nil {
		return nil, err
	}
	defer x.close()
	formats := map[string]bool{}
	var dates []bool
	inCells := false
	for {
		token, err := x.next()
		if errors.Is(err, io.EOF) {
			return dates, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "numFmt":
				formats[attribute(token, "numFmtId")] = showsDate(attribute(token, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id := attribute(token, "numFmtId")
					date, own := formats[id]
					dates = append(dates, own && date || !own && builtInDate(id))
				}
			}
		case xml.EndElement:
			if token.Name.Local == "cellXfs" {
				inCells = false
			}
		}
	}
}

// builtInDate says whether a format that files name by number only is one of
// dates or times (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are those of
// Chinese, Japanese and Korean versions). 46 is a length of time.
func builtInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n == 45 || n == 47 || n >= 50 && n <= 58)
}

var (
	// unspoken are the parts of a format that stand for themselves: quoted and
	// escaped text, fill, and conditions, colours and languages in brackets.
	unspoken = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)
	elapsed  = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	general  = regexp.MustCompile(`(?i)general`)
)

// showsDate says whether a format shows a number as a date or a time of day; a
// length of time such as [h]:mm is neither.
func showsDate(format string) bool {
	if elapsed.MatchString(format) {
		return false
	}
	spoken := unspoken.ReplaceAllString(format, "")
	spoken, _, _ = strings.Cut(spoken, ";")
	return strings.ContainsAny(general.ReplaceAllString(spoken, ""), "yYmMdDhHsS")
}
