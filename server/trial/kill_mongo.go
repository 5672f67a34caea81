package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
)

// runKillMongo kills a process that writes to MongoDB: to the server that
// MONGO_TEST_URI names, in databases of its own, else to a stand-in in this
// process, which the kill does not touch. What it rests on is then the driver's and
// our side of the protocol alone.
func runKillMongo(t *turn) error {
	uri, isReal := os.LookupEnv("MONGO_TEST_URI")
	if !isReal {
		server, err := standin.Start(standin.Options{})
		if err != nil {
			return err
		}
		defer server.Close()
		uri = server.URI("trial")
		t.count("on a stand-in", 1)
	}
	var l *ledger
	return t.each(t.size(2, 1000), func(i int) error {
		if i%killsAStore == 0 {
			l = newLedger()
		}
		where := inDatabase(uri, fmt.Sprintf("sizhang_trial_%s_%d", strconv.FormatUint(t.Seed, 36), i/killsAStore))
		if err := t.killOnce(where, strconv.Itoa(i), l); err != nil {
			return err
		}
		if err := t.settled(where); err != nil {
			return err
		}
		return t.survey(where, l)
	})
}

// inDatabase is the connection string with another database. It may name several
// hosts, so it is no URL for net/url.
func inDatabase(uri, name string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	rest, options, some := strings.Cut(rest, "?")
	hosts, _, _ := strings.Cut(rest, "/")
	uri = scheme + "://" + hosts + "/" + name
	if some {
		uri += "?" + options
	}
	return uri
}

// settled waits until what the dead process had sent has been done: nothing new
// for a while.
func (t *turn) settled(where string) error {
	s, err := openStore(t.ctx, where)
	if err != nil {
		return fmt.Errorf("after the kill: %w", err)
	}
	defer s.Close()
	var token store.Token
	for calm := time.Now(); time.Since(calm) < 300*time.Millisecond; time.Sleep(20 * time.Millisecond) {
		changes, next, err := s.Changes(t.ctx, token, store.MaxLimit)
		if err != nil {
			return err
		}
		if token = next; len(changes) > 0 {
			calm = time.Now()
		}
	}
	return nil
}
