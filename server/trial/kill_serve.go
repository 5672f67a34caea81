package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Rounds on one town before the next.
const killsATown = 10

// runKillServe kills a server in the moment that an answer arrives, starts it
// again and asks it what stands.
func runKillServe(t *turn) error {
	var k *clerks
	return t.each(t.size(2, 50), func(i int) error {
		where := filepath.Join(t.dir, "town"+strconv.Itoa(i/killsATown))
		if i%killsATown == 0 {
			k = newClerks()
			if err := t.town(where); err != nil {
				return err
			}
		}
		if err := t.killServer(where, i, k); err != nil {
			return err
		}
		return t.asked(where, k)
	})
}

// asked starts a server without any planted bug and asks it what stands.
func (t *turn) asked(where string, k *clerks) error {
	s, err := t.serve(where, plantVariable+"=")
	if err != nil {
		return err
	}
	err = k.check(t.ctx, s, t.Figures)
	return errors.Join(err, s.kill(func(string) {}))
}

func (t *turn) killServer(where string, round int, k *clerks) error {
	s, err := t.serve(where)
	if err != nil {
		return err
	}
	before, heard := k.told, make(chan struct{}, 1)
	done := make(chan struct{})
	go func() { defer close(done); k.work(t.ctx, s, round, heard) }()
	if err = t.killUnder(s, heard, done); errors.Is(err, errSilent) {
		return err
	}
	t.Acknowledged += k.told - before
	for status, n := range k.others {
		t.count("answers "+status, n)
	}
	clear(k.others)
	return err
}

// check asks the server for all that was acknowledged.
func (k *clerks) check(ctx context.Context, s *site, f *Figures) error {
	defer s.client.CloseIdleConnections()
	for unit, known := range k.terms {
		var answer struct{ Appointments []term }
		if err := s.get(ctx, "/api/v1/units/"+unit+"/appointments", &answer); err != nil {
			return err
		}
		checkTerms(f, unit, known, answer.Appointments)
	}
	if err := k.checkPeople(ctx, s, f); err != nil {
		return err
	}
	for id, parts := range k.parts {
		var draft struct{ Parts []struct{ Count int } }
		if err := s.get(ctx, "/api/v1/cities/"+city+"/drafts/"+id, &draft); err != nil {
			f.lost("the draft %s: %v", id, err)
		} else if len(draft.Parts) != parts || draft.Parts[0].Count != 2 {
			f.lost("the draft %s has %+v, want %d imports of 2", id, draft.Parts, parts)
		}
	}
	return nil
}

// checkTerms wants every acknowledged term once, each to end where the next
// begins.
func checkTerms(f *Figures, unit string, known map[string]handover, terms []term) {
	slices.SortFunc(terms, func(a, b term) int { return strings.Compare(a.From, b.From) })
	seen := map[string]int{}
	for i, is := range terms {
		seen[is.Document]++
		h, asked := known[is.Document]
		if !asked || is.From != h.from || is.Name != "张"+is.Document {
			f.half("%s has the term %+v, which nobody asked for", unit, is)
		}
		if i+1 < len(terms) && is.Until != terms[i+1].From {
			f.half("%s: the term %s ends on %s, the next begins on %s", unit, is.Document, is.Until, terms[i+1].From)
		}
	}
	for document, h := range known {
		if h.acknowledged && seen[document] == 0 {
			f.lost("the handover %s of %s", document, unit)
		}
		if seen[document] > 1 {
			f.doubled("the handover %s of %s", document, unit)
		}
	}
}

// checkPeople wants everybody who was published in the register once.
func (k *clerks) checkPeople(ctx context.Context, s *site, f *Figures) error {
	status, table, err := s.do(ctx, "GET", "/api/v1/cities/"+city+"/export/people?format=csv", "", "")
	if err != nil || status != 200 {
		return fmt.Errorf("the register: %d %s %w", status, table, err)
	}
	found, err := columnOf(table, "人员编号")
	if err != nil {
		return err
	}
	seen := map[string]int{}
	for _, id := range found {
		seen[id]++
	}
	for id := range k.people {
		if n := seen[id]; n == 0 {
			f.lost("%s was published in the register", id)
		} else if n > 1 {
			f.doubled("%s is in the register %d times", id, n)
		}
	}
	return nil
}

// errSilent is of a server that stopped answering before it was killed.
var errSilent = errors.New("the server answers no more")

// killUnder kills the server once some more answers of it were heard, and waits until
// whoever asks it is done.
func (t *turn) killUnder(s *site, heard, done <-chan struct{}) error {
	for range 20 + t.rng.IntN(t.size(60, 400)) {
		select {
		case <-heard:
		case <-done:
			return errSilent
		}
	}
	err := s.kill(func(string) {})
	<-done
	s.client.CloseIdleConnections()
	return err
}
