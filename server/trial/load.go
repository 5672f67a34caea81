package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/sqlite"
)

// Settings of the load.
const (
	whereVariable  = "SIZHANG_TRIAL_WHERE"  // a folder, or the URI of a MongoDB
	prefixVariable = "SIZHANG_TRIAL_PREFIX" // of every id
	limitVariable  = "SIZHANG_TRIAL_LIMIT"  // how many notes; 0 is no end
	traceVariable  = "SIZHANG_TRIAL_TRACE"  // where acknowledgements go, too
	bearVariable   = "SIZHANG_TRIAL_BEAR"   // go on after errors
	quietVariable  = "SIZHANG_TRIAL_QUIET"  // errors are expected; say nothing of them
)

// openStore opens a store by where it is, without any planted bug.
func openStore(ctx context.Context, where string) (store.Store, error) {
	if strings.Contains(where, "://") {
		s, err := mongo.Open(ctx, where, schema)
		if err != nil {
			return nil, err // and no store that holds a nil
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, where, schema)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// writers is how many write at once.
const writers = 8

// load writes notes and says what became of each write.
type load struct {
	store  store.Store
	prefix string
	limit  int  // notes; 0 is no end
	bear   bool // go on after an error
	tell   func(outcome, id string, step int64)
}

// Outcomes of a write, as the load tells them.
const (
	acknowledged = "ack"
	refused      = "no"    // it had no effect
	unsure       = "maybe" // nobody knows
	readFailed   = "unread"
	readGood     = "read"
)

// playLoad writes until it is killed or has reached its limit.
func playLoad() error {
	where := os.Getenv(whereVariable)
	tell, err := teller(os.Getenv(traceVariable))
	if err != nil {
		return err
	}
	limit, _ := strconv.Atoi(os.Getenv(limitVariable))
	s, err := openStore(context.Background(), where)
	if err != nil {
		return err
	}
	l := load{
		store: planted(s, os.Getenv(plantVariable)), prefix: os.Getenv(prefixVariable),
		limit: limit, bear: os.Getenv(bearVariable) != "", tell: tell,
	}
	return errors.Join(l.run(), s.Close())
}

// teller prints outcomes and, where there is a trace, puts them into it first:
// there they stand in order with what reached the disk.
func teller(trace string) (func(outcome, id string, step int64), error) {
	if trace == "" {
		return func(outcome, id string, step int64) { fmt.Println(outcome, id, step) }, nil
	}
	file, err := os.OpenFile(trace, os.O_WRONLY|os.O_APPEND, 0)
	return func(outcome, id string, step int64) {
		line := fmt.Sprintln(outcome, id, step)
		if _, err := file.Write(record{op: opSaid, name: strings.TrimSpace(line)}.bytes()); err != nil {
			panic(err)
		}
		os.Stdout.WriteString(line)
	}, err
}

// run has all writers write until one fails, or all are through.
func (l *load) run() error {
	var all sync.WaitGroup
	failed := make(chan error, writers)
	for w := range writers {
		all.Go(func() {
			for n := w; l.limit == 0 || n < l.limit; n += writers {
				if err := l.write(fmt.Sprintf("%s-%d", l.prefix, n)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	go func() { all.Wait(); close(failed) }()
	return <-failed
}

// write takes one note through its versions. After an error it is left as it is,
// and another one is read.
func (l *load) write(id string) error {
	ctx := context.Background()
	for step := int64(1); step <= lastStep; step++ {
		d := document(id, step)
		var err error
		if step == 1 {
			err = l.store.Insert(ctx, d)
		} else {
			_, err = l.store.Replace(ctx, d)
		}
		switch {
		case err == nil:
			l.tell(acknowledged, id, step)
			continue
		case !l.bear:
			return err
		case errors.Is(err, store.ErrTransient):
			l.tell(unsure, id, step)
		default:
			l.tell(refused, id, step)
		}
		return l.read(id, step-1)
	}
	return nil
}

// read says whether the note can be read although it could not be written.
func (l *load) read(id string, step int64) error {
	_, err := l.store.Get(context.Background(), notes, city, id)
	if err == nil || errors.Is(err, store.ErrMissing) {
		l.tell(readGood, id, step)
		return nil
	}
	fmt.Fprintf(os.Stderr, "load: %s cannot be read: %v\n", id, err) // never expected
	l.tell(readFailed, id, step)
	return nil
}
