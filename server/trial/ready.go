package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"time"
)

// runReady fills the disk under a server. Its writes are refused with 5xx, its
// reads go on, its readiness says so, and once there is room again both are as
// before without a restart. A round is one disk.
func runReady(t *turn) error {
	return t.each(t.size(1, 10), func(i int) error {
		d, err := t.mount(filepath.Join(t.dir, "disk"+strconv.Itoa(i)))
		if err != nil {
			return err
		}
		defer d.unmount()
		where := filepath.Join(d.dir, "data")
		if err := t.town(where); err != nil {
			return err
		}
		s, err := t.serve(where)
		if err != nil {
			return err
		}
		err = t.readiness(d, s, newClerks())
		s.client.CloseIdleConnections()
		return errors.Join(err, s.kill(func(string) {}))
	})
}

// patience is how long readiness may take to turn; a refresh takes 50 ms.
const patience = 5 * time.Second

func (t *turn) readiness(d smallDisk, s *site, k *clerks) error {
	heard := make(chan struct{}, 1)
	if k.handOver(t.ctx, s, 0, 0, 0, heard); k.told != 1 {
		return fmt.Errorf("no handover before the disk is full: %v", k.others)
	}
	if !t.until(s, http.StatusOK) {
		return errors.New("the server is not ready before the disk is full")
	}
	if err := d.fill(); err != nil {
		return err
	}
	for n := 1; len(k.others) == 0 && n < 5000; n++ {
		if !k.handOver(t.ctx, s, 0, 0, n, heard) {
			return errors.New("the server answers no more")
		}
	}
	for status, n := range k.others {
		t.count("answers "+status+" while full", n)
		if status[0] != '5' {
			t.wrong("a handover on a full disk is answered with %s", status)
		}
	}
	if !t.until(s, http.StatusServiceUnavailable) {
		t.wrong("writes are refused, and /readyz does not say so within %v", patience)
	}
	if err := s.get(t.ctx, "/api/v1/units/"+community(0), nil); err != nil {
		t.wrong("no reads while the disk is full: %v", err)
	}
	if err := d.free(); err != nil {
		return err
	}
	if !t.until(s, http.StatusOK) {
		t.wrong("there is room again, and /readyz does not say so within %v", patience)
	}
	told := k.told
	if k.handOver(t.ctx, s, 1, 0, 0, heard); k.told == told {
		t.wrong("writes do not go on: %v", k.others)
	}
	t.Acknowledged += k.told
	return k.check(t.ctx, s, t.Figures)
}

// until waits for /readyz to answer with the status.
func (t *turn) until(s *site, status int) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got, _, err := s.do(context.Background(), http.MethodGet, "/readyz", "", ""); err == nil && got == status {
			return true
		}
	}
	return false
}
