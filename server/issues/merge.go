package issues

import (
	"cmp"
	"context"
	"errors"
	"math"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
)

// Two issues that are one become one (并案) in two writes, each of one document. The
// first makes the part merged and notes that the other has yet to absorb it; the second
// has the other absorb it, which it does once however often it is told to; then the
// note is taken off. Whoever dies in between leaves the note, and Run goes on from it.
//
// Only a later report becomes part of an earlier one. So nobody restarts a clock by
// merging, and two merges at once, each into the other's issue, cannot make a circle:
// reports have an order that never changes.

// merge makes the issue part of another one.
func (s *Issues) merge(ctx context.Context, city, id string, c issue.Command) (kept, error) {
	return s.edit(ctx, city, id, func(k *kept) error {
		if done, err := k.Did(&c); done || err != nil {
			return orAsItIs(err)
		}
		if err := s.mergeable(ctx, &k.Issue, c.Into); err != nil {
			return err
		}
		return s.command(ctx, k, c)
	})
}

// mergeWithin is how far apart two reports of one thing are at most, in metres, beside
// what their positions may be wrong by. It is wider than what is proposed as a
// duplicate: people see more than a rule does, and less than across a district.
const mergeWithin = 200

// mergeable says whether the issue can become part of the other. What is not possible
// in the issue's own state is for the issue to say.
func (s *Issues) mergeable(ctx context.Context, part *issue.Issue, into string) error {
	if into == "" || !part.Open() {
		return nil
	}
	if into == part.ID {
		return fault.New(fault.MergeIntoItself, "into", nil)
	}
	main, err := s.read(ctx, part.City, into)
	switch {
	case missing(err):
		return fault.New(fault.MergeIntoMissing, "into", fault.With{"into": into})
	case err != nil:
		return err
	case !main.Open():
		return fault.New(fault.MergeClosed, "into", fault.With{"number": main.Number, "state": main.State.Info().ZH})
	case geo.Distance(main.Place.Point, part.Place.Point) > mergeWithin+main.Place.AccuracyM+part.Place.AccuracyM:
		return fault.New(fault.MergeTooFar, "into", fault.With{"number": main.Number, "metres": math.Round(geo.Distance(main.Place.Point, part.Place.Point)), "max": mergeWithin})
	case !earlier(&main.Issue, part):
		return fault.New(fault.MergeIntoLater, "into", fault.With{"number": main.Number})
	}
	return nil
}

// earlier orders reports.
func earlier(a, b *issue.Issue) bool {
	return cmp.Or(a.Reported().Compare(b.Reported()), cmp.Compare(a.ID, b.ID)) < 0
}

// completed does what the issue's document says is left to do. Where it cannot, Run
// will: what was asked for is kept already.
func (s *Issues) completed(ctx context.Context, k kept) kept {
	next, err := s.complete(ctx, k)
	if err != nil {
		s.log.Warn("what an issue began is left for later", "city", k.City, "issue", k.ID, "todo", k.todo, "error", err)
		return k
	}
	return next
}

// complete does what is left to do, and takes the note of it off.
func (s *Issues) complete(ctx context.Context, k kept) (kept, error) {
	switch k.todo {
	case "":
		return k, nil
	case todoMerge:
		if err := s.absorb(ctx, &k.Issue); err != nil {
			return k, err
		}
	case todoPrecedent:
		if err := s.remember(ctx, &k.Issue); err != nil {
			return k, err
		}
	}
	todo := k.todo
	return s.edit(ctx, k.City, k.ID, func(k *kept) error {
		if k.todo != todo {
			return errAsItIs
		}
		in, err := s.scene(ctx, k.City)
		if err != nil {
			return err
		}
		k.todo = ""
		k.set(k.Issue, in.of(k.Category, &k.Routing))
		return nil
	})
}

// absorb has the issue that the part was merged into take it over; where that became
// part of another itself, that one.
func (s *Issues) absorb(ctx context.Context, part *issue.Issue) error {
	_, err := part.Whole(func(into string) (issue.Issue, error) {
		there := false
		k, err := s.edit(ctx, part.City, into, func(main *kept) error {
			if there = main.Absorbed(part.ID); there || main.State == issue.Merged {
				return errAsItIs
			}
			in, err := s.scene(ctx, main.City)
			if err != nil {
				return err
			}
			w := in.of(main.Category, &main.Routing)
			w.Now = notBefore(w.Now, &main.Issue)
			i, err := main.Do(issue.Command{Action: issue.Absorb, By: system, Part: part}, w)
			if err != nil {
				return err
			}
			main.set(i, w)
			return nil
		})
		if err == nil && there {
			err = errAsItIs // what that became part of has it from there
		}
		return k.Issue, err
	})
	if errors.Is(err, errAsItIs) {
		return nil
	}
	return err
}

// system is who acts where nobody asked.
var system = issue.By{Kind: issue.BySystem}
