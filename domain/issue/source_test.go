package issue

import "testing"

func TestEverySourceHasItsNames(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Sources {
		n := s.Names()
		if n.ZH == "" || n.EN == "" || seen[n.ZH] || seen[n.EN] || !s.Known() {
			t.Errorf("%s is called %+v", s, n)
		}
		seen[n.ZH], seen[n.EN] = true, true
	}
	if len(sourceNames) != len(Sources) {
		t.Errorf("%d names of %d sources", len(sourceNames), len(Sources))
	}
}
