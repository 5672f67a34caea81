package issue

import (
	"slices"
	"strings"

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
	return nil, fault.New(fault.ActionImpossible, "action", fault.With{
		"action": c.Action, "state": i.State, "possible": strings.Join(i.actions(), ", "),
	})
}

// narrows returns nil where the row's own conditions hold, else why not. part is the
// issue that this one is to absorb, if any.
func (i *Issue) narrows(row *Transition, part *Issue) error {
	impossible := fault.New(fault.ActionImpossible, "action", fault.With{
		"action": row.Action, "state": i.State, "possible": strings.Join(i.actions(), ", "),
	})
	if row.Asked != "" && (i.Asked == nil || i.Asked.Action != row.Asked) {
		return fault.New(fault.NoRequest, "action", nil)
	}
	awaited := i.awaited()
	holds := true
	switch row.If {
	case IfAwaited:
		holds = awaited > 0
	case IfNotAwaited:
		holds = awaited == 0
	case IfMoreAwaited:
		holds = awaited > 1
	case IfWorked:
		holds = i.Worker != (By{})
	case IfNotWorked:
		holds = i.Worker == (By{})
	case IfSeconded:
		holds = i.Asked != nil && i.Asked.Seconded != nil
	case IfNotSeconded:
		holds = i.Asked != nil && i.Asked.Seconded == nil
	case IfWhistled:
		holds = i.Joint != nil
	case IfLate:
		holds = i.late()
	case IfBrings:
		holds = part != nil && slices.ContainsFunc(part.Reporters, func(r Reporter) bool { return r.Kind != Staff })
	}
	if !holds {
		return impossible
	}
	return nil
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

// actions lists what somebody can do in this state, whoever they are.
func (i *Issue) actions() []string {
	var list []string
	for k := range Lifecycle {
		row := &Lifecycle[k]
		if row.Who != Alone && slices.Contains(row.From, i.State) && !slices.Contains(list, string(row.Action)) && (row.Asked == "" || i.Asked != nil && i.Asked.Action == row.Asked) {
			list = append(list, string(row.Action))
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
