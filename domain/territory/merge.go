package territory

// Merge returns the unit as a newer import has it. What that import does not
// carry is kept from the unit in force: the names of a table survive a file of
// shapes without names, and the shapes survive the next table. Predecessors are
// stated all at once: a newer list takes the place of the one in force.
func Merge(inForce, newer Unit) Unit {
	merged := newer
	kept := false
	keep := func(into *string, from string) {
		if *into == "" && from != "" {
			*into, kept = from, true
		}
	}
	keep(&merged.Level, inForce.Level)
	keep(&merged.Names.ZH, inForce.Names.ZH)
	keep(&merged.Names.EN, inForce.Names.EN)
	keep(&merged.Parent, inForce.Parent)
	keep(&merged.GridCode, inForce.GridCode)
	if newer.Shape == nil && inForce.Shape != nil {
		merged.Shape, merged.Declared, kept = inForce.Shape, inForce.Declared, true
	}
	if len(newer.Predecessors) == 0 && len(inForce.Predecessors) > 0 {
		merged.Predecessors, kept = inForce.Predecessors, true
	}
	// A unit that is made up in part is still made up.
	merged.Generated = newer.Generated || kept && inForce.Generated
	return merged
}
