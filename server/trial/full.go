package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// runFull fills a real, small disk under a load and makes room again. A round is
// one disk.
func runFull(t *turn) error {
	return t.each(t.size(1, 20), func(i int) error {
		d, err := t.mount(filepath.Join(t.dir, "disk"+strconv.Itoa(i)))
		if err != nil {
			return err
		}
		defer d.unmount()
		return t.fillUnder(d)
	})
}

func (t *turn) fillUnder(d smallDisk) error {
	where := filepath.Join(d.dir, "data")
	c, err := t.start("load", whereVariable+"="+where, prefixVariable+"=d", bearVariable+"=1", quietVariable+"=1")
	if err != nil {
		return err
	}
	l := newLedger()
	err = c.hear(l, 1+t.rng.IntN(300))
	for range 3 {
		if err == nil {
			err = t.fillOnce(d, c, l)
		}
	}
	if err := errors.Join(err, c.kill(l.note)); err != nil {
		return err
	}
	t.tally(l)
	return t.survey(where, l)
}

// fillOnce leaves no room until writes were refused.
func (t *turn) fillOnce(d smallDisk, c *child, l *ledger) error {
	if err := d.fill(); err != nil {
		return err
	}
	before := l.told[refused] + l.told[unsure]
	for told := 0; l.told[refused]+l.told[unsure] < before+2*writers; told++ {
		if told == 5000 {
			if t.Plant == "" {
				return errors.New("the disk is full, and every write is acknowledged")
			}
			break // and kill it
		}
		if err := c.hear(l, 1); err != nil {
			return err
		}
	}
	if err := d.free(); err != nil {
		return err
	}
	return c.recover(l, t.Figures)
}

// smallDisk is a file system of some megabytes.
type smallDisk struct{ dir string }

// mount makes a small disk in memory, where this process may.
func (t *turn) mount(dir string) (smallDisk, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return smallDisk{}, err
	}
	out, err := exec.CommandContext(t.ctx, "mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", dir).CombinedOutput()
	if err != nil {
		return smallDisk{}, fmt.Errorf("%w: no small disk can be mounted: %w: %s", errSkipped, err, out)
	}
	return smallDisk{dir}, nil
}

func (d smallDisk) unmount() { exec.Command("umount", d.dir).Run() }

func (d smallDisk) ballast() string { return filepath.Join(d.dir, "ballast") }

// fill leaves no room.
func (d smallDisk) fill() error {
	file, err := os.Create(d.ballast())
	if err != nil {
		return err
	}
	defer file.Close()
	for _, size := range []int{64 << 10, 4 << 10, 1} { // down to the last page
		for err = nil; err == nil; {
			_, err = file.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			return err
		}
	}
	return nil
}

// free makes room again.
func (d smallDisk) free() error { return os.Remove(d.ballast()) }
