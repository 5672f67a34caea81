package issues

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// twoReports are two citizens' reports of one thing, the first of them first.
func (f *fixture) twoReports() (main, part issue.Issue) {
	for k, i := range []*issue.Issue{&main, &part} {
		r := report(inWest)
		r.Source, r.By, r.Reporter = issue.FromCitizen, issue.By{Kind: issue.ByCitizen}, issue.Reporter{Kind: issue.Citizen, Key: fmt.Sprint("key", k)}
		r.Photos = []issue.Photo{{ID: fmt.Sprint("photo", k), Kind: issue.Near}}
		*i = f.file(r)
		f.clock.move(time.Minute)
	}
	return main, part
}

func into(i issue.Issue) issue.Command {
	c := command("desk", issue.Merge)
	c.Into = i.ID
	return c
}

// one wants the part to have become part of the main issue, once, with its reporter and
// photo, and nothing left to do.
func (f *fixture) one(main, part string) {
	f.t.Helper()
	m, p := f.get(main), f.get(part)
	if p.State != issue.Merged || p.Into == "" || count(p, issue.Merge) != 1 {
		f.t.Errorf("the part is %s, into %s", p.State, p.Into)
	}
	if count(m, issue.Absorb) != 1 || !slices.Contains(m.Parts, part) || len(m.Reporters) != 2 || m.Reporters[1].Key != "key1" || len(m.Photos) != 2 {
		f.t.Errorf("the other has %v, %+v, %+v", m.Parts, m.Reporters, m.Photos)
	}
	k, err := f.read(f.t.Context(), town, part)
	if err != nil || k.todo != "" || !k.due.IsZero() {
		f.t.Errorf("left to do: %s at %s, %v", k.todo, k.due, err)
	}
}

func TestTwoReportsBecomeOne(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		main, part := f.twoReports()
		c := into(main)
		for range 2 { // the second time, it was done before
			if f.do(part, c); t.Failed() {
				return
			}
			f.one(main.ID, part.ID)
		}
	})
}

func TestMergesThatAreRefused(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	main, part := f.twoReports()
	_, err := f.Do(t.Context(), town, main.ID, into(part))
	wants(t, "into a later one", err, fault.MergeIntoLater)
	_, err = f.Do(t.Context(), town, part.ID, into(part))
	wants(t, "into itself", err, fault.MergeIntoItself)
	c := into(main)
	c.Into = "none"
	_, err = f.Do(t.Context(), town, part.ID, c)
	wants(t, "into none", err, fault.MergeIntoMissing)
	far := f.file(report(north(inWest, 250)))
	_, err = f.Do(t.Context(), town, far.ID, into(main))
	wants(t, "into one somewhere else", err, fault.MergeTooFar)
	f.do(main, command("desk", issue.Reject))
	_, err = f.Do(t.Context(), town, part.ID, into(main))
	wants(t, "into one that is over", err, fault.MergeClosed)
}

// Wherever a crash cuts a merge short, what began it stands whole or not at all, and
// another server completes it.
func TestAMergeThatDies(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for write := 1; write <= 3; write++ {
			for _, after := range []bool{false, true} {
				main, part := f.twoReports()
				c := into(main)
				if _, err := f.over(write, after, errCrash).Do(t.Context(), town, part.ID, c); (err != nil) != (write == 1) {
					t.Fatalf("write %d, after %v: %v", write, after, err)
				}
				if write == 1 && !after {
					if part = f.get(part.ID); part.State == issue.Merged {
						t.Error("it was never written")
					}
					f.do(part, c)
				}
				s := f.another(f.app)
				s.round(t.Context())
				f.one(main.ID, part.ID)
			}
		}
	})
}

// Three issues merged at once, each into each, become one, whichever way they go.
func TestMergesAtOnceMakeNoCircle(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for range 5 {
			var all []issue.Issue
			for range 3 {
				r := report(inWest)
				r.Source = issue.FromCitizen
				all = append(all, f.file(r))
			}
			var done atomic.Int64
			together(9, func(k int) {
				if _, err := f.Do(t.Context(), town, all[k/3].ID, into(all[k%3])); err == nil {
					done.Add(1)
				}
			})
			f.round(t.Context())
			open, parts := 0, 0
			for _, i := range all {
				i = f.get(i.ID)
				if i.Open() {
					open++
					parts += len(i.Parts)
					if len(i.Reporters) != 1+len(i.Parts) {
						t.Errorf("%d reporters of %d parts", len(i.Reporters), len(i.Parts))
					}
				}
			}
			if done.Load() == 0 || open+int(done.Load()) != 3 || parts != 3-open {
				t.Errorf("%d open with %d parts after %d merges", open, parts, done.Load())
			}
		}
	})
}

// An issue that went on to a third before it is asked again to absorb its part hands the
// part on with everybody who reported it, once.
func TestAPartIsHandedOnOnce(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	var all [3]issue.Issue // the earliest first
	for k := range all {
		r := report(inWest)
		r.Source = issue.FromCitizen
		all[k] = f.file(r)
		f.clock.move(time.Minute)
	}
	f.do(all[2], into(all[1]))
	if _, err := f.merge(t.Context(), town, all[1].ID, into(all[0])); err != nil { // and dies before the first absorbs it
		t.Fatal(err)
	}
	part := f.get(all[2].ID)
	if err := f.absorb(t.Context(), &part); err != nil {
		t.Fatal(err)
	}
	f.round(t.Context())
	if whole := f.get(all[0].ID); len(whole.Reporters) != 3 || len(whole.Parts) != 2 {
		t.Errorf("%d reporters of %d parts", len(whole.Reporters), len(whole.Parts))
	}
}
