package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/issue"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// runAlarms imports issues of which many are long overdue, many become so at one instant
// and some never are, and lets two servers on one store give the warnings and escalations
// while one after the other is killed. Meanwhile people remark on the same issues, a
// webhook wants each alarm, and somebody listens.
func runAlarms(t *turn) error {
	where := filepath.Join(t.dir, "ground")
	if err := t.ground(where); err != nil {
		return err
	}
	a := &alarms{turn: t, where: where, receiver: newReceiver(), commands: map[string]string{}}
	defer a.receiver.Close()
	if err := a.subscribe(); err != nil {
		return err
	}
	n := t.size(160, 10_000)
	if err := a.imported(n); err != nil {
		return err
	}
	st, err := sqlite.Open(t.ctx, where, store.Schema)
	if err != nil {
		return err
	}
	defer st.Close()
	a.store = st
	if err := a.survey(n); err != nil {
		return err
	}
	if err := a.storm(); err != nil {
		return err
	}
	return a.check()
}

// alarms are what is known of the issues, and who is told.
type alarms struct {
	*turn
	where    string
	store    store.Store
	hook     string
	receiver *receiver
	// wanted is how each issue lies: which alarms it must have.
	wanted map[string]map[string]int
	ids    []string
	// commands are the remarks that were acknowledged, with their issue.
	commands map[string]string
	ear      *listener
}

// subscribe makes the webhook, before anything happens.
func (a *alarms) subscribe() error {
	s, err := a.serve(a.where, plantVariable+"=")
	if err != nil {
		return err
	}
	var made struct{ Hook struct{ ID string } }
	body := jsonOf(map[string]any{"url": a.receiver.URL, "actions": []issue.Action{issue.Warn, issue.Escalate}})
	status, answer, err := s.do(a.ctx, http.MethodPost, "/api/v1/cities/"+city+"/hooks", "application/json", string(body))
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("the webhook: %d %s", status, answer)
	}
	err = errors.Join(err, decodeInto(answer, &made))
	a.hook = made.Hook.ID
	s.client.CloseIdleConnections()
	return errors.Join(err, s.kill(func(string) {}))
}

// Kinds of issues, by number: half are overdue for long, a quarter will be at an instant,
// and of the rest half are warned of and half are not due at all.
const kindsOfIssues = 8

// alarmsOf are the alarms of each kind, by timer and mark, as the profile has them. All
// but the last wait for somebody to claim them since long ago.
func alarmsOf(n int) map[string]int {
	claim := map[string]int{"claim overdue": 1, "claim overdue_1": 1, "claim overdue_3": 1}
	var also []string
	switch kind := n % kindsOfIssues; {
	case kind < 4:
		also = []string{"handle soon", "handle overdue", "handle overdue_1", "handle overdue_3"}
	case kind < 6:
		also = []string{"handle soon", "handle overdue"}
	case kind == 6:
		also = []string{"handle soon"}
	default:
		return map[string]int{}
	}
	for _, mark := range also {
		claim[mark] = 1
	}
	return claim
}

