package main

import (
	"errors"
	"path/filepath"
	"strconv"
)

// runKillIssues kills a server while patrols and citizens report, send photos and act, in
// the moment that an answer arrives; then it starts another one and asks it what stands,
// sends again what nobody knows the outcome of, and verifies both chains.
func runKillIssues(t *turn) error {
	var p *patrols
	return t.each(t.size(3, 200), func(i int) error {
		where := filepath.Join(t.dir, "ground"+strconv.Itoa(i/killsATown))
		if i%killsATown == 0 {
			p = newPatrols()
			if err := t.ground(where); err != nil {
				return err
			}
		}
		if err := t.killPatrolled(where, p); err != nil {
			return err
		}
		return t.patrolled(where, p)
	})
}

func (t *turn) killPatrolled(where string, p *patrols) error {
	s, err := t.serve(where)
	if err != nil {
		return err
	}
	before, known, heard, done := p.told, len(p.matters), make(chan struct{}, 1), make(chan struct{})
	v := &visit{patrols: p, site: s, ctx: t.ctx, figures: t.Figures, heard: heard}
	go func() { defer close(done); v.work() }()
	if err = t.killUnder(s, heard, done); errors.Is(err, errSilent) {
		return err
	}
	t.Acknowledged += p.told - before
	t.count("issues", len(p.matters)-known)
	return err
}

// patrolled starts a server without any planted bug, asks it what stands and has both
// chains verified.
func (t *turn) patrolled(where string, p *patrols) error {
	s, err := t.serve(where, plantVariable+"=")
	if err != nil {
		return err
	}
	v := &visit{patrols: p, site: s, ctx: t.ctx, figures: t.Figures}
	err = errors.Join(v.settle(), v.checkList(), v.checkOriginals(where))
	s.client.CloseIdleConnections()
	err = errors.Join(err, s.kill(func(string) {}))
	for status, n := range p.others {
		t.count("answers "+status, n)
	}
	clear(p.others)
	for _, chain := range []string{"issue", "record"} {
		if said, failed := command(t.ctx, where, chain, "verify"); failed != nil {
			t.wrong("%s verify: %s %v", chain, said, failed)
		}
	}
	return err
}
