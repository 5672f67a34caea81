package issues

import (
	"time"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/geo/hex"
	"sizhang/server/issues/board"
)

// markChronic says that a place keeps coming back.
func markChronic() issue.Command { return issue.Command{Action: issue.MarkChronic, By: system} }

// comesBack says whether the issue's place keeps coming back (老大难): with this one, so
// many of its category were reported in its cell within the time that the rules say.
// What was no issue, or was the same as another, does not count.
func (s *Issues) comesBack(in *scene, i *issue.Issue) bool {
	rule := in.rules.Chronic
	if rule.Count <= 0 || i.Chronic {
		return false
	}
	cell, err := hex.At(i.Place.Point, rule.Resolution)
	if err != nil {
		return false
	}
	reported := i.Reported()
	f := board.Filter{
		Scope: whole(i.City), Cell: cell, Categories: []string{i.Category}, States: realStates,
		From: reported.Add(-rule.Within), Until: reported.Add(time.Millisecond),
	}
	return s.Board(i.City).Several(rule.Count-1, f, i.ID, in.now.Instant())
}

// realStates are the states of what was an issue, and no other one's part.
var realStates = func() []issue.State {
	var list []issue.State
	for _, info := range issue.States {
		if info.State != issue.Void && info.State != issue.Merged {
			list = append(list, info.State)
		}
	}
	return list
}()

// whole is the scope of the system itself: the whole city.
func whole(city string) access.Scope {
	role := access.Role{ID: "system", Rights: []access.Right{access.IssueRead}, Reach: access.Whole}
	return access.Actor{City: city, Holdings: []access.Holding{{Role: &role}}}.Scope(access.IssueRead)
}
