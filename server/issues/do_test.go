package issues

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

func TestAnIssueIsLivedThrough(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		i := f.file(report(inWest))
		for _, c := range []issue.Command{command("p1", issue.Claim), command("p1", issue.Finish), command("check", issue.Pass), command("boss", issue.Strike)} {
			i = f.do(i, c)
		}
		if i = f.get(i.ID); i.State != issue.Struck {
			t.Error(i.State)
		}
	})
}

func TestACommandIsDoneOnce(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		i := f.file(report(inWest))
		servers := []*Issues{f.Issues, f.another(f.app)}
		c := command("p1", issue.Comment)
		together(50, func(k int) {
			if _, err := servers[k%2].Do(t.Context(), town, i.ID, c); err != nil {
				t.Error(err)
			}
		})
		if i = f.get(i.ID); count(i, issue.Comment) != 1 {
			t.Errorf("%d comments", count(i, issue.Comment))
		}
		other := c
		other.Action = issue.Claim
		_, err := f.Do(t.Context(), town, i.ID, other)
		wants(t, "another action", err, fault.CommandReused)
		other = c
		other.Reason += "。"
		_, err = f.Do(t.Context(), town, i.ID, other)
		wants(t, "another reason", err, fault.CommandReused)
		other = command("p2", issue.Comment)
		other.ID = c.ID
		_, err = f.Do(t.Context(), town, i.ID, other)
		wants(t, "somebody else", err, fault.CommandReused)
	})
}

func TestEveryCommandIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		i := f.file(report(inWest))
		servers := []*Issues{f.Issues, f.another(f.app)}
		together(20, func(k int) {
			if _, err := servers[k%2].Do(t.Context(), town, i.ID, command(fmt.Sprint("p", k), issue.Comment)); err != nil {
				t.Error(err)
			}
		})
		if i = f.get(i.ID); count(i, issue.Comment) != 20 {
			t.Errorf("%d of 20 comments", count(i, issue.Comment))
		}
	})
}

func TestCommandsThatAreRefused(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	_, err := f.Do(t.Context(), town, "none", command("p1", issue.Claim))
	wants(t, "no such issue", err, fault.IssueNotFound)
	_, err = f.Do(t.Context(), "110102", i.ID, command("p1", issue.Claim))
	wants(t, "another city", err, fault.IssueNotFound)
	c := command("p1", issue.Claim)
	c.ID = ""
	_, err = f.Do(t.Context(), town, i.ID, c)
	wants(t, "no id", err, fault.CommandInvalid)
	_, err = f.Do(t.Context(), town, i.ID, command("p1", issue.Strike))
	wants(t, "too early", err, fault.ActionImpossible)
	c = command("desk", issue.Correct)
	far := issue.Place{Datum: "wgs84"}
	c.Place = &far
	r := report(inWest)
	r.Source = issue.FromCitizen
	_, err = f.Do(t.Context(), town, f.file(r).ID, c)
	wants(t, "a place outside", err, fault.PlaceOutside)
	if err != nil && fault.As(err).Field != "place" {
		t.Error(fault.As(err).Field)
	}
	if got := f.get(i.ID); len(got.History) != len(i.History) {
		t.Error("a refusal left something")
	}
}

// A correction routes anew: another place is in other hands.
func TestACorrectionRoutesAnew(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	r := report(inWest)
	r.Source = issue.FromCitizen // waits for somebody to accept it
	i := f.file(r)
	c := command("desk", issue.Correct)
	c.Place, c.Category = &issue.Place{Point: inEast, Datum: "wgs84"}, "pothole"
	i = f.do(i, c)
	if i.Routing.Heads[0].Person != "p2" || i.Routing.Departments[0] != "roads" || i.Category != "pothole" {
		t.Errorf("%+v", i.Routing)
	}
}

// ill is a store where the nth write from now fails: before it is made, or after it.
type ill struct {
	store.Store
	left  atomic.Int64 // 0 for never
	after bool
	with  error
}

var errCrash = errors.New("the power is gone")

func (s *ill) around(write func() error) error {
	dies := s.left.Load() > 0 && s.left.Add(-1) == 0
	if dies && !s.after {
		return s.with
	}
	if err := write(); err != nil {
		return err
	}
	if dies {
		return s.with
	}
	return nil
}

func (s *ill) Insert(ctx context.Context, d store.Document) error {
	return s.around(func() error { return s.Store.Insert(ctx, d) })
}

func (s *ill) Replace(ctx context.Context, d store.Document) (version int64, err error) {
	err = s.around(func() error { version, err = s.Store.Replace(ctx, d); return err })
	return version, err
}

// over makes a server whose store fails at the nth write.
func (f *fixture) over(n int, after bool, with error) *Issues {
	s := f.another(f.app)
	broken := &ill{Store: s.store, after: after, with: with}
	broken.left.Store(int64(n))
	s.store = broken
	return s
}

// A write whose answer is lost, whether it was made or not, is done once.
func TestALostAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for _, after := range []bool{false, true} {
			r := report(inWest)
			i, made, err := f.over(1, after, store.ErrTransient).File(t.Context(), r)
			if err != nil || !made || i.ID != r.ID {
				t.Errorf("filing, after %v: %v, %v", after, made, err)
			}
			if i, err = f.over(1, after, store.ErrTransient).Do(t.Context(), town, r.ID, command("p1", issue.Comment)); err != nil {
				t.Errorf("a command, after %v: %v", after, err)
			}
			if i = f.get(r.ID); count(i, issue.Comment) != 1 {
				t.Errorf("after %v: %d comments", after, count(i, issue.Comment))
			}
		}
	})
}

func TestChoices(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	actor, by := staff("p1")
	choices, err := f.Choices(t.Context(), &i, actor, by)
	if err != nil {
		t.Fatal(err)
	}
	can := map[issue.Action]bool{}
	for _, c := range choices {
		can[c.Action] = true
	}
	if !can[issue.Claim] || !can[issue.Bounce] || can[issue.Pass] {
		t.Errorf("%+v", choices)
	}
}
