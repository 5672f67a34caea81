package live

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/geo/hex"
	"sizhang/server/store"
)

// card is what streams need of an issue: what is told of it, and whom it concerns.
type card struct {
	seq    int
	data   []byte // JSON of one line
	gone   []byte // what is told of it to whom it no longer concerns
	object access.Object
	now    circle        // whose it is now: hands, workers, reporters
	before circle        // in whose hands it was
	left   access.Object // where it was and is no more
}

// circle is some people, by account and by id in the register, and bodies.
type circle struct{ accounts, people, bodies []string }

// holds says whether the actor is one of them, or holds something at one of the bodies.
func (c *circle) holds(a access.Actor) bool {
	if a.Account != "" && slices.Contains(c.accounts, a.Account) || a.Person != "" && slices.Contains(c.people, a.Person) {
		return true
	}
	return slices.ContainsFunc(a.Holdings, func(h access.Holding) bool { return h.Body != "" && slices.Contains(c.bodies, h.Body) })
}

func (c *circle) add(h issue.Hands) {
	c.people = append(c.people, h.Person)
	c.bodies = append(c.bodies, h.Body)
}

// told is the JSON of a message. It never holds who a citizen is.
type told struct {
	Issue    string `json:"issue"`
	Number   string `json:"number"`
	Seq      int    `json:"seq"`
	State    string `json:"state"`
	Action   string `json:"action"`
	At       string `json:"at"`
	Hands    hands  `json:"hands"`
	Due      string `json:"due,omitempty"`
	Category string `json:"category"`
	Cell     string `json:"cell"`
}

type hands struct {
	Unit     string `json:"unit,omitempty"`
	Post     string `json:"post,omitempty"`
	Person   string `json:"person,omitempty"`
	Name     string `json:"name,omitempty"`
	Body     string `json:"body,omitempty"`
	Fallback bool   `json:"fallback,omitempty"`
}

// CellResolution is that of the cell that a message names.
const CellResolution = 11

// cardOf makes the card of an issue.
func cardOf(i *issue.Issue) (*card, error) {
	c, last := i.Card(), i.Last()
	cell, err := hex.At(i.Place.Point, CellResolution)
	if err != nil {
		return nil, err
	}
	t := told{
		Issue: i.ID, Number: i.Number, Seq: last.Seq, State: string(i.State), Action: string(last.Action), At: instant(last.At),
		Hands: hands{i.Hands.Unit, i.Hands.Post, i.Hands.Person, i.Hands.Name, i.Hands.Body, i.Hands.Fallback},
		Due:   instant(c.Due), Category: i.Category, Cell: cell.String(),
	}
	made := &card{seq: last.Seq, object: access.Object{City: i.City, Units: c.Units, Also: c.Spots, Bodies: c.Bodies}}
	made.left = i.Left()
	made.now.add(i.Hands)
	made.now.people = append(made.now.people, i.Worker.Person)
	made.now.accounts = append(made.now.accounts, i.Worker.Account)
	for _, r := range i.Reporters {
		made.now.people = append(made.now.people, r.By.Person)
		made.now.accounts = append(made.now.accounts, r.By.Account)
	}
	for _, e := range i.History {
		if e.Hands != nil {
			made.before.add(*e.Hands)
		}
	}
	if made.data, err = json.Marshal(t); err != nil {
		return nil, err
	}
	made.gone, err = json.Marshal(struct {
		Issue string `json:"issue"`
	}{i.ID})
	return made, err
}

// instant writes the zero time, which is none, as nothing.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// cards are those that were told of lately, read once for all streams.
type cards struct {
	issues Issues
	now    func() time.Time
	log    *slog.Logger

	mu    sync.Mutex
	slots map[string]*slot
	order []string // of their making; the first is the first to go
}

// slot is the place of one card.
type slot struct {
	mu      sync.Mutex
	card    *card
	version int64     // of the document; the card is at least as new
	failing time.Time // since when it cannot be read, by the clock of Live; zero where it can
}

// kept is how many cards are held.
const kept = 4096

func newCards(o *Options) *cards {
	return &cards{issues: o.Issues, now: o.Now, log: o.Log, slots: map[string]*slot{}}
}

func (c *cards) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slots, c.order = map[string]*slot{}, nil
}

// of returns the card of an issue as it was after the change, or later. Cards of one
// issue never grow older.
//
// One that cannot be read although the store answers is nil and no error once it has
// been so for as long as patience, whichever stream asked.
func (c *cards) of(ctx context.Context, of change) (*card, error) {
	s := c.slot(of.city + "/" + of.id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.card != nil && s.version >= of.version {
		return s.card, nil
	}
	read, err := c.read(ctx, of)
	if err != nil {
		if s.givesUp(err, c.now()) {
			c.log.Error("live: an issue cannot be read and is left out", "city", of.city, "issue", of.id, "error", err)
			return nil, nil
		}
		return nil, err
	}
	s.failing = time.Time{}
	if s.card == nil || read.seq >= s.card.seq {
		s.card = read
	}
	s.version = of.version
	return s.card, nil
}

func (c *cards) read(ctx context.Context, of change) (*card, error) {
	i, err := c.issues.Get(ctx, of.city, of.id)
	if err != nil {
		return nil, err
	}
	return cardOf(&i)
}

// patience is how long one issue that cannot be read keeps all others.
const patience = time.Minute

// givesUp says whether to leave the issue out rather than to tell of nothing at all any
// more. A store that fails is waited for.
func (s *slot) givesUp(err error, now time.Time) bool {
	if errors.Is(err, store.ErrTransient) || errors.Is(err, store.ErrClosed) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if s.failing.IsZero() {
		s.failing = now
	}
	return now.Sub(s.failing) >= patience
}

func (c *cards) slot(key string) *slot {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.slots[key]
	if s == nil {
		s = &slot{}
		c.slots[key] = s
		c.order = append(c.order, key)
	}
	if len(c.order) > kept {
		delete(c.slots, c.order[0])
		c.order = c.order[1:]
	}
	return s
}
