// Package issues is what the product can do with issues, whatever edge asks for it.
// An issue is one document; every change is one compare-and-set of it, so that what
// domain/issue decides holds whichever server decides it. What is outstanding where is
// answered from memory, see board.
package issues

import (
	"context"
	"log/slog"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/store"
)

// Issues are the issues of every city of a store. Its methods are safe for concurrent
// use, in several processes at once.
type Issues struct {
	store  store.Store
	cities Cities
	log    *slog.Logger
	now    func() time.Time

	// boards are what is held in memory, and who hears of changes.
	boards *boards
	// runner is what Run knows of the work that it does.
	runner *runner
	// seen are issues that were just read.
	seen seen
}

// Options of Issues; Store and Cities are needed.
type Options struct {
	Store  store.Store
	Cities Cities
	Log    *slog.Logger     // default: slog.Default()
	Now    func() time.Time // default: time.Now
}

// Cities is what issues ask of the territory; *app.App answers.
type Cities interface {
	City(code string) (*app.City, bool)
	Cities() []*app.City
	// Calendar returns the city's work calendar and a text that names what it was
	// made from.
	Calendar(ctx context.Context, city string) (*clock.Calendar, string, error)
}

// New makes the issues over a store. They know no issue until Load.
func New(o Options) *Issues {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Issues{store: o.Store, cities: o.Cities, log: o.Log, now: o.Now, boards: newBoards(), runner: newRunner()}
	s.Subscribe(s.runner.note)
	return s
}

// Change is what a commit did to an issue, for whoever tells others of it.
type Change struct {
	Issue issue.Issue
	// Since is the last event that this process knew of before, 0 for none: those
	// after it are new here.
	Since int
}
