package issue

import (
	"slices"
	"strings"

	"sizhang/domain/access"
)

// leaves notes in the event which units and bodies the issue is of no more (移出), for
// those who saw it through them: nothing else of the history tells of it.
func (s *step) leaves(was access.Object) {
	now := s.Object()
	for key, lists := range map[string][2][]string{
		WithLeft: {was.Units, now.Units}, WithLeftSpots: {was.Also, now.Also}, WithLeftBodies: {was.Bodies, now.Bodies},
	} {
		left := slices.DeleteFunc(slices.Clone(lists[0]), func(code string) bool { return slices.Contains(lists[1], code) })
		if len(left) > 0 {
			s.event.With[key] = strings.Join(left, ",")
		}
	}
}

// Left returns where the issue ever was and is no more, as an object to ask who saw it
// there.
func (i *Issue) Left() access.Object {
	left := access.Object{City: i.City, Units: []string{""}} // the first is where it lies itself, and these are none
	for k := range i.History {
		with := i.History[k].With
		for key, list := range map[string]*[]string{WithLeft: &left.Units, WithLeftSpots: &left.Also, WithLeftBodies: &left.Bodies} {
			if codes := with[key]; codes != "" {
				*list = append(*list, strings.Split(codes, ",")...)
			}
		}
	}
	return left
}
