package issues

import (
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
)

// tell names whom a mark stands for (通知对象), each once: the ids of people and, where
// nobody holds the post, "unit/post", or the code of a body as "body/code". It names
// somebody always: where there is nobody else, whoever the root of the city is.
func (r *router) tell(i *issue.Issue, who []string) []string {
	var told []string
	for _, w := range who {
		for _, name := range r.named(i, w) {
			if !slices.Contains(told, name) {
				told = append(told, name)
			}
		}
	}
	if len(told) == 0 {
		told = []string{nameOf(i.Routing.Root)}
	}
	return told
}

// named returns whom one word stands for: one of the Tell constants, or a post's id.
func (r *router) named(i *issue.Issue, who string) []string {
	steps := r.line(i)
	switch who {
	case city.TellHands:
		return []string{nameOf(i.Hands)}
	case city.TellNextHead:
		if i.Hands.Unit == "" && len(i.Routing.Heads) > 0 {
			return []string{nameOf(i.Routing.Heads[0])} // above a body stands whoever has the ground
		}
		if next := firstHeld(steps, func(s territory.Step) bool { return s.Post.Kind == city.Head && s.Unit.Code != i.Hands.Unit }); next != nil {
			return next
		}
		fallthrough // nobody but leaders is above the last head
	case city.TellLeaders:
		return firstHeld(steps, func(s territory.Step) bool { return s.Post.Kind == city.Leader })
	}
	post := func(s territory.Step) bool { return s.Post.ID == who }
	if held := firstHeld(steps, post); held != nil {
		return held
	}
	for _, s := range steps {
		if post(s) {
			return []string{s.Unit.Code + "/" + s.Post.ID}
		}
	}
	return nil
}

// line returns the escalation line (升级链) from where the issue is: from its hands or,
// where a body has it, from its place.
func (r *router) line(i *issue.Issue) []territory.Step {
	for _, unit := range append([]string{i.Hands.Unit}, i.Routing.Units...) {
		if steps, there := r.now.Line(unit); there {
			return steps
		}
	}
	return nil
}

// firstHeld returns who holds the first of the steps that anybody holds: the principal,
// else the deputy.
func firstHeld(steps []territory.Step, fits func(territory.Step) bool) []string {
	for _, s := range steps {
		if fits(s) && len(s.Holders) > 0 {
			return []string{s.Holders[0].Term.Person}
		}
	}
	return nil
}

// nameOf names hands: the person, else the post, the unit or the body.
func nameOf(h issue.Hands) string {
	switch {
	case h.Person != "":
		return h.Person
	case h.Body != "":
		return "body/" + h.Body
	case h.Post != "":
		return h.Unit + "/" + h.Post
	}
	return h.Unit
}
