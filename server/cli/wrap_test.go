package cli

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrapped(t *testing.T) {
	for text, want := range map[string][]string{
		"":                   nil,
		"short":              {"short"},
		"one two three four": {"one two", "three four"},
		"磁盘空间偏紧，换一块。":        {"磁盘空间偏", "紧，换一", "块。"},
		"磁盘空间够，不换":           {"磁盘空间", "够，不换"},
		"见（operations）里":     {"见", "（operations）", "里"},
		"/a/very/long/path":  {"/a/very/long/path"},
		"在 /a/b/c/d 里":       {"在", "/a/b/c/d", "里"},
	} {
		if got := wrapped(text, 10); !slices.Equal(got, want) {
			t.Errorf("%s became %q, want %q", text, got, want)
		}
	}
}

// Nothing is lost but blanks, no line is too long that could be shorter, and none
// begins with a mark that closes.
func TestWrappedLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"磁盘", "，", "a", "word", " ", "（", "）", "。", "/p/q"})).Draw(t, "text"), "")
		width := rapid.IntRange(4, 20).Draw(t, "width")
		lines := wrapped(text, width)
		if without(strings.Join(lines, "")) != without(text) {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, line := range lines {
			if first, _ := utf8.DecodeRuneInString(line); line != "" && closes(first) && line != lines[0] {
				t.Fatalf("a line begins with %c: %q", first, lines)
			}
			if places(line) > width && len(pieces(line)) > 1 {
				t.Fatalf("%q is %d wide of %d: %q", line, places(line), width, lines)
			}
		}
	})
}

func without(text string) string { return strings.ReplaceAll(text, " ", "") }