// imported imports so many issues. Those that are due at one instant are so when the
// servers have begun, if the machine is quick; else they are overdue, too.
func (a *alarms) imported(n int) error {
	file, err := os.Create(filepath.Join(a.dir, "requests.csv"))
	if err != nil {
		return err
	}
	defer file.Close()
	now := time.Now().Truncate(time.Second)
	instant := now.Add(time.Duration(a.size(3, 60)) * time.Second)
	w := csv.NewWriter(file)
	_ = w.Write([]string{"id", "category", "status", "added", "due", "lng", "lat", "text"})
	for k := range n {
		added, due := now.AddDate(0, 0, -60), now.AddDate(0, 0, -40)
		switch kind := k % kindsOfIssues; {
		case kind >= 4 && kind < 6:
			due = instant
		case kind == 6:
			due = now.Add(3 * time.Hour) // the mark is more than half a workday before
		case kind == 7:
			added, due = now.Add(-time.Minute), now.AddDate(0, 2, 0)
		}
		lng, lat := spot(k)
		_ = w.Write([]string{strconv.Itoa(k), litter, "open", added.Format(time.RFC3339), due.Format(time.RFC3339), fmt.Sprint(lng), fmt.Sprint(lat), "堆着垃圾"})
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	_, err = command(a.ctx, a.where, "import", "requests", file.Name(), "--crs", "wgs84")
	return err
}

// survey finds what was imported in the store: the ids, and which alarms each must have.
func (a *alarms) survey(n int) error {
	a.wanted = map[string]map[string]int{}
	for d, err := range store.All(a.ctx, a.store, store.Query{Collection: store.Issues, City: city}) {
		if err != nil {
			return err
		}
		var kept struct{ Outside string }
		if err := decodeInto(d.Body, &kept); err != nil {
			return err
		}
		k, err := strconv.Atoi(strings.TrimPrefix(kept.Outside, string(issue.FromOther)+"/"))
		if err != nil {
			return err
		}
		a.ids, a.wanted[d.ID] = append(a.ids, d.ID), alarmsOf(k)
	}
	if len(a.ids) != n {
		return fmt.Errorf("%d of %d issues were imported", len(a.ids), n)
	}
	return nil
}

// storm runs two servers until everything that is due is done, and kills one of them
// again and again.
func (a *alarms) storm() error {
	for range a.others() {
		c, err := a.start("tend", whereVariable+"="+a.where)
		if err != nil {
			return err
		}
		defer func() { _ = c.kill(func(string) {}) }() // it may have ended
	}
	pair := make([]*site, 2)
	for k := range pair {
		var err error
		if pair[k], err = a.serve(a.where); err != nil {
			return err
		}
	}
	a.ear = newListener(pair[0].token)
	ctx, stop := context.WithCancel(a.ctx)
	defer stop()
	remarks, heard := make(chan error, 1), make(chan error, 1)
	sites := newSites(pair)
	go func() { remarks <- a.remark(ctx, sites) }()
	go func() { heard <- a.ear.stay(ctx, http.DefaultTransport, sites.any) }()
	err := a.awaits(func() (bool, error) { return a.ear.place() != "", nil })
	if err == nil {
		err = a.ear.list(ctx, pair[1])
	}
	if err == nil {
		err = a.kills(pair, sites)
	}
	stop()
	err = errors.Join(err, <-remarks, <-heard)
	for _, s := range pair {
		if s != nil {
			s.client.CloseIdleConnections()
			err = errors.Join(err, s.kill(func(string) {}))
		}
	}
	return err
}

// others is how many more give alarms, with a planted bug.
func (a *alarms) others() int {
	if a.Plant == "" {
		return 0
	}
	return 2
}

// kills kills one of the two, waits a moment and starts another in its place, until
// nothing is due any more.
func (a *alarms) kills(pair []*site, sites *sites) error {
	for {
		time.Sleep(time.Duration(50+a.rng.IntN(a.size(200, 1500))) * time.Millisecond)
		due, err := a.due()
		if err != nil || !due && a.Rounds >= 3 {
			return err
		}
		if due {
			a.count("kills while alarms were due", 1)
		}
		k := a.rng.IntN(len(pair))
		if err := pair[k].kill(func(string) {}); err != nil {
			return err
		}
		pair[k].client.CloseIdleConnections()
		if pair[k], err = a.serve(a.where); err != nil {
			pair[k] = nil
			return err
		}
		sites.set(k, pair[k])
		a.Rounds++
		fmt.Fprintf(a.progress, "%s: %d kills\n", a.Name, a.Rounds)
	}
}

// due says whether the system has anything left to do: by the store's own index, as no
// server sees it.
func (a *alarms) due() (bool, error) {
	page, err := a.store.Query(a.ctx, store.Query{Collection: store.Issues, City: city, Index: "due", Limit: 1})
	if err != nil || len(page.Documents) == 0 {
		return false, err
	}
	var d struct{ Due time.Time }
	err = decodeInto(page.Documents[0].Body, &d)
	return d.Due.Before(time.Now()), err
}

// remark comments on issues, at whichever server answers, until ctx ends.
func (a *alarms) remark(ctx context.Context, sites *sites) error {
	for n := 0; ctx.Err() == nil; n++ {
		id, command := a.ids[n*7919%len(a.ids)], uuid.NewString()
		body := jsonOf(map[string]string{"command": command, "action": "comment", "reason": "已催办"})
		s := sites.any()
		status, answer, err := s.do(ctx, http.MethodPost, issuesPath+"/"+id+"/actions", "application/json", string(body))
		switch {
		case err != nil: // it was killed; the remark stands or not
			continue
		case status == http.StatusOK:
			a.commands[command] = id
			a.Acknowledged++
		default:
			a.count(fmt.Sprint("remarks answered ", status), 1)
			if status/100 == 4 && status != http.StatusUnauthorized {
				return fmt.Errorf("a remark: %d %s", status, answer)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}
