package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// runListeners has many listen to one server and some of them read hardly anything, while
// people report; then the server is killed and all go on at another one. The slow ones
// must delay nobody, and nobody may miss anything.
func runListeners(t *turn) error {
	where := filepath.Join(t.dir, "ground")
	if err := t.ground(where); err != nil {
		return err
	}
	s, err := t.serve(where)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(t.ctx)
	c := t.newCrowd(ctx, s)
	err = c.listening(where, s)
	stop()
	c.all.Wait()
	c.wide.CloseIdleConnections()
	c.narrow.CloseIdleConnections()
	last := c.sites.any()
	last.client.CloseIdleConnections()
	return errors.Join(err, last.kill(func(string) {}))
}

func (c *crowd) listening(where string, s *site) error {
	quick, slow := c.size(48, 2000), c.size(8, 200)
	if err := c.admit(where, quick+slow); err != nil {
		return err
	}
	before, err := s.gauges(c.ctx)
	if err != nil {
		return err
	}
	if c.quick, err = c.join(quick, quickly); err != nil {
		return err
	}
	after, err := s.gauges(c.ctx)
	if err != nil {
		return err
	}
	c.count("bytes a listener", int(after["process_resident_memory_bytes"]-before["process_resident_memory_bytes"])/quick)
	c.count("goroutines for 100 listeners", int(100*(after["go_goroutines"]-before["go_goroutines"]))/quick)
	all := map[string]int{}
	if err := c.told("all read", s, all); err != nil {
		return err
	}
	if c.slow, err = c.join(slow, c.hesitant); err != nil {
		return err
	}
	for _, l := range c.slow { // what came long before they did is in the list alone
		if err := l.list(c.ctx, s); err != nil {
			return err
		}
	}
	if err := c.told("some read slowly", s, all); err != nil || c.broken() {
		return err
	}
	for _, l := range c.slow {
		if l.lacks(all) > 0 {
			c.count("slow ones that lagged", 1)
		}
	}
	if !c.short { // until those who are to be cut off are
		time.Sleep(15 * time.Second)
	}
	cut, err := s.gauges(c.ctx)
	c.count("streams that the server ended", int(cut[endedStreams]))
	if err != nil {
		return err
	}
	if err := c.caughtUp(all); err != nil || c.broken() {
		return err
	}
	return c.elsewhere(where, s, all)
}

// caughtUp has those who read slowly come back to the same server, and wants them to have
// all in the end. Those who read nothing go on as they are.
func (c *crowd) caughtUp(all map[string]int) error {
	c.slowly.end()
	var awake []*listener
	for k, l := range c.slow {
		if k%2 == 1 {
			awake = append(awake, l)
		}
	}
	behind, err := c.heard(awake, all)
	if behind > 0 {
		c.lost("%d of %d that read slowly have not heard of everything", behind, len(awake))
	}
	return err
}

// told reports issues and wants all quick ones to hear of them.
func (c *crowd) told(when string, s *site, all map[string]int) error {
	took, err := c.report(s, c.size(400, 600), all)
	if err != nil {
		return err
	}
	c.count("µs a report, "+when, int(took.Microseconds()))
	begun := time.Now()
	behind, err := c.heard(c.quick, all)
	c.count("ms until all had heard, "+when, int(time.Since(begun).Milliseconds()))
	if behind > 0 {
		c.wrong("while %s, %d of %d that read quickly hear nothing", when, behind, len(c.quick))
	}
	return err
}

// report files so many issues, by several at once, notes them in all, and returns the
// median of what one takes.
func (c *crowd) report(s *site, n int, all map[string]int) (time.Duration, error) {
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var group sync.WaitGroup
	base := len(all)
	for w := range writers {
		group.Go(func() {
			for k := w; k < n; k += writers {
				id := uuid.NewString()
				lng, lat := spot(base + k)
				begun := time.Now()
				status, answer, err := s.do(c.ctx, http.MethodPost, issuesPath, "application/json", string(jsonOf(map[string]any{
					"id": id, "category": litter, "source": "patrol", "crs": "wgs84", "lng": lng, "lat": lat,
				})))
				var card found
				if err == nil && status != http.StatusCreated {
					err = fmt.Errorf("a report: %d %s", status, answer)
				}
				err = errors.Join(err, decodeInto(answer, &card))
				mu.Lock()
				if all[id] = card.Seq; err != nil {
					failed = err
				}
				took = append(took, time.Since(begun))
				c.Acknowledged++
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	group.Wait()
	slices.Sort(took)
	return took[len(took)/2], failed
}

// elsewhere kills the server, has more reported at another one, and wants all listeners,
// who come back by themselves, to have heard of everything.
func (c *crowd) elsewhere(where string, s *site, all map[string]int) error {
	if err := s.kill(func(string) {}); err != nil {
		return err
	}
	c.Rounds++
	s.client.CloseIdleConnections()
	next, err := c.serve(where)
	if err != nil {
		return err
	}
	_, err = c.report(next, c.size(50, 300), all)
	c.sites.set(0, next)
	c.asleep.end()
	if err != nil {
		return err
	}
	listeners := slices.Concat(c.quick, c.slow)
	behind, err := c.heard(listeners, all)
	if behind > 0 {
		c.lost("%d of %d listeners have not heard of everything", behind, len(listeners))
	}
	told := map[string]int{}
	for _, l := range listeners {
		l.mu.Lock()
		maps.Copy(told, l.told)
		c.count("streams", l.streams)
		c.count("messages", l.messages)
		l.mu.Unlock()
	}
	for what, n := range told {
		c.count("told "+what, n)
	}
	return err
}

// endedStreams counts them in the server's own figures.
const endedStreams = `sizhang_http_requests_total{method="GET",route="/api/v1/cities/:city/live",status="200"}`

// gauges are the server's own figures, by name.
func (s *site) gauges(ctx context.Context) (map[string]float64, error) {
	status, text, err := s.do(ctx, http.MethodGet, "/metrics", "", "")
	if err != nil || status != http.StatusOK {
		return nil, fmt.Errorf("/metrics: %d %w", status, err)
	}
	all := map[string]float64{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if at := strings.LastIndexByte(lines.Text(), ' '); at > 0 {
			all[lines.Text()[:at]], _ = strconv.ParseFloat(lines.Text()[at+1:], 64) // comments are no number
		}
	}
	return all, nil
}
