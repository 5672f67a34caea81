package main

import (
	"fmt"
	"path/filepath"
	"strconv"
)

// Rounds on one store before the next begins with an empty one.
const killsAStore = 25

// runKill kills a process in the moment that one of its acknowledgements arrives:
// what is acknowledged too early is then not yet kept.
func runKill(t *turn) error {
	var l *ledger
	return t.each(t.size(5, 1000), func(i int) error {
		if i%killsAStore == 0 {
			l = newLedger()
		}
		where := filepath.Join(t.dir, strconv.Itoa(i/killsAStore))
		if err := t.killOnce(where, strconv.Itoa(i), l); err != nil {
			return err
		}
		return t.survey(where, l)
	})
}

// killOnce puts what the load acknowledged before its end into the ledger.
func (t *turn) killOnce(where, prefix string, l *ledger) error {
	c, err := t.start("load", whereVariable+"="+where, prefixVariable+"="+prefix)
	if err != nil {
		return err
	}
	before := l.told[acknowledged]
	for range 1 + t.rng.IntN(400) {
		line, more := <-c.lines
		if !more {
			return fmt.Errorf("the load ended by itself: %v", c.end(l.note))
		}
		l.note(line)
	}
	err = c.kill(l.note)
	t.Acknowledged += l.told[acknowledged] - before
	return err
}
