package issue

import (
	"slices"

	"sizhang/domain/fault"
)

// rowFor returns the row of the lifecycle that holds for the command now.
func (i *Issue) rowFor(c Command) (*Transition, error) {
	known := false
	var narrowed error
	for k := range Lifecycle {
		row := &Lifecycle[k]
		if row.Action != c.Action {
			continue
		}
		known = true
		if (row.Who == Alone) != (c.By.Kind == BySystem) && row.Action != Dispatch {
			continue
		}
		if !slices.Contains(row.From, i.State) {
			continue
		}
		if narrowed = i.narrows(row, c.Part); narrowed == nil {
			return row, nil
		}
	}
	switch {
	case !known:
		return nil, fault.New(fault.ActionUnknown, "action", fault.With{"action": c.Action})
	case narrowed != nil:
		return nil, narrowed
	}
	return nil, i.impossible(c.Action)
}

// impossible says what can be done instead.
func (i *Issue) impossible(a Action) error {
	var possible fault.Names
	for _, other := range i.actions() {
		possible = append(possible, other.name())
	}
	state := fault.Names{{Code: string(i.State), ZH: i.State.Info().ZH}}
	return fault.New(fault.ActionImpossible, "action", fault.With{"action": fault.Names{a.name()}, "state": state, "possible": possible})
}

// narrows returns nil where the row's own conditions hold, else why not. part is the
// issue that this one is to absorb, if any.
func (i *Issue) narrows(row *Transition, part *Issue) error {
	switch {
	case !i.asked(row):
		return fault.New(fault.NoRequest, "action", nil)
	case !i.holds(row, part):
		return i.impossible(row.Action)
	}
	return nil
}

// asked says whether there is the request that the row answers, if it answers one.
func (i *Issue) asked(row *Transition) bool {
	return row.Asked == "" || i.Asked != nil && i.Asked.Action == row.Asked
}

// holds says whether the row's condition does.
func (i *Issue) holds(row *Transition, part *Issue) bool {
	switch row.If {
	case IfAwaited:
		return i.awaited() > 0
	case IfNotAwaited:
		return i.awaited() == 0
	case IfMoreAwaited:
		return i.awaited() > 1
	case IfWorked:
		return i.Worker != (By{})
	case IfNotWorked:
		return i.Worker == (By{})
	case IfSeconded:
		return i.Asked != nil && i.Asked.Seconded != nil
	case IfNotSeconded:
		return i.Asked != nil && i.Asked.Seconded == nil
	case IfWhistled:
		return i.Joint != nil
	case IfLate:
		return i.late()
	case IfBrings:
		return part != nil && slices.ContainsFunc(part.Reporters, func(r Reporter) bool { return r.Kind != Staff })
	}
	return true
}

// awaited is how many of those outside who reported it have not said whether they
// approve.
func (i *Issue) awaited() int {
	n := 0
	for k := range i.Reporters {
		if r := &i.Reporters[k]; r.Kind != Staff && r.Answer == "" {
			n++
		}
	}
	return n
}

// actions lists what somebody can do to the issue as it is, whoever they are.
func (i *Issue) actions() []Action {
	var list []Action
	for k := range Lifecycle {
		row := &Lifecycle[k]
		if row.Who != Alone && slices.Contains(row.From, i.State) && i.asked(row) && i.holds(row, nil) && !slices.Contains(list, row.Action) {
			list = append(list, row.Action)
		}
	}
	return list
}

// Choice is an action that is possible, and what it demands.
type Choice struct {
	Action  Action
	ZH, EN  string
	Demands []Demand
}

// Possible returns what whoever asks could do to the issue now, in the order of the
// lifecycle. asker has Actor, By and Citizen; the rest is not looked at.
func (i *Issue) Possible(asker Command, w World) []Choice {
	var list []Choice
	for k := range Lifecycle {
		row := &Lifecycle[k]
		if row.Who == Alone || !slices.Contains(row.From, i.State) || i.narrows(row, nil) != nil || slices.ContainsFunc(list, func(c Choice) bool { return c.Action == row.Action }) {
			continue
		}
		c := asker
		c.Action = row.Action
		if i.allow(row, &c, &w) == nil {
			list = append(list, Choice{row.Action, row.ZH, row.EN, demandsOf(row, &w)})
		}
	}
	return list
}

// demandsOf leaves out what the city's rules do not want.
func demandsOf(row *Transition, w *World) []Demand {
	return slices.DeleteFunc(slices.Clone(row.Demands), func(d Demand) bool {
		return d == WantSpot && w.Rules.CheckWithinM <= 0 && row.Action != Arrive || d == WantAfter && row.Action == Finish && w.photosFinish() == 0
	})
}
