package overlay

import (
	"fmt"
	"testing"
)

type thing struct{ key, value, extra string }

func key(t thing) string { return t.key }

func TestLayTakesOutWhatIsInForceAlready(t *testing.T) {
	inForce := []thing{{"a", "1", "x"}, {"b", "1", ""}}
	keep := func(old, newer thing) thing { newer.extra = old.extra; return newer }
	o := Lay(inForce, []thing{{"b", "2", ""}, {"a", "1", ""}, {"c", "3", ""}, {"c", "4", ""}}, key, keep, func(a, b thing) bool { return a == b })
	if got := fmt.Sprint(o); got != "{[{b 2 } {c 3 } {c 4 }] 2 1 1}" {
		t.Errorf("got %s", got)
	}
	o = Lay(inForce, []thing{{"a", "1", ""}}, key, Newer, func(a, b thing) bool { return a == b })
	if got := fmt.Sprint(o); got != "{[{a 1 }] 0 1 0}" {
		t.Errorf("replaced whole: got %s", got)
	}
}

func TestOverPutsTheFreshFirst(t *testing.T) {
	all := Over([]thing{{"a", "1", ""}, {"b", "1", ""}}, []thing{{"c", "2", ""}, {"a", "2", ""}}, key)
	if got := fmt.Sprint(all); got != "[{c 2 } {a 2 } {b 1 }]" {
		t.Errorf("got %s", got)
	}
}
