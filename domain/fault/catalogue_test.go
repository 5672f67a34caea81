package fault

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"
)

var (
	snake       = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	placeholder = regexp.MustCompile(`\{([a-z_0-9]+)\}`)
	han         = regexp.MustCompile(`\p{Han}`)
)

// Every code has a text in both languages, and both tell the same things.
func TestCatalogueIsWhole(t *testing.T) {
	if len(Codes()) != len(catalogue) || len(catalogue) == 0 {
		t.Fatalf("%d codes of %d", len(Codes()), len(catalogue))
	}
	for code, e := range catalogue {
		if !snake.MatchString(string(code)) {
			t.Errorf("%s is not in snake case", code)
		}
		if !han.MatchString(e.zh) || e.en == "" || han.MatchString(placeholder.ReplaceAllString(e.en, "")) && code != FlagInvalid {
			t.Errorf("%s: %q, %q", code, e.zh, e.en)
		}
		zh, en := placeholders(e.zh), placeholders(e.en)
		if !slices.Equal(zh, en) {
			t.Errorf("%s: the Chinese text has %v, the English %v", code, zh, en)
		}
	}
}

func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestACodeCannotStandThereTwice(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("nobody noticed")
		}
	}()
	extend(map[Code]entry{InternalError: {}})
}

func TestAllFindsFaultsThroughJoinsAndWraps(t *testing.T) {
	a, b := New(IDInvalid, "a", nil), New(IDDoubled, "b", nil)
	err := fmt.Errorf("reading: %w", errors.Join(fmt.Errorf("first: %w", a), errors.New("nothing"), errors.Join(b)))
	if got := All(err); len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("found %v", got)
	}
	if All(nil) != nil || All(errors.New("other")) != nil {
		t.Error("found faults where there are none")
	}
}
