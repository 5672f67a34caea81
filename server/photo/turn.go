package photo

import "image"

// orientation is how a camera was held (Exif 2.32, 4.6.4 A: Orientation): 1 upright,
// 3 upside down, 6 and 8 on its sides, the even ones up to 4 and the odd ones from 5
// mirrored. 0 where nothing is known.
type orientation int

// turned says whether width and height change places.
func (o orientation) turned() bool { return o >= 5 }

// turn makes a picture upright.
func turn(src *image.RGBA, o orientation) *image.RGBA {
	if o <= 1 {
		return src
	}
	width, height := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewRGBA(src.Rect)
	if o.turned() {
		dst = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	for y := range height {
		for x := range width {
			to := place(o, x, y, width, height)
			copy(dst.Pix[dst.PixOffset(to.X, to.Y):][:4], src.Pix[src.PixOffset(x, y):][:4])
		}
	}
	return dst
}

// place is where a pixel goes. The orientation says which sides of the scene the
// first row and the first column of the file are.
func place(o orientation, x, y, width, height int) image.Point {
	right, bottom := width-1-x, height-1-y
	switch o {
	case 2: // top, right
		return image.Pt(right, y)
	case 3: // bottom, right
		return image.Pt(right, bottom)
	case 4: // bottom, left
		return image.Pt(x, bottom)
	case 5: // left, top
		return image.Pt(y, x)
	case 6: // right, top
		return image.Pt(bottom, x)
	case 7: // right, bottom
		return image.Pt(bottom, right)
	case 8: // left, bottom
		return image.Pt(y, right)
	}
	return image.Pt(x, y)
}
