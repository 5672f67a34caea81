package indicator

import (
	"slices"

	"sizhang/domain/issue"
)

// By is what figures are split by (分组).
type By string

const (
	ByNothing    By = ""
	ByUnit       By = "unit"       // 辖区: every unit of the issue's place, with all above
	ByHead       By = "head"       // 承办岗位与承办人
	ByPerson     By = "person"     // 人员: whoever had the indicator's own part in it
	ByDepartment By = "department" // 部门: whose hands it is in, else who has its category in charge
	ByCategory   By = "category"   // 类别: with all classes above
	BySource     By = "source"     // 来源
)

// Bys lists every way to group.
var Bys = []By{ByUnit, ByHead, ByPerson, ByDepartment, ByCategory, BySource}

// Key names a group. Code is a unit's, a person's id, a body's, a category's or a
// source; empty for issues that have none. Unit and Post are those of a head.
type Key struct {
	Code, Unit, Post string
}

// grouping finds the groups that an issue counts in. Group 0 is the total.
type grouping struct {
	q    *Question
	keys []Key
	at   map[Key]int32
	// codes is at for keys that are a code; a unit that makes no group is -1.
	codes map[string]int32
	chain map[string][]int32 // of a category: its group and those above
	slots [roles][]int32
}

func newGrouping(q *Question) *grouping {
	g := &grouping{q: q, keys: []Key{{}}, at: map[Key]int32{}, codes: map[string]int32{}, chain: map[string][]int32{}}
	for _, code := range q.Rows {
		g.code(code)
	}
	for r := range g.slots {
		g.slots[r] = append(make([]int32, 0, 16), 0)
	}
	return g
}

// of returns the groups that the issue counts in, by the part that somebody had in it;
// good until the next call.
func (g *grouping) of(c *issue.Card) *[roles][]int32 {
	s := g.slots[0][:1]
	switch g.q.By {
	case ByPerson:
		for r, person := range people(c) {
			g.slots[r] = append(g.slots[r][:1], g.code(person))
		}
		return &g.slots
	case ByUnit:
		for _, unit := range c.Units {
			if slot := g.unit(unit); slot > 0 && !slices.Contains(s, slot) {
				s = append(s, slot)
			}
		}
	case ByCategory:
		s = append(s, g.category(c.Category)...)
	case ByHead:
		s = append(s, g.key(Key{worker(c), c.Hands.Unit, c.Hands.Post}))
	case ByDepartment:
		s = append(s, g.code(department(c)))
	case BySource:
		s = append(s, g.code(string(c.Source)))
	}
	for r := range g.slots {
		g.slots[r] = s
	}
	return &g.slots
}

// people are who had which part in the issue, by role.
func people(c *issue.Card) [roles]string {
	return [roles]string{
		Reporter: c.Reporter, Verifier: c.Verifier, Filer: c.Filer, Dispatcher: c.Dispatcher, Worker: worker(c), Checker: c.Checker,
	}
}

// worker is who has the issue: whoever claimed it, else who holds the post.
func worker(c *issue.Card) string {
	if c.Worker != "" {
		return c.Worker
	}
	return c.Hands.Person
}

// department is the body whose hands an issue is in, else the one that has its
// category in charge.
func department(c *issue.Card) string {
	if c.Hands.Body != "" {
		return c.Hands.Body
	}
	return c.Department
}

func (g *grouping) code(code string) int32 {
	slot, known := g.codes[code]
	if !known {
		slot = g.key(Key{Code: code})
		g.codes[code] = slot
	}
	return slot
}

func (g *grouping) key(k Key) int32 {
	slot, known := g.at[k]
	if !known {
		slot = int32(len(g.keys))
		g.keys = append(g.keys, k)
		g.at[k] = slot
	}
	return slot
}

// unit returns the unit's group, -1 where it makes none.
func (g *grouping) unit(code string) int32 {
	slot, known := g.codes[code]
	if !known {
		if slot = -1; g.q.Takes == nil || g.q.Takes(code) {
			slot = g.key(Key{Code: code})
		}
		g.codes[code] = slot
	}
	return slot
}

// category returns the groups of a category and of all above it.
func (g *grouping) category(code string) []int32 {
	slots, known := g.chain[code]
	if known {
		return slots
	}
	seen := map[string]bool{}
	for at := code; !seen[at]; {
		seen[at] = true
		if g.q.Takes == nil || g.q.Takes(at) {
			slots = append(slots, g.code(at))
		}
		if g.q.Above == nil {
			break
		}
		if at = g.q.Above(at); at == "" {
			break
		}
	}
	g.chain[code] = slots
	return slots
}
