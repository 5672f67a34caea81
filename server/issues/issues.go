// Package issues is what the product can do with issues, whatever edge asks for it.
// An issue is one document; every change is one compare-and-set of it, so that what
// domain/issue decides holds whichever server decides it. What is outstanding where is
// answered from memory, see board.
package issues

import (
	"context"
	"log/slog"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// Issues are the issues of every city of a store. Its methods are safe for concurrent
// use, in several processes at once.
type Issues struct{}

// Options of Issues; Store and Cities are needed.
type Options struct {
	Store  store.Store
	Cities Cities
	Log    *slog.Logger
	Now    func() time.Time
}

// Cities is what issues ask of the territory; *app.App answers.
type Cities interface {
	City(code string) (*app.City, bool)
	// Calendar returns the city's work calendar and a text that names what it was
	// made from.
	Calendar(ctx context.Context, city string) (*clock.Calendar, string, error)
}

// New makes the issues over a store. They know no issue until Load.
func New(o Options) *Issues { panic("not yet") }

// Load fills the boards from the store.
func (s *Issues) Load(ctx context.Context, progress app.Progress) error { panic("not yet") }

// Watch keeps the boards in step with the store, other processes' writes included,
// until ctx ends.
func (s *Issues) Watch(ctx context.Context, every time.Duration) error { panic("not yet") }

// Run does what is due (到点处理) until ctx ends: warnings, escalations, the ends of
// suspensions and of citizens' silence, what a change of posts, territory or categories
// means for what is open, and merges that a crash left half done.
func (s *Issues) Run(ctx context.Context) error { panic("not yet") }

// Board returns the city's board; an empty one where it has no issue.
func (s *Issues) Board(city string) *board.Board { panic("not yet") }

// File makes an issue of a report and returns it once it is kept for good; false where
// the very same report had been filed before. The same id with other content is
// fault.IssueExists.
func (s *Issues) File(ctx context.Context, f issue.Filing) (issue.Issue, bool, error) {
	panic("not yet")
}

// Do changes an issue by a command. Whether its actor may read the issue at all is for
// the caller to see to, by Get and Object.
func (s *Issues) Do(ctx context.Context, city, id string, c issue.Command) (issue.Issue, error) {
	panic("not yet")
}

// Get returns an issue; fault.IssueNotFound where there is none.
func (s *Issues) Get(ctx context.Context, city, id string) (issue.Issue, error) { panic("not yet") }

// ByNumber returns the issue with the receipt number, and ByOutside the one that came
// from the source under the number there.
func (s *Issues) ByNumber(ctx context.Context, city, number string) (issue.Issue, error) {
	panic("not yet")
}
func (s *Issues) ByOutside(ctx context.Context, city string, from issue.Source, outside string) (issue.Issue, error) {
	panic("not yet")
}

// Choices returns what the actor could do to the issue now.
func (s *Issues) Choices(ctx context.Context, i *issue.Issue, actor access.Actor, by issue.By) ([]issue.Choice, error) {
	panic("not yet")
}

// Duplicates returns the open issues that may be the same as the one (疑似重复), the
// nearest first: the rules of the city say how near and how shortly before or after.
func (s *Issues) Duplicates(ctx context.Context, city, id string) ([]issue.Card, error) {
	panic("not yet")
}

// Change is what a commit did to an issue, for whoever tells others of it.
type Change struct {
	Issue issue.Issue
	// Since is the last event that this process knew of before, 0 for none: those
	// after it are new here.
	Since int
}

// Subscribe has fn called with every change that this server makes or hears of, in each
// issue's own order, until the returned function is called. fn must not block.
func (s *Issues) Subscribe(fn func(Change)) (cancel func()) { panic("not yet") }

// Object is where an issue lies and whose it is, to ask who may do what with it.
func Object(i *issue.Issue) access.Object {
	c := i.Card()
	return access.Object{City: i.City, Units: c.Units, Also: c.Spots, Bodies: c.Bodies}
}
