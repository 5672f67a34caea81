package photo

import (
	"image"
	"image/draw"
)

// shrink draws a picture on white, no side longer than longest; a smaller one stays as
// large as it is. Each pixel is the mean of the area that it stands for, each share of
// a pixel counted as such. Row by row, it takes hardly more memory than its result;
// the kernels of golang.org/x/image/draw keep 32 bytes for each pixel of the result's
// width and the source's height, 150 MB for a photo of a telephone.
func shrink(src image.Image, longest int) *image.RGBA {
	from := src.Bounds()
	width, height := fit(from.Dx(), from.Dy(), longest)
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	source := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	row := make([]uint64, 3*width)
	// In units where a pixel of the source is height high, one of the result is as
	// high as the source has rows; and so across.
	y, left := 0, from.Dy()
	for at := range from.Dy() {
		draw.Draw(source, source.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(source, source.Rect, src, image.Pt(from.Min.X, from.Min.Y+at), draw.Over)
		for part := height; part > 0; {
			share := min(part, left)
			addRow(row, source.Pix, from.Dx(), width, uint64(share))
			part -= share
			if left -= share; left == 0 {
				setRow(dst.Pix[y*dst.Stride:], row, uint64(from.Dx())*uint64(from.Dy()))
				clear(row)
				y, left = y+1, from.Dy()
			}
		}
	}
	return dst
}

// fit returns the measures of a picture whose longest side is at most longest.
func fit(width, height, longest int) (int, int) {
	side := max(width, height)
	if side <= longest {
		return width, height
	}
	scaled := func(n int) int { return max(1, (n*longest+side/2)/side) }
	return scaled(width), scaled(height)
}

// addRow adds a row of the source, shrunk to the width and weighted, to sums of red,
// green and blue.
func addRow(sums []uint64, pix []uint8, from, width int, weight uint64) {
	x, left := 0, from
	for at := range from {
		red, green, blue := uint64(pix[4*at])*weight, uint64(pix[4*at+1])*weight, uint64(pix[4*at+2])*weight
		for part := width; part > 0; {
			share := min(part, left)
			sums[3*x] += red * uint64(share)
			sums[3*x+1] += green * uint64(share)
			sums[3*x+2] += blue * uint64(share)
			part -= share
			if left -= share; left == 0 {
				x, left = x+1, from
			}
		}
	}
}

// setRow writes the means of the sums.
func setRow(pix []uint8, sums []uint64, total uint64) {
	for x := range len(sums) / 3 {
		for i := range 3 {
			pix[4*x+i] = uint8((sums[3*x+i] + total/2) / total)
		}
		pix[4*x+3] = 0xff
	}
}
