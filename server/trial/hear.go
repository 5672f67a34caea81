package main

import "fmt"

// tally adds what the load said to the figures.
func (t *turn) tally(l *ledger) {
	t.Acknowledged += l.told[acknowledged]
	t.count("writes refused", l.told[refused])
	t.count("writes in doubt", l.told[unsure])
	t.count("reads meanwhile", l.told[readGood])
	if n := l.told[readFailed]; n > 0 {
		t.wrong("%d reads failed while writes did", n)
	}
}

// hear takes n lines into the ledger.
func (c *child) hear(l *ledger, n int) error {
	for range n {
		line, more := <-c.lines
		if !more {
			return fmt.Errorf("the child ended by itself: %v", c.end(l.note))
		}
		l.note(line)
	}
	return nil
}

// recover wants writes to be acknowledged again without a restart.
func (c *child) recover(l *ledger, f *Figures) error {
	const enough, patience = 4 * writers, 2000
	before := l.told[acknowledged]
	for range patience {
		if err := c.hear(l, 1); err != nil {
			return err
		}
		if l.told[acknowledged] >= before+enough {
			return nil
		}
	}
	f.wrong("writes do not go on after the fault is gone: %v", l.told)
	return nil
}
