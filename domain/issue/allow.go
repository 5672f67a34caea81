package issue

import (
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/fault"
)

// Object is where an issue lies and whose it is, to ask who may do what with it.
func (i *Issue) Object() access.Object {
	bodies := slices.Concat(i.Routing.Departments, i.Routing.Supervisors)
	if i.Hands.Body != "" {
		bodies = append(bodies, i.Hands.Body)
	}
	if i.Joint != nil {
		for _, call := range i.Joint.Calls {
			bodies = append(bodies, call.Body)
		}
	}
	slices.Sort(bodies)
	units := i.Routing.Units
	if i.Hands.Unit != "" && !slices.Contains(units, i.Hands.Unit) {
		units = append(slices.Clip(units), i.Hands.Unit)
	}
	return access.Object{City: i.City, Units: units, Also: i.Routing.Spots, Bodies: slices.Compact(bodies)}
}

// allow says whether whoever asks may do what the row says.
func (i *Issue) allow(row *Transition, c *Command, w *World) error {
	switch row.Who {
	case Alone:
		return nil // rowFor lets nobody else here
	case Reporting:
		return i.allowReporter(c)
	}
	if c.By.Kind == BySystem {
		return nil
	}
	if c.By.Kind == ByCitizen || !c.Actor.Can(row.Right, i.Object()) {
		return fault.New(fault.RightMissing, "", fault.With{"right": row.Right})
	}
	switch {
	case row.Who == InHands && !i.inHands(c.Actor, row.Right, w),
		row.Who == Claimant && !i.Worker.same(c.By):
		return fault.New(fault.NotInHands, "action", nil)
	case row.Who == Another && row.Asked != "" && i.Asked.By.same(c.By),
		row.If == IfSeconded && i.Asked.Seconded.same(c.By):
		return fault.New(fault.OwnRequest, "action", nil)
	case row.Who == Another && i.worked(c.By):
		return fault.New(fault.OwnCheck, "action", nil)
	}
	return nil
}

// allowReporter wants a citizen who reported it and has not answered, known by the
// hash of their key, or the system that speaks for one.
func (i *Issue) allowReporter(c *Command) error {
	if i.worked(c.By) {
		return fault.New(fault.OwnCheck, "action", nil)
	}
	for k := range i.Reporters {
		if i.speaksFor(&i.Reporters[k], c) {
			return nil
		}
	}
	return fault.New(fault.ReporterUnknown, "action", nil)
}

// inHands says whether the actor acts for whose hands it is in: has the right to what
// lies at their unit, or to what is in their body's charge.
func (i *Issue) inHands(a access.Actor, right access.Right, w *World) bool {
	o := access.Object{City: i.City}
	if i.Hands.Body != "" {
		o.Bodies = []string{i.Hands.Body}
	}
	if i.Hands.Unit != "" {
		o.Units = []string{i.Hands.Unit}
		if w.Above != nil {
			o.Units = w.Above(i.Hands.Unit)
		}
	}
	return a.Can(right, o)
}

// worked says whether somebody ever had a hand in it, as whatever they act now: nobody
// checks what they handled themselves, nor speaks for those who reported it.
func (i *Issue) worked(b By) bool {
	for k := range i.History {
		switch e := &i.History[k]; e.Action {
		case Claim, Finish, Fix:
			if by := e.By; b.Account != "" && b.Account == by.Account || b.Person != "" && b.Person == by.Person {
				return true
			}
		}
	}
	return false
}

// same says whether two are one: by account, or by person where they have none.
func (b By) same(o By) bool {
	if b.Kind != o.Kind {
		return false
	}
	return b.Account != "" && b.Account == o.Account || b.Person != "" && b.Person == o.Person
}
