package geo

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// A file far larger than the limit is read as long as no feature is; the first
// one that is stops it.
func TestReadFeaturesBounded(t *testing.T) {
	const limit = 1 << 20
	file := func(start, middle string, times int, end string) io.Reader {
		parts := []io.Reader{strings.NewReader(start)}
		for range times {
			parts = append(parts, strings.NewReader(middle))
		}
		return io.MultiReader(append(parts, strings.NewReader(end))...)
	}
	count := 0
	feature := `{"type":"Feature","properties":{"pad":"` + strings.Repeat("x", limit/8) + `"}},`
	long := file(`{"type":"FeatureCollection","features":[`, feature, 30, `{"type":"Feature"}]}`)
	if err := readFeatures(long, limit, func(Feature) error { count++; return nil }); err != nil || count != 31 {
		t.Errorf("%d features, %v", count, err)
	}
	bomb := file(`{"features":[{"type":"Feature"},{"type":"Feature","properties":{"pad":"`, strings.Repeat("x", limit/8), 10, `"}}]}`)
	err := readFeatures(bomb, limit, func(Feature) error { return nil })
	var fault *FormatError
	if !errors.As(err, &fault) || fault.Reason != ReasonFeatureTooLarge || fault.Feature != 1 {
		t.Errorf("a bomb: %v", err)
	}
}
