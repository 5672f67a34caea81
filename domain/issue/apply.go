package issue

// File makes an issue of a report (上报): reported or, as the rules have it, filed and
// dispatched at once; or fixed on the spot. It is refused with a *fault.Fault that
// names the field.
func New(f Filing, w World) (Issue, error) { panic("not yet") }

// Do returns the issue after the command. A command that it has absorbed already
// changes nothing. An action that is not possible is refused with fault.ActionImpossible,
// whose "possible" lists those that are; one that the actor has no right to with
// fault.RightMissing; one that lacks what it demands with the field at fault.
func (i Issue) Do(c Command, w World) (Issue, error) { panic("not yet") }

// Possible returns what the actor could do to the issue now.
func (i *Issue) Possible(actor Command, w World) []Choice { panic("not yet") }

// Choice is an action that is possible, and what it demands.
type Choice struct {
	Action  Action
	Demands []Demand
}
