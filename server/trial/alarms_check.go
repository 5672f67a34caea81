package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"sizhang/server/store"
)

// check asks a server without any planted bug what stands, and the store what was to be
// sent.
func (a *alarms) check() error {
	s, err := a.serve(a.where, plantVariable+"=")
	if err != nil {
		return err
	}
	events, seqs, err := a.checkIssues(s)
	if err == nil {
		err = a.checkDeliveries(events)
	}
	if err == nil {
		err = a.checkHeard(s, seqs)
	}
	s.client.CloseIdleConnections()
	err = errors.Join(err, s.kill(func(string) {}))
	if said, failed := command(a.ctx, a.where, "issue", "verify"); failed != nil {
		a.wrong("issue verify: %s %v", said, failed)
	}
	return err
}

// checkIssues wants each issue's alarms once, and every remark that was acknowledged. It
// returns the alarms as events of their issues, and the last event of each issue.
func (a *alarms) checkIssues(s *site) (events map[string]bool, seqs map[string]int, err error) {
	events, seqs = map[string]bool{}, map[string]int{}
	remarks := map[string]int{}
	for id, wanted := range a.wanted {
		var i found
		if err := s.get(a.ctx, issuesPath+"/"+id, &i); err != nil {
			return nil, nil, err
		}
		given := map[string]int{}
		for _, e := range i.History {
			switch e.Action {
			case "warn", "escalate":
				mark := e.With["timer"] + " " + e.With["mark"]
				if given[mark]++; given[mark] > 1 {
					a.doubled("%s: %s", id, mark)
				}
				if (e.Action == "warn") != (e.With["mark"] == "soon") {
					a.wrong("%s: %s is given as %s", id, mark, e.Action)
				}
				a.count(e.Action+"s", 1)
				events[fmt.Sprintf("%s.%s.%08d", a.hook, id, e.Seq)] = true
			case "comment":
				remarks[e.Command]++
			}
		}
		for mark := range wanted {
			if given[mark] == 0 {
				a.lost("%s: %s", id, mark)
			}
		}
		if len(given) > len(wanted) {
			a.wrong("%s has the alarms %v, and should have %v", id, given, wanted)
		}
		seqs[id] = i.Seq
	}
	for command, id := range a.commands {
		if n := remarks[command]; n == 0 {
			a.lost("the remark %s on %s", command, id)
		} else if n > 1 {
			a.doubled("the remark %s on %s", command, id)
		}
	}
	a.count("issues", len(a.wanted))
	return events, seqs, nil
}

// checkDeliveries wants one delivery for each alarm, none for anything else, and each
// received with one body; a long trial waits until all of them were.
func (a *alarms) checkDeliveries(events map[string]bool) error {
	made := map[string]bool{}
	complete := func() (bool, error) {
		if got := a.receiver.count(); !a.short && got < len(events) {
			fmt.Fprintf(a.progress, "%s: %d of %d received\n", a.Name, got, len(events))
			return false, nil
		}
		for d, err := range store.All(a.ctx, a.store, store.Query{Collection: store.Deliveries, City: city}) {
			if err != nil {
				return false, err
			}
			made[d.ID] = true
		}
		return len(made) >= len(events), nil
	}
	if err := a.awaits(complete); err != nil {
		return err
	}
	got := a.receiver.all()
	for id := range events {
		if !made[id] {
			a.lost("the delivery %s", id)
		} else if _, came := got[id]; !came && !a.short {
			a.lost("the delivery %s was never received", id)
		}
	}
	for id := range got {
		made[id] = true
	}
	for id := range made {
		if !events[id] {
			a.wrong("the delivery %s is of no alarm", id)
		}
	}
	a.receiver.mu.Lock()
	defer a.receiver.mu.Unlock()
	if a.receiver.changed > 0 {
		a.wrong("%d deliveries came again with another body", a.receiver.changed)
	}
	a.count("deliveries", len(events))
	a.count("received", len(got))
	a.count("received again", a.receiver.again)
	return nil
}

// checkHeard wants the listener to have heard of every issue's last event, where it
// comes back once more; a reset sends it to the list.
func (a *alarms) checkHeard(s *site, seqs map[string]int) error {
	ctx, stop := context.WithCancel(a.ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.ear.listen(ctx, http.DefaultTransport, s.url) }()
	happened := maps.Clone(seqs)
	for id, wanted := range a.wanted {
		if len(wanted) == 0 && !a.remarked(id) {
			delete(happened, id)
		}
	}
	err := a.awaits(func() (bool, error) {
		if a.ear.mustRead() {
			return false, a.ear.list(ctx, s)
		}
		return a.ear.lacks(happened) == 0, nil
	})
	stop()
	err = errors.Join(err, <-ended)
	if n := a.ear.lacks(happened); n > 0 {
		a.lost("the listener never heard of %d issues", n)
	}
	a.count("messages heard", a.ear.messages)
	a.count("streams", a.ear.streams)
	for what, n := range a.ear.told {
		a.count("told "+what, n)
	}
	return err
}

func (a *alarms) remarked(id string) bool {
	for _, of := range a.commands {
		if of == id {
			return true
		}
	}
	return false
}

// awaits waits for something that is about to be, not for ever: what lacks then is for
// the caller to find.
func (t *turn) awaits(is func() (bool, error)) error {
	for deadline := time.Now().Add(time.Duration(t.size(20, 900)) * time.Second); time.Now().Before(deadline); time.Sleep(time.Duration(t.size(20, 200)) * time.Millisecond) {
		if done, err := is(); done || err != nil {
			return err
		}
		if t.ctx.Err() != nil {
			return t.ctx.Err()
		}
	}
	return nil
}
