package svg

import "unicode"

// Font is the families that the drawings ask for, none of them shipped.
const Font = `'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif`

// TextWidth estimates the width of a text: a Chinese character is as wide as the
// font is high, a Latin one a little over half.
func TextWidth(text string, size float64) float64 {
	wide := 0.0
	for _, r := range text {
		if r < 0x2000 {
			wide += 0.58
		} else {
			wide++
		}
	}
	return wide * size
}

// Shorten cuts a text that would be wider than the room for it.
func Shorten(text string, size, room float64) string {
	if TextWidth(text, size) <= room {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && TextWidth(string(runes), size)+size > room {
		runes = runes[:len(runes)-1]
	}
	for len(runes) > 0 && unicode.Is(unicode.Mn, runes[len(runes)-1]) {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
