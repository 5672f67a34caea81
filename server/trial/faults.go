package main

import (
	"path/filepath"
	"strconv"
	"syscall"
)

// faultsToMake are what goes wrong under a load that goes on. How many calls pass
// first is chosen anew each time.
var faultsToMake = []fault{
	{Calls: callWrite, Files: theLog, Left: 1, Error: int32(syscall.EIO)},
	{Calls: callSync, Files: theLog, Left: 1, Error: int32(syscall.EIO)},
	{Calls: callWrite, Files: theLog, Left: -1, Error: int32(syscall.ENOSPC)},
	{Calls: callSync, Files: theLog, Left: -1, Error: int32(syscall.EIO)},
	{Calls: callSync, Files: allButTheLog, Left: 1, Error: int32(syscall.EIO)},
	{Calls: callWrite, Files: theLog, Left: 7, Error: int32(short)},
	{Calls: callWrite, Files: allButTheLog, Left: 3, Error: int32(syscall.ENOSPC)},
	{Calls: callWrite, Left: -1, Error: int32(syscall.EIO)},
	{Calls: callSync, Files: theLog, Left: 3, Error: int32(syscall.ENOSPC)},
	{Calls: callWrite | callSync | callTruncate, Left: -1, Error: int32(syscall.EROFS)},
	{Calls: callSync, Left: -1, Error: int32(syscall.EDQUOT)},
	{Calls: callTruncate, Left: 1, Error: int32(syscall.EIO)},
}

// runFaults fails system calls under a load. Whatever is acknowledged stands, also
// when the power fails later; what was refused without a doubt stands nowhere;
// reads go on; and writes go on as soon as the fault is gone. A round is one
// fault, and every so many rounds the process is killed and another goes on.
func runFaults(t *turn) error {
	if err := t.each(t.size(4, 40), t.faultAtStart); err != nil || t.broken() {
		return err
	}
	return t.each(t.size(1, 10), func(i int) error {
		faults := faultsToMake[:t.size(4, len(faultsToMake))]
		t.Rounds += len(faults) - 1
		return t.faultsUnderLoad(filepath.Join(t.dir, "load"+strconv.Itoa(i)), faults)
	})
}

// faultAtStart fails one call while a store is made. It opens or it does not; it
// opens once the fault is gone.
func (t *turn) faultAtStart(i int) error {
	s, err := t.newShim(filepath.Join(t.dir, "start"+strconv.Itoa(i)))
	if err != nil {
		return err
	}
	all := int32(callWrite | callSync | callTruncate | callUnlink | callCreate)
	if err := s.arm(fault{Calls: all, Skip: int32(t.rng.IntN(200)), Left: 1, Error: int32(syscall.EIO)}); err != nil {
		return err
	}
	l := newLedger()
	c, err := t.start("load", append(s.settings(), prefixVariable+"=s", limitVariable+"=8", quietVariable+"=1")...)
	if err != nil {
		return err
	}
	if status := c.end(l.note); status.ExitStatus() != 0 {
		t.count("did not start, or stopped", 1)
	}
	t.Acknowledged += l.told[acknowledged]
	if err := t.survey(s.dir, l); err != nil || t.broken() {
		return err
	}
	return t.cutBetween(s, 3)
}

// faultsUnderLoad makes one fault after the other under one process.
func (t *turn) faultsUnderLoad(dir string, faults []fault) error {
	s, err := t.newShim(dir)
	if err != nil {
		return err
	}
	c, err := t.start("load", append(s.settings(), prefixVariable+"=f", bearVariable+"=1", quietVariable+"=1")...)
	if err != nil {
		return err
	}
	l := newLedger()
	if err := c.hear(l, writers); err != nil { // it has begun
		return err
	}
	for _, f := range faults {
		f.Skip = int32(t.rng.IntN(20))
		if t.Plant == "gate" {
			f = fault{Calls: callSync, Files: theLog, Left: -1, Lie: 2}
		}
		if err := t.faultUnder(c, s, l, f); err != nil {
			c.kill(l.note)
			return err
		}
	}
	if err := c.kill(l.note); err != nil {
		return err
	}
	t.tally(l)
	if err := t.survey(dir, l); err != nil || t.broken() {
		return err
	}
	return t.cutBetween(s, t.size(12, 60))
}

// faultUnder waits until the fault has struck, lets it go and waits for writes to
// go on.
func (t *turn) faultUnder(c *child, s *shim, l *ledger, f fault) error {
	if err := s.arm(f); err != nil {
		return err
	}
	told, struck := 0, false
	for ; told < 3000 && !struck; told += writers {
		if err := c.hear(l, writers); err != nil {
			return err
		}
		n, err := s.failed()
		if err != nil {
			return err
		}
		struck = n > 0 && (f.Left > 0 && n >= int(f.Left) || n >= 2*writers)
	}
	if !struck {
		t.count("faults that struck not or not as often", 1)
	}
	if err := s.arm(fault{}); err != nil {
		return err
	}
	return c.recover(l, t.Figures)
}

// cutBetween cuts the power at moments of what the shim saw.
func (t *turn) cutBetween(s *shim, n int) error {
	trace, err := readTrace(s.trace)
	if err != nil || len(trace) == 0 {
		return err
	}
	made, err := t.cuts(trace, n)
	t.count("power cuts", made)
	return err
}
