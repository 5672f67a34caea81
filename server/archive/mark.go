package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// mark is the document that says how a store was filled. It is written before
// anything else and completed after, so a store that holds a part only says so.
type mark struct {
	State     string `json:"state"`
	Content   string `json:"content"` // the content hash of what is to be there
	From      string `json:"from"`    // where that came from, for people
	Documents int    `json:"documents"`
	Begun     string `json:"begun"`
	Finished  string `json:"finished,omitempty"`

	version int64
}

const (
	markID   = "filled"
	begun    = "begun"
	finished = "finished"
)

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// Unfinished is RestoreUnfinished where the store was filled in part only: it must
// not be used. Nil where it was filled to the end, or never.
func Unfinished(ctx context.Context, st store.Store) error {
	m, err := readMark(ctx, st)
	if err != nil || m.State != begun {
		return err
	}
	return m.fault(fault.RestoreUnfinished)
}

func (m mark) fault(code fault.Code) error {
	return fault.New(code, "", fault.With{"from": m.From, "begun": m.Begun})
}

// readMark returns the store's mark, the zero mark where there is none.
func readMark(ctx context.Context, st store.Store) (mark, error) {
	d, err := st.Get(ctx, store.Restores, store.Installation, markID)
	if errors.Is(err, store.ErrMissing) {
		return mark{}, nil
	}
	if err != nil {
		return mark{}, err
	}
	m := mark{version: d.Version}
	if err := json.Unmarshal(d.Body, &m); err != nil {
		return mark{}, fmt.Errorf("%s: %w", nameOf(d), err)
	}
	return m, nil
}

// write puts the mark into the store, in the place of the version it was read at.
func (m *mark) write(ctx context.Context, st store.Store) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	d := store.Document{Collection: store.Restores, City: store.Installation, ID: markID, Version: m.version, Body: body}
	if m.version == 0 {
		if err = st.Insert(ctx, d); err == nil {
			m.version = 1
		}
		return err
	}
	m.version, err = st.Replace(ctx, d)
	return err
}

// errFound ends a scan that has seen enough.
var errFound = errors.New("found")

// empty is StoreNotEmpty where the store holds anything but a mark.
func empty(ctx context.Context, st store.Store) error {
	var first store.Document
	_, err := st.Scan(ctx, func(d store.Document) error {
		if d.Collection == store.Restores {
			return nil
		}
		first = d
		return errFound
	})
	if errors.Is(err, errFound) {
		return fault.New(fault.StoreNotEmpty, "", fault.With{"document": nameOf(first)})
	}
	return err
}
