package api

import (
	"context"
	"sync"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/issues/board"
)

// keptIssues are issues in memory that nobody acts on: to ask who may see which.
type keptIssues struct {
	Issues
	mu     sync.Mutex
	kept   map[string]issue.Issue // by city and id
	boards map[string]*board.Board
}

func (k *keptIssues) Ready() error { return nil }

func (k *keptIssues) Board(city string) *board.Board {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.boards[city] == nil {
		k.boards[city] = board.New(city)
	}
	return k.boards[city]
}

func (k *keptIssues) Get(_ context.Context, city, id string) (issue.Issue, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, ok := k.kept[city+"/"+id]
	if !ok {
		return issue.Issue{}, fault.New(fault.IssueNotFound, "", nil)
	}
	return i, nil
}

func (k *keptIssues) Try(context.Context, issue.Filing, bool) error { return nil }

func (k *keptIssues) ByNumber(context.Context, string, string) (issue.Issue, error) {
	return issue.Issue{}, fault.New(fault.IssueNotFound, "", nil)
}

func (k *keptIssues) ByOutside(context.Context, string, issue.Source, string) (issue.Issue, error) {
	return issue.Issue{}, fault.New(fault.IssueNotFound, "", nil)
}

func (k *keptIssues) Do(ctx context.Context, city, id string, _ issue.Command) (issue.Issue, error) {
	return k.Get(ctx, city, id)
}

func (k *keptIssues) Choices(context.Context, *issue.Issue, access.Actor, issue.By) ([]issue.Choice, error) {
	return nil, nil
}

func (k *keptIssues) Duplicates(context.Context, string, string) ([]issue.Card, error) {
	return nil, nil
}

// issueAt is the id of the town's issue at a unit.
func issueAt(city, unit string) string { return city + "-issue-" + unit }

// townIssues has an issue at every unit of the town's cities; the one at home is in
// the charge of the office as well.
func townIssues() *keptIssues {
	k := &keptIssues{kept: map[string]issue.Issue{}, boards: map[string]*board.Board{}}
	for _, city := range []string{cityOne, cityTwo} {
		for unit := range townParents {
			i := issue.Issue{
				City: city, ID: issueAt(city, unit), Number: city + unit, Source: issue.FromPatrol, Category: "litter", Text: "垃圾", State: issue.Reported,
				Place:   issue.Place{Point: geo.Point{Lng: 116.405, Lat: 39.905}, Datum: geo.WGS84},
				History: []issue.Event{{Seq: 1, At: fixtureNow.Add(-time.Hour), By: issue.By{Kind: issue.ByStaff}, Action: issue.Report, To: issue.Reported}},
			}
			for at := unit; at != ""; at = townParents[at] {
				i.Routing.Units = append(i.Routing.Units, at)
			}
			i.Routing.Spots = []string{unit}
			if unit == "home" {
				i.Routing.Departments = []string{"office"}
			}
			k.kept[city+"/"+i.ID] = i
			k.Board(city).Put(i.Card())
		}
	}
	return k
}
