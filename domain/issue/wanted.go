package issue

import "sizhang/domain/fault"

// unwanted refuses what an action does not want: to ignore it would be to do something
// else than was asked for.
func unwanted(row *Transition, c *Command) error {
	given := []struct {
		field string
		is    bool
		by    []Action
	}{
		{"to", c.To != nil, []Action{Dispatch}},
		{"unit", c.Unit != "", []Action{Arbitrate}},
		{"until", !c.Until.IsZero(), []Action{AskSuspend, Whistle}},
		{"into", c.Into != "", []Action{Merge}},
		{"category", c.Category != "", []Action{Correct}},
		{"condition", c.Condition != "", []Action{Correct}},
		{"place", c.Place != nil, []Action{Correct}},
		{"bodies", len(c.Bodies) > 0, []Action{Whistle}},
		{"body", c.Body != "", []Action{Arrive}},
	}
	for _, g := range given {
		wanted := false
		for _, a := range g.by {
			wanted = wanted || a == row.Action
		}
		if g.is && !wanted {
			return fault.New(fault.FieldNotWanted, g.field, fault.With{"action": row.Action})
		}
	}
	return nil
}
