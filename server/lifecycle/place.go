package lifecycle

import (
	"fmt"
	"math"
	"strings"
)

// arrives says whether a piece of a path ends at a box, rather than at another line.
func arrives(piece string) bool {
	x, y := end(piece)
	for _, b := range boxes {
		near := math.Max(math.Abs(x-column[b.column])-boxWide/2, math.Abs(y-tier[b.tier])-boxTall/2)
		if near >= 0 && near <= 5 {
			return true
		}
	}
	return false
}

// end returns where a path of M, H and V ends.
func end(path string) (x, y float64) {
	for path != "" {
		letter := path[0]
		n := strings.IndexAny(path[1:], "MHV") + 1
		if n == 0 {
			n = len(path)
		}
		switch letter {
		case 'M':
			fmt.Sscan(path[1:n], &x, &y)
		case 'H':
			fmt.Sscan(path[1:n], &x)
		case 'V':
			fmt.Sscan(path[1:n], &y)
		}
		path = path[n:]
	}
	return x, y
}
