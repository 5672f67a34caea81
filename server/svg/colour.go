package svg

// Palette is the "light" scheme of Paul Tol's Colour Schemes (SRON/EPS/TN/09-002,
// 2021): made for areas under black text, told apart by the colour-blind.
var Palette = []string{
	"#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#99DDFF", "#44BB99", "#BBCC33", "#AAAA00",
}

// Grey is the palette's grey, for what belongs to nobody.
const Grey = "#DDDDDD"
