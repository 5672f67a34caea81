package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"

	"sizhang/server/store"
)

// A group ends at so many writes, or when their bodies reach so many bytes.
const (
	groupWrites = 128
	groupBytes  = 16 << 20
)

// verb is what a write does.
type verb int

const (
	inserting verb = iota
	replacing
	adopting // inserts as well, at any version, a tombstone too
)

// write is one request on its way through the writer.
type write struct {
	table    *table
	verb     verb
	document store.Document
	body     string // a copy: the caller may leave before the writer is done
	state    atomic.Int32
	// The answer, to be read once done is closed.
	version int64
	err     error
	done    chan struct{}
}

// A write waits until the writer begins it or its caller gives it up, whichever
// is first; one that was given up has no effect.
const (
	waiting = iota
	begun
	givenUp
)

// writer is the goroutine that makes all writes.
type writer struct {
	conn       *connection
	readStamp  *sql.Stmt
	writeStamp *sql.Stmt
	queue      chan *write
	bell       bell // rings after each commit
	done       chan struct{}
}

func startWriter(ctx context.Context, conn *connection) (*writer, error) {
	w := &writer{conn: conn, queue: make(chan *write, groupWrites), done: make(chan struct{})}
	var err error
	if w.readStamp, err = conn.prepare(ctx, "SELECT stamp FROM _store"); err != nil {
		return nil, err
	}
	if w.writeStamp, err = conn.prepare(ctx, "UPDATE _store SET stamp = ?"); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

// do hands the write to the writer and waits for the answer. When ctx ends
// before the writer began, the write has no effect and the error is ctx's; when
// it ends later, the error is ErrTransient too, for nobody knows yet.
func (w *writer) do(ctx context.Context, r *write) (int64, error) {
	select {
	case w.queue <- r:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case <-r.done:
		return r.version, r.err
	case <-ctx.Done():
	}
	if r.state.CompareAndSwap(waiting, givenUp) {
		return 0, ctx.Err()
	}
	select {
	case <-r.done:
		return r.version, r.err
	default:
		return 0, fmt.Errorf("%w: the write was under way: %w", store.ErrTransient, ctx.Err())
	}
}

// close makes what is queued, then ends the goroutine and the connection. No
// write may be handed over any more.
func (w *writer) close() error {
	close(w.queue)
	<-w.done
	return w.conn.close()
}

func (w *writer) run() {
	defer close(w.done)
	for first := range w.queue {
		err := w.conn.begin(context.Background())
		group := w.gather(first)
		if err == nil {
			err = w.commit(group)
		}
		for _, r := range group {
			if err != nil {
				// A refusal fails too: it may rest on a write that is undone.
				r.version, r.err = 0, translate(err)
			}
			close(r.done)
		}
	}
}

// gather takes what is waiting, in order, less what was given up.
func (w *writer) gather(first *write) []*write {
	var group []*write
	bytes := 0
	for next := first; ; {
		if next.state.CompareAndSwap(waiting, begun) {
			group = append(group, next)
			bytes += len(next.body)
		}
		if len(group) == groupWrites || bytes >= groupBytes {
			return group
		}
		var more bool
		select {
		case next, more = <-w.queue:
		default:
		}
		if !more {
			return group
		}
	}
}

// commit makes the writes of the group in one transaction. Its error is
// everyone's; a write's own refusal is its own.
func (w *writer) commit(group []*write) error {
	defer w.conn.rollback()
	ctx := context.Background()
	var before int64
	if err := w.readStamp.QueryRowContext(ctx).Scan(&before); err != nil {
		return err
	}
	stamp := before
	for _, r := range group {
		r.version, r.err = r.table.apply(r, stamp+1)
		if r.err == nil {
			stamp++
		} else if !w.conn.inTransaction() {
			return r.err
		}
	}
	if stamp == before {
		return nil
	}
	if _, err := w.writeStamp.ExecContext(ctx, stamp); err != nil {
		return err
	}
	err := w.conn.commit()
	w.bell.ring() // though it failed: what became of it is not always known
	return err
}
