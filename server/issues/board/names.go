package board

import (
	"strings"

	"sizhang/domain/issue"
)

// numbered keeps each value once and gives it a number, for good.
type numbered[K comparable, V any] struct {
	number map[K]uint32
	values []V
}

func newNumbered[K comparable, V any]() numbered[K, V] {
	return numbered[K, V]{number: map[K]uint32{}}
}

// of returns the value's number.
func (n *numbered[K, V]) of(k K, value func() V) uint32 {
	number, known := n.number[k]
	if !known {
		number = uint32(len(n.values))
		n.number[k] = number
		n.values = append(n.values, value())
	}
	return number
}

// names are what many cards share.
type names struct {
	texts   numbered[string, string] // categories, people, units, bodies
	sources numbered[issue.Source, issue.Source]
	states  numbered[issue.State, issue.StateInfo]
	grounds numbered[string, ground]
	bodies  numbered[string, bodies]
	hands   numbered[issue.Hands, hands]
	tallies numbered[tally, tally]
}

func newNames() names {
	n := names{
		texts: newNumbered[string, string](), sources: newNumbered[issue.Source, issue.Source](),
		states: newNumbered[issue.State, issue.StateInfo](), grounds: newNumbered[string, ground](),
		bodies: newNumbered[string, bodies](), hands: newNumbered[issue.Hands, hands](), tallies: newNumbered[tally, tally](),
	}
	n.text("") // is 0
	return n
}

// ground is where cards lie.
type ground struct {
	units, spots []string
	// all are the numbers of units and spots, each once.
	all []uint32
}

// bodies are departments and supervisors that cards concern.
type bodies struct {
	codes []string
	all   []uint32
}

// hands are whose hands cards are in, with the numbers of their unit and body.
type hands struct {
	issue.Hands
	unit, body uint32
}

// tally is what was counted of an issue. Few differ.
type tally struct {
	photos, postponements, suspensions, bounces, reworks, reopenings, dispatches int
	steps                                                                        [8]issue.Step
}

func (n *names) text(s string) uint32 {
	if s == "" && len(n.texts.values) > 0 {
		return 0
	}
	return n.texts.of(s, func() string { return strings.Clone(s) })
}

// info returns what there is to say of a state that may be unknown.
func info(s issue.State) issue.StateInfo {
	i := s.Info()
	i.State = s
	return i
}

func (n *names) ground(p *Packed) uint32 {
	return n.grounds.of(p.groundKey, func() ground {
		g := ground{units: cloned(p.units), spots: cloned(p.spots)}
		g.all = n.each(g.units, g.spots)
		return g
	})
}

func (n *names) body(p *Packed) uint32 {
	return n.bodies.of(p.bodiesKey, func() bodies {
		b := bodies{codes: cloned(p.bodies)}
		b.all = n.each(b.codes)
		return b
	})
}

func (n *names) hand(h issue.Hands) uint32 {
	return n.hands.of(h, func() hands { return hands{h, n.text(h.Unit), n.text(h.Body)} })
}

// each returns the numbers of the texts, each once.
func (n *names) each(lists ...[]string) []uint32 {
	var all []uint32
	seen := map[uint32]bool{}
	for _, list := range lists {
		for _, text := range list {
			if number := n.text(text); !seen[number] {
				seen[number] = true
				all = append(all, number)
			}
		}
	}
	return all
}

// cloned keeps nothing of what the texts were cut from.
func cloned(list []string) []string {
	if list == nil {
		return nil
	}
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = strings.Clone(text)
	}
	return out
}
