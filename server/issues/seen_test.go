package issues

import (
	"testing"
	"time"

	"sizhang/domain/issue"
)

// counting has the fixture's reads counted from now on.
func (f *fixture) counting() *counted {
	reads := &counted{Store: f.store}
	f.store = reads
	return reads
}

// Whoever looked and then acts has the issue read once.
func TestWhatWasJustReadIsNotReadAgain(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	id := f.file(report(inWest)).ID
	reads := f.counting()
	f.get(id)
	f.do(issue.Issue{ID: id}, command("p1", issue.Comment))
	if n := reads.gets.Load(); n != 1 {
		t.Errorf("%d reads", n)
	}
	f.get(id)
	f.clock.move(seenFor)
	f.do(issue.Issue{ID: id}, command("p1", issue.Comment))
	if n := reads.gets.Load(); n != 3 {
		t.Errorf("%d reads: what was read long ago was taken for how it is", n-1)
	}
}

// What another server did since somebody looked is never lost, nor refused by how it was.
func TestWhatWasSeenMayHaveChanged(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		other := f.another(f.app)
		id := f.file(report(inWest)).ID
		elsewhere := func(c issue.Command) {
			t.Helper()
			f.clock.move(time.Millisecond)
			if _, err := other.Do(t.Context(), town, id, c); err != nil {
				t.Fatal(err)
			}
		}
		f.get(id)
		elsewhere(command("p1", issue.Comment))
		if i := f.do(issue.Issue{ID: id}, command("p1", issue.Comment)); count(i, issue.Comment) != 2 || i.Verify() != 0 {
			t.Errorf("%d comments of 2", count(i, issue.Comment))
		}
		f.get(id)
		elsewhere(command("p1", issue.Claim))
		f.do(issue.Issue{ID: id}, command("p1", issue.Comment))
		if i := f.get(id); i.State != issue.Handling {
			t.Error(i.State)
		}
		f.get(id)
		again := command("p1", issue.Comment)
		elsewhere(again)
		if i := f.do(issue.Issue{ID: id}, again); count(i, issue.Comment) != 4 {
			t.Errorf("%d comments of 4: the same command was done twice", count(i, issue.Comment))
		}
		f.get(id)
		elsewhere(command("boss", issue.OrderClosed))
		f.do(issue.Issue{ID: id}, command("boss", issue.Strike)) // impossible as it was
	})
}

// Only so many are remembered.
func TestFewAreRemembered(t *testing.T) {
	var s seen
	for n := range 3 * mostSeen {
		s.put(kept{Issue: issue.Issue{ID: string(rune('A' + n))}}, day(1, 0))
		s.take("", string(rune('A'+n-n%2)), day(1, 0))
	}
	if len(s.byKey) > mostSeen {
		t.Errorf("%d are remembered", len(s.byKey))
	}
}
