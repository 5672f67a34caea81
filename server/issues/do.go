package issues

import (
	"context"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// Do changes an issue by a command. Whether its actor may read the issue at all is for
// the caller to see to, by Get and issue.Object. A command that was done before changes
// nothing, whatever happened since; its id with any other content, or from somebody
// else, is fault.CommandReused.
func (s *Issues) Do(ctx context.Context, city, id string, c issue.Command) (issue.Issue, error) {
	if c.ID == "" && c.By.Kind != issue.BySystem || len(c.ID) > store.MaxKey {
		return issue.Issue{}, fault.New(fault.CommandInvalid, "command", nil)
	}
	c.Until = round(c.Until)
	var err error
	var k kept
	if c.Action == issue.Merge {
		k, err = s.merge(ctx, city, id, c)
	} else {
		k, err = s.editSeen(ctx, city, id, func(k *kept) error { return s.command(ctx, k, c) })
	}
	if err != nil {
		return issue.Issue{}, err
	}
	if k.todo != "" {
		k = s.completed(ctx, k)
	}
	return k.Issue, nil
}

// command does the command to what was read.
func (s *Issues) command(ctx context.Context, k *kept, c issue.Command) error {
	if done, err := k.Did(&c); done || err != nil {
		return orAsItIs(err)
	}
	in, err := s.scene(ctx, k.City)
	if err != nil {
		return err
	}
	w, err := s.worldAfter(ctx, in, &k.Issue, &c)
	if err != nil {
		return err
	}
	w.Now = notBefore(w.Now, &k.Issue)
	next, err := k.Issue.Do(c, w)
	if err != nil {
		return err
	}
	switch c.Action {
	case issue.Merge:
		k.todo = todoMerge
	case issue.Arbitrate:
		k.todo = todoPrecedent
	}
	k.set(next, w)
	return nil
}

func orAsItIs(err error) error {
	if err == nil {
		return errAsItIs
	}
	return err
}

// worldAfter is the world of an issue with the routing that it would have after the
// command. Only a place that the command itself brings is refused for lying outside.
func (s *Issues) worldAfter(ctx context.Context, in *scene, i *issue.Issue, c *issue.Command) (issue.World, error) {
	at := spotOf(i)
	if next := at.after(c); next != at {
		w, err := s.world(ctx, in, next)
		if f := fault.As(err); err == nil || f.Code != fault.PlaceOutside {
			return w, err
		} else if c.Place != nil {
			return w, fault.New(f.Code, "place", f.With)
		}
	}
	return s.worldAnyway(ctx, in, i)
}

// notBefore keeps time from running back, where another server's clock is ahead.
func notBefore(now time.Time, i *issue.Issue) time.Time {
	if last := i.Last().At; now.Before(last) {
		return last
	}
	return now
}

// Choices returns what the actor could do to the issue now.
func (s *Issues) Choices(ctx context.Context, i *issue.Issue, actor access.Actor, by issue.By) ([]issue.Choice, error) {
	in, err := s.scene(ctx, i.City)
	if err != nil {
		return nil, err
	}
	return i.Possible(issue.Command{Actor: actor, By: by}, in.of(i.Category, &i.Routing)), nil
}
