package picture

import (
	"strconv"

	"sizhang/geo"
)

// appendRing appends a closed ring to a path.
func appendRing(d []byte, m projection, ring geo.Ring) []byte {
	for i, point := range ring[:len(ring)-1] {
		x, y := m.at(point)
		if i == 0 {
			d = append(d, 'M')
		} else {
			d = append(d, 'L')
		}
		d = strconv.AppendFloat(d, x, 'f', 1, 64)
		d = append(d, ' ')
		d = strconv.AppendFloat(d, y, 'f', 1, 64)
	}
	return append(d, 'Z')
}

func appendShape(d []byte, m projection, shape geo.Shape) []byte {
	for ring := range shape.Rings {
		d = appendRing(d, m, ring)
	}
	return d
}
