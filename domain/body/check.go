package body

import (
	"regexp"
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// A code is part of addresses and keys, as a unit's is.
var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// CheckBodies looks at bodies that are to be added to, or to replace, those in
// force, and returns everything that speaks against it. Its findings have the
// body's code as Unit.
func CheckBodies(inForce, draft []Body) []territory.Finding {
	t := tree{parentUnknown: fault.BodyParentUnknown, above: map[string]string{}}
	for _, b := range inForce {
		t.above[b.Code] = b.Parent
	}
	for _, b := range draft {
		t.above[b.Code] = b.Parent
	}
	for i, b := range draft {
		t.place(i, b.Code, b.Parent, b.Names.ZH)
	}
	t.cycles()
	t.depths()
	return t.findings
}

// MaxDepth is how many bodies, or categories, may stand one above the other, the
// lowest counted. Every answer spells out all that stand above a body, so a chain
// without end would cost the square of its length.
const MaxDepth = 64

// tree is a check of things that hang under each other.
type tree struct {
	parentUnknown fault.Code
	above         map[string]string // the code above each code, as it would be
	first         map[string]int
	order         []string // the codes of the draft
	findings      []territory.Finding
}

func (t *tree) refuse(code fault.Code, of, field string, with fault.With) {
	t.findings = append(t.findings, territory.Finding{Severity: territory.Refusal, Code: code, Unit: of, Field: field, With: with})
}

// place looks at one thing of the draft.
func (t *tree) place(i int, code, parent, name string) {
	if t.first == nil {
		t.first = map[string]int{}
	}
	if first, twice := t.first[code]; twice {
		t.refuse(fault.CodeDoubled, code, "code", fault.With{"code": code, "first": first + 1})
		return
	}
	t.first[code] = i
	t.order = append(t.order, code)
	if !codePattern.MatchString(code) {
		t.refuse(fault.CodeInvalid, code, "code", fault.With{"code": code})
	}
	if strings.TrimSpace(name) == "" {
		t.refuse(fault.NameMissing, code, "name", nil)
	}
	if _, known := t.above[parent]; parent != "" && !known {
		t.refuse(t.parentUnknown, code, "parent", fault.With{"parent": parent})
	}
}

// shownChain is how much of a circle a finding spells out.
const shownChain = 20

// cycles refuses each circle that the draft is part of, once, at the first of
// its members.
func (t *tree) cycles() {
	done := map[string]int{} // which walk came by
	for walk, start := range t.order {
		code := start
		for code != "" && done[code] == 0 {
			done[code] = walk + 1
			code = t.above[code]
		}
		if code == "" || done[code] != walk+1 {
			continue
		}
		chain, c := []string{code}, t.above[code]
		for ; c != code && len(chain) < shownChain; c = t.above[c] {
			chain = append(chain, c)
		}
		if c != code {
			c = "…"
		}
		t.refuse(fault.ParentCycle, code, "parent", fault.With{"chain": strings.Join(append(chain, c), " → ")})
	}
}

// depths refuses what hangs too deep, each branch once: where the draft hangs it
// so.
func (t *tree) depths() {
	depth := depthsOf(t.above)
	deep := map[string]bool{}
	for code, d := range depth {
		if d != MaxDepth+1 {
			continue
		}
		for up := code; up != ""; up = t.above[up] {
			if _, drafted := t.first[up]; drafted {
				deep[up] = true
				break
			}
		}
	}
	for _, code := range t.order {
		if deep[code] {
			t.refuse(fault.ParentsTooDeep, code, "parent", fault.With{"max": MaxDepth})
		}
	}
}

// depthsOf returns how deep each thing hangs: 1 at the top, 0 in and under a
// circle.
func depthsOf(above map[string]string) map[string]int {
	depth := make(map[string]int, len(above))
	var walk []string
	for code := range above {
		walk = walk[:0]
		for c := code; ; c = above[c] {
			_, known := depth[c]
			if _, there := above[c]; known || !there {
				break
			}
			depth[c] = 0 // until the walk comes back: a circle keeps it
			walk = append(walk, c)
		}
		for i := len(walk) - 1; i >= 0; i-- {
			c := walk[i]
			parent := above[c]
			if _, there := above[parent]; parent == "" || !there || depth[parent] > 0 {
				depth[c] = depth[parent] + 1
			}
		}
	}
	return depth
}
