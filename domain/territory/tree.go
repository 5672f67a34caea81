package territory

import (
	"cmp"
	"fmt"
	"slices"

	"sizhang/geo/cover"
)

// link makes the tree.
func (t *Territory) link() error {
	t.nodes = make([]node, len(t.units))
	for i, u := range t.units {
		_, rank, ok := t.profile.Level(u.Level)
		if !ok {
			return fmt.Errorf("unit %s has the unknown level %q", u.Code, u.Level)
		}
		if _, twice := t.byCode[u.Code]; twice {
			return fmt.Errorf("two units have the code %s", u.Code)
		}
		if p, beyond := cover.Beyond(u.Shape); beyond {
			return fmt.Errorf("unit %s reaches %v, beyond what can be indexed", u.Code, p)
		}
		t.byCode[u.Code] = int32(i)
		t.nodes[i] = node{rank: rank, parent: none, answering: t.profile.Answering(u.Level)}
	}
	for i, u := range t.units {
		if u.Parent == "" {
			t.roots = append(t.roots, int32(i))
			continue
		}
		parent, ok := t.byCode[u.Parent]
		if !ok {
			return fmt.Errorf("unit %s has the unknown parent %s", u.Code, u.Parent)
		}
		if t.nodes[parent].rank >= t.nodes[i].rank {
			return fmt.Errorf("unit %s hangs under %s, which is no wider", u.Code, u.Parent) // so there are no cycles
		}
		t.nodes[i].parent = parent
		t.nodes[parent].children = append(t.nodes[parent].children, int32(i))
	}
	wider := func(a, b int32) int { return cmp.Or(t.nodes[a].rank-t.nodes[b].rank, cmp.Compare(a, b)) }
	slices.SortFunc(t.roots, wider)
	for i := range t.nodes {
		slices.SortFunc(t.nodes[i].children, wider)
	}
	return nil
}
