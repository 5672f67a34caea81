package territory

import (
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// CheckLineage looks at what a draft says its units came of (沿革), and returns
// everything that speaks against it. ended are the units that earlier versions
// ended, as they last stood; AddUp returns them.
//
// A predecessor must be a unit in force, of the draft or among the ended: one
// that never was is a slip of the pen. A unit may come of one that comes with it
// in the same draft, where one part of a split keeps the old code, but new units
// may not come of each other in a circle. That a unit in force comes of its own
// successor is no circle: a part can be taken back.
//
// A code that has ended may stand again, with a note: nothing that was published
// can be edited, so this is how an ending by mistake is put right. It keeps its
// level.
func CheckLineage(inForce, ended, draft []Unit) []Finding {
	d := newDrafting(&city.Profile{}, inForce, draft)
	past := make(map[string]*Unit, len(ended))
	for i := range ended {
		past[ended[i].Code] = &ended[i]
	}
	for i := range draft {
		u := &draft[i]
		if u.Ended || !d.isDraft(u) {
			continue
		}
		if old := past[u.Code]; old != nil {
			d.revive(u, old)
		}
		for _, code := range codeSet(u.Predecessors) {
			d.predecessor(u, code, past[code])
		}
	}
	d.descentCircles()
	return d.findings
}

// revive looks at a unit whose code has ended before.
func (d *drafting) revive(u, old *Unit) {
	if old.Level != u.Level {
		d.add(Refusal, fault.LevelChanged, u, "level", nil, fault.With{"from": old.Level, "to": u.Level})
		return
	}
	d.add(Note, fault.CodeRevived, u, "code", nil, fault.With{"code": u.Code, "name": old.Names.ZH})
}

// predecessor looks at one that a unit names; past is the ended unit of the
// code, nil where there is none.
func (d *drafting) predecessor(u *Unit, code string, past *Unit) {
	of := d.inForce[code]
	if of == nil {
		of = past
	}
	if of == nil && !d.ends(code) {
		of = d.draft[code]
	}
	switch {
	case code == u.Code:
		d.add(Refusal, fault.PredecessorItself, u, "predecessors", nil, fault.With{"code": code})
	case of == nil:
		d.add(Refusal, fault.PredecessorUnknown, u, "predecessors", nil, fault.With{"code": code})
	case of.Level != u.Level:
		d.add(Note, fault.PredecessorLevel, u, "predecessors", nil, fault.With{"code": code, "level": of.Level, "own": u.Level})
	}
}

// descentCircles refuses new units that come of each other, each circle once, at
// its lowest code.
func (d *drafting) descentCircles() {
	const underWay, done = 1, 2
	state := map[string]int{}
	var path []string
	var visit func(code string)
	visit = func(code string) {
		u := d.draft[code]
		if u == nil || u.Ended || d.inForce[code] != nil || state[code] == done {
			return
		}
		if state[code] == underWay {
			d.descentCircle(path[slices.Index(path, code):])
			return
		}
		state[code] = underWay
		path = append(path, code)
		for _, of := range codeSet(u.Predecessors) {
			if of != code { // said already
				visit(of)
			}
		}
		path = path[:len(path)-1]
		state[code] = done
	}
	for _, code := range d.draftCodes() {
		visit(code)
	}
}

func (d *drafting) descentCircle(codes []string) {
	lowest := slices.Index(codes, slices.Min(codes))
	chain := slices.Concat(codes[lowest:], codes[:lowest+1])
	d.add(Refusal, fault.PredecessorCircle, d.draft[chain[0]], "predecessors", nil, fault.With{"chain": strings.Join(chain, " ← ")})
}
