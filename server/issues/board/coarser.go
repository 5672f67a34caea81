package board

import (
	"math"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// Packer packs many cards faster than one by one, since cards lie in the same large
// cells. It is for one goroutine.
type Packer struct{ cores map[hex.Cell]core }

// NewPacker makes a packer.
func NewPacker() *Packer { return &Packer{map[hex.Cell]core{}} }

// mostCores is how many cells a packer remembers; it then begins again.
const mostCores = 1 << 16

// coarseRes is the finest resolution whose cells hold enough cards for a core each to be
// worth its making.
const coarseRes = 9

// cells are those of the point by resolution; no cell where it is nowhere.
func (k *Packer) cells(p geo.Point) (cells [finest - coarsest + 1]hex.Cell) {
	for res := finest; res >= coarsest; res-- {
		i := res - coarsest
		if k != nil && res <= coarseRes && cells[i+1] != 0 {
			if c := cells[i+1].Parent(res); k.core(c).holds(p) {
				cells[i] = c
				continue
			}
		}
		cells[i], _ = hex.At(p, res)
	}
	return cells
}

// core is a circle within a cell: three of four points of the cell lie in it, and what
// lies in it lies in no other. On a plane whose unit is a degree of latitude.
type core struct {
	centre geo.Point
	narrow float64 // how much shorter a degree of longitude is
	square float64 // of the radius; 0 where there is no circle
}

func (k *Packer) core(c hex.Cell) core {
	found, known := k.cores[c]
	if !known {
		if len(k.cores) >= mostCores {
			clear(k.cores)
		}
		found = coreOf(c)
		k.cores[c] = found
	}
	return found
}

// coreOf takes the distance from the centre to the nearest border, less 2 % for the
// plane not being the globe. Near the poles and the antimeridian there is no plane.
func coreOf(c hex.Cell) core {
	at := c.Centre()
	if math.Abs(at.Lat) > 80 || math.Abs(at.Lng) > 179 {
		return core{}
	}
	o := core{centre: at, narrow: math.Cos(at.Lat * math.Pi / 180)}
	corners := c.Boundary()
	nearest := math.Inf(1)
	for i, corner := range corners {
		x, y := o.from(corner)
		next := corners[(i+1)%len(corners)]
		dx, dy := o.from(next)
		dx, dy = dx-x, dy-y
		along := 0.0
		if length := dx*dx + dy*dy; length > 0 { // a ring may end where it began
			along = min(max(-(x*dx+y*dy)/length, 0), 1)
		}
		nearest = min(nearest, math.Hypot(x+along*dx, y+along*dy))
	}
	o.square = 0.98 * 0.98 * nearest * nearest
	return o
}

// from returns where a point is from the centre.
func (o core) from(p geo.Point) (x, y float64) {
	return (p.Lng - o.centre.Lng) * o.narrow, p.Lat - o.centre.Lat
}

// holds says whether the point lies in the circle, and so in the cell.
func (o core) holds(p geo.Point) bool {
	x, y := o.from(p)
	return x*x+y*y < o.square
}
